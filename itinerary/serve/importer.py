"""The importer of a file: it keeps the file in step with sources elsewhere, as an author would who
edits it. What it writes is published by the same rules as any edit."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, cast

from itinerary.errors import ItineraryError
from itinerary.serve.settings import TICK
from itinerary.serve.unforeseen_error import unforeseen
from itinerary.source import SourceError, Upstream
from itinerary.value import Value

if TYPE_CHECKING:
    from itinerary.imports.fetch import Fetched
    from itinerary.imports.merge import Gone, Step
    from itinerary.imports.refresh import Fetch, Order

LONGEST_BACKOFF = timedelta(hours=1)
"""How long a source that fails is left alone at most, if it is not asked less often anyway."""

LONGEST_RETRY_AFTER = timedelta(days=1)
"""How long a source that asks for it (Retry-After) is left alone at most: some say a year."""

JITTER = 0.1
"""The part of an interval by which requests are late at random, so that many servers do not ask one
source at the same moment."""

LATEST_START = 5.0
"""Seconds after which a source is asked for the first time, at most."""

_OPTIONS = re.compile("--(?:zone|map|locale|day-first|format)")
_KEYS = "Under imports, these options are the keys zone, columns, locale, day-first and format."
"""What to say where a hint of a source names options of the command."""

_SHOWN = 60
"""Characters of a value that are shown."""


class ImportNotice(Value):
    """What to tell the author of an import: lines in words. `failed` tells that nothing was
    imported, `edited` that the file was changed. `retry_after` is how long the source wants to be
    left alone."""

    lines: tuple[str, ...]
    failed: bool = False
    edited: bool = False
    retry_after: timedelta = timedelta()


class _Schedule:
    """When a source is asked next, by the clock that never goes back; and how it went.

    `read` tells whether it was read with these options, since when “not modified” will do.
    """

    def __init__(self, due: float) -> None:
        self.due = due
        self.failures = 0
        self.read = False
        self.said: tuple[str, ...] = ()


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _fetched(address: str, validators: Mapping[str, Mapping[str, str]]) -> Fetched:
    from itinerary.imports.fetch import fetch  # most files import nothing

    return fetch(address, validators)


class Importer:
    """Imports into `file` what `upstreams` returns, one after the other.

    `clock` returns the time, `elapsed` seconds that never go back, and `random` the jitter.
    """

    def __init__(
        self,
        file: Path,
        upstreams: Callable[[], Sequence[Upstream]],
        *,
        fetch: Fetch | None = None,
        clock: Callable[[], datetime] = _utc_now,
        elapsed: Callable[[], float] = time.monotonic,
        random: Random | None = None,
    ) -> None:
        self._file = file
        self._upstreams = upstreams
        self._fetch = fetch or _fetched
        self._clock = clock
        self._elapsed = elapsed
        self._random = random or Random()  # noqa: S311  no secret
        self._schedules: dict[Upstream, _Schedule] = {}

    def run(self, report: Callable[[ImportNotice], None], stop: threading.Event) -> None:
        """Import whenever it is time, until `stop` is set. No error ends this."""
        while not stop.wait(TICK):
            for notice in self.step():
                report(notice)

    def step(self) -> Iterator[ImportNotice]:
        """Import what is due, and yield what is new to tell."""
        present = tuple(self._upstreams())
        self._schedules = {
            one: self._schedules.get(one)
            or _Schedule(self._elapsed() + min(self._late(one.every), LATEST_START))
            for one in present
        }
        for upstream, schedule in self._schedules.items():
            if self._elapsed() < schedule.due:
                continue
            notice = self._imported(upstream, anew=not schedule.read)
            failed = notice is not None and notice.failed
            schedule.read = schedule.read or not failed
            schedule.failures = schedule.failures + 1 if failed else 0
            longest = max(upstream.every, LONGEST_BACKOFF)
            wait = min(upstream.every * 2 ** min(schedule.failures, 10), longest)
            if notice and notice.retry_after:
                wait = max(wait, min(notice.retry_after, LONGEST_RETRY_AFTER))
            schedule.due = self._elapsed() + wait.total_seconds() + self._late(wait)
            said, schedule.said = schedule.said, notice.lines if notice else ()
            if notice and (notice.edited or notice.lines != said):
                yield notice

    def _late(self, interval: timedelta) -> float:
        return self._random.uniform(0, JITTER * interval.total_seconds())

    def _imported(self, upstream: Upstream, *, anew: bool) -> ImportNotice | None:
        """Import once; `anew` even if the source has not changed."""
        from itinerary.imports.refresh import refresh

        try:
            order = order_of(upstream)
            steps = refresh(self._file, order, self._fetch, self._clock(), anew=anew)
        except ItineraryError as error:
            lines = str(error).splitlines()[:20]
            if isinstance(error, SourceError) and re.search(_OPTIONS, str(error)):
                lines.append(_KEYS)
            asked = _retry_after(getattr(error, "retry_after", ""), self._clock())
            return ImportNotice(
                (f"Nothing is imported from {upstream.address}:", *lines), True, retry_after=asked
            )
        except OSError as error:
            return ImportNotice((f"Nothing is imported from {upstream.address}: {error}",), True)
        except Exception as error:  # noqa: BLE001  it must not end what keeps the file in step
            problem = unforeseen(str(self._file), error)
            return ImportNotice((str(problem),), True)
        if steps is None:
            return None
        return ImportNotice(
            (f"Imported from {upstream.address}:", *lines_of(steps)),
            edited=any(step.is_edit for step in steps),
        )


def _retry_after(said: str, now: datetime) -> timedelta:
    """Return how long Retry-After asks to wait: seconds, or until a date (RFC 9110 §10.2.3). What
    is neither asks for nothing."""
    if re.fullmatch("[0-9]{1,9}", said):
        return timedelta(seconds=int(said))
    try:
        until = parsedate_to_datetime(said)
        return max(timedelta(), until - now)
    except (TypeError, ValueError, OverflowError):
        return timedelta()


def order_of(upstream: Upstream) -> Order:
    """Return what to import, in the terms of imports."""
    from itinerary.imports import Options, SourceKind
    from itinerary.imports.refresh import Order

    return Order(
        address=upstream.address,
        kind=SourceKind(upstream.format) if upstream.format else None,
        options=Options(
            zone=upstream.zone,
            handling="tba" if upstream.doubt == "tba" else "taken",
            with_contacts=upstream.with_contacts,
            columns=dict(upstream.columns),
            locale=upstream.locale,
            day_first=upstream.day_first,
        ),
        gone=cast("Gone", upstream.gone),
        keep_uids=upstream.keep_uids,
    )


def lines_of(steps: Iterable[Step]) -> Iterator[str]:
    """Yield what an import did in words; of a conflict both values."""
    for step in steps:
        yield f"  {step.id} ({step.title}) {step.words}"
        if step.kind == "conflict":
            for one in step.differences:
                yield f"    {one.key}: {_cut(one.before)} | the source has: {_cut(one.after)}"


def _cut(value: object) -> str:
    from itinerary.model import graphemes

    words = "nothing" if value is None else str(value)
    return words if len(words) <= _SHOWN else f"{graphemes.start(words, _SHOWN)}…"
