"""The changes of a programme as an Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from urllib.parse import quote
from xml.etree import ElementTree as ET

from itinerary.ledger import Change, Edition, LogEntry
from itinerary.model.text import clean
from itinerary.render import addresses
from itinerary.render.words import changes
from itinerary.render.words.language import Language

MOST_ENTRIES = 500
"""The most changes that the feed has, newest first: one edit can change all events of a large
programme."""

_ATOM = "http://www.w3.org/2005/Atom"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def atom_feed(
    edition: Edition, log: Sequence[LogEntry], tag: str, *, site: str, known_as: str = ""
) -> bytes:
    """Render the changes in `log`, newest first, in the language `tag`; links begin with `site`.

    `known_as` is the former language of which this was the feed, if it was: its ids stay as they
    are, so that readers do not get every change once more.

    Ids are made of the programme's permanent id and the editions' numbers, and stay when the site
    moves to another host.
    """
    itinerary = edition.itinerary
    language = Language.of(tag, itinerary.own_words)
    urn = f"urn:itinerary:{itinerary.id}:changes:{known_as or tag}"
    title = language.say("%(programme)s: what changed", programme=itinerary.title.to(tag))
    root = ET.Element("feed", {"xmlns": _ATOM, _LANG: tag})
    _add(root, "id", urn)
    _add(root, "title", title)
    _add(root, "updated", _stamp(edition.published))
    self_address = addresses.absolute(site, addresses.changes_atom(tag))
    ET.SubElement(root, "link", rel="self", type="application/atom+xml", href=self_address)
    page = addresses.absolute(site, addresses.changes_page(tag))
    ET.SubElement(root, "link", rel="alternate", type="text/html", href=page)
    author = ET.SubElement(root, "author")
    publisher = itinerary.publisher
    _add(author, "name", (publisher.name if publisher else itinerary.title).to(tag))
    newest_first = ((entry, change) for entry in log for change in entry.changes)
    for entry, change in islice(newest_first, MOST_ENTRIES):
        root.append(_entry(edition, urn, entry, change, language, site))
    ET.indent(root)
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _entry(
    edition: Edition, urn: str, entry: LogEntry, change: Change, language: Language, site: str
) -> ET.Element:
    element = ET.Element("entry")
    _add(element, "id", f"{urn}:{entry.number}:{quote(change.after.uid, safe='@')}")
    told = changes.sentences(change, language)
    _add(element, "title", changes.headline(change, language, told))
    _add(element, "updated", _stamp(entry.published))
    id = changes.page_of(change, edition)
    path = addresses.event_page(language.tag, id) if id else addresses.changes_page(language.tag)
    page = addresses.absolute(site, path)
    ET.SubElement(element, "link", rel="alternate", type="text/html", href=page)
    # A note comes from a command line: in XML a control character would spoil the whole feed.
    words = filter(None, (*told, clean(entry.note)))
    content = _add(element, "content", "\n".join(words))
    content.set("type", "text")
    return element


def _add(parent: ET.Element, name: str, words: str) -> ET.Element:
    element = ET.SubElement(parent, name)
    element.text = words
    return element


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
