"""Events of schema.org (JSON-LD), in a page or in a file, as imported programmes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from html.parser import HTMLParser
from typing import Any

from itinerary.errors import Problem
from itinerary.imports.doubts import says_tba
from itinerary.imports.markup import prose, unhtml
from itinerary.imports.options import Options
from itinerary.imports.programme import (
    Hours,
    ImportedEvent,
    ImportedProgramme,
    ImportedTime,
    Position,
    WallTime,
    WholeDays,
)
from itinerary.imports.recognise import text_of
from itinerary.imports.report import counted
from itinerary.imports.schedule_source import parse_json
from itinerary.imports.source_reader import SourceReader
from itinerary.imports.values import degrees, file_words, line, link, moment, title
from itinerary.source.fields import language_tag, spoken_language
from itinerary.source.problems import SourceError
from itinerary.value import Value, replace

_TYPES = {"Festival", "Hackathon", "CourseInstance", "EventSeries"}
_STATUS = {
    "EventCancelled": "cancelled",
    "EventPostponed": "postponed",
    "EventScheduled": "",
    "EventRescheduled": "",
    "EventMovedOnline": "",
}
_READ = {
    *("@type", "@context", "@id", "name", "description", "startDate", "endDate", "doorTime"),
    *("eventStatus", "eventAttendanceMode", "location", "performer", "performers", "actor"),
    *("organizer", "url", "sameAs", "image", "inLanguage", "keywords", "offers", "identifier"),
    *("subEvent", "subEvents", "superEvent", "maximumAttendeeCapacity", "typicalAgeRange"),
    *("isAccessibleForFree", "alternateName", "mainEntityOfPage"),
}
_DEEPEST = 30


def read(data: bytes, name: str, url: str, options: Options) -> ImportedProgramme:
    """Return the events of a page or a file. Raises SourceError if it has none."""
    text = text_of(data)
    reader = _Events(name, url, options)
    if text.lstrip()[:1] in ("{", "["):
        reader.take(parse_json(text, name), 1)
    else:
        page = _Page()
        page.feed(text)
        page.close()
        reader.page_title = page.title
        reader.language = page.language
        for at, script in page.scripts:
            try:
                reader.take(parse_json(script, name, at), at)
            except SourceError as error:
                problem = error.problems[0]
                reader.report.leave_out(name, problem.line, "script", problem.message)
    return reader.done()


class _Page(HTMLParser):
    """Finds the JSON-LD, the title and the language of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: list[tuple[int, str]] = []
        self.title = ""
        self.language = ""
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "html":
            self.language = values.get("lang") or ""
        elif tag == "title" and not self.title:
            self._inside = "title"
        elif tag == "script":
            kind = (values.get("type") or "").split(";")[0].strip().lower()
            if kind == "application/ld+json":
                self._inside = "script"
                self.scripts.append((self.getpos()[0], ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            at, before = self.scripts[-1]
            self.scripts[-1] = at, before + data
        elif self._inside == "title":
            self.title += data


class _Found(Value):
    value: Mapping[str, Any]
    line: int
    path: str


class _Events(SourceReader):
    def __init__(self, name: str, url: str, options: Options) -> None:
        super().__init__(name, url, options)
        self.head: dict[str, Any] = {}
        self.page_title = ""
        self.language = ""
        self.found: list[_Found] = []
        self.nodes: dict[str, Mapping[str, Any]] = {}

    def take(self, value: Any, at: int) -> None:
        """Find the events in a value."""
        self._index(value, 0)
        self._find(value, at, "", 0)

    def _index(self, value: Any, depth: int) -> None:
        """Remember the nodes of a graph, to which others refer by their @id."""
        if depth > _DEEPEST:
            return
        if isinstance(value, list):
            for one in value:
                self._index(one, depth + 1)
        elif isinstance(value, dict):
            id = value.get("@id")
            if isinstance(id, str) and len(value) > 1:
                self.nodes.setdefault(id, value)
            for one in value.values():
                self._index(one, depth + 1)

    def _find(self, value: Any, at: int, path: str, depth: int) -> None:
        if depth > _DEEPEST:
            return
        if isinstance(value, list):
            for n, one in enumerate(value):
                self._find(one, at, f"{path}[{n}]", depth + 1)
            return
        if not isinstance(value, dict):
            return
        if not _is_event(value):
            for key in (
                "@graph",
                "itemListElement",
                "item",
                "mainEntity",
                "event",
                "events",
                "about",
                "hasPart",
            ):
                if key in value:
                    self._find(value[key], at, f"{path}.{key}".lstrip("."), depth + 1)
            return
        parts = [*_listed(value.get("subEvent")), *_listed(value.get("subEvents"))]
        around = self._node(value.get("superEvent"))
        if around.get("name"):
            self.head.setdefault("title", title(unhtml(_words(around["name"]))))
        if parts:
            # An event of others is the programme itself.
            if value.get("name"):
                self.head.setdefault("title", title(unhtml(_words(value["name"]))))
            if value.get("description"):
                self.head.setdefault("description", prose(_words(value["description"])))
            for n, part in enumerate(parts):
                self._find(self._node(part), at, f"{path}.subEvent[{n}]".lstrip("."), depth + 1)
        else:
            self.found.append(_Found(value, at, path or "event"))

    def _node(self, value: Any) -> Mapping[str, Any]:
        """Return an object, that of a reference if it is one."""
        if isinstance(value, str):
            value = {"@id": value}
        if not isinstance(value, dict):
            return {}
        if set(value) == {"@id"} and isinstance(value["@id"], str):
            return self.nodes.get(value["@id"], value)
        return value

    def done(self) -> ImportedProgramme:
        """Return the programme. Raises SourceError if there is no event."""
        events: dict[str, ImportedEvent] = {}
        for found in self.found:
            try:
                event = self._event(found)
            except (AttributeError, KeyError, TypeError, ValueError, OverflowError) as error:
                self.report.leave_out(
                    self.name, found.line, found.path, f"this event cannot be read: {error}"
                )
                continue
            if event is None:
                continue
            if event.uid in events and events[event.uid].values == event.values:
                continue  # pages repeat the same event
            key = event.uid
            while key in events:
                key += "'"
            events[key] = event if key == event.uid else _renamed(event, key)
        if not events:
            problems = list(self.report.report().problems[:20])
            message = "there is no event of schema.org (JSON-LD) here"
            hint = "look for another export: .ics, .csv, schedule.xml"
            raise SourceError([*problems, Problem(self.name, 1, 1, "", message, hint)])
        name = self.head.get("title") or title(unhtml(self.page_title)) or file_words(self.name)
        self.head["title"] = name
        with suppress(Exception):  # pydantic's error of a value: a page may say anything
            self.head.setdefault("languages", [language_tag(self.language)])
        self.report.kind = counted(len(events), "event", "events", "schema.org (JSON-LD)")
        return ImportedProgramme(
            name=name,
            link=self.url,
            head=self.head,
            zone=self.options.zone,
            facets=self.facets.found,
            events=tuple(events.values()),
            report=self.report.report(),
        )

    def _event(self, found: _Found) -> ImportedEvent | None:
        value = found.value
        name = title(unhtml(_words(value.get("name"))))
        if not name:
            self.report.leave_out(
                self.name, found.line, found.path, "this event has no name", "give it one"
            )
            return None
        values: dict[str, Any] = {"title": name}
        if words := _words(value.get("description")):
            values["description"] = prose(words)
        status = _last(_words(value.get("eventStatus")))
        values["status"] = _STATUS.get(status, "")
        self.report.lose(
            "eventStatus", "it is not known", int(bool(status) and status not in _STATUS)
        )
        self._places(value, values)
        self._people(value, values)
        addresses = [
            link(_words(one)) for key in ("url", "sameAs") for one in _listed(value.get(key))
        ]
        values["links"] = [{"url": one} for one in dict.fromkeys(filter(None, addresses))]
        for one in _listed(value.get("image")):
            address = link(
                _words(one.get("url") or one.get("contentUrl"))
                if isinstance(one, dict)
                else _words(one)
            )
            if address.startswith("https://"):
                values.setdefault("image", address)
        for one in _listed(value.get("inLanguage")):
            tag = _words(one.get("alternateName") if isinstance(one, dict) else one)
            try:
                values.setdefault("spoken", []).append(spoken_language(tag.split("-")[0].lower()))
            except Exception:  # noqa: BLE001  pydantic's error of a value
                self.report.lose("inLanguage", "it is not a code such as en")
        keywords = [_words(one) for one in _listed(value.get("keywords"))]
        tags = [title(part) for one in keywords for part in one.split(",")]
        values["tags"] = list(dict.fromkeys(filter(None, tags)))
        values["capacity"] = line(_words(value.get("maximumAttendeeCapacity")))
        values["age"] = line(_words(value.get("typicalAgeRange")))
        self._offers(value, values)
        for key, inner in value.items():
            if key not in _READ and inner not in (None, "", [], {}):
                self.report.lose(key)
        uid = _words(value.get("@id")) or _words(value.get("identifier"))
        return ImportedEvent(
            uid=uid or (addresses[0] if addresses else "") or name,
            values={key: one for key, one in values.items() if one not in ("", [], {})},
            time=self._time(value, name),
            position=Position(self.name, found.line, part=found.path),
        )

    def _time(self, value: Mapping[str, Any], name: str) -> ImportedTime:
        zone = self.options.zone
        written = _words(value.get("startDate"))
        start, end = moment(written, zone), moment(_words(value.get("endDate")), zone)
        if start is None:
            if written and not says_tba(written):
                self.report.guess(
                    f"the start “{written[:40]}” is not a date, so it is left out", name
                )
            return None
        if not isinstance(start, WallTime):
            last = end.wall.date() if isinstance(end, WallTime) else end
            if isinstance(last, date) and last > start:
                return WholeDays("all", start, last)
            return WholeDays("day", start, start)
        return Hours(start, end if isinstance(end, WallTime) else None)

    def _places(self, value: Mapping[str, Any], values: dict[str, Any]) -> None:
        keys = []
        for one in _listed(value.get("location")):
            place = {"name": one} if isinstance(one, str) and "://" not in one else self._node(one)
            if "VirtualLocation" in _types(place) or (isinstance(one, str) and link(one)):
                address = link(_words(place.get("url"))) or (
                    link(one) if isinstance(one, str) else ""
                )
                values["online"] = address or "yes"
                continue
            address = line(_address(place.get("address")))
            name = title(unhtml(_words(place.get("name")))) or title(address)
            if not name:
                continue
            if says_tba(name):
                taken = self.options.handling == "taken"
                how = "taken as written" if taken else "taken as not announced"
                self.report.doubt(f"the place is “{name}”: {how}", values["title"])
                if not taken:
                    continue
            geo = place.get("geo")
            geo = geo if isinstance(geo, dict) else place
            more: dict[str, Any] = {"address": address if address != name else ""}
            with suppress(KeyError, TypeError, ValueError):
                more["coordinates"] = degrees(float(geo["latitude"]), float(geo["longitude"]))
            key = " ".join(name.casefold().split())
            keys.append(self.facets.add("places", key, {"name": name, **more}))
        values["place"] = list(dict.fromkeys(keys))

    def _people(self, value: Mapping[str, Any], values: dict[str, Any]) -> None:
        for key, ours in (
            ("performer", "parties"),
            ("performers", "parties"),
            ("actor", "parties"),
            ("organizer", "organiser"),
        ):
            for one in _listed(value.get(key)):
                person = {"name": one} if isinstance(one, str) else self._node(one)
                name = title(unhtml(_words(person.get("name"))))
                if not name or "@" in name:
                    continue
                kind = "" if "Person" in _types(person) or not _types(person) else "organisation"
                more = {"kind": kind, "link": link(_words(person.get("url")))}
                found = self.facets.add("parties", name.casefold(), {"name": name, **more})
                listed = values.setdefault(ours, [])
                item: Any = {"party": found} if ours == "parties" else found
                if item not in listed:
                    listed.append(item)

    def _offers(self, value: Mapping[str, Any], values: dict[str, Any]) -> None:
        prices = []
        for offer in _listed(value.get("offers")):
            offer = self._node(offer)
            price = _words(offer.get("price") or offer.get("lowPrice"))
            if price:
                prices.append(f"{price} {_words(offer.get('priceCurrency'))}".strip())
            if address := link(_words(offer.get("url"))):
                values.setdefault("registration", {"link": address})
        values["price"] = line(", ".join(dict.fromkeys(prices)))


def _renamed(event: ImportedEvent, uid: str) -> ImportedEvent:
    return replace(event, uid=uid)


def _is_event(value: Mapping[str, Any]) -> bool:
    return any(one in _TYPES or one.endswith("Event") for one in _types(value))


def _types(value: Mapping[str, Any]) -> list[str]:
    return [_last(one) for one in _listed(value.get("@type")) if isinstance(one, str)]


def _last(words: str) -> str:
    return re.split("[/#:]", words)[-1]


def _listed(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _words(value: Any) -> str:
    """Return a text or a number as words; of an object its value, of a list its first item."""
    if isinstance(value, list):
        value = next((one for one in value if one), "")
    if isinstance(value, dict):
        value = value.get("@value", value.get("name", value.get("@id", "")))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value).strip()


def _address(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, dict):
        return unhtml(_words(value))
    town = " ".join(
        filter(None, (_words(value.get(key)) for key in ("postalCode", "addressLocality")))
    )
    street = _words(value.get("streetAddress"))
    rest = [_words(value.get("addressRegion")), _words(value.get("addressCountry"))]
    return unhtml(", ".join(filter(None, (street, town, *rest))))
