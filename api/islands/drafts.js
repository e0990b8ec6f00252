// Saves a task's form while it is typed: to the server a moment after the last key, and, while the server
// cannot be reached, into the tab's own memory (sessionStorage), from where it is sent as soon as it can.
const DELAY = 1200; // ms after the last key

function storageKey(form) {
  return "draft:" + form.dataset.draft;
}

function say(form, key) {
  const state = form.querySelector("[data-draft-state]");
  if (state) state.textContent = state.dataset[key] || "";
}

function body(form) {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
  return data;
}

async function save(form) {
  const data = body(form);
  try {
    const answer = await fetch(form.dataset.draft, {
      method: "POST",
      body: data,
      headers: { "X-CSRFToken": form.elements["csrf_token"]?.value || "", "X-Requested-With": "draft" },
      credentials: "same-origin",
    });
    if (answer.ok) {
      sessionStorage.removeItem(storageKey(form));
      say(form, "saved");
    } else {
      say(form, answer.status === 409 ? "conflict" : "failed");
    }
  } catch {
    data.delete("csrf_token");
    sessionStorage.setItem(storageKey(form), data.toString());
    say(form, "kept");
  }
}

function restore(form) {
  const kept = sessionStorage.getItem(storageKey(form));
  if (!kept) return;
  const values = new URLSearchParams(kept);
  for (const element of form.elements) {
    if (!element.name || element.name === "csrf_token" || !values.has(element.name)) continue;
    if (element.type === "checkbox" || element.type === "radio") {
      element.checked = values.getAll(element.name).includes(element.value);
    } else {
      element.value = values.get(element.name);
    }
  }
  say(form, "restored");
}

export function keepDrafts() {
  const timers = new WeakMap();
  document.querySelectorAll("form[data-draft]").forEach(restore);
  document.addEventListener("input", (event) => {
    const form = event.target.closest?.("form[data-draft]");
    if (!form) return;
    say(form, "saving");
    clearTimeout(timers.get(form));
    timers.set(form, setTimeout(() => save(form), DELAY));
  });
  window.addEventListener("online", () => {
    document.querySelectorAll("form[data-draft]").forEach((form) => {
      if (sessionStorage.getItem(storageKey(form))) save(form);
    });
  });
  // Leaving by completing makes the kept draft void.
  document.addEventListener("submit", (event) => {
    if (event.target.dataset?.draft && navigator.onLine) sessionStorage.removeItem(storageKey(event.target));
  });
}
