// A choice that was shared: readers take it over, add it to theirs, or compare the two. All of it is done in the browser.
import { sectionsOf } from "./agenda_rows.js";
import { merge } from "./living_selection.js";
import { place } from "./star_buttons.js";
import { keep, stars } from "./stars.js";
import { steadily } from "./steady.js";
import { number, say } from "./words.js";

const same = (one, other) => one.size === other.size && [...one].every((uid) => other.has(uid));

/** Offer the events with the UIDs `theirs`, whose rows are in #programme. */
export const offer = (theirs) => {
  const box = document.querySelector(".offer");
  const done = box.querySelector(".done");
  const whose = box.querySelector(".whose");
  const programme = document.getElementById("programme");
  let before; // the stars as they would be without what was done here,
  let after; // and as they were once it was done

  const look = () => (box.hidden = !before && same(theirs, stars()));
  // What this page did is taken back, and not what other tabs and devices did meanwhile.
  const undone = () => (before ? merge(after, before, stars()) : stars());
  const change = (uids) => {
    before = undone();
    after = new Set(uids);
    keep(after);
    done.hidden = false;
  };
  const acts = {
    take: () => change(theirs),
    add: () => change([...stars(), ...theirs]),
    undo: () => {
      keep(undone());
      before = undefined;
      done.hidden = true;
      look();
    },
    compare: async () => {
      const mine = stars();
      const counts = { both: 0, mine: 0, theirs: 0 };
      const sections = await sectionsOf(box.dataset.agenda, (uid, row) => {
        if (!mine.has(uid) && !theirs.has(uid)) return false;
        const of = !mine.has(uid) ? "theirs" : theirs.has(uid) ? "both" : "mine";
        counts[of] += 1;
        row.dataset.whose = of;
        const mark = say(document.createElement("span"), box, of);
        mark.className = "whose-mark";
        row.querySelector("h3").append(" ", mark);
        return true;
      });
      programme.replaceChildren(...sections);
      for (const input of whose.querySelectorAll("input")) {
        input.checked = !input.value;
        if (input.value) input.parentElement.querySelector("small").textContent = number(counts[input.value]);
      }
      whose.hidden = false;
      place(programme);
      document.dispatchEvent(new CustomEvent("viewchange"));
    },
  };
  whose.addEventListener("change", ({ target }) => {
    for (const row of programme.querySelectorAll(".event")) row.hidden = target.value && row.dataset.whose !== target.value;
    for (const part of programme.querySelectorAll(".band, .section")) part.hidden = !part.querySelector(".event:not([hidden])");
  });
  box.addEventListener("click", async ({ target }) => {
    const act = acts[target.dataset.act];
    if (!act) return;
    try {
      await act();
      box.querySelector(".failed").hidden = true;
    } catch {
      box.querySelector(".failed").hidden = false;
    }
  });
  document.addEventListener("starchange", () => steadily(programme, look)); // another tab may have changed them
  look();
};
