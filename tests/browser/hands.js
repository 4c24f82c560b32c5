// Where people tap on a page, and with which effect: evaluated in the page, as `hands`. A hand goes
// to the words of a control, because people rarely hit a bare box of 13 pixels. These functions only
// find places and observe; the browser is told to tap there.
globalThis.hands = (() => {
  const CONTROL = 'a[href], button, summary, label, select, textarea, input:not([type=hidden])';
  const LEAST = 4; // pixels, below which nothing can be hit
  const ALIKE = 2; // controls that look and stand alike and are tapped; the others are only looked at
  const PATIENCE = 10_000; // milliseconds until something counts as not happening

  const name = (element) => {
    const words = (element.getAttribute('aria-label') || element.textContent || '').trim().replace(/\s+/g, ' ');
    const id = element.id ? `#${element.id}` : '';
    const kind = [...element.classList].map((one) => `.${one}`).join('');
    return `<${element.localName}${id}${kind}> “${words.slice(0, 40)}”`;
  };

  // --- where it is -----------------------------------------------------------------------------

  const visible = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  // What of a box is in sight: within the window, and within all that cuts it off or scrolls.
  const seen = (box, element) => {
    let { left, top, right, bottom } = box;
    for (let at = element; at && at !== document.body; at = at.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(at);
      const around = at.getBoundingClientRect();
      if (overflowX !== 'visible') [left, right] = [Math.max(left, around.left), Math.min(right, around.right)];
      if (overflowY !== 'visible') [top, bottom] = [Math.max(top, around.top), Math.min(bottom, around.bottom)];
    }
    [left, right] = [Math.max(left, 0), Math.min(right, document.documentElement.clientWidth)];
    [top, bottom] = [Math.max(top, 0), Math.min(bottom, innerHeight)];
    return { left, top, width: right - left, height: bottom - top };
  };

  const large = ({ width, height }) => width >= LEAST && height >= LEAST;

  // Where the words of an element are in sight, those with most room first; without words, itself.
  const places = (element) => {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const own = node.parentElement.closest(CONTROL) === element;
      if (!own || !node.data.trim() || !visible(node.parentElement)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      found.push(...[...range.getClientRects()].map((box) => seen(box, node.parentElement)));
    }
    const words = found.filter(large);
    const boxes = words.length ? words : [...element.getClientRects()].map((box) => seen(box, element)).filter(large);
    return boxes.sort((one, other) => other.width * other.height - one.width * one.height);
  };

  const show = (element) => element.scrollIntoView({ block: 'center', inline: 'center', behavior: 'instant' });

  const frame = () => new Promise((done) => requestAnimationFrame(done));

  // Waits until an element has come to rest in the window.
  const rest = async (element) => {
    const where = () => JSON.stringify(element.getBoundingClientRect());
    for (let before, now = where(); before !== now; now = where()) {
      before = now;
      await frame();
      await frame();
    }
  };

  // The middle of the words of a control; `fault` says why it cannot be hit.
  const aim = (element) => {
    const [place] = places(element);
    if (!place) return { fault: `no place to tap: ${name(element)}` };
    const [x, y] = [Math.round(place.left + place.width / 2), Math.round(place.top + place.height / 2)];
    const hit = document.elementFromPoint(x, y);
    if (!hit || !element.contains(hit)) return { fault: `${name(element)} lies under ${hit && name(hit)}` };
    return { x, y };
  };

  // Controls in sight. Words of a field are its label, which stands for it.
  const controls = (root = document) =>
    [...root.querySelectorAll(CONTROL)].filter((element) => {
      if (!visible(element) || element.disabled || element.closest('[inert], .skip')) return false;
      if (element.localName === 'label') return element.control && [...element.getClientRects()].some(large);
      if (element.localName === 'summary' && element.parentElement.localName !== 'details') return false;
      const labels = [...(element.labels ?? [])];
      const choice = ['checkbox', 'radio', 'color'].includes(element.type);
      return !choice || !labels.some((label) => visible(label) && label.textContent.trim());
    });

  let aimed; // the control to which the hand is on its way

  /** The place of the first control of this kind with these words, which is scrolled to. */
  const find = async (selector, words) => {
    const fits = (element) => element.matches(selector) && element.textContent.includes(words);
    aimed = controls().find(fits);
    if (!aimed) return { fault: `nothing in sight is ${selector} “${words}”` };
    show(aimed);
    await rest(aimed);
    return aim(aimed);
  };

  /** The place of the same control, now that the pointer is there. */
  const again = () => aim(aimed);

  // --- what comes of it --------------------------------------------------------------------------

  let clicked = []; // what the clicks of the last tap went through: that of a label clicks its field
  let led; // the link or form that would have led to another page
  const watch = () => {
    const away = (link) => {
      const url = new URL(link.getAttribute('href'), link.baseURI);
      return !url.hash || url.href.split('#')[0] !== location.href.split('#')[0];
    };
    addEventListener('click', (event) => clicked.push(...event.composedPath()), true);
    // Runs after the page's own listeners. Links are not followed, so that a walk stays on one page.
    addEventListener('click', (event) => {
      const link = event.target.closest('a[href]');
      if (!link) return;
      if (event.defaultPrevented) led = link; // the page does by itself what the link would do
      else if (away(link)) {
        event.preventDefault();
        led = link;
      }
    });
    addEventListener('submit', (event) => {
      event.preventDefault();
      led = event.submitter;
    });
  };

  // Whether a part of the page is where one looks after following a link to it.
  const arrived = (hash) => {
    const part = document.getElementById(decodeURIComponent(hash.slice(1)));
    const { top, bottom } = part.getBoundingClientRect();
    return location.hash === hash && top < innerHeight && bottom > 0;
  };

  // What a tap on a control is to do, as a question to ask afterwards.
  const promise = (element) => {
    const control = element.localName === 'label' ? element.control : element;
    const { localName, type } = control;
    if (localName === 'summary') {
      const details = control.parentElement;
      const { open } = details;
      return () => details.open !== open;
    }
    if (type === 'checkbox') {
      const { checked } = control;
      return () => control.checked !== checked;
    }
    if (type === 'radio') return () => control.checked;
    if (['input', 'select', 'textarea'].includes(localName)) return () => document.activeElement === control;
    if (control.dataset.copied) return () => control.textContent === control.dataset.copied;
    for (const state of ['aria-expanded', 'aria-pressed']) {
      if (!control.hasAttribute(state)) continue;
      const before = control.getAttribute(state);
      return () => control.getAttribute(state) !== before;
    }
    // A button that undoes something goes with it.
    if (type === 'button') return () => led === control || !visible(control);
    const href = control.getAttribute('href');
    if (href?.startsWith('#')) return () => led === control || arrived(href);
    return () => led === control;
  };

  const until = async (holds) => {
    const end = performance.now() + PATIENCE;
    while (!holds()) {
      if (performance.now() > end) return false;
      await new Promise((done) => setTimeout(done, 10));
    }
    return true;
  };

  // --- the walk ----------------------------------------------------------------------------------

  const done = new Set();
  const alike = new Map();
  const opened = []; // what the walk opened, innermost last: it closes what it leaves
  let last; // what was tapped last, and what that is to do

  const shape = (element) => {
    const names = [];
    for (let at = element; at && at !== document.body; at = at.parentElement) names.push(`${at.localName}.${at.classList[0] ?? ''}`);
    return `${names.join(' ')} ${element.control?.type ?? element.type ?? ''}`;
  };

  const seldom = (element) => {
    const count = (alike.get(shape(element)) ?? 0) + 1;
    alike.set(shape(element), count);
    return count <= ALIKE;
  };

  const toggles = (element) =>
    element.control?.type === 'checkbox' || element.hasAttribute('aria-pressed') || (element.localName === 'summary' && element.parentElement.open);

  // The next control to tap, and whether to do so twice; those it passes are only looked at.
  const choose = (faults) => {
    for (;;) {
      const top = opened.at(-1);
      const left = (root) => controls(root).find((element) => !done.has(element));
      // Where a choice replaces parts of the page, their new controls wait until this list is done.
      const next = (top?.open && left(top)) || left(document);
      if (top && (!top.open || !next || !top.contains(next))) {
        opened.pop();
        if (top.open) return [top.querySelector('summary')];
        continue;
      }
      if (!next) return [];
      done.add(next);
      if (seldom(next)) {
        const twice = toggles(next);
        if (next.localName === 'summary') opened.push(next.parentElement);
        return [next, twice];
      }
      show(next);
      const { fault } = aim(next);
      if (fault) faults.push(fault);
    }
  };

  const came = ({ element, holds }) => until(() => holds() && clicked.includes(element));

  // What is wrong after the last tap.
  const outcome = async ({ element, holds, list }) => {
    const faults = [];
    if (!(await came({ element, holds }))) faults.push(`nothing comes of tapping ${name(element)}: the tap came to ${clicked[0] ? name(clicked[0]) : "nothing"}`);
    if (list && !list.open) faults.push(`its list closes under the finger: ${name(element)}`);
    await until(() => !document.querySelector('[aria-busy=true]'));
    return faults;
  };

  /** Tell what came of the last tap, and where the next one goes; not `on` when all were tapped. */
  const step = async () => {
    // On a busy machine the end of a tap comes late, and a long tap clicks nothing. Then the tap is
    // repeated, as people do. A control that moves away from the finger is still reported.
    if (last && !last.again && !(await came(last)) && !clicked.length) {
      show(last.element);
      await rest(last.element);
      const { x, y, fault } = aim(last.element);
      last.again = true;
      if (!fault) return { on: true, faults: [], x, y, name: name(last.element) };
    }
    const faults = last ? await outcome(last) : [];
    const twice = last?.twice && visible(last.element);
    const [element, toggling] = twice ? [last.element] : choose(faults);
    last = undefined;
    if (!element) return { faults };
    show((aimed = element));
    await rest(element);
    const { x, y, fault } = aim(element);
    if (fault) return { on: true, faults: [...faults, fault] };
    [clicked, led] = [[], undefined];
    const list = element.localName === 'summary' ? null : element.closest('details');
    last = { element, holds: promise(element), list, twice: toggling };
    return { on: true, faults, x, y, name: name(element) };
  };

  return { find, again, watch, step };
})();
