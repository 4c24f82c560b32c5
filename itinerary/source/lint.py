"""What can be published, but somebody should look at: warnings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from itinerary.model import Event, Itinerary, Kind, Place, Status
from itinerary.source.document import Words
from itinerary.text import Text
from itinerary.when import Timed

Path = tuple[str | int, ...]
Report = Callable[[Path, str, str], None]

FASTEST_PLANE = 1100
"""Kilometres an hour over ground that no airliner exceeds, with any tail wind."""


def lint(
    itinerary: Itinerary,
    *,
    texts: Sequence[tuple[Path, Words]],
    events: Mapping[str, Path],
    spoilt: Collection[Path],
    report: Report,
) -> None:
    """Report what is untranslated, unsourced, in two places at once, or out of any plane's reach.

    `texts` are all texts of the file, and `events` the paths of the events in it, by id. What is
    `spoilt` was reported as an error already, and nothing is made of its absence.
    """
    for path, words in texts if ("languages",) not in spoilt else ():
        if missing := Text.of(words.said, itinerary.languages).missing(itinerary.languages):
            report(
                path,
                f"this is not translated into {', '.join(missing)}",
                f"add {missing[0]}: …, or write {{mul: …}} if it is the same in every language",
            )
    reported: set[Path] = set()
    for event in itinerary.events:
        path = events[event.id]
        if not event.sources and path not in reported and (*path, "sources") not in spoilt:
            reported.add(path)
            report(path, f"“{event.id}” cites no source", "write sources: [who-said-so]")
    for path, message in _collisions(itinerary, events):
        report(path, message, "mend a time or a place, or leave the person out")


def _collisions(itinerary: Itinerary, events: Mapping[str, Path]) -> Iterator[tuple[Path, str]]:
    """Yield where a person cannot be, with the reason."""
    taking_part: dict[str, list[tuple[datetime, Event]]] = {}
    for event in itinerary.events:
        sure = event.status in (Status.CONFIRMED, Status.TENTATIVE)
        if isinstance(event.when, Timed) and event.place and sure:
            for id in {taking.party.id for taking in event.parties}:
                taking_part.setdefault(id, []).append((_start(event), event))
    for party in itinerary.parties:
        if party.kind is not Kind.PERSON:
            continue
        attended = sorted(taking_part.get(party.id, ()), key=lambda pair: pair[0])
        who = party.name.to(itinerary.languages[0])
        lasting: list[Event] = []  # what is not over yet, and what ended last
        for start, after in attended:
            for before in lasting:
                if message := _clash(before, after):
                    yield (*events[after.id], "when"), f"{who} {message}"
            newest = max((*lasting, after), key=_end)
            lasting = [e for e in (*lasting, after) if _end(e) > start or e is newest]


def _clash(before: Event, after: Event) -> str | None:
    here, there = before.place, after.place
    assert here
    assert there
    assert isinstance(before.when, Timed)
    if _nested(here, there):
        return None
    end = _end(before)
    if _start(after) < end or _start(after) == _start(before):
        return f"is at “{before.id}” in another place at the same time"
    start, goal = here.point(), there.point()
    if start is None or goal is None:
        return None
    distance = start.kilometres_to(goal)
    hours = (_start(after) - end).total_seconds() / 3600
    if distance > 20 and distance > hours * FASTEST_PLANE:
        minutes = round(hours * 60)
        return (
            f"has {minutes} minutes for {distance:.0f} km from “{before.id}”; no plane is that fast"
        )
    return None


def _nested(one: Place, other: Place) -> bool:
    return any(p.id == other.id for p in one.chain()) or any(p.id == one.id for p in other.chain())


def _end(event: Event) -> datetime:
    assert isinstance(event.when, Timed)
    return (event.when.end or event.when.start).astimezone(UTC)


def _start(event: Event) -> datetime:
    assert isinstance(event.when, Timed)
    return event.when.start.astimezone(UTC)
