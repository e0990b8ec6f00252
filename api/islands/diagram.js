// The diagram of a case: bpmn.io's viewer with where the case stands, done, and how often. The watermark stays.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";

const READABLE = 0.7; // the scale at which names of tasks can be read; the whole is one button away

async function draw(island) {
  const viewer = new NavigatedViewer({ container: island });
  const answer = await fetch(island.dataset.diagram, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(String(answer.status));
  await viewer.importXML(await answer.text());
  const canvas = viewer.get("canvas");
  canvas.zoom("fit-viewport", "auto");
  const marks = JSON.parse(island.dataset.marks || "{}");
  const registry = viewer.get("elementRegistry");
  for (const [mark, ids] of Object.entries(marks)) {
    // A subprocess around the place of the case is not the place: its whole ground would be coloured.
    for (const id of ids) if (registry.get(id) && !registry.get(id).children?.length) canvas.addMarker(id, "mark-" + mark);
  }
  const area = (shape) => shape.width * shape.height;
  const here = (marks.here || []).map((id) => registry.get(id)).filter((shape) => shape?.width).sort((a, b) => area(a) - area(b))[0];
  if (here && canvas.zoom() < READABLE) {
    canvas.zoom(READABLE);
    canvas.scrollToElement(here, 120);
  }
  const controls = document.querySelector(`[data-controls="${island.id}"]`);
  controls?.addEventListener("click", (event) => {
    const step = event.target.closest("[data-zoom]")?.dataset.zoom;
    if (step === "fit") canvas.zoom("fit-viewport", "auto");
    else if (step) canvas.zoom(canvas.zoom() * (step === "in" ? 1.25 : 0.8));
  });
  island.dataset.ready = "true";
}

document.querySelectorAll("[data-diagram]").forEach((island) => {
  draw(island).catch(() => {
    island.dataset.failed = "true";
    const note = document.createElement("p");
    note.className = "empty";
    note.textContent = island.dataset.failure || "";
    island.append(note);
  });
});
