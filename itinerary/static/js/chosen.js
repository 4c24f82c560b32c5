// The page of a choice that was shared: what to do with it, and where there is little time for the way.
import { offer } from "./offer.js";
import { listHurries } from "./own_lists.js";
import { eventOf } from "./own_times.js";

offer(new Set(JSON.parse(document.querySelector(".offer").dataset.uids)));

const hurried = document.querySelector(".hurries");
const events = [...document.querySelectorAll("#programme .event")].map(eventOf);
listHurries(hurried, events, JSON.parse(hurried.dataset.points));
