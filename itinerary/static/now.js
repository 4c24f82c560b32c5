// What depends on the reader's own clock: how far away a day is, what is on now and what comes next.
// It stands beside dates, never in place of them.
const TICK = 30_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NEAR = 14; // days from here within which headings say how far away they are

const box = document.querySelector(".now");
const hint = document.querySelector(".dates .hint");
const relative = new Intl.RelativeTimeFormat(document.documentElement.dataset.locale, { numeric: "auto" });
const calendar = new Intl.DateTimeFormat("en-CA", { timeZone: box.dataset.zone });
const sections = [...document.querySelectorAll("#programme > .section[data-first]")];

// Distances in days between two dates such as 2024-05-16.
const between = (here, there) => Math.round((Date.parse(there) - Date.parse(here)) / DAY);

const away = (days) => {
  if (Math.abs(days) < 45) return relative.format(days, "day");
  if (Math.abs(days) < 550) return relative.format(Math.round(days / 30.4), "month");
  return relative.format(Math.round(days / 365.25), "year");
};

const off = (row) => row.classList.contains("cancelled") || row.classList.contains("postponed");

const events = sections.flatMap((section) =>
  [...section.querySelectorAll(".event")].filter((row) => !off(row)).map((row) => {
    const time = row.querySelector("time[data-zone]");
    const start = time && Date.parse(time.dateTime);
    return {
      row,
      time,
      start,
      // Where the end was not announced, that it began is news for an hour and no more.
      end: time && (time.dataset.end ? Date.parse(time.dataset.end) : start + HOUR),
      open: time && !time.dataset.end,
      days: section.classList.contains("window") ? null : section.dataset,
    };
  }));
const timed = events.filter(({ time }) => time).sort((one, other) => one.start - other.start);

const line = (label, list, prefix = "") => {
  const rows = list.map(({ row, time }) => {
    const item = document.createElement("span");
    if (time) {
      const shown = document.createElement("time");
      shown.dateTime = time.dateTime;
      shown.textContent = prefix + time.textContent;
      item.append(shown, " ");
    }
    const link = row.querySelector("h3 a").cloneNode(true);
    item.append(link);
    return item;
  });
  const paragraph = document.createElement("p");
  const name = document.createElement("b");
  const what = document.createElement("span");
  name.textContent = label;
  rows.forEach((item, n) => what.append(n ? " · " : "", item));
  paragraph.append(name, " ", what);
  return paragraph;
};

const now = () => {
  const moment = Date.now();
  const today = calendar.format(moment);
  const first = sections.map(({ dataset }) => dataset.first).sort()[0];
  const last = sections.map(({ dataset }) => dataset.last).sort().at(-1);

  if (hint && first) {
    const { begins, runs, over } = hint.dataset;
    const words =
      today < first ? begins.replace("{when}", away(between(today, first)))
      : today > last ? over.replace("{when}", away(between(today, last)))
      : runs;
    if (hint.textContent !== words) hint.textContent = words;
  }

  for (const section of sections) {
    const heading = section.querySelector("h2");
    const days = between(today, section.dataset.first);
    let near = heading.querySelector(".hint");
    if (section.classList.contains("day") && Math.abs(days) <= NEAR) {
      if (!near) heading.append((near = Object.assign(document.createElement("span"), { className: "hint" })));
      near.textContent = relative.format(days, "day");
    } else near?.remove();
  }
  for (const link of document.querySelectorAll(".days a")) {
    const here = link.hash === `#day-${today}`;
    if (here) link.setAttribute("aria-current", "date");
    else link.removeAttribute("aria-current");
  }

  const on = timed.filter(({ start, end }) => start <= moment && moment < end);
  const running = today >= first && today <= last;
  const next = timed.filter(({ start }) => start > moment);
  const soon = next.filter(({ start }) => start === next[0].start);
  const unknown = events.filter(({ time, days }) => !time && days && days.first <= today && today <= days.last);
  for (const { row } of events) row.classList.toggle("on", on.some((event) => event.row === row));
  const lines = [];
  const said = on.filter(({ open }) => !open);
  const begun = on.filter(({ open }) => open);
  if (said.length) lines.push(line(box.dataset.now, said));
  if (begun.length) lines.push(line(box.dataset.begun, begun));
  if (running && soon.length) {
    const days = between(today, calendar.format(soon[0].start));
    lines.push(line(box.dataset.next, soon, days ? `${relative.format(days, "day")}, ` : ""));
  }
  if (unknown.length) lines.push(line(box.dataset.today, unknown));
  box.replaceChildren(...lines);
  box.hidden = !lines.length;
};

now();
setInterval(now, TICK);
document.addEventListener("zonechange", now);
document.addEventListener("visibilitychange", now); // phones stop the clocks of hidden pages
