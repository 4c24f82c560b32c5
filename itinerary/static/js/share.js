// Hands the page's address to another app; where the browser cannot, it is copied. Where neither can
// be done (no clipboard outside https and localhost), the address stands there to be copied by hand.
import "./menus.js";
import { say } from "./words.js";

const button = document.querySelector("[data-share]");
const byHand = button.parentElement.querySelector(".by-hand");
const label = [...button.childNodes];
const url = document.querySelector("link[rel=canonical]")?.href ?? location.href;

const show = (able) => {
  button.hidden = !able;
  byHand.hidden = able;
};

const share = async () => {
  try {
    await navigator.share({ title: document.title, url });
    return true;
  } catch ({ name }) {
    return name === "AbortError"; // the reader closed the sheet of apps, which is not an error
  }
};

const copy = async () => {
  try {
    await navigator.clipboard.writeText(url);
  } catch {
    // After this click, which closes every menu that is open (menus.js).
    setTimeout(() => {
      show(false);
      byHand.open = true;
      byHand.querySelector("input").select();
    });
    return;
  }
  button.replaceChildren(say(document.createElement("span"), button, "copied"));
  setTimeout(() => button.replaceChildren(...label), 2000);
};

show(Boolean(navigator.share || navigator.clipboard));
button.addEventListener("click", async () => {
  if (!(navigator.share && (await share()))) await copy();
});
