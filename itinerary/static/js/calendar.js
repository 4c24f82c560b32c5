// What depends on the reader's clock, and keys for the ways between the calendar's pages.

import { jumper, scrollToStart } from "./jumps.js";
import { dayIn, timeOf } from "./row_times.js";
import { say } from "./words.js";

const main = document.querySelector("main[data-today]");
const TICK = 30_000;

const mark = (place, name) => {
  const made = document.createElement("span");
  made.className = `${name}-mark`;
  place.append(say(made, main, name));
};

// Today, by the programme's clocks and the hour at which its days start.
const today = dayIn(main.dataset.zone, main.dataset.dayStarts)(Date.now());
const markToday = () => {
  for (const place of main.querySelectorAll(`[data-day="${today}"]`)) {
    place.classList.add("today");
    if (place.matches("h1, th")) mark(place, "today");
    const frame = place.matches("th") && place.closest(".frame");
    if (frame) scrollToStart(frame, place, frame.querySelector(".corner").offsetWidth);
  }
};

// Current events are marked; an event without an announced end is never one of them.
let entries;
const find = () => [...main.querySelectorAll(".entry:not(.cancelled, .postponed)")].flatMap((entry) => {
  const { start, end } = timeOf(entry);
  return end ? [{ entry, start, end }] : [];
});
const look = () => {
  const now = Date.now();
  for (const { entry, start, end } of entries) {
    const on = start <= now && now < end;
    if (on === entry.classList.contains("now")) continue;
    entry.classList.toggle("now", on);
    if (on) mark(entry, "now");
    else entry.querySelector(".now-mark").remove();
  }
};
// The way to what is on now, or else to today.
const jump = jumper(main);
const lead = () => {
  // Without an offsetParent a cell is not rendered: the head of a table on a phone.
  const days = [...main.querySelectorAll("th.today, td.today")].filter((day) => day.offsetParent);
  jump.to(main.querySelector(".entry.now:not([hidden])") ?? days[0]);
};
// The way closer leads to what is now, if that is on this page; without script, to the beginning.
const approach = () => {
  const closer = main.querySelector(".zoom[data-key='+']");
  const units = [...main.querySelectorAll(":is(th, .of-hours)[data-first]")];
  const here = units.length
    ? units.find(({ dataset: { first, last } }) => first <= today && today <= last)
    : main.querySelector(`th[data-day="${today}"]`);
  const link = here?.querySelector("a");
  if (!closer || !link) return;
  closer.href = link.href;
  // A month and a year are called by their names, a week and a day are not.
  const name = closer.lastChild;
  if (units.some((unit) => unit.textContent.trim() === name.data.trim())) name.data = ` ${link.textContent}`;
};
const begin = () => {
  markToday();
  approach();
  entries = find();
  look();
  lead();
};
begin();
document.addEventListener("viewchange", begin); // a filter replaced what is in the page
setInterval(lead, TICK);
setInterval(look, TICK);

// + and − look closer and wider, arrows go to the pages before and after.
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  // An arrow scrolls what can be scrolled.
  if (event.target.closest("input, select, textarea, .frame")) return;
  const key = event.key === "=" ? "+" : event.key;
  const way = [...main.querySelectorAll("a[data-key]")].find((link) => link.dataset.key === key);
  if (way) {
    event.preventDefault();
    way.click();
  }
});
