// The reader's choice of clocks. A page is complete without it: every announced time stands there by
// the clocks of its place. Once a zone is chosen, its time comes first and the local one after it, with
// the day wherever that is another; the choice is remembered for all pages.
import { fold } from "./fold.js";
import "./menus.js";
import { say, speak } from "./words.js";

const KEY = "itinerary:zone"; // "" for local times, "mine" for the reader's zone, or an IANA id
const MOST = 30; // zones in the list at once; typing more narrows it
const locale = document.documentElement.dataset.locale;
const clock = document.querySelector(".clock");
let times = [...document.querySelectorAll("time[data-zone]")];
const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;

const remembered = () => {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return ""; // storage is forbidden: the choice lasts as long as the page
  }
};
const remember = (choice) => {
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // as above
  }
};

const cache = new Map();
const format = (zone, kind, options, language = locale) => {
  const key = `${zone} ${kind}`;
  if (!cache.has(key)) cache.set(key, new Intl.DateTimeFormat(language, { timeZone: zone, ...options }));
  return cache.get(key);
};
const day = (moment, zone) =>
  format(zone, "iso", { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA").format(moment);
const part = (moment, zone, timeZoneName) =>
  format(zone, timeZoneName, { timeZoneName }, timeZoneName === "longOffset" ? "en" : locale)
    .formatToParts(moment).find(({ type }) => type === "timeZoneName")?.value ?? zone;

// UTC, UTC+8, UTC+5:30, UTC−3, as the server writes it.
const offset = (moment, zone) =>
  part(moment, zone, "longOffset")
    .replace("GMT", "UTC").replace("-", "−").replace("+00:00", "")
    .replace(/([+−])0?(\d+):00/, "$1$2").replace(/([+−])0(\d)/, "$1$2");

const names = JSON.parse(clock?.dataset.names ?? "{}"); // what the author calls zones
const name = (zone) => (names[zone] ??= zone === "UTC" ? zone : generic(zone));
// Japan Time rather than Japan Standard Time, but Eastern Time rather than ET or GMT-3; what has no
// name (Etc/GMT+12) is called by its offset.
const generic = (zone) => {
  const found = ["shortGeneric", "longGeneric"].map((kind) => part(new Date(), zone, kind));
  return found.find((words) => !/^[A-Z]{1,4}$|^(GMT|UTC)/.test(words)) ?? offset(new Date(), zone);
};

// The same as Language.hours of the server: the half of the day is said once if it is the same.
const hours = (start, end, zone) => {
  const [from, to] = [start, end].map((moment) => format(zone, "time", { timeStyle: "short" }).formatToParts(moment));
  const isHalf = ({ type }) => type === "dayPeriod";
  const said = (parts) => parts.map(({ value }) => value).join("").trim();
  const half = from.find(isHalf)?.value;
  if (!half || half !== to.find(isHalf)?.value) return `${said(from)}${clock.dataset.hours}${said(to)}`;
  const bare = (parts) => said(parts.filter((part) => !isHalf(part)));
  const [first, last] = isHalf(from[0]) ? [said(from), bare(to)] : [bare(from), said(to)];
  return `${first}${clock.dataset.half}${last}`;
};

// The same as render/words/wording.py, range_words.
const range = (start, end, zone, on) => {
  const onDay = (moment, beside, words = format(zone, "time", { timeStyle: "short" }).format(moment)) => {
    if (day(moment, zone) === beside) return words;
    const date = format(zone, "day", { day: "numeric", month: "short" }).format(moment).replace(" ", "\u00a0");
    return `${date}${clock.dataset.dayComma}${words}`;
  };
  if (!end) return onDay(start, on);
  if (day(start, zone) === day(end, zone)) return onDay(start, on, hours(start, end, zone));
  return `${onDay(start, on)}${clock.dataset.days}${onDay(end, day(start, zone))}`;
};

const span = (className, text) => {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
};

const originals = new Map();
const restore = (time) => {
  const was = originals.get(time);
  if (!was) return;
  time.textContent = was.text;
  for (const added of was.added) added.remove();
  for (const hidden of was.hidden) hidden.hidden = false;
  originals.delete(time);
};

// A list says once, above it, by which clocks its times are.
const named = document.querySelector(".note.chosen");
const offer = document.querySelector(".by-mine");

// The time by the clocks of `zone`, and undefined where those of its place show the same.
const elsewhere = (time, zone) => {
  const start = new Date(time.dateTime);
  const end = time.dataset.minutes && new Date(start.getTime() + time.dataset.minutes * 60_000);
  const on = time.dateTime.slice(0, 10);
  const there = range(start, end, zone, on);
  return there === range(start, end, time.dataset.zone, on) ? undefined : there;
};

// A line may break after the day, not within 03:30–04:30.
const whole = clock && new RegExp(`([^ ]+(?:${clock.dataset.hours}|${clock.dataset.half})[^ ]+)`);

const translate = (time, zone) => {
  const local = time.dataset.zone;
  const there = elsewhere(time, zone);
  if (!there) return;
  const text = time.textContent;
  const beside = (classes) => [...time.parentElement.querySelectorAll(`:scope > :is(${classes})`)];
  const hidden = beside(".zone, .utc, .shift");
  // A change of the event's clocks during the event does not concern the reader's clocks.
  const original = [`${text} ${name(local)}`, ...beside(".shift").map(({ textContent }) => textContent)];
  const added = [span("utc", original.join(clock.dataset.comma))];
  if (!named || !time.closest(".event")) added.unshift(span("zone", name(zone)));
  for (const element of hidden) element.hidden = true;
  time.replaceChildren(...there.split(whole).map((words, n) => (n % 2 ? span("whole", words) : words)));
  time.after(...added.flatMap((element) => [" ", element]));
  originals.set(time, { text, added, hidden });
};

let shown = "";
const show = (choice) => {
  shown = choice;
  const zone = choice === "mine" ? mine : choice;
  for (const time of times) restore(time);
  if (zone) for (const time of times) translate(time, zone);
  const called = zone ? name(zone) : clock.dataset.local;
  const summary = clock.querySelector("summary");
  const chosen = say(summary.querySelector(".chosen"), clock, "local");
  if (zone) {
    chosen.textContent = called;
    speak(chosen);
  }
  say(summary.querySelector(".unseen"), summary, "words", { zone: called });
  if (named) {
    named.hidden = !zone;
    named.dataset.zone = zone && name(zone);
    if (zone) say(named, named, "words", { zone: called });
    document.documentElement.classList.toggle("other-clocks", Boolean(zone));
  }
  if (offer) offer.parentElement.hidden = Boolean(zone) || !times.some((time) => elsewhere(time, mine));
  document.dispatchEvent(new CustomEvent("zonechange"));
};

const valid = (choice) => {
  try {
    return !choice || choice === "mine" || Boolean(new Intl.DateTimeFormat("en", { timeZone: choice }));
  } catch {
    return false; // remembered by a browser that knew more zones
  }
};

// --- the list of all zones, which is fetched at the first search ----------------------------------

let zones;
const load = async () => {
  if (zones) return zones;
  const known = new Set(Intl.supportedValuesOf?.("timeZone") ?? []);
  let listed = [];
  try {
    listed = await (await fetch(clock.dataset.zones)).json();
  } catch {
    // offline: the ids alone
  }
  const usable = listed.filter(([id]) => !known.size || known.has(id) || valid(id));
  zones = (usable.length ? usable : [...known].map((id) => [id, id.split("/").pop().replaceAll("_", " "), ""]))
    .map(([id, city, country]) => ({ id, city, country, words: fold(`${city}\n${country}\n${id.replaceAll(/[_/]/g, " ")}`) }));
  zones.push({ id: "UTC", city: "UTC", country: "", words: "utc gmt" });
  return zones;
};

const radio = (value, title, note, checked) => {
  const label = document.createElement("label");
  const input = document.createElement("input");
  Object.assign(input, { type: "radio", name: "clock", value, checked });
  const small = document.createElement("small");
  small.textContent = note;
  label.append(input, span("", title), small);
  return label;
};

const find = async (typed) => {
  const found = clock.querySelector(".found");
  const chosen = clock.querySelector("input[name=clock]:checked")?.value;
  const asked = fold(typed).trim().split(/\s+/);
  const now = new Date();
  const list = typed.trim() ? (await load()).filter(({ words }) => asked.every((word) => words.includes(word))) : [];
  found.replaceChildren(
    ...list.slice(0, MOST).map(({ id, city, country }) =>
      radio(id, city, [country, offset(now, id)].filter(Boolean).join(clock.dataset.comma), id === chosen)));
  if (typed.trim() && !list.length) found.append(say(span("note"), clock, "nothing"));
};

// -------------------------------------------------------------------------------------------------

// Show what the reader chose, here or on another page, and mark it in the list.
const recall = () => {
  const choice = valid(remembered()) ? remembered() : "";
  const [local, own] = clock.querySelectorAll("input[name=clock]");
  local.checked = !choice;
  own.checked = choice === "mine";
  if (choice && choice !== "mine") {
    clock.querySelector(".found").replaceChildren(radio(choice, name(choice), offset(new Date(), choice), true));
  }
  show(choice);
};

const start = () => {
  const [, own] = clock.querySelectorAll("input[name=clock]");
  own.closest("label").querySelector("small").textContent =
    [name(mine), offset(new Date(), mine)].join(clock.dataset.comma);
  clock.classList.add("ready");
  if (remembered()) recall();
  else if (offer) show("");
  offer?.addEventListener("click", () => {
    own.checked = true;
    own.dispatchEvent(new Event("change", { bubbles: true }));
    clock.querySelector("summary").focus({ preventScroll: true });
  });
  clock.addEventListener("change", ({ target }) => {
    if (target.name !== "clock") return;
    remember(target.value);
    show(target.value);
  });
  const search = clock.querySelector("input[type=search]");
  let order = Promise.resolve();
  search.addEventListener("input", () => (order = order.then(() => find(search.value))));
  // Another page of the site, open beside this one, or read since the browser put this one aside.
  addEventListener("storage", ({ key }) => key === KEY && recall());
  addEventListener("pageshow", ({ persisted }) => persisted && recall());
};

if (clock) {
  clock.hidden = !times.length;
  if (times.length) start();
  // A filter replaced what is in the page.
  document.addEventListener("viewchange", () => {
    originals.clear();
    times = [...document.querySelectorAll("time[data-zone]")];
    if (!clock.hidden) show(shown);
    else if (times.length) {
      clock.hidden = false;
      start();
    }
  });
}
