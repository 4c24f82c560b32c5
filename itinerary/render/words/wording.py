"""Honest time in words, and the other sentences that pages and feeds share.

Everything here is a pure function of a value and a language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from itinerary.model.itinerary import (
    Deadline,
    DeadlineKind,
    Event,
    Link,
    LinkKind,
    Participation,
    Source,
    Status,
)
from itinerary.model.text import Text
from itinerary.model.when import MIDNIGHT, Day, Part, Span, Timed, Window, programme_days
from itinerary.render.words import markdown
from itinerary.render.words.clock_wording import shift_words, zone_words
from itinerary.render.words.language import Language, _
from itinerary.render.words.place_wording import event_words
from itinerary.value import replace

NO_BREAK = "\N{NO-BREAK SPACE}"
PARTS = {
    Part.MORNING: _("morning"),
    Part.MIDDAY: _("midday"),
    Part.AFTERNOON: _("afternoon"),
    Part.EVENING: _("evening"),
    Part.NIGHT: _("night"),
}
STATUS = {
    Status.CONFIRMED: _("Confirmed"),
    Status.TENTATIVE: _("Expected"),
    Status.POSTPONED: _("Postponed"),
    Status.CANCELLED: _("Cancelled"),
}


def beside_title(event: Event, tag: str) -> tuple[Participation, ...]:
    """Return who takes part in an event, without those whom its title in the language `tag` names:
    a list would say the name of a band or of two teams twice."""
    title = event.title.to(tag)
    return tuple(
        taking
        for taking in event.parties
        if (name := taking.party.name.to(tag)) not in title
        or not re.search(rf"(?<!\w)[{_TOGETHER}]?{re.escape(name)}(?!\w)", title)
    )


_TOGETHER = "\u0648\u0641\u0628\u0644\u0643"
"""The words of Arabic that are written together with the next one: and, so, with, for, like."""


def date_words(event: Event, language: Language) -> str:
    """Return the day or days of an event: Thursday 16 May 2024, 16–17 May 2024, or 16 May 2024 or
    later."""
    match event.when:
        case None:
            return ""
        case Timed() | Day():
            return language.day(event.when.first)
        case when:
            days = language.days(when.first, when.last)
            later = isinstance(when, Window) and when.later
            return language.say("%(days)s or later", days=days) if later else days


def time_words(event: Event, language: Language) -> str:
    """Return the hours of an event, or what is not known: 10:00–11:30, or time to be announced."""
    say = language.say
    match event.when:
        case None:
            return say("to be announced")
        case Timed(start=start, end=end):
            return range_words(start, end, start.date(), language)
        case Day(part=Part() as part):
            return say("%(part)s, time to be announced", part=say(PARTS[part]))
        case Day():
            return say("time to be announced")
        case Window(from_one_day=one):
            return say("time to be announced") if one else say("day to be announced")
        case Span() as span if span.first == span.last:
            return say("all day")
        case _:
            return say("all days")


def row_words(event: Event, language: Language, day_starts: time) -> str:
    """Return `time_words` for a row under a heading with its days: this day or later, time to be
    announced, where the heading alone would claim too much. If days start at `day_starts`, a night
    is 23:00–00:30, and Fri 01:00–02:15 below Thursday, where its hour belongs to."""
    match event.when:
        case Timed(start=start, end=end) as timed if day_starts != MIDNIGHT:
            first, last = programme_days(timed, day_starts)
            words = time_words(event, language)
            if end and first == last:  # one night, whose dates need not be told apart
                words = language.hours(start, end)
            if start.date() == first:
                return words
            weekday = language.weekday(start.date())
            return language.say("%(day)s %(hours)s", day=weekday, hours=words)
        case Window(later=True, from_one_day=True):
            return language.say("this day or later, time to be announced")
        case Window(later=True):
            return language.say("these days or later")
        case _:
            return time_words(event, language)


def day_span_words(day: date, day_starts: time, language: Language) -> str:
    """Return what a chosen day means: 16 May, or 16 May from 06:00 to 06:00 the next day."""
    shown = language.short_day(day)
    if day_starts == MIDNIGHT:
        return shown
    hour = language.clock(day_starts)
    return language.say("%(day)s, from %(hour)s to %(hour)s the next day", day=shown, hour=hour)


def day_starts_words(day_starts: time, language: Language) -> str:
    """Return the sentence that explains the days of a programme; empty if they start at
    midnight."""
    if day_starts == MIDNIGHT:
        return ""
    return language.say(
        "Each day lasts until %(hour)s: what begins after midnight is part of the evening before.",
        hour=language.clock(day_starts),
    )


def range_words(start: datetime, end: datetime | None, on: date, language: Language) -> str:
    """Return times as their own clocks show them; days are named where they are not the day `on`
    or that of the start: 10:00–11:30, or 22:00 – 17 May, 01:30. A line never breaks within a
    day."""

    def on_day(moment: datetime, beside: date, hours: str) -> str:
        if moment.date() == beside:
            return hours
        named = language.brief_day(moment.date()).replace(" ", NO_BREAK)
        return language.day_comma.join((named, hours))

    if end is None:
        return on_day(start, on, language.clock(start))
    if end.date() == start.date():
        return on_day(start, on, language.hours(start, end))
    ends = (
        on_day(start, on, language.clock(start)),
        on_day(end, start.date(), language.clock(end)),
    )
    return language.day_dash.join(ends)


def utc_words(event: Event, language: Language) -> str:
    """Return an announced time in UTC, with its date if that differs: 16 May, 22:00 UTC; empty if
    the time was not announced or the event's clocks show UTC."""
    match event.when:
        case Timed(start=start, end=end) if start.utcoffset():
            moments = (start.astimezone(UTC), end.astimezone(UTC) if end else None)
            return f"{range_words(*moments, start.date(), language)} UTC"
        case _:
            return ""


def meanwhile_words(event: Event, language: Language) -> str:
    """Return how the clocks change between an announced start and its end, without which a reader
    cannot tell the length: clocks go back 1 hour; empty if they do not change."""
    match event.when:
        case Timed(start=start, end=datetime() as end):
            shift = (end.utcoffset() or timedelta()) - (start.utcoffset() or timedelta())
            return shift_words(shift, language) if shift else ""
        case _:
            return ""


def when_words(event: Event, language: Language, said: str | None = None) -> str:
    """Return all that is known of an event's time, in one phrase. `said` is the key of a time zone
    that the text around it has named already."""
    if event.deadline and isinstance(event.when, Day | Timed):
        time = deadline_words(event.when, event, language, said)
        return language.say("until %(time)s", time=time)
    match event.when:
        case None:
            return language.say("Time to be announced")
        case Span() as span if span.first != span.last:
            return date_words(event, language)
    comma = language.day_comma if isinstance(event.when, Timed) else language.say(", ")
    words = comma.join((date_words(event, language), time_words(event, language)))
    if isinstance(event.when, Timed):
        zone = "" if _named(event, said) else zone_words(event, event.when.start, language)
        notes = zone, meanwhile_words(event, language)
        if more := language.say("; ").join(filter(None, notes)):
            return language.say("%(words)s (%(more)s)", words=words, more=more)
    return words


def deadline_words(
    by: Day | Timed, event: Event, language: Language, said: str | None = None
) -> str:
    """Return a deadline as exact as it was announced: 10 May 2024, 18:00 (Beijing time, UTC+8);
    without its zone if that is the one that was `said`."""
    if isinstance(by, Timed):
        if _named(event, said):
            return language.stamp(by.start)
        zone = zone_words(event, by.start, language)
        return language.say("%(words)s (%(more)s)", words=language.stamp(by.start), more=zone)
    day = language.days(by.first, by.first)
    return language.say(", ").join((day, language.say(PARTS[by.part]))) if by.part else day


def _named(event: Event, said: str | None) -> bool:
    return event.zone.info.key == said


def title_words(event: Event, language: Language) -> str:
    """Return the title of an event; of a deadline, with what ends then."""
    title = event.title.to(language.tag)
    match event.deadline:
        case Deadline(kind=DeadlineKind.ACCREDITATION):
            return language.say("Accreditation closes: %(title)s", title=title)
        case Deadline(kind=DeadlineKind.REGISTRATION):
            return language.say("Registration closes: %(title)s", title=title)
    return title


def after_words(event: Event, language: Language) -> str:
    """Return which event it follows: follows “Talks”; empty if that is not known."""
    if event.after is None:
        return ""
    return language.say("follows “%(title)s”", title=event.after.title.to(language.tag))


def around_title(event: Event, language: Language) -> tuple[str, str]:
    """Return what stands before and behind a title in a feed: whether the event is off, and what is
    not known of its time: CANCELLED: … (time TBA)."""
    words = _off(event, _with_unknown(event, _TITLE, language), language)
    before, _title, after = words.partition(_TITLE)
    return before, after


_TITLE = "\ufffc"
"""Stands for a title (OBJECT REPLACEMENT CHARACTER) until its room is known."""


def _with_unknown(event: Event, title: str, language: Language) -> str:
    """Return a title with what is not known of the day or the time: Gala (time TBA)."""
    say = language.say
    if event.deadline:  # a day is the last one, and not a time to be announced
        return title
    if event.former:
        return say("%(title)s (date TBA)", title=title)
    match event.when:
        case Day(part=Part() as part):
            return say("%(title)s (%(part)s, time TBA)", title=title, part=say(PARTS[part]))
        case Day():
            return say("%(title)s (time TBA)", title=title)
        case Window() as window:
            days = language.short_days(window.first, window.last)
            if not window.later:
                return say("%(title)s (date TBA, %(days)s)", title=title, days=days)
            if window.from_one_day:
                return say("%(title)s (%(days)s or later, time TBA)", title=title, days=days)
            return say("%(title)s (date TBA, %(days)s or later)", title=title, days=days)
        case _:
            return title


def open_again_words(event: Event, language: Language) -> str:
    """Return that an event has no day any more, and what was last announced; empty if neither."""
    if event.former is None:
        return ""
    before = when_words(replace(event, when=event.former.when), language)
    return language.say("The date is open again; it was %(before)s.", before=before)


def _off(event: Event, title: str, language: Language) -> str:
    """Return a title with words that say so if the event is off: CANCELLED: Gala."""
    match event.status:
        case Status.CANCELLED:
            return language.catalog.gettext("CANCELLED: %(title)s") % {"title": title}
        case Status.POSTPONED:
            return language.catalog.gettext("POSTPONED: %(title)s") % {"title": title}
        case _:
            return title


def status_words(event: Event, language: Language) -> str:
    """Return the status with its reason: Cancelled: heavy rain."""
    words = language.say(STATUS[event.status])
    if event.reason is None:
        return words
    return language.say(
        "%(status)s: %(reason)s", status=words, reason=event.reason.to(language.tag)
    )


def count_words(events: Sequence[Event], language: Language) -> str:
    """Return how many events take place, and how many do not: 4 events; Cancelled: 2 events."""
    counts = Counter(event.status if event.status.off else None for event in events)
    words = []
    for status in (None, Status.POSTPONED, Status.CANCELLED):
        if num := counts[status]:
            count = language.ngettext("%(num)d event", "%(num)d events", num)
            if status:
                title = language.say(STATUS[status])
                count = language.say("%(title)s: %(words)s", title=title, words=count)
            words.append(count)
    return language.say("; ").join(words)


def party_words(participation: Participation, language: Language) -> str:
    """Return a party with its role: Xi Jinping (host)."""
    name = participation.party.name.to(language.tag)
    if participation.role is None:
        return name
    role = participation.role.to(language.tag)
    return language.say("%(words)s (%(more)s)", words=name, more=role)


def source_words(source: Source, language: Language) -> str:
    """Return a source as a citation: Kremlin press service, statement, 14 May 2024."""
    return language.row(language.say(", "), _citation(source, language))


LINKS = {
    LinkKind.SLIDES: _("Slides"),
    LinkKind.VIDEO: _("Video"),
    LinkKind.RECORDING: _("Recording"),
    LinkKind.STREAM: _("Live stream"),
    LinkKind.TICKETS: _("Tickets"),
    LinkKind.DOCUMENT: _("Document"),
}


def link_words(link: Link, language: Language) -> str:
    """Return what a link is called: its title, what it leads to, or else its address in short."""
    if link.title:
        return link.title.to(language.tag)
    return language.say(LINKS[link.kind]) if link.kind else short_address(link.url)


def link_kind(link: Link, language: Language) -> str:
    """Return what a link leads to, empty if that was not said."""
    return language.say(LINKS[link.kind]) if link.kind else ""


def short_address(url: str) -> str:
    """Return a web address as people write it: example.org/gala."""
    return re.sub(r"^https?://(www\.)?", "", url).removesuffix("/")


def description_words(event: Event, language: Language) -> str:
    """Return an event in a few sentences of plain text, for quotations of its page: its status
    unless confirmed, what is known of its time, and its summary or else its description."""
    about = event.summary or event.description
    parts = (
        "" if event.status is Status.CONFIRMED else status_words(event, language),
        when_words(event, language),
        plain_words(about, language) if about else "",
    )
    return language.sentences(filter(None, parts))


def share_image_alt(event: Event, language: Language) -> str:
    """Return the alternative text of an event's share image."""
    parts = (
        event.title.to(language.tag),
        "" if event.status is Status.CONFIRMED else status_words(event, language),
        when_words(event, language),
        event_words(event, language),
    )
    return language.sentences(filter(None, parts))


def plain_words(text: Text, language: Language) -> str:
    """Return Markdown as plain text in one line."""
    return " ".join(markdown.plain(text.to(language.tag)).split())


def _citation(source: Source, language: Language) -> Iterator[str]:
    yield source.who.to(language.tag)
    if source.where:
        yield source.where.to(language.tag)
    if source.when:
        yield language.said_on(source.when)
