// On a phone the row of main pages goes on beyond the edge: the one that is read is put in sight.
const current = document.querySelector(".sections [aria-current]");
if (current) {
  const row = current.closest("ul");
  row.scrollLeft = current.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
}
