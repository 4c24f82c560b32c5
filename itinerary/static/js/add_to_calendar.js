// The way into the calendar of the reader's device in one tap; the menu beside it has the others. Once
// it is used, the page says what a copy cannot do.
import { platform } from "./platform.js";

const way = [...document.querySelectorAll(".actions [data-for]")].find((link) => link.dataset.for.split(" ").includes(platform));
if (way) {
  const item = way.closest("li");
  const summary = item.querySelector("summary");
  way.hidden = false;
  item.classList.add("split");
  summary.classList.remove("main");
  summary.querySelector(".all-ways").hidden = true;
  summary.querySelector(".other-ways").hidden = false;
  way.addEventListener("click", () => (document.querySelector(".copied").hidden = false));
}
