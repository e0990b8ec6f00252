// Keys for people who work all day: "/" search, "j"/"k" next and previous row, "o" or Enter open, "c" claim,
// "Ctrl+Enter" complete, "?" shows them. Never while typing, except Ctrl+Enter.
const typing = (element) => element.closest("input, textarea, select, [contenteditable=true]");

function move(step) {
  const rows = [...document.querySelectorAll("[data-row] a.row-link")];
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement);
  rows[Math.min(rows.length - 1, Math.max(0, at + step))].focus();
}

function press(selector) {
  const element = document.querySelector(selector);
  if (element) element.click();
  return Boolean(element);
}

const ACTIONS = {
  "/": () => document.querySelector("[data-key=search]")?.focus(),
  j: () => move(1),
  k: () => move(-1),
  o: () => document.activeElement?.matches("a.row-link") && document.activeElement.click(),
  c: () => {
    const row = document.activeElement?.closest("[data-row]");
    const button = (row || document).querySelector("[data-key=claim]");
    button?.click();
  },
  n: () => press("[data-key=next]"),
  "?": () => document.getElementById("keys")?.showModal?.(),
};

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = event.target.closest?.("form[data-complete]");
      if (form) {
        event.preventDefault();
        form.requestSubmit(form.querySelector("[data-key=complete]"));
      }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const action = ACTIONS[event.key];
    if (action) {
      event.preventDefault();
      action();
    }
  });
}
