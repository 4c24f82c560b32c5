// Scroll a row sideways until `element` is at the start of its frame, `room` pixels behind its edge, in
// either direction of writing.
export const scrollToStart = (frame, element, room = 0) => {
  const [outer, inner] = [frame, element].map((one) => one.getBoundingClientRect());
  const leftwards = getComputedStyle(frame).direction === "rtl";
  frame.scrollLeft += leftwards ? inner.right - outer.right + room : inner.left - outer.left - room;
};

// A floating way to what is on now, shown while that is out of sight.
export const jumper = (words) => {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: "jump", textContent: words, hidden: true });
  const main = document.querySelector("main");
  main.append(button);
  let target;
  const look = new IntersectionObserver((seen) => {
    const { isIntersecting, boundingClientRect } = seen.at(-1);
    button.hidden = isIntersecting;
    button.classList.toggle("up", boundingClientRect.top < 0);
  });
  const go = (behavior) => target?.scrollIntoView({ behavior, block: "center" });
  button.addEventListener("click", () => {
    go("auto");
    target.querySelector("a")?.focus({ preventScroll: true });
  });
  // Lead to `found` from now on; to nothing if it is undefined.
  const to = (found) => {
    if (!button.isConnected) main.append(button); // a filter replaced what is in the page
    if (found === target) return;
    look.disconnect();
    target = found;
    if (target) look.observe(target);
    else button.hidden = true;
  };
  return { to, go };
};
