// Rows of the agenda for another page. The agenda is the same for all readers, so to ask for it tells
// nothing of a choice; a host of files has it, and so has a device without a network.
import { uidOf } from "./star_buttons.js";

/** How many milliseconds an answer may take. */
export const PATIENCE = 20_000;

/**
 * The sections of the agenda at `address` with those events alone that `wanted(uid, row)` wants.
 * Rejects if it cannot be had.
 */
export const sectionsOf = async (address, wanted) => {
  const answer = await fetch(address, { signal: AbortSignal.timeout?.(PATIENCE) });
  if (!answer.ok) throw new Error(answer.statusText);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const sections = [...page.querySelectorAll("#programme .section")];
  for (const section of sections) {
    for (const row of section.querySelectorAll(".event")) {
      if (!wanted(uidOf(row.querySelector("h3 a")), row)) row.remove();
    }
    // A way from city to city may be that of an event which is not here.
    for (const part of section.querySelectorAll(".leg, .band:not(:has(.event))")) part.remove();
    for (const link of section.querySelectorAll("a[href]")) link.href = new URL(link.getAttribute("href"), answer.url);
  }
  return sections.filter((section) => section.querySelector(".event")).map((section) => document.adoptNode(section));
};
