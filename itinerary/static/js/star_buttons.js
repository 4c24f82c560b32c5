// A star beside every event, and the number of stars in the masthead. Pages are the same bytes for all, so
// the script makes the buttons; without it there is none that does nothing.
import { living, stars, toggle } from "./stars.js";
import { languageOf, number, speak } from "./words.js";

const words = document.querySelector("[data-star]"); // what buttons are called, and the end of our own UIDs
const count = words.querySelector(".count");
// Where a link to an event stands for it: a row, a date of a series, a box, a card, a line beside an event.
const LINKS = ".event :is(h3 a, a.u-url), .entry:not(.marks *, .counts *) > a, .card h1 a, .briefs li > a";
const MARKS = ":is(.marks, .counts) .entry > a"; // they have no room for a button, and say what is starred

/** The permanent UID of the event that a link leads to; undefined if it leads elsewhere. */
export const uidOf = (link) => {
  if (link.dataset.uid) return link.dataset.uid;
  const id = /(?:^|\/)events\/([^/]+)\/$/.exec(link.pathname)?.[1];
  return id && decodeURIComponent(id) + words.dataset.uids;
};

const blank = document.createElement("button");
blank.type = "button";
blank.className = "star";
speak(blank, languageOf(words, "star"));
/** A star for the event with a UID; `title` names it where no words stand in the button. */
export const star = (uid, title) => {
  const button = blank.cloneNode();
  button.dataset.uid = uid;
  if (title) button.setAttribute("aria-label", words.dataset.star.replace("{title}", () => title));
  return button;
};

/** What says in a narrow place that an event is starred. */
export const sign = () => {
  const made = document.createElement("span");
  made.className = "starred";
  made.role = "img";
  made.ariaLabel = words.querySelector(".name").textContent;
  return made;
};

/** Let stars say what is starred. */
export const show = (buttons) => {
  const now = stars();
  for (const link of document.querySelectorAll(MARKS)) {
    const old = link.querySelector(".starred");
    if (!now.has(uidOf(link))) old?.remove();
    else if (!old) link.prepend(sign());
  }
  for (const button of buttons) {
    const pressed = String(now.has(button.dataset.uid));
    if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
  }
  count.textContent = now.size ? number(now.size) : "";
};

/** Give every event within an element its star. */
export const place = (root = document) => {
  const made = [];
  for (const link of root.querySelectorAll(LINKS)) {
    const box = link.closest(".event, .entry, h1, .briefs li");
    const uid = uidOf(link);
    if (!uid || box.querySelector(".star")) continue;
    made.push(star(uid, link.textContent));
    box.append(made.at(-1));
  }
  show(made);
};

// On the page of an event it is one of its actions, and has words.
const own = document.querySelector(".sheet[data-uid] .star-room");
if (own) {
  const button = star(own.closest(".sheet").dataset.uid);
  button.classList.add("button");
  button.append(words.querySelector(".name").cloneNode(true));
  button.firstChild.className = "name";
  own.append(button);
}
place();
const accompany = () => living() && import("./living.js"); // which no one else needs
accompany();
document.addEventListener("livingchange", accompany);
const all = () => show(document.querySelectorAll(".star"));
all();
document.addEventListener("starchange", all);
document.addEventListener("viewchange", () => place()); // a filter of the calendar replaced its boxes
document.addEventListener("click", ({ target }) => {
  const button = target.closest?.(".star");
  if (button) toggle(button.dataset.uid);
});
