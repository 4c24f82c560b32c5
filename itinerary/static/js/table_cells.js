// The cells of a table with the rows and columns over which they span, without asking for the layout
// (HTML, "forming a table").

/** Return the cells of the rows: each with its first row and column, and those after its last. */
export const cellsOf = (rows) => {
  const taken = []; // by column: the row in which it is free again
  return rows.flatMap((row, y) => {
    let x = 0;
    return [...row.cells].map((cell) => {
      while (taken[x] > y) x += 1;
      const [left, right, below] = [x, x + cell.colSpan, y + cell.rowSpan];
      for (; x < right; x += 1) taken[x] = below;
      return { cell, left, right, top: y, below };
    });
  });
};
