// Entries of a calendar (RFC 5545) as a calendar of their own, for a one-time copy that the browser makes.

// Properties by which apps would ask for what follows changes, which a copy does not.
const FOLLOWING = /^(?:REFRESH-INTERVAL|SOURCE|X-PUBLISHED-TTL)[:;][^]*?\r\n(?![ \t])/gm;

// The text of a property, without folds (RFC 5545 §3.1) and escapes (§3.3.11).
const uidOf = (entry) =>
  /^UID[^:]*:(.*)$/m.exec(entry.replace(/\r\n[ \t]/g, ""))[1].trim().replace(/\\([\\;,])/g, "$1");

/** A calendar with those entries of `calendar` alone whose UIDs are in the set `uids`. */
export const only = (calendar, uids) => {
  const entries = calendar.match(/BEGIN:VEVENT\r\n[^]*?\r\nEND:VEVENT\r\n/g) ?? [];
  const head = calendar.slice(0, calendar.search(/BEGIN:VEVENT|END:VCALENDAR/)).replace(FOLLOWING, "");
  return `${head}${entries.filter((entry) => uids.has(uidOf(entry))).join("")}END:VCALENDAR\r\n`;
};
