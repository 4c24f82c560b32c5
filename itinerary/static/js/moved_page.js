// A page that is in another language now, on a site of files: lead on with what the address asks for.
const there = document.querySelector("a").href;
location.replace(there + location.search + location.hash);
