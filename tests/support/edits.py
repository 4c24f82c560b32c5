"""Random edit histories of a programme: the actions of editors, and clocks that go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from itinerary.model.itinerary import (
    Category,
    Colour,
    Event,
    EventKind,
    ImportedFrom,
    Itinerary,
    Occurrence,
    Participation,
    Party,
    Place,
    Status,
    TimeZone,
    Track,
)
from itinerary.model.text import Text
from itinerary.model.when import Day, Span, Timed, When, Window
from itinerary.model.zones import zone
from itinerary.value import replace

ZONE = TimeZone(zone("Asia/Shanghai"))
START = datetime(2024, 5, 1, 12, tzinfo=UTC)
FIRST_DAY = date(2024, 5, 10)


def words(said: str) -> Text:
    return Text((("en", said), ("ru", f"{said} по-русски")))


PLACES = tuple(Place(id=f"place-{n}", name=words(f"Place {n}"), zone=ZONE) for n in range(3))
PARTIES = tuple(Party(id=f"party-{n}", name=words(f"Party {n}")) for n in range(2))
CATEGORIES = tuple(Category(id=f"kind-{n}", name=words(f"Kind {n}")) for n in range(2))
TRACKS = tuple(Track(id=f"track-{n}", name=words(f"Track {n}")) for n in range(2))


@dataclass
class Series:
    """A repetition in the file, and its dates that are events of their own."""

    id: str
    first: date
    step: timedelta
    times: int
    hour: int = 19
    was: str | None = None
    excepted: set[int] = field(default_factory=set)
    alone: dict[int, date] = field(default_factory=dict)

    def events(self) -> Iterator[Event]:
        """Yield the events that the reader of the file makes of the series."""
        for n in range(self.times):
            day = self.first + n * self.step
            place = Occurrence(self.id, day, self.was)
            later = self.alone.get(n, day)
            start = datetime(later.year, later.month, later.day, self.hour, tzinfo=ZONE.info)
            if n not in self.excepted or n in self.alone:
                yield Event(
                    id=place.name,
                    uid=f"{self.was or self.id}-{day}@edited.itinerary",
                    occurrence=place,
                    title=words(f"{'Special' if n in self.alone else 'Regular'} {self.id}"),
                    when=Timed(start),
                    zone=ZONE,
                    categories=(CATEGORIES[0],),
                )


@dataclass
class Editor:
    """An editor who changes a programme at random; `programme` is the current file."""

    random: Random
    size: int = 6
    now: datetime = START
    made: int = 0
    events: list[Event] = field(default_factory=list)
    binned: list[Event] = field(default_factory=list)
    earlier: list[Event] = field(default_factory=list)
    series: list[Series] = field(default_factory=list)
    declared: bool = True
    """Whether the file declares the days of the programme."""
    repeats: bool = False
    """Whether the file has series."""
    kinds: bool = False
    """Whether the file has tracks, and events that become breaks or lose their day."""
    kept: bool = False
    """Whether events have UIDs of another calendar, whose revisions go on there."""
    places: dict[str, Place] = field(default_factory=lambda: {p.id: p for p in PLACES})

    def __post_init__(self) -> None:
        for _ in range(self.size):
            self.add()

    @property
    def programme(self) -> Itinerary:
        """The itinerary of the file."""
        events = tuple(
            replace(event, place=self.places[event.place.id]) if event.place else event
            for event in self.events
        )
        repeated = tuple(event for series in self.series for event in series.events())
        return Itinerary(
            id="edited",
            title=words("Edited"),
            languages=("en", "ru"),
            zone=ZONE,
            days=(FIRST_DAY, FIRST_DAY + timedelta(days=9)) if self.declared else None,
            colour=Colour("#4682b4", "steelblue"),
            places=tuple(self.places.values()),
            parties=PARTIES,
            categories=CATEGORIES,
            tracks=TRACKS if self.kinds else (),
            events=(*events, *repeated),
        )

    def step(self) -> str:
        """Edit the file in one way, perhaps let time pass, and return a description of the edit."""
        ways = [self.edit] * 6 + [self.add, self.delete, self.come_back, self.revert]
        ways += [self.reorder, self.rename, self.rename_place, self.nothing]
        ways += [self.edit_kind] * 2 if self.kinds else []
        ways += [self.add_series] + [self.edit_series] * 3 if self.repeats else []
        ways += [self.edit_elsewhere] * 3 if self.kept else []
        way = self.random.choice(ways)
        way()
        self.now += self.random.choice(
            [timedelta(seconds=n) for n in (0, 1, 420, 9 * 3600, 48 * 3600, -3 * 3600)]
        )
        return way.__name__

    def add(self) -> None:
        self.made += 1
        id = f"event-{self.made}"
        event = Event(
            id=id,
            uid=f"{id}@edited.itinerary",
            title=words(f"Event {self.made}"),
            when=self.some_time(),
            zone=ZONE,
            place=self.random.choice([*PLACES, None]),
            parties=tuple(Participation(p) for p in PARTIES if self.random.random() < 0.5),
            categories=(self.random.choice(CATEGORIES),),
        )
        if self.kept and self.random.random() < 0.7:
            uid = self.random.choice(["{}@elsewhere", "Ж-{}", 'a"b;c,{}\\', "040000008200E0{}"])
            event = replace(event, uid=uid.format(self.made), imported=self.elsewhere())
        self.events.insert(self.random.randrange(len(self.events) + 1), event)

    def elsewhere(self) -> ImportedFrom:
        """Return the revision of an event in the other calendar; some clocks there are wrong."""
        modified = self.now + timedelta(hours=self.random.choice([-500, -1, 0, 30]))
        number = self.random.choice([0, 1, 7, 2**30])
        return ImportedFrom("other", "u", number, self.random.choice([modified, None]))

    def edit_elsewhere(self) -> None:
        n = self.random.randrange(len(self.events))
        if self.events[n].imported:
            self.events[n] = replace(self.events[n], imported=self.elsewhere())

    def some_time(self) -> When:
        day = FIRST_DAY + timedelta(days=self.random.randrange(8))
        later = day + timedelta(days=self.random.randrange(1, 3))
        start = datetime(day.year, day.month, day.day, self.random.randrange(24), tzinfo=ZONE.info)
        times: list[When] = [
            Timed(start),
            Timed(start, start + timedelta(minutes=self.random.randrange(10, 300))),
            Day(day),
            Window(day, later),
            Span(day, later),
        ]
        return self.random.choice(times)

    def edit(self) -> None:
        n = self.random.randrange(len(self.events))
        event = self.events[n]
        self.earlier.append(event)
        title, text = (words(f"Text {self.random.randrange(10**6)}") for _ in range(2))
        self.events[n] = self.random.choice(
            [
                replace(event, title=title),
                replace(event, when=self.some_time()),
                replace(event, place=self.random.choice([*PLACES, None])),
                replace(event, categories=(self.random.choice(CATEGORIES),)),
                replace(event, status=self.random.choice(list(Status))),
                replace(event, description=text),
            ]
        )

    def edit_kind(self) -> None:
        n = self.random.randrange(len(self.events))
        event = self.events[n]
        self.earlier.append(event)
        kind = EventKind.EVENT if event.is_break else EventKind.BREAK
        self.events[n] = self.random.choice(
            [
                replace(event, kind=kind),
                replace(event, tracks=(self.random.choice(TRACKS),)),
                replace(event, when=None),
                replace(event, when=None, place=None, parties=()),
            ]
        )

    def delete(self) -> None:
        if len(self.events) > 2:
            self.binned.append(self.events.pop(self.random.randrange(len(self.events))))

    def come_back(self) -> None:
        if self.binned:
            self.events.append(self.binned.pop(self.random.randrange(len(self.binned))))

    def revert(self) -> None:
        here = {event.id: n for n, event in enumerate(self.events)}
        known = [event for event in self.earlier if event.id in here]
        if known:
            event = self.random.choice(known)
            self.events[here[event.id]] = event

    def reorder(self) -> None:
        self.random.shuffle(self.events)

    def rename(self) -> None:
        n = self.random.randrange(len(self.events))
        self.made += 1
        was = self.events[n].id
        id = f"event-{self.made}"
        # A kept UID says which event it is, so that nothing else need say it.
        renamed = replace(self.events[n], id=id)
        if not renamed.imported:
            renamed = replace(renamed, was=was, uid=f"{was}@edited.itinerary")
        self.events[n] = renamed
        self.earlier = [event for event in self.earlier if event.id != was]

    def add_series(self) -> None:
        if len(self.series) < 2:
            self.made += 1
            first = FIRST_DAY + timedelta(days=self.random.randrange(8))
            step = timedelta(days=self.random.choice([1, 2, 7, 14]))
            self.series.append(Series(f"series-{self.made}", first, step, 5))

    def edit_series(self) -> None:
        if not self.series:
            return
        series = self.random.choice(self.series)
        match self.random.randrange(9):
            case 0 | 1 | 2:
                series.first += timedelta(days=self.random.randrange(-7, 8))
            case 3:
                series.times = self.random.randrange(1, 8)
            case 4:
                series.excepted ^= {self.random.randrange(1, 7)}
            case 5:
                n = self.random.randrange(1, 7)
                day = series.first + n * series.step + timedelta(days=n % 2)
                if series.alone.pop(n, None) is None:
                    series.alone[n] = day
            case 6:
                series.step = timedelta(days=self.random.choice([1, 2, 7, 14]))
            case 7:
                series.hour = self.random.randrange(24)
            case 8:
                self.made += 1
                series.was, series.id = series.id, f"series-{self.made}"

    def rename_place(self) -> None:
        place = self.random.choice(list(self.places.values()))
        new = replace(place, name=words(f"Place called {self.random.randrange(10**6)}"))
        self.places[place.id] = new

    def nothing(self) -> None:
        pass
