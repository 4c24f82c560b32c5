// Stands on other sites: gives each frame of ours the height of what is in it. Without it, a frame
// has the height that it was pasted with, and scrolls.
(() => {
  const home = new URL("embed/", document.currentScript.src);
  const frames = () =>
    [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(home.href));

  addEventListener("message", ({ origin, source, data }) => {
    // Only our origin, and only a frame about itself: no page can forge the window it speaks from.
    if (origin !== home.origin || data?.itinerary !== "height") return;
    const frame = frames().find((one) => one.contentWindow === source);
    if (frame && data.height > 0 && data.height < 100000) frame.height = Math.ceil(data.height);
  });
  // Frames that were there before this script have spoken already. To anyone: a frame that is not
  // yet loaded has another origin, and browsers would complain in the console of the page.
  for (const frame of frames()) frame.contentWindow.postMessage({ itinerary: "height?" }, "*");
})();
