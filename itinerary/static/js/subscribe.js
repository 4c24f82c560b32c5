// The page is complete as it comes. This puts first what the reader's device needs, and lets the
// form act at once.

import { choices } from "./choices.js";

const agent = navigator.userAgent;

/** The reader's platform, by what browsers still say of it. */
function platform() {
  if (/Android/.test(agent)) return "android";
  if (/iPhone|iPad|iPod/.test(agent)) return "ios";
  // An iPad calls itself a Mac; only its fingers tell.
  if (/Macintosh/.test(agent)) return navigator.maxTouchPoints > 1 ? "ios" : "mac";
  if (/CrOS/.test(agent)) return "chromeos";
  if (/Windows/.test(agent)) return "windows";
  if (/Linux|BSD/.test(agent)) return "linux";
  return "";
}

const here = platform();
const first = [...document.querySelectorAll(".way")].filter((row) =>
  row.dataset.for.split(" ").includes(here),
);
for (const row of first) {
  row.classList.add("best");
  row.querySelector(".here").hidden = false;
}
document.querySelector(".rows").prepend(...first);

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
