"""Events at the same time, as far as that is known."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import accumulate

from itinerary.model.itinerary import Event
from itinerary.model.when import Timed
from itinerary.value import Value


class _Run(Value):
    """An event with an announced hour, in UTC; without an announced end it ends as it starts."""

    start: datetime
    end: datetime
    event: Event


class ParallelEvents:
    """Finds the events that certainly overlap an event: those with an announced hour that take
    place. An unannounced end is not guessed, so such an event overlaps what runs when it starts."""

    def __init__(self, events: Iterable[Event]) -> None:
        """Prepare for the events of a programme, in the order of reading."""
        runs = [run for event in events if (run := _run(event))]
        self._runs = sorted(runs, key=lambda run: run.start)
        self._starts = [run.start for run in self._runs]
        # The latest end so far, after which a search to the left finds nothing that still runs.
        self._ends = list(accumulate((run.end for run in self._runs), max))

    def to(self, event: Event) -> tuple[Event, ...]:
        """Return the events that overlap `event`, those that start nearest to it first."""
        own = _run(event)
        if own is None:
            return ()
        first = bisect_left(self._starts, own.start)
        last = max(bisect_right(self._starts, own.start), bisect_left(self._starts, own.end))
        found = self._runs[first:last]
        for at in range(first - 1, -1, -1):
            if self._ends[at] <= own.start:
                break
            if self._runs[at].end > own.start:
                found.append(self._runs[at])
        found.sort(key=lambda run: (abs(run.start - own.start), run.start))
        return tuple(run.event for run in found if run.event.id != event.id)


def _run(event: Event) -> _Run | None:
    if not isinstance(event.when, Timed) or event.status.off:
        return None
    start = event.when.start.astimezone(UTC)
    return _Run(start, event.when.end.astimezone(UTC) if event.when.end else start, event)


MOST_NAMED = 12
"""Events that a clash names at most: if many long events overlap, all of them at each start would
be a list as long as the square of their number."""


class Clash(Value):
    """Two or more events that run at one time, in the order of their starts: `at` is the start of
    the last of them (aware, by its clocks). Of more than MOST_NAMED it has the last to start, and
    `more` is the number of the others."""

    at: datetime
    events: tuple[Event, ...]
    more: int = 0


def clashes(events: Iterable[Event]) -> tuple[Clash, ...]:
    """Return each time at which an event starts while others run, or together with others; see
    `ParallelEvents` for what is known of that. They are in the order of time."""
    runs = sorted((run for event in events if (run := _run(event))), key=lambda run: run.start)
    found: dict[datetime, Clash] = {}
    running: list[_Run] = []
    for run in runs:
        assert isinstance(run.event.when, Timed)
        running = [r for r in running if r.end > run.start or r.start == run.start] + [run]
        if len(running) > 1:
            named = tuple(r.event for r in running[-MOST_NAMED:])
            found[run.start] = Clash(run.event.when.start, named, len(running) - len(named))
    return tuple(found.values())
