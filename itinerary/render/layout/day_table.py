"""The hours of a day as a table: places side by side, rows between the moments of a change.

Only events with an announced hour are in it. An event whose day was not announced is a bar over the
possible days (`bars.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import partial
from itertools import groupby, pairwise

from itinerary.model.itinerary import Event, Place, TimeZone
from itinerary.model.when import Timed, programme_days
from itinerary.render.layout.bars import DAY, SMALL_HOURS, pack_lanes
from itinerary.render.layout.clock_changes import Tick, ticks
from itinerary.value import Value

HOUR = timedelta(hours=1)

SHEET = 8
"""Lanes that are legible side by side on a sheet of A4, landscape. The page makes sheets of a wider
table when it is printed (static/js/sheets.js)."""


class Column(Value):
    """The events of one place on a day, or of no place, in `lanes` side by side. `online`: they
    have no place because they are online."""

    place: Place | None
    lanes: int
    events: tuple[Event, ...]
    online: bool = False


class Group(Value):
    """Columns of one time zone, with a rail of its hours before them."""

    zone: TimeZone
    columns: tuple[Column, ...]

    @property
    def events(self) -> tuple[Event, ...]:
        """The events of its columns."""
        return tuple(dict.fromkeys(e for column in self.columns for e in column.events))

    @property
    def lanes(self) -> int:
        """The number of lanes of its columns."""
        return sum(column.lanes for column in self.columns)


class Cell(Value):
    """A cell that begins in a row, over `rows` and `lanes`: an hour of a rail, an event, or empty.

    `open`: the end was not announced, and the event has the usual length of its category.
    `beyond`: it ends after the hours that are shown. `edge`: the cell is the first of its column.
    """

    rows: int
    lanes: int
    edge: bool = False
    tick: Tick | None = None
    event: Event | None = None
    open: bool = False
    beyond: bool = False


class Row(Value):
    """A part of a day in which no event begins or ends. `quiet`: no event takes place in it."""

    begin: datetime
    minutes: int
    quiet: bool
    cells: tuple[Cell, ...]


class DayTable(Value):
    """A day's events with announced hours: a row is the same moment in all columns, and the rail of
    each group shows the hours of the clocks there."""

    groups: tuple[Group, ...]
    rows: tuple[Row, ...]

    @property
    def lanes(self) -> int:
        """The number of lanes of all groups."""
        return sum(group.lanes for group in self.groups)


class _Block(Value):
    """An event at one of its places, from the beginning to the end of its drawing, in UTC."""

    event: Event
    place: Place | None
    begin: datetime
    end: datetime
    open: bool
    beyond: bool

    @property
    def spot(self) -> tuple[str, str | None]:
        """Its column: its time zone, and the id of its place."""
        return self.event.zone.info.key, self.place.id if self.place else None


def day_table(events: Iterable[Event], places: Sequence[Place], day_starts: time) -> DayTable:
    """Return the table of those of `events`, which begin on one day, whose hours were announced.
    An event of several places is in the column of each.

    The programme's days start at `day_starts`. `places` gives the order of the columns; events
    without a place come last in their zone.
    """
    order = {place.id: n for n, place in enumerate(places)}
    blocks = _blocks(events, day_starts)
    return _table(sorted(blocks, key=lambda block: order.get(block.spot[1] or "", len(order))))


def _blocks(events: Iterable[Event], day_starts: time) -> list[_Block]:
    return [
        _block(event, place, event.when, day_starts)
        for event in events
        if isinstance(event.when, Timed)
        for place in event.places or (None,)
    ]


def _table(blocks: Sequence[_Block]) -> DayTable:
    """Return the table of blocks, with columns in the order of the first block of each."""
    if not blocks:
        return DayTable((), ())
    zones = _packed(blocks)
    groups = tuple(map(_group, zones))
    hours = [_whole_hours(group.zone, blocks) for group in groups]
    begin, end = min(first for first, _ in hours), max(last for _, last in hours)
    rails = [_rail(group.zone, begin, end) for group in groups]
    edges = {edge for rail in rails for edge, _ in rail} | {end}
    edges.update(edge for block in blocks for edge in (block.begin, block.end))
    moments = sorted(edges)
    at = {moment: n for n, moment in enumerate(moments)}
    # The page draws a line over all columns where the first rail has an hour.
    lines = {at[edge] for edge, _ in rails[0]}
    parts = [
        part
        for rail, columns in zip(rails, zones, strict=True)
        for part in (_rail_cells(rail, at), *(_column_cells(lanes, at, lines) for lanes in columns))
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


_Lanes = tuple[tuple[_Block, ...], ...]
"""The blocks of one place, in lanes side by side."""


def _packed(blocks: Iterable[_Block]) -> list[list[_Lanes]]:
    """Return the columns of each time zone, in the order of their first blocks."""
    zones: dict[str, dict[str | None, list[_Block]]] = {}
    for block in blocks:
        zone, place = block.spot
        zones.setdefault(zone, {}).setdefault(place, []).append(block)
    return [[_lanes(column) for column in columns.values()] for columns in zones.values()]


def _group(columns: Sequence[_Lanes]) -> Group:
    return Group(columns[0][0][0].event.zone, tuple(map(_column, columns)))


def _column(lanes: _Lanes) -> Column:
    place = lanes[0][0].place
    online = place is None and all(block.event.online for lane in lanes for block in lane)
    return Column(place, len(lanes), tuple(b.event for lane in lanes for b in lane), online)


def _block(event: Event, place: Place | None, when: Timed, day_starts: time) -> _Block:
    begin = when.start.astimezone(UTC)
    end = when.end.astimezone(UTC) if when.end else begin + event.usual_length
    # A night is drawn until the next morning, not until midnight.
    day, _ = programme_days(when, day_starts)
    hour = max(SMALL_HOURS, day_starts)
    dawn = datetime.combine(day + DAY, hour, event.zone.info).astimezone(UTC)
    return _Block(event, place, begin, min(end, dawn), when.end is None, end > dawn)


def _lanes(blocks: Iterable[_Block]) -> _Lanes:
    """Return the blocks of a place in lanes; events that are off come after all others."""
    firm = sorted(blocks, key=lambda b: b.event.status.off)
    return pack_lanes(firm, lambda block: (block.begin, block.end))


def _whole_hours(zone: TimeZone, blocks: Iterable[_Block]) -> tuple[datetime, datetime]:
    """Return the full hours of a zone's clocks that enclose all blocks."""
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


def _column_cells(lanes: _Lanes, at: Mapping[datetime, int], lines: Collection[int]) -> _Cells:
    """Return the cells of a column: its events, and empty cells for the free lanes of all rows down
    to the next event or line."""
    begun, taken = _event_cells(lanes, at)

    def standing(row: int, lane: int) -> Cell | bool:
        return begun.get((row, lane), (row, lane) in taken)

    stands = [
        [(found, tuple(run)) for found, run in groupby(range(len(lanes)), partial(standing, row))]
        for row in range(len(at) - 1)
    ]

    def goes_on(row: int, run: tuple[int, ...]) -> bool:
        return 0 < row < len(stands) and row not in lines and (False, run) in stands[row]

    cells: _Cells = {}
    for row, runs in enumerate(stands):
        for found, run in runs:
            if isinstance(found, Cell):
                cells.setdefault(row, []).append(found)
            elif not found and not (goes_on(row, run) and (False, run) in stands[row - 1]):
                rows = 1
                while goes_on(row + rows, run):
                    rows += 1
                cells.setdefault(row, []).append(Cell(rows, len(run), edge=not run[0]))
    return cells


_Spots = tuple[dict[tuple[int, int], Cell], set[tuple[int, int]]]


def _event_cells(lanes: _Lanes, at: Mapping[datetime, int]) -> _Spots:
    """Return the cells of events by row and lane, each as wide as the free lanes beside it, and all
    rows and lanes that they take."""
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
    return begun, taken
