// The next date of each series in the list of the agenda, by the reader's clock.
import { dayIn, daysIn, timeOf } from "./row_times.js";
import { languageOf, speak } from "./words.js";

const TICK = 30_000;

const list = document.querySelector(".series-list");
const locale = document.documentElement.dataset.locale;
const dayOf = dayIn(list.dataset.zone, list.dataset.dayStarts);
const named = daysIn(locale);
const series = [...list.querySelectorAll("li")].map((item) => ({
  line: item.querySelector(".coming"),
  dates: [...document.querySelectorAll(`#programme .event[data-series="${item.dataset.series}"]:not(.cancelled, .postponed)`)].map((row) => {
    const { first, last } = row.closest(".section").dataset;
    return { ...timeOf(row), first, last };
  }),
}));

const show = () => {
  const moment = Date.now();
  const day = dayOf(moment);
  for (const { line, dates } of series) {
    const next = dates.find(({ start, until, last }) => (start ? until > moment : last >= day));
    line.hidden = !next;
    if (!next) continue;
    const begun = next.start ? next.start <= moment : next.first <= day;
    const name = begun ? "now" : "next";
    const [before, after] = list.dataset[name].split("{day}");
    const link = document.createElement("a");
    link.href = next.row.querySelector("h3 a").href;
    link.textContent = named(next.first, next.last, day);
    link.lang = document.documentElement.lang;
    const told = document.createElement("span");
    told.append(before, link, after);
    speak(told, languageOf(list, name));
    // What still says the same stays as it is: it may have the focus, or a finger on it.
    if (told.outerHTML !== line.innerHTML) line.replaceChildren(told);
  }
};

show();
setInterval(show, TICK);
document.addEventListener("visibilitychange", show); // phones stop the clocks of hidden pages
