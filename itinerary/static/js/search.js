// Finding events by words, with the rules of render/search.py. What the page says of its rows is there
// at once; the words of summaries and descriptions come with the index of the server.
import { has, nearly, split } from "./fold.js";

// By word, the numbers of the rows that have it. `texts` returns those of a row.
const index = new Map();
const add = (word, row) => {
  const found = index.get(word);
  if (!found) index.set(word, [row]);
  else if (found.at(-1) !== row) found.push(row);
};
let ready = 0;
export const read = (rows, texts, goes = () => true) => {
  while (ready < rows.length && goes()) {
    for (const word of split(texts(rows[ready]).join("\n"))) add(word, ready);
    ready += 1;
  }
  return ready < rows.length;
};

// The index as render/search.py writes it: numbers in 32 digits, those with more after them in 32 others.
const digit = (letter) => {
  const code = letter.charCodeAt(0);
  return code - 35 - (code > 92);
};
let asked;
// Whether the index has come.
export const load = (address, ids) => {
  asked ??= fetch(address).then(async (response) => {
    if (!response.ok) throw response.status;
    const { ids: known, words, at } = await response.json();
    const places = new Map(ids.map((id, row) => [id, row]));
    const rows = known.split(" ").map((id) => places.get(id));
    const steps = at.split(" ");
    let word = "";
    for (const [n, coded] of words.split(" ").entries()) {
      if (!coded) break;
      word = word.slice(0, digit(coded)) + coded.slice(1);
      let place = -1;
      let value = 0;
      for (const letter of steps[n]) {
        value = value * 32 + (digit(letter) & 31);
        if (digit(letter) > 31) continue;
        place += value + 1;
        value = 0;
        if (rows[place] !== undefined) add(word, rows[place]);
      }
    }
    return true;
  }).catch(() => (asked = undefined)); // without a network, titles and names are searched
  return asked;
};

// The rows that have each of the words: by number, the words by which they were found.
export const find = (words) => {
  let found;
  for (const one of split(words)) {
    const all = [...index.keys()];
    const exact = all.filter((word) => has(word, one));
    const rows = new Map();
    for (const word of exact.length ? exact : all.filter((word) => nearly(word, one))) {
      for (const row of index.get(word)) rows.set(row, [...(rows.get(row) ?? []), word]);
    }
    if (found) for (const [row, by] of rows) found.has(row) ? by.push(...found.get(row)) : rows.delete(row);
    found = rows;
  }
  return found;
};
