import { say } from "./words.js";

// Keeps the site for when there is no network (sw.js), and says of a page from the store how old it is.
const { dataset } = document.documentElement;
const box = document.querySelector(".saved");

if (dataset.saved && box) {
  const relative = new Intl.RelativeTimeFormat(dataset.locale, { numeric: "auto" });
  const tell = () => {
    const minutes = Math.round((Date.parse(dataset.saved) - Date.now()) / 60_000);
    const [number, unit] =
      minutes > -60 ? [minutes, "minute"] : minutes > -24 * 60 ? [Math.round(minutes / 60), "hour"] : [Math.round(minutes / 1440), "day"];
    say(box, box, "words", { when: relative.format(number, unit) });
  };
  tell();
  box.hidden = false;
  setInterval(tell, 60_000);
}

// What stands in for a fresh page makes room for it, once the site answers: a device is “online” too
// when only some of its way there is. The worker leaves a question by HEAD alone. A saved page asks
// when the device comes online. The page that says “not saved” also asks by itself, because that event
// may come before the worker has a network.
const unreachable = document.querySelector("[data-unreachable]");
if (dataset.saved || unreachable) {
  const [shortest, longest] = [1_000, 60_000]; // milliseconds
  let pause = shortest;
  let timer;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, pause);
    pause = Math.min(2 * pause, longest);
  };
  const ask = () => {
    if (!navigator.onLine) later();
    else fetch(location.href, { method: "HEAD", cache: "no-store" }).then(({ status }) => (status < 500 ? location.reload() : later()), later);
  };
  addEventListener("online", () => {
    pause = shortest;
    ask();
  });
  if (unreachable) later();
}

if ("serviceWorker" in navigator && isSecureContext) {
  // After all that the page itself needs. Without a store (private windows) the site is as ever.
  addEventListener("load", () => {
    const first = !navigator.serviceWorker.controller;
    const root = new URL(dataset.root, location.href);
    navigator.serviceWorker
      .register(new URL("sw.js", root), { scope: root.pathname })
      .then(() => navigator.serviceWorker.ready)
      .then(({ active }) => {
        const home = document.querySelector(".masthead .programme");
        const here = location.href.split("#")[0];
        if (first) active.postMessage({ keep: [here, ...(home ? [home.href] : [])] });
      })
      .catch(() => {});
  });
}
