// Lists about chosen events: which are at once, and where there is little time for the way.
import { clashes, hurries } from "./own_times.js";
import { number, say } from "./words.js";

const locale = document.documentElement.dataset.locale;

const make = (name, ...children) => {
  const element = document.createElement(name);
  element.append(...children);
  return element;
};

// The start of an event by its own clocks, as the server writes it.
const startOf = (section, { start, zone: timeZone }) => {
  const day = new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", timeZone });
  const hour = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone });
  const time = make("time", day.format(start), section.dataset.dayComma, hour.format(start));
  time.dateTime = new Date(start).toISOString();
  return time;
};

const named = (events) =>
  events.flatMap(({ row }, n) => {
    const { childNodes, href } = row.querySelector("h3 a").cloneNode(true); // words may say their language
    const link = make("a", ...childNodes);
    link.href = href;
    return n ? ["\u00a0· ", link] : [link]; // no line begins with the dot
  });

const unit = (value, of, digits = 0) =>
  new Intl.NumberFormat(locale, { style: "unit", unit: of, unitDisplay: "short", maximumFractionDigits: digits }).format(value);
const lasting = (minutes) => (minutes < 100 ? unit(Math.round(minutes), "minute") : unit(minutes / 60, "hour", 1));
const distance = (far) => (far < 1 ? unit(Math.round(far * 20) * 50, "meter") : unit(far, "kilometer", far < 10 ? 1 : 0));

const fill = (section, items) => {
  section.querySelector("ul").replaceChildren(...items);
  section.hidden = !items.length;
};

/** List the clashes of events (own_times.js) in a section. */
export const listClashes = (section, events) =>
  fill(section, clashes(events).map(({ last, events: at, more }) => {
    const item = make("li", startOf(section, last), " ", ...named(at));
    if (more) item.append(" ", say(make("span"), section, "more", { count: number(more) }));
    return item;
  }));

/** List the changes of place for which there is little time; `points` as in own_times.js. */
export const listHurries = (section, events, points) =>
  fill(section, hurries(events, points).map(({ before, after, gap, far, walk }) => {
    const values = { gap: lasting(gap), walk: walk && lasting(Math.ceil(walk)), distance: distance(far) };
    const words = say(make("small"), section, walk ? "walk" : "ride", values);
    return make("li", startOf(section, after), " ", ...named([before, after]), " ", words);
  }));
