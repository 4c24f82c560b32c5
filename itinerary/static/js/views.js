// The filters of pages that the server draws for each selection: calendar, timeline, map. Its page of a
// new choice replaces this one around the filters, which stay as they are under the finger. A host of
// files has the whole page at every address; events that do not match are hidden here.
import "./menus.js";
import { fresh } from "./recency.js";
import { carry, chosen, read, written } from "./selection_query.js";
import { find, read as index } from "./search.js";
import { number, say } from "./words.js";

const form = document.querySelector(".filters");
if (form?.querySelector(".look")) import("./choosers.js");
const around = form?.closest(".narrow");
const output = form?.querySelector("output");
const exactly = form?.querySelector(".exactly");
const PAUSE = 250; // milliseconds without a letter after which words are asked for

const count = (pairs) => {
  const tell = (picked, { length }) => (picked.textContent = length ? number(length) : "");
  tell(around.querySelector(":scope > summary .picked"), pairs);
  for (const pick of form.querySelectorAll(".pick")) tell(pick.querySelector(".picked"), pick.querySelectorAll(":checked"));
};

const fill = (pairs) => {
  for (const box of form.querySelectorAll("[type=checkbox]")) {
    box.checked = pairs.some(([key, value]) => box.name === key && box.value === value);
  }
  const q = pairs.find(([key]) => key === "q")?.[1] ?? "";
  if (form.q.value.trim() !== q) form.q.value = q;
  count(pairs);
};

const hide = (pairs) => {
  const groups = Object.entries(Object.groupBy(pairs, ([key]) => key));
  const links = [...document.querySelectorAll("a[data-facets]")];
  const q = pairs.find(([key]) => key === "q")?.[1] ?? "";
  if (q) index(links, (link) => [link.closest(".entry").textContent]);
  const hits = find(q); // undefined if there are no words to find
  const fits = (link, n) => {
    const keys = link.dataset.facets.split(" ");
    return groups.every(([key, wanted]) =>
      key === "q"
        ? !hits || hits.has(n)
        : wanted.some((pair) => keys.includes(pair.join("="))));
  };
  for (const [n, link] of links.entries()) link.closest(".entry").hidden = !fits(link, n);
  const query = written(pairs);
  document.querySelector(".note.part").hidden = !pairs.length;
  for (const link of document.querySelectorAll("main a")) {
    if (/\/(calendar|timeline)\//.test(link.pathname)) link.search = query;
  }
  output.hidden = pairs.length > 0; // this page has not all events of the programme
  form.querySelector(".all").hidden = !pairs.length;
  exactly.href = exactly.dataset.path + written(pairs.filter(([key]) => key !== "q"));
  say(exactly, exactly, q ? "search" : pairs.length ? "some" : "all");
};

// Everything on the page but the filters becomes that of another page.
const take = (page) => {
  const there = page.querySelector(".narrow");
  for (let [ours, theirs] = [around, there]; !ours.matches("main"); [ours, theirs] = [ours.parentElement, theirs.parentElement]) {
    for (const old of [...ours.parentElement.childNodes]) if (old !== ours) old.remove();
    const parts = [...theirs.parentElement.childNodes];
    const at = parts.indexOf(theirs);
    ours.before(...parts.slice(0, at));
    ours.after(...parts.slice(at + 1));
  }
  document.querySelector(".colophon .printed").replaceWith(page.querySelector(".colophon .printed"));
  form.dataset.asked = there.querySelector(".filters").dataset.asked;
  output.hidden = false;
  output.textContent = there.querySelector("output").textContent;
  form.querySelector(".all").hidden = there.querySelector(".all").hidden;
  exactly.href = there.querySelector(".exactly").getAttribute("href");
  exactly.textContent = there.querySelector(".exactly").textContent;
  form.querySelector(".unknown")?.remove();
  form.append(...there.querySelectorAll(".unknown"));
  fresh(document);
  document.dispatchEvent(new CustomEvent("viewchange"));
};

let shown = written(read(location.search)); // the query of what is shown, or will be
let waiting;
let asking = new AbortController();

const update = async () => {
  asking.abort();
  asking = new AbortController();
  const [wanted, pairs] = [shown, read(shown)];
  try {
    const answer = await fetch(location.pathname + wanted, { signal: asking.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const { asked } = page.querySelector(".filters").dataset;
    if (asked !== form.dataset.asked) take(page);
    if (asked !== wanted || !asked) hide(pairs);
  } catch (error) {
    if (error.name === "AbortError") return; // a newer choice is on its way
    // Without a network the whole page can still be filtered; of a part, the browser says what is wrong.
    if (form.dataset.asked) location.reload();
    else hide(pairs);
  }
  carry(pairs);
  for (const link of document.querySelectorAll(".languages a")) link.search = wanted;
  form.removeAttribute("aria-busy");
};

const ask = (query, pause = 0) => {
  if (query === shown) return;
  shown = query;
  form.setAttribute("aria-busy", "true");
  clearTimeout(waiting);
  waiting = setTimeout(update, pause);
};

let typing = false;
const change = (typed) => {
  const pairs = chosen(form);
  const query = written(pairs);
  count(pairs);
  if (query === shown) return;
  // Letters of one search are one step back, not many.
  history[typed && typing ? "replaceState" : "pushState"](null, "", location.pathname + query);
  typing = typed;
  ask(query, typed ? PAUSE : 0);
};

if (form) {
  form.addEventListener("input", ({ target }) => change(target === form.q));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change(false);
    typing = false;
  });
  form.q.addEventListener("blur", () => (typing = false));
  addEventListener("popstate", () => {
    typing = false;
    fill(read(location.search));
    ask(written(read(location.search)));
  });
  // A page from a host of files or from a cache may show something else than its address says.
  const pairs = read(location.search);
  if (shown !== form.dataset.asked) {
    fill(pairs);
    hide(pairs);
    carry(pairs);
  }
}
