// The front door of a site of files: what the server does by Accept-Language, done by the browser.
// It runs before the page is shown; without it the reader chooses from the list.
const known = [...document.querySelectorAll("link[rel=alternate][hreflang]")].map((link) => link.hreflang);
const wanted = navigator.languages?.length ? navigator.languages : [navigator.language ?? ""];
const base = (tag) => tag.toLowerCase().split("-")[0];
const best = wanted
  .map((asked) => known.find((tag) => tag.toLowerCase() === asked.toLowerCase()) ?? known.find((tag) => base(tag) === base(asked)))
  .find(Boolean);
location.replace(`${best ?? known[0]}/${location.search}${location.hash}`);
