// What rows of events say of their time, and the days of the programme. All times are in milliseconds.
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Until when it is news that an event began: where its end was not announced, for an hour and no more. */
export const newsUntil = (start, end) => end ?? start + HOUR;

/** Tells whether the event of a row is not as announced: cancelled or postponed. */
export const isOff = (row) => row.matches(".cancelled, .postponed");

/**
 * The announced time of a row's event: its element, its start, its end if it is not `open`, and until when it is
 * news. They are undefined without an announced hour.
 */
export const timeOf = (row) => {
  const time = row.querySelector("time[data-zone]") ?? undefined;
  const start = time && Date.parse(time.dateTime);
  const minutes = time?.dataset.minutes;
  const end = minutes && start + minutes * MINUTE;
  return { row, time, start, end, open: !end, until: time && newsUntil(start, end), off: isOff(row) };
};

/**
 * A function that names days in short (`first` and `last` are 2024-05-16), one day with its day of the week; with the
 * year unless it is that of the day `today`.
 */
export const daysIn = (locale) => (first, last, today) => {
  const options = { day: "numeric", month: "short", timeZone: "UTC" };
  if (first === last) options.weekday = "short";
  if ([first, last].some((day) => day.slice(0, 4) !== today.slice(0, 4))) options.year = "numeric";
  return new Intl.DateTimeFormat(locale, options).formatRange(Date.parse(first), Date.parse(last));
};

/**
 * A function that tells the day of the programme (2024-05-16) at a moment, by the clocks of a zone: after midnight
 * a night goes on until the next day starts, minutes later.
 */
export const dayIn = (zone, starts = 0) => {
  const calendar = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" });
  return (moment) => calendar.format(moment - starts * MINUTE);
};
