import { say } from "./words.js";

// Without this script the address can be selected and copied by hand.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  const label = [...button.childNodes];
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      // No clipboard outside https and localhost: mark the text for the reader's own copy.
      field.select();
      return;
    }
    button.replaceChildren(say(document.createElement("span"), button, "copied"));
    setTimeout(() => button.replaceChildren(...label), 2000);
  });
}
