"""Where events stand in a calendar: columns, lanes and rows, worked out before anything is drawn.

Nothing here makes an event look surer than it is. Only an event with an announced hour gets a
place among the hours; one whose day was not announced is a bar over the days it may be on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from itertools import groupby, pairwise
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from itinerary.model import Event, Itinerary, Place, Sort, Status, TimeZone, agenda
from itinerary.when import Timed, Window

T = TypeVar("T")

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

SMALL_HOURS = time(6)
"""Until when a night belongs to the day on which it began."""

LONGEST_BAR = 31
"""Days up to which a bar gives each of its days something to show; a longer one only its first."""

CITY = 30.0
"""Kilometres within which places are taken for rooms of one city."""


def pack(pieces: Iterable[T], reach: Callable[[T], tuple[Any, Any]]) -> tuple[tuple[T, ...], ...]:
    """Return pieces in lanes, each in the first one where it overlaps none before it.

    `reach` tells where a piece begins and where it has ended: two pieces that only touch may share
    a lane. Pieces that begin together keep their order.
    """
    lanes: list[list[T]] = []
    ends: list[Any] = []
    for piece in sorted(pieces, key=lambda piece: reach(piece)[0]):
        begin, end = reach(piece)
        lane = next((n for n, last in enumerate(ends) if last <= begin), len(lanes))
        if lane == len(lanes):
            lanes.append([])
            ends.append(end)
        lanes[lane].append(piece)
        ends[lane] = end
    return tuple(map(tuple, lanes))


# --- days ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days in a row as one column, both ends inclusive."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Bar:
    """An event over the columns from `begin` to before `end`.

    `before` and `beyond` tell that it reaches out of the strip on that side.
    """

    event: Event
    begin: int
    end: int
    before: bool
    beyond: bool

    @property
    def columns(self) -> int:
        """How many columns it covers."""
        return self.end - self.begin

    def inside(self, columns: Sequence[Stretch]) -> bool:
        """Tell whether it is inside one column of several days."""
        only = columns[self.begin]
        cut = self.before or self.beyond
        return self.columns == 1 and only.first < only.last and not cut


@dataclass(frozen=True, slots=True)
class Strip:
    """Columns of days: bars over them in lanes, and below them each column's own events.

    Every dated event of the columns is in exactly one of the two, and in the order of reading.
    What is sure to be in a column of several days needs no bar, whatever is known of its day.
    """

    columns: tuple[Stretch, ...]
    lanes: tuple[tuple[Bar, ...], ...]
    cells: tuple[tuple[Event, ...], ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is on these days."""
        return not self.lanes and not any(self.cells)

    @property
    def events(self) -> tuple[Event, ...]:
        """What it shows."""
        over = (bar.event for lane in self.lanes for bar in lane)
        return (*over, *(event for events in self.cells for event in events))


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The events of a programme, in the order of reading, by how a calendar shows them.

    `bars` last for days, or are on one of several; `days` have the events of one day each;
    of those in `undated` nothing was announced.
    """

    bars: tuple[Event, ...]
    days: dict[date, tuple[Event, ...]]
    undated: tuple[Event, ...]

    def strip(self, columns: Sequence[Stretch]) -> Strip:
        """Return the part of it that is on the days of `columns`, which are in order."""
        bars = [bar for event in self.bars if (bar := _bar(event, columns))]
        long = [bar for bar in bars if not bar.inside(columns)]
        cells = tuple(
            (
                *(event for day in days for event in self.days.get(day.first, ())),
                *(bar.event for bar in bars if bar.begin == n and bar not in long),
            )
            for n, column in enumerate(columns)
            for days in [each_day(column.first, column.last)]
        )
        return Strip(tuple(columns), pack(long, lambda bar: (bar.begin, bar.end)), cells)

    def eventful(self) -> tuple[date, ...]:
        """Return the days on which something is, or may be."""
        found = set(self.days)
        for event in self.bars:
            assert event.when is not None
            first, last = event.when.first, event.when.last
            short = (last - first).days < LONGEST_BAR
            found.update(first + DAY * n for n in range((last - first).days + 1 if short else 1))
        return tuple(sorted(found))

    def over(self, day: date) -> tuple[Event, ...]:
        """Return the events whose bars are over `day`."""
        return tuple(e for e in self.bars if e.when and e.when.first <= day <= e.when.last)


def arrange(events: Iterable[Event]) -> Arrangement:
    """Return events as a calendar shows them."""
    bars: list[Event] = []
    days: dict[date, tuple[Event, ...]] = {}
    undated: tuple[Event, ...] = ()
    for section in agenda(events):
        if section.first is None:
            undated = section.events
        elif section.sort is not Sort.DAY and section.first != section.last:
            bars += section.events
        else:
            # A window of one day, taken over from the event that this one follows, is that day.
            bars += filter(_lasting, section.events)
            if own := tuple(e for e in section.events if not _lasting(e)):
                days[section.first] = days.get(section.first, ()) + own
    # What lasts goes above what only may be on these days.
    bars.sort(key=lambda event: isinstance(event.when, Window))
    return Arrangement(tuple(bars), days, undated)


def _lasting(event: Event) -> bool:
    """Tell whether an event of known hours lasts a day or longer."""
    match event.when:
        case Timed(start=start, end=datetime() as end):
            return end.astimezone(UTC) - start.astimezone(UTC) >= DAY
    return False


def _bar(event: Event, columns: Sequence[Stretch]) -> Bar | None:
    assert event.when is not None
    first, last = event.when.first, event.when.last
    covered = [n for n, c in enumerate(columns) if c.first <= last and first <= c.last]
    if not covered:
        return None
    begin, end = covered[0], covered[-1] + 1
    return Bar(event, begin, end, first < columns[begin].first, columns[end - 1].last < last)


def each_day(first: date, last: date) -> tuple[Stretch, ...]:
    """Return a column for each day from `first` to `last`, both inclusive."""
    days = (first + DAY * n for n in range((last - first).days + 1))
    return tuple(Stretch(day, day) for day in days)


def week_of(day: date, first_weekday: int = 0) -> date:
    """Return the first day of the week of `day`; weeks begin on `first_weekday`, Monday is 0."""
    return day - DAY * ((day.weekday() - first_weekday) % 7)


def weeks(first: date, last: date, first_weekday: int = 0) -> Iterator[tuple[Stretch, ...]]:
    """Yield the weeks, of seven days each, that the days from `first` to `last` are in."""
    day = week_of(first, first_weekday)
    while day <= last:
        yield each_day(day, day + DAY * 6)
        day += DAY * 7


def month_of(day: date) -> Stretch:
    """Return the month of `day`."""
    following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Stretch(day.replace(day=1), following - DAY)


# --- places --------------------------------------------------------------------------------------


def rooms_or_cities(itinerary: Itinerary) -> dict[str, Place]:
    """Return for each place that has events the place in whose row a timeline shows them.

    That is itself in a programme of one city. Else it is the city: what is directly inside the
    one place that is around them all (a country, say), or outermost where there is no such place.
    """
    own = {e.place.id: e.place for e in itinerary.events if e.place}
    chains = {id: tuple(place.chain())[::-1] for id, place in own.items()}
    depth = 0
    while len({chain[min(depth, len(chain) - 1)].id for chain in chains.values()}) == 1:
        if all(len(chain) <= depth + 1 for chain in chains.values()):
            break
        depth += 1
    outer = {id: chain[min(depth, len(chain) - 1)] for id, chain in chains.items()}
    if depth and _near(own.values()):
        return own
    # A province of which the programme sees one city is called by that city.
    shared: dict[str, list[Place]] = {}
    for id, place in outer.items():
        common = [p for p in chains[id] if p in shared[place.id]] if place.id in shared else None
        shared[place.id] = list(chains[id]) if common is None else common
    return {id: _city(shared[place.id], place) for id, place in outer.items()}


def _city(common: Sequence[Place], outer: Place) -> Place:
    """Return the place with coordinates nearest inside `outer`, of those that all share."""
    inner = common[common.index(outer) :]
    return next((place for place in inner if place.coordinates), outer)


def _near(places: Iterable[Place]) -> bool:
    """Tell whether places may all be in one city, for all that is known."""
    found = tuple(places)
    points = [point for place in found if (point := place.point())]
    zones = {place.zone.info.key for place in found}
    return len(zones) == 1 and all(points[0].kilometres_to(p) <= CITY for p in points)


# --- clocks --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tick:
    """A moment at which clocks show a new hour, as an aware local time.

    `shift` is how far they were set at this moment, nothing usually.
    """

    moment: datetime
    shift: timedelta = timedelta()


def ticks(zone: TimeZone, begin: datetime, end: datetime) -> Iterator[Tick]:
    """Yield the hours that clocks in `zone` show from `begin` to before `end`.

    An hour that is shown twice is there twice, one that is left out is not there.
    """
    moment = zone.local(begin).replace(second=0, microsecond=0)
    instant = moment.astimezone(UTC)
    offset, shown = moment.utcoffset(), None
    while instant < end:
        moment = zone.local(instant)
        shift = (moment.utcoffset() or timedelta()) - (offset or timedelta())
        if shift or (moment.date(), moment.hour) != shown:
            yield Tick(moment, shift)
        offset, shown = moment.utcoffset(), (moment.date(), moment.hour)
        instant += timedelta(minutes=1)


def clock_changes(zone: TimeZone, first: date, last: date) -> tuple[Tick, ...]:
    """Return when clocks in `zone` are set from `first` to `last`, both inclusive."""
    days = each_day(first, last)
    return tuple(tick for day in days for tick in _changes_on(zone.info, day.first))


@lru_cache(4096)
def _changes_on(info: ZoneInfo, day: date) -> tuple[Tick, ...]:
    begin, end = (datetime.combine(d, time(), info).astimezone(UTC) for d in (day, day + DAY))
    if end - begin == DAY:
        return ()
    return tuple(tick for tick in ticks(TimeZone(info), begin, end) if tick.shift)


# --- hours ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """The events of one place on a day, or of none, in `lanes` side by side."""

    place: Place | None
    lanes: int


@dataclass(frozen=True, slots=True)
class Group:
    """Columns of one time zone, with a rail of its hours before them, and their events."""

    zone: TimeZone
    columns: tuple[Column, ...]
    events: tuple[Event, ...]

    @property
    def lanes(self) -> int:
        """How many lanes its columns have."""
        return sum(column.lanes for column in self.columns)


@dataclass(frozen=True, slots=True)
class Cell:
    """What begins in a row: an hour of a rail, an event, or nothing, over `rows` and `lanes`.

    `open`: the event's end was not announced, and it is drawn as long as such events usually are.
    `beyond`: it ends later than the hours that are shown. `edge`: a new column begins here.
    """

    rows: int
    lanes: int
    edge: bool = False
    tick: Tick | None = None
    event: Event | None = None
    open: bool = False
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A stretch of a day in which nothing begins or ends. `quiet`: nothing is on either."""

    begin: datetime
    minutes: int
    quiet: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """A day's events with announced hours, in a table of what passes: each row is the same moment
    all over it, and each group's rail shows what the clocks say there."""

    groups: tuple[Group, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class _Block:
    """An event from where its drawing begins to where it ends, as instants."""

    event: Event
    begin: datetime
    end: datetime
    open: bool
    beyond: bool


def hours(events: Iterable[Event], places: Sequence[Place]) -> Hours:
    """Return those of `events`, which begin on one day, whose hours were announced.

    `places` gives the order of the columns; events without a place come last in their zone.
    """
    blocks = [_block(event, event.when) for event in events if isinstance(event.when, Timed)]
    if not blocks:
        return Hours((), ())
    order = {place.id: n for n, place in enumerate(places)}
    zones: dict[str, dict[str | None, list[_Block]]] = {}
    for block in sorted(blocks, key=lambda block: order.get(_place(block) or "", len(order))):
        columns = zones.setdefault(block.event.zone.info.key, {})
        columns.setdefault(_place(block), []).append(block)
    packed = [[_lanes(column) for column in columns.values()] for columns in zones.values()]
    groups = tuple(
        Group(
            columns[0][0][0].event.zone,
            tuple(Column(lanes[0][0].event.place, len(lanes)) for lanes in columns),
            tuple(block.event for lanes in columns for lane in lanes for block in lane),
        )
        for columns in packed
    )
    reach = [_whole_hours(group.zone, blocks) for group in groups]
    begin, end = min(first for first, _ in reach), max(last for _, last in reach)
    rails = [_rail(group.zone, begin, end) for group in groups]
    edges = {edge for rail in rails for edge, _ in rail} | {end}
    edges.update(edge for block in blocks for edge in (block.begin, block.end))
    moments = sorted(edges)
    at = {moment: n for n, moment in enumerate(moments)}
    parts = [
        part
        for rail, columns in zip(rails, packed, strict=True)
        for part in (_rail_cells(rail, at), *(_column_cells(lanes, at) for lanes in columns))
    ]
    rows = (
        Row(
            start,
            -((start - stop) // timedelta(minutes=1)),
            not any(block.begin <= start < block.end for block in blocks),
            tuple(cell for part in parts for cell in part.get(n, ())),
        )
        for n, (start, stop) in enumerate(pairwise(moments))
    )
    return Hours(groups, tuple(rows))


def _place(block: _Block) -> str | None:
    return block.event.place.id if block.event.place else None


def _block(event: Event, when: Timed) -> _Block:
    begin = when.start.astimezone(UTC)
    end = when.end.astimezone(UTC) if when.end else begin + event.usual_length
    # The next morning, unless it only begins then: a night is not cut off at midnight.
    dawn = datetime.combine(when.first + DAY, SMALL_HOURS, event.zone.info).astimezone(UTC)
    return _Block(event, begin, min(end, dawn), when.end is None, end > dawn)


def _lanes(blocks: Iterable[_Block]) -> tuple[tuple[_Block, ...], ...]:
    """Return the blocks of a place in lanes; what is off stands beside what takes its time."""
    firm = sorted(blocks, key=lambda b: b.event.status in (Status.CANCELLED, Status.POSTPONED))
    return pack(firm, lambda block: (block.begin, block.end))


def _whole_hours(zone: TimeZone, blocks: Iterable[_Block]) -> tuple[datetime, datetime]:
    """Return from which to which full hour of its clocks a zone's rail must at least reach."""
    first, last = min(b.begin for b in blocks), max(b.end for b in blocks)
    past = zone.local(first)
    begin = first - timedelta(minutes=past.minute, seconds=past.second)
    over = zone.local(last)
    rest = timedelta(minutes=over.minute, seconds=over.second)
    return begin, last + (HOUR - rest if rest else timedelta())


def _rail(zone: TimeZone, begin: datetime, end: datetime) -> list[tuple[datetime, Tick]]:
    """Return the hours of a rail, each with the instant at which it begins."""
    rail = [(tick.moment.astimezone(UTC), tick) for tick in ticks(zone, begin, end)]
    return [(begin, rail[0][1]), *rail[1:]]


_Cells = dict[int, list[Cell]]
"""Cells by the number of the row in which they begin."""


def _rail_cells(rail: Sequence[tuple[datetime, Tick]], at: Mapping[datetime, int]) -> _Cells:
    rows = [at[edge] for edge, _ in rail] + [len(at) - 1]
    spans = zip(rail, pairwise(rows), strict=True)
    return {row: [Cell(below - row, 1, tick=tick)] for (_, tick), (row, below) in spans}


def _column_cells(lanes: Sequence[Sequence[_Block]], at: Mapping[datetime, int]) -> _Cells:
    """Return the cells of a column: its events, as wide as there is room for, and what is left."""
    spans = {
        (block, lane): range(at[block.begin], at[block.end])
        for lane, blocks in enumerate(lanes)
        for block in blocks
    }
    taken = {(row, lane) for (_, lane), rows in spans.items() for row in rows}
    begun: dict[tuple[int, int], Cell] = {}
    for (block, lane), rows in spans.items():
        wide = 1
        while lane + wide < len(lanes) and not any((row, lane + wide) in taken for row in rows):
            taken.update((row, lane + wide) for row in rows)
            wide += 1
        begun[rows.start, lane] = Cell(
            len(rows),
            wide,
            edge=not lane,
            event=block.event,
            open=block.open,
            beyond=block.beyond,
        )

    def standing(row: int, lane: int) -> Cell | bool:
        return begun.get((row, lane), (row, lane) in taken)

    cells: _Cells = {}
    for row in range(len(at) - 1):
        for there, run in groupby(range(len(lanes)), partial(standing, row)):
            if isinstance(there, Cell):
                cells.setdefault(row, []).append(there)
            elif not there:
                free = list(run)
                cells.setdefault(row, []).append(Cell(1, len(free), edge=not free[0]))
    return cells
