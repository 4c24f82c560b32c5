// Ways to what is out of sight, in a row of a page and on a long page.
import { say } from "./words.js";

// Scroll a row sideways until `element` is at the start of its frame, `room` pixels behind its edge, in
// either direction of writing.
export const scrollToStart = (frame, element, room = 0) => {
  const [outer, inner] = [frame, element].map((one) => one.getBoundingClientRect());
  const leftwards = getComputedStyle(frame).direction === "rtl";
  frame.scrollLeft += leftwards ? inner.right - outer.right + room : inner.left - outer.left - room;
};

// Floating keys on a long page: to what is on now, and to the search.
const main = document.querySelector("main");
const bar = document.createElement("p");
bar.className = "jumps";

// Rows that come near are laid out (agenda.css), and are not as high as was guessed: do what brought them near
// again in the next frames, until the reader moves the page.
const FRAMES = 20;
const settle = (scroll) => {
  let left = FRAMES;
  const moved = new AbortController();
  for (const hand of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(hand, () => (left = 0), { signal: moved.signal, passive: true });
  }
  const step = () => {
    if (left-- > 0) {
      scroll();
      requestAnimationFrame(step);
    } else moved.abort();
  };
  requestAnimationFrame(step);
};

// A key with the words of `from`, shown while its target is out of sight. `block` is where the target comes to
// stand in the window, `focus` what in it gets the focus.
export const jumper = (from, { className = "jump", block = "center", focus = "a" } = {}) => {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className, hidden: true });
  say(button, from, "jump");
  bar.append(button);
  let target;
  const look = new IntersectionObserver((seen) => {
    const { isIntersecting, boundingClientRect } = seen.at(-1);
    button.hidden = isIntersecting;
    button.classList.toggle("up", boundingClientRect.top < 0);
  });
  const go = (behavior) => {
    if (behavior !== "instant") main.classList.add("heights"); // as they are (agenda.css)
    target?.scrollIntoView({ behavior, block });
    if (behavior === "instant") settle(() => target?.scrollIntoView({ behavior, block }));
  };
  button.addEventListener("click", () => {
    target.querySelector(focus)?.focus({ preventScroll: true });
    go("auto"); // after the focus, on which the room above depends (filters.css)
  });
  // Lead to `found` from now on; to nothing if it is undefined.
  const to = (found) => {
    if (!bar.isConnected) main.append(bar); // a filter replaced what is in the page
    if (found === target) return;
    look.disconnect();
    target = found;
    if (target) look.observe(target);
    else button.hidden = true;
  };
  return { to, go };
};
