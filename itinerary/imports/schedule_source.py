"""Schedules of conferences (frab's and pentabarf's schedule.xml and schedule.json) as imported
programmes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urljoin
from zoneinfo import ZoneInfo

from itinerary.errors import Problem
from itinerary.imports import xml_tree
from itinerary.imports.markup import cut_prose, is_html, prose, unhtml
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
from itinerary.imports.recognise import WORDS, SourceKind, text_of
from itinerary.imports.report import counted
from itinerary.imports.source_reader import SourceReader
from itinerary.imports.values import file_words, line, link, moment, title
from itinerary.imports.zone_names import zone_called
from itinerary.source.fields import LONGEST_SITE, spoken_language
from itinerary.source.problems import SourceError
from itinerary.source.text_fields import LONGEST_LINE
from itinerary.value import replace

_BREAKS = {"break", "breaks", "pause", "lunch", "coffee"}
_CANCELLED = {"cancelled", "canceled"}
_TENTATIVE = {"tentative"}
_HELD = {"", "confirmed", "accepted", "scheduled"}
_YES = {"true", "yes", "1"}
_NO = {"", "false", "no", "0"}
_READ = {
    *("guid", "id", "code", "slug", "title", "subtitle", "type", "date", "start", "duration"),
    *("abstract", "description", "track", "language", "url", "persons", "links", "attachments"),
    *("room", "logo", "recording", "recording_license", "do_not_record", "feedback_url"),
    *("origin_url", "room_id", "end", "answers", "cancelled", "status", "video_download_url"),
}
_ODD = (AttributeError, KeyError, TypeError, ValueError, OverflowError)


def read_xml(data: bytes, name: str, url: str, options: Options) -> ImportedProgramme:
    """Return what a schedule.xml says. Raises SourceError if it cannot be read."""
    root = xml_tree.parse(data, name)
    if root.name != "schedule":
        message = f"the root of this XML is <{root.name}>, not <schedule>"
        raise SourceError([Problem(name, root.line, 1, "", message, "export a schedule.xml")])
    reader = _Schedule(name, url, options, SourceKind.SCHEDULE_XML)
    conference = next(root.all("conference"), xml_tree.XmlElement("conference", {}, root.line))
    head = {child.name: child.text.strip() for child in conference.children if child.text.strip()}
    head["tracks"] = [  # type: ignore[assignment]
        {"name": one.attributes.get("name") or one.text.strip(), **one.attributes}
        for one in (*conference.all("track"), *conference.all("tracks", "track"))
    ]
    reader.head(head)
    for day in root.all("day"):
        reader.day = day.attributes
        for room in day.all("room"):
            for event in room.all("event"):
                position = Position(name, event.line, part="event")
                reader.event(_xml_event(event), room.attributes.get("name", ""), position)
    return reader.done()


def _xml_event(node: xml_tree.XmlElement) -> dict[str, Any]:
    """Return an event of schedule.xml in the form that schedule.json has."""
    event: dict[str, Any] = {
        key: node.attributes[key] for key in ("guid", "id", "code") if node.attributes.get(key)
    }
    for child in node.children:
        if not child.children and child.text.strip():
            event.setdefault(child.name, child.text.strip())
        elif child.children:
            event.setdefault(child.name, [one.text.strip() or one.name for one in child.children])
    event["persons"] = [
        {
            **one.attributes,
            "name": one.text.strip() or one.get("name"),
            "biography": one.get("biography"),
        }
        for one in node.all("persons", "person")
    ]
    event["links"] = [
        {"url": one.attributes.get("href", ""), "title": one.text.strip()}
        for one in node.all("links", "link")
    ]
    event["attachments"] = [
        {
            "url": one.attributes.get("href", ""),
            "title": one.text.strip(),
            "type": one.attributes.get("type", ""),
        }
        for one in node.all("attachments", "attachment")
    ]
    event["recording"] = [
        {"url": one.get("url"), "license": one.get("license")} for one in node.all("recording")
    ]
    return event


def read_json(data: bytes, name: str, url: str, options: Options) -> ImportedProgramme:
    """Return what a schedule.json says. Raises SourceError if it cannot be read."""
    value = parse_json(text_of(data), name)
    schedule = value.get("schedule", value) if isinstance(value, dict) else {}
    conference = schedule.get("conference") if isinstance(schedule, dict) else None
    if not isinstance(conference, dict) or not isinstance(conference.get("days"), list):
        message = "this JSON is no schedule: it has no schedule.conference.days"
        raise SourceError([Problem(name, 1, 1, "", message, "export a schedule.json")])
    reader = _Schedule(name, url, options, SourceKind.SCHEDULE_JSON)
    reader.head({"base_url": schedule.get("base_url"), **conference})
    for n, day in enumerate(conference["days"]):
        rooms = day.get("rooms") if isinstance(day, dict) else None
        if not isinstance(rooms, dict):
            continue
        reader.day = {key: str(day.get(key) or "") for key in ("date", "day_start", "day_end")}
        for room, events in rooms.items():
            for m, event in enumerate(events if isinstance(events, list) else ()):
                path = f"days[{n}].rooms.{room}[{m}]"
                reader.event(event, str(room), Position(name, 1, part=path))
    return reader.done()


def parse_json(text: str, file: str, at: int = 1) -> Any:
    """Return JSON as values; `at` is its first line. Raises SourceError if it is not JSON."""
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        message = f"this is not JSON: {error.msg}"
        raise SourceError(
            [Problem(file, at + error.lineno - 1, error.colno, "", message, "export it again")]
        ) from None
    except (RecursionError, ValueError) as error:
        message = f"this JSON cannot be read: {error}"
        raise SourceError([Problem(file, at, 1, "", message, "export it again")]) from None


class _Schedule(SourceReader):
    def __init__(self, name: str, url: str, options: Options, kind: SourceKind) -> None:
        super().__init__(name, url, options)
        self.kind = kind
        self.day: Mapping[str, str] = {}
        self.zone: ZoneInfo | None = options.zone
        self.values: dict[str, Any] = {}
        self.events: dict[str, ImportedEvent] = {}

    def head(self, conference: Mapping[str, Any]) -> None:
        """Take what is said of the conference."""
        name = title(unhtml(str(conference.get("title") or conference.get("acronym") or "")))
        self.values["title"] = name or file_words(self.name)
        zone = str(conference.get("time_zone_name") or "")
        if zone and not self.zone:
            self.zone = zone_called(zone)
            if self.zone is None:
                self.report.guess(f"the zone “{zone}” is not known")
        site = link(str(conference.get("base_url") or ""))
        if site and not self.url and len(site) <= LONGEST_SITE:
            self.url = site
        for one in conference.get("tracks") or ():
            if isinstance(one, dict) and one.get("name"):
                colour = str(one.get("color") or one.get("colour") or "")
                good = colour if re.fullmatch("#[0-9a-fA-F]{6}", colour) else ""
                name = title(str(one["name"]))
                self.facets.add("tracks", name.casefold(), {"name": name, "colour": good})

    def event(self, event: Any, room: str, position: Position) -> None:
        """Take an event."""
        if not isinstance(event, dict):
            self.report.leave_out(self.name, position.line, position.part, "this is no event")
            return
        try:
            made = self._event(event, room, position)
        except _ODD as error:
            self.report.leave_out(
                self.name, position.line, position.part, f"this event cannot be read: {error}"
            )
            return
        if made:
            key = made.uid or f"\0{len(self.events)}"
            if key in self.events:
                # One event in two rooms or on two days is written twice, with one guid.
                key = made.uid + f" ({len(self.events)})"
                self.report.guess("has the same guid as another event", made.values["title"])
                made = replace(made, uid=key)
            self.events[key] = made

    def done(self) -> ImportedProgramme:
        """Return the programme."""
        if not self.events:
            problems = list(self.report.report().problems[:20])
            message = "there is no event in this schedule"
            raise SourceError([*problems, Problem(self.name, 1, 1, "", message, "export it again")])
        self.report.kind = counted(len(self.events), "event", "events", WORDS[self.kind])
        return ImportedProgramme(
            name=self.values["title"],
            link=self.url,
            head=self.values,
            zone=self.zone,
            facets=self.facets.found,
            events=tuple(self.events.values()),
            report=self.report.report(),
        )

    def _event(
        self, event: Mapping[str, Any], room: str, position: Position
    ) -> ImportedEvent | None:
        name = title(unhtml(_text(event.get("title"))))
        if not name:
            self.report.leave_out(
                self.name, position.line, position.part, "this event has no title", "give it one"
            )
            return None
        values: dict[str, Any] = {"title": name, **_descriptions(event)}
        room = title(_text(event.get("room")) or room)
        if room:
            values["place"] = [self.facets.add("places", room.casefold(), {"name": room})]
        track = _text(event.get("track"))
        if isinstance(event.get("track"), dict):
            track = _text(event["track"].get("name") or next(iter(event["track"].values()), ""))
        if track := title(track):
            values["tracks"] = [self.facets.add("tracks", track.casefold(), {"name": track})]
        kind = title(_text(event.get("type")))
        if kind.casefold() in _BREAKS:
            values["kind"] = "break"
        elif kind:
            values["categories"] = [self.facets.add("categories", kind.casefold(), {"name": kind})]
        people = list(self._people(event.get("persons") or ()))
        if people:
            values["parties"] = [{"party": key} for key in dict.fromkeys(people)]
        language = _text(event.get("language")).lower().replace("_", "-")
        if language:
            try:
                values["spoken"] = [spoken_language(language.split("-")[0])]
            except Exception:  # noqa: BLE001  pydantic's error of a value
                self.report.lose("language", "it is not a code such as en")
        recording = self._recording(event)
        if recording:
            values["recording"] = recording
        links = [one for one in self._links(event) if one["url"] != recording.get("url")]
        if links:
            values["links"] = list({one["url"]: one for one in links}.values())
        logo = link(_text(event.get("logo")))
        if logo.startswith("https://"):
            values["image"] = logo
        else:
            self.report.lose("logo", "it is not an https address", int(bool(event.get("logo"))))
        values["status"] = self._status(event)
        answers = event.get("answers")
        number = len(answers) if isinstance(answers, list | dict) else int(bool(answers))
        why = "they are for those who make the programme"
        self.report.lose("answers to questions", why, number)
        for key, value in event.items():
            if key not in _READ and value not in (None, "", [], {}, False):
                self.report.lose(key)
        uid = _text(event.get("guid")) or _text(event.get("id")) or _text(event.get("code"))
        return ImportedEvent(
            uid=uid, values=values, time=self._time(event, name), position=position
        )

    def _status(self, event: Mapping[str, Any]) -> str:
        """Return the status of an event, empty for one that takes place."""
        said = _text(event.get("status")).lower()
        # frab writes `true`, and programs in Python `True`.
        cancelled = str(event.get("cancelled") or "").strip().lower()
        for key, word, known in (
            ("status", said, _CANCELLED | _TENTATIVE | _HELD),
            ("cancelled", cancelled, _YES | _NO),
        ):
            if word not in known:
                self.report.lose(key, f"“{word[:40]}” is not known")
        if said in _CANCELLED or cancelled in _YES:
            return "cancelled"
        return "tentative" if said in _TENTATIVE else ""

    def _recording(self, event: Mapping[str, Any]) -> dict[str, str]:
        """Return the first recording of an event that has an address, with its own licence; empty
        if there is no such recording."""
        addresses: dict[str, str] = {}  # the licences, by the addresses
        licences = []  # of recordings without an address
        for written, licence in _recordings(event):
            address = self._address(written)
            if address:
                addresses[address] = addresses.get(address) or licence
            elif written:
                self.report.lose("recording", "it is not an http(s) address")
            elif licence:
                licences.append(licence)
        if not addresses:
            why = "there is no recording yet"
            self.report.lose("licence of a recording", why, len(licences))
            return {}
        address, licence = next(iter(addresses.items()))
        self.report.lose("recording", "an event has one", len(addresses) - 1)
        why = "it is not said of which"
        self.report.lose("licence of a recording", why, len(licences))
        return {"url": address} | ({"licence": licence} if licence else {})

    def _address(self, written: str) -> str:
        """Return an http(s) address, empty for other words. pretalx writes paths on its site."""
        return link(urljoin(self.url, written) if written[:1] == "/" else written)

    def _people(self, people: Any) -> Iterator[str]:
        for person in people:
            if isinstance(person, str):
                person = {"name": person}
            if not isinstance(person, dict):
                continue
            name = title(
                _text(
                    person.get("public_name")
                    or person.get("name")
                    or person.get("full_public_name")
                )
            )
            if not name or "@" in name:
                continue
            key = _text(person.get("guid")) or _text(person.get("code")) or name.casefold()
            biography = _markdown(_text(person.get("biography")))
            avatar = link(_text(person.get("avatar") or person.get("avatar_url")))
            more = {
                "description": biography,
                "link": link(_text(person.get("url"))),
                "image": avatar if avatar.startswith("https://") else "",
            }
            yield self.facets.add("parties", key, {"name": name, **more})

    def _links(self, event: Mapping[str, Any]) -> Iterator[dict[str, str]]:
        if address := link(_text(event.get("url"))):
            yield {"url": address}
        for key in ("links", "attachments"):
            for one in event.get(key) or ():
                if not isinstance(one, dict):
                    continue
                written = _text(one.get("url") or one.get("href"))
                address = self._address(written)
                if not address:
                    self.report.lose(key, "it is not an http(s) address")
                    continue
                words = title(unhtml(_text(one.get("title"))))
                kind = "slides" if _text(one.get("type")).lower() == "slides" else ""
                yield (
                    {"url": address}
                    | ({"title": words} if words and words != address else {})
                    | ({"kind": kind} if kind else {})
                )

    def _time(self, event: Mapping[str, Any], name: str) -> ImportedTime:
        start: WallTime | date | None = moment(_text(event.get("date")), self.zone)
        clock = _text(event.get("start"))
        if start is None and self.day.get("date"):
            day = date.fromisoformat(self.day["date"][:10])
            found = re.match(r"(\d{1,2}):(\d{2})", clock)
            if not found:
                return WholeDays("day", day, day)
            wall = datetime.combine(day, time(int(found[1]), int(found[2])))
            begun = moment(self.day.get("day_start") or self.day.get("start") or "", self.zone)
            # What begins before the hour at which the day starts is after midnight.
            if isinstance(begun, WallTime) and begun.wall.date() == day and wall < begun.wall:
                wall += timedelta(days=1)
            start = WallTime(wall, self.zone)
        if start is None:
            return None
        if not isinstance(start, WallTime):
            return WholeDays("day", start, start)
        length = _length(_text(event.get("duration")))
        if not length:
            self.report.guess("has no duration, so its end is not known", name)
            return Hours(start)
        return Hours(start, WallTime(start.wall + length, start.zone))


def _text(value: Any) -> str:
    """Return words; of several languages the first."""
    if isinstance(value, dict):
        value = next((one for one in value.values() if one), "")
    return str(value).strip() if isinstance(value, str | int) and value is not True else ""


def _recordings(event: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the address and the licence of each recording as they are written; each may be
    empty."""
    given = event.get("recording")
    own = _text(event.get("video_download_url")), line(_text(event.get("recording_license")))
    found = [
        (_text(one.get("url")), line(_text(one.get("license"))))
        for one in (given if isinstance(given, list) else [given])
        if isinstance(one, dict)
    ]
    # frab has the address of the only recording beside its licence.
    both = [{own[n], *(one[n] for one in found)} - {""} for n in (0, 1)]
    if len(found) == 1 and all(len(said) <= 1 for said in both):
        return [("".join(both[0]), "".join(both[1]))]
    return [own, *found]


def _markdown(words: str) -> str:
    """Return a text of a schedule, which is Markdown or HTML."""
    return prose(words) if is_html(words) else cut_prose(words)


def _descriptions(event: Mapping[str, Any]) -> dict[str, str]:
    subtitle = line(unhtml(_text(event.get("subtitle"))))
    texts = [_markdown(_text(event.get(key))) for key in ("abstract", "description")]
    texts = list(dict.fromkeys(filter(None, texts)))
    summary = subtitle
    if not summary and len(texts) == 2 and len(texts[0]) <= LONGEST_LINE and "\n" not in texts[0]:
        summary = texts.pop(0)
    found = {"summary": summary, "description": cut_prose("\n\n".join(texts))}
    return {key: words for key, words in found.items() if words}


def _length(words: str) -> timedelta | None:
    if found := re.fullmatch(r"(?:(\d{1,3}):)?(\d{1,3}):(\d{2})(?::\d{2})?", words):
        days = int(found[1] or 0)
        return timedelta(days=days, hours=int(found[2]), minutes=int(found[3]))
    if re.fullmatch(r"\d{1,4}", words):
        return timedelta(minutes=int(words))
    return None
