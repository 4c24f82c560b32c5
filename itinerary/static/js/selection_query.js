// The query of a selection, in the canonical order of model/selection_query.py.
export const KEYS = ["category", "day", "party", "place", "series", "track"];

// What an address or a form asks for, as pairs; empty fields do not count.
export const read = (search) => {
  const asked = new URLSearchParams(search);
  const pairs = KEYS.flatMap((key) =>
    [...new Set(asked.getAll(key))].filter(Boolean).sort().map((value) => [key, value]));
  const q = (asked.get("q") ?? "").slice(0, 100).trim().replace(/\s+/g, " ");
  return q ? [...pairs, ["q", q]] : pairs;
};

// What a form of filters asks for. What is chosen and has no box (a day of a short programme) stays in
// the address until all is shown.
export const chosen = (form) => {
  const boxed = new Set([...form.querySelectorAll("input[type=checkbox]")].map((box) => `${box.name}=${box.value}`));
  const kept = read(location.search).filter((pair) => pair[0] !== "q" && !boxed.has(pair.join("=")));
  return read(new URLSearchParams([...kept, ...new FormData(form)]));
};

export const written = (pairs) => (pairs.length ? `?${new URLSearchParams(pairs)}` : "");

// Links to the other pages that show a selection take it along.
export const carry = (pairs) => {
  for (const link of document.querySelectorAll("[data-carries]")) {
    link.search = written(link.dataset.carries === "query" ? pairs : pairs.filter(([key]) => key !== "q"));
  }
};
