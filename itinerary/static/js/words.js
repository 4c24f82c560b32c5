// Words and numbers that scripts write, in the language and the numerals of the page.
const page = document.documentElement;

/** Give an element the language (BCP 47) of words that are not in the page's; none for those that are. */
export const speak = (element, language) => {
  if (language) Object.assign(element, { lang: language, dir: "auto" });
  else for (const name of ["lang", "dir"]) element.removeAttribute(name);
};

/** The language of the words in a data attribute, if it is not the page's. */
export const languageOf = (from, name) => from.getAttribute(`data-${name}-lang`);

/**
 * Give an element the words in a data attribute of `from`, with values for {names} in them, and return
 * it. Words that the product lacks in the page's language say theirs (render/words/word_marks.py).
 */
export const say = (element, from, name, values = {}) => {
  const language = languageOf(from, name);
  // Every second part is the name of a value.
  const parts = from.dataset[name].split(/\{(\w+)\}/).map((part, n) => (n % 2 ? String(values[part] ?? `{${part}}`) : part));
  const words = parts.join("");
  if (element.textContent !== words) element.replaceChildren(...(language ? parts.map(own) : [words]));
  speak(element, language);
  return element;
};

/** A part of a sentence in another language than the page's: every second one is a value in the page's own. */
const own = (part, n) =>
  n % 2 && /\p{L}/u.test(part) ? Object.assign(document.createElement("bdi"), { lang: page.lang, textContent: part }) : part;

/** A whole number as the server writes it (Language.number). */
export const number = (count) => count.toLocaleString(page.dataset.locale, { useGrouping: false });
