// The filters of the agenda at once, without asking the server: all rows are in the page. The address
// always says what is shown, in the canonical order of model/selection_query.py, so that it can be shared.
import "./menus.js";
import { jumper } from "./jumps.js";
import { KEYS, carry, chosen, read, written } from "./selection_query.js";
import * as search from "./search.js";
import { number, say } from "./words.js";

const form = document.querySelector(".filters");
if (form.querySelector(".look")) import("./choosers.js");
const boxes = [...form.querySelectorAll("input[type=checkbox]")];
// By key of the query and id: the name, and of a place the one around it.
const names = JSON.parse(document.getElementById("names").textContent);
const home = form.getAttribute("action");
const output = form.querySelector("output");
const exactly = form.querySelector(".exactly");

// How times are meant (render/words/wording.py, zones_lines): by zone and offset of those that are shown.
const clocks = JSON.parse(document.getElementById("clocks").textContent);
const clockLine = document.querySelector(".clocks");

// One pass over the page gives all that filters need to know; after it no element is asked again.
const rows = [];
const groups = [];
for (const section of document.querySelectorAll("#programme .section")) {
  const whole = { element: section, shown: 0 };
  groups.push(whole);
  for (const element of section.querySelectorAll(".band")) {
    const band = { element, shown: 0 };
    groups.push(band);
    for (const row of element.querySelectorAll(".event")) {
      rows.push({ element: row, groups: [whole, band], days: section.dataset, hidden: row.hidden });
    }
  }
}

const programme = document.getElementById("programme");
const dated = groups.filter(({ element }) => element.dataset.first);
const strip = [...document.querySelectorAll(".days a, .by-month a")].map((key) => ({ key, of: key.dataset.of }));
const series = [...document.querySelectorAll(".series-list li")];

// A place and those around it.
const chain = (id) => (names.place[id] ? [id, ...chain(names.place[id][1])] : []);
const ids = (row, key) =>
  key === "place" ? (row.element.dataset.place ?? "").split(" ").flatMap(chain) : (row.element.dataset[key]?.split(" ") ?? []);

// A repetition that is no series of the programme has an id and no name.
const words = (row) => [
  row.element.querySelector("h3 a").textContent,
  ...Object.keys(names).flatMap((key) => ids(row, key).flatMap((id) => names[key][id]?.[0] ?? [])),
];

// Shows the hits of what is typed under its field, once there is a reader who types (search_hits.js).
let suggest = () => {};

const has = (row, key, values) => {
  if (key === "day") return values.some((day) => row.days.first <= day && day <= row.days.last);
  row[key] ??= ids(row, key);
  return values.some((value) => row[key].includes(value));
};

const DAY = /^\d{4}-\d\d-\d\d$/;
const within = (day) => form.dataset.first <= day && day <= form.dataset.last;
const known = ([key, value]) =>
  key === "day" ? DAY.test(value) && within(value) : key === "q" || value in names[key];

// Where a month of the strip leads, as website/pages/agenda.py has it: to what stands in it rather than to what only
// goes on in it, and not to a folded day.
const MONTH = "2027-05".length;
const isIn = ({ dataset }, month) => dataset.first.slice(0, MONTH) <= month && month <= dataset.last.slice(0, MONTH);
const standsIn = ({ classList, dataset }, month) => dataset[classList.contains("window") ? "last" : "first"].startsWith(month);
const toMonth = (groups, month) => {
  const open = groups.filter(({ element }) => !element.matches(".folded .serial"));
  const leads = open.length ? open : groups;
  return leads.find(({ element }) => standsIn(element, month)) ?? leads[0];
};

const show = (pairs) => {
  const q = pairs.find(([key]) => key === "q")?.[1] ?? "";
  if (q) search.read(rows, words);
  const hits = search.find(q);
  const chosen = KEYS.map((key) => [key, pairs.filter((pair) => pair[0] === key && known(pair)).map((pair) => pair[1])])
    .filter(([, values]) => values.length);
  let count = 0;
  const zones = new Map();
  const found = new Set();
  for (const group of groups) group.shown = 0;
  const fitting = [];
  for (const [n, row] of rows.entries()) {
    const fits = (!hits || hits.has(n)) && chosen.every(([key, values]) => has(row, key, values));
    if (fits) {
      fitting.push({ row: row.element, by: hits?.get(n) ?? [] });
      count += row.element.matches(".break") ? 0 : 1;
      found.add(row.element.dataset.series);
      for (const group of row.groups) group.shown += 1;
      row.time ??= row.element.querySelector("time[data-zone]") ?? false;
      if (row.time) zones.set(row.time.dataset.zone, (zones.get(row.time.dataset.zone) ?? new Set()).add(row.time.dateTime.slice(-6)));
    }
    if (row.hidden === fits) row.element.hidden = row.hidden = !fits;
  }
  // Days that have only dates of series are folded, unless a day or a series is chosen.
  programme.classList.toggle("folded", series.length > 0 && !chosen.some(([key]) => key === "day" || key === "series"));
  for (const item of series) item.hidden = !found.has(item.dataset.series);
  for (const { element, shown } of groups) element.hidden = !shown;
  const visible = dated.filter((group) => group.shown);
  for (const { key, of } of strip) {
    const leads = visible.filter(({ element }) => (of.length === MONTH ? isIn(element, of) : element.id === `day-${of}`));
    key.parentElement.hidden = !leads.length;
    if (leads.length) key.setAttribute("href", `#${toMonth(leads, of).element.id}`);
  }
  tell(pairs, q, count);
  if (clockLine) {
    const [[zone, offsets] = []] = zones;
    const lines = clocks[zones.size > 1 ? "" : zone] ?? {};
    const line = lines[zones.size === 1 && offsets.size === 1 ? [...offsets][0] : ""] ?? lines[""] ?? "";
    if (clockLine.textContent !== line) clockLine.textContent = line;
    clockLine.hidden = !line;
  }
  document.dispatchEvent(new CustomEvent("filterchange"));
  suggest(q, hits ? fitting : []); // places the field, so after all that moves it
};

const tell = (pairs, q, count) => {
  say(output, form, pairs.length ? "some" : "all", { shown: number(count) });
  form.querySelector(".all").hidden = !pairs.length;
  document.querySelector(".nothing").hidden = groups.some((group) => group.shown);
  form.querySelector(".unknown")?.toggleAttribute("hidden", pairs.every(known));
  const query = new URLSearchParams(pairs.filter((pair) => pair[0] !== "q" && known(pair))).toString();
  exactly.href = exactly.dataset.path + (query && `?${query}`);
  say(exactly, exactly, q ? "search" : pairs.length ? "some" : "all");
  for (const link of document.querySelectorAll(".languages a")) link.search = written(pairs);
  carry(pairs.filter((pair) => pair[0] === "q" || known(pair)));
  for (const pick of form.querySelectorAll(".pick")) {
    const { length } = pick.querySelectorAll(":checked");
    pick.querySelector(".picked").textContent = length ? number(length) : "";
  }
};

const fill = (pairs) => {
  const chosen = new Set(pairs.map((pair) => pair.join("=")));
  for (const box of boxes) box.checked = chosen.has(`${box.name}=${box.value}`);
  const q = pairs.find(([key]) => key === "q")?.[1] ?? "";
  if (form.q.value.trim() !== q) form.q.value = q;
};

const address = (pairs) => home + written(pairs) + location.hash;

// The words that are not in the page: of summaries, and of descriptions.
let complete = false;
const more = async () => {
  if (complete || !(await search.load(form.q.dataset.index, rows.map(({ element }) => element.id.replace("event-", ""))))) return;
  complete = true;
  const pairs = read(location.search);
  if (pairs.some(([key]) => key === "q")) show(pairs);
};
form.q.addEventListener("focus", async () => {
  more();
  ({ suggest } = await import("./search_hits.js"));
  if (form.q.value) show(chosen(form)); // what was typed before the script came
}, { once: true });

// On a phone a field that is tapped goes to the top, so that the keyboard leaves room for hits: after the press
// and before anything is loaded, so that nothing moves under the next tap.
const phone = matchMedia("(max-width: 34rem)"); // as in filters.css
form.q.addEventListener("click", () => {
  if (phone.matches) form.q.closest(".search").scrollIntoView({ block: "start", behavior: "instant" });
});

let typing = false;
const change = (typed) => {
  const pairs = chosen(form);
  show(pairs);
  if (form.q.value) more(); // words can come without focus: dropped on the field, or dictated
  // Letters of one search are one step back, not many.
  history[typed && typing ? "replaceState" : "pushState"](null, "", address(pairs));
  typing = typed;
};

form.addEventListener("input", (event) => change(event.target === form.q));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  typing = false;
});
form.q.addEventListener("blur", () => (typing = false));
document.addEventListener("click", (event) => {
  if (event.target.closest(".filters .all, .nothing a")) {
    event.preventDefault();
    fill([]);
    show([]);
    history.pushState(null, "", home);
    form.q.focus({ preventScroll: true });
  }
});
addEventListener("popstate", () => {
  typing = false;
  fill(read(location.search));
  show(read(location.search));
});

// A page from a cache, from a folder of files or from the browser's memory of its fields may show
// something else than its address says.
fill(read(location.search));
const asked = read(location.search);
if (asked.length || rows.some((row) => row.hidden)) show(asked);
if (form.q.value) more();

// A long programme opens far below the search, so the way to it is always on the screen.
jumper(form, { className: "to-search", block: "start", focus: "input" }).to(form.q.closest(".search"));

// Words to search in are made ready while the reader looks, so that the first letter waits for nothing.
const prepare = (deadline) => {
  if (search.read(rows, words, () => deadline.timeRemaining() > 0)) requestIdleCallback(prepare);
};
globalThis.requestIdleCallback?.(prepare);
