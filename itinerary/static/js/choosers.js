// A field above each long list of a filter, which leaves the labels that have all words typed there, and
// the places around those. It comes with script; without it the list is whole.
import { fold } from "./fold.js";

for (const field of document.querySelectorAll(".pick .look input")) {
  const pick = field.closest(".pick");
  const nothing = pick.querySelector(".nothing-there");
  let items;
  const show = () => {
    items ??= [...pick.querySelectorAll("label")].reverse()
      .map((item) => ({ item, depth: Number(item.className.slice(-1)), words: fold(item.textContent) }));
    const asked = fold(field.value).split(/\s+/);
    let inner = 0; // the depth of the last item shown; what is less deep and comes next is around it
    for (const { item, depth, words } of items) {
      const fits = depth < inner || asked.every((word) => words.includes(word));
      if (fits) inner = depth;
      item.hidden = !fits;
    }
    nothing.hidden = items.some(({ item }) => !item.hidden);
  };
  field.addEventListener("input", (event) => {
    event.stopPropagation(); // it is no choice
    show();
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // the form is not sent
  });
  pick.addEventListener("toggle", () => {
    if (pick.open || !items) return;
    field.value = "";
    show();
  });
  field.parentElement.hidden = false;
}
