// A page knows only the time of its edition; what is old by the reader's clock goes: marks of changes,
// and what was not yet announced of an event that is over.
const days = 3 * 24 * 60 * 60 * 1000;
for (const mark of document.querySelectorAll("[data-changed]")) {
  if (Date.now() - Date.parse(mark.dataset.changed) > days) mark.remove();
}
for (const open of document.querySelectorAll("[data-until]")) {
  if (Date.now() > Date.parse(open.dataset.until)) open.remove();
}
