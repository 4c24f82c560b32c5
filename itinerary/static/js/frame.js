// In a frame: tells the page around it how high it is (see embed.js). A height is no secret, so any
// page may hear it; nothing that the other page says is trusted with more than asking for it again.
if (parent !== window) {
  const tell = () =>
    parent.postMessage({ itinerary: "height", height: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
  new ResizeObserver(tell).observe(document.body);
  addEventListener("message", ({ data }) => {
    if (data?.itinerary === "height?") tell();
  });
}
