// The reader's own programme, made in the browser of what all readers get: the agenda, and the numbers of
// events (render/documents/my_programme.py). Only the page of the choice, which the reader may open, has it in
// its address. An address of this page may carry a choice after “#”, which browsers do not send.
import { PATIENCE, sectionsOf } from "./agenda_rows.js";
import { only } from "./entries.js";
import { offer } from "./offer.js";
import { listClashes, listHurries } from "./own_lists.js";
import { eventOf } from "./own_times.js";
import { decode, encode } from "./selection_code.js";
import { place, show, star, uidOf } from "./star_buttons.js";
import { stars } from "./stars.js";
import { steadily } from "./steady.js";

const own = document.querySelector(".own");
const programme = document.getElementById("programme");
const part = (name) => own.querySelector(`.${name}`);
const { agenda, mine, feed } = own.dataset;
const HEADLINE = 500; // milliseconds that rows wait for what changed, which stands above them

const get = async (address) => {
  const answer = await fetch(address, { signal: AbortSignal.timeout?.(PATIENCE) });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer;
};

const linkOf = (row) => row.querySelector("h3 a");
const rowsShown = () => [...programme.querySelectorAll(".event")];
let shown; // the UIDs of all that this page showed; what loses its star stays, for the tap that undoes it
let known; // what render/documents/my_programme.py says

// What left the programme has a title alone; of an event of a former ledger, no more than its name is known.
const listGone = (uids) => {
  const rows = new Set(rowsShown().map((row) => uidOf(linkOf(row))));
  const gone = [...uids].filter((uid) => !rows.has(uid));
  const list = part("left").querySelector("ul");
  part("left").hidden = !gone.length;
  // What is listed stays: one of its stars may have the focus.
  const listed = new Set();
  for (const { dataset: { uid }, parentElement } of list.querySelectorAll(".star")) {
    if (gone.includes(uid)) listed.add(uid);
    else parentElement.remove();
  }
  list.append(...gone.filter((uid) => !listed.has(uid)).map((uid) => {
    const title = known.gone[uid] ?? uid.replace(/@.*/, "");
    const item = document.createElement("li");
    item.append(title, star(uid, title));
    return item;
  }));
  show(list.querySelectorAll(".star"));
};

const listTimes = (uids) => {
  const events = rowsShown().filter((row) => uids.has(uidOf(linkOf(row)))).map(eventOf);
  listClashes(part("clashes"), events);
  listHurries(part("hurries"), events, known.places);
};

const rowsOf = (uids) => (uids.size ? sectionsOf(agenda, (uid) => uids.has(uid)) : []);
// All that depends on the rows comes with them, so that nothing above them moves them later.
const showRows = (sections) => {
  programme.replaceChildren(...sections);
  place(programme);
};
const tell = (change) => document.dispatchEvent(new CustomEvent(change));

// The ways by which a choice leaves this device. It has no code if none of its events is known.
const leadOn = (uids) => {
  const coded = [...uids].filter((uid) => known.uids.includes(uid));
  const code = coded.length ? encode(coded, known.uids) : "";
  part("share").hidden = !code;
  part("too-long").hidden = code !== undefined;
  part("page").href = new URL(`${code}/`, location.href.split(/[?#]/)[0]);
  part("address").querySelector("input").value = `${location.href.split(/[?#]/)[0]}#${code}`;
};

// Bring the page in step with the stars, which other tabs and devices change, too.
const follow = async () => {
  const now = stars();
  const wanted = new Set([...(shown ?? []), ...now]);
  const sections = wanted.size === shown?.size ? undefined : await rowsOf(wanted);
  steadily(programme, () => {
    part("empty").hidden = now.size > 0;
    if (sections) showRows(sections);
    shown = wanted;
    for (const row of rowsShown()) row.classList.toggle("starless", !now.has(uidOf(linkOf(row))));
    listGone(shown);
    listTimes(now);
    leadOn(now);
    tell(sections ? "viewchange" : "choicechange");
  });
};

// What failed is told until it succeeds: the rows, or what a button is for.
const failures = new Set();
const attempt = async (what, act) => {
  try {
    await act();
    failures.delete(what);
  } catch {
    failures.add(what);
  }
  steadily(programme, () => (part("failed").hidden = !failures.size));
};

const begin = async () => {
  known = await (await get(mine)).json();
  const code = location.hash.slice(1);
  const theirs = /^1[\w-]+$/.test(code) && decode(code, known.uids);
  if (theirs) {
    const uids = new Set(theirs);
    showRows(await rowsOf(uids));
    listGone(uids);
    listTimes(uids);
    offer(uids);
    tell("viewchange");
    bring = () => {};
    return;
  }
  part("unknown").hidden = !code.startsWith("1");
  // Which changes were seen on this page is kept apart from the agenda.
  const [{ told }] = await Promise.all([import("./last_visit.js"), import("./now.js")]);
  await Promise.race([told, new Promise((done) => setTimeout(done, HEADLINE))]);
  bring = follow;
  await follow();
};
// What brings the page in step; a choice of others does not follow the stars. One step is taken after the other,
// because each looks at the stars.
let bring = begin;
let turn = Promise.resolve();
const step = () => (turn = turn.then(async () => {
  await attempt("rows", () => bring());
  own.classList.add("tried");
  tell("rowstried"); // what stands below the rows waits for them, so that it does not move under a finger
}));

// The server makes the page of a choice; a host of files does not have it, and says so here.
part("page").addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { href } = event.currentTarget;
  attempt("button", async () => {
    const { ok, status } = await fetch(href);
    if (ok) location.assign(href);
    else if (status >= 500 || status === 429) throw new Error(status); // a server that is busy or broken
    part("files").hidden = ok;
  });
});
part("copy").addEventListener("click", () => attempt("button", async () => {
  const calendar = only(await (await get(feed)).text(), stars());
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([calendar], { type: "text/calendar" }));
  link.download = "my-programme.ics";
  link.click();
  URL.revokeObjectURL(link.href);
}));

const asked = new URLSearchParams(location.search);
if (asked.has("choice") || asked.has("event")) {
  // The form, as without script. A server leads from a choice to its page. A host of mere files answers with
  // this page again: say so.
  document.documentElement.classList.add("by-form");
  document.getElementById("unable").hidden = !asked.has("event");
} else {
  for (const element of document.querySelectorAll(".unscripted")) element.hidden = true;
  own.hidden = false;
  // Another choice or calendar; links within the page stay on it.
  addEventListener("hashchange", ({ oldURL, newURL }) => /#(?:1|s=)/.test(oldURL + newURL) && location.reload());
  step();
  document.addEventListener("starchange", step);
  addEventListener("online", () => {
    failures.delete("button");
    step(); // what the network kept from being done
  });
}
