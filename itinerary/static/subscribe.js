// The page is complete in its order; this only puts first what the reader's device needs.
const agent = navigator.userAgent;

/** The reader's platform, by what browsers still say of it. */
function platform() {
  if (/Android/.test(agent)) return "android";
  // An iPad calls itself a Mac; only its fingers tell.
  if (/iPhone|iPad|iPod/.test(agent)) return "ios";
  if (/Macintosh/.test(agent)) return navigator.maxTouchPoints > 1 ? "ios" : "mac";
  if (/CrOS/.test(agent)) return "chromeos";
  if (/Windows/.test(agent)) return "windows";
  if (/Linux|BSD/.test(agent)) return "linux";
  return "";
}

const here = platform();
const rows = [...document.querySelectorAll(".way")];
const first = rows.filter((row) => row.dataset.for.split(" ").includes(here));
for (const row of first) {
  row.classList.add("best");
  row.querySelector(".here").hidden = false;
}
document.querySelector(".rows").prepend(...first);

for (const button of document.querySelectorAll("[data-share]")) {
  if (!navigator.share) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    // Whoever closes the sheet of apps has shared nothing, which is no error.
    navigator.share({ title: document.title, url: location.href }).catch(() => {});
  });
}
