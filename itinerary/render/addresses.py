"""Every address of the site: one table of routes, and functions that return the paths of links.

A selection of events has one canonical address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from itertools import chain
from urllib.parse import urlencode

from itinerary.model.feed_options import DEFAULT, OPTIONS, FeedOptions
from itinerary.model.itinerary import FACETS, Image, Itinerary, Picture
from itinerary.model.selection import Selection
from itinerary.model.selection_query import FILTERS, SEARCH, pairs


class Address(StrEnum):
    """Every address of the site, as the rule of its route (in Werkzeug's notation).

    The website registers its views by these rules, and the functions below fill them in, so that
    a link and its route cannot differ.
    """

    FRONT_DOOR = "/"
    # Pages
    HOME = "/<language>/"
    CALENDAR = "/<language>/calendar/"
    CALENDAR_MONTH = "/<language>/calendar/<string(length=7):month>/"
    CALENDAR_DAY = "/<language>/calendar/<string(length=10):day>/"
    TIMELINE = "/<language>/timeline/"
    TIMELINE_YEAR = "/<language>/timeline/<string(length=4):year>/"
    TIMELINE_MONTH = "/<language>/timeline/<string(length=7):month>/"
    TIMELINE_WEEK = "/<language>/timeline/<string(length=10):monday>/"
    MAP = "/<language>/map/"
    SUBSCRIBE = "/<language>/subscribe/"
    CHANGES = "/<language>/changes/"
    ADVISORY = "/<language>/advisory/"
    ABOUT = "/<language>/about/"
    INDEX = "/<language>/index/"
    INDEX_PART = "/<language>/<any(places,parties,categories,tracks,series):field>/"
    PLACE = "/<language>/places/<id>/"
    PARTY = "/<language>/parties/<id>/"
    CATEGORY = "/<language>/categories/<id>/"
    TRACK = "/<language>/tracks/<id>/"
    SERIES = "/<language>/series/<id>/"
    EVENT = "/<language>/events/<id>/"
    MINE = "/<language>/mine/"
    MINE_CHOSEN = "/<language>/mine/<code>/"
    EMBED_BUILDER = "/<language>/embed/"
    API_PAGE = "/<language>/api/"
    SCREEN = "/<language>/screen/"
    OFFLINE = "/<language>/offline/"
    # Calendars
    GUESSED_FEED = "/calendar.ics"
    FEED = "/feeds/<language>/<name>.ics"
    FACET_FEED = "/feeds/<language>/<kind>/<name>.ics"
    CHOSEN_FEED = "/feeds/<language>/mine/<code>/my-programme.ics"
    CHOSEN_FEED_JCAL = "/feeds/<language>/mine/<code>/my-programme.jcal.json"
    LIVING_FEED = "/feeds/<language>/mine/s/<secret>/my-programme.ics"
    LIVING_FEED_JCAL = "/feeds/<language>/mine/s/<secret>/my-programme.jcal.json"
    FEED_JCAL = "/feeds/<language>/<name>.jcal.json"
    FACET_FEED_JCAL = "/feeds/<language>/<kind>/<name>.jcal.json"
    EVENT_FILE = "/<language>/events/<event>.ics"
    # The programme in formats of other tools
    SCHEDULE_XML = "/schedule.xml"
    SCHEDULE_JSON = "/schedule.json"
    PROGRAMME_TEXT = "/<language>/programme.txt"
    LLMS = "/llms.txt"
    JSCALENDAR = "/api/programme.jscalendar.json"
    NEWSML = "/api/newsml/<id>.xml"
    PROGRAMME_CSV = "/api/programme.csv"
    PROGRAMME_XLSX = "/api/programme.xlsx"
    # Frames on other sites
    FRAME = "/embed/<language>/"
    EVENT_FRAME = "/embed/<language>/events/<id>/"
    FRAME_COLOURS = "/embed/colours.css"
    FRAME_COLOURS_OF = "/embed/colours-<colour>.css"
    FRAME_SCRIPT = "/embed.js"
    OEMBED = "/oembed"
    # Documents and pictures
    CHANGES_ATOM = "/<language>/changes.atom"
    CHANGES_JSON = "/<language>/changes.json"
    ADVISORY_TEXT = "/<language>/advisory.txt"
    MINE_JSON = "/<language>/mine.json"
    ZONES = "/<language>/zones.json"
    SEARCH_INDEX = "/<language>/search.json"
    PDF = "/<language>/programme.pdf"
    CHOSEN_PDF = "/<language>/mine/<code>/my-programme.pdf"
    SHARE_IMAGE = "/<language>/programme.png"
    EVENT_SHARE_IMAGE = "/<language>/events/<id>.png"
    PICTURE = "/pictures/<digest>-<int:width>.<any(jpg,webp):ending>"
    # The programme as JSON
    API_PROGRAMME = "/api/programme.json"
    API_EVENT = "/api/events/<id>.json"
    API_FACET = "/api/<any(places,parties,categories,tracks,series):field>/<id>.json"
    API_EDITIONS = "/api/editions.json"
    API_EDITION = "/api/editions/<int:number>.json"
    API_DESCRIPTION = "/api/openapi.json"
    MCP = "/mcp"
    # Living selections; `my` is a language, too (Burmese)
    MY = "/my"
    MY_SELECTION = "/my/<string(length=22):secret>"
    # Files that the site has once
    STATIC_FILE = "/static/<digest>/<path:name>"
    STYLESHEET = "/programme.css"
    ICON = "/icon.svg"
    FAVICON = "/favicon.ico"
    ICON_192 = "/icon-192.png"
    ICON_512 = "/icon-512.png"
    ICON_MASKABLE = "/icon-maskable.png"
    APPLE_TOUCH_ICON = "/apple-touch-icon.png"
    MANIFEST = "/<language>/manifest.webmanifest"
    WORKER = "/sw.js"
    ROBOTS = "/robots.txt"
    SITEMAP = "/sitemap.xml"
    SITEMAP_PART = "/sitemap-<int:part>.xml"

    path: Callable[..., str]
    """Returns the path with named values for the variables of the rule; all of them are needed."""

    def __init__(self, rule: str) -> None:
        # Pages have hundreds of links, so each rule is taken apart once.
        self.path = re.sub(r"<(?:[^<>:]+:)?(\w+)>", r"{\1}", rule).format


QUERY = frozenset(
    {
        *FILTERS,
        SEARCH,
        *OPTIONS,
        "event",
        "choice",
        "language",
        "colour",
        "scheme",
        "url",
        "format",
        "maxwidth",
        "maxheight",
    }
)
"""All query keys that pages know; a page with any other is the page without it."""

EMBED = "/embed/"
"""The prefix of the paths of frames."""

FRAME_SCRIPT = Address.FRAME_SCRIPT.value
"""The path of the script by which frames on other sites get their height."""

OEMBED = Address.OEMBED.value
"""The path of the oEmbed endpoint."""

Look = Sequence[tuple[str, str]]
"""Query keys of the look of a frame, with their values."""

WHOLE = Selection()
"""The whole programme."""

LONGEST = 200
"""Characters that a feed's address may have; Google fails silently from 256 UTF-16 units on."""

STYLESHEET = Address.STYLESHEET.value
"""The path of the programme's colours."""

JCAL = ".jcal.json"
"""The ending of the paths of feeds in jCal."""

ICON = Address.ICON.value
"""The path of the icon in the programme's colour."""

_ICONS = {
    address.removeprefix("/"): address.value
    for address in (
        Address.FAVICON,
        Address.ICON_192,
        Address.ICON_512,
        Address.ICON_MASKABLE,
        Address.APPLE_TOUCH_ICON,
    )
}

ICONS = tuple(_ICONS)
"""The names of the same in pixels, for launchers; iOS and old browsers look for theirs by name."""

API = "/api/"
"""The prefix of the paths of the programme as JSON."""

MCP = Address.MCP.value
"""The path to which assistants send questions (Model Context Protocol)."""

WORKER = Address.WORKER.value
"""The path of the service worker: its folder is what it is for."""

ROBOTS = Address.ROBOTS.value
"""The path of what robots may read."""

SITEMAP = Address.SITEMAP.value
"""The path of the list of all pages, or of the list of its parts."""


def home(language: str, selection: Selection = WHOLE, words: str = "") -> str:
    """Return the path of the agenda, of a selection of it, and of a search in it."""
    query = [*pairs(selection), *([(SEARCH, words)] if words else [])]
    return Address.HOME.path(language=language) + _query(query)


def zones(language: str) -> str:
    """Return the path of the list of time zones that a reader can choose from."""
    return Address.ZONES.path(language=language)


def search_index(language: str) -> str:
    """Return the path of the index in which the search of the agenda looks words up."""
    return Address.SEARCH_INDEX.path(language=language)


def event_page(language: str, event: str) -> str:
    """Return the path of an event's page."""
    return Address.EVENT.path(language=language, id=event)


def event_file(language: str, event: str) -> str:
    """Return the path of an event's one-time copy."""
    return Address.EVENT_FILE.path(language=language, event=event)


def place_page(language: str, place: str) -> str:
    """Return the path of a place's page."""
    return Address.PLACE.path(language=language, id=place)


def party_page(language: str, party: str) -> str:
    """Return the path of the page of a person or an organisation."""
    return Address.PARTY.path(language=language, id=party)


def category_page(language: str, category: str) -> str:
    """Return the path of a category's page."""
    return Address.CATEGORY.path(language=language, id=category)


def track_page(language: str, track: str) -> str:
    """Return the path of a track's page."""
    return Address.TRACK.path(language=language, id=track)


def series_page(language: str, series: str) -> str:
    """Return the path of a series' page."""
    return Address.SERIES.path(language=language, id=series)


PAGES = {
    "places": place_page,
    "parties": party_page,
    "categories": category_page,
    "tracks": track_page,
    "series": series_page,
}
"""The pages of facets that have a feed of their own, by the fields of Selection."""


def map_page(language: str) -> str:
    """Return the path of the map."""
    return Address.MAP.path(language=language)


def index_page(language: str) -> str:
    """Return the path of the list of all places, parties, categories, tracks and series."""
    return Address.INDEX.path(language=language)


def subscribe_page(
    language: str, selection: Selection = WHOLE, feed: str = "", options: FeedOptions = DEFAULT
) -> str:
    """Return the path of the page that leads to a subscription of `selection`; the calendar is in
    the language `feed`, if not in that of the page."""
    other = [("language", feed)] if feed not in ("", language) else []
    chosen = [*pairs(selection), *other, *options.pairs]
    return Address.SUBSCRIBE.path(language=language) + _query(chosen)


def my_page(language: str, code: str = "") -> str:
    """Return the path of the page on which readers choose events; those that `code` stands for are
    ticked (see `model.selection_code`)."""
    return Address.MINE.path(language=language) + _query([("choice", code)] if code else [])


def chosen_page(language: str, code: str) -> str:
    """Return the path of the page of events that a reader chose; see `model.selection_code`."""
    return Address.MINE_CHOSEN.path(language=language, code=code)


def my_programme_json(language: str) -> str:
    """Return the path of what the page of readers' own programmes needs beside the agenda."""
    return Address.MINE_JSON.path(language=language)


def chosen_pdf(language: str, code: str) -> str:
    """Return the path of events that a reader chose, as PDF; see `model.selection_code`."""
    return Address.CHOSEN_PDF.path(language=language, code=code)


def chosen_feed(language: str, code: str, options: FeedOptions = DEFAULT) -> str:
    """Return the path of the feed of events that a reader chose; see `model.selection_code`."""
    return Address.CHOSEN_FEED.path(language=language, code=code) + _query(options.pairs)


def living_feed(language: str, secret: str, options: FeedOptions = DEFAULT) -> str:
    """Return the path of the feed of a living selection; see `ledger.living_selection`."""
    return Address.LIVING_FEED.path(language=language, secret=secret) + _query(options.pairs)


def my_selection(secret: str) -> str:
    """Return the path of a living selection for the devices that have its secret."""
    return Address.MY_SELECTION.path(secret=secret)


def screen_page(language: str, selection: Selection = WHOLE) -> str:
    """Return the path of the page for a screen in a lobby or at a door."""
    return Address.SCREEN.path(language=language) + _query(pairs(selection))


def joining_page(language: str, secret: str) -> str:
    """Return the path, with a fragment, by which another device joins a living selection."""
    return f"{Address.MINE.path(language=language)}#s={secret}"


def about_page(language: str) -> str:
    """Return the path of the page about the programme itself."""
    return Address.ABOUT.path(language=language)


def calendar_page(language: str) -> str:
    """Return the path of the calendar of the whole programme."""
    return Address.CALENDAR.path(language=language)


def calendar_month(language: str, month: date) -> str:
    """Return the path of the calendar of the month that a day is in."""
    return Address.CALENDAR_MONTH.path(language=language, month=f"{month:%Y-%m}")


def calendar_day(language: str, day: date) -> str:
    """Return the path of a day's hours."""
    return Address.CALENDAR_DAY.path(language=language, day=f"{day:%Y-%m-%d}")


def timeline_page(language: str) -> str:
    """Return the path of the timeline of the whole programme."""
    return Address.TIMELINE.path(language=language)


def timeline_year(language: str, day: date) -> str:
    """Return the path of the timeline of the year that a day is in."""
    return Address.TIMELINE_YEAR.path(language=language, year=f"{day.year:04}")


def timeline_month(language: str, day: date) -> str:
    """Return the path of the timeline of the month that a day is in."""
    return Address.TIMELINE_MONTH.path(language=language, month=f"{day:%Y-%m}")


def timeline_week(language: str, monday: date) -> str:
    """Return the path of the timeline of the week that begins on a Monday."""
    return Address.TIMELINE_WEEK.path(language=language, monday=f"{monday:%Y-%m-%d}")


def embed_page(language: str) -> str:
    """Return the path of the page that makes frames for other sites."""
    return Address.EMBED_BUILDER.path(language=language)


def frame(language: str, selection: Selection = WHOLE, *, event: str = "", look: Look = ()) -> str:
    """Return the path of the programme, or of one event, to be framed by other sites; `look` has
    the query keys `colour` and `scheme` where they are not as usual."""
    chosen = [*pairs(selection), *look]
    if event:
        return Address.EVENT_FRAME.path(language=language, id=event) + _query(chosen)
    return Address.FRAME.path(language=language) + _query(chosen)


def frame_colours(colour: str = "") -> str:
    """Return the path of a frame's colours: of the programme, or made of `colour` (`rrggbb`)."""
    if not colour:
        return Address.FRAME_COLOURS.path()
    return Address.FRAME_COLOURS_OF.path(colour=colour)


def oembed(address: str) -> str:
    """Return the path at which oEmbed tells how to frame the page at the absolute `address`."""
    return Address.OEMBED.path() + _query([("url", address), ("format", "json")])


def advisory_page(language: str) -> str:
    """Return the path of the advisory to the press."""
    return Address.ADVISORY.path(language=language)


def advisory_text(language: str) -> str:
    """Return the path of the same as plain text for mails."""
    return Address.ADVISORY_TEXT.path(language=language)


def deadline(language: str, id: str) -> str:
    """Return the path, with a fragment, at which a deadline is on the advisory."""
    return f"{advisory_page(language)}#{id}"


def deadlines_feed(itinerary: str, language: str, options: FeedOptions = DEFAULT) -> str:
    """Return the path of the calendar of deadlines; `itinerary` is the id of the programme, whose
    own calendar may have that name."""
    name = "deadlines" if itinerary != "deadlines" else "deadlines-of-deadlines"
    return Address.FEED.path(language=language, name=name) + _query(options.pairs)


def api_page(language: str) -> str:
    """Return the path of the page about the programme as JSON."""
    return Address.API_PAGE.path(language=language)


def changes_page(language: str) -> str:
    """Return the path of the page of changes."""
    return Address.CHANGES.path(language=language)


def changes_atom(language: str) -> str:
    """Return the path of the Atom feed of changes."""
    return Address.CHANGES_ATOM.path(language=language)


def changes_json(language: str) -> str:
    """Return the path of the newest changes for the script of the agenda."""
    return Address.CHANGES_JSON.path(language=language)


def event_share_image(language: str, event: str) -> str:
    """Return the path of the picture that a shared link to an event shows."""
    return Address.EVENT_SHARE_IMAGE.path(language=language, id=event)


def share_image(language: str) -> str:
    """Return the path of the picture that a shared link to any other page shows."""
    return Address.SHARE_IMAGE.path(language=language)


PICTURES = {"jpeg": "jpg", "webp": "webp"}
"""The suffixes of picture files, by type."""


def picture(picture: Picture, width: int) -> str:
    """Return the path of a picture in a width of its own."""
    ending = PICTURES[picture.type]
    return Address.PICTURE.path(digest=picture.digest, width=width, ending=ending)


def image(image: Image, site: str) -> str:
    """Return the absolute address of a picture, as large as there is."""
    own = image.picture
    return absolute(site, picture(own, own.widths[-1])) if own else image.url or ""


def pdf(language: str) -> str:
    """Return the path of the programme as PDF."""
    return Address.PDF.path(language=language)


def programme_json(selection: Selection = WHOLE) -> str:
    """Return the path, and query if need be, of the programme as JSON, or of a selection of it."""
    return Address.API_PROGRAMME.path() + _query(pairs(selection))


def event_json(event: str) -> str:
    """Return the path of an event as JSON."""
    return Address.API_EVENT.path(id=event)


def newsml(event: str) -> str:
    """Return the path of an event as NewsML-G2."""
    return Address.NEWSML.path(id=event)


def facet_json(field: str, id: str) -> str:
    """Return the path of a facet as JSON; `field` is one of FACETS."""
    return Address.API_FACET.path(field=field, id=id)


def editions_json() -> str:
    """Return the path of the list of editions as JSON."""
    return Address.API_EDITIONS.path()


def edition_json(number: int) -> str:
    """Return the path of what an edition changed as JSON."""
    return Address.API_EDITION.path(number=number)


def openapi() -> str:
    """Return the path of the description of the API (OpenAPI)."""
    return Address.API_DESCRIPTION.path()


def slow(path: str) -> bool:
    """Tell whether it may take long to make what is at a path: PDF, pictures that are drawn, and
    spreadsheets."""
    return path.endswith((".pdf", ".png", ".xlsx"))


_ONE_OF_MANY = re.compile(r"/(?:feeds/)?[^/]+/mine/[^/]|/api/editions/")


def is_unbounded(address: str) -> bool:
    """Tell whether an address (a path, and a query if there is one) is one of so many that a cache
    cannot have them all: combined selections, events that a reader chose, and what each edition
    changed."""
    return "?" in address or _ONE_OF_MANY.match(address) is not None


_MY = re.compile(r"/my(?:/[A-Za-z0-9_-]{22})?")
_LIVING_FEED = re.compile(r"/feeds/[^/]+/mine/s/([^/]+)/")


def is_my(path: str) -> bool:
    """Tell whether a path is one to which living selections are written."""
    return _MY.fullmatch(path) is not None


def is_living(path: str) -> bool:
    """Tell whether what is at a path is a living selection: its address is a secret, and it can
    change within an edition."""
    return is_my(path) or _LIVING_FEED.match(path) is not None


def secret_of(path: str) -> str | None:
    """Return the secret in the path of a feed of a living selection, None in any other path."""
    found = _LIVING_FEED.match(path)
    return found[1] if found else None


def is_file(path: str) -> bool:
    """Tell whether a path is that of a file, and not of a page: whether its last part has an
    ending. A file is one for all; of calendars alone there are more, by query."""
    return "." in path.rpartition("/")[2]


def icon(name: str) -> str:
    """Return the path of an icon, one of `ICONS`."""
    return _ICONS[name]


def manifest(language: str) -> str:
    """Return the path of the web app manifest."""
    return Address.MANIFEST.path(language=language)


def offline_page(language: str) -> str:
    """Return the path of the page that readers see in place of one they cannot reach."""
    return Address.OFFLINE.path(language=language)


def sitemap_part(number: int) -> str:
    """Return the path of a part of a sitemap that is too large for one file, from 1."""
    return Address.SITEMAP_PART.path(part=number)


def feed(
    itinerary: str, selection: Selection, language: str, options: FeedOptions = DEFAULT
) -> str:
    """Return the path, and query if need be, of the feed of `selection`.

    There is one address for each selection: a path for the whole programme, for a place, a
    category, a party, a track or a series; a query in canonical order for anything else, and for
    options.
    """
    chosen = pairs(selection)
    if len(chosen) == 1 and chosen[0][0] != "day":
        key, value = chosen[0]
        path = Address.FACET_FEED.path(language=language, kind=FILTERS[key], name=value)
        return path + _query(options.pairs)
    path = Address.FEED.path(language=language, name=itinerary)
    return path + _query([*chosen, *options.pairs])


def programme_text(language: str) -> str:
    """Return the path of the programme as plain text."""
    return Address.PROGRAMME_TEXT.path(language=language)


def jcal(feed: str) -> str:
    """Return the path, and query if need be, at which the feed at a path is in jCal."""
    path, mark, query = feed.partition("?")
    return f"{path.removesuffix('.ics')}{JCAL}{mark}{query}"


def _query(pairs: Sequence[tuple[str, str]]) -> str:
    """Return a query string with its `?`, empty without pairs."""
    return f"?{urlencode(pairs)}" if pairs else ""


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
    then places, categories, parties, tracks, series."""
    dated = [event.facets for event in itinerary.counted if event.when]
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
