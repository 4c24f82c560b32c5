// What changed since the reader's last visit. The browser keeps the number of the edition that it showed
// last; nothing is sent. The headline stays until the reader closes the tab, or says to have seen it.
import { jumper } from "./jumps.js";
import { root, stars } from "./stars.js";
import { number, speak } from "./words.js";

const box = document.querySelector(".since");
const own = "own" in box.dataset; // of the events that the reader starred alone
const edition = Number(box.dataset.edition);
const KEY = `itinerary:edition ${own ? "mine " : ""}${root.pathname}`;
const agenda = new URL(".", new URL(box.dataset.changes, location));
const MOST = 3; // changes that are named

/** The edition that the reader saw before this visit; undefined on the first one. */
const before = () => {
  try {
    const seen = sessionStorage.getItem(KEY) ?? localStorage.getItem(KEY) ?? edition;
    localStorage.setItem(KEY, edition);
    sessionStorage.setItem(KEY, seen);
    return Number(seen);
  } catch {
    return edition; // storage is forbidden: every visit is the first
  }
};

const item = ({ title, words, page, language }) => {
  const made = document.createElement("li");
  const name = document.createElement(page ? "a" : "b");
  if (page) name.href = new URL(`${page}#changes`, agenda);
  name.textContent = title;
  const line = document.createElement("span");
  line.textContent = words;
  speak(line, language);
  made.append(name, " ", line);
  return made;
};

// A long programme opens at what is on, below the headline.
const jump = jumper(box, { className: "to-changes", block: "start" });

const PATIENCE = 20_000; // milliseconds that the answer may take

const tell = async (seen) => {
  const recent = await (await fetch(box.dataset.changes, { signal: AbortSignal.timeout?.(PATIENCE) })).json();
  const wanted = stars();
  const newer = recent.changes.filter(({ edition, uid }) => edition > seen && (!own || wanted.has(uid)));
  // Of an event that changed several times, the newest change says how it is now.
  const known = new Set();
  const events = newer.filter(({ page, title }) => !known.has(page ?? title) && known.add(page ?? title));
  box.querySelector("ul").replaceChildren(...events.slice(0, MOST).map(item));
  const more = events.length - MOST;
  if (more > 0) box.querySelector("p a").append(` (+${number(more)})`);
  const show = () => {
    box.hidden = !events.length;
    if (events.length) jump.to(box);
  };
  // The rows of a reader's own programme do not wait long for it.
  if (own) (await import("./steady.js")).steadily(document.getElementById("programme"), show);
  else show();
};

const seen = before();
/** Fulfilled once the page says what changed. A ledger that was begun anew counts from one. */
export const told = seen < edition ? tell(seen).catch(() => {}) : undefined; // without a network the page is as complete as ever
box.querySelector("button").addEventListener("click", () => {
  sessionStorage.setItem(KEY, edition);
  box.hidden = true;
  jump.to(undefined);
});
