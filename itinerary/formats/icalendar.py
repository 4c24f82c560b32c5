"""Calendars: what every real client shows right, and takes edits from (docs/feeds.md)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Timezone, TimezoneStandard, vText
from icalendar import Event as Vevent
from icalendar.prop import vDuration, vGeo

from itinerary.formats import addresses, markdown, wording
from itinerary.formats.language import Language, language
from itinerary.ledger import Edition
from itinerary.model import CancelStyle, Event, Selection, Status
from itinerary.text import clean
from itinerary.when import Day, Span, Timed, Window, fixed_offset

PRODID = "-//Itinerary//itinerary 1//EN"
"""Constant per product: a build number in it would change every ETag."""

REFRESH = timedelta(hours=1)
TITLE_LENGTH = 120
LOCATION_LENGTH = 255
DESCRIPTION_LENGTH = 3000
NAME_LENGTH = 100
MOST_BYTES = 900_000
"""Bytes from which a feed is too large: Google loses events of feeds above 1 MB."""


class NothingDatedError(LookupError):
    """There is no day to put an entry on, so there is no honest calendar, and never an empty one:
    several clients would delete all they have (GNOME would keep all that is stale)."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar as bytes, and when the newest revision in it was made (UTC)."""

    body: bytes
    modified: datetime


def feed(edition: Edition, selection: Selection, tag: str, *, site: str) -> Feed:
    """Render the feed of `selection` in the language `tag`; all links begin with `site`.

    An event that left the selection is simply no longer in it: every client removes what a feed
    that is not empty no longer has, and “cancelled” would be a lie. A selection in which nothing
    has a day (any more, or yet) gets one all-day notice over the programme's days, which says so:
    an empty calendar would leave the departed events in GNOME for ever, and a 404 in all clients.

    Raises NothingDatedError if not even the programme has a day.
    """
    speech = language(tag)
    path = addresses.feed(edition.itinerary.id, selection, tag)
    name = feed_name(edition, selection, speech)
    dated = [event for event in edition.select(selection) if event.when]
    vevents = [_vevent(edition, event, speech, site) for event in _sorted(dated)]
    if not vevents:
        vevents = [_notice(edition, path, speech, site)]
    return _calendar(edition, vevents, _zones(dated), path, name, speech, site)


def single(edition: Edition, event: Event, tag: str, *, site: str) -> Feed:
    """Render one event as a file to import: a one-time copy, which will not update.

    Raises NothingDatedError if it has no day.
    """
    speech = language(tag)
    path = addresses.event_file(tag, event.id)
    vevents = [_vevent(edition, event, speech, site)]
    return _calendar(edition, vevents, _zones([event]), path, event.title.to(tag), speech, site)


def feed_name(edition: Edition, selection: Selection, language: Language) -> str:
    """Return the name of a feed: the programme's title, and what was selected."""
    title = edition.itinerary.title.to(language.tag)
    return " · ".join([title, *selected(edition, selection, language)])


def selected(edition: Edition, selection: Selection, language: Language) -> list[str]:
    """Return the names of what was selected: nothing for the whole programme."""
    itinerary = edition.itinerary
    names = [
        *(place.name for place in itinerary.places if place.id in selection.places),
        *(c.name for c in itinerary.categories if c.id in selection.categories),
        *(party.name for party in itinerary.parties if party.id in selection.parties),
        *(thing.name for thing in edition.retired if thing.id in getattr(selection, thing.field)),
    ]
    days = map(language.short_day, selection.days)
    return [*(name.to(language.tag) for name in names), *days]


# --- the calendar --------------------------------------------------------------------------------


def _calendar(
    edition: Edition,
    vevents: Iterable[Vevent],
    zones: Iterable[ZoneInfo],
    path: str,
    name: str,
    language: Language,
    site: str,
) -> Feed:
    # The edition's stamp and not that of the newest event in it: when the newest event leaves a
    # selection, the newest of the rest is older, and clients would be told that nothing changed.
    modified = edition.published
    itinerary = edition.itinerary
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODID)
    calendar.add("CALSCALE", "GREGORIAN")
    # icalendar 7.3 writes properties that it has no type for verbatim, hence vText throughout.
    shown = _calendar_name(name)
    calendar.add("NAME", vText(shown))
    calendar.add("X-WR-CALNAME", vText(shown))
    if itinerary.description:
        words = markdown.plain(itinerary.description.to(language.tag))
        calendar.add("X-WR-CALDESC", _text(" ".join(words.split()), LOCATION_LENGTH))
    calendar.add("X-WR-TIMEZONE", vText(itinerary.zone.info.key))
    calendar.add("UID", vText(f"{_slug(path)}@{itinerary.id}.itinerary"))
    calendar.add("LAST-MODIFIED", modified)
    calendar.add("URL", addresses.absolute(site, addresses.home(language.tag)))
    address = addresses.absolute(site, path)
    calendar.add("SOURCE", address, parameters={"VALUE": "URI"})
    calendar.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(REFRESH))
    calendar.add("COLOR", vText(itinerary.colour.name))
    calendar.add("X-APPLE-CALENDAR-COLOR", vText(itinerary.colour.hex.upper()))
    for component in (*map(_timezone, zones), *vevents):
        calendar.add_component(component)
    return Feed(_serialise(calendar), modified)


def _calendar_name(name: str) -> str:
    r"""Return a name without `, ; \` and line breaks: KDE and ical.js show their escapes."""
    bare = " ".join(re.sub(r"[,;\\\s]+", " ", clean(name)).split())
    return cut(bare, NAME_LENGTH) or "Itinerary"


def _slug(path: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", path.removesuffix(".ics")).strip("-")[:80]


def _sorted(events: Iterable[Event]) -> list[Event]:
    return sorted(events, key=lambda event: (_sort_key(event), event.uid))


def _zones(events: Iterable[Event]) -> list[ZoneInfo]:
    zones = {zone.key: zone for event in events if (zone := _written_zone(event))}
    return [zones[key] for key in sorted(zones)]


def _sort_key(event: Event) -> datetime:
    start, _ = span(event)
    if isinstance(start, datetime):
        return start.astimezone(UTC)
    return datetime.combine(start, time(), UTC)


def _written_zone(event: Event) -> ZoneInfo | None:
    """Return the zone that an event's times are written in with a TZID; None for UTC and dates."""
    if not isinstance(event.when, Timed) or event.zone.info.key == "UTC":
        return None
    fixed = fixed_offset(event.zone.info, event.when.start.astimezone(UTC).year)
    return event.zone.info if fixed is not None else None


def _timezone(zone: ZoneInfo) -> Timezone:
    """Return a VTIMEZONE of one observance: Outlook reads no more than that right
    (MS-STANOICAL 2.2.47), and icalendar's own has a history that Outlook takes for today's."""
    now = datetime(2037, 7, 1, tzinfo=zone)  # `fixed_offset` holds to here for all who use it
    offset = now.utcoffset()
    standard = TimezoneStandard()
    # Constant, so that adding an event never changes the bytes of the zone.
    standard.add("DTSTART", datetime(1970, 1, 1))  # noqa: DTZ001  local by RFC 5545 §3.6.5
    standard.add("TZOFFSETFROM", offset)
    standard.add("TZOFFSETTO", offset)
    standard.add("TZNAME", now.tzname() or zone.key)
    timezone = Timezone()
    timezone.add("TZID", zone.key)
    timezone.add_component(standard)
    return timezone


# --- the event -----------------------------------------------------------------------------------


def span(event: Event) -> tuple[date | datetime, date | datetime]:
    """Return DTSTART and DTEND: datetimes for a known time, else dates with an exclusive end.

    Raises NothingDatedError if nothing was announced.
    """
    match event.when:
        case Timed(start=start, end=end):
            # Without DTEND an event has no length (RFC 5545 §3.6.1) and is drawn as a line.
            end = end or (start.astimezone(UTC) + event.usual_length)
            if _written_zone(event):
                return start, end.astimezone(event.zone.info)
            return start.astimezone(UTC), end.astimezone(UTC)
        case Day() | Span() | Window() as days:
            return days.first, days.last + timedelta(days=1)
    raise NothingDatedError(event.id)


def _vevent(edition: Edition, event: Event, language: Language, site: str) -> Vevent:
    revision = edition.revision(event)
    tag = language.tag
    start, end = span(event)
    page = addresses.absolute(site, addresses.event_page(tag, event.id))
    vevent = Vevent()
    vevent.add("UID", vText(event.uid))
    # GNOME sees an edit only by DTSTAMP, LAST-MODIFIED and SEQUENCE, ICSx5 only by LAST-MODIFIED,
    # Google by SEQUENCE: all of them move together, and not otherwise.
    vevent.add("DTSTAMP", revision.modified)
    vevent.add("CREATED", revision.created)
    vevent.add("LAST-MODIFIED", revision.modified)
    vevent.add("SEQUENCE", revision.number)
    vevent.add("DTSTART", start)
    vevent.add("DTEND", end)
    vevent.add("SUMMARY", vText(summary(event, language)))
    if event.place:
        vevent.add("LOCATION", _text(wording.place_words(event.place, language), LOCATION_LENGTH))
        if point := event.place.point():
            vevent.add("GEO", vGeo((point.latitude, point.longitude)))
    vevent.add("DESCRIPTION", _description(event, language, page))
    vevent.add("URL", page)
    vevent.add("STATUS", _status(event, edition.itinerary.cancel_style))
    vevent.add("TRANSP", "OPAQUE" if _busy(event) else "TRANSPARENT")
    vevent.add("CLASS", "PUBLIC")
    if event.categories:
        vevent.add("CATEGORIES", [_safe(c.name.to(tag)) for c in event.categories])
        if colour := event.categories[0].colour:
            vevent.add("COLOR", vText(colour.name))
    if isinstance(event.when, Day | Window):
        vevent.add("X-ITINERARY-TIME", vText("UNKNOWN"))
    return vevent


def _notice(edition: Edition, path: str, language: Language, site: str) -> Vevent:
    """Return the one entry of a feed whose selection has no dated event."""
    first, last = edition.itinerary.first, edition.itinerary.last
    if first is None or last is None:
        raise NothingDatedError(path)
    since = min(record.revision.created for record in edition.records.values())
    page = addresses.absolute(site, addresses.home(language.tag))
    vevent = Vevent()
    vevent.add("UID", vText(f"nothing-{_slug(path)}@{edition.itinerary.id}.itinerary"))
    vevent.add("DTSTAMP", since)
    vevent.add("CREATED", since)
    vevent.add("LAST-MODIFIED", since)
    vevent.add("SEQUENCE", 0)
    vevent.add("DTSTART", first)
    vevent.add("DTEND", last + timedelta(days=1))
    vevent.add("SUMMARY", vText(language.say("No dated events here at present")))
    words = language.say("When something is announced, it will appear in this calendar by itself.")
    vevent.add("DESCRIPTION", vText(f"{words}\n{page}"))
    vevent.add("URL", page)
    vevent.add("STATUS", "TENTATIVE")
    vevent.add("TRANSP", "TRANSPARENT")
    vevent.add("CLASS", "PUBLIC")
    return vevent


def _status(event: Event, style: CancelStyle) -> str:
    if event.status is Status.CANCELLED:
        return "CANCELLED" if style is CancelStyle.HARD else "CONFIRMED"
    sure = event.status is Status.CONFIRMED and not isinstance(event.when, Window)
    return "CONFIRMED" if sure else "TENTATIVE"


def _busy(event: Event) -> bool:
    """Tell whether the event takes its time: not if the time is unknown, or it will not be then."""
    off = event.status in (Status.CANCELLED, Status.POSTPONED)
    return isinstance(event.when, Timed) and not off


def summary(event: Event, language: Language) -> str:
    """Return the title of an event's entry, with what is not known of its time, and whether it is
    off, in words; at most TITLE_LENGTH characters."""
    before, after = wording.prefix(event, language), wording.suffix(event, language)
    room = TITLE_LENGTH - len(before) - len(after) - 2
    title = cut(" ".join(_safe(event.title.to(language.tag)).split()), room)
    return " ".join(filter(None, (before, title, after)))


def _description(event: Event, language: Language, page: str) -> vText:
    """Return the body: what is known of the time first, the address last (Google and several
    phones do not show URL)."""
    head, body, foot = (
        "\n".join(filter(None, lines))
        for lines in (
            _time_lines(event, language),
            _words_of(event, language),
            [*_detail_lines(event, language), page],
        )
    )
    # The foot goes short only if it would take the whole room; the address never does.
    if len(foot) > DESCRIPTION_LENGTH - 600:
        foot = cut(foot[: -len(page)].rstrip(), DESCRIPTION_LENGTH - 700 - len(page)) + f"\n{page}"
    head = cut(head, 500)
    room = DESCRIPTION_LENGTH - len(head) - len(foot) - 4
    parts = (head, cut(body, room), foot)
    return vText(_untagged(_safe("\n\n".join(filter(None, parts)))))


def _time_lines(event: Event, language: Language) -> Sequence[str]:
    say = language.say
    lines = [wording.when_words(event, language)]
    if after := wording.after_words(event, language):
        lines[0] = say("%(words)s (%(more)s)", words=lines[0], more=after)
    if isinstance(event.when, Timed) and event.when.end is None:
        length = language.length(event.usual_length)
        lines.append(say("The end was not announced; shown as %(length)s.", length=length))
    if event.status is not Status.CONFIRMED:
        lines.append(wording.status_words(event, language))
    return lines


def _words_of(event: Event, language: Language) -> Sequence[str]:
    tag = language.tag
    return [
        event.summary.to(tag) if event.summary else "",
        markdown.plain(event.description.to(tag)) if event.description else "",
    ]


def _detail_lines(event: Event, language: Language) -> Sequence[str]:
    say, tag = language.say, language.tag
    lines = []
    if event.parties:
        who = language.series(wording.party_words(p, language) for p in event.parties)
        lines.append(say("With: %(who)s", who=who))
    if event.place and event.place.address:
        lines.append(say("Address: %(address)s", address=event.place.address.to(tag)))
    lines += [f"{link.title.to(tag)}: {link.url}" for link in event.links]
    lines += [
        say("Source: %(source)s", source=wording.source_words(source, language))
        for source in event.sources
    ]
    return lines


# --- text ----------------------------------------------------------------------------------------


def cut(words: str, length: int) -> str:
    """Return at most `length` characters, cut at a word if one ends near enough."""
    if len(words) <= length:
        return words
    kept = words[: length - 1]
    space = kept.rfind(" ")
    return (kept[:space] if space > length * 0.7 else kept).rstrip() + "…"


def _safe(words: str) -> str:
    r"""Return clean words in which no reader takes a backslash and an n for a line break.

    icalendar writes `\N` as a line break, and readers that unescape by plain replacement (it is
    one) break `C:\new`; an invisible word joiner keeps the two apart.
    """
    return re.sub(r"\\(?=[nN])", "\\\\\u2060", clean(words))


def _text(words: str, length: int) -> vText:
    return vText(cut(_safe(words), length))


def _untagged(words: str) -> str:
    """Return words in which nothing looks like an HTML tag: Google renders tags."""
    return re.sub(r"<(/?[A-Za-z!][^<>]*)>", r"‹\1›", words)


def _serialise(calendar: Component) -> bytes:
    lines = (line for line in calendar.content_lines() if line)
    return "".join(f"{_fold(str(line))}\r\n" for line in lines).encode()


def _fold(line: str) -> str:
    r"""Fold at 75 octets (RFC 5545 §3.1), between characters and never inside an escape pair.

    icalendar's own fold can part `\\` from its second half.
    """
    if len(line) * 4 <= 75 or len(line.encode()) <= 75:
        return line
    rows: list[str] = []
    row, room = "", 75
    for unit in re.findall(r"\\.|.", line):
        size = len(unit.encode())
        if size > room:
            rows.append(row)
            row, room = "", 74  # the space that marks a continuation counts
        row += unit
        room -= size
    return "\r\n ".join([*rows, row])
