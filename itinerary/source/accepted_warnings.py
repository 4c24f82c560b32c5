"""Warnings that the author of a file accepts, with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from itinerary.errors import Problem, Severity
from itinerary.source.problems import Name
from itinerary.value import Value

RENDERED = frozenset(
    {
        Name.ALIKE_COLOURS,
        Name.INTERFACE_LANGUAGE,
        Name.LARGE_CALENDAR,
        Name.LONG_ADDRESS,
        Name.MISSING_LETTERS,
    }
)
"""Warnings about what is rendered from an itinerary."""

PUBLISHED = frozenset({Name.LATE_UID})
"""Warnings about what was published before."""

LATER = RENDERED | PUBLISHED
"""Warnings that reading a file does not find."""


class Acceptance(Value):
    """An entry of `accept`: warnings of this name about these events, or about anything if there
    are no events. `stale` is the warning to give if there is no such warning."""

    name: Name
    events: frozenset[str]
    stale: Problem

    def covers(self, problem: Problem) -> bool:
        """Tell whether it accepts a problem. All events that the problem is about must be named."""
        return problem.name == self.name and (
            not self.events or (bool(problem.events) and self.events.issuperset(problem.events))
        )


def sift(
    problems: Iterable[Problem], acceptances: Sequence[Acceptance]
) -> tuple[list[Problem], list[Problem], list[Acceptance]]:
    """Return the problems that are not accepted, those that are, and the acceptances that cover no
    problem."""
    open_: list[Problem] = []
    accepted: list[Problem] = []
    used: set[int] = set()
    for problem in problems:
        covering = [n for n, acceptance in enumerate(acceptances) if acceptance.covers(problem)]
        if problem.severity is Severity.WARNING and covering:
            accepted.append(problem)
            used.update(covering)
        else:
            open_.append(problem)
    return open_, accepted, [a for n, a in enumerate(acceptances) if n not in used]
