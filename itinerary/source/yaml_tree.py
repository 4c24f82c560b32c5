"""YAML as a tree of nodes with their lines and columns.

libyaml (through PyYAML) reads the syntax. Values stay the strings that the author sees, as in the
failsafe schema of YAML 1.2: `10:00` is not a number of minutes, `no` is a language, and dates are
read by the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, ClassVar, NamedTuple, TypeAlias

import yaml
from msgspec import Struct, field

from itinerary.errors import Problem
from itinerary.model.text import FORBIDDEN, visible
from itinerary.source.files import MOST_BYTES, too_large
from itinerary.source.problems import Name, SourceError
from itinerary.source.yaml_losses import QUOTE, Loss, losses

MOST_NODES = 5_000_000
"""Values that a file may have, keys of maps included."""
MOST_ALIASED = 250_000
"""Nodes that all aliases of a file may stand for, each counted in full: a few lines of aliases of
aliases can multiply into billions."""
MOST_DEPTH = 32
"""Levels of lists and maps in each other."""
MOST_STRAY = 20
"""Control characters that are reported one by one. A file with more is not text."""

NULLS = frozenset({"", "~", "null", "Null", "NULL"})
"""Plain scalars that mean an empty value (YAML 1.2 §10.2.1.1)."""


class Node(Struct):
    """A node, with its line and column in the file, which count from 1."""

    line: int
    column: int


class Scalar(Node):
    """A single value; None for an empty one."""

    value: str | None

    size: ClassVar[int] = 1
    depth: ClassVar[int] = 1

    @property
    def letters(self) -> int:
        """The number of its characters."""
        return len(self.value or "")


class Listing(Node):
    """A list. `size` is the number of nodes in it, `depth` that of levels, and `letters` that of
    the characters of its values. Aliases are counted in full."""

    items: list[Value] = field(default_factory=list)
    size: int = 1
    depth: int = 1
    letters: int = 0


class Mapping(Node):
    """A map. `keys` has the positions of the keys. `size`, `depth` and `letters` are as in a
    list."""

    items: dict[str, Value] = field(default_factory=dict)
    keys: dict[str, Node] = field(default_factory=dict)
    size: int = 1
    depth: int = 1
    letters: int = 0


Value: TypeAlias = Scalar | Listing | Mapping


class Tree(NamedTuple):
    """A file: its top level, its problems of form, and what YAML would take from texts in it."""

    root: Mapping
    problems: list[Problem]
    losses: list[Loss]


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
    """Return the node at `path`, or the nearest node around it, and the path of that node."""
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
    """Return a path as it is shown in problems: `events[3].when`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")


def parse(data: bytes, file: str) -> Tree:
    """Read the bytes of a YAML file whose top level is a map.

    The tree comes with the problems that leave one: duplicate keys, keys without a value in
    brackets, merge keys, tags, escaped control characters. Raises SourceError if there is no tree:
    the file is not UTF-8, has control characters, is not YAML, has more than one document, is too
    large or too deep, or its aliases multiply into too much.
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
            f"the file has {too_large(len(data))}",
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
    (
        "did not find expected node content",
        "put a text that begins with a bracket or a comma in quotes, and leave out empty items",
    ),
    ("cannot start any token", "put a text that begins with this character in quotes"),
    ("are not allowed in this context", "put a text that begins with “- ” or “? ” in quotes"),
    ("comment or line break", "begin the text in the next line, indented, or put it in quotes"),
    ("expected <document start>", "remove the line “...”: for YAML the file ends there"),
    ("directive", "remove the line that begins with “%”"),
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

_STRANGE_SPACE = re.compile(
    "(?:^|:|-) *([\u00a0\u1680\u2000-\u200f\u202f\u205f\u2060\u3000])"
    r"|^ *(?:- +)*[\w-]+(：)"
)
_STICKING_COMMENT = re.compile(r"""^[^"'#]*\S[ \t]+(#[^\s#].{0,30})""")


def _syntax(error: yaml.MarkedYAMLError, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    rows = _rows(text)
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if line > len(rows):  # libyaml adds a missing line end to the last line
        line, column = len(rows), len(rows[-1]) + 1
    reported = " ".join(filter(None, (error.problem, error.context)))
    hint = _seen_in(rows, line, column, reported) or next(
        (hint for pattern, hint in _SYNTAX_HINTS if re.search(pattern, reported)),
        "check the quotes, brackets and indentation here and in the line above",
    )
    return Problem(file, line, column, "", f"this is not YAML: {error.problem or reported}", hint)


def _seen_in(rows: Sequence[str], line: int, column: int, reported: str) -> str:
    """Return a hint from the lines around a syntax error, which is better than one from the words
    of libyaml; empty if there is none. libyaml reports a mistake where it cannot go on, which may
    be in the line below the mistake."""
    row = rows[line - 1]
    if re.match(r" *\t", row):
        return "indent with spaces, not with a tab"
    near = [number for number in (line, line - 1) if number > 0]
    for number in near:
        if found := _STRANGE_SPACE.search(rows[number - 1]):
            if found[2]:
                return f"in line {number}, write a colon and a space instead of “{found[2]}”"
            return f"in line {number}, write an ordinary space instead of U+{ord(found[1]):04X}"
    unfinished = "did not find expected key|could not find expected ':'|expected ',' or"
    if not re.search(unfinished, reported):
        return ""
    for number in near:
        if found := _STICKING_COMMENT.match(rows[number - 1]):
            return f"“{found[1]}” in line {number} is a comment for YAML; {QUOTE}"
    before, at = row[: column - 1].rstrip()[-1:], row[column - 1 : column]
    if before in ("'", '"') and at:
        return f"{QUOTE} as a whole: 'It''s “all” of it'"
    if at and at in ":[{" and "expected ',' or" in reported:
        return f"put a text that contains “{': ' if at == ':' else at}” in quotes"
    if before in ("]", "}") and at:
        return "put a text that begins with a bracket in quotes"
    return ""


class _Builder:
    """Builds the tree from libyaml's events, and finds what is not allowed in a programme."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.events: Iterator[Any] = yaml.parse(text, Loader=_LOADER)
        self.anchors: dict[str, Value] = {}
        self.path: list[str | int] = []
        self.nodes = 0
        self.aliased = 0  # nodes that aliases stand for
        self.aliased_letters = 0
        self.problems: list[Problem] = []
        self.losses: list[Loss] = []
        self.loose: dict[str, Loss] = {}  # anchors that no alias has used so far
        self.escapes = "\\" in text
        self.rows = _rows(text)
        self.end = len(self.rows), len(self.rows[-1]) + 1
        self.hashes = {n for n, row in enumerate(self.rows) if "#" in row} if "#" in text else set()

    def at(self, event: Any) -> tuple[int, int]:
        """Return the line and column of an event. libyaml adds a missing line end to the last
        line."""
        mark = event.start_mark
        place = mark.line + 1, mark.column + 1
        return place if place < self.end else self.end

    def document(self) -> Tree:
        next(self.events)  # the start of the stream
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            raise SourceError(
                [Problem(self.file, 1, 1, "", "the file is empty", "see: itinerary new")]
            )
        root = self.node(next(self.events))
        next(self.events)  # the end of the document
        after = next(self.events)
        if isinstance(after, yaml.DocumentStartEvent):
            hint = "keep one, without “---” and “...”"
            raise self.give_up(self.at(after), "there is a second document", hint)
        if not isinstance(root, Mapping):
            hint = "begin with: id: my-programme"
            raise self.give_up(
                (root.line, root.column), "the file must be a map of keys and values", hint
            )
        return Tree(root, self.problems, [*self.losses, *self.loose.values()])

    def problem(self, at: tuple[int, int], message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, *at, words(self.path), message, hint))

    def give_up(self, at: tuple[int, int], message: str, hint: str) -> SourceError:
        self.problem(at, message, hint)
        return SourceError(self.problems)

    def node(self, event: Any, *, key: bool = False) -> Value:
        """Build the node, or the key, at `path` that begins with an event."""
        if len(self.path) > MOST_DEPTH:
            raise self.too_deep(event)
        self.nodes += 1
        if self.nodes > MOST_NODES:
            message = f"there are more than {MOST_NODES:,} values before this"
            raise self.too_much(event, message, "split the programme")
        if isinstance(event, yaml.AliasEvent):
            return self.alias(event)
        node: Value
        if isinstance(event, yaml.ScalarEvent):
            node = self.scalar(event)
            if not key:
                self.lose(event)
        else:
            inner = isinstance(event, yaml.SequenceStartEvent)
            node = self.listing(event) if inner else self.mapping(event)
            if node.depth > MOST_DEPTH:
                raise self.too_deep(event)
        if event.anchor:
            self.anchors[event.anchor] = node
        if event.tag:
            hint = "remove it, or put a text that begins with “!” in quotes"
            self.problem(self.at(event), f"the tag {event.tag} means nothing here", hint)
        return node

    def too_deep(self, event: Any) -> SourceError:
        message = f"this is nested more than {MOST_DEPTH} levels deep"
        return self.too_much(event, message, "flatten it")

    def too_much(self, event: Any, message: str, hint: str) -> SourceError:
        del self.path[3:]  # a path of three steps is enough to find it
        return self.give_up(self.at(event), message, hint)

    def alias(self, event: Any) -> Value:
        self.loose.pop(event.anchor, None)
        if event.anchor in self.anchors:
            node = self.anchors[event.anchor]
            self.aliased += node.size
            self.aliased_letters += node.letters
            hint = "write less, or without aliases (*name) of aliases"
            if self.aliased > MOST_ALIASED:
                message = f"up to here aliases stand for more than {MOST_ALIASED:,} values"
                raise self.too_much(event, f"{message}, aliases counted in full", hint)
            if self.aliased_letters > MOST_BYTES:
                message = f"up to here aliases stand for more than {MOST_BYTES:,} characters"
                raise self.too_much(event, f"{message}, aliases counted in full", hint)
            return node
        raise self.give_up(
            self.at(event),
            f"there is no anchor &{event.anchor} before this alias",
            "put a text that begins with “*” in quotes",
        )

    def scalar(self, event: Any) -> Scalar:
        value: str | None = event.value
        if not event.style and value in NULLS:
            value = None
        elif self.escapes and (found := FORBIDDEN.search(event.value)):  # such as "\x07"
            self.problem(
                self.at(event),
                f"this contains an invisible control character (U+{ord(found[0]):04X})",
                "remove the escape",
            )
        return Scalar(*self.at(event), value)

    def lose(self, event: Any) -> None:
        """Record the parts that YAML removes from a scalar if it is a text."""
        start, end = event.start_mark, event.end_mark
        if end.line in self.hashes or start.line != end.line or self.escapes:
            self.losses.extend(losses(event, self.rows, self.path))
        if event.anchor:
            self.loose[event.anchor] = Loss(
                tuple(self.path),
                *self.at(event),
                Name.UNUSED_ANCHOR,
                f"“&{event.anchor}” is an anchor for YAML, is used nowhere, and is not published",
                "put a text that begins with “&” in quotes",
            )

    def listing(self, start: Any) -> Listing:
        listing = Listing(*self.at(start))
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            self.path.append(len(listing.items))
            item = self.node(event)
            self.path.pop()
            listing.items.append(item)
            listing.size += item.size
            listing.letters += item.letters
            listing.depth = max(listing.depth, item.depth + 1)
        return listing

    def mapping(self, start: Any) -> Mapping:
        mapping = Mapping(*self.at(start))
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            simple = isinstance(event, yaml.ScalarEvent)
            if not simple:
                self.path.append("?")
            name = self.node(event, key=True)
            if not simple:
                self.path.pop()
            key = name.value if isinstance(name, Scalar) else None
            if key is None:
                raise self.give_up(self.at(event), "a key must be a word", "put the key in quotes")
            self.path.append(key)
            inner = next(self.events)
            value = self.node(inner)
            if key == "<<" and simple and not event.style:
                self.problem(
                    self.at(event),
                    "merge keys (“<<”) are not understood here",
                    "write the keys out; an alias (*name) can stand for a whole value",
                )
            elif start.flow_style and _follows_at_once(event, inner):
                self.problem(
                    self.at(event),
                    f"“{visible(key)}” stands between brackets without a value",
                    _after_colon(key)
                    or "put a text with a comma or a bracket in quotes, or write a value: key: …",
                )
            elif key in mapping.keys:
                self.problem(
                    self.at(event),
                    f"“{key}” is here twice; the first is in line {mapping.keys[key].line}",
                    "keep one of them",
                )
            else:
                mapping.keys[key] = name if simple else Node(*self.at(event))
                mapping.items[key] = value
                mapping.size += value.size
                mapping.letters += value.letters
                mapping.depth = max(mapping.depth, value.depth + 1)
            self.path.pop()
        return mapping


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def _follows_at_once(key: Any, value: Any) -> bool:
    """Tell whether there is not even a colon between a key and its empty value."""
    empty = isinstance(value, yaml.ScalarEvent) and not value.style and not value.value
    return bool(empty and value.start_mark.index == key.end_mark.index)


def _after_colon(key: str) -> str:
    """Return a hint if a key is a key and a value without the space between them."""
    found = re.fullmatch(r"([\w-]+):(\S.*)", key)
    return f"write a space after the colon: {found[1]}: {found[2]}" if found else ""
