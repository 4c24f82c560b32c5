"""Words that would be code in some format stay words in every document of the site. Foreign parsers
read the documents."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import html5lib
import pytest
import tinycss2
from flask.testing import FlaskClient
from icalendar import Calendar
from PIL import Image
from python_calamine import CalamineWorkbook

from itinerary.ledger.store import Ledger
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import SITE
from tests.support import long_words
from tests.support.cached_app import cached_app

Words = tuple[str, str, str]

PLAIN: Words = ("A word", "Ein Wort", "Un mot")
HOSTILE: list[Words] = [
    (
        '"><script>alert(1)</script><img src=x onerror=alert(1)>',
        "'><svg/onload=alert(1)>--><!--]]></title></style></textarea>",
        "</script><script>alert(1)//<\\/script>\\u003cscript\\u003e",
    ),
    (
        '<img src=x onerror=alert(1) x="<b>"><a href="javascript:alert(1)">x</a>',
        "[x](javascript:alert(1)) ![x](data:text/html,x) <https://evil.example/'onload=x>",
        "&lt;script&gt;alert(1)&lt;/script&gt; &#x3c;b onclick=x&#x3e; &amp;quot;",
    ),
    (
        'x\\nEND:VEVENT\\nBEGIN:VALARM;X="y":z,\\;\\\\',
        'END:VCALENDAR BEGIN:VCALENDAR ATTENDEE;CN="x":mailto:x@evil.example ^n^\'',
        "{{ 7*7 }}{% include 'x' %}${7*7}#{7} %(x)s {0} %s",
    ),
    (
        "]]><x xmlns='evil'/><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>&a;",
        "\u202eevil\u2066 \u200b\u00ad x;}*{background:url(//evil.example)}/*",
        "<base href=//evil.example><meta http-equiv=refresh content=0><form action=//evil>",
    ),
]

ADDRESSES = {
    "href",
    "src",
    "action",
    "formaction",
    "poster",
    "data",
    "srcset",
    "cite",
    "xlink:href",
}
SCHEMES = {"http", "https", "mailto", "webcal", "geo"}


@dataclass
class Seen:
    """The markup of documents (elements, properties, rules) by kind of document."""

    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    counts: dict[str, int] = field(default_factory=dict)


@contextmanager
def site(words: Words, folder: Path) -> Iterator[tuple[FlaskClient, Publication]]:
    """Serve a programme that has changed once, and whose texts are all these words, one for each
    language."""
    ledger = Ledger(folder / "x.sqlite")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_words, "WORD", dict(zip(long_words.WORD, words, strict=True)))
        edition = long_words.hostile(ledger)
    id = edition.itinerary.id
    publication = Publication(edition, SITE, lambda uid: ledger.log(id, until=2, uid=uid))
    yield cached_app(publication).test_client(), publication
    ledger.close()


def documents(publication: Publication) -> Iterator[str]:
    """Yield the paths to read: all files, and each page in some language.

    Of pages that share a template (those of events, say) the first is read in every language, and
    the others take turns: the words of a language are in each place of the template, whatever the
    page is about, and what a page is about is in it in each language.
    """
    tags = publication.edition.itinerary.languages
    known: dict[tuple[str, ...], dict[str, int]] = defaultdict(dict)
    for path in site_paths.paths(publication):
        parts = path.strip("/").split("/")
        tag = next((part for part in parts[:2] if part in tags), None)
        *template, thing = (part for part in parts if part != tag) if tag != path[1:-1] else ("",)
        alike = known[tuple(template)]
        turn = alike.setdefault(thing, len(alike))
        shared = tag and template and path.endswith("/")
        if not shared or turn == 0 or tags[turn % len(tags)] == tag:
            yield path


def read_all(client: FlaskClient, publication: Publication) -> Seen:
    """Read the documents of the site, and return their markup."""
    seen = Seen()
    for path in documents(publication):
        got = client.get(path)
        assert got.status_code == 200, path
        kind = got.headers["Content-Type"].partition(";")[0].rpartition("/")[2]
        READERS[kind](got.data, path, seen)
    return seen


def read_html(data: bytes, path: str, seen: Seen) -> None:
    """Read a page as browsers do."""
    tree = html5lib.parse(data, namespaceHTMLElements=False, transport_encoding="utf-8")
    for element in tree.iter():
        assert isinstance(element.tag, str), f"{path}: a comment"
        seen.names["html"].add(element.tag)
        for name, value in element.attrib.items():
            seen.names["html"].add(f"{element.tag} {name}")
            if name in ADDRESSES:
                assert urlsplit(urljoin(SITE, value.strip())).scheme in SCHEMES, f"{path}: {value}"
        if element.tag == "script" and not element.get("src"):
            assert element.get("type") in ("application/ld+json", "application/json"), path
            read_json(element.text.encode(), path, seen)


def read_json(data: bytes, path: str, seen: Seen) -> None:
    """Read JSON, and record its keys but those that are words: names of zones, members of sets in
    JSCalendar (RFC 8984 §1.4.3), and rooms of a schedule."""

    def words(value: Any) -> bool:
        return (
            path.endswith("/zones.json")
            or (path.endswith(".jscalendar.json") and value is True)
            or (path == "/schedule.json" and isinstance(value, list))
        )

    def noted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if not all(words(value) for _, value in pairs):
            seen.names["json"] |= {key for key, _ in pairs}
        return dict(pairs)

    json.loads(data, object_pairs_hook=noted)


def read_xml(data: bytes, path: str, seen: Seen) -> None:
    """Read XML, and record its elements and attributes."""
    for element in ET.fromstring(data).iter():
        seen.names["xml"] |= {element.tag, *element.attrib}


def read_calendar(data: bytes, path: str, seen: Seen) -> None:
    """Read a calendar, and record its components, properties and parameters."""
    calendar = Calendar.from_ical(data)
    for component in calendar.walk():
        seen.names["calendar"].add(str(component.name))
        for name, value in component.property_items(recursive=False):
            seen.names["calendar"] |= {f"{component.name} {name}", *getattr(value, "params", ())}
    seen.counts[path] = len(calendar.walk("VEVENT"))


def read_csv(data: bytes, path: str, seen: Seen) -> None:
    """Read a table as text: all rows are as long as the first, and no cell is a formula."""
    head, *rows = csv.reader(data.decode("utf-8-sig").splitlines(keepends=True), strict=True)
    seen.names["csv"] |= {*head}
    for row in rows:
        assert len(row) == len(head), path
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))], path


def read_xlsx(data: bytes, path: str, seen: Seen) -> None:
    """Read a table of a spreadsheet, and record the names of its columns."""
    head, *rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    seen.names["xlsx"] |= {*map(str, head)}
    assert rows, path


def read_css(data: bytes, path: str, seen: Seen) -> None:
    """Read a stylesheet, and record its rules."""
    for rule in tinycss2.parse_stylesheet(data.decode(), skip_whitespace=True, skip_comments=True):
        assert rule.type != "error", path
        seen.names["css"].add(rule.type)
    assert b"url(" not in data


def read_other(data: bytes, path: str, seen: Seen) -> None:
    """Skip our scripts and plain text."""


def read_picture(data: bytes, path: str, seen: Seen) -> None:
    """Read a picture."""
    Image.open(BytesIO(data)).verify()


READERS: dict[str, Callable[[bytes, str, Seen], None]] = {
    "html": read_html,
    **dict.fromkeys(("json", "manifest+json", "calendar+json", "jscalendar+json"), read_json),
    **dict.fromkeys(("xml", "atom+xml", "svg+xml", "vnd.iptc.g2.conceptitem+xml"), read_xml),
    "csv": read_csv,
    "vnd.openxmlformats-officedocument.spreadsheetml.sheet": read_xlsx,
    "calendar": read_calendar,
    "css": read_css,
    **dict.fromkeys(("javascript", "plain"), read_other),
    **dict.fromkeys(("png", "jpeg", "x-icon", "vnd.microsoft.icon"), read_picture),
}


EMPHASIS = {"em", "strong", "code"}
"""The element that emphasis in a description becomes."""


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """Give the markup of the documents with plain words."""
    with site(PLAIN, tmp_path_factory.mktemp("plain")) as (client, publication):
        return read_all(client, publication)


@pytest.mark.parametrize("words", HOSTILE, ids=["quotes", "markdown", "lines", "other"])
def test_hostile_text_stays_text_in_every_document(
    words: Words, plain: Seen, tmp_path: Path
) -> None:
    with site(words, tmp_path) as (client, publication):
        seen = read_all(client, publication)
    assert len(seen.counts) > 50
    assert seen.counts == plain.counts
    for kind, names in seen.names.items():
        assert names - EMPHASIS <= plain.names[kind], kind
