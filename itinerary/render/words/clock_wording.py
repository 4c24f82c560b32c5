"""Time zones and their offsets in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from itinerary.model.itinerary import (
    Event,
    TimeZone,
)
from itinerary.model.reading_order import Section, Sort
from itinerary.model.when import Timed
from itinerary.model.zones import offset_words, summer_offset
from itinerary.render.words import zone_names
from itinerary.render.words.language import Language


def zone_words(event: Event, moment: datetime, language: Language) -> str:
    """Return the name of the event's time zone with its offset: Beijing time, UTC+8."""
    return zone_name(event.zone, moment, language)


def zone_name(zone: TimeZone, moment: datetime, language: Language) -> str:
    """Return the name of a time zone with its offset at `moment`, or the offset alone if the name
    says no more: Beijing time, UTC+8, or UTC−12."""
    words = clock_name(zone, moment, language), utc_offset(zone.local(moment))
    return language.say(", ").join(dict.fromkeys(words))


def clock_name(zone: TimeZone, moment: datetime, language: Language) -> str:
    """Return what people call a time zone at `moment`: Beijing time."""
    if zone.name:
        return zone.name.to(language.tag)
    here = zone.local(moment)
    return zone_names.name(here, language) or utc_offset(here)


def clocks(events: Iterable[Event], language: Language) -> list[str]:
    """Return a phrase for each time zone of the announced times of events: Beijing time, UTC+8, or
    Central European Time: UTC+1, in summer UTC+2."""
    return [_clocks_of(zone, begins, language) for zone, begins in _begins(events).items()]


def zones_line(events: Iterable[Event], language: Language) -> str:
    """Return the sentence that names the zone of the announced times; empty without such times."""
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
    """Return `zones_line` for every subset of events that a filter may show: by zone and offset
    (+02:00); under an empty offset for all offsets of a zone, under an empty zone for several."""
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


def days_naming_clocks(sections: Iterable[Section]) -> frozenset[date]:
    """Return the days under whose headings a list names the clocks, below the sentence of
    `zones_line`.

    There are none where the sentence says the clocks of all. Where it has those of winter and of
    summer, they are the first day and those whose clocks are not the same as on the day before.
    """
    days = {
        part.first: begins
        for part in sections
        if part.sort is Sort.DAY and part.first and (begins := _begins(part.events))
    }
    if not days:
        return frozenset()
    zone, *others = {zone.info.key: zone for found in days.values() for zone in found}.values()
    if others:
        return frozenset(days)
    by_day = {
        day: [at for begins in found.values() for at in begins] for day, found in days.items()
    }
    every = [moment for moments in by_day.values() for moment in moments]
    if len(_offsets(every)) == 1:
        return frozenset()
    if not _has_summer_time(zone, every):
        return frozenset(days)
    clocks = {day: tuple(_offsets(moments)) for day, moments in by_day.items()}
    before = dict(zip(list(clocks)[1:], clocks.values(), strict=False))
    return frozenset(day for day, own in clocks.items() if len(own) > 1 or own != before.get(day))


def _begins(events: Iterable[Event]) -> dict[TimeZone, list[datetime]]:
    """Return the announced starts of events by zone."""
    found: dict[str, tuple[TimeZone, list[datetime]]] = {}
    for event in events:
        if isinstance(event.when, Timed):
            _, begins = found.setdefault(event.zone.info.key, (event.zone, []))
            begins.append(event.zone.local(event.when.start))
    return dict(found.values())


def _offsets(moments: Iterable[datetime]) -> dict[timedelta, datetime]:
    """Return the offsets from UTC of moments in ascending order, each with one of the moments."""
    found = {moment.utcoffset() or timedelta(): moment for moment in moments}
    return dict(sorted(found.items()))


def _called(zone: TimeZone, moments: Sequence[datetime], language: Language) -> str:
    """Return a name of a zone that is correct at all `moments`."""
    names = {clock_name(zone, moment, language) for moment in moments}
    if len(names) == 1:
        return names.pop()
    return zone_names.name_all_year(moments, language) or zone.info.key


def _clocks_of(zone: TimeZone, moments: Sequence[datetime], language: Language) -> str:
    name, offsets = _called(zone, moments, language), _offsets(moments)
    said = [utc_offset(moment) for moment in offsets.values()]
    if len(said) == 1:
        return language.say(", ").join(dict.fromkeys((name, *said)))
    if _has_summer_time(zone, moments):
        return language.say(
            "%(zone)s: %(winter)s, in summer %(summer)s", zone=name, winter=said[0], summer=said[1]
        )
    return language.say(
        "%(zone)s: %(offsets)s, depending on the day",
        zone=name,
        offsets=language.alternatives(said),
    )


def _has_summer_time(zone: TimeZone, moments: Sequence[datetime]) -> bool:
    """Tell whether `moments` are by the winter and the summer time of a zone, and by no others."""
    expected = {summer_offset(zone.info, moment.year) for moment in moments}
    return expected == {tuple(_offsets(moments))}


def utc_offset(moment: datetime) -> str:
    """Return an offset as people write it: UTC, UTC+8, UTC+5:30, UTC−3."""
    offset = moment.utcoffset()
    return f"UTC{signed_hours(offset)}" if offset else "UTC"


def signed_hours(length: timedelta) -> str:
    """Return a difference of clocks in hours: +8, +5:30, −3."""
    minutes = round(length.total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"{'−' if minutes < 0 else '+'}{hours}" + (f":{rest:02}" if rest else "")


def shift_words(shift: timedelta, language: Language) -> str:
    """Return how the clocks change: clocks go back 1 hour."""
    length = language.length(abs(shift))
    if shift < timedelta():
        return language.say("clocks go back %(length)s", length=length)
    return language.say("clocks go forward %(length)s", length=length)
