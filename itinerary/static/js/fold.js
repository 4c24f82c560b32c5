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

// Whether each of the words is in a folded text; no words are in every text.
export const matches = (words, folded) =>
  fold(words).split(/\s+/).every((word) => folded.includes(word));
