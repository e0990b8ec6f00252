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

document.documentElement.classList.add("has-js");
watchConnection();
keepDrafts();
listenToKeys();
enhance(document);
document.body.addEventListener("htmx:load", (event) => enhance(event.target));
