// The events that the reader starred, kept on this device by their permanent UIDs: an event keeps its star
// whatever it is called and whenever it takes place. This module sends nothing anywhere.
/** The address of the site: a host may have several. */
export const root = new URL(document.documentElement.dataset.root, location);
const KEY = `itinerary:stars ${root.pathname}`;
const LIVING = `itinerary:living ${root.pathname}`;

let unkept = []; // where storage is forbidden (private windows, frames), stars last as long as the page

/** The UIDs of the starred events, in the order in which they were starred. */
export const stars = () => {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return new Set(Array.isArray(kept) ? kept.filter((uid) => typeof uid === "string") : []);
  } catch {
    return new Set(unkept);
  }
};

const tell = () => document.dispatchEvent(new CustomEvent("starchange"));

/** Replace all stars by those of `uids`. The document hears of each change by the event “starchange”. */
export const keep = (uids) => {
  unkept = [...new Set(uids)];
  try {
    if (unkept.length) localStorage.setItem(KEY, JSON.stringify(unkept));
    else localStorage.removeItem(KEY);
  } catch {
    // see `unkept`
  }
  tell();
};

/** What this device knows of its living selection (living_selection.js); null if it has none. */
export const living = () => {
  try {
    return JSON.parse(localStorage.getItem(LIVING));
  } catch {
    return null;
  }
};

/** Keep what this device knows of its living selection; null to follow none. */
export const keepLiving = (state) => {
  if (state) localStorage.setItem(LIVING, JSON.stringify(state));
  else localStorage.removeItem(LIVING);
};

/** Star an event that has no star, and take it away from one that has. */
export const toggle = (uid) => {
  const now = stars(); // as other tabs left them
  if (!now.delete(uid)) now.add(uid);
  keep(now);
};

// Another tab changed them; or this page comes back from the browser's cache, where it heard of nothing. The
// document hears of the living selection by the event “livingchange”.
const hear = (key) => {
  if ([KEY, null].includes(key)) tell();
  if ([LIVING, null].includes(key)) document.dispatchEvent(new CustomEvent("livingchange", { detail: {} }));
};
addEventListener("storage", ({ key }) => hear(key));
addEventListener("pageshow", ({ persisted }) => persisted && hear(null));
