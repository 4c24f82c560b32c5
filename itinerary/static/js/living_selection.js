// A living selection: the stars of several devices of one reader, which a calendar at a secret address
// follows. The server keeps it (docs/mine.md); only who has the secret can read or change it.

/**
 * Merge two sides that both go back to `base`: what either side added is in, and what either side removed is
 * out. All three are collections of UIDs; the result is a new Set.
 */
export const merge = (base, mine, theirs) => {
  const [before, ours] = [new Set(base), new Set(mine)];
  const other = new Set(theirs);
  return new Set([...ours, ...other].filter((uid) => (ours.has(uid) && other.has(uid)) || !before.has(uid)));
};

const same = (a, b) => a.size === b.size && [...a].every((uid) => b.has(uid));

/** The server refuses, or cannot be reached: `status` is that of HTTP, 0 without an answer. */
export class Refused extends Error {
  constructor(status, words = "") {
    super(words);
    this.status = status;
  }
}

const PATIENCE = 20_000; // milliseconds that an answer may take: others wait for their turn

const send = async (ask, path, method, content) => {
  // A page that is being left has its request answered all the same.
  const options = { method, cache: "no-store", keepalive: true, referrerPolicy: "no-referrer", signal: AbortSignal.timeout?.(PATIENCE) };
  if (content) Object.assign(options, { headers: { "content-type": "application/json" }, body: JSON.stringify(content) });
  let answer;
  try {
    answer = await ask(path, options);
  } catch {
    throw new Refused(0);
  }
  const told = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
  if (!answer.ok && answer.status !== 409) throw new Refused(answer.status, told.detail);
  return { ...told, stale: answer.status === 409 };
};

// What a device knows of a selection: its secret, the state that device and server last agreed on, and its stars
// that the programme never had.
const known = (secret, { version, events, unknown }) => ({ secret, version, base: events, unknown });

/** Make a selection of the events `uids`. `root` is the address of the site; `ask` is as `fetch`. */
export const make = async (root, uids, ask = fetch) => {
  const told = await send(ask, new URL("my", root), "POST", { events: [...uids] });
  return known(told.secret, told);
};

/** Return what is known of a selection to a device that was given its secret, and the UIDs of its stars from now on. */
export const join = async (root, secret, mine, ask = fetch) =>
  synchronise(root, { secret, version: 0, base: [] }, mine, ask);

/**
 * Bring a device and the server together. `before` is what the device knows, and `mine` are the UIDs of its
 * stars. Returns what it knows then, and the UIDs of its stars from then on; throws Refused (404: the selection
 * was deleted).
 */
export const synchronise = async (root, before, mine, ask = fetch) => {
  const path = new URL(`my/${before.secret}`, root);
  let [state, uids] = [before, new Set(mine)];
  let told;
  if (before.version && !same(uids, new Set(before.base))) {
    told = await send(ask, path, "PUT", { events: [...uids], version: before.version });
  } else {
    told = { ...(await send(ask, path, "GET")), stale: true };
  }
  while (told.stale) {
    uids = merge(state.base, uids, told.events);
    state = known(before.secret, { ...told, unknown: before.unknown });
    if (same(uids, new Set(state.base))) break;
    told = await send(ask, path, "PUT", { events: [...uids], version: state.version });
  }
  // The server leaves out what the programme never had, and the device keeps it.
  return { state: told.stale ? state : known(before.secret, told), uids };
};

/**
 * What leads to a selection, in a language of the site: the addresses of its calendar, links that subscribe to it
 * (none before an event has a day), the page by which another device joins, and the QR code of that as a picture.
 */
export const invite = (root, secret, language, ask = fetch) =>
  send(ask, new URL(`my/${secret}?language=${language}`, root), "GET");

/** Delete a selection on the server. */
export const forget = (root, secret, ask = fetch) => send(ask, new URL(`my/${secret}`, root), "DELETE");
