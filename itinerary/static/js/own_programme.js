// A server leads from a choice to its page. A host of mere files answers with this page again: say so.

if (new URLSearchParams(location.search).has("event")) {
  document.getElementById("unable").hidden = false;
}
