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

/**
 * Change the page by `act`, and keep the row of `list` to which the reader looks where it is in the window. Where
 * nothing is left to scroll, there is room above the list, or below the page, until the next change.
 */
export const steadily = (list, act) => {
  const row = lookedAt(list);
  const before = row && topOf(row);
  lower(list, "");
  act();
  const same = row && document.getElementById(row.id);
  if (!same) return;
  const moved = topOf(same) - before;
  if (moved > 0) document.body.style.minBlockSize = `${scrollY + moved + innerHeight}px`;
  scrollBy({ top: moved, behavior: "instant" });
  const left = before - topOf(same);
  if (left > 0) lower(list, `${left}px`);
};
