// What the announced times of chosen events say about each other: which are at once, and between which
// there is little time for the way. What is not announced is not guessed.
import { timeOf } from "./row_times.js";

const MINUTE = 60_000;
const MOST = 12; // events that a clash names, as in model/parallel.py
const WALK = 4.5; // km/h
const WALKED = 5; // kilometres within which people walk
const RIDE = 80; // km/h, which no way through a town or between towns is faster than
const LONGEST = 3 * 60; // minutes, because what is farther than this ride can be flown to
const NEAR = 0.15; // kilometres that need no words

/** What a row of the agenda says of its event; without an announced end it ends as it starts. */
export const eventOf = (row) => {
  const { time, start, end = start, ...known } = timeOf(row);
  return { ...known, start, end, zone: time?.dataset.zone, places: row.dataset.place?.split(" ") ?? [] };
};

const byStart = (events) =>
  events.filter(({ start, off }) => start !== undefined && !off).sort((one, other) => one.start - other.start);

/**
 * Each time at which an event starts while others run, or together with others, as model/parallel.py has
 * them: the event that starts last, all that are named, and the number of the `more` that are not.
 */
export const clashes = (events) => {
  const found = new Map();
  let running = [];
  for (const run of byStart(events)) {
    running = [...running.filter(({ start, end }) => end > run.start || start === run.start), run];
    const named = running.slice(-MOST);
    if (running.length > 1) found.set(run.start, { last: run, events: named, more: running.length - named.length });
  }
  return [...found.values()];
};

// The great-circle distance in kilometres, as Coordinates.kilometres_to of model/itinerary.py.
const kilometres = ([north, east], [thereNorth, thereEast]) => {
  const [start, end, by] = [north, thereNorth, thereEast - east].map((degrees) => (degrees * Math.PI) / 180);
  const half = Math.sin((end - start) / 2) ** 2 + Math.cos(start) * Math.cos(end) * Math.sin(by / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(Math.min(1, half)));
};

/**
 * Each two events, one right after the other, with less time between them than the way takes at least: the
 * `gap` in minutes, the distance in a straight line (`far`, kilometres), and the minutes on foot (`walk`),
 * undefined where the way is too long to walk. `points` has, by id of a place, its latitude, its longitude and
 * whether these are only those of the city.
 */
export const hurries = (events, points) => {
  const runs = byStart(events);
  const pairs = runs.flatMap((before) => {
    const next = before.open ? undefined : runs.find((run) => run !== before && run.start >= before.end);
    return next ? runs.filter(({ start }) => start === next.start).map((after) => [before, after]) : [];
  });
  return pairs.flatMap(([before, after]) => {
    const [here, there] = [before, after].map(({ places }) => (places.length === 1 ? points[places[0]] : undefined));
    if (before === after || !here || !there) return [];
    const far = kilometres(here, there);
    const gap = (after.start - before.end) / MINUTE;
    const onFoot = far <= WALKED;
    if (far < NEAR || (onFoot && (here[2] || there[2]))) return []; // of a city alone, no way within it is known
    const least = onFoot ? (far / WALK) * 60 : Math.min((far / RIDE) * 60, LONGEST);
    return gap < least ? [{ before, after, gap, far, walk: onFoot ? least : undefined }] : [];
  });
};
