"""`after:`: which event follows which, without circles and without contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from itinerary.model import when
from itinerary.source.drafts import Draft, Drafts
from itinerary.source.places import from_id
from itinerary.source.reporter import Reporter


def follow(drafts: Drafts, last: date | None, reporter: Reporter) -> None:
    """Resolve `after` in all drafts. An event of which nothing else is known takes the days of the
    one it follows. `last` is the programme's last day if the author declared one."""
    _Following(drafts, last, reporter).resolve()


class _Following:
    def __init__(self, drafts: Drafts, last: date | None, reporter: Reporter) -> None:
        self.drafts = drafts.by_id
        self.repeated = drafts.repeated
        self.last = last
        self.reporter = reporter

    def resolve(self) -> None:
        """Walk from each event to those it follows, and resolve the last of them first."""
        circles: set[str] = set()
        resolved: set[str] = set()
        for start in self.drafts:
            chain, end = self._chain(start, resolved)
            if end in chain and self.drafts[end].written.after is not None:
                loop = from_id(end, chain)
                circles.update(loop)
                self.reporter.problem(
                    (*self.drafts[loop[0]].path, "after"),
                    "events cannot follow each other in a circle:"
                    f" {' after '.join((*loop, loop[0]))}",
                    "remove one of these after:",
                )
            for id in reversed(chain):
                if id not in resolved and id not in circles:
                    self._take_days(self.drafts[id])
                resolved.add(id)

    def _chain(self, start: str, resolved: set[str]) -> tuple[list[str], str]:
        """Return the ids of an event and of those it follows, up to one that is resolved, and the
        id at which that ends: in the chain itself if there is a circle, or the last event."""
        chain: dict[str, None] = {}
        id = start
        while id in self.drafts and id not in resolved and id not in chain:
            chain[id] = None
            after = self.drafts[id].written.after
            if after is None:
                break
            self._check(self.drafts[id], after)
            id = after
        return list(chain), id

    def _check(self, draft: Draft, after: str) -> None:
        """Report an `after` that names no event."""
        at = (*draft.path, "after")
        if after in self.drafts:
            return
        if after in self.repeated:
            self.reporter.problem(
                at,
                f"“{after}” repeats, so it is not clear which is meant",
                f"write for example {self.repeated[after]}",
            )
        else:
            self.reporter.look_up("event", self._nameable, after, at)

    @cached_property
    def _nameable(self) -> Mapping[str, Draft]:
        """The events of which the file has the name."""
        return {id: draft for id, draft in self.drafts.items() if not id.startswith("?")}

    def _take_days(self, draft: Draft) -> None:
        """Compare an event with the one it follows, or take over its days."""
        other = self.drafts.get(draft.written.after) if draft.written.after else None
        if other is None or other.when is None:
            return
        if draft.when is None and draft.written.when is None:
            draft.when = _days_after(*when.days_in(other.when, draft.zone.info), self.last)
            draft.inferred = True
        elif draft.when is not None and when.starts_before(
            draft.when, draft.zone.info, other.when, other.zone.info
        ):
            self.reporter.problem(
                (*draft.path, "after"),
                f"this follows “{other.id}”, but its time is before it",
                "mend the time, or remove after:",
            )


def _days_after(first: date, end: date, last: date | None) -> when.When:
    """Return what is known of an event that follows another from `first` to `end`: it is on those
    days or later, and no later than the programme's `last` day where the author declared one."""
    if last is None or end < last:
        return when.Window(first, end, later=True)
    return when.Window(first, last) if first < last else when.Day(first)
