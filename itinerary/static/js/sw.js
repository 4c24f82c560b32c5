// The service worker: the site where there is no network. `const site = {…}` goes before this when
// it is served (website/files/pwa.py): the version of the static files, which files to have from the
// start, and by language the page that stands for one that cannot be shown.
//
// What is fresh wins: a page is asked for anew each time, and only if the network does not answer
// the saved copy is shown, marked with when it was saved. Calendars are never touched.
const folder = new URL(self.registration.scope);
const mine = `itinerary ${folder.pathname} `; // an origin may have several sites, below paths
const FILES = `${mine}files ${site.version}`;
const PAGES = `${mine}pages`;
const PICTURES = `${mine}pictures`;
const PATIENCE = 4000; // milliseconds that the network has if there is a saved copy
const MOST_PAGES = 100;
const MOST_PICTURES = 100;
const MOST_PARTS = 100;
const SAVED = "x-saved";
const AGENDA = /^[^/]*\/$/;
const LASTING = /^[^/]*\/(mine\/)?$/; // whole agendas, and readers' own programmes

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(site.files.map(at))));
  // A new worker need not wait until all pages of the old are closed: they ask the network first,
  // and for files at addresses that name their content.
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const tidy = async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith(mine));
    await Promise.all(names.filter((name) => ![FILES, PAGES, PICTURES].includes(name)).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  url.hash = "";
  const path = within(url);
  if (request.method !== "GET" || path === null) return;
  if (request.mode === "navigate") {
    // Not feeds, PDF and pictures, and not what other sites show in a frame.
    if (request.destination === "document" && !/\.\w+$/.test(path)) event.respondWith(page(event, url, path));
  } else if (path.startsWith("static/")) {
    event.respondWith(file(request, path));
  } else if (path.startsWith("pictures/")) {
    event.respondWith(picture(request));
  } else if (AGENDA.test(path)) {
    event.respondWith(page(event, url, path)); // a reader's own programme is made of its rows
  } else if (["style", "manifest", "image"].includes(request.destination) || path.endsWith(".json")) {
    event.respondWith(part(request));
  }
});

// The first page of a visit was there before its worker: it asks to be kept, and the agenda too. A page that
// has loaded a new edition by itself hands it over (screen.js).
self.addEventListener("message", (event) => {
  const { keep: addresses = [], page: loaded } = event.data;
  const keepAll = async () => {
    const cache = await caches.open(PAGES);
    for (const url of addresses.map((address) => new URL(address))) {
      if (within(url) !== null && !(await cache.match(url))) await keep(url, await ask(url));
    }
    const url = loaded && new URL(loaded.address);
    if (url && within(url) !== null) await keep(url, new Response(loaded.text, { headers: loaded.headers }));
  };
  event.waitUntil(keepAll().catch(() => {}));
});

// Tells whether a path is one of those of which a site has only so many.
function lasting(path) {
  return path.startsWith("static/") || site.files.includes(path);
}

function at(path) {
  return new URL(path, folder).href;
}

function within(url) {
  const inside = url.origin === folder.origin && url.pathname.startsWith(folder.pathname);
  return inside ? url.pathname.slice(folder.pathname.length) : null;
}

// --- pages ---------------------------------------------------------------------------------------

// Not with the request itself, whose mode forbids to say that caches must ask.
function ask(url) {
  return fetch(url, { cache: "no-cache", redirect: "manual" });
}

async function page(event, url, path) {
  const network = ask(url);
  event.waitUntil(network.then((response) => keep(url, response.clone())).catch(() => {}));
  const response = await inTime(network);
  if (response && response.status < 500) return response;
  const cache = await caches.open(PAGES);
  const saved = (await cache.match(url)) || (await cache.match(url, { ignoreSearch: true }));
  if (saved) return marked(saved);
  return response || network.catch(() => missing(path));
}

// Returns the answer, or nothing if there is none in time.
function inTime(network) {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  return Promise.race([network, late]).catch(() => undefined);
}

async function keep(url, response) {
  const type = response.headers.get("content-type") || "";
  const passing = /no-cache|no-store/.test(response.headers.get("cache-control"));
  if (response.status !== 200 || !type.startsWith("text/html") || passing) return;
  const headers = new Headers(response.headers);
  headers.delete("content-encoding");
  headers.set(SAVED, new Date().toISOString());
  const cache = await caches.open(PAGES);
  await cache.put(url, new Response(await response.blob(), { headers }));
  await bound(cache, MOST_PAGES, (url) => url.search || !LASTING.test(within(url)));
}

// Deletes what is kept longest of what `counts`, until there are no more than `most`.
async function bound(cache, most, counts = () => true) {
  const kept = (await cache.keys()).filter(({ url }) => counts(new URL(url)));
  await Promise.all(kept.slice(0, -most).map((request) => cache.delete(request)));
}

// The page shows when it was saved (offline.js).
async function marked(saved) {
  const html = await saved.text();
  const stamp = saved.headers.get(SAVED);
  return new Response(html.replace("<html ", `<html data-saved="${stamp}" `), { headers: saved.headers });
}

async function missing(path) {
  const cache = await caches.open(PAGES);
  const languages = Object.keys(site.offline);
  const language = languages.find((tag) => path.startsWith(`${tag}/`));
  if (!language) {
    // The front door, which the server would lead on from.
    for (const tag of languages) if (await cache.match(at(`${tag}/`))) return Response.redirect(at(`${tag}/`));
  }
  const shown = site.offline[language || languages[0]];
  const saved = await (await caches.open(FILES)).match(at(shown));
  if (!saved) return Response.error();
  // It stands at the address of another page, at which its own references would lead elsewhere.
  const html = (await saved.text())
    .replaceAll('"../../', `"${folder.pathname}`)
    .replaceAll('"../', `"${folder.pathname}${shown.split("/")[0]}/`);
  return new Response(html, { status: 503, headers: saved.headers });
}

// --- files ---------------------------------------------------------------------------------------

// Static files never change at their address. A page that was saved with an older set of files gets
// today's where the network has none, as the server would do.
async function file(request, path) {
  const cache = await caches.open(FILES);
  const [, version, ...name] = path.split("/");
  const ours = () => cache.match(at(`static/${site.version}/${name.join("/")}`));
  const known = version === site.version && (await ours());
  if (known) return known;
  try {
    const response = await fetch(request);
    if (response.ok && version === site.version) await cache.put(request, response.clone());
    return response;
  } catch {
    return (await ours()) || Response.error();
  }
}

// A picture never changes at its address. The newest hundred are kept.
async function picture(request) {
  const cache = await caches.open(PICTURES);
  const saved = await cache.match(request);
  if (saved) return saved;
  const response = await fetch(request);
  if (response.ok) {
    await cache.put(request, response.clone());
    await bound(cache, MOST_PICTURES);
  }
  return response;
}

// Colours, icons, the manifest: small things beside pages that may change. Of some there is no end,
// such as the colours of frames (/embed/colours-….css): the newest hundred are kept, besides the
// files that are there from the start.
async function part(request) {
  const cache = await caches.open(FILES);
  const network = fetch(request);
  const response = await inTime(network);
  if (response && response.ok && new URL(request.url).search === "") {
    await cache.put(request, response.clone());
    await bound(cache, MOST_PARTS, (url) => !lasting(within(url)));
  }
  if (response && response.status < 500) return response;
  return (await cache.match(request)) || response || network;
}
