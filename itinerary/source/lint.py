"""Warnings: what can be published, but is probably a mistake of its author."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import NamedTuple

from itinerary.model.cities import is_venue
from itinerary.model.itinerary import Event, Itinerary, Kind, Place, Status
from itinerary.model.text import Text
from itinerary.model.when import Timed
from itinerary.source.problems import KeyPath, Name
from itinerary.source.reporter import Reporter
from itinerary.source.text_fields import Words

FASTEST_PLANE = 1100
"""Ground speed in km/h that no airliner exceeds, even with the strongest tail wind."""

MOST_CLASHES = 5
"""Events in one room at the same time that an event is warned of by name; further ones are counted.
Each pair of a crowd would make more warnings than anyone reads."""


def lint(
    itinerary: Itinerary,
    texts: Sequence[tuple[KeyPath, Words]],
    events: Mapping[str, KeyPath],
    reporter: Reporter,
) -> None:
    """Warn of texts without a translation, events without a source, events entered twice, two
    events in one room, and a person in two places at once or farther away than any plane flies.

    `texts` are all texts of the file, and `events` the paths of the events in it, by id.
    """
    if ("languages",) not in reporter.spoilt:
        _warn_of_untranslated(texts, itinerary.languages, reporter)
    _warn_of_unsourced(itinerary, events, reporter)
    planned = [e for e in itinerary.counted if e.status in (Status.CONFIRMED, Status.TENTATIVE)]
    twice = list(_entered_twice(planned))
    same = {(found.other.id, found.event.id) for found in twice}
    reported: set[tuple[Name, KeyPath, KeyPath, str]] = set()
    for found in (*twice, *_room_clashes(itinerary, planned, same), *_apart(itinerary, planned)):
        path, other = events[found.event.id], events[found.other.id]
        key = (found.name, path, other, found.about)
        # Of two series the first clash is enough. Dates of one series have one path.
        if key not in reported and path != other:
            reported.add(key)
            reporter.warn((*path, "when"), found.name, found.message, found.hint, others=[other])


def _is_name(path: KeyPath) -> bool:
    """Tell whether the text at a path is a proper name, which is the same in every language unless
    its author says otherwise: of people and bodies, places, sources and works, and free words."""
    match path:
        case ("places" | "parties", _, "name" | "affiliation" | "address") | ("sources", _, "who"):
            return True
        case ("publisher" | "licence", "name") | ("events", _, "recording", "licence", "name"):
            return True
        case (*_, "image", "credit") | ("events", _, "tags", _):
            return True
        case ("events", _, "press", "entrance" | "contact"):  # an id of a place, an address
            return True
    return False


def _is_event_title(path: KeyPath) -> bool:
    return path[:1] in (("events",), ("series",)) and path[2:] == ("title",)


def _warn_of_untranslated(
    texts: Sequence[tuple[KeyPath, Words]], languages: Sequence[str], reporter: Reporter
) -> None:
    """Warn of texts that are missing in a language.

    Plain words are not asked for a translation where they are a name: of a person or a place, or
    the title of an event where no title is in several languages, as of the bands of a festival.
    """
    titled = any(_is_event_title(path) and isinstance(w.written, dict) for path, w in texts)
    for path, words in texts:
        is_name = _is_name(path) or (_is_event_title(path) and not titled)
        if isinstance(words.written, str) and (is_name or not any(map(str.isalpha, words.written))):
            continue
        if missing := Text.of(words.written, languages).missing(languages):
            reporter.warn(
                path,
                Name.UNTRANSLATED,
                f"this is not translated into {', '.join(missing)}",
                f"add {missing[0]}: …, or write {{mul: …}} if it is the same in every language",
            )


def _warn_of_unsourced(
    itinerary: Itinerary, events: Mapping[str, KeyPath], reporter: Reporter
) -> None:
    """Warn of events without a source, of the dates of a series once."""
    reported: set[KeyPath] = set()
    for event in itinerary.events:
        path = events[event.id]
        if (
            event.sources
            or event.is_break
            or path in reported
            or (*path, "sources") in reporter.spoilt
        ):
            continue
        reported.add(path)
        hint = "write sources: [who-said-so]"
        reporter.warn(path, Name.NO_SOURCE, f"“{event.id}” cites no source", hint)


class _Finding(NamedTuple):
    """A warning about two events, given for the second. `about` tells several of one name apart."""

    name: Name
    other: Event
    event: Event
    message: str
    hint: str
    about: str = ""


def _entered_twice(planned: Sequence[Event]) -> Iterator[_Finding]:
    """Yield events of the same title, time and place."""
    first: dict[object, Event] = {}
    for event in planned:
        if event.when is None:
            continue
        title = tuple((tag, words.casefold()) for tag, words in event.title)
        where = tuple(place.id for place in event.places)
        other = first.setdefault((title, event.when, where), event)
        if other is not event:
            yield _Finding(
                Name.ENTERED_TWICE,
                other,
                event,
                f"this has the same title, time and place as “{other.id}”",
                "remove one of the two",
            )


def _room_clashes(
    itinerary: Itinerary, planned: Sequence[Event], same: Collection[tuple[str, str]]
) -> Iterator[_Finding]:
    """Yield pairs of events that are in one room at the same time, without those that are the
    `same` event, entered twice. Both times are known."""
    around = {place.within.id for place in itinerary.places if place.within}
    used: dict[str, list[Event]] = {}
    for event in planned:
        for place in event.places if isinstance(event.when, Timed) else ():
            if place.id not in around and _is_room(place):
                used.setdefault(place.id, []).append(event)
    for place in itinerary.places:
        room = place.name.to(itinerary.languages[0])
        lasting: list[tuple[datetime, datetime, Event]] = []
        here = ((_start(event), _end(event), event) for event in used.get(place.id, ()))
        for start, end, after in sorted(here, key=itemgetter(0)):
            lasting = [one for one in lasting if one[1] > start or one[0] == start]
            others = [before for _, _, before in lasting if (before.id, after.id) not in same]
            more = len(others) - MOST_CLASHES
            for n, before in enumerate(others[:MOST_CLASHES], 1):
                who = f"“{before.id}” is"
                if more > 0 and n == MOST_CLASHES:
                    who = f"“{before.id}” and {more} more are"
                yield _Finding(
                    Name.ROOM_CLASH,
                    before,
                    after,
                    f"{who} in {room} at the same time",
                    "mend a time or a place, or accept the warning if both fit in",
                )
            lasting.append((start, end, after))


def _is_room(place: Place) -> bool:
    """Tell whether a place without places in it is a room or a venue.

    It may be a city. Any number of video calls (`address: none`) go on at the same time.
    """
    return not place.addressless and is_venue(place)


def _apart(itinerary: Itinerary, planned: Sequence[Event]) -> Iterator[_Finding]:
    """Yield pairs of events that one person cannot attend both."""
    taking_part: dict[str, list[tuple[datetime, Event]]] = {}
    for event in planned:
        if isinstance(event.when, Timed) and event.place and event.online is None:
            for id in {taking.party.id for taking in event.parties}:
                taking_part.setdefault(id, []).append((_start(event), event))
    for party in itinerary.parties:
        if party.kind is not Kind.PERSON:
            continue
        attended = sorted(taking_part.get(party.id, ()), key=lambda pair: pair[0])
        who = party.name.to(itinerary.languages[0])
        lasting: list[Event] = []  # not over at `start`, and the one that ended last
        for start, after in attended:
            for before in lasting:
                if clash := _clash(before, after):
                    hint = "mend a time or a place, or leave the person out"
                    name, message = clash
                    yield _Finding(name, before, after, f"{who} {message}", hint, party.id)
            newest = max((*lasting, after), key=_end)
            lasting = [e for e in (*lasting, after) if _end(e) > start or e is newest]


def _clash(before: Event, after: Event) -> tuple[Name, str] | None:
    place, next_place = before.place, after.place
    assert place
    assert next_place
    assert isinstance(before.when, Timed)
    if any(_nested(one, other) for one in before.places for other in after.places):
        return None
    end = _end(before)
    if _start(after) < end or _start(after) == _start(before):
        return Name.TWO_PLACES, f"is at “{before.id}” in another place at the same time"
    start, goal = place.point(), next_place.point()
    if start is None or goal is None:
        return None
    distance = start.kilometres_to(goal)
    hours = (_start(after) - end).total_seconds() / 3600
    if distance > 20 and distance > hours * FASTEST_PLANE:
        minutes = round(hours * 60)
        message = (
            f"has {minutes} minutes for {distance:.0f} km from “{before.id}”; no plane is that fast"
        )
        return Name.TOO_FAR, message
    return None


def _nested(one: Place, other: Place) -> bool:
    return any(p.id == other.id for p in one.chain()) or any(p.id == one.id for p in other.chain())


def _end(event: Event) -> datetime:
    assert isinstance(event.when, Timed)
    return (event.when.end or event.when.start).astimezone(UTC)


def _start(event: Event) -> datetime:
    assert isinstance(event.when, Timed)
    return event.when.start.astimezone(UTC)
