// The front door of a site of files: what the server does by Accept-Language, done by the browser
// (model/language_parents.py). It runs before the page is shown; without it the reader
// chooses from the list. A choice that was made on this device goes before what the browser asks for.
const known = [...document.querySelectorAll("link[rel=alternate][hreflang]")]
  .map((link) => link.hreflang)
  .filter((tag) => tag !== "x-default");
const parents = JSON.parse(document.currentScript.dataset.parents ?? "{}");

const chosen = () => {
  try {
    return known.find((tag) => tag === localStorage.getItem("itinerary:language"));
  } catch {
    return undefined; // storage is forbidden
  }
};

const locale = (tag) => {
  try {
    return new Intl.Locale(tag);
  } catch {
    return undefined; // not a language
  }
};

/** How near a language is to a wanted one: 0 is another language, 1 is the same in another script. */
const nearness = (wanted, tag) => {
  const [asked, offered] = [locale(wanted)?.maximize(), locale(tag)?.maximize()];
  if (!asked || !offered) return wanted === tag ? 6 : 0;
  if (wanted.toLowerCase() === tag.toLowerCase()) return 6;
  if (parents[asked.minimize().toString()] === tag || parents[wanted] === tag) return 4;
  const norwegian = ({ language }) => (["nb", "nn"].includes(language) ? "no" : language);
  if (norwegian(asked) !== norwegian(offered)) return 0;
  if (asked.script !== offered.script) return 1;
  if (asked.language === offered.language && asked.region === offered.region) return 5;
  return locale(tag).region ? 2 : 3;
};

const best = (wanted, least) => {
  const ranked = known.map((tag) => [nearness(wanted, tag), tag]);
  const most = Math.max(...ranked.map(([rank]) => rank));
  return most < least ? undefined : ranked.find(([rank]) => rank === most)[1];
};

const wanted = navigator.languages?.length ? navigator.languages : [navigator.language ?? ""];
const first = (least) => wanted.map((tag) => best(tag, least)).find(Boolean);
location.replace(`${chosen() ?? first(2) ?? first(1) ?? known[0]}/${location.search}${location.hash}`);
