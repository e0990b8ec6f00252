// What every page loads: htmx, drafts that survive a lost connection, a queue that keeps one's place, keys.
// Everything works without this file; it only saves time and loss. No eval: the CSP has no unsafe-eval.
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // pages hold personal data: nothing of them stays in the browser's storage
window.htmx = htmx;

import { watchConnection } from "./connection.js";
import { keepDrafts } from "./drafts.js";
import { listenToKeys } from "./keys.js";
import { enhance } from "./enhance.js";
import { suggestRegions } from "./regions.js";

document.documentElement.classList.add("has-js");
watchConnection();
keepDrafts();
listenToKeys();
enhance(document);
suggestRegions();
// A refresh never takes away what somebody has just ticked or is typing.
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const part = event.target.closest("[data-refresh]");
  if (part && (part.querySelector("input:checked") || [...part.querySelectorAll("input[type=file]")].some((one) => one.value) || part.contains(document.activeElement))) event.preventDefault();
});
document.body.addEventListener("htmx:load", (event) => enhance(event.target));
