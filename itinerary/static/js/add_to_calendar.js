// The way into a calendar in one tap: that of the reader's device, or of the app that was chosen in the
// menu before. A computer gets a file, which its calendar opens. The menu beside it has the others. Once
// it is used, the page says what a copy cannot do.
import { platform } from "./platform.js";
import { say } from "./words.js";

const KEY = "itinerary:calendar";
const chosen = () => {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
};
const keep = (app) => {
  try {
    localStorage.setItem(KEY, app);
  } catch {
    // A browser that keeps nothing asks again.
  }
};

const ways = [...document.querySelectorAll(".actions [data-way]")];
const any = ways.find((link) => !link.dataset.way);
const choose = (app) => {
  const own = ways.find((link) => link.dataset.for.split(" ").includes(platform));
  if (!app || own?.dataset.way === app) return own ?? any;
  const inMenu = document.querySelector(`.apps [data-app="${CSS.escape(app)}"]`);
  if (inMenu?.dataset.add) {
    any.href = inMenu.href;
    any.rel = "noopener";
    any.removeAttribute("download");
    say(any, inMenu, "add");
  }
  return any;
};

if (any) {
  const way = choose(chosen());
  const item = way.closest("li");
  const summary = item.querySelector("summary");
  way.hidden = false;
  item.classList.add("split");
  summary.classList.remove("main");
  summary.querySelector(".all-ways").hidden = true;
  summary.querySelector(".other-ways").hidden = false;
  way.addEventListener("click", () => (document.querySelector(".copied").hidden = false));
  for (const link of document.querySelectorAll(".apps [data-app]")) {
    link.addEventListener("click", () => keep(link.dataset.app));
  }
}
