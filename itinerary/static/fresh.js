// A page knows only the time of its edition; marks of changes that are old by the reader's clock go.
const days = 3 * 24 * 60 * 60 * 1000;
for (const mark of document.querySelectorAll("[data-changed]")) {
  if (Date.now() - Date.parse(mark.dataset.changed) > days) mark.remove();
}
