"""Collects the problems of one file, each at its line and column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

from itinerary.errors import Problem, Severity
from itinerary.model.spelling import Spelling
from itinerary.model.text import visible
from itinerary.source import yaml_tree
from itinerary.source.problems import KeyPath, Name

V = TypeVar("V")

_PLURAL = {
    "place": "places",
    "party": "parties",
    "category": "categories",
    "track": "tracks",
    "series": "series",
    "source": "sources",
    "event": "events",
}
"""The list in which each kind of thing is declared."""


class Reporter:
    """The problems of one file, and the ids in it that name nothing.

    `spoilt` are the paths of values with an error. Nothing may be concluded from their absence.
    """

    def __init__(self, root: yaml_tree.Mapping, file: str) -> None:
        self.root = root
        self.file = file
        self.problems: list[Problem] = []
        self.spoilt: set[KeyPath] = set()
        self._missed: set[tuple[KeyPath, str]] = set()
        self._spelling = Spelling()
        self._warned: dict[KeyPath, tuple[int, int, str]] = {}
        self._event_ids: dict[str | int, str | None] = {}

    def problem(self, path: KeyPath, message: str, hint: str = "") -> None:
        """Report an error at `path`, or at the nearest piece around it if it is missing."""
        node, _ = yaml_tree.find(self.root, path)
        self._error(node, path, message, hint)

    def problem_once(self, path: KeyPath, message: str, hint: str = "") -> None:
        """Report an error as `problem` does, but once for all dates of a repetition."""
        if path not in self.spoilt:
            self.spoilt.add(path)
            self.problem(path, message, hint)

    def key_problem(self, path: KeyPath, message: str, hint: str = "") -> None:
        """Report an error of the key that `path` ends in."""
        around, _ = yaml_tree.find(self.root, path[:-1])
        node = around.keys[str(path[-1])] if isinstance(around, yaml_tree.Mapping) else around
        self._error(node, path, message, hint)

    def _error(self, node: yaml_tree.Node, path: KeyPath, message: str, hint: str) -> None:
        words = yaml_tree.words(path)
        self.problems.append(Problem(self.file, node.line, node.column, words, message, hint))

    def warn(
        self,
        path: KeyPath,
        name: Name,
        message: str,
        hint: str,
        *,
        others: Sequence[KeyPath] = (),
        at: tuple[int, int] | None = None,
    ) -> None:
        """Report the warning that `warning` returns."""
        self.problems.append(self.warning(path, name, message, hint, others=others, at=at))

    def warning(
        self,
        path: KeyPath,
        name: Name,
        message: str,
        hint: str,
        *,
        others: Sequence[KeyPath] = (),
        at: tuple[int, int] | None = None,
    ) -> Problem:
        """Return a warning at `path`, or at the line and column `at` in it. `others` are the paths
        of the other events that it is about."""
        if path not in self._warned:  # an event may clash with many others
            node, _ = yaml_tree.find(self.root, path)
            self._warned[path] = node.line, node.column, yaml_tree.words(path)
        line, column, words = self._warned[path]
        line, column = at or (line, column)
        events = {id for about in (path, *others) if (id := self._event_id(about))}
        return Problem(
            *(self.file, line, column, words, message, hint),
            severity=Severity.WARNING,
            name=name,
            events=tuple(sorted(events)),
        )

    def _event_id(self, path: KeyPath) -> str | None:
        """Return the id, as it is in the file, of the event that `path` leads into, if any."""
        if path[:1] != ("events",) or len(path) < 2:
            return None
        if path[1] not in self._event_ids:
            node, walked = yaml_tree.find(self.root, (*path[:2], "id"))
            self._event_ids[path[1]] = (
                node.value if len(walked) == 3 and isinstance(node, yaml_tree.Scalar) else None
            )
        return self._event_ids[path[1]]

    # --- ids ----------------------------------------------------------------------------------

    def look_up(self, what: str, known: Mapping[str, V], id: str, path: KeyPath) -> V | None:
        """Return what is called `id`, or report once that nothing is: each date of a repetition
        looks it up."""
        if id in known:
            return known[id]
        if (path, id) not in self._missed:
            self._missed.add((path, id))
            hint = self._spelling.did_you_mean(id, known, f"declare it under {_PLURAL[what]}")
            self.problem(path, f"there is no {what} “{visible(id)}”", hint)
        return None

    def look_up_all(
        self, what: str, known: Mapping[str, V], ids: Sequence[str], path: KeyPath
    ) -> tuple[V, ...]:
        """Return what is called `ids`, each once, without what is reported as unknown."""
        if all(id in known for id in ids):
            return tuple(dict.fromkeys(known[id] for id in ids))
        node, _ = yaml_tree.find(self.root, path)
        listed = isinstance(node, yaml_tree.Listing)
        found = [
            self.look_up(what, known, id, (*path, n) if listed else path)
            for n, id in enumerate(ids)
        ]
        named = [one for one in found if one is not None]
        if len(named) < len(ids):
            self.spoilt.add(path)
        return tuple(dict.fromkeys(named))
