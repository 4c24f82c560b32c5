// A calendar that follows the stars, on the page of the reader's own programme: it is made when the reader asks
// for it, and other devices join it by the address in its QR code, whose secret is after “#”.
import { alone } from "./living.js";
import { forget, invite, join, make, merge } from "./living_selection.js";
import { keep, keepLiving, living, root, stars } from "./stars.js";
import { say } from "./words.js";

const box = document.querySelector(".living");
const part = (name) => box.querySelector(`.${name}`);
const heading = box.querySelector("h2");
heading.tabIndex = -1;
const said = part("warning");
let invited = /^#s=([\w-]{22})$/.exec(location.hash)?.[1];
// The page may be of the choice of others, or the form to change one.
const elsewhere = /^#1/.test(location.hash) || /\b(?:choice|event)=/.test(location.search);
let shown; // the secret of the calendar that the page leads to

const tell = (status) => {
  said.hidden = status === undefined;
  if (!said.hidden) say(said, said, status === 404 ? "gone" : "away");
};

// The secret need not be in the history.
const hideSecret = () => history.replaceState(null, "", location.pathname);

const show = async () => {
  const state = living();
  if (invited && state?.secret === invited) {
    invited = undefined;
    hideSecret();
  }
  part("invited").hidden = !invited;
  for (const other of box.querySelectorAll(".other")) other.hidden = !state;
  part("unmade").hidden = Boolean(state || invited);
  part("made").hidden = !state;
  const tried = document.querySelector(".own.tried"); // the rows above are there, or failed
  box.hidden = elsewhere || !tried || !(state || invited || stars().size);
  if (box.hidden || !state || state.secret === shown) return;
  part("take-along").hidden = true; // until it is known where they lead
  const { language } = box.dataset;
  const { feeds, page, qr, subscribe } = await invite(root, state.secret, language);
  if (living()?.secret !== state.secret) return; // this device left it meanwhile
  part("address").querySelector("input").value = feeds[language];
  part("ways").hidden = !subscribe;
  for (const link of box.querySelectorAll("[data-way]")) if (subscribe) link.href = subscribe[link.dataset.way];
  part("code").hidden = !qr;
  part("code").querySelector("a").href = page;
  if (qr) part("qr").src = qr;
  part("take-along").hidden = false;
  shown = state.secret;
};

// The focus of a button that was disabled is at it again, and that of one that is gone at the heading.
const settle = (button) => {
  if (![document.body, button].includes(document.activeElement)) return;
  (button.closest("[hidden]") ? heading : button).focus({ preventScroll: true });
};

// Does what the first button of a part is for, told the secret that this device has at the tap; what fails is told, and can be tried again.
const on = (name, act) => {
  const buttons = part(name).querySelectorAll("button");
  const [button] = buttons;
  const disable = (busy) => {
    for (const one of buttons) one.disabled = busy;
  };
  button.addEventListener("click", async () => {
    disable(true);
    try {
      const secret = living()?.secret;
      await alone(() => act(secret));
      tell();
      await show();
    } catch ({ name, status, stack }) {
      tell(status);
      if (status === undefined && name !== "SecurityError") throw new Error(stack);
    } finally {
      disable(false);
      settle(button);
    }
  });
};

const take = ({ state, uids }) => {
  keepLiving({ ...state, at: Date.now() });
  keep(uids);
};

on("unmade", async () => {
  if (living()) return; // another tab was faster
  keepLiving(null); // fails where nothing can be stored, before there is a calendar whose secret is lost
  take({ state: await make(root, stars()), uids: stars() });
});
on("invited", async () => {
  const mine = stars();
  const { state, uids } = await join(root, invited, mine);
  take({ state, uids: merge(mine, stars(), uids) }); // the reader may have tapped meanwhile
  hideSecret();
});
part("invited").querySelector("button.other").addEventListener("click", ({ currentTarget }) => {
  invited = undefined;
  hideSecret();
  tell();
  again();
  settle(currentTarget);
});
on("delete", async (secret) => {
  if (!secret) return; // another tab was faster
  await forget(root, secret).catch((error) => {
    if (error.status !== 404) throw error; // another device was faster
  });
  if (living()?.secret === secret) keepLiving(null);
  part("delete").open = false;
});
document.addEventListener("livingchange", async ({ detail: { status } }) => {
  tell(status);
  await again();
});
// Without a network the page has no links, and the stars are where they were.
const again = () => show().catch((error) => {
  if (error.status === undefined) throw error;
});
for (const change of ["starchange", "rowstried"]) document.addEventListener(change, again);
again();
