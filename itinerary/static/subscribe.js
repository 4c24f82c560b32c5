// The page is complete as it comes. This puts first what the reader's device needs, and lets the
// form act at once: the server makes the page of the new choice, and its parts replace those here.

const agent = navigator.userAgent;

/** The reader's platform, by what browsers still say of it. */
function platform() {
  if (/Android/.test(agent)) return "android";
  if (/iPhone|iPad|iPod/.test(agent)) return "ios";
  // An iPad calls itself a Mac; only its fingers tell.
  if (/Macintosh/.test(agent)) return navigator.maxTouchPoints > 1 ? "ios" : "mac";
  if (/CrOS/.test(agent)) return "chromeos";
  if (/Windows/.test(agent)) return "windows";
  if (/Linux|BSD/.test(agent)) return "linux";
  return "";
}

const here = platform();
const first = [...document.querySelectorAll(".way")].filter((row) =>
  row.dataset.for.split(" ").includes(here),
);
for (const row of first) {
  row.classList.add("best");
  row.querySelector(".here").hidden = false;
}
document.querySelector(".rows").prepend(...first);

// Browsers inside other apps drop links that they do not know, webcal among them, without a word.
if (/MicroMessenger|Weibo|FBA[NV]|Instagram|Line\/|; wv\)/.test(agent)) {
  document.getElementById("inside").hidden = false;
}

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    // Whoever closes the sheet of apps has shared nothing, which is no error.
    navigator.share({ title: document.title, url: location.href }).catch(() => {});
  });
}

// --- the form ------------------------------------------------------------------------------------

const form = document.querySelector(".choose form");
const act = form.querySelector(".act button");
let waiting;
let asking = new AbortController();

/** The query of what is ticked, in the canonical order of formats/addresses.py. */
function query() {
  const chosen = [...new FormData(form)];
  const filters = chosen.filter(([key]) => key !== "language").sort();
  const other = chosen.filter(
    ([key, value]) => key === "language" && value !== document.documentElement.lang,
  );
  return new URLSearchParams([...filters, ...other]).toString();
}

/** Replace what depends on the choice by its counterpart on the page of another choice. */
function take(page) {
  for (const part of page.querySelectorAll("[data-live]")) {
    const old = document.getElementById(part.id);
    if (part.matches("input")) old.value = part.value;
    if (part.hasAttribute("href")) old.setAttribute("href", part.getAttribute("href"));
    old.replaceChildren(...part.childNodes);
  }
  document.title = page.title;
}

async function update() {
  asking.abort();
  asking = new AbortController();
  const wanted = query();
  const address = form.getAttribute("action") + (wanted && `?${wanted}`);
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // A host of mere files answers every query with the same page: say so, and change nothing.
    const able = page.querySelector(".choose form").dataset.query === wanted;
    document.getElementById("unable").hidden = able;
    if (able) {
      take(page);
      history.replaceState(null, "", address);
    }
  } catch (error) {
    if (error.name === "AbortError") return; // a newer choice is on its way
    act.hidden = false; // the reader can try as without script
  }
  form.removeAttribute("aria-busy");
}

act.hidden = true;
form.addEventListener("change", () => {
  document.querySelector(".preview").open = true;
  clearTimeout(waiting);
  waiting = setTimeout(update, 120);
});
