// What opens over the page (filters, clocks, menus) closes by Escape, by a tap elsewhere, and when the
// keyboard goes on, because it would cover what that goes on to (WCAG 2.4.11).
const open = () => [...document.querySelectorAll("details:is(.pick, .clock, .choice, .menu, .pages)[open]")];

// A press moves the focus as well, before its click arrives: words take no focus themselves, so what
// is around the list gets it. Nothing closes or moves under a finger, therefore; the click decides.
let pressed = false;
addEventListener("mousedown", () => (pressed = true), true);
for (const end of ["mouseup", "dragend"]) addEventListener(end, () => (pressed = false), true);

document.addEventListener("focusin", ({ target }) => {
  if (pressed) return;
  for (const menu of open()) if (!menu.contains(target) && !target.contains(menu)) menu.open = false;
});
document.addEventListener("click", (event) => {
  // Its path is that of the tap, even if what was tapped has made room for something else since.
  for (const menu of open()) if (!event.composedPath().includes(menu)) menu.open = false;
  // A list that opens is in sight as a whole, above the bar of keys of a phone. It is opened here, because a
  // browser tells of it only later: then the page would move when the next tap may be on its way.
  const menu = event.target.closest("summary")?.parentElement;
  if (event.defaultPrevented || !menu?.matches(".pick, .menu")) return;
  event.preventDefault();
  menu.open = !menu.open;
  if (menu.open) menu.querySelector(".list, .panel").scrollIntoView({ block: "nearest", behavior: "instant" });
});
document.addEventListener("keydown", ({ key }) => {
  const [menu] = open();
  if (key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
