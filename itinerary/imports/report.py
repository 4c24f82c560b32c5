"""The report of an import: what was read, guessed, doubted, left out and not carried over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from itinerary.errors import Problem, Severity
from itinerary.value import Value, replace

_SHOWN = 5
"""Examples that stand behind each sentence of a report."""


class Report(Value):
    """What became of a source.

    `kind` says what was read. `guesses` are sentences, each with what it is about. `losses` are
    things of the source that our file has no place for, each with the reason and how often.
    `problems` are events that were left out. `doubts` are times that were probably not announced.
    """

    kind: str = ""
    guesses: tuple[tuple[str, tuple[str, ...]], ...] = ()
    losses: tuple[tuple[str, str, int], ...] = ()
    problems: tuple[Problem, ...] = ()
    doubts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def lines(self) -> Iterator[str]:
        """Yield the report in words."""
        if self.kind:
            yield f"Read: {self.kind}."
        if self.problems:
            yield f"Left out ({len(self.problems)}), look at these first:"
            yield from (f"  {problem}" for problem in self.problems[:20])
            if len(self.problems) > 20:
                yield f"  … and {len(self.problems) - 20:,} more"
        yield from _listed("Probably not announced", self.doubts)
        yield from _listed("Guessed", self.guesses)
        if self.losses:
            yield "Not carried over:"
            for what, why, count in self.losses:
                yield f"  {count:,} × {what}" + (f": {why}" if why else "")


EMPTY = Report()
"""The report of nothing."""


def _listed(heading: str, found: tuple[tuple[str, tuple[str, ...]], ...]) -> Iterator[str]:
    if found:
        yield f"{heading}:"
    for sentence, about in found:
        names = ", ".join(f"“{one}”" for one in about[:_SHOWN] if one)
        more = f" and {len(about) - _SHOWN:,} more" if len(about) > _SHOWN else ""
        yield f"  {sentence}" + (f" ({names}{more})" if names else "")


def counted(count: int, one: str, many: str, of: str) -> str:
    """Return what was read of a source in words: `of` is its kind."""
    return f"{count:,} {one if count == 1 else many} of {of}"


class ReportCollector:
    """Collects a report while a source is read."""

    def __init__(self, kind: str = "") -> None:
        self.kind = kind
        self._guesses: dict[str, list[str]] = {}
        self._doubts: dict[str, list[str]] = {}
        self._losses: Counter[tuple[str, str]] = Counter()
        self._problems: list[Problem] = []

    def guess(self, sentence: str, about: str = "") -> None:
        """Note what was guessed, and of which event."""
        self._guesses.setdefault(sentence, []).append(about)

    def doubt(self, sentence: str, about: str) -> None:
        """Note a time or place that was probably not announced."""
        self._doubts.setdefault(sentence, []).append(about)

    def lose(self, what: str, why: str = "", count: int = 1) -> None:
        """Count something that our file has no place for."""
        if count:
            self._losses[what, why] += count

    def leave_out(
        self, file: str, line: int, path: str, message: str, hint: str = "", column: int = 1
    ) -> None:
        """Note an event, or another part, that could not be read."""
        self._problems.append(Problem(file, line, column, path, message, hint, Severity.WARNING))

    def report(self) -> Report:
        """Return what was collected."""
        return Report(
            self.kind,
            tuple((words, tuple(about)) for words, about in self._guesses.items()),
            tuple((what, why, n) for (what, why), n in sorted(self._losses.items())),
            tuple(self._problems),
            tuple((words, tuple(about)) for words, about in self._doubts.items()),
        )


def together(reports: Iterable[Report]) -> Report:
    """Return several reports as one."""
    reports = tuple(reports)
    whole = ReportCollector(", ".join(dict.fromkeys(r.kind for r in reports if r.kind)))
    for one in reports:
        for sentence, about in one.guesses:
            for name in about:
                whole.guess(sentence, name)
        for sentence, about in one.doubts:
            for name in about:
                whole.doubt(sentence, name)
        for what, why, count in one.losses:
            whole.lose(what, why, count)
    problems = tuple(problem for one in reports for problem in one.problems)
    return replace(whole.report(), problems=problems)
