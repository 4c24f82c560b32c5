"""Where everything is: paths of pages and feeds, and the one canonical address of a selection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import chain
from urllib.parse import urlencode

from itinerary.model.itinerary import FACETS, Image, Itinerary, Picture
from itinerary.model.selection import Selection
from itinerary.model.selection_query import FILTERS, SEARCH, pairs

QUERY = frozenset(
    {*FILTERS, SEARCH, "language", "colour", "scheme", "url", "format", "maxwidth", "maxheight"}
)
"""All query keys that pages know; a page with any other is the page without it."""

EMBED = "/embed/"
"""What the paths of frames begin with."""

FRAME_SCRIPT = "/embed.js"
"""The path of the script by which frames on other sites get their height."""

OEMBED = "/oembed"
"""The path of the oEmbed endpoint."""

Look = Sequence[tuple[str, str]]
"""Query keys of a frame's look, with their values."""

WHOLE = Selection()
"""The whole programme."""

LONGEST = 200
"""Characters that a feed's address may have; Google fails silently from 256 UTF-16 units on."""

STYLESHEET = "/programme.css"
"""The path of the programme's colours."""

ICON = "/icon.svg"
"""The path of the icon in the programme's colour."""

ICONS = ("favicon.ico", "icon-192.png", "icon-512.png", "icon-maskable.png", "apple-touch-icon.png")
"""The same for launchers, which want pixels; iOS and old browsers look for theirs by its name."""

WORKER = "/sw.js"
"""The path of the service worker: its folder is what it is for."""

ROBOTS = "/robots.txt"
"""The path of what robots may read."""

SITEMAP = "/sitemap.xml"
"""The path of the list of all pages, or of the list of its parts."""


def home(language: str) -> str:
    """Return the path of the agenda."""
    return f"/{language}/"


def zones(language: str) -> str:
    """Return the path of the list of time zones that a reader can choose from."""
    return f"/{language}/zones.json"


def event_page(language: str, event: str) -> str:
    """Return the path of an event's page."""
    return f"/{language}/events/{event}/"


def event_file(language: str, event: str) -> str:
    """Return the path of an event's one-time copy."""
    return f"/{language}/events/{event}.ics"


def place_page(language: str, place: str) -> str:
    """Return the path of a place's page."""
    return f"/{language}/places/{place}/"


def party_page(language: str, party: str) -> str:
    """Return the path of the page of a person or an organisation."""
    return f"/{language}/parties/{party}/"


def category_page(language: str, category: str) -> str:
    """Return the path of a category's page."""
    return f"/{language}/categories/{category}/"


PAGES = {"places": place_page, "categories": category_page, "parties": party_page}
"""The pages of facets that have a feed of their own, by the fields of Selection."""


def map_page(language: str) -> str:
    """Return the path of the map."""
    return f"/{language}/map/"


def index_page(language: str) -> str:
    """Return the path of the list of all places, parties and categories."""
    return f"/{language}/index/"


def subscribe_page(language: str, selection: Selection = WHOLE, feed: str = "") -> str:
    """Return the path of the page that leads to a subscription of `selection`; the calendar is in
    the language `feed`, if not in that of the page."""
    chosen = [*pairs(selection), *([("language", feed)] if feed not in ("", language) else [])]
    return f"/{language}/subscribe/" + (f"?{urlencode(chosen)}" if chosen else "")


def about_page(language: str) -> str:
    """Return the path of the page about the programme itself."""
    return f"/{language}/about/"


def calendar_page(language: str) -> str:
    """Return the path of the calendar of the whole programme."""
    return f"/{language}/calendar/"


def calendar_month(language: str, month: date) -> str:
    """Return the path of the calendar of the month that a day is in."""
    return f"/{language}/calendar/{month:%Y-%m}/"


def calendar_day(language: str, day: date) -> str:
    """Return the path of a day's hours."""
    return f"/{language}/calendar/{day:%Y-%m-%d}/"


def timeline_page(language: str) -> str:
    """Return the path of the timeline of the whole programme."""
    return f"/{language}/timeline/"


def timeline_week(language: str, monday: date) -> str:
    """Return the path of the timeline of the week that begins on a Monday."""
    return f"/{language}/timeline/{monday:%Y-%m-%d}/"


def embed_page(language: str) -> str:
    """Return the path of the page that makes frames for other sites."""
    return f"/{language}/embed/"


def frame(language: str, selection: Selection = WHOLE, *, event: str = "", look: Look = ()) -> str:
    """Return the path of the programme, or of one event, to be framed by other sites; `look` has
    the query keys `colour` and `scheme` where they are not as usual."""
    chosen = [*pairs(selection), *look]
    card = f"events/{event}/" if event else ""
    return f"{EMBED}{language}/{card}" + (f"?{urlencode(chosen)}" if chosen else "")


def frame_colours(colour: str = "") -> str:
    """Return the path of a frame's colours: of the programme, or made of `colour` (`rrggbb`)."""
    return f"/embed/colours-{colour}.css" if colour else "/embed/colours.css"


def oembed(address: str) -> str:
    """Return the path at which oEmbed tells how to frame the page at the absolute `address`."""
    return f"{OEMBED}?{urlencode({'url': address, 'format': 'json'})}"


def changes_page(language: str) -> str:
    """Return the path of the page of changes."""
    return f"/{language}/changes/"


def changes_atom(language: str) -> str:
    """Return the path of the Atom feed of changes."""
    return f"/{language}/changes.atom"


def event_card(language: str, event: str) -> str:
    """Return the path of the picture that a shared link to an event shows."""
    return f"/{language}/events/{event}.png"


def programme_card(language: str) -> str:
    """Return the path of the picture that a shared link to any other page shows."""
    return f"/{language}/programme.png"


PICTURES = {"jpeg": "jpg", "webp": "webp"}
"""How the files of pictures end, by their types."""


def picture(picture: Picture, width: int) -> str:
    """Return the path of a picture in a width of its own."""
    return f"/pictures/{picture.digest}-{width}.{PICTURES[picture.type]}"


def image(image: Image, site: str) -> str:
    """Return the absolute address of a picture, as large as there is."""
    own = image.picture
    return absolute(site, picture(own, own.widths[-1])) if own else image.url or ""


def leaflet(language: str) -> str:
    """Return the path of the programme as PDF."""
    return f"/{language}/programme.pdf"


def slow(path: str) -> bool:
    """Tell whether it may take long to make what is at a path: PDF, and pictures that are drawn."""
    return path.endswith((".pdf", ".png"))


def is_file(path: str) -> bool:
    """Tell whether a path is that of a file, and not of a page: whether its last part has an
    ending. A file is one for all; of calendars alone there are more, by query."""
    return "." in path.rpartition("/")[2]


def icon(name: str) -> str:
    """Return the path of an icon, one of `ICONS`."""
    return f"/{name}"


def manifest(language: str) -> str:
    """Return the path of the web app manifest."""
    return f"/{language}/manifest.webmanifest"


def offline_page(language: str) -> str:
    """Return the path of the page that readers see in place of one they cannot reach."""
    return f"/{language}/offline/"


def sitemap_part(number: int) -> str:
    """Return the path of a part of a sitemap that is too large for one file, from 1."""
    return f"/sitemap-{number}.xml"


def feed(itinerary: str, selection: Selection, language: str) -> str:
    """Return the path, and query if need be, of the feed of `selection`.

    There is one address for each selection: a path for the whole programme, for a place, a
    category or a party; a query in canonical order for anything else.
    """
    chosen = pairs(selection)
    if len(chosen) == 1 and chosen[0][0] != "day":
        key, value = chosen[0]
        return f"/feeds/{language}/{FILTERS[key]}/{value}.ics"
    query = f"?{urlencode(chosen)}" if chosen else ""
    return f"/feeds/{language}/{itinerary}.ics{query}"


def absolute(site: str, path: str) -> str:
    """Return the address of `path` on `site`, which ends in a slash."""
    return site + path.removeprefix("/")


def translation(path: str, language: str) -> str:
    """Return the path in `language` of the page at `path`, which begins with a language."""
    return "/".join(("", language, path.removeprefix("/").partition("/")[2]))


def translations(languages: Sequence[str], path: str, site: str) -> Iterator[tuple[str, str]]:
    """Yield the absolute addresses of the page at `path` by language, at last by `x-default`: for
    readers of none of them, whom the front door leads on, else in the first language."""
    for tag in languages:
        yield tag, absolute(site, translation(path, tag))
    front = path == home(path.split("/")[1])
    yield "x-default", absolute(site, "/" if front else translation(path, languages[0]))


def selections(itinerary: Itinerary) -> Iterator[Selection]:
    """Yield the selections that have a path of their own and dated events: the whole programme,
    then places, categories, parties."""
    dated = [event.facets for event in itinerary.events if event.when]
    if dated:
        yield Selection()
    known = set(chain.from_iterable(dated))
    for field in FACETS:
        for facet in getattr(itinerary, field):
            if (field, facet.id) in known:
                yield Selection.only(field, facet.id)


def relative(target: str, page: str) -> str:
    """Return the reference from the page at the path `page` to `target`, a path that may go on
    with a query and a fragment.

    Pages refer to each other in no other way, so that they are the same bytes wherever the site is
    mounted: at the root of a host, below a path, or in a folder of files. It never leads to another
    host: what would begin with `//` or a scheme (RFC 3986 §4.2) begins with `./`.
    """
    here, there = page.split("/")[:-1], target.split("/")
    shared = 0
    while shared < min(len(here), len(there) - 1) and here[shared] == there[shared]:
        shared += 1
    rest = "/".join(there[shared:])
    if len(here) > shared:
        return "../" * (len(here) - shared) + rest
    odd = not rest or rest.startswith("/") or ":" in rest.partition("/")[0]
    return f"./{rest}" if odd else rest
