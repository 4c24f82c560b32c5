// A form of choices that acts at once: the server makes the page of the new choice, and its parts
// (data-live) replace those here. Without script, the form leads to that page.

import { fresh } from "./recency.js";

const form = document.querySelector("form.choices");
const act = form.querySelector(".act button");
let waiting;
let asking = new AbortController();

/** The query of what is chosen, in the canonical order of the server, without what is as usual. */
function query() {
  const chosen = [...new FormData(form)].map(([key, value]) => [key, value.replace(/^#/, "")]);
  const usual = ([key]) => form.getAttribute(`data-default-${key}`);
  const filters = chosen.filter((pair) => usual(pair) === null).sort();
  const others = chosen.filter((pair) => usual(pair) !== null && usual(pair) !== pair[1]);
  const order = ["language", "cancelled", "remind", "titles", "colour", "scheme"];
  others.sort((one, other) => order.indexOf(one[0]) - order.indexOf(other[0]));
  return new URLSearchParams([...filters, ...others]).toString();
}

/** Replace what depends on the choice by its counterpart on the page of another choice. */
function take(page) {
  for (const part of page.querySelectorAll("[data-live]")) {
    const old = document.getElementById(part.id);
    for (const name of ["href", "src"]) {
      if (part.hasAttribute(name)) old.setAttribute(name, part.getAttribute(name));
    }
    if ("value" in part) old.value = part.value;
    else old.replaceChildren(...part.childNodes);
  }
  fresh(document);
  // The same choice in the other languages of the site.
  for (const link of page.querySelectorAll(".languages a")) {
    const old = document.querySelector(`.languages a[hreflang="${link.hreflang}"]`);
    old.setAttribute("href", link.getAttribute("href"));
  }
  document.title = page.title;
}

async function update() {
  asking.abort();
  asking = new AbortController();
  const wanted = query();
  const address = form.getAttribute("action") + (wanted && `?${wanted}`);
  try {
    const answer = await fetch(address, { signal: asking.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    // A host of mere files answers every query with the same page: say so, and change nothing.
    const able = page.querySelector("form.choices").dataset.query === wanted;
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

/** Let the form act at once; `chosen` is called whenever something was chosen. */
export function choices(chosen = () => {}) {
  act.hidden = true;
  // Who comes with a choice to a host of mere files finds the page without it.
  const asked = [...new URLSearchParams(location.search).keys()].some((key) => form.elements[key]);
  if (asked && !form.dataset.query) {
    document.getElementById("unable").hidden = false;
    const around = form.closest("details") ?? form.querySelector("details");
    if (around) around.open = true;
  }
  form.addEventListener("change", () => {
    chosen();
    form.setAttribute("aria-busy", "true");
    clearTimeout(waiting);
    waiting = setTimeout(update, 120);
  });
}
