// What depends on the reader's clock, and keys for the ways between the calendar's pages.

const main = document.querySelector("main[data-today]");

// Today, by the programme's clocks. (Swedes write dates as machines do.)
const clock = new Intl.DateTimeFormat("sv-SE", { timeZone: main.dataset.zone, dateStyle: "short" });
for (const place of main.querySelectorAll(`[data-day="${clock.format(new Date())}"]`)) {
  place.classList.add("today");
  const frame = place.matches("th") && place.closest(".frame");
  if (frame) frame.scrollLeft = place.offsetLeft - frame.querySelector(".corner").offsetWidth;
  if (place.matches("h1, th")) {
    const mark = document.createElement("span");
    mark.className = "today-mark";
    mark.textContent = main.dataset.today;
    place.append(mark);
  }
}

// + and − look closer and wider, arrows go to the pages before and after.
addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
  // An arrow scrolls what can be scrolled.
  if (event.target.closest("input, select, textarea, .frame")) return;
  const key = event.key === "=" ? "+" : event.key;
  const way = [...main.querySelectorAll("a[data-key]")].find((link) => link.dataset.key === key);
  if (way) {
    event.preventDefault();
    way.click();
  }
});
