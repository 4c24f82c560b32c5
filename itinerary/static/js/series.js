// What depends on the reader's clock on the page of a series: its next date, and which are over.
import { dayIn, daysIn, isOff, newsUntil } from "./row_times.js";
import { languageOf, speak } from "./words.js";

const TICK = 30_000;

const line = document.querySelector(".coming");
const named = daysIn(document.documentElement.dataset.locale);
const dayOf = dayIn(line.dataset.zone, line.dataset.dayStarts);
const dates = [...document.querySelectorAll(".dates-of .event[data-first]")].map((row) => {
  const { first, last, start, end } = row.dataset;
  const begins = start && Date.parse(start);
  return { row, first, last, begins, ends: start && newsUntil(begins, end && Date.parse(end)) };
});

const show = () => {
  const moment = Date.now();
  const today = dayOf(moment);
  const over = ({ last, ends }) => (ends ? ends <= moment : last < today);
  const begun = ({ first, begins }) => (begins ? begins <= moment : first <= today);
  for (const date of dates) date.row.classList.toggle("over", over(date));
  const next = dates.find((date) => !over(date) && !isOff(date.row));
  const name = next ? (begun(next) ? "now" : "next") : "over";
  const [before, after] = line.dataset[name].split("{day}");
  const parts = [before];
  if (next) {
    const link = next.row.querySelector("a").cloneNode(true);
    link.removeAttribute("class");
    // The heading above a date of the list says its year.
    if (next.first.slice(0, 4) !== today.slice(0, 4)) link.querySelector(".which").textContent = named(next.first, next.last, today);
    link.lang = document.documentElement.lang;
    parts.push(link, after);
  }
  for (const { row } of dates) row.classList.toggle("next", row === next?.row);
  // What still says the same stays as it is: it may have the focus, or a finger on it.
  const told = document.createElement("span");
  told.append(...parts);
  speak(told, languageOf(line, name));
  if (told.outerHTML !== line.innerHTML) line.replaceChildren(told);
  line.hidden = !dates.length;
};

show();
setInterval(show, TICK);
document.addEventListener("visibilitychange", show); // phones stop the clocks of hidden pages
