// Keeps the stars of this device in step with its living selection, once the reader asked for one (docs/mine.md):
// when a page is opened, soon after a tap, and when the network is back. The document hears of it by the event
// “livingchange” (stars.js), with the status of HTTP if that failed.
import { merge, synchronise } from "./living_selection.js";
import { keep, keepLiving, living, root, stars } from "./stars.js";

const PAUSE = 1500; // milliseconds after a tap, of which there are often several
const FRESH = 60_000; // milliseconds for which opened pages do not ask again

let due;

// Tells whether the server does not have the stars of this device yet.
const behind = ({ base, unknown = [] }) => {
  const [now, there] = [stars(), new Set([...base, ...unknown])];
  return [...now].some((uid) => !there.has(uid)) || base.some((uid) => !now.has(uid));
};

// Tells whether this device left a calendar while it was asked for: a late answer then undoes nothing.
const left = ({ secret }) => living()?.secret !== secret;

const step = async (asked) => {
  const before = living();
  if (!before || !(asked || behind(before))) return;
  const mine = stars();
  let status;
  try {
    const { state, uids } = await synchronise(root, before, mine);
    if (left(before)) return;
    keepLiving({ ...state, at: Date.now() });
    keep(merge(mine, stars(), uids)); // the reader may have tapped meanwhile
  } catch (error) {
    if (error.status === undefined) throw error;
    if (left(before)) return;
    status = error.status;
    if (status === 404) keepLiving(null);
    else if (!behind(before)) return; // nothing had to be stored
  }
  document.dispatchEvent(new CustomEvent("livingchange", { detail: { status } }));
};

/** Do what changes the calendar that this device follows. One thing is done after the other, in all tabs. */
export const alone = (act) => (navigator.locks ? navigator.locks.request("itinerary:living", act) : act());

/** Bring this device and the server together: now if `asked`, else if the server lacks stars. */
export const follow = (asked = false) => {
  clearTimeout(due);
  return alone(() => step(asked));
};

const soon = () => {
  clearTimeout(due);
  due = setTimeout(follow, PAUSE);
};

document.addEventListener("starchange", soon);
document.addEventListener("visibilitychange", () => follow(!document.hidden && stale()));
addEventListener("online", () => follow(true));
const stale = () => Date.now() - (living()?.at ?? 0) > FRESH;
follow(stale());
