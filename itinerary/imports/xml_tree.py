"""XML as nodes with their lines, without entities: a few of them could fill the memory."""

from __future__ import annotations

import xml.sax
from collections.abc import Iterator
from typing import Any

from msgspec import Struct, field

from itinerary.errors import Problem
from itinerary.imports.markup import MissingLibraryError
from itinerary.source.problems import SourceError

_DEEPEST = 50


class XmlElement(Struct):
    """An element: its name, its attributes, its line, its text, and the elements in it."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[XmlElement] = field(default_factory=list)

    def get(self, name: str) -> str:
        """Return the text of the first element of a name in it, empty if there is none."""
        return next((child.text.strip() for child in self.children if child.name == name), "")

    def all(self, *path: str) -> Iterator[XmlElement]:
        """Yield the elements at a path of names."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:])


class _Builder(xml.sax.ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.root: XmlElement | None = None
        self.stack: list[XmlElement] = []
        self.texts: list[list[str]] = []
        self.locator: Any = None

    def setDocumentLocator(self, locator: Any) -> None:  # noqa: N802  SAX's name
        self.locator = locator

    def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802
        node = XmlElement(
            name.rpartition(":")[2], dict(attrs.items()), self.locator.getLineNumber()
        )
        if len(self.stack) >= _DEEPEST:
            raise xml.sax.SAXException("elements are too deep in each other")
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.root = node
        self.stack.append(node)
        self.texts.append([])

    def endElement(self, name: str) -> None:  # noqa: ARG002, N802
        self.stack.pop().text = "".join(self.texts.pop())

    def characters(self, content: str) -> None:
        self.texts[-1].append(content)


def parse(data: bytes, file: str) -> XmlElement:
    """Return the root of an XML document. Raises SourceError if it is not well-formed."""
    try:
        import defusedxml.common
        import defusedxml.sax
    except ImportError:
        raise MissingLibraryError("schedules in XML") from None
    builder = _Builder()
    try:
        defusedxml.sax.parseString(data, builder, forbid_dtd=False)
    except xml.sax.SAXParseException as error:
        line, column = error.getLineNumber() or 1, (error.getColumnNumber() or 0) + 1
        message = f"this is not well-formed XML: {error.getMessage()}"
        raise SourceError([Problem(file, line, column, "", message, "export it again")]) from None
    except (
        xml.sax.SAXException,
        defusedxml.common.DefusedXmlException,
        ValueError,
        LookupError,
    ) as e:
        line = builder.locator.getLineNumber() or 1 if builder.locator else 1
        kind = "it defines entities, which are not read" if "Forbidden" in type(e).__name__ else e
        message = f"this XML cannot be read: {kind}"
        raise SourceError([Problem(file, line, 1, "", message, "export it again")]) from None
    if builder.root is None:
        raise SourceError([Problem(file, 1, 1, "", "there is no element", "export it again")])
    return builder.root
