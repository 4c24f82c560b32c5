// The page is complete as it comes. This puts first what the reader's device needs, and lets the
// form act at once.

import { choices } from "./choice_form.js";
import { fold } from "./fold.js";
import { platform } from "./platform.js";
import { say } from "./words.js";

const agent = navigator.userAgent;

const others = document.querySelector(".others");
const first = [...others.querySelectorAll(".way")].filter((row) =>
  row.dataset.for.split(" ").includes(platform),
);
for (const row of first) {
  row.classList.add("best");
  row.querySelector(".here").hidden = false;
}
if (first.length) {
  document.getElementById("here").append(...first);
  const summary = others.querySelector("summary");
  say(summary, summary, "others");
  others.open = false;
}

// Browsers inside other apps drop links that they do not know, webcal among them, without a word.
if (/MicroMessenger|Weibo|FBA[NV]|Instagram|Line\/|; wv\)/.test(agent)) {
  document.getElementById("inside").hidden = false;
}

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    // It rejects if the reader closes the sheet of apps, which is not an error.
    navigator.share({ title: document.title, url: location.href }).catch(() => {});
  });
}

choices(() => (document.querySelector(".preview").open = true));

// The apps by their names.
const field = document.getElementById("find-app");
const apps = [...document.querySelectorAll(".app-steps")].map((app) => [app, fold(app.querySelector(".name").textContent)]);
const unknown = document.querySelector(".apps .unknown");
field.closest(".find").hidden = false;
field.addEventListener("input", () => {
  const words = fold(field.value).trim().split(/\s+/);
  const found = apps.filter(([app, name]) => {
    app.hidden = !words.every((word) => name.includes(word));
    return !app.hidden;
  });
  if (found.length === 1) found[0][0].open = true;
  if (found.length) unknown.textContent = "";
  else say(unknown, unknown, "words");
});
