// Stars in a frame. What is stored there is kept apart for each site around it, so the way to the reader's own
// programme takes the stars along, in the part of the address that browsers do not send.
import { encode } from "./selection_code.js";
import "./star_buttons.js";
import { stars } from "./stars.js";

const PATIENCE = 3_000; // milliseconds for which a window may be blank
const link = document.querySelector(".mine");
const show = () => (link.hidden = !stars().size);

// Browsers block windows that open after an answer has come, so the tap opens one, and the answer says where it goes.
link.addEventListener("click", async (event) => {
  const page = open("", "_blank");
  if (!page) return; // blocked all the same: the link goes without the stars
  event.preventDefault();
  page.opener = null;
  let code = "";
  try {
    const { uids } = await (await fetch(link.dataset.mine, { signal: AbortSignal.timeout?.(PATIENCE) })).json();
    const chosen = [...stars()].filter((uid) => uids.includes(uid));
    if (chosen.length) code = `#${encode(chosen, uids) ?? ""}`;
  } catch {
    // Without it, the page is as for a reader who comes from elsewhere.
  }
  page.location.replace(link.href + code);
});
document.addEventListener("starchange", show);
show();
