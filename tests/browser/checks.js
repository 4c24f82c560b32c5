// Checks of a page in a real browser: evaluated in the page, as `checks`.
globalThis.checks = (() => {
  const visible = (element) =>
    element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  const name = (element) => {
    const words = (element.getAttribute('aria-label') || element.textContent || '').trim().replace(/\s+/g, ' ');
    const id = element.id ? `#${element.id}` : '';
    const kind = [...element.classList].map((one) => `.${one}`).join('');
    return `<${element.localName}${id}${kind}> “${words.slice(0, 40)}”`;
  };

  // --- layout ------------------------------------------------------------------------------------

  // What makes the page wider than its window, innermost elements only.
  const overflow = () => {
    const root = document.scrollingElement;
    const width = root.clientWidth;
    // A page scrolls to where its lines end.
    const leftwards = getComputedStyle(document.documentElement).direction === 'rtl';
    const beyond = ({ left, right }) => (leftwards ? left < -0.5 : right > width + 0.5);
    const scrolls = (element) => {
      for (let at = element.parentElement; at && at !== document.body; at = at.parentElement)
        if (getComputedStyle(at).overflowX !== 'visible') return true;
      return false;
    };
    const wide = [...document.body.querySelectorAll('*')].filter(
      (element) => beyond(element.getBoundingClientRect()) && visible(element) && !scrolls(element));
    const inner = wide.filter((element) => !wide.some((other) => other !== element && element.contains(other)));
    const whole = root.scrollWidth > width ? [`${root.scrollWidth} px in ${width} px`] : [];
    return [...whole, ...inner.map(name)];
  };

  // Words in sight, with the boxes of their lines.
  const lines = function* () {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest('script, style, template, title, desc, option') || !visible(parent)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) if (box.width > 0) yield { node, parent, box };
    }
  };

  // What only readers of screens get: a box of one pixel.
  const unseen = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const { width, height } = at.getBoundingClientRect();
      if (at.clientWidth && width <= 1 && height <= 1) return true;
    }
    return false;
  };

  // Words that are cut off at the side, or that stick out of their box and lie on what is beside it:
  // beyond the window, beyond a box that clips or scrolls only them, beyond the block that they are in.
  // Dots in place of words are allowed where these can be read: in a tip, on the page to which they lead,
  // or on the page of the event in whose row they are.
  const elsewhere = (parent) =>
    parent.closest('[title]')?.title.includes(parent.textContent.trim())
    || parent.closest('a[href]')
    || parent.closest('li.event')?.querySelector('h3 a[href]');

  const spilled = () => {
    const found = new Set();
    for (const { parent, box } of lines()) {
      if (unseen(parent)) continue;
      const sheet = parent.closest('svg');
      let block = sheet ?? parent;
      while (!sheet && /^(inline|contents)$/.test(getComputedStyle(block).display)) block = block.parentElement;
      const edge = block.getBoundingClientRect();
      if (box.right > edge.right + 1 || box.left < edge.left - 1) {
        const { overflowX, textOverflow } = getComputedStyle(block);
        const scrolls = /auto|scroll/.test(overflowX);
        const dots = overflowX === 'hidden' && textOverflow === 'ellipsis'; // say that the words go on
        if (dots && elsewhere(parent)) continue;
        if (!scrolls) found.add(`${Math.round(box.right - edge.right)} px beyond ${name(block)}: “${parent.textContent.trim().slice(0, 30)}”`);
      }
      for (let at = block; at && at !== document.documentElement; at = at.parentElement) {
        const how = getComputedStyle(at).overflowX;
        if (/auto|scroll/.test(how)) break;
        if (!/hidden|clip/.test(how)) continue;
        const frame = at.getBoundingClientRect();
        if (box.top >= frame.bottom - 1) break; // a whole line that is left out, of which nothing is seen
        if (box.right > frame.right + 1) found.add(`clipped by ${name(at)}: ${name(parent)}`);
      }
    }
    return [...found];
  };

  // --- the keyboard ------------------------------------------------------------------------------

  const INTERACTIVE = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';

  // Elements that the Tab key must reach. One radio button stands for its group.
  const reachable = (root = document) => {
    const groups = new Set();
    return [...root.querySelectorAll(INTERACTIVE)].filter((element) => {
      if (element.tabIndex < 0 || element.disabled || element.closest('[inert]') || !visible(element)) return false;
      if (element.localName === 'summary' && element.parentElement?.localName !== 'details') return false;
      if (element.type !== 'radio' || !element.name) return true;
      const group = element.form?.id + element.name;
      return !groups.has(group) && groups.add(group);
    });
  };

  // Whether anything of the element can be seen: on the screen, and not under something else.
  const exposed = (element) =>
    [...element.getClientRects()].some(({ left, right, top, bottom }) =>
      [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].some(([x, y]) => {
        const hit = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
        return hit && (element.contains(hit) || hit.contains(element) || hit.closest('label')?.control === element);
      }));

  // Whether the focus is marked: on the element, or on the box around it that it stands for.
  const marked = (element) =>
    [element, element.parentElement, element.parentElement?.parentElement].filter(Boolean).some((one) => {
      const style = getComputedStyle(one);
      return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
    });

  // Keeps note of what gets the focus from now on, and of focus that cannot be seen. It looks when the
  // key goes up again: by then the page has been scrolled to the place.
  const followFocus = () => {
    const focus = { order: [], faults: [] };
    document.addEventListener('focusin', ({ target }) => focus.order.push(target));
    document.addEventListener('keyup', () => {
      const element = document.activeElement;
      if (element === document.body || element.localName === 'iframe') return;
      const shown = [element, element.closest('label'), ...(element.labels ?? [])].filter(Boolean);
      if (!shown.some(marked)) focus.faults.push(`no mark of focus: ${name(element)}`);
      if (!shown.some(exposed)) focus.faults.push(`focus is out of sight: ${name(element)}`);
    });
    globalThis.followed = focus;
    // The key goes through what is in frames too.
    const framed = [...document.querySelectorAll('iframe')].flatMap((frame) => reachable(frame.contentDocument));
    return reachable().length + framed.length;
  };

  const missed = () => {
    const groups = new Set(globalThis.followed.order.filter((e) => e.type === 'radio').map((e) => e.name));
    return reachable()
      .filter((element) => !globalThis.followed.order.includes(element))
      .filter((element) => element.type !== 'radio' || !groups.has(element.name))
      .map((element) => `the keyboard does not reach ${name(element)}`);
  };

  // --- motion ------------------------------------------------------------------------------------

  const moving = () => {
    const long = (list) => list.split(',').some((time) => parseFloat(time) > 0.01);
    return [...document.querySelectorAll('*')].filter((element) => {
      const style = getComputedStyle(element);
      return (style.animationName !== 'none' && long(style.animationDuration))
        || (style.transitionProperty !== 'none' && long(style.transitionDuration))
        || style.scrollBehavior === 'smooth';
    }).map(name);
  };

  // --- without script ----------------------------------------------------------------------------

  const CONTROL = 'button, select, option, input, textarea, label, output, [role=status], [hidden]';

  // Texts of the page's main part that are no controls.
  const texts = (root, shown) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found = new Set();
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const parent = node.parentElement;
      const words = node.data.trim().replace(/\s+/g, ' ');
      if (words && !parent.closest(`${CONTROL}, script, template, noscript`) && (!shown || visible(parent)))
        found.add(words);
    }
    return found;
  };

  const shownTexts = () => [...texts(document.querySelector('main'), true)];
  const sentTexts = (html) =>
    [...texts(new DOMParser().parseFromString(html, 'text/html').querySelector('main'), false)];

  // Controls in sight that do nothing without script.
  const dead = () => {
    const works = (element) => {
      if (element.localName === 'a') return !/^(#?$|javascript:)/.test(element.getAttribute('href'));
      if (element.hasAttribute('popovertarget') || element.hasAttribute('commandfor')) return true;
      if (element.localName === 'button') return element.type === 'submit' && element.form !== null;
      return element.form?.querySelector('button:not([type=button]):not([type=reset])') || element.readOnly;
    };
    return [...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, [role=button], [role=tab]')]
      .filter((element) => visible(element) && !works(element))
      .map((element) => `does nothing without script: ${name(element)}`);
  };

  return { overflow, spilled, followFocus, missed, moving, shownTexts, sentTexts, dead };
})();
