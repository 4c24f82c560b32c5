"""Feeds: which events a calendar has, its name and its head (docs/reference/feeds.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from zoneinfo import ZoneInfo

from itinerary.ledger import Edition, chosen_events
from itinerary.ledger.chosen_events import ChosenEvents
from itinerary.model.feed_options import DEFAULT, FeedOptions
from itinerary.model.itinerary import FACETS, Event, Status
from itinerary.model.selection import Selection
from itinerary.model.text import clean
from itinerary.render import addresses
from itinerary.render.calendars.client_text import cut, one_line, without_tags
from itinerary.render.calendars.content_lines import content_lines, escape_text, utc_time
from itinerary.render.calendars.empty_notice import empty_notice
from itinerary.render.calendars.vevent import NothingDatedError, Vevent, render_vevent
from itinerary.render.calendars.vevent_cache import VeventCache
from itinerary.render.words import markdown, wording
from itinerary.render.words.language import Language
from itinerary.value import Value

PRODID = "-//Itinerary//itinerary 1//EN"
"""Constant per product: a build number in it would change every ETag."""

REFRESH = "PT1H"
"""The suggested interval between polls (RFC 7986 §5.7)."""

NAME_LENGTH = 100
ABOUT_LENGTH = 255
"""Characters at most of a calendar's name and of its description."""

MOST_BYTES = 900_000
"""Bytes from which a feed is too large: Google loses events of feeds above 1 MB."""


class Feed(Value):
    """A calendar as bytes, and the time of its last change (UTC)."""

    body: bytes
    modified: datetime


def render_feed(
    edition: Edition,
    selection: Selection,
    tag: str,
    *,
    site: str,
    options: FeedOptions = DEFAULT,
    vevents: VeventCache | None = None,
) -> Feed:
    """Render the feed of `selection` in the language `tag`; all links begin with `site`.

    Breaks are left out: an entry for each cup of coffee would hide the events. An event that
    becomes one is cancelled (`Edition.entry`), as is one whose day is open again. An event that
    left the selection in another way is left out, too: every client removes an event that a feed no
    longer has, unless the feed is empty, and “cancelled” would be a lie. A selection without a
    dated event has one all-day notice over the programme's days (`empty_notice`): of an empty
    calendar, GNOME keeps all former events, and after a 404 all clients do.

    A selection whose events are all cancelled has the notice, too, if `options` leave them out.
    VEVENTs are taken from `vevents`, or rendered and kept there. Raises NothingDatedError if no
    event of the programme ever had a day (`has_calendars`).
    """
    language = Language.of(tag, edition.itinerary.own_words)
    path = addresses.feed(edition.itinerary.id, selection, tag, options)
    name = feed_name(edition, selection, language)
    events = edition.entries(selection)
    modified = edition.modified(selection)
    return _feed(edition, events, path, name, language, site, modified, options, vevents)


def render_chosen_feed(
    edition: Edition,
    choice: ChosenEvents,
    tag: str,
    *,
    site: str,
    secret: str = "",
    options: FeedOptions = DEFAULT,
    vevents: VeventCache | None = None,
) -> Feed:
    """Render the feed of events that a reader chose one by one; see `render_feed`. That of a living
    selection is at the address with its `secret`."""
    language = Language.of(tag, edition.itinerary.own_words)
    if secret:
        path = addresses.living_feed(tag, secret, options)
    else:
        path = addresses.chosen_feed(tag, choice.code, options)
    name = chosen_name(edition, language)
    events = chosen_events.entries(edition, choice)
    modified = chosen_events.modified(edition, choice)
    return _feed(edition, events, path, name, language, site, modified, options, vevents)


def render_deadlines(
    edition: Edition,
    tag: str,
    *,
    site: str,
    options: FeedOptions = DEFAULT,
    vevents: VeventCache | None = None,
) -> Feed:
    """Render the feed of deadlines, which the feed of the programme does not have: those who come
    to the events are others than those who have to apply in time.

    Raises NothingDatedError if no deadline ever had a day (`Edition.had_deadlines`).
    """
    if not edition.had_deadlines:
        raise NothingDatedError("no deadline has a day")
    language = Language.of(tag, edition.itinerary.own_words)
    path = addresses.deadlines_feed(edition.itinerary.id, tag, options)
    name = language.row(" · ", (edition.itinerary.title.to(tag), language.say("Deadlines")))
    deadlines = (*edition.itinerary.deadlines, *edition.deadline_tombstones)
    dated = filter(None, map(edition.entry, deadlines))
    modified = edition.published
    return _feed(edition, dated, path, name, language, site, modified, options, vevents)


def render_event_file(edition: Edition, event: Event, tag: str, *, site: str) -> Feed:
    """Render one event as a file to import: a one-time copy, which does not follow changes.

    Raises NothingDatedError if the event has no day.
    """
    language = Language.of(tag, edition.itinerary.own_words)
    path = addresses.event_file(tag, event.id)
    shown = edition.entry(event) if event.former else event
    entry = render_vevent(edition, shown or event, language, site)
    modified = edition.revision(event).modified  # nothing else in it changes with the edition
    return _calendar(edition, [entry], path, event.title.to(tag), language, site, modified)


def feed_name(edition: Edition, selection: Selection, language: Language) -> str:
    """Return the name of a feed: the programme's title and the names of the selection."""
    title = edition.itinerary.title.to(language.tag)
    return language.row(" · ", [title, *selected_names(edition, selection, language)])


def chosen_name(edition: Edition, language: Language) -> str:
    """Return the name of a feed of events that a reader chose one by one."""
    title = edition.itinerary.title.to(language.tag)
    return language.row(" · ", (title, language.say("My programme")))


def selected_names(edition: Edition, selection: Selection, language: Language) -> list[str]:
    """Return the names of the places, categories, parties, tracks and days of a selection, those of
    retired ones too; none for the whole programme."""
    itinerary = edition.itinerary
    names = [
        *(
            facet.name
            for field in FACETS
            for facet in getattr(itinerary, field)
            if facet.id in getattr(selection, field)
        ),
        *(thing.name for thing in edition.retired if thing.id in getattr(selection, thing.field)),
    ]
    days = (wording.day_span_words(day, selection.day_starts, language) for day in selection.days)
    return [*(name.to(language.tag) for name in names), *days]


def _feed(
    edition: Edition,
    events: Iterable[Event],
    path: str,
    name: str,
    language: Language,
    site: str,
    modified: datetime,
    options: FeedOptions,
    vevents: VeventCache | None,
) -> Feed:
    """Return the feed at a path with the entries of `events`, or a notice if there is none."""
    if options.cancelled:
        events = (event for event in events if event.status is not Status.CANCELLED)
    entries = (vevents or VeventCache()).of(edition, events, language, site, options)
    entries.sort(key=attrgetter("order"))
    if not entries:
        entries = [empty_notice(edition, path, language, site)]
        # The notice is over the days of the programme. A living selection may be empty since then.
        modified = max(modified, edition.published)
    return _calendar(edition, entries, path, name, language, site, modified)


def _calendar(
    edition: Edition,
    vevents: Sequence[Vevent],
    path: str,
    name: str,
    language: Language,
    site: str,
    modified: datetime,
) -> Feed:
    itinerary = edition.itinerary
    shown = _calendar_name(name)
    # Not with a UID (RFC 7986 §5.3): vdirsyncer takes the calendar's for that of every event.
    words = markdown.plain(itinerary.description.to(language.tag)) if itinerary.description else ""
    about = without_tags(one_line(" ".join(words.split()), ABOUT_LENGTH))
    head = content_lines(
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", PRODID),
        ("CALSCALE", "GREGORIAN"),
        ("X-WR-CALDESC", escape_text(about)),
        ("NAME", escape_text(shown)),
        ("X-WR-CALNAME", escape_text(shown)),
        ("COLOR", itinerary.colour.name),
        ("LAST-MODIFIED", utc_time(modified)),
        ("REFRESH-INTERVAL;VALUE=DURATION", REFRESH),
        ("SOURCE;VALUE=URI", addresses.absolute(site, path)),
        ("URL", addresses.absolute(site, addresses.home(language.tag))),
        ("X-APPLE-CALENDAR-COLOR", itinerary.colour.hex.upper()),
        ("X-PUBLISHED-TTL", REFRESH),
        ("X-WR-TIMEZONE", itinerary.zone.info.key),
    )
    named = {vevent.zone.key: vevent.zone for vevent in vevents if vevent.zone}
    zones = [_timezone(named[key]) for key in sorted(named)]
    bodies = [vevent.body for vevent in vevents]
    return Feed(b"".join((head, *zones, *bodies, b"END:VCALENDAR\r\n")), modified)


def _calendar_name(name: str) -> str:
    r"""Return a name without `, ; \` and line breaks: KDE and ical.js show their escapes."""
    bare = " ".join(re.sub(r"[,;\\\s]+", " ", clean(name)).split())
    return cut(bare, NAME_LENGTH) or "Itinerary"


@lru_cache
def _timezone(zone: ZoneInfo) -> bytes:
    """Return the VTIMEZONE of a zone whose offset is fixed: a single observance.

    Outlook reads only a single observance correctly (MS-STANOICAL 2.2.47), and applies historic
    rules to today.
    """
    now = datetime(2037, 7, 1, tzinfo=zone)  # the last year that `fixed_offset` looks at
    offset = now.strftime("%z")
    return content_lines(
        ("BEGIN", "VTIMEZONE"),
        ("TZID", zone.key),
        ("BEGIN", "STANDARD"),
        # Constant, so that adding an event never changes the bytes of the zone.
        ("DTSTART", "19700101T000000"),
        ("TZNAME", escape_text(now.tzname() or zone.key)),
        ("TZOFFSETFROM", offset),
        ("TZOFFSETTO", offset),
        ("END", "STANDARD"),
        ("END", "VTIMEZONE"),
    )
