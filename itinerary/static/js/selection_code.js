// The code of a selection, as model/selection_code.py has it: that module says what the bits mean.
// The browser makes it, so that a choice leaves the device only in an address that the reader opens.
const VERSION = "1";
const LONGEST = 1000; // characters
const CHECKSUM = 32;
const PARAMETER = 4;
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const bits = (number, width) => (width ? number.toString(2).padStart(width, "0") : "");

// CRC-32 (RFC 1952 §8).
const crc32 = (bytes) => {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let n = 0; n < 8; n += 1) crc = (crc >>> 1) ^ (crc & 1 && 0xedb88320);
  }
  return ~crc >>> 0;
};

// By code points, as Python sorts; JavaScript would sort by UTF-16 units.
const points = (text) => [...text].map((letter) => letter.codePointAt(0));
const byPoints = (one, other) => {
  const [left, right] = [points(one), points(other)];
  const n = left.findIndex((point, at) => point !== right[at]);
  return n < 0 ? left.length - right.length : left[n] - (right[n] ?? -1);
};

/**
 * The code of the selection of the events with the UIDs `chosen`, at least one; undefined if it would be
 * too long for an address. `uids` are those of all events of the programme, by ordinal.
 */
export const encode = (chosen, uids) => {
  const ordinals = new Map(uids.map((uid, ordinal) => [uid, ordinal]));
  const events = [...new Set(chosen)].sort(byPoints);
  const at = events.map((uid) => ordinals.get(uid)).sort((one, other) => one - other);
  const gaps = at.map((ordinal, n) => ordinal - (n ? at[n - 1] : -1) - 1);
  const length = (k) => gaps.reduce((sum, gap) => sum + (gap >> k) + 1 + k, 0);
  let best = 0;
  for (let k = 1; k < 2 ** PARAMETER; k += 1) if (length(k) < length(best)) best = k;
  let all = bits(crc32(new TextEncoder().encode(events.join("\n"))), CHECKSUM) + bits(best, PARAMETER);
  for (const gap of gaps) all += `${"1".repeat(gap >> best)}0${bits(gap % 2 ** best, best)}`;
  const code = VERSION + (all.match(/.{1,6}/g) ?? []).map((six) => DIGITS[parseInt(six.padEnd(6, "1"), 2)]).join("");
  return code.length > LONGEST ? undefined : code;
};

/** The UIDs that a code chooses, by ordinal; undefined if it is damaged or of another programme. */
export const decode = (code, uids) => {
  if (!new RegExp(`^${VERSION}[A-Za-z0-9_-]{7,${LONGEST - 1}}$`).test(code)) return undefined;
  const all = [...code.slice(VERSION.length)].map((digit) => bits(DIGITS.indexOf(digit), 6)).join("");
  const k = parseInt(all.slice(CHECKSUM, CHECKSUM + PARAMETER), 2);
  const found = [];
  let at = CHECKSUM + PARAMETER;
  let before = -1;
  for (let stop = all.indexOf("0", at); stop >= 0; stop = all.indexOf("0", at)) {
    const quotient = stop - at;
    at = stop + 1 + k;
    before += 1 + quotient * 2 ** k + parseInt(`0${all.slice(stop + 1, at)}`, 2);
    if (before >= uids.length) return undefined;
    found.push(uids[before]);
  }
  // It also refuses a wrong checksum, another k, and bits that are left over.
  return found.length && encode(found, uids) === code ? found : undefined;
};
