// Names of regions beside their codes, fetched once a field for a region gets the focus.
let loading = null;

async function load(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) return;
  const holder = document.createElement("template");
  holder.innerHTML = await answer.text();
  document.body.append(holder.content);
}

export function suggestRegions() {
  document.addEventListener("focusin", (event) => {
    const address = event.target.dataset?.regions;
    if (address && !loading) loading = load(address);
  });
}
