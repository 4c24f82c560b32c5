// The hits of a search under its field, while it is typed: a combobox with a list (ARIA APG). On a phone
// filter.js has scrolled the field to the top, and the list has what the keyboard leaves below. The field stays
// in its place on the page, so it never covers what a reader scrolls to.
import { between, split } from "./fold.js";
import { timeOf } from "./row_times.js";
import { sign, uidOf } from "./star_buttons.js";
import { stars } from "./stars.js";

const MOST = 30; // the agenda below has all
const form = document.querySelector(".filters");
const field = form.q;
const box = field.closest(".search");

const make = (name, className, ...children) => {
  const element = document.createElement(name);
  element.className = className;
  element.append(...children);
  return element;
};

const list = make("ul", "hits");
list.id = "hits";
list.role = "listbox";
list.ariaLabel = field.labels[0].textContent;
list.hidden = true;
box.append(list);
for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", "hits"], ["aria-expanded", "false"]]) {
  field.setAttribute(name, value);
}

// Parts of a text, with marks on the words `by` which it was found.
const MARKS = /^[\p{M}\u200c\u200d]*/u;
const capturing = new RegExp(`(${between.source})`);
const marked = (words, by, asked) => words.split(capturing).map((part, odd) => {
  const word = odd % 2 ? undefined : split(part)[0];
  if (!by.includes(word)) return part;
  const one = asked.find((one) => word.includes(one));
  if (!one || word.length !== part.length) return make("mark", "", part);
  const at = word.indexOf(one);
  const end = at + one.length + MARKS.exec(part.slice(at + one.length))[0].length; // a letter keeps its marks
  return make("span", "", part.slice(0, at), make("mark", "", part.slice(at, end)), part.slice(end));
});
const isMarked = (parts) => parts.some((part) => part instanceof Element);
const textOf = (element) => element?.textContent.trim().replace(/\s+/g, " ") ?? "";

// Of hits alike, those come first that a reader can still go to.
const isOver = (row) => timeOf(row).end < Date.now();

const option = ({ row, by }, asked) => {
  const link = row.querySelector("h3 a");
  const section = row.closest(".section");
  const title = marked(link.textContent, by, asked);
  const day = document.querySelector(`.days a[href="#${section.id}"]`) ?? section.querySelector("h2 span");
  const times = [textOf(day), textOf(row.querySelector(".when time") ?? row.querySelector(".when > *"))].filter(Boolean).join(", ");
  const city = textOf(row.closest(".band").querySelector(".city:not(.none) a"));
  const place = marked([textOf(row.querySelector(".places")), city].filter(Boolean).join(", "), by, asked);
  const starred = stars().has(uidOf(link)) ? [sign(), " "] : [];
  const lines = [make("b", "", ...starred, ...title), make("small", "", times, times && place.join("") ? " · " : "", ...place)];
  // Where else the words are, if neither the title nor the place has them; of a description only words.
  const elsewhere = [".who", ".kinds", ".summary"]
    .map((part) => marked(textOf(row.querySelector(part)), by, asked)).find(isMarked);
  const far = !isMarked(title) && !isMarked(place);
  if (far) lines.push(make("small", "", ...(elsewhere ?? ["… ", make("mark", "", by[0] ?? ""), " …"])));
  const item = make("li", row.classList.contains("cancelled") ? "cancelled" : "", ...lines);
  item.role = "option";
  item.dataset.href = link.href;
  const rank = (isMarked(title) ? 0 : far && !elsewhere ? 2 : 1) + (row.closest(".past") ? 3 : isOver(row) ? 0.5 : 0);
  return { item, rank };
};

let active = -1;
const choose = (n) => {
  const items = [...list.children];
  items[active]?.removeAttribute("aria-selected");
  active = items.length ? (n + 1 + items.length + 1) % (items.length + 1) - 1 : -1;
  const item = items[active];
  if (!item) return field.removeAttribute("aria-activedescendant");
  item.ariaSelected = "true";
  field.setAttribute("aria-activedescendant", item.id);
  item.scrollIntoView({ block: "nearest", behavior: "instant" });
};

const close = () => {
  list.hidden = true;
  field.ariaExpanded = "false";
  choose(-1);
};

// What the keyboard leaves: the list ends above it.
const fit = () => {
  const { offsetTop, height } = visualViewport;
  box.style.setProperty("--room", `${Math.max(160, offsetTop + height - field.getBoundingClientRect().bottom - 16)}px`);
};

export const suggest = (q, found) => {
  active = -1;
  field.removeAttribute("aria-activedescendant");
  if (!found.length || document.activeElement !== field) return close();
  const asked = split(q);
  const options = found.map((hit) => option(hit, asked)).sort((one, other) => one.rank - other.rank).slice(0, MOST);
  list.replaceChildren(...options.map(({ item }, n) => Object.assign(item, { id: `hit-${n}` })));
  const all = make("li", "all-hits", form.querySelector("output").textContent);
  all.role = "option";
  all.id = "hit-all";
  list.append(all);
  list.scrollTop = 0;
  list.hidden = false;
  field.ariaExpanded = "true";
  fit();
};

// All hits are in the agenda below.
const results = () => {
  close();
  field.blur();
  form.scrollIntoView({ block: "start" });
};
const follow = (item) => (item.dataset.href ? location.assign(item.dataset.href) : results());

field.addEventListener("keydown", (event) => {
  const { key } = event;
  if (event.isComposing) return;
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (list.hidden) field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    if (!list.hidden) choose(active + (key === "ArrowDown" ? 1 : -1));
  } else if (key === "Enter" && !list.hidden && active >= 0) follow(list.children[active]);
  else if (key === "Escape" && !list.hidden) close();
  else return;
  event.preventDefault();
});
form.addEventListener("submit", results);
// A press on the list leaves the focus, and the keyboard of a phone, where they are.
list.addEventListener("mousedown", (event) => event.preventDefault());
list.addEventListener("click", ({ target }) => {
  const item = target.closest("li");
  if (item) follow(item);
});

field.addEventListener("blur", close);
for (const event of ["resize", "scroll"]) visualViewport.addEventListener(event, fit);
fit();
