// Reads feeds with ical.js as Thunderbird does, and jCal (.json); file names come on stdin as a JSON list.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const pad = (number, digits = 2) => String(number).padStart(digits, "0");

function moment(time) {
  if (time.isDate) return `${pad(time.year, 4)}-${pad(time.month)}-${pad(time.day)}`;
  if (time.zone === ICAL.Timezone.localTimezone) return `floating ${time}`;
  return new Date(time.toUnixTime() * 1000).toISOString().replace(".000Z", "+00:00");
}

const answers = JSON.parse(readFileSync(0, "utf8")).map((file) => {
  const words = readFileSync(file, "utf8");
  const calendar = new ICAL.Component(file.endsWith(".json") ? JSON.parse(words) : ICAL.parse(words));
  ICAL.TimezoneService.reset();
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  return calendar.getAllSubcomponents("vevent").map((component) => {
    const event = new ICAL.Event(component);
    return {
      uid: event.uid,
      start: moment(event.startDate),
      end: moment(event.endDate),
      summary: event.summary,
      status: component.getFirstPropertyValue("status"),
    };
  });
});
process.stdout.write(JSON.stringify(answers));
