// What depends on the reader's own clock: how far away a day is, what is on now and what comes next.
// It stands beside dates, never in place of them.
import { jumper, scrollToStart } from "./jumps.js";
import { dayIn, timeOf } from "./row_times.js";
import { number, say } from "./words.js";

const TICK = 30_000;
const DAY = 86_400_000;
const NEAR = 14; // days from here within which headings say how far away they are
const MOST = 4; // events that a line of the box names
const LONG = 30; // events from which on a programme opens at what is on

const box = document.querySelector(".now");
const hint = document.querySelector(".dates .hint");
const locale = document.documentElement.dataset.locale;
const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
// Days have names (yesterday); months and years are counted, because what began two months from now
// may be said to begin “next month”.
const counted = new Intl.RelativeTimeFormat(locale, { numeric: "always" });
const dayOf = dayIn(box.dataset.zone, box.dataset.dayStarts);

// Distances in days between two dates such as 2024-05-16.
const between = (here, there) => Math.round((Date.parse(there) - Date.parse(here)) / DAY);

// Whole months and years only, so that two and a half are not said to be three; what is lost is less
// than half of what is said.
const away = (days) => {
  if (Math.abs(days) < 61) return relative.format(days, "day");
  if (Math.abs(days) < 731) return counted.format(Math.trunc(days / 30.44), "month");
  return counted.format(Math.trunc(days / 365.25), "year");
};

// What the page has. The rows of a reader's own programme come later, and come anew with stars from elsewhere.
let sections;
let events;
let timed;
const load = () => {
  sections = [...document.querySelectorAll("#programme .section[data-first]")];
  events = sections.flatMap((section) =>
    [...section.querySelectorAll(".event")].map((row) => ({
      ...timeOf(row),
      days: section.classList.contains("window") ? null : section.dataset,
    }))).filter(({ off }) => !off);
  timed = events.filter(({ time }) => time).sort((one, other) => one.start - other.start);
};

const make = (tag, ...children) => {
  const made = document.createElement(tag);
  made.append(...children);
  return made;
};

const line = (label, items) =>
  make("p", say(make("b"), box, label), " ", make("span", ...items.flatMap((item, n) => (n ? [" ", item] : [item]))));

// The first few of many, and the way to the others.
const few = (events, prefix) => {
  const shown = events.slice(0, MOST).map(entry(prefix));
  if (events.length <= MOST) return shown;
  const more = say(make("a"), box, "more", { count: number(events.length - MOST) });
  more.append(" ↓");
  more.href = `#${events[0].row.id}`;
  return [...shown, make("span", more)];
};

// By which clocks a row shows its time: named in the row, or else above it; and how they are set.
const clocks = (row) => {
  if (document.documentElement.classList.contains("other-clocks")) return [document.querySelector(".note.chosen").dataset.zone];
  const zone =
    row.querySelector(".when .zone:not([hidden])") ??
    row.closest(".band").querySelector(".city .zone") ??
    row.closest(".section").querySelector("h2 .zone");
  return [zone, row.querySelector(".when .shift:not([hidden])")].filter(Boolean).map(({ textContent }) => textContent);
};

let named; // the clocks that the box named last
const entry = (prefix = "") => ({ row, time }) => {
  const link = row.querySelector("h3 a").cloneNode(true);
  const place = (row.querySelector(".place") ?? row.closest(".band").querySelector(".city a"))?.cloneNode(true);
  const where = place ? [" ", make("span", place)] : [];
  if (where.length) where[1].className = "where";
  if (!time) return make("span", link, ...where);
  const shown = make("time", prefix + time.textContent);
  shown.dateTime = time.dateTime;
  const words = clocks(row).join(box.dataset.semicolon);
  if (words === named) return make("span", shown, " ", link, ...where);
  named = words;
  return make("span", shown, " ", make("small", words), " ", link, ...where);
};

// The way to the section of a day, which is named by its heading.
const toDay = (section) => {
  const link = make("a", section.querySelector("h2 time").textContent, " ↓");
  link.href = `#${section.id}`;
  return link;
};

// What runs has a mark; what has begun and has no announced end is said to have begun.
const mark = ({ row, open }, on) => {
  if (row.classList.contains("on") === on) return;
  row.classList.toggle("on", on);
  if (!on) return row.querySelector(".now-mark").remove();
  const made = say(make("span"), box, open ? "begun" : "now");
  made.className = "now-mark";
  row.querySelector("h3").prepend(made, " ");
};

// Days that are over, folded, as long as the programme is not over. A filter unfolds them, and so does
// a link into them; browsers that find words in a page unfold them too.
let past;
let over;
const fold = (today) => {
  const open = past?.open;
  past = undefined;
  over = sections.filter(({ dataset }) => dataset.last < today);
  if (!over.length || over.length === sections.length) return;
  const range = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
  const days = range.formatRange(Date.parse(over[0].dataset.first), Date.parse(over.at(-1).dataset.last));
  past = make("details", say(make("summary"), box, "past", { days }));
  past.className = "past";
  past.open = Boolean(open);
  over[0].before(past);
  past.append(...over);
  if (location.search) filtered();
};
const unfold = (behavior = "auto") => {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target || !past?.contains(target)) return;
  past.open = true;
  target.scrollIntoView({ behavior });
};
const filtered = () => {
  if (!past) return;
  past.hidden = over.every(({ hidden }) => hidden);
  past.open = location.search !== "" || past.contains(document.activeElement);
};

// What a filter hides, and folded days of series (agenda.css).
const unseen = () => (document.querySelector("#unfold[open]") ? "[hidden]" : "[hidden], .folded .serial");
// What is on stands below the heading of its day, and what comes next below it.
const jump = jumper(box, { block: "start" });

const now = () => {
  const moment = Date.now();
  const today = dayOf(moment);
  const { first, last } = box.dataset;

  if (hint) {
    const name = today < first ? "begins" : today > last ? "over" : "runs";
    say(hint, hint, name, { when: away(between(today, today < first ? first : last)) });
  }

  for (const section of sections) {
    const heading = section.querySelector("h2");
    const days = between(today, section.dataset.first);
    let near = heading.querySelector(".hint");
    if (section.classList.contains("day") && Math.abs(days) <= NEAR) {
      if (!near) heading.append((near = Object.assign(document.createElement("span"), { className: "hint" })));
      near.textContent = relative.format(days, "day");
    } else near?.remove();
  }
  for (const link of document.querySelectorAll(".days a, .by-month a")) {
    if (!today.startsWith(link.dataset.of)) link.removeAttribute("aria-current");
    else if (!link.hasAttribute("aria-current")) {
      link.setAttribute("aria-current", "date");
      const strip = link.closest("ul");
      scrollToStart(strip, link);
    }
  }

  // A row whose star was taken away is there for the tap that undoes it. What a filter hides is not named.
  const starred = ({ row }) => !row.matches(".starless");
  const wanted = (event) => starred(event) && !event.row.closest("[hidden]");
  const runs = ({ start, until }) => start <= moment && moment < until;
  const known = timed.filter(wanted);
  const on = known.filter(runs);
  const running = today >= first && today <= last;
  const next = known.filter(({ start }) => start > moment);
  const soon = next.filter(({ start }) => start === next[0].start);
  const unknown = events.filter(wanted).filter(({ time, days }) => !time && days && days.first <= today && today <= days.last);
  for (const event of timed) mark(event, starred(event) && runs(event));
  const lines = [];
  named = "";
  const said = on.filter(({ open }) => !open);
  const begun = on.filter(({ open }) => open);
  if (said.length) lines.push(line("now", few(said)));
  if (begun.length) lines.push(line("begun", few(begun)));
  if (running && soon.length) {
    const days = between(today, dayOf(soon[0].start));
    lines.push(line("next", few(soon, days ? `${relative.format(days, "day")}, ` : "")));
  }
  const here = sections.filter(({ id, hidden }) => id === `day-${today}` && !hidden).map(toDay);
  if (here.length || unknown.length) lines.push(line("today", [...here, ...few(unknown)]));
  // What still says the same stays as it is: it may have the focus, or a finger on it.
  const told = make("div", ...lines);
  if (told.innerHTML !== box.innerHTML) box.replaceChildren(...told.childNodes);
  box.hidden = !lines.length;
  jump.to([...on, ...(running ? soon : [])].find(({ row }) => !row.closest(unseen()))?.row);
};

const renew = () => {
  load();
  fold(dayOf(Date.now()));
  now();
};
// A long programme opens at what is on, unless the reader goes to something else.
const begin = () => {
  unfold("instant");
  const [visit] = performance.getEntriesByType("navigation");
  const again = ["reload", "back_forward"].includes(visit?.type);
  if (events.length > LONG && !location.hash && !location.search && !again) jump.go("instant");
};
renew();
document.addEventListener("viewchange", renew);
if (sections.length) begin();
else document.addEventListener("viewchange", begin, { once: true });
setInterval(now, TICK);
for (const change of ["zonechange", "filterchange", "choicechange"]) document.addEventListener(change, now);
document.addEventListener("filterchange", () => queueMicrotask(filtered)); // the address follows the filter
document.addEventListener("visibilitychange", now); // phones stop the clocks of hidden pages
addEventListener("hashchange", () => unfold());
addEventListener("beforeprint", () => past && (past.open = true));
