// Small helps on parts of a page, applied again to whatever htmx swaps in.
function confirmFirst(root) {
  root.querySelectorAll("[data-confirm]").forEach((element) => {
    element.addEventListener("click", (event) => {
      if (!window.confirm(element.dataset.confirm)) event.preventDefault();
    });
  });
}

// A field that only matters for one answer of another field: shown and hidden, never removed.
function dependentFields(root) {
  root.querySelectorAll("[data-show-if]").forEach((part) => {
    const { showIf: name, showValues: values } = part.dataset;
    const form = part.closest("form");
    if (!form) return;
    const update = () => {
      const chosen = new FormData(form).getAll(name).map(String);
      part.hidden = !chosen.some((value) => values.split("|").includes(value));
    };
    form.addEventListener("change", update);
    update();
  });
}

function checkAll(root) {
  root.querySelectorAll("[data-check-all]").forEach((box) => {
    box.addEventListener("change", () => {
      document.querySelectorAll(`input[type=checkbox][name="${box.dataset.checkAll}"]`).forEach((one) => {
        one.checked = box.checked;
      });
    });
  });
}

function closers(root) {
  root.querySelectorAll("[data-close]").forEach((button) => {
    button.addEventListener("click", () => button.closest("dialog")?.close());
  });
  root.querySelectorAll("[data-open]").forEach((button) => {
    button.addEventListener("click", () => document.getElementById(button.dataset.open)?.showModal?.());
  });
  root.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
}

export function enhance(root) {
  const part = root.querySelectorAll ? root : document;
  confirmFirst(part);
  dependentFields(part);
  checkAll(part);
  closers(part);
}
