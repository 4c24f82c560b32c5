// The menu of further pages closes as other lists do, and the language that a reader chose is kept on
// this device: nothing of it is sent to the server.
import "./menus.js";

const KEY = "itinerary:language";
const languages = [...document.querySelectorAll(".languages a")];

for (const link of languages) {
  link.addEventListener("click", () => {
    try {
      localStorage.setItem(KEY, link.hreflang);
    } catch {
      // storage is forbidden: the front door goes by the browser's languages
    }
  });
}

// The front door of a server leads on by Accept-Language, which does not know the choice. Who came
// through it is led on once more; a page at its own address stays in its language.
const redirected = performance.getEntriesByType("navigation")[0]?.redirectCount > 0;
if (redirected && !location.search && document.querySelector(".masthead.home")) {
  try {
    const chosen = languages.find((link) => link.hreflang === localStorage.getItem(KEY));
    if (chosen && !chosen.hasAttribute("aria-current")) location.replace(chosen.href + location.hash);
  } catch {
    // as above
  }
}
