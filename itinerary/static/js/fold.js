// Words without case, accents and typography, exactly as render/search.py folds them on the server.
const letters = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", þ: "th",
  "’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
  "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-",
};
const pattern = new RegExp(`[${Object.keys(letters).join("")}]`, "g");

export const fold = (words) =>
  words
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase()
    .replace(pattern, (letter) => letters[letter]);

export const between = new RegExp(
  "[\\u0000-\\u0022\\u0024-\\u002a,./:-@\\[-`{-\\u00bf\\u0589\\u05be\\u060c\\u061b\\u061f\\u06d4\\u0964\\u0965" +
  "\\u1680\\u2000-\\u206f\\u3000-\\u303f\\ufeff\\uff00-\\uff0f]+");

// The single words of a text, folded.
export const split = (words) => fold(words).replaceAll("'", "").split(between).map((word) => word.replace(/^-+|-+$/g, "")).filter(Boolean);

const short = (asked) => asked.length < 4 && !/[^\0-\u0dff]/.test(asked);

// Whether a word has one within that was asked for; short ones must be beginnings.
export const has = (word, asked) => (short(asked) ? `-${word}`.includes(`-${asked}`) : word.includes(asked));

// Whether a word, or a part of it, begins with one that was asked for but for a typo.
export const nearly = (word, asked) =>
  asked.length > 3 && !/[^\0-\u0dff]/.test(asked) && [word, ...word.split("-")].some((part) => near(part, asked));

const near = (word, asked) => {
  let same = 0;
  while (same < asked.length && word[same] === asked[same]) same += 1;
  const there = word.slice(same);
  const here = asked.slice(same);
  return there.startsWith(here.slice(1)) || there.slice(1).startsWith(here) || there.slice(1).startsWith(here.slice(1)) ||
    (here.length > 1 && there.slice(0, 2) === here[1] + here[0] && there.slice(2).startsWith(here.slice(2)));
};
