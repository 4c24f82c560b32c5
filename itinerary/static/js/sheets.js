// A day of many rooms on paper: sheets of as many rooms as are legible beside each other, made of the
// table when the page is printed. A sheet has only the hours and rows that its own events need.
import { cellsOf } from "./table_cells.js";

// The least heights of rows (calendar.css): of few minutes each has its own.
const height = (minutes) => `m${minutes < 5 ? minutes : Math.min(Math.ceil(minutes / 5) * 5, 60)}`;
const minutesOf = (row) => Number(row.className.match(/\bm(\d+)/)?.[1] ?? 0);

const copy = (cell, rows, columns) => {
  const made = cell.cloneNode(true);
  made.rowSpan = rows;
  made.colSpan = columns;
  made.classList.remove("away");
  made.querySelector(".fold")?.remove();
  return made;
};

// The rooms of each sheet, with as many lanes as fit, or a single room that has more.
const parts = (rooms, most) => {
  const found = [];
  let lanes = most;
  for (const room of rooms) {
    lanes += room.right - room.left;
    if (lanes > most) {
      found.push([]);
      lanes = room.right - room.left;
    }
    found.at(-1).push(room);
  }
  return found;
};

const sheet = (table, heads, cells, part) => {
  const columns = [...table.querySelectorAll("col")];
  // Each zone of clocks has its rail of hours before its rooms.
  const rails = heads.filter(({ cell }) => cell.matches("th.rail"));
  const groups = rails
    .map((rail, n) => ({ rail, rooms: part.filter(({ left }) => left > rail.left && left < (rails[n + 1]?.left ?? Infinity)) }))
    .filter(({ rooms }) => rooms.length);
  const within = (cell) => groups.some(({ rail, rooms }) =>
    cell.left === rail.left || rooms.some(({ left, right }) => left <= cell.left && cell.left < right));
  const ours = cells.filter(within);
  const boxes = ours.filter(({ cell }) => cell.matches(".box"));
  const hours = ours.filter(({ cell }) => cell.matches(".rail"));
  const begin = Math.max(...hours.map(({ top }) => top).filter((top) => boxes.every((box) => top <= box.top)));
  const end = Math.min(...hours.map(({ below }) => below).filter((below) => boxes.every((box) => below >= box.below)));
  const edges = [...new Set([begin, end, ...hours.map(({ top }) => top), ...boxes.flatMap(({ top, below }) => [top, below])])]
    .filter((edge) => begin <= edge && edge <= end).sort((one, other) => one - other);

  const made = table.cloneNode(false);
  made.append(table.caption.cloneNode(true));
  for (const { rail, rooms } of groups) {
    const group = document.createElement("colgroup");
    for (const { left, right } of [rail, ...rooms]) {
      group.append(...columns.slice(left, right).map((column) => copy(column, 1, 1)));
    }
    made.append(group);
  }
  const head = made.createTHead();
  for (const row of table.tHead.rows) {
    const line = head.insertRow();
    const last = row === table.tHead.rows[table.tHead.rows.length - 1];
    for (const { rail, rooms } of groups) {
      const lanes = rooms.reduce((sum, { left, right }) => sum + right - left, 1);
      if (last) line.append(...[rail, ...rooms].map(({ cell }) => copy(cell, 1, cell.colSpan)));
      else line.append(copy(cellsOf([row]).find(({ left }) => left === rail.left).cell, 1, lanes));
    }
  }
  const body = made.createTBody();
  const starts = new Map(edges.map((edge, n) => [edge, n]));
  const rows = [...table.tBodies[0].rows];
  for (const [n, edge] of edges.slice(0, -1).entries()) {
    const line = body.insertRow();
    const busy = boxes.some(({ top, below }) => top <= edge && edge < below);
    const minutes = rows.slice(edge, edges[n + 1]).reduce((sum, row) => sum + minutesOf(row), 0);
    const hour = hours.some(({ top }) => top === edge);
    line.className = `${hour ? "hour " : ""}${busy ? height(minutes) : "quiet"}`;
  }
  const last = edges.length - 1;
  const at = (edge) => starts.get(Math.min(Math.max(edge, begin), end));
  const kept = ours.filter(({ top, below, cell }) => top < end && below > begin && !cell.matches(".free"));
  const free = part.flatMap(({ left, right }) => [...Array(right - left).keys()].map((n) => left + n));
  const anchors = edges.slice(0, -1).map(() => []);
  for (const { cell, left, right, top, below } of kept) {
    anchors[at(top)].push([left, copy(cell, at(below) - at(top), right - left)]);
  }
  for (const lane of free) {
    for (let n = 0; n < last; n += 1) {
      if (kept.some(({ left, right, top, below }) => left <= lane && lane < right && at(top) <= n && n < at(below))) continue;
      const cell = document.createElement("td");
      cell.className = `free${part.some(({ left }) => left === lane) ? " edge" : ""}`;
      anchors[n].push([lane, cell]);
    }
  }
  for (const [n, found] of anchors.entries()) {
    body.rows[n].append(...found.sort(([one], [other]) => one - other).map(([, cell]) => cell));
  }
  return made;
};

const frame = () => document.querySelector("main > .frame.many");

const print = () => {
  const table = frame()?.querySelector(".hours");
  if (!table) return;
  const heads = cellsOf([table.tHead.rows[table.tHead.rows.length - 1]]);
  const cells = cellsOf([...table.tBodies[0].rows]);
  const rooms = heads.filter(({ cell }) => cell.matches(".room"));
  const made = document.createElement("div");
  made.className = "sheets";
  made.append(...parts(rooms, Number(frame().dataset.sheet)).map((part) => sheet(table, heads, cells, part)));
  frame().after(made);
};
addEventListener("beforeprint", print);
addEventListener("afterprint", () => document.querySelector(".sheets")?.remove());
