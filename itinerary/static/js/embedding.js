// The page that makes frames: the form acts at once, and the frame has the height of its content.

import { choices } from "./choice_form.js";

choices();
const frame = document.getElementById("frame");
addEventListener("message", ({ origin, source, data }) => {
  if (origin !== location.origin || source !== frame.contentWindow) return;
  if (data?.itinerary === "height") frame.height = data.height;
});
frame.contentWindow.postMessage({ itinerary: "height?" }, location.origin);
