"""YAML as a tree of nodes that know where they stand.

libyaml (through PyYAML) reads the syntax; the values stay the strings that the author sees,
as in YAML 1.2's failsafe schema: `10:00` is no number of minutes, `no` is a language, and dates
are read by the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import yaml

from itinerary.source.problems import Problem, SourceError
from itinerary.text import FORBIDDEN

MOST_BYTES = 64 * 1024 * 1024
MOST_NODES = 5_000_000
"""Nodes with every alias counted in full: what a reader of the file would have to look at."""
MOST_DEPTH = 32
MOST_STRAY = 20
"""Control characters to name before the file is taken for no text at all."""

NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(slots=True)
class Node:
    """A place in the file, counted from 1. `size` counts the nodes in it and `depth` the levels,
    aliases in full."""

    line: int
    column: int
    size: int = 1
    depth: int = 1


@dataclass(slots=True)
class Scalar(Node):
    """A single value; None for an empty one."""

    value: str | None = None


@dataclass(slots=True)
class Listing(Node):
    """A list."""

    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class Mapping(Node):
    """A map; `keys` says where each key stands."""

    items: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Node] = field(default_factory=dict)


def plain(node: Node) -> Any:
    """Return the node as lists, dicts, strings and None."""
    match node:
        case Scalar():
            return node.value
        case Listing():
            return [plain(item) for item in node.items]
        case Mapping():
            return {key: plain(item) for key, item in node.items.items()}
    raise TypeError(node)


def find(node: Node, path: Sequence[str | int]) -> tuple[Node, list[str | int]]:
    """Return the node at `path`, else the nearest around it, and the part of `path` so far."""
    walked: list[str | int] = []
    for step in path:
        inner: Node | None = None
        if isinstance(node, Mapping) and isinstance(step, str):
            inner = node.items.get(step)
        elif isinstance(node, Listing) and isinstance(step, int) and step < len(node.items):
            inner = node.items[step]
        if inner is not None:
            node = inner
            walked.append(step)
    return node, walked


def words(path: Sequence[str | int]) -> str:
    """Return a path as people write it: `events[3].when`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def parse(data: bytes, file: str) -> tuple[Mapping, list[Problem]]:
    """Read the bytes of a YAML file whose top level is a map.

    Returns the tree with the problems that leave one: duplicate keys, tags, escaped control
    characters. Raises SourceError where there is none: not UTF-8, control characters, no YAML, more
    than one document, too large, too deep, or aliases that multiply into too much.
    """
    text = _decode(data, file)
    if stray := list(islice(_stray_characters(text, file), MOST_STRAY)):
        raise SourceError(stray)
    try:
        return _Builder(text, file).document()
    except yaml.MarkedYAMLError as error:
        raise SourceError([_syntax(error, text, file)]) from None
    except yaml.YAMLError as error:
        message = " ".join(str(error).split())
        raise SourceError([Problem(file, 1, 1, "", f"this is not YAML: {message}")]) from None


def _decode(data: bytes, file: str) -> str:
    def fail(line: int, column: int, message: str, hint: str) -> SourceError:
        return SourceError([Problem(file, line, column, "", message, hint)])

    if len(data) > MOST_BYTES:
        raise fail(
            1,
            1,
            f"the file has {len(data) / 2**20:.6f} MiB, more than the {MOST_BYTES >> 20} allowed",
            "split the programme",
        )
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise fail(1, 1, "the file is in UTF-16", "save it as UTF-8")
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        rows = _rows(data[: error.start].decode("utf-8").removeprefix("\ufeff"))
        raise fail(
            len(rows),
            len(rows[-1]) + 1,
            f"the byte 0x{data[error.start]:02x} is not UTF-8",
            "save the file in the encoding UTF-8",
        ) from None


def _rows(text: str) -> list[str]:
    """Return the lines of a text, as YAML and editors count them."""
    return re.split("\r\n|\r|\n", text)


def _stray_characters(text: str, file: str) -> Iterator[Problem]:
    if not FORBIDDEN.search(text):
        return
    for number, line in enumerate(_rows(text), 1):
        for found in FORBIDDEN.finditer(line):
            yield Problem(
                file,
                number,
                found.start() + 1,
                "",
                f"there is an invisible control character (U+{ord(found[0]):04X})",
                "delete it",
            )


_SYNTAX_HINTS = (
    (r"'\\t' that cannot start any token|tab", "indent with spaces, not with a tab"),
    (
        "mapping values are not allowed",
        "put a text that contains “: ” in quotes, and check the indentation",
    ),
    ("could not find expected ':'", "write a colon and a space after the key"),
    ("unexpected end of stream|found unexpected document", "close the quotes"),
    ("did not find expected key", "check the indentation and the quotes of the lines above"),
    (
        "did not find expected '-' indicator",
        "begin each item of the list with “- ”, equally indented",
    ),
    ("expected ',' or", "separate with commas and close the bracket"),
    ("cannot start any token", "put a text that begins with this character in quotes"),
    ("undefined alias|found undefined", "put a text that begins with “*” in quotes"),
    (
        "did not find expected alphabetic|anchor|alias",
        "put a text that begins with “&” or “*” in quotes",
    ),
    (
        "unknown escape character|hexdecimal|escape code",
        "use single quotes, in which a backslash is just a backslash",
    ),
)


def _syntax(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    rows = _rows(text)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if line > len(rows):  # libyaml ends a last line that has no end
        line, column = len(rows), len(rows[-1]) + 1
    said = " ".join(filter(None, (error.problem, error.context)))
    row = rows[line - 1]
    if re.match(r" *\t", row):
        hint = "indent with spaces, not with a tab"
    else:
        hints = (hint for pattern, hint in _SYNTAX_HINTS if re.search(pattern, said))
        hint = next(hints, "check the quotes, brackets and indentation here and in the line above")
    return Problem(file, line, column, "", f"this is not YAML: {error.problem or said}", hint)


class _Builder:
    """Builds the tree from libyaml's events, and finds what a programme must not have."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self.anchors: dict[str, Node] = {}
        self.problems: list[Problem] = []
        rows = _rows(text)
        self.end = len(rows), len(rows[-1]) + 1

    def at(self, event: Any) -> Node:
        """Return where an event is; libyaml ends a last line that has no end."""
        mark = event.start_mark
        return Node(*min((mark.line + 1, mark.column + 1), self.end))

    def document(self) -> tuple[Mapping, list[Problem]]:
        next(self.events)  # the start of the stream
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            raise SourceError(
                [Problem(self.file, 1, 1, "", "the file is empty", "see: itinerary new")]
            )
        root = self.node(next(self.events), [])
        next(self.events)  # the end of the document
        after = next(self.events)
        if isinstance(after, yaml.DocumentStartEvent):
            hint = "keep one, without “---”"
            raise self.give_up(self.at(after), [], "there is a second document", hint)
        if not isinstance(root, Mapping):
            hint = "begin with: id: my-programme"
            raise self.give_up(root, [], "the file must be a map of keys and values", hint)
        return root, self.problems

    def problem(self, node: Node, path: list[str | int], message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, node.line, node.column, words(path), message, hint))

    def give_up(self, node: Node, path: list[str | int], message: str, hint: str) -> SourceError:
        self.problem(node, path, message, hint)
        return SourceError(self.problems)

    def node(self, event: Any, path: list[str | int]) -> Node:
        here = self.at(event)
        if len(path) > MOST_DEPTH:
            raise self.give_up(
                here, path[:3], f"this is nested more than {MOST_DEPTH} levels deep", "flatten it"
            )
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event, here, path)
        node: Node
        if isinstance(event, yaml.ScalarEvent):
            node = self.scalar(event, here, path)
        elif isinstance(event, yaml.SequenceStartEvent):
            node = self.listing(here, path)
        else:
            node = self.mapping(here, path)
        if node.depth > MOST_DEPTH:
            raise self.give_up(
                here, path[:3], f"this is nested more than {MOST_DEPTH} levels deep", "flatten it"
            )
        if node.size > MOST_NODES:
            raise self.give_up(
                here,
                path[:3],
                f"this holds more than {MOST_NODES:,} values, aliases counted in full",
                "write less, or without aliases (*name) of aliases",
            )
        if event.anchor:
            self.anchors[event.anchor] = node
        if event.tag and event.tag != "!":
            self.problem(here, path, f"the tag {event.tag} means nothing here", "remove it")
        return node

    def alias(self, event: Any, here: Node, path: list[str | int]) -> Node:
        if event.anchor in self.anchors:
            return self.anchors[event.anchor]
        raise self.give_up(
            here,
            path,
            f"there is no anchor &{event.anchor} before this alias",
            "put a text that begins with “*” in quotes",
        )

    def scalar(self, event: Any, here: Node, path: list[str | int]) -> Scalar:
        value: str | None = event.value
        if event.style in (None, "") and event.value in NULLS:
            value = None
        elif found := FORBIDDEN.search(event.value):  # by way of an escape such as "\x07"
            self.problem(
                here,
                path,
                f"this contains an invisible control character (U+{ord(found[0]):04X})",
                "remove the escape",
            )
        return Scalar(here.line, here.column, value=value)

    def listing(self, here: Node, path: list[str | int]) -> Listing:
        listing = Listing(here.line, here.column)
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            item = self.node(event, [*path, len(listing.items)])
            listing.items.append(item)
            listing.size += item.size
            listing.depth = max(listing.depth, item.depth + 1)
        return listing

    def mapping(self, here: Node, path: list[str | int]) -> Mapping:
        mapping = Mapping(here.line, here.column)
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            where = self.at(event)
            deeper = path if isinstance(event, yaml.ScalarEvent) else [*path, "?"]
            name = self.node(event, deeper)
            key = name.value if isinstance(name, Scalar) else None
            if key is None:
                raise self.give_up(where, path, "a key must be a word", "put the key in quotes")
            value = self.node(next(self.events), [*path, key])
            if key in mapping.keys:
                first = mapping.keys[key]
                self.problem(
                    where,
                    [*path, key],
                    f"“{key}” is here twice; the first is in line {first.line}",
                    "keep one of them",
                )
                continue
            mapping.keys[key] = where
            mapping.items[key] = value
            mapping.size += value.size
            mapping.depth = max(mapping.depth, value.depth + 1)
        return mapping


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
