// The reader's own programme, made in the browser of what all readers get: the agenda, and the numbers of
// events (render/documents/my_programme.py). Only the page of the choice, which the reader may open, has it in
// its address. An address of this page may carry a choice after “#”, which browsers do not send.
import { sectionsOf } from "./agenda_rows.js";
import { only } from "./entries.js";
import { offer } from "./offer.js";
import { listClashes, listHurries } from "./own_lists.js";
import { eventOf } from "./own_times.js";
import { decode, encode } from "./selection_code.js";
import { place, show, star, uidOf } from "./star_buttons.js";
import { stars } from "./stars.js";

const own = document.querySelector(".own");
const programme = document.getElementById("programme");
const part = (name) => own.querySelector(`.${name}`);
const { agenda, mine, feed } = own.dataset;

const get = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer;
};

const linkOf = (row) => row.querySelector("h3 a");
const rowsShown = () => [...programme.querySelectorAll(".event")];
let shown = new Set(); // the UIDs of all that this page showed; what loses its star stays, for the tap that undoes it
let known; // what render/documents/my_programme.py says

// What left the programme has a title alone; of an event of a former ledger, no more than its name is known.
const listGone = (uids) => {
  const rows = new Set(rowsShown().map((row) => uidOf(linkOf(row))));
  const gone = [...uids].filter((uid) => !rows.has(uid));
  part("left").hidden = !gone.length;
  part("left").querySelector("ul").replaceChildren(...gone.map((uid) => {
    const title = known.gone[uid] ?? uid.replace(/@.*/, "");
    const item = document.createElement("li");
    item.append(title, star(uid, title));
    return item;
  }));
  show(part("left").querySelectorAll(".star"));
};

const listTimes = (uids) => {
  const events = rowsShown().filter((row) => uids.has(uidOf(linkOf(row)))).map(eventOf);
  listClashes(part("clashes"), events);
  listHurries(part("hurries"), events, known.places);
};

const showRows = async (uids) => {
  programme.replaceChildren(...(uids.size ? await sectionsOf(agenda, (uid) => uids.has(uid)) : []));
  place(programme);
  document.dispatchEvent(new CustomEvent("viewchange"));
};

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
  part("empty").hidden = now.size > 0;
  if ([...now].some((uid) => !shown.has(uid))) {
    const wanted = new Set([...shown, ...now]);
    await showRows(wanted);
    shown = wanted;
  }
  listGone(shown);
  listTimes(now);
  leadOn(now);
};

const begin = async () => {
  known = await (await get(mine)).json();
  const code = location.hash.slice(1);
  const theirs = /^1[\w-]+$/.test(code) && decode(code, known.uids);
  if (theirs) {
    const uids = new Set(theirs);
    await showRows(uids);
    listGone(uids);
    listTimes(uids);
    offer(uids);
    return;
  }
  part("unknown").hidden = !code.startsWith("1");
  await follow();
  document.addEventListener("starchange", () => follow().catch(fail));
  // They look at the rows once; which changes were seen on this page is kept apart from the agenda.
  await Promise.all(["now", "last_visit"].map((name) => import(`./${name}.js`)));
};
const fail = () => (part("failed").hidden = false);

// The server makes the page of a choice; a host of files does not have it, and says so here.
part("page").addEventListener("click", async (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { href } = event.currentTarget;
  try {
    const { ok, status } = await fetch(href);
    if (ok) location.assign(href);
    else if (status >= 500 || status === 429) throw new Error(status); // a server that is busy or broken
    part("files").hidden = ok;
    part("failed").hidden = true;
  } catch {
    fail();
  }
});
part("copy").addEventListener("click", async () => {
  try {
    const calendar = only(await (await get(feed)).text(), stars());
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([calendar], { type: "text/calendar" }));
    link.download = "my-programme.ics";
    link.click();
    URL.revokeObjectURL(link.href);
  } catch {
    fail();
  }
});

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
  begin().catch(fail);
}
