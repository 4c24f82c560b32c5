// Rows that stay under the finger while something comes or goes above them. Browsers see to that only where the
// page is scrolled beyond what changed (CSS Scroll Anchoring), and Safari never does.

const topOf = (row) => row.getBoundingClientRect().top;

// The row that is pointed at, else the first in sight.
const lookedAt = (list) => {
  const seen = [...list.querySelectorAll(".event")].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return bottom > 0 && top < innerHeight && bottom > top;
  });
  return seen.find((row) => row.matches(":hover, :focus-within")) ?? seen[0];
};

// Without a margin, which may be one with others.
const lower = ({ style }, by) => {
  style.position = by && "relative";
  style.insetBlockStart = style.paddingBlockEnd = by;
};

// Finds what has the focus within a row of the list, once the row was made anew: its star or its title.
const focusIn = (list) => {
  const focus = document.activeElement;
  const row = list.contains(focus) && focus.closest(".event");
  const name = focus?.matches(".star") ? ".star" : "h3 a";
  return () => (row && !row.isConnected ? document.getElementById(row.id)?.querySelector(name) : undefined);
};

/**
 * Change the page by `act`, and keep the row of `list` to which the reader looks where it is in the window, and the
 * focus in its row. Where nothing is left to scroll, there is room above the list, or below the page, until the next
 * change.
 */
export const steadily = (list, act) => {
  const row = lookedAt(list);
  const before = row && topOf(row);
  const focused = focusIn(list);
  lower(list, "");
  document.body.style.minBlockSize = "";
  act();
  focused()?.focus({ preventScroll: true });
  const same = row && document.getElementById(row.id);
  // A row may be folded away by now, with the days that are over.
  if (!same || same.checkVisibility?.() === false) return;
  const moved = topOf(same) - before;
  if (moved > 0) document.body.style.minBlockSize = `${scrollY + moved + innerHeight}px`;
  scrollBy({ top: moved, behavior: "instant" });
  const left = before - topOf(same);
  if (left > 0) lower(list, `${left}px`);
};
