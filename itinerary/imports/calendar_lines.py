"""A calendar as components whose lines are known, without an interpretation of any of them.

icalendar does not say in which line a value is; a report has to. Each component is cut out here and
given to icalendar by itself, so that one broken event does not take the others with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct, field

_NAME = re.compile("([^:;]*)[:;]")
DEEPEST = 10
"""Components in components: VCALENDAR, VEVENT, VALARM need three."""


class RawComponent(Struct):
    """A component of a calendar: its name, its first line, its unfolded content lines with the
    number of each, and the components in it."""

    name: str
    line: int
    lines: list[tuple[int, str]] = field(default_factory=list)
    inner: list[RawComponent] = field(default_factory=list)
    closed: bool = False
    index: dict[str, list[tuple[int, str]]] | None = None

    def by_name(self) -> dict[str, list[tuple[int, str]]]:
        """Return the lines of the properties by name; of no name, lines that are no property."""
        if self.index is None:
            self.index = {}
            for one in self.lines:
                self.index.setdefault(_property_name(one[1]), []).append(one)
        return self.index

    def named(self, name: str) -> list[tuple[int, str]]:
        """Return the lines of the properties of a name."""
        return self.by_name().get(name, [])

    def whole_text(self) -> str:
        """Return the component as iCalendar, with those in it."""
        body = "".join(f"{words}\r\n" for _, words in self.lines)
        inner = "".join(one.whole_text() for one in self.inner)
        return f"BEGIN:{self.name}\r\n{body}{inner}END:{self.name}\r\n"

    def line_of(self, name: str) -> int:
        """Return the line of the first property of this name, else that of the component."""
        found = self.named(name)
        return found[0][0] if found else self.line


def _property_name(content_line: str) -> str:
    """Return the name of the property in a content line."""
    found = _NAME.match(content_line)
    return found[1].upper() if found else ""


def components(text: str) -> Iterator[RawComponent]:
    """Yield the outermost components of a calendar.

    Components that are not closed are yielded too, with `closed` false: a download may have been
    cut off.
    """
    stack: list[RawComponent] = []
    for number, words in _unfolded(text):
        upper = words[:60].upper()
        if upper.startswith("BEGIN:"):
            component = RawComponent(words[6:].strip().upper(), number)
            if stack and len(stack) < DEEPEST:
                stack[-1].inner.append(component)
            stack.append(component)
        elif upper.startswith("END:"):
            name = words[4:].strip().upper()
            if not any(one.name == name for one in stack):
                continue
            while stack:
                closed = stack.pop()
                closed.closed = closed.name == name
                if not stack:
                    yield closed
                if closed.closed:
                    break
        elif stack and words.strip():
            stack[-1].lines.append((number, words))
    if stack:
        yield stack[0]


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Yield the content lines with the numbers of their first lines (RFC 5545 §3.1)."""
    parts: list[str] = []
    begun = 1
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line[:1] in (" ", "\t") and parts:
            parts.append(line[1:])
            continue
        if parts:
            yield begun, "".join(parts)
        parts, begun = [line], number
    if parts:
        yield begun, "".join(parts)
