"""Edits of a programme's file that leave every other byte as its author wrote it.

A library that reads YAML and writes it again breaks lines anew and moves comments. Here the text
stays, and the parts that change are cut out of it by their positions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from itinerary.errors import ItineraryError
from itinerary.imports.forms import normal
from itinerary.imports.yaml_writer import (
    entry,
    event_keys,
    event_lines,
    facet,
    flow,
    in_quotes,
    key_text,
    short,
)

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_COMMENT = re.compile(r"(?:^|(?<=[ \t\n]))#[^\n]*")


class EditError(ItineraryError):
    """A part of a file is written in a way that an import does not edit."""


class EditableFile:
    """A file with its values and their positions. Edits are collected, and made by `text`."""

    def __init__(self, text: str) -> None:
        """Take the text of a file that can be read. Raises EditError if it has no events."""
        self.original = text
        self.newline = "\r\n" if "\r\n" in text[: text.find("\n") + 1] else "\n"
        try:
            self.root = yaml.compose(text, Loader=_LOADER)
        except (yaml.YAMLError, ValueError) as error:
            raise EditError(f"the file is not YAML: {error}") from None
        if not isinstance(self.root, yaml.MappingNode):
            raise EditError("the file is not a map")
        self._edits: list[tuple[int, int, str]] = []
        self._shared = _shared(self.root) if "&" in text else set()
        self.top = _children(self.root)
        events = self.top.get("events", (None, None))[1]
        if not isinstance(events, yaml.SequenceNode):
            raise EditError("the file has no list of events", "write events: and one event")
        self.events = events
        self.event_nodes = {
            str(plain(found["id"][1])): node
            for node in events.value
            if isinstance(node, yaml.MappingNode) and "id" in (found := _children(node))
        }
        self._events: dict[str, Mapping[str, Any]] = {}
        self.step = self._step()
        self._removed: set[tuple[int, str]] = set()
        self._appended: list[str] = []
        self._behind: list[tuple[int, int, str]] = []
        self._new_facets: dict[str, list[list[str]]] = {}

    def values(self, node: Any) -> dict[str, Any]:
        """Return a map of the file as plain values."""
        return {key: plain(value) for key, (_, value) in _children(node).items()}

    def event(self, id: str) -> Mapping[str, Any]:
        """Return the keys of an event as they were before any edit, each in its one form; see
        `forms`."""
        if id not in self._events:
            self._events[id] = normal(self.values(self.event_nodes[id]))
        return self._events[id]

    def head(self) -> dict[str, Any]:
        """Return the top of the file without its lists and maps of parts."""
        return {
            key: plain(value)
            for key, (_, value) in self.top.items()
            if isinstance(value, yaml.ScalarNode) or key in ("languages", "publisher")
        }

    def facet_nodes(self, field: str) -> dict[str, Any]:
        """Return the entries of a map of facets by id."""
        node = self.top.get(field, (None, None))[1]
        if not isinstance(node, yaml.MappingNode):
            return {}
        return {key: value for key, (_, value) in _children(node).items()}

    @property
    def changed(self) -> bool:
        """Whether there is any edit."""
        return bool(self._edits or self._behind or self._appended or self._new_facets)

    # --- edits ---

    def set(self, node: Any, key: str, value: Any, order: tuple[str, ...] = ()) -> None:
        """Set a key of a map; `order` says before and behind which other keys a new one stands.

        Raises EditError if the map, or the value, is used in several places.
        """
        self._check(node)
        found = _children(node)
        if key not in found:
            self._insert(node, key, value, order or event_keys())
            return
        name, old = found[key]
        self._check(old)
        begin, end = name.start_mark.index, self._end(old)
        words = short(key, value)
        quoted = isinstance(old, yaml.ScalarNode) and old.style in ("'", '"')
        quoted = quoted and isinstance(words, str) and "\n" not in words
        in_line = in_quotes(words, old.style) if quoted else flow(words)
        if node.flow_style:
            self._edits.append((begin, end, f"{key_text(key)}: {in_line}"))
            return
        column = name.start_mark.column
        lines = entry(key, value, column, self.step)
        if quoted:
            lines = [f"{' ' * column}{key_text(key)}: {in_line}"]
        rest = self.original[end : self._line_end(end)]
        if len(lines) > 1 and rest.strip():
            lines = [f"{' ' * column}{key_text(key)}: {in_line}"]
        kept = [f"{' ' * column}{words}" for words in self._comments(name, old)]
        # Comments inside of what is replaced stand before it.
        lines = [*kept, *lines]
        self._edits.append((begin, end, self.newline.join(lines).lstrip()))

    def remove(self, node: Any, key: str) -> None:
        """Remove a key of a map, before others are set. Raises EditError if it cannot be cut
        out."""
        self._check(node)
        found = _children(node)
        name, old = found[key]
        begin, end = name.start_mark.index, self._end(old)
        names = [child for child, _ in node.value]
        place = names.index(name)
        self._removed.add((id(node), key))
        if node.flow_style:
            if place + 1 < len(names):
                self._edits.append((begin, names[place + 1].start_mark.index, ""))
            elif place:
                self._edits.append((self._end(node.value[place - 1][1]), end, ""))
            else:
                self._edits.append((begin, end, ""))
            return
        start = self.original.rfind("\n", 0, begin) + 1
        if self.original[start:begin].strip():
            raise EditError(f"“{key}” stands behind a dash", f"remove {key}: by hand")
        stop = self._line_end(end)
        rest = self.original[end:stop].strip()
        comments = [*self._comments(name, old), *([rest] if rest else [])]
        blanks = self.original[start:begin]
        kept = "".join(f"{blanks}{words}{self.newline}" for words in comments)
        after = stop + len(self.newline) if stop < len(self.original) else stop
        self._edits.append((start, after, kept))

    def remove_event(self, id: str) -> None:
        """Remove an event, with the comments in it."""
        node = self.event_nodes[id]
        self._check(node)
        if self.events.flow_style or len(self.events.value) == 1:
            raise EditError(f"“{id}” cannot be cut out of the list", "remove it by hand")
        begin = node.start_mark.index
        start = self.original.rfind("\n", 0, begin) + 1
        stop = self._line_end(self._end(node))
        after = min(len(self.original), stop + len(self.newline))
        # The blank line that parts it from the next one goes with it.
        if node is self.events.value[-1]:
            while self.original.endswith(2 * self.newline, 0, start):
                start -= len(self.newline)
        else:
            while self.original.startswith(self.newline, after):
                after += len(self.newline)
        self._edits.append((start, after, ""))

    def expand(self, field: str, id: str, values: Mapping[str, Any]) -> None:
        """Write an entry of a map of facets anew that is there in short (`hall: Hall`). Raises
        EditError if it is used in several places."""
        node = self.top[field][1]
        self._check(node)
        name, old = _children(node)[id]
        self._check(old)
        begin, end = name.start_mark.index, self._end(old)
        present = {key: value for key, value in values.items() if value not in (None, "", [], {})}
        one_line = [f"{key_text(id)}: {flow(present)}"]
        if node.flow_style:
            lines = one_line
        else:
            column = name.start_mark.column
            lines = facet(field, id, values, column, self.step)
            if len(lines) > 1 and self.original[end : self._line_end(end)].strip():
                lines = one_line  # a comment stands behind it
            comments = self._comments(name, old)
            lines = [*(f"{' ' * column}{words}" for words in comments), *lines]
        self._edits.append((begin, end, self.newline.join(lines).lstrip()))

    def add_event(self, values: Mapping[str, Any]) -> None:
        """Add an event at the end of the list."""
        if self.events.flow_style:
            last = self._end(self.events.value[-1]) if self.events.value else None
            words = flow({key: values[key] for key in event_keys() if key in values})
            if last is None:
                at = self.events.start_mark.index + 1
                self._edits.append((at, at, words))
            else:
                self._edits.append((last, last, f", {words}"))
            return
        column = self.events.start_mark.column
        lines = event_lines(values, " " * column, self.step)
        blank = len(self.events.value) < 2 or self._has_blank_lines()
        self._appended.append(
            (self.newline if blank else "") + "".join(f"{one}{self.newline}" for one in lines)
        )

    def add_facet(self, field: str, id: str, values: Mapping[str, Any]) -> None:
        """Add an entry to a map of facets, which is made if it is not there."""
        node = self.top.get(field, (None, None))[1]
        if isinstance(node, yaml.MappingNode) and node.value:
            self._check(node)
            last = self._end(node.value[-1][1])
            if node.flow_style:
                words = flow({k: v for k, v in values.items() if v not in (None, "", [], {})})
                self._behind.append((last, last, f", {key_text(id)}: {words}"))
                return
            column = node.start_mark.column
            lines = facet(field, id, values, column, self.step)
            at = self._line_end(last)
            words = "".join(f"{self.newline}{one}" for one in lines)
            # Behind what the last entry gets at the same position.
            self._behind.append((at, at, words))
            return
        self._new_facets.setdefault(field, []).append(
            facet(field, id, values, self.step, self.step)
        )

    def text(self) -> str:
        """Return the text with all edits made."""
        edits = [*self._edits, *self._behind]
        if self._new_facets:
            at = self._before("sources" if "sources" in self.top else "events")
            words = ""
            for field, entries in self._new_facets.items():
                lines = [f"{field}:", *(one for each in entries for one in each), ""]
                old = self.top.get(field)
                if old:  # the key is there, and empty
                    end = self._end(old[1])
                    inner = "".join(f"{self.newline}{one}" for one in lines[1:-1])
                    begin = old[0].end_mark.index + 1
                    edits.append((begin, max(begin, end), inner))
                else:
                    words += "".join(f"{one}{self.newline}" for one in lines)
            edits.append((at, at, words))
        if self._appended:
            if not self.events.value:
                raise EditError("the list of events is empty", "write one event")
            end = self._line_end(self._end(self.events.value[-1]))
            lead = "" if self.original.startswith(self.newline, end) else self.newline
            at = end + len(self.newline) if not lead else end
            edits.append((at, at, lead + "".join(self._appended)))
        # At one position in the order of the calls. Two cuts may share a blank line or a comma.
        parts, at = [], 0
        for begin, end, words in sorted(edits, key=lambda one: one[:2]):
            parts += [self.original[at:begin], words]
            at = max(at, end)
        return "".join((*parts, self.original[at:]))

    # --- positions ---

    def _check(self, node: Any) -> None:
        if id(node) in self._shared:
            line = node.start_mark.line + 1
            raise EditError(f"what is in line {line} is used in several places (&, *)")

    def _insert(self, node: Any, key: str, value: Any, order: tuple[str, ...]) -> None:
        found = [one for one in _children(node).items() if (id(node), one[0]) not in self._removed]
        if not found:
            raise EditError("an empty map cannot be completed")
        rank = {name: n for n, name in enumerate(order)}
        before = [one for one in found if rank.get(one[0], -1) <= rank.get(key, len(rank))]
        _, (_, old) = before[-1] if before else found[0]
        end = self._end(old)
        if node.flow_style:
            words = f", {key_text(key)}: {flow(short(key, value))}"
            self._edits.append((end, end, words))
            return
        column = found[0][1][0].start_mark.column
        at = self._line_end(end)
        lines = entry(key, value, column, self.step)
        self._edits.append((at, at, "".join(f"{self.newline}{one}" for one in lines)))

    def _end(self, node: Any) -> int:
        """Return where a value ends, without the comments and blank lines behind it."""
        if isinstance(node, yaml.ScalarNode):
            begin, end = node.start_mark.index, node.end_mark.index
            if node.style in ("|", ">"):
                return begin + len(self.original[begin:end].rstrip())
            return int(end)
        if node.flow_style or not node.value:
            return int(node.end_mark.index)
        last = node.value[-1]
        return self._end(last[1] if isinstance(last, tuple) else last)

    def _line_end(self, at: int) -> int:
        end = self.original.find("\n", at)
        if end < 0:
            return len(self.original)
        return end - 1 if self.original[end - 1 : end] == "\r" and end > at else end

    def _before(self, key: str) -> int:
        """Return the beginning of the line of a top key, or of the comment right before it."""
        start = self.original.rfind("\n", 0, self.top[key][0].start_mark.index) + 1
        while start:
            earlier = self.original.rfind("\n", 0, start - 1) + 1
            if not self.original[earlier:start].startswith("#"):
                break
            start = earlier
        return start

    def _comments(self, name: Any, node: Any) -> list[str]:
        """Return the comments between a key and the end of its value."""
        begin, end = name.end_mark.index, self._end(node)
        masked = list(self.original[begin:end])
        for leaf in _leaves(node):
            first, last = leaf.start_mark.index - begin, self._end(leaf) - begin
            if leaf.style in ("|", ">"):  # its first line may have a comment
                line = self.original.find("\n", leaf.start_mark.index)
                first = (line if line >= 0 else end) - begin
            masked[first:last] = ["x"] * (last - first)
        return [words.strip() for words in _COMMENT.findall("".join(masked))]

    def _has_blank_lines(self) -> bool:
        first, second = self.events.value[:2]
        between = self.original[self._end(first) : second.start_mark.index]
        return bool(re.search(r"\n[ \t\r]*\n", between))

    def _step(self) -> int:
        """Return by how many blanks the file indents."""
        for _, value in self.top.values():
            if isinstance(value, yaml.MappingNode) and not value.flow_style and value.value:
                return max(1, int(value.value[0][0].start_mark.column))
        return 2


def plain(node: Any) -> Any:
    """Return a value of the file: texts, lists and maps."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    if isinstance(node, yaml.SequenceNode):
        return [plain(one) for one in node.value]
    return {key: plain(value) for key, (_, value) in _children(node).items()}


def _children(node: Any) -> dict[str, tuple[Any, Any]]:
    return {str(key.value): (key, value) for key, value in node.value}


def _leaves(node: Any) -> Iterator[Any]:
    if isinstance(node, yaml.ScalarNode):
        yield node
        return
    for child in node.value:
        for part in child if isinstance(child, tuple) else (child,):
            yield from _leaves(part)


def _shared(root: Any) -> set[int]:
    """Return the ids of nodes that aliases name."""
    seen: set[int] = set()
    shared: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            shared.add(id(node))
            continue
        seen.add(id(node))
        if not isinstance(node, yaml.ScalarNode):
            for child in node.value:
                stack.extend(child if isinstance(child, tuple) else (child,))
    return shared
