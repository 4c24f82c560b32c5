"""Where events stand in a calendar: columns, lanes and rows, worked out before anything is drawn.

Nothing here makes an event look surer than it is. Only an event with an announced hour gets a
place among the hours; one whose day was not announced is a bar over the days it may be on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache, partial
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from itinerary.model.itinerary import Event, Place, Status, TimeZone
from itinerary.model.when import Timed
from itinerary.render.layout.bars import DAY, SMALL_HOURS, each_day, pack_lanes

HOUR = timedelta(hours=1)


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
class DayTable:
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


def day_table(events: Iterable[Event], places: Sequence[Place]) -> DayTable:
    """Return those of `events`, which begin on one day, whose hours were announced.

    `places` gives the order of the columns; events without a place come last in their zone.
    """
    blocks = [_block(event, event.when) for event in events if isinstance(event.when, Timed)]
    if not blocks:
        return DayTable((), ())
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
    return DayTable(groups, tuple(rows))


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
    return pack_lanes(firm, lambda block: (block.begin, block.end))


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
