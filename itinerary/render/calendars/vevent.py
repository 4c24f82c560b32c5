"""One event as a VEVENT (RFC 5545 §3.6.1), as calendar clients really read it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from itinerary.errors import ItineraryError
from itinerary.ledger import Edition
from itinerary.model.feed_options import REMINDERS, FeedOptions
from itinerary.model.itinerary import CancelStyle, Event, Status
from itinerary.model.text import Text
from itinerary.model.when import Day, Span, Timed, Window
from itinerary.model.zones import fixed_offset
from itinerary.render import addresses
from itinerary.render.calendars.client_text import one_line, without_breaks
from itinerary.render.calendars.content_lines import (
    content_lines,
    duration,
    escape_text,
    time_property,
    utc_time,
)
from itinerary.render.calendars.entry_text import description, summary
from itinerary.render.words import place_wording
from itinerary.render.words.language import Language
from itinerary.value import Value, replace

LOCATION_LENGTH = 255
"""Characters of a place at most."""


class NothingDatedError(ItineraryError):
    """A calendar would be empty: nothing in it has a day.

    An empty calendar makes several clients delete all entries, and GNOME keep all stale ones.
    """


class Vevent(Value):
    """A rendered VEVENT: its bytes, the time zone that they name, and the key by which a feed sorts
    it (its start in UTC, its UID)."""

    body: bytes
    zone: ZoneInfo | None
    order: tuple[datetime, str]


def written_zone(event: Event) -> ZoneInfo | None:
    """Return the time zone whose TZID an event's times have; None for times in UTC and dates.

    A zone without one fixed offset in the year of the event is written in UTC, because Outlook
    reads only a VTIMEZONE of one observance correctly (`feed.py`).
    """
    if not isinstance(event.when, Timed) or event.zone.info.key in ("UTC", "GMT"):
        return None
    fixed = fixed_offset(event.zone.info, event.when.start.astimezone(UTC).year)
    return event.zone.info if fixed is not None else None


def start_and_end(event: Event) -> tuple[date | datetime, date | datetime]:
    """Return DTSTART and DTEND: aware datetimes for a known time, else dates with an exclusive end.

    Raises NothingDatedError if no day was announced.
    """
    match event.when:
        case Timed(start=start, end=end):
            # Without DTEND an event has no length (RFC 5545 §3.6.1) and is drawn as a line.
            end = end or (start.astimezone(UTC) + event.usual_length)
            if written_zone(event):
                return start, end.astimezone(event.zone.info)
            return start.astimezone(UTC), end.astimezone(UTC)
        case Day() | Span() | Window() as days:
            return days.first, days.last + timedelta(days=1)
    raise NothingDatedError(f"the day of “{event.id}” was not announced")


def render_vevent(
    edition: Edition, event: Event, language: Language, site: str, *, short: bool = False
) -> Vevent:
    """Return an event as VEVENT in a language; links begin with `site`. A `short` title has no
    words after it.

    Raises NothingDatedError if no day was announced.
    """
    revision = edition.revision(event)
    modified = utc_time(revision.modified)
    tag = language.tag
    start, end = start_and_end(event)
    own = addresses.deadline if event.deadline else addresses.event_page
    page = addresses.absolute(site, own(tag, event.id))
    place = event.place
    point = place.point() if place else None
    where = "" if event.deadline else place_wording.event_location(event, language)
    grouped = event.categories or event.tracks
    colour = grouped[0].colour if grouped else None
    # GNOME detects an edit by DTSTAMP, LAST-MODIFIED and SEQUENCE alone, ICSx5 by LAST-MODIFIED,
    # Google by SEQUENCE: all three change together, and only with a new revision.
    body = content_lines(
        ("BEGIN", "VEVENT"),
        ("SUMMARY", escape_text(summary(event, language, short=short))),
        time_property("DTSTART", start),
        time_property("DTEND", end),
        ("DTSTAMP", modified),
        ("UID", escape_text(event.uid)),
        ("SEQUENCE", str(revision.number)),
        (
            "CATEGORIES",
            ",".join(escape_text(without_breaks(name.to(tag))) for name in keywords(event)),
        ),
        ("CLASS", "PUBLIC"),
        ("COLOR", colour.name if colour else ""),
        _conference(event, language),
        ("CREATED", utc_time(revision.created)),
        ("DESCRIPTION", escape_text(description(event, language, page))),
        ("GEO", f"{point.latitude};{point.longitude}" if point else ""),
        ("LAST-MODIFIED", modified),
        ("LOCATION", escape_text(one_line(where, LOCATION_LENGTH))),
        ("STATUS", _status(event, edition.itinerary.cancel_style)),
        ("TRANSP", "OPAQUE" if _busy(event) else "TRANSPARENT"),
        ("URL", page),
        ("X-ITINERARY-TIME", "UNKNOWN" if _has_unknown_time(event) else ""),
        ("END", "VEVENT"),
    )
    return vevent_of(event, body)


_END = b"END:VEVENT\r\n"


def reminding(vevent: Vevent, event: Event, language: Language, options: FeedOptions) -> Vevent:
    """Return the VEVENT of an event with the alarm that `options` ask for (RFC 5545 §3.6.6).

    It is the last of the VEVENT: the new Outlook ignores properties behind an alarm. There is none
    where no hour was announced, because an alarm at a wrong hour is worse than none, and none of an
    event that is off.
    """
    if not options.remind or not has_sure_hour(event):
        return vevent
    alarm = content_lines(
        ("BEGIN", "VALARM"),
        ("ACTION", "DISPLAY"),
        ("DESCRIPTION", escape_text(summary(event, language, short=bool(options.titles)))),
        ("TRIGGER", duration(-REMINDERS[options.remind])),
        ("END", "VALARM"),
    )
    return replace(vevent, body=vevent.body.removesuffix(_END) + alarm + _END)


def has_sure_hour(event: Event) -> bool:
    """Tell whether the hour of an event was announced, and the event is not off."""
    off = event.status.off
    return isinstance(event.when, Timed) and not off


def vevent_of(event: Event, body: bytes) -> Vevent:
    """Return the VEVENT of an event whose bytes are known."""
    start, _ = start_and_end(event)
    return Vevent(body, written_zone(event), (sort_moment(start), event.uid))


def _has_unknown_time(event: Event) -> bool:
    return isinstance(event.when, Day | Window) and not event.deadline


def keywords(event: Event) -> Iterator[Text]:
    """Yield what an event is found by: the names of its categories and tracks, and its tags."""
    yield from (category.name for category in event.categories)
    yield from (track.name for track in event.tracks)
    yield from event.tags


LABEL_LENGTH = 100
"""Characters of the label of a conference at most."""


def _conference(event: Event, language: Language) -> tuple[str, str]:
    """Return CONFERENCE (RFC 7986 §5.11): where to attend from elsewhere, with what the programme
    says of it (FEATURE, §6.3). An event that is off has none, so that no app offers to join it."""
    online = event.online
    if online is None or online.url is None:
        return "CONFERENCE", ""
    if event.status.off:
        return "CONFERENCE", ""
    label = online.access.to(language.tag) if online.access else language.say("Online")
    # A parameter cannot contain a quotation mark (RFC 5545 §3.2); few apps know RFC 6868, but those
    # that do read a circumflex as the beginning of its escapes (§3.1).
    label = one_line(label, LABEL_LENGTH).replace('"', "”").replace("^", "^^")
    features = ",".join(feature.upper() for feature in online.features)
    offered = f";FEATURE={features}" if features else ""
    return f'CONFERENCE;VALUE=URI{offered};LABEL="{label}"', online.url


def sort_moment(start: date | datetime) -> datetime:
    """Return a start in UTC, by which entries are sorted; for a date, its midnight."""
    if isinstance(start, datetime):
        return start.astimezone(UTC)
    return datetime.combine(start, time(), UTC)


def _status(event: Event, style: CancelStyle) -> str:
    if event.status is Status.CANCELLED:
        return "CANCELLED" if style is CancelStyle.HARD else "CONFIRMED"
    sure = event.status is Status.CONFIRMED and not isinstance(event.when, Window)
    return "CONFIRMED" if sure else "TENTATIVE"


def _busy(event: Event) -> bool:
    """Tell whether the event makes its time busy: not if its hours are unknown, it is off, or
    it is a deadline."""
    return has_sure_hour(event) and not event.deadline
