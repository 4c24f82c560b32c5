// The filters of pages that the server draws for each selection: calendar, timeline, map. On a host of
// files every address has the whole page; events that do not match are hidden there.
import "./menus.js";
import { carry, read, written } from "./selection_query.js";
import { find, read as index } from "./search.js";

const form = document.querySelector(".filters");
const go = (event) => {
  event?.preventDefault();
  location.assign(location.pathname + written(read(new URLSearchParams(new FormData(form)))));
};
form?.addEventListener("submit", go);
form?.addEventListener("change", ({ target }) => target.type === "checkbox" && go());

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
  for (const box of form.querySelectorAll("[type=checkbox]")) {
    box.checked = pairs.some(([key, value]) => box.name === key && box.value === value);
  }
  form.q.value = q;
  const query = written(pairs);
  form.closest(".narrow").querySelector(".picked").textContent = pairs.length || "";
  document.querySelector(".note.part").hidden = !pairs.length;
  for (const link of document.querySelectorAll("main a")) {
    if (/\/(calendar|timeline)\//.test(link.pathname)) link.search = query;
  }
  carry(pairs);
};
const asked = read(location.search);
if (form && written(asked) !== form.dataset.asked) hide(asked);
