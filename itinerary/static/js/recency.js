// A page knows only the time of its edition. What is old by the reader's clock goes: marks of changes,
// and what was not yet announced of an event that is over. What is true only then comes.
const days = 3 * 24 * 60 * 60 * 1000;

export const fresh = (root) => {
  for (const mark of root.querySelectorAll("[data-changed]")) {
    if (Date.now() - Date.parse(mark.dataset.changed) > days) mark.remove();
  }
  for (const open of root.querySelectorAll("[data-until]")) {
    if (Date.now() > Date.parse(open.dataset.until)) open.remove();
  }
  for (const action of root.querySelectorAll("[data-main-until]")) {
    if (Date.now() > Date.parse(action.dataset.mainUntil)) action.classList.remove("main");
  }
  for (const later of root.querySelectorAll("[data-from]")) {
    later.hidden = Date.now() <= Date.parse(later.dataset.from);
  }
};

fresh(document);
