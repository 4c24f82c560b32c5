"""One event as a VEVENT (RFC 5545 §3.6.1), as calendar clients really read it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from itinerary.errors import ItineraryError
from itinerary.ledger import Edition
from itinerary.model.itinerary import CancelStyle, Event, Status
from itinerary.model.text import clean
from itinerary.model.when import Day, Span, Timed, Window
from itinerary.model.zones import fixed_offset
from itinerary.render import addresses
from itinerary.render.calendars.content_lines import (
    content_lines,
    escape_text,
    time_property,
    utc_time,
)
from itinerary.render.words import markdown, wording
from itinerary.render.words.language import Language

SUMMARY_LENGTH = 255
"""The longest title that Proton takes; longer ones it refuses with the whole event."""

SEEN_LENGTH = 120
"""What a calendar with some room shows of a title: words after the title have to be in it."""

LOCATION_LENGTH = 255
DESCRIPTION_LENGTH = 3000


class NothingDatedError(ItineraryError):
    """There is no day to put an entry on, so there is no honest calendar, and never an empty one:
    several clients would delete all they have (GNOME would keep all that is stale)."""


@dataclass(frozen=True, slots=True)
class Vevent:
    """A rendered VEVENT: its bytes, the zone that they name, and its place among others."""

    body: bytes
    zone: ZoneInfo | None
    order: tuple[datetime, str]


def written_zone(event: Event) -> ZoneInfo | None:
    """Return the zone that an event's times are written in with a TZID; None for UTC and dates."""
    if not isinstance(event.when, Timed) or event.zone.info.key in ("UTC", "GMT"):
        return None
    fixed = fixed_offset(event.zone.info, event.when.start.astimezone(UTC).year)
    return event.zone.info if fixed is not None else None


# --- the event -----------------------------------------------------------------------------------


def start_and_end(event: Event) -> tuple[date | datetime, date | datetime]:
    """Return DTSTART and DTEND: datetimes for a known time, else dates with an exclusive end.

    Raises NothingDatedError if nothing was announced.
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


def render_vevent(edition: Edition, event: Event, language: Language, site: str) -> Vevent:
    """Return an event as VEVENT in a language, with links that begin with `site`."""
    revision = edition.revision(event)
    modified = utc_time(revision.modified)
    tag = language.tag
    start, end = start_and_end(event)
    page = addresses.absolute(site, addresses.event_page(tag, event.id))
    place = event.place
    point = place.point() if place else None
    where = shortened(wording.location_words(place, language), LOCATION_LENGTH) if place else ""
    colour = event.categories[0].colour if event.categories else None
    # GNOME sees an edit only by DTSTAMP, LAST-MODIFIED and SEQUENCE, ICSx5 only by LAST-MODIFIED,
    # Google by SEQUENCE: all of them move together, and not otherwise.
    body = content_lines(
        ("BEGIN", "VEVENT"),
        ("SUMMARY", escape_text(summary(event, language))),
        time_property("DTSTART", start),
        time_property("DTEND", end),
        ("DTSTAMP", modified),
        ("UID", escape_text(event.uid)),
        ("SEQUENCE", str(revision.number)),
        ("CATEGORIES", ",".join(escape_text(_safe(c.name.to(tag))) for c in event.categories)),
        ("CLASS", "PUBLIC"),
        ("COLOR", colour.name if colour else ""),
        ("CREATED", utc_time(revision.created)),
        ("DESCRIPTION", escape_text(description(event, language, page))),
        ("GEO", f"{point.latitude};{point.longitude}" if point else ""),
        ("LAST-MODIFIED", modified),
        ("LOCATION", escape_text(where)),
        ("STATUS", _status(event, edition.itinerary.cancel_style)),
        ("TRANSP", "OPAQUE" if _busy(event) else "TRANSPARENT"),
        ("URL", page),
        ("X-ITINERARY-TIME", "UNKNOWN" if isinstance(event.when, Day | Window) else ""),
        ("END", "VEVENT"),
    )
    return Vevent(body, written_zone(event), (sort_moment(start), event.uid))


def sort_moment(start: date | datetime) -> datetime:
    """Return where a start stands among others: a day where it begins in UTC."""
    if isinstance(start, datetime):
        return start.astimezone(UTC)
    return datetime.combine(start, time(), UTC)


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
    off, in words.

    The title is cut for the sake of what stands after it alone: what stands before it is seen
    anyway. At most SUMMARY_LENGTH characters, and SEEN_LENGTH with words after the title.
    """
    before, after = wording.prefix(event, language), wording.suffix(event, language)
    room = (SEEN_LENGTH if after else SUMMARY_LENGTH) - len(before) - len(after) - 2
    title = cut(" ".join(_safe(event.title.to(language.tag)).split()), room)
    return " ".join(filter(None, (before, title, after)))


def _always(_words: str) -> bool:
    return True


def description(
    event: Event, language: Language, page: str, fits: Callable[[str], bool] = _always
) -> str:
    """Return what an entry says below its title: what is known of the time first, then the author's
    words and the details, the address of the page last (Google and several phones do not show URL).

    If it does not fit, it has fewer whole lines: the author's words go first, of which the page has
    all, then details from the last. The first line and the page always stay.
    """
    time, words, details = _parts(event, language, page)

    def said(count: int) -> str:
        kept = words[: max(count - len(time) - len(details), 0)]
        if len(kept) < len(words):
            while kept and not kept[-1]:
                kept = kept[:-1]
            kept = [*kept, "…"]
        foot = [*details[: max(count - len(time), 0)], page]
        return "\n\n".join("\n".join(part) for part in (time[:count], kept, foot) if part)

    total = len(time) + len(words) + len(details)
    if fits(whole := said(total)):
        return whole
    return said(max(1, bisect_left(range(1, total), True, key=lambda count: not fits(said(count)))))


def _parts(event: Event, language: Language, page: str) -> tuple[list[str], list[str], list[str]]:
    """Return the lines on the time, the author's and those of details, so short that they and the
    page stay within DESCRIPTION_LENGTH."""
    head, body, foot = (
        without_tags(_safe("\n".join(filter(None, lines))))
        for lines in (
            _time_lines(event, language),
            _words_of(event, language),
            _detail_lines(event, language),
        )
    )
    # Details go short only if they would take the whole room.
    foot = cut(foot, DESCRIPTION_LENGTH - 700 - len(page))
    head = cut(head, 500)
    body = cut(body, DESCRIPTION_LENGTH - len(head) - len(foot) - len(page) - 5)
    return _rows(head), _rows(body), _rows(foot)


def _rows(words: str) -> list[str]:
    return words.split("\n") if words else []


def _time_lines(event: Event, language: Language) -> Sequence[str]:
    say = language.say
    lines = [wording.when_words(event, language)]
    if after := wording.after_words(event, language):
        lines[0] = say("%(words)s (%(more)s)", words=lines[0], more=after)
    if isinstance(event.when, Timed) and event.when.end is None:
        length = language.length(event.usual_length)
        if "end" in event.without:
            lines.append(say("There is no set end; shown as %(length)s.", length=length))
        else:
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
    at = event.place and event.place.addressed()
    if at and at.address:
        lines.append(say("Address: %(address)s", address=at.address.to(tag)))
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

    Readers that unescape by plain replacement break `C:\new`; an invisible word joiner keeps the
    two apart.
    """
    words = clean(words)
    return re.sub(r"\\(?=[nN])", "\\\\\u2060", words) if "\\" in words else words


def shortened(words: str, length: int) -> str:
    """Return words that every client reads right, cut to `length` characters."""
    return cut(_safe(words), length)


def without_tags(words: str) -> str:
    """Return words in which nothing is an HTML tag for anybody: Google renders tags.

    A tag in the attribute of another is found once the outer one is gone; what begins like
    a tag that nobody ends would swallow the rest.
    """
    if "<" not in words:
        return words
    found = 1
    while found:
        words, found = re.subn(r"<([/!?A-Za-z][^<>]*)>", r"‹\1›", words)
    return re.sub(r"<(?=[/!?A-Za-z])", "‹", words)
