"""Honest time in words, and the other sentences that pages and feeds share.

Everything here is a pure function of a value and a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from itinerary.model.itinerary import (
    Event,
    Itinerary,
    Participation,
    Place,
    Source,
    Status,
    TimeZone,
)
from itinerary.model.text import Text
from itinerary.model.when import Day, Part, Span, Timed, Window
from itinerary.model.zones import offset_words, summer_offset
from itinerary.render.layout.route import Leg, Route
from itinerary.render.words import markdown, zone_names
from itinerary.render.words.language import Language, _

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
    """Return what is known beside `date_words`: 10:00–11:30, or time to be announced."""
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


def row_words(event: Event, language: Language) -> str:
    """Return `time_words` for a row under its day or days: this day or later, time to be announced,
    where the heading alone would claim more than is known."""
    match event.when:
        case Window(later=True, from_one_day=True):
            return language.say("this day or later, time to be announced")
        case Window(later=True):
            return language.say("these days or later")
        case _:
            return time_words(event, language)


def range_words(start: datetime, end: datetime | None, on: date, language: Language) -> str:
    """Return times as their own clocks show them; days are named where they are not the day `on`
    or that of the start: 10:00–11:30, or 22:00 – 17 May, 01:30. A line never breaks within a
    day."""

    def words(moment: datetime, day: date) -> str:
        clock = language.clock(moment)
        if moment.date() == day:
            return clock
        named = language.brief_day(moment.date()).replace(" ", NO_BREAK)
        return language.say(", ").join((named, clock))

    if end is None:
        return words(start, on)
    dash = "–" if end.date() == start.date() else " – "
    return dash.join((words(start, on), words(end, start.date())))


def utc_words(event: Event, language: Language) -> str:
    """Return an announced time in UTC, with its date where that is another: 16 May, 22:00 UTC;
    nothing if there is none, or the event's own clocks show UTC."""
    match event.when:
        case Timed(start=start, end=end) if start.utcoffset():
            moments = (start.astimezone(UTC), end.astimezone(UTC) if end else None)
            return f"{range_words(*moments, start.date(), language)} UTC"
        case _:
            return ""


def meanwhile_words(event: Event, language: Language) -> str:
    """Return how the clocks are set between an announced start and its end, without which nobody
    can tell how long it takes: clocks go back 1 hour; nothing if they are not."""
    match event.when:
        case Timed(start=start, end=datetime() as end):
            shift = (end.utcoffset() or timedelta()) - (start.utcoffset() or timedelta())
            return shift_words(shift, language) if shift else ""
        case _:
            return ""


def leg_words(leg: Leg, language: Language) -> str:
    """Return the way between two cities in figures: ≈ 1,060 km · clocks +1 h; perhaps nothing."""
    parts = []
    if leg.kilometres is not None:
        parts.append(f"≈ {language.kilometres(leg.kilometres)}")
    if leg.shift:
        parts.append(language.say("clocks %(hours)s h", hours=_signed(leg.shift)))
    return " · ".join(parts)


def route_words(route: Route, language: Language) -> str:
    """Return where a programme goes in words, with no more order than is known."""
    say = language.say
    names = {place.id: place.name.to(language.tag) for place in route.places}
    if not names:
        return say("No city was announced yet.") if route.open else say("It goes to no city.")
    if len(names) == 1:
        return say("Everything is in one city: %(place)s.", place=next(iter(names.values())))
    if len(route.stops) > 1:
        way = " → ".join(names[place.id] for place in route.stops)
        words = [say("In this order: %(places)s.", places=way)]
        if all(leg.kilometres is not None for leg in route.legs.values()):
            total = sum(leg.kilometres or 0 for leg in route.legs.values())
            words.append(
                say("In all %(distance)s as the crow flies.", distance=language.kilometres(total))
            )
        undated = [names[place.id] for place in route.others if place.id in route.undated]
        others = [names[place.id] for place in route.others if place.id not in route.undated]
        if others:
            places = language.series(others)
            words.append(say("Also, in an order not announced: %(places)s.", places=places))
        if undated:
            places = language.series(undated)
            words.append(say("At a time not announced: %(places)s.", places=places))
        return _sentences(words, language)
    words = [
        say("%(places)s. In which order was not announced.", places=language.series(names.values()))
    ]
    ends = [place.coordinates for place in route.places]
    if len(ends) == 2 and ends[0] and ends[1]:
        apart = language.kilometres(ends[0].kilometres_to(ends[1]))
        words.append(say("They are %(distance)s apart as the crow flies.", distance=apart))
    return _sentences(words, language)


def when_words(event: Event, language: Language) -> str:
    """Return all that is known of an event's time, in one phrase."""
    match event.when:
        case None:
            return language.say("Time to be announced")
        case Span() as span if span.first != span.last:
            return date_words(event, language)
    words = language.say(", ").join((date_words(event, language), time_words(event, language)))
    if isinstance(event.when, Timed):
        notes = zone_words(event, event.when.start, language), meanwhile_words(event, language)
        more = language.say("; ").join(filter(None, notes))
        return language.say("%(words)s (%(more)s)", words=words, more=more)
    return words


def after_words(event: Event, language: Language) -> str:
    """Return which event it follows, or nothing."""
    if event.after is None:
        return ""
    return language.say("follows “%(title)s”", title=event.after.title.to(language.tag))


def zone_words(event: Event, moment: datetime, language: Language) -> str:
    """Return the name of the event's time zone with its offset: Beijing time, UTC+8."""
    return zone_name(event.zone, moment, language)


def zone_name(zone: TimeZone, moment: datetime, language: Language) -> str:
    """Return the name of a time zone with its offset at `moment`; the offset alone if that is all
    its name says: Beijing time, UTC+8, or UTC−12."""
    words = clock_name(zone, moment, language), utc_offset(zone.local(moment))
    return language.say(", ").join(dict.fromkeys(words))


def clock_name(zone: TimeZone, moment: datetime, language: Language) -> str:
    """Return what people call a time zone at `moment`: Beijing time."""
    if zone.name:
        return zone.name.to(language.tag)
    here = zone.local(moment)
    return zone_names.name(here, language) or utc_offset(here)


def clocks(events: Iterable[Event], language: Language) -> list[str]:
    """Return by which clocks the announced times of events are, a phrase for each zone: Beijing
    time, UTC+8, or Central European Time: UTC+1, in summer UTC+2."""
    return [_clocks_of(zone, begins, language) for zone, begins in _begins(events).items()]


def zones_line(events: Iterable[Event], language: Language) -> str:
    """Return how the announced times of events are meant; nothing if none was announced."""
    found = _begins(events)
    if len(found) > 1:
        return language.say("All times are local times of the place.")
    for zone, begins in found.items():
        words, offset = _called(zone, begins, language), utc_offset(begins[0])
        if len(_offsets(begins)) > 1 or words == offset:
            clocks = _clocks_of(zone, begins, language)
            return language.say("All times are in %(clocks)s.", clocks=clocks)
        return language.say("All times are in %(zone)s (%(offset)s).", zone=words, offset=offset)
    return ""


def zones_lines(events: Iterable[Event], language: Language) -> dict[str, dict[str, str]]:
    """Return `zones_line` for any part of events: by zone and offset (+02:00), for all offsets of a
    zone under none, and for several zones under none too."""
    sorts: dict[str, dict[str, list[Event]]] = {}
    for event in events:
        if isinstance(event.when, Timed):
            offset = offset_words(event.when.start.utcoffset())
            sorts.setdefault(event.zone.info.key, {}).setdefault(offset, []).append(event)
    found = {}
    for zone, by_offset in sorts.items():
        every = {"": [event for same in by_offset.values() for event in same]}
        parts = by_offset | every if len(by_offset) > 1 else every
        found[zone] = {at: zones_line(part, language) for at, part in parts.items()}
    if len(found) > 1:
        found[""] = {
            "": zones_line((e for s in sorts.values() for p in s.values() for e in p), language)
        }
    return found


def _begins(events: Iterable[Event]) -> dict[TimeZone, list[datetime]]:
    """Return when events with announced times begin, by their zones."""
    found: dict[str, tuple[TimeZone, list[datetime]]] = {}
    for event in events:
        if isinstance(event.when, Timed):
            _, begins = found.setdefault(event.zone.info.key, (event.zone, []))
            begins.append(event.zone.local(event.when.start))
    return dict(found.values())


def _offsets(moments: Iterable[datetime]) -> dict[timedelta, datetime]:
    """Return the offsets from UTC of moments, from the least to the greatest, each with one."""
    found = {moment.utcoffset() or timedelta(): moment for moment in moments}
    return dict(sorted(found.items()))


def _called(zone: TimeZone, moments: Sequence[datetime], language: Language) -> str:
    """Return the name of a zone that is right at all `moments`."""
    names = {clock_name(zone, moment, language) for moment in moments}
    if len(names) == 1:
        return names.pop()
    return zone_names.name_all_year(moments, language) or zone.info.key


def _clocks_of(zone: TimeZone, moments: Sequence[datetime], language: Language) -> str:
    name, offsets = _called(zone, moments, language), _offsets(moments)
    said = [utc_offset(moment) for moment in offsets.values()]
    if len(said) == 1:
        return language.say(", ").join(dict.fromkeys((name, *said)))
    if {summer_offset(zone.info, moment.year) for moment in moments} == {tuple(offsets)}:
        return language.say(
            "%(zone)s: %(winter)s, in summer %(summer)s", zone=name, winter=said[0], summer=said[1]
        )
    return language.say(
        "%(zone)s: %(offsets)s, depending on the day", zone=name, offsets=" / ".join(said)
    )


def moment_words(moment: datetime, itinerary: Itinerary, language: Language) -> str:
    """Return when something was published, by the programme's clocks: 14 May 2024, 10:00.

    Only the day if the author declared a day and no hour, for which 00:00 UTC stands in.
    """
    if _declared_day(moment, itinerary):
        return language.said_on(moment_day(moment, itinerary).isoformat())
    return language.stamp(itinerary.zone.local(moment))


def moment_value(moment: datetime, itinerary: Itinerary) -> str:
    """Return `moment_words` for machines: a day, or a day and time in UTC (ISO 8601)."""
    if _declared_day(moment, itinerary):
        return moment_day(moment, itinerary).isoformat()
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def moment_day(moment: datetime, itinerary: Itinerary) -> date:
    """Return the day of `moment_words`."""
    if _declared_day(moment, itinerary):
        return moment.astimezone(UTC).date()
    return itinerary.zone.local(moment).date()


def moment_zone(moment: datetime, itinerary: Itinerary, language: Language) -> str:
    """Return the zone of `moment_words`: Beijing time, UTC+8; nothing if it names no hour."""
    if _declared_day(moment, itinerary):
        return ""
    return zone_name(itinerary.zone, itinerary.zone.local(moment), language)


def _declared_day(moment: datetime, itinerary: Itinerary) -> bool:
    return moment == itinerary.published and moment.astimezone(UTC).time() == time()


def utc_offset(moment: datetime) -> str:
    """Return an offset as people write it: UTC, UTC+8, UTC+5:30, UTC−3."""
    offset = moment.utcoffset()
    return f"UTC{_signed(offset)}" if offset else "UTC"


def _signed(length: timedelta) -> str:
    """Return a difference of clocks in hours: +8, +5:30, −3."""
    minutes = round(length.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def shift_words(shift: timedelta, language: Language) -> str:
    """Return how the clocks are set: clocks go back 1 hour."""
    length = language.length(abs(shift))
    if shift < timedelta():
        return language.say("clocks go back %(length)s", length=length)
    return language.say("clocks go forward %(length)s", length=length)


def suffix(event: Event, language: Language) -> str:
    """Return what a feed adds to a title whose day or time is not known, or nothing."""
    say = language.say
    match event.when:
        case Day(part=Part() as part):
            return say("(%(part)s, time TBA)", part=say(PARTS[part]))
        case Day():
            return say("(time TBA)")
        case Window() as window:
            days = language.short_days(window.first, window.last)
            if not window.later:
                return say("(date TBA, %(days)s)", days=days)
            if window.from_one_day:
                return say("(%(days)s or later, time TBA)", days=days)
            return say("(date TBA, %(days)s or later)", days=days)
        case _:
            return ""


def prefix(event: Event, language: Language) -> str:
    """Return what a feed puts before a title that is off, or nothing."""
    if event.status is Status.CANCELLED:
        return language.say("CANCELLED:")
    if event.status is Status.POSTPONED:
        return language.say("POSTPONED:")
    return ""


def status_words(event: Event, language: Language) -> str:
    """Return the status with its reason: Cancelled: heavy rain."""
    words = language.say(STATUS[event.status])
    if event.reason is None:
        return words
    return language.say(
        "%(status)s: %(reason)s", status=words, reason=event.reason.to(language.tag)
    )


def party_words(participation: Participation, language: Language) -> str:
    """Return a party with its role: Xi Jinping (host)."""
    name = participation.party.name.to(language.tag)
    if participation.role is None:
        return name
    role = participation.role.to(language.tag)
    return language.say("%(words)s (%(more)s)", words=name, more=role)


def place_words(place: Place, language: Language) -> str:
    """Return a place with those around it in one line: Harbin, Heilongjiang, China."""
    return language.say(", ").join(around.name.to(language.tag) for around in place.chain())


def location_words(place: Place, language: Language) -> str:
    """Return a place in one line by which people and phones find it: with those around it, and its
    address behind the one that has it: Hall D, Plant 2, Kochstraße 132, 04277 Leipzig, Germany.

    What the address says itself is not said twice.
    """
    at = place.addressed()
    if at is None or at.address is None:
        return place_words(place, language)
    address = " ".join(at.address.to(language.tag).split())
    before: list[str] = []
    behind: list[str] = []
    said = before
    for around in place.chain():
        found = _position(around.name, address)
        # Its own name comes first, even that of a place named like its city.
        if found is None or (around is place and found > 0):
            said.append(around.name.to(language.tag))
        if around is at:
            said = behind
    return language.say(", ").join((*before, address, *behind))


def _position(name: Text, words: str) -> int | None:
    """Return where words have a name, in whatever language, as a word; None if they do not.

    A name in a script without spaces, as Chinese is, is one within longer words too.
    """
    for _tag, said in name:
        edges = (r"(?<!\w)" if _cased(said[0]) else "", r"(?!\w)" if _cased(said[-1]) else "")
        if found := re.search(re.escape(said).join(edges), words, re.IGNORECASE):
            return found.start()
    return None


def _cased(letter: str) -> bool:
    return letter.isdigit() or letter.lower() != letter.upper()


def source_words(source: Source, language: Language) -> str:
    """Return a source as a citation: Kremlin press service, statement, 14 May 2024."""
    return language.say(", ").join(_citation(source, language))


def description_words(event: Event, language: Language) -> str:
    """Return an event in a few sentences of plain text, for where its page is quoted: its status
    unless it is sure, what is known of its time, its summary or else its description."""
    about = event.summary or event.description
    parts = (
        "" if event.status is Status.CONFIRMED else status_words(event, language),
        when_words(event, language),
        plain_words(about, language) if about else "",
    )
    return _sentences(filter(None, parts), language)


def share_image_alt(event: Event, language: Language) -> str:
    """Return what the picture of an event shows, for those who do not see it."""
    parts = (
        event.title.to(language.tag),
        "" if event.status is Status.CONFIRMED else status_words(event, language),
        when_words(event, language),
        place_words(event.place, language) if event.place else "",
    )
    return _sentences(filter(None, parts), language)


def plain_words(text: Text, language: Language) -> str:
    """Return Markdown as plain text in one line."""
    return " ".join(markdown.plain(text.to(language.tag)).split())


def _sentences(parts: Iterable[str], language: Language) -> str:
    """Return parts as sentences, each with one full stop: Russian dates (“2024 г.”) end in one."""
    stop = language.say(". ")
    ended = (part + (stop[1:] if part[-1] in ".!?…。！？" else stop) for part in parts)
    return "".join(ended).strip()


def _citation(source: Source, language: Language) -> Iterator[str]:
    yield source.who.to(language.tag)
    if source.where:
        yield source.where.to(language.tag)
    if source.when:
        yield language.said_on(source.when)
