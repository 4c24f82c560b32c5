// A screen in a lobby or at a door: what is on, what comes next, and first what changed. The page has all
// events (templates/pages/screen.html); which of them are shown, and where, depends on the clock alone.
import { dayIn, timeOf } from "./row_times.js";
import { KEYS, read } from "./selection_query.js";
import { number, say } from "./words.js";

const MINUTE = 60_000;
const RECENT = 72 * 60 * MINUTE; // as in screen_notices.py
const MOST = 12; // events that “Next” names, and all that begin together with the last
const POLL = 30_000; // milliseconds between two questions for a new edition, and
const JITTER = 15_000; // at most so many more, so that screens that were switched on together do not ask together
const LATE = 2 * MINUTE; // without an answer, after which the screen says how old it is
const PATIENCE = 20_000; // milliseconds that an answer may take
const RELOAD = 5 * MINUTE; // after which a page asks again that began to reload: a slow reload is not begun anew
const TRUST = 30_000; // milliseconds by which this clock and the server's may differ
const root = document.documentElement;
const { locale } = root.dataset;
// Electronic paper flashes when it changes, and takes its time.
const TURN = matchMedia("(update: slow)").matches ? MINUTE : 12_000;

const find = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const make = (tag, className, ...children) => {
  const made = Object.assign(document.createElement(tag), { className });
  made.append(...children);
  return made;
};

// --- the clock -----------------------------------------------------------------------------------

// This device's clock is finer than the server's word for the time (the Date header has whole seconds, and
// takes a while to come), so the server is only believed where they differ by more than that explains: small
// computers behind screens often have no clock of their own, and start at the time they were switched off.
let ahead = 0; // milliseconds that the server's clock is before this one
const clock = () => Date.now() + ahead;

const compare = ({ headers }, asked) => {
  const age = Number(headers.get("age") ?? 0); // of an answer that a cache on the way kept (RFC 9111 §4.2.3)
  const theirs = Date.parse(headers.get("date")) + age * 1000 + 500;
  const difference = theirs - (asked + Date.now()) / 2;
  ahead = Math.abs(difference) > TRUST ? difference : 0; // not a number: no Date
};

// --- what the page has ---------------------------------------------------------------------------

let shown; // by `load`: what the page has of the place that the address names
const pairs = read(location.search).filter(([key]) => key !== "q");
const chosen = KEYS.map((key) => pairs.filter((pair) => pair[0] === key)).filter(({ length }) => length);
const fits = ({ dataset }) => {
  const facets = new Set(dataset.facets.trim().split(" "));
  return chosen.every((wanted) => wanted.some((pair) => facets.has(pair.join("="))));
};
const within = (day, spans) => spans.trim().split(" ").some((span) => {
  const [first, last] = span.split("/");
  return first <= day && day <= last;
});

const load = () => {
  const main = find("main");
  const places = new Map(Object.entries(JSON.parse(main.dataset.places)));
  const [id, ...others] = pairs.filter(([key]) => key === "place").map(([, id]) => id);
  const place = !others.length && places.get(id); // on a host of files, where the page is that of all places
  const zone = place ? place[1] : main.dataset.zone;
  if (place) {
    find("h1").textContent = place[0];
    find(".of").hidden = false;
  }
  const format = (options) => new Intl.DateTimeFormat(locale, { timeZone: zone, ...options });
  const title = find("h1").textContent.trim();
  // At the door of a room, its rows need not say which room it is.
  for (const name of all(".more .place")) name.hidden = name.textContent.trim() === title;
  const rows = all(".source .section .event").filter(fits).map((row) => {
    const { time, ...known } = timeOf(row);
    // A line breaks after the dash, and what is after it begins where the line does.
    if (time) time.textContent = time.textContent.replace(/([–~]|تا)[\u2009\u202f\u00a0]/, "$1 ");
    return { ...known, section: row.closest(".section") };
  });
  const timed = rows.filter(({ start }) => start).sort((one, other) => one.start - other.start);
  const notices = all(".source .notice").filter(fits);
  shown = {
    main,
    rows,
    timed,
    notices,
    hour: format({ timeStyle: "short" }),
    zone: "zones" in main.dataset && format({ timeZoneName: "short" }),
    date: format({ weekday: "long", day: "numeric", month: "long" }),
    stamp: format({ dateStyle: "medium", timeStyle: "short" }),
    day: dayIn(zone, main.dataset.dayStarts),
    // All moments at which something else may have to be shown.
    turns: [
      ...timed.flatMap(({ start, until }) => [start, until]),
      ...notices.flatMap(({ dataset }) => [Date.parse(dataset.until), Date.parse(dataset.changed) + RECENT]),
    ].filter(Number.isFinite).sort((one, other) => one - other),
  };
};

// --- what is shown -------------------------------------------------------------------------------

const heading = (name, days) => {
  const made = make("h2", "", say(make("span", ""), shown.main, name));
  if (days) made.append(" ", make("small", "", ...days.cloneNode(true).childNodes));
  return made;
};
// The first of many rows with all that begin together with the last of them, and how many are left.
const group = (rows, name, section) => {
  const last = rows[MOST - 1]?.start;
  const named = rows.filter(({ start }, n) => n < MOST || (last && start === last));
  return { rows: named, left: rows.length - named.length, name, days: section && find(".days", section) };
};
// Rows that have their days in common are under a heading with these.
const bySection = (rows, nameOf) =>
  [...new Set(rows.map(({ section }) => section))].map((section) => {
    const part = rows.filter((row) => row.section === section);
    return group(part, nameOf(part), section);
  });
const is = (...names) => ({ row }) => names.some((name) => row.classList.contains(name));

// What comes next: the rest of today, else all of the first day that has something.
const coming = (moment, today) => {
  const ahead = shown.rows.filter(({ row, start, off }) => !off && (start ? start > moment : row.dataset.first > today));
  const first = ({ section }) => section.dataset.first;
  // By the clocks of its place, an event may be on the day before.
  const rest = ahead.filter((row) => row.start && first(row) <= today).sort((one, other) => one.start - other.start);
  const day = ahead.map(first).sort()[0];
  const later = ahead.filter((row) => first(row) === day);
  return rest.length ? [rest, []] : [[], bySection(later, (rows) => (rows.every(is("window")) ? "window" : "next"))];
};

const arrange = (moment) => {
  const today = shown.day(moment);
  const { rows, timed, notices } = shown;
  const here = rows.filter(({ row: { dataset }, start, off }) => !start && !off && dataset.first <= today && today <= dataset.last);
  const on = timed.filter(({ start, until, off }) => start <= moment && moment < until && !off);
  const [rest, later] = coming(moment, today);
  const news = notices.filter(({ dataset: { days, until, changed } }) =>
    within(today, days) && !(Date.parse(until) <= moment) && !(Date.parse(changed) + RECENT <= moment));
  const lasting = bySection(here.filter(is("span")), () => "today");
  const now = [
    { name: "now", rows: on.filter(({ open }) => !open) },
    { name: "begun", rows: on.filter(({ open }) => open) },
    ...(lasting.length > 1 ? [{ name: "today", rows: lasting.flatMap(({ rows }) => rows) }] : lasting),
  ];
  // What is today at an unknown hour comes before the events of another day.
  const next = [
    group(rest, "next"),
    { name: "unknown", rows: here.filter(is("day", "part")) },
    ...bySection(here.filter(is("window")), () => "window"),
    ...later,
  ];
  const open = [...now, ...next].some(({ rows }) => rows.length) ? [] : rows.filter(is("nothing"));
  return { news: [{ name: "news", rows: news.map((row) => ({ row })) }], now, next: [...next, group(open, "window")] };
};

const panel = (name, groups) => {
  const made = make("section", `panel ${name}`);
  for (const { rows, name, days, left } of groups.filter(({ rows }) => rows.length)) {
    const list = make("ol", "", ...rows.map(({ row }) => row.cloneNode(true)));
    if (left) list.append(say(make("li", "left"), shown.main, "more", { count: number(left) }));
    made.append(make("div", `group ${name}`, heading(name, days), list));
  }
  return made;
};

let panels = [];
let before; // the markup of what is shown
const show = () => {
  const moment = clock();
  const time = find(".clock .hour");
  time.dateTime = new Date(moment).toISOString().slice(0, 16) + "Z";
  time.textContent = shown.hour.format(moment);
  find(".clock .date").textContent = shown.date.format(moment);
  find(".clock .zone").textContent = shown.zone ? shown.zone.formatToParts(moment).find(({ type }) => type === "timeZoneName").value : "";
  const moved = tell();
  const made = Object.entries(arrange(moment)).map(([name, groups]) => panel(name, groups)).filter((one) => one.childElementCount);
  if (made.every((one) => one.matches(".news"))) {
    made.push(panel("none", []));
    made.at(-1).append(say(make("p", ""), shown.main, "nothing"));
  }
  const markup = made.map(({ outerHTML }) => outerHTML).join("");
  if (markup === before) return moved && fit();
  before = markup;
  const [news, ...columns] = made[0].classList.contains("news") ? made : [undefined, ...made];
  find(".panels").replaceChildren(...(news ? [news] : []), make("div", "columns", ...columns));
  fit();
};

// --- pages of a panel ----------------------------------------------------------------------------

// Rows that find no room in a panel are on further pages of it. `most` is the room in pixels.
const paginate = (element, most) => {
  const pages = [[]];
  const height = (one) => one.getBoundingClientRect().height;
  let left = most;
  for (const part of all(".group", element)) {
    const head = find("h2", part);
    for (const row of all("li", part)) {
      const begins = () => !pages.at(-1).some((other) => other.parentElement === row.parentElement);
      if (pages.at(-1).length && height(row) + (begins() ? height(head) : 0) > left) {
        pages.push([]);
        left = most;
      }
      left -= height(row) + (begins() ? height(head) : 0);
      pages.at(-1).push(row);
    }
  }
  return pages;
};

// A panel as high as the highest of its pages.
const shrink = ({ element, pages }) => {
  const heights = pages.map((_, n) => {
    turn({ element, pages }, n);
    return element.scrollHeight;
  });
  element.style.blockSize = `${Math.max(...heights)}px`;
};

// Smaller letters, as small as they may be, where rows do not find room on one page.
const dense = (element, room) => {
  element.classList.remove("dense");
  if (paginate(element, room).length > 1) element.classList.add("dense");
  return paginate(element, room);
};

const turn = ({ element, pages }, at) => {
  const page = pages[at % pages.length];
  for (const row of all("li", element)) row.hidden = !page.includes(row);
  for (const part of all(".group", element)) part.hidden = !all("li", part).some((row) => !row.hidden);
  find(".pages", element)?.remove();
  if (pages.length < 2) return;
  const first = find(".group:not([hidden]) h2", element);
  first?.append(make("span", "pages", `${number((at % pages.length) + 1)}/${number(pages.length)}`));
};

let turned = 0;
const turnAll = () => {
  for (const one of panels) turn(one, turned);
};

const fit = () => {
  const upright = matchMedia("(orientation: portrait)").matches; // as in screen.css
  panels = [];
  for (const element of all(".panel")) {
    element.style.blockSize = "";
    for (const hidden of all("[hidden]:is(li, .group)", element)) hidden.hidden = false;
  }
  for (const element of all(".panel")) {
    const news = element.classList.contains("news");
    const shared = news || (upright && element.nextElementSibling); // what is below it needs room as well
    const room = shared ? element.parentElement.clientHeight * (news ? 0.4 : 0.55) : element.clientHeight;
    const made = { element, pages: dense(element, room) };
    if (shared) shrink(made);
    panels.push(made);
  }
  turnAll();
};

// --- new editions, and none ----------------------------------------------------------------------

let reached = Date.parse(root.dataset.saved) || Date.now(); // when the site answered last, by this clock
let etag;
let body;
let reloading = false;

// Tells whether the line with the age came or went.
const tell = () => {
  const age = find(".age");
  const was = age.hidden;
  const old = Date.now() - reached > LATE;
  const asOf = reached + ahead;
  if (old) say(age, age, "words", { time: (shown.day(asOf) === shown.day(clock()) ? shown.hour : shown.stamp).format(asOf) });
  age.hidden = !old;
  return age.hidden !== was;
};

const assets = (page) => all("link[rel=stylesheet], script[src]", page).map((one) => one.getAttribute("href") ?? one.getAttribute("src")).join(" ");

// Tells whether the page was taken: the text of an answer with these headers.
const take = (text, headers) => {
  if (text === body) return true; // from a host that has no ETag
  const page = new DOMParser().parseFromString(text, "text/html");
  if (!find("main[data-places]", page)) throw new Error(); // a network's own page, to sign in
  if (assets(page) !== assets(document)) {
    // Newer software; not in a circle, where a worker answers with an old page because the network is slow.
    if (performance.now() > MINUTE) {
      reloading = true;
      location.reload();
    }
    return false;
  }
  // Where this page is kept for a start without a network (sw.js), the new one is kept in its place. The
  // worker gets it from here: it would load it once more.
  if (body) {
    const page = { address: location.href, text, headers: [...headers] };
    navigator.serviceWorker?.controller?.postMessage({ page });
  }
  body = text;
  document.title = page.title;
  find("main").replaceWith(document.adoptNode(find("main", page)));
  before = undefined;
  ready();
  return true;
};

// A question that has an ETag is not answered by the browser's own store (Fetch, “HTTP-network-or-cache
// fetch”), and says 304 to us.
let timer;
const poll = async () => {
  clearTimeout(timer);
  const asked = Date.now();
  try {
    const how = etag ? { headers: { "if-none-match": etag } } : { cache: "no-cache" };
    const answer = await fetch(location.href, { ...how, signal: AbortSignal.timeout?.(PATIENCE) });
    if (answer.status !== 304) {
      if (!answer.ok) throw new Error(answer.statusText);
      if (take(await answer.text(), answer.headers)) etag = answer.headers.get("etag");
    }
    reached = Date.now();
    compare(answer, asked);
  } catch {
    // the network, the server or the page is away: what is shown stays, and says how old it is
  }
  clearTimeout(timer);
  timer = setTimeout(poll, reloading ? RELOAD : POLL + Math.random() * JITTER);
  tick();
};

// --- all day and night ---------------------------------------------------------------------------

let ticking;
const tick = () => {
  clearTimeout(ticking);
  show();
  const moment = clock();
  const minute = MINUTE - (moment % MINUTE);
  const next = shown.turns.find((turn) => turn > moment) - moment;
  ticking = setTimeout(tick, Math.min(minute, next || minute));
};

const ready = () => {
  load();
  find(".clock").hidden = false;
  tick();
};

// Only visible pages may keep a screen awake, so each time that this one is visible again it has to ask again
// (Screen Wake Lock API). Browsers know it on https alone; some refuse it on low batteries.
const wake = () => navigator.wakeLock?.request("screen").catch(() => {});

const controls = () => {
  const full = find(".controls .full");
  const pause = find(".controls .pause");
  full.hidden = !document.fullscreenEnabled;
  full.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()));
  pause.addEventListener("click", () => pause.setAttribute("aria-pressed", pause.getAttribute("aria-pressed") !== "true"));
  find(".controls").hidden = false;
  setInterval(() => {
    if (pause.getAttribute("aria-pressed") === "true") return;
    turned += 1;
    turnAll();
  }, TURN);
  // The pointer and the buttons are in sight while the pointer moves.
  let idle;
  const awake = () => {
    root.classList.remove("idle");
    clearTimeout(idle);
    idle = setTimeout(() => root.classList.add("idle"), 4_000);
  };
  for (const kind of ["pointermove", "pointerdown", "keydown"]) addEventListener(kind, awake);
  awake();
};

const scheme = new URLSearchParams(location.search).get("scheme"); // on a host of files
if (["light", "dark"].includes(scheme)) root.dataset.scheme = scheme;
root.classList.add("live");
ready();
controls();
wake();
poll();
addEventListener("resize", fit);
document.fonts?.ready.then(fit);
addEventListener("online", poll);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") return;
  wake();
  tick();
  poll();
});
