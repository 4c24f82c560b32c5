// The hours of a day: rooms that fold away, and the way to what runs now.
import { timeOf } from "./row_times.js";
import { cellsOf } from "./table_cells.js";
import { say } from "./words.js";

const KEY = "itinerary:rooms"; // the ids of the rooms that are folded away on this device

const stored = () => {
  try {
    return new Set(JSON.parse(localStorage.getItem(KEY)) ?? []);
  } catch {
    return new Set(); // storage that is forbidden, or has something else
  }
};
const store = (ids) => {
  try {
    localStorage.setItem(KEY, JSON.stringify([...ids]));
  } catch {
    // It is folded until the page is left.
  }
};
const folded = stored();

// The lanes and the cells of each room.
const roomsOf = (table) => {
  const heads = cellsOf([table.tHead.rows[table.tHead.rows.length - 1]]).filter(({ cell }) => cell.matches(".room"));
  const columns = table.querySelectorAll("col");
  const rooms = heads.map(({ cell: head, left, right }) => ({
    head,
    id: head.dataset.place ?? "",
    name: head.textContent.trim(),
    lanes: [...columns].slice(left, right),
    cells: [],
  }));
  const at = heads.flatMap(({ left, right }, n) => Array.from({ length: right - left }, (_, lane) => [left + lane, rooms[n]]));
  const byLane = new Map(at);
  for (const { cell, left } of cellsOf([...table.tBodies[0].rows])) {
    if (cell.matches(".box")) byLane.get(left).cells.push(cell);
  }
  return rooms;
};

const show = (rooms, frame, note) => {
  const names = [];
  for (const { head, id, name, lanes, cells, button } of rooms) {
    const away = folded.has(id);
    if (away) names.push(name);
    for (const element of [head, ...lanes, ...cells]) element.classList.toggle("away", away);
    button.setAttribute("aria-expanded", !away);
    button.title = frame.dataset[away ? "unfold" : "fold"].replace("{place}", name);
    button.setAttribute("aria-label", button.title);
  }
  const list = new Intl.ListFormat(document.documentElement.dataset.locale, { type: "conjunction" });
  note.hidden = !names.length;
  say(note.querySelector("span"), note, "said", { places: list.format(names) });
};

const begin = () => {
  const frame = document.querySelector("main > .frame:has(> .hours)");
  const note = document.querySelector(".folded");
  if (frame?.matches(".many")) import("./sheets.js");
  const rooms = frame ? roomsOf(frame.querySelector(".hours")) : [];
  if (rooms.length < 2) return;
  for (const room of rooms) {
    room.button = document.createElement("button");
    room.button.type = "button";
    room.button.className = "fold";
    room.button.addEventListener("click", () => {
      folded[folded.has(room.id) ? "delete" : "add"](room.id);
      store(folded);
      show(rooms, frame, note);
    });
    room.head.append(room.button);
  }
  note.querySelector("button").addEventListener("click", () => {
    folded.clear();
    store(folded);
    show(rooms, frame, note);
    rooms[0].button.focus();
  });
  show(rooms, frame, note);
};

// On the day itself the page opens at the hour, unless its address or the reader's way back says where.
const open = () => {
  const frame = document.querySelector("main > .frame:has(> .hours)");
  if (!frame) return;
  const table = frame.querySelector(".hours");
  const hours = [...table.querySelectorAll(".rail:first-child > time")];
  const now = Date.now();
  const passed = hours.filter((time) => Date.parse(time.dateTime) <= now);
  const ends = [...table.querySelectorAll(".entry")].flatMap((entry) => timeOf(entry).end ?? []);
  if (passed.length > 1 && now < Math.max(...ends) && !location.hash && !scrollY) {
    const row = passed.at(-1).closest("tr");
    const above = table.tHead.offsetHeight;
    if (frame.scrollHeight > frame.clientHeight) {
      frame.scrollIntoView({ block: "start", behavior: "instant" });
      frame.scrollTop = row.offsetTop - above;
    } else scrollTo({ top: row.getBoundingClientRect().top + scrollY - above, behavior: "instant" });
  }
};

begin();
open();
document.addEventListener("viewchange", begin); // a filter replaced what is in the page
