"""Events as NewsML-G2 (IPTC, version 2.35): a concept item of each event, for newsrooms, in all
languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cached_property
from xml.etree import ElementTree as ET

from itinerary.ledger import Edition
from itinerary.model.itinerary import Event, Itinerary, Kind, Party, Place, Source, Status
from itinerary.model.text import Text
from itinerary.model.when import Day, Span, Timed, When, Window
from itinerary.render import addresses
from itinerary.render.exchange.permanent_names import permanent_uuid
from itinerary.render.words import fact_wording, markdown, wording
from itinerary.render.words.language import Language

NEWSML = "application/vnd.iptc.g2.conceptitem+xml"
"""The type of a concept item, as IANA has it."""

CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"
"""The address of the list of IPTC's vocabularies, by which receivers resolve `eocstat:eos5`."""

_OCCURRENCE = {
    Status.CONFIRMED: "eocstat:eos5",  # planned, occurs certainly
    Status.TENTATIVE: "eocstat:eos3",  # planned, may occur
    Status.CANCELLED: "eocstat:eos6",  # planned, then cancelled
}
"""The certainty of an event in IPTC's vocabulary, which has no word for “postponed”."""

_KINDS = {Kind.PERSON: "cpnat:person", Kind.ORGANISATION: "cpnat:organisation"}

_ELSEWHERE = frozenset({"registration", "price", "spoken", "organiser", "contact", "tags"})
"""Facts that have elements of their own."""

_FOR_REGISTRATION = ("registration", "price", "accreditation")


def concept_item(edition: Edition, event: Event, *, site: str) -> bytes:
    """Return the concept item of an event or a tombstone of the edition; links begin with `site`.

    An event without any day has no `eventDetails`, in which `dates` are mandatory.
    """
    # As text, because ElementTree writes bytes in many small steps.
    xml: str = ET.tostring(_Writer(edition, event, site).item(), encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}\n'.encode()


class _Writer:
    """Its methods add elements in the order of the schema."""

    def __init__(self, edition: Edition, event: Event, site: str) -> None:
        self.edition, self.event, self.site = edition, event, site
        self.itinerary: Itinerary = edition.itinerary
        self.record = edition.record(event)
        self.tags = self.itinerary.languages

    @cached_property
    def languages(self) -> tuple[Language, ...]:
        return tuple(Language.of(tag, self.itinerary.own_words) for tag in self.tags)

    def item(self) -> ET.Element:
        event, revision = self.event, self.record.revision
        root = ET.Element(
            "conceptItem",
            {
                "xmlns": "http://iptc.org/std/nar/2006-10-01/",
                "standard": "NewsML-G2",
                "standardversion": "2.35",
                "conformance": "power",
                "guid": permanent_uuid(f"newsml:{event.uid}").urn,
                "version": str(revision.number + 1),  # from 1
                "xml:lang": self.tags[0],
            },
        )
        ET.SubElement(root, "catalogRef", href=CATALOG)
        if licence := self.itinerary.licence:
            terms = _texts(ET.SubElement(root, "rightsInfo"), "usageTerms", licence.name)
            if licence.link:
                for element in terms:
                    element.set("href", licence.link)
        self._management(ET.SubElement(root, "itemMeta"))
        content = ET.SubElement(root, "contentMeta")
        for source in event.sources:
            _source(ET.SubElement(content, "infoSource"), source)
        for tag in self.tags:
            ET.SubElement(content, "language", {"tag": tag})
        self._concept(ET.SubElement(root, "concept"))
        return root

    def _management(self, meta: ET.Element) -> None:
        revision, publisher = self.record.revision, self.itinerary.publisher
        ET.SubElement(meta, "itemClass", qcode="cinat:concept")
        provider = ET.SubElement(meta, "provider", uri=self.site)
        _texts(provider, "name", publisher.name if publisher else self.itinerary.title)
        ET.SubElement(meta, "versionCreated").text = _utc(revision.modified)
        ET.SubElement(meta, "firstCreated").text = _utc(revision.created)
        # Cancelled events too: a cancelled item is one that must not be used.
        ET.SubElement(meta, "pubStatus", qcode="stat:usable")
        _texts(meta, "title", self.event.title)
        if self.event.press:
            for language in self.languages:
                lines = (
                    fact.line(language) for fact in fact_wording.press_facts(self.event, language)
                )
                _block(meta, "edNote", language.tag, lines)

    def _concept(self, concept: ET.Element) -> None:
        event, record = self.event, self.record
        named = {"uri": permanent_uuid(event.uid).urn, "created": _utc(record.revision.created)}
        if record.removed:
            named["retired"] = _utc(record.removed)
        ET.SubElement(concept, "conceptId", named)
        ET.SubElement(concept, "type", qcode="cpnat:event")
        _texts(concept, "name", event.title)
        _texts(concept, "definition", event.summary)
        for tag, words in event.description or ():
            _block(concept, "definition", tag, markdown.plain(words).splitlines())
        self._notes(concept)
        for tag, words in event.result or ():
            _block(concept, "note", tag, markdown.plain(words).splitlines())
        for address, contenttype, tag in self._pages():
            language = {"xml:lang": tag} if tag else {}
            ET.SubElement(
                concept, "remoteInfo", {"href": address, "contenttype": contenttype, **language}
            )
        for url in self._links():
            ET.SubElement(concept, "remoteInfo", href=url)
        self._broader(concept)
        if event.when:
            self._details(ET.SubElement(concept, "eventDetails"), event.when)

    def _notes(self, concept: ET.Element) -> None:
        """Add what the elements of the standard cannot say, in words."""
        for language in self.languages:
            lines = [*_time_words(self.event, language)]
            if self.event.status is not Status.CONFIRMED:
                lines.append(wording.status_words(self.event, language))
            if _has_more_facts(self.event):
                facts = fact_wording.facts(self.event, language)
                lines += [fact.line(language) for fact in facts if fact.key not in _ELSEWHERE]
            _block(concept, "note", language.tag, lines)

    def _pages(self) -> Iterator[tuple[str, str, str]]:
        """Yield address, type and language of what the site has of the event."""
        id, site = self.event.id, self.site
        if self.edition.find(id) is not self.event:  # another event has its id now
            return
        yield addresses.absolute(site, addresses.event_json(id)), "application/json", ""
        dated = self.event.when or self.edition.entry(self.event)
        for tag in self.tags:
            yield addresses.absolute(site, addresses.event_page(tag, id)), "text/html", tag
            if dated:
                file = addresses.event_file(tag, id)
                yield addresses.absolute(site, file), "text/calendar", tag

    def _links(self) -> Iterator[str]:
        event = self.event
        off = event.status.off
        if event.online and event.online.url and not off:
            yield event.online.url
        yield from (link.url for link in event.links)
        if event.recording:
            yield event.recording.url

    def _broader(self, concept: ET.Element) -> None:
        """Add the series and the programme that the event belongs to."""
        id = self.event.series_id
        # Not `series_of`, which a file that is built again only if need be must not read.
        for series in self.itinerary.series:
            if series.id == id:
                broader = self._about(concept, "broader", "series", series.id)
                broader.set("type", "cpnat:event")
                _texts(broader, "name", series.name)
        home = ET.SubElement(concept, "broader", type="cpnat:event", uri=self.site)
        _texts(home, "name", self.itinerary.title)

    def _details(self, details: ET.Element, when: When) -> None:
        event = self.event
        _dates(ET.SubElement(details, "dates"), when, event.status)
        if event.status in _OCCURRENCE:
            ET.SubElement(details, "occurStatus", qcode=_OCCURRENCE[event.status])
        if event.registration or event.price or (event.press and event.press.accreditation):
            for language in self.languages:
                found = (
                    *fact_wording.facts(event, language),
                    *fact_wording.press_facts(event, language),
                )
                lines = (fact.line(language) for fact in found if fact.key in _FOR_REGISTRATION)
                _block(details, "registration", language.tag, lines)
        for keyword in event.tags:
            _texts(details, "keyword", keyword)
        for field, facets in (("categories", event.categories), ("tracks", event.tracks)):
            for facet in facets:
                _texts(self._about(details, "subject", field, facet.id), "name", facet.name)
        for place in event.places:
            self._location(details, place)
        for taking in event.parties:
            self._party(details, "participant", taking.party, taking.role)
        for party in event.organisers:
            self._party(details, "organiser", party)
        if event.contact:
            _contact(ET.SubElement(details, "contactInfo"), event.contact)
        for tag in event.spoken:
            ET.SubElement(details, "language", {"tag": tag})

    def _location(self, details: ET.Element, place: Place) -> None:
        location = self._about(details, "location", "places", place.id)
        inner, *around = place.chain()
        _texts(location, "name", inner.name)
        for outer in around:
            _texts(self._about(location, "broader", "places", outer.id), "name", outer.name)
        at, point = place.addressed(), place.point()
        if at or point:
            poi = ET.SubElement(location, "POIDetails")
            if point:
                degrees = {
                    "latitude": _decimal(point.latitude),
                    "longitude": _decimal(point.longitude),
                }
                ET.SubElement(poi, "position", degrees)
            if at:
                _texts(ET.SubElement(poi, "address"), "line", at.address)

    def _party(
        self, details: ET.Element, name: str, party: Party, role: Text | None = None
    ) -> None:
        found = self._about(details, name, "parties", party.id)
        found.set("type", _KINDS[party.kind])
        _texts(found, "name", party.name)
        _texts(found, "definition", role)  # as IPTC's guidelines do
        _texts(found, "note", party.description)
        if party.link:
            ET.SubElement(found, "remoteInfo", href=party.link)
        if party.affiliation and party.kind is Kind.PERSON:
            person = ET.SubElement(found, "personDetails")
            _texts(ET.SubElement(person, "affiliation"), "name", party.affiliation)

    def _about(self, parent: ET.Element, name: str, field: str, id: str) -> ET.Element:
        """Add an element about a facet, which its JSON names in every language."""
        uri = addresses.absolute(self.site, addresses.facet_json(field, id))
        return ET.SubElement(parent, name, uri=uri)


def _dates(dates: ET.Element, when: When, status: Status) -> None:
    """Add the start, and the end if it was announced. The start of a window is as much of the date
    as all its days have in common, and `approxstart` and `approxend` say which they are."""
    start = ET.SubElement(dates, "start")
    end: date | datetime | None = None
    match when:
        case Timed():
            start.text, end = when.start.isoformat(), when.end
        case Day():
            start.text = when.first.isoformat()
        case Span():
            start.text, end = when.first.isoformat(), when.last
        case Window():
            start.text = _in_common(when)
            start.set("approxstart", when.first.isoformat())
            if not when.later:
                start.set("approxend", when.last.isoformat())
            start.set("confirmationstatus", "edconf:approximate")
    if end:
        ET.SubElement(dates, "end").text = end.isoformat()
    if status is Status.POSTPONED:  # the time is that which was announced last
        for moment in dates:
            moment.set("confirmationstatus", "edconf:undefined")


def _in_common(window: Window) -> str:
    first, last = window.first, window.last
    if window.later or first == last or first.year != last.year:
        return first.isoformat()
    return f"{first:%Y-%m}" if first.month == last.month else f"{first:%Y}"


def _time_words(event: Event, language: Language) -> Iterator[str]:
    """Yield what is known of the time, unless `dates` say it all."""
    if event.former:
        yield wording.open_again_words(event, language)
    elif event.after or not isinstance(event.when, Timed | Span):
        words, after = wording.when_words(event, language), wording.after_words(event, language)
        more = language.say("%(words)s (%(more)s)", words=words, more=after) if after else words
        yield more


def _has_more_facts(event: Event) -> bool:
    """Tell whether an event has facts of which the standard has no element."""
    more = (event.doors, event.online, event.capacity, event.level, event.age, event.accessibility)
    return any(more) or event.recording is not None


def _source(element: ET.Element, source: Source) -> None:
    _texts(element, "name", source.who)
    _texts(element, "definition", source.where)
    if source.when:
        ET.SubElement(element, "note").text = source.when
    if source.link:
        ET.SubElement(element, "remoteInfo", href=source.link)


def _contact(element: ET.Element, contact: str) -> None:
    if contact.startswith(("http://", "https://")):
        name = "web"
    else:
        name = "email" if "@" in contact else "phone"
    ET.SubElement(element, name).text = contact


def _texts(parent: ET.Element, name: str, text: Text | None) -> list[ET.Element]:
    """Add an element for each language that a text is written in."""
    made = []
    for tag, words in text or ():
        element = ET.SubElement(parent, name, {"xml:lang": tag})
        element.text = words
        made.append(element)
    return made


def _block(parent: ET.Element, name: str, tag: str, lines: Iterable[str]) -> None:
    """Add an element with lines, if there is one; a line feed alone would be white space."""
    first, *others = [line for line in lines if line] or [""]
    if first:
        block = ET.SubElement(parent, name, {"xml:lang": tag})
        block.text = first
        for line in others:
            ET.SubElement(block, "br").tail = line


def _decimal(number: float) -> str:
    """Return a number without an exponent, which `xs:decimal` does not have."""
    return f"{number:f}".rstrip("0").rstrip(".")


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
