// Says when the connection is lost and when it is back, and never loses what was typed.
const banner = () => document.getElementById("connection");

function show(lost) {
  const element = banner();
  if (!element) return;
  element.hidden = !lost;
}

export function watchConnection() {
  window.addEventListener("offline", () => show(true));
  window.addEventListener("online", () => show(false));
  document.body.addEventListener("htmx:sendError", () => show(true));
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) show(false);
  });
  // A form sent by the browser itself would end on its own error page and lose the typing: hold it back.
  document.addEventListener("submit", (event) => {
    if (navigator.onLine || event.target.method === "get") return;
    event.preventDefault();
    show(true);
    banner()?.scrollIntoView({ block: "nearest" });
  });
  if (!navigator.onLine) show(true);
}
