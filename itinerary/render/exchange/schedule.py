"""Schedules as apps for conferences read them: schedule.json and schedule.xml, in the form of frab
and of the schemas of C3VOC (https://c3voc.de/wiki/schedule).

Their events have a start and a duration, so events without an announced start and end are left out,
and counted.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from xml.etree import ElementTree as ET

from itinerary.errors import ItineraryError
from itinerary.ledger import Edition
from itinerary.model.itinerary import Event, LinkKind, Party, Place, Status
from itinerary.model.when import Timed, programme_days
from itinerary.render import addresses, fragments
from itinerary.render.compact_json import compact
from itinerary.render.exchange.permanent_names import permanent_numbers, permanent_uuid
from itinerary.render.fragments import Kept
from itinerary.render.words import place_wording, wording
from itinerary.render.words.language import Language
from itinerary.value import Value

SCHEMA = "https://c3voc.de/schedule/schema.json"
"""The address by which schedule.json names its schema."""

LONGEST = timedelta(hours=99, minutes=59)
"""The longest duration that schedule.xml can say."""

_ACRONYM = 4
"""Characters of an acronym at least."""

_TRACK = 2
"""Characters of a track's slug at least."""

_GRIDS = (60, 30, 15, 10, 5, 1)
"""Minutes between two lines of the grids that apps draw."""

_ZONE = re.compile("[A-Z][a-z]+/[A-Z][a-z]+|UTC$")
"""The beginnings of the names of zones that schedule.json can have."""


class LeftOut(StrEnum):
    """Why an event is not in a schedule: OFF is cancelled or postponed, which a schedule cannot say
    (apps tell that it is gone)."""

    NO_START = "start_not_announced"
    NO_END = "end_not_announced"
    OFF = "cancelled_or_postponed"
    TOO_LONG = "longer_than_99_hours"


class NothingScheduledError(ItineraryError):
    """No day of the programme is known, and a schedule has to have one."""


class Schedule(Value):
    """A schedule as the values of schedule.json, and what only schedule.xml can say: the UUIDs of
    rooms by their names, and the recordings of events by their UUIDs."""

    values: Mapping[str, Any]
    rooms: Mapping[str, str]
    recordings: Mapping[str, tuple[str, str]]


def schedule_json(edition: Edition, *, site: str, kept: Kept = fragments.made) -> bytes:
    """Return schedule.json in the first language of the programme; links begin with `site`.

    Raises NothingScheduledError.
    """
    return compact(_schedule(edition, site, kept).values).encode() + b"\n"


def schedule_xml(edition: Edition, *, site: str, kept: Kept = fragments.made) -> bytes:
    """Return schedule.xml in the first language of the programme; links begin with `site`.

    Raises NothingScheduledError.
    """
    root = _xml(_schedule(edition, site, kept))
    ET.indent(root)
    xml: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def left_out(event: Event) -> LeftOut | None:
    """Return why an event is not in a schedule; None if it is."""
    if event.status.off:
        return LeftOut.OFF
    match event.when:
        case Timed(start=start, end=datetime() as end):
            length = end.astimezone(UTC) - start.astimezone(UTC)
            return LeftOut.TOO_LONG if length > LONGEST else None
        case Timed():
            return LeftOut.NO_END
        case _:
            return LeftOut.NO_START


def _schedule(edition: Edition, site: str, kept: Kept) -> Schedule:
    return _Writer(edition, site).schedule(kept)


class _Writer:
    def __init__(self, edition: Edition, site: str) -> None:
        self.edition, self.site = edition, site
        self.itinerary = edition.itinerary
        self.language = Language.of(self.itinerary.languages[0], self.itinerary.own_words)
        self.tag = self.language.tag
        self.numbers = permanent_numbers(edition.records)
        self.person_numbers = permanent_numbers(self._name("party", p) for p in self.parties)
        self.rooms = _room_names(self.itinerary.places, self.language)
        self.acronym = self.itinerary.id.replace("-", "_").ljust(_ACRONYM, "_")

    @property
    def parties(self) -> Sequence[Party]:
        return self.itinerary.parties

    def schedule(self, kept: Kept) -> Schedule:
        events, missing = [], Counter[str]()
        for event in self.itinerary.events:
            if reason := left_out(event):
                missing[reason.value] += 1
            else:
                events.append(event)
        days = self._days(events)
        if not days:
            raise NothingScheduledError("no day of the programme is known")
        written = {event.uid: self._written(event, kept) for event in events}
        values = {
            "$schema": SCHEMA,
            "generator": {"name": "itinerary"},
            "schedule": {
                "version": str(self.edition.number),
                "base_url": self.site,
                "left_out": {reason.value: missing[reason] for reason in LeftOut},
                "left_out_are_in": self._address(addresses.home(self.tag)),
                "conference": self._conference(events, days, written),
            },
        }
        used = dict.fromkeys(self._room(event) for event in events)
        guids = {self.rooms[p.id]: self._guid("place", p) for p in self.itinerary.places}
        recordings = {
            str(permanent_uuid(event.uid)): (name, event.recording.url)
            for event in events
            if event.recording and (name := self._licence(event))
        }
        return Schedule(values, {r: guids[r] for r in used if r in guids}, recordings)

    def _conference(
        self,
        events: Sequence[Event],
        days: Mapping[date, Sequence[Event]],
        written: Mapping[str, Mapping[str, Any]],
    ) -> dict[str, Any]:
        itinerary = self.itinerary
        zone = itinerary.zone.info
        first, last = min(days), max(days)
        rooms = dict.fromkeys(p.id for e in events for p in e.places[:1])
        tracks = [
            {"name": track.name.to(self.tag)}
            | ({"slug": track.id} if len(track.id) >= _TRACK else {})
            | ({"color": track.colour.hex} if track.colour else {})
            for track in itinerary.tracks
        ]
        logo = addresses.image(itinerary.logo, self.site) if itinerary.logo else ""
        description = itinerary.description.to(self.tag) if itinerary.description else ""
        return {
            "acronym": self.acronym,
            "title": itinerary.title.to(self.tag),
            **({"description": description} if description else {}),
            "start": min(first, itinerary.first or first).isoformat(),
            "end": max(last, itinerary.last or last).isoformat(),
            "daysCount": len(days),
            "timeslot_duration": _hours(timedelta(minutes=_grid(events))),
            **({"time_zone_name": zone.key} if _ZONE.match(zone.key) else {}),
            **({"logo": logo} if logo else {}),
            "colors": {"primary": itinerary.colour.hex},
            "url": self._address(addresses.home(self.tag)),
            "tracks": tracks,
            "rooms": [
                {"name": self.rooms[place.id], "guid": self._guid("place", place)}
                for place in itinerary.places
                if place.id in rooms
            ],
            "days": [
                {
                    "index": index,
                    "date": day.isoformat(),
                    "day_start": self._midnight(day).isoformat(),
                    "day_end": self._midnight(day + timedelta(days=1)).isoformat(),
                    "rooms": self._by_room(days[day], written),
                }
                for index, day in enumerate(sorted(days), 1)
            ],
        }

    def _days(self, events: Iterable[Event]) -> dict[date, list[Event]]:
        """Return the events by the day of the programme on which they are; without any event, its
        first day."""
        days: defaultdict[date, list[Event]] = defaultdict(list)
        for event in events:
            assert event.when
            days[programme_days(event.when, self.itinerary.day_starts)[0]].append(event)
        if not days and self.itinerary.first:
            days[self.itinerary.first] = []
        return days

    def _midnight(self, day: date) -> datetime:
        """Return when a day of the programme starts, by the clocks of the programme."""
        return datetime.combine(day, self.itinerary.day_starts, self.itinerary.zone.info)

    def _by_room(
        self, events: Iterable[Event], written: Mapping[str, Mapping[str, Any]]
    ) -> dict[str, list[Mapping[str, Any]]]:
        """Return the events of a day by room, in the order of the programme's places; in a room by
        their times."""
        found: dict[str, list[Event]] = {}
        for event in events:
            found.setdefault(self._room(event), []).append(event)
        order = {name: at for at, name in enumerate(self.rooms.values())}
        names = sorted(found, key=lambda name: (order.get(name, len(order)), name))
        return {
            name: [written[event.uid] for event in sorted(found[name], key=_start)]
            for name in names
        }

    def _written(self, event: Event, kept: Kept) -> dict[str, Any]:
        """Return the values of an event, which are kept as JSON for both forms of a schedule."""
        number = self.numbers[event.uid]
        version = *fragments.version(self.edition, event, self.site), number
        values: dict[str, Any] = json.loads(
            kept(event.uid, version, lambda: compact(self._event(event)))
        )
        return values

    def _event(self, event: Event) -> dict[str, Any]:
        assert isinstance(event.when, Timed)
        assert event.when.end
        tag, number = self.tag, self.numbers[event.uid]
        start, end = event.when.start, event.when.end
        kind = "break" if event.is_break else ""
        kind = kind or next((category.name.to(tag) for category in event.categories), "")
        tentative = event.status is Status.TENTATIVE
        licence = self._licence(event)
        image = addresses.image(event.image, self.site) if event.image else ""
        return {
            "guid": str(permanent_uuid(event.uid)),
            "id": number,
            **({"logo": image} if image else {}),
            "date": start.isoformat(),
            "start": f"{start:%H:%M}",
            "duration": _hours(end.astimezone(UTC) - start.astimezone(UTC)),
            "room": self._room(event),
            "slug": f"{self.acronym}-{number}-{event.id}",
            "url": self._address(addresses.event_page(tag, event.id)),
            "title": event.title.to(tag),
            "subtitle": event.summary.to(tag) if event.summary else "",
            "track": next((track.name.to(tag) for track in event.tracks), ""),
            "type": kind,
            "language": next(iter(event.spoken), None),
            # The format has no status, and “expected” must not be lost.
            "abstract": wording.status_words(event, self.language) if tentative else "",
            "description": event.description.to(tag) if event.description else "",
            **({"recording_license": licence} if licence else {}),
            "persons": list(self._persons(event)),
            "links": list(self._links(event)),
            "attachments": [],
        }

    def _persons(self, event: Event) -> Iterator[dict[str, Any]]:
        tag = self.tag
        for party in dict.fromkeys(taking.party for taking in event.parties):
            portrait = self.itinerary.portrait("parties", party.id)
            profile = self.itinerary.profile("parties", party.id).text or party.description
            yield {
                "id": self.person_numbers[self._name("party", party)],
                "guid": self._guid("party", party),
                "name": party.name.to(tag),
                **({"avatar": addresses.image(portrait, self.site)} if portrait else {}),
                **({"biography": profile.to(tag)} if profile else {}),
                "url": self._address(addresses.party_page(tag, party.id)),
            }

    def _links(self, event: Event) -> Iterator[dict[str, str]]:
        for link in event.links:
            yield {
                "url": link.url,
                "title": wording.link_words(link, self.language),
                **({"type": _LINKS[link.kind]} if link.kind in _LINKS else {}),
            }
        if event.recording:
            title = self.language.say(wording.LINKS[LinkKind.RECORDING])
            yield {"url": event.recording.url, "title": title, "type": "media"}

    def _licence(self, event: Event) -> str:
        licence = event.recording and event.recording.licence
        return licence.name.to(self.tag) if licence else ""

    def _room(self, event: Event) -> str:
        """Return the name of the first place, Online, or nothing if no place was announced."""
        if event.place:
            return self.rooms[event.place.id]
        return self.language.say("Online") if event.online else ""

    def _name(self, kind: str, of: Party | Place) -> str:
        return f"{kind}:{of.id}@{self.itinerary.id}"

    def _guid(self, kind: str, of: Party | Place) -> str:
        return str(permanent_uuid(self._name(kind, of)))

    def _address(self, path: str) -> str:
        return addresses.absolute(self.site, path)


_LINKS = {
    LinkKind.SLIDES: "slides",
    LinkKind.VIDEO: "media",
    LinkKind.RECORDING: "media",
    LinkKind.STREAM: "media",
}


def _start(event: Event) -> tuple[datetime, str]:
    assert isinstance(event.when, Timed)
    return event.when.start.astimezone(UTC), event.uid


def _room_names(places: Iterable[Place], language: Language) -> dict[str, str]:
    """Return the names of places by their ids. Those with one name have the places around them, and
    if need be their ids: apps tell rooms apart by their names."""
    found = {place.id: place for place in places}
    names = {place.id: place.name.to(language.tag) for place in found.values()}
    often = Counter(names.values())
    for place in found.values():
        if often[names[place.id]] > 1:
            names[place.id] = place_wording.place_words(place, language)
    often = Counter(names.values())
    return {key: f"{name} ({key})" if often[name] > 1 else name for key, name in names.items()}


def _hours(length: timedelta) -> str:
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return f"{hours:02}:{minutes:02}"


def _grid(events: Iterable[Event]) -> int:
    """Return the longest usual step, in minutes, at which all events start and end."""
    moments = {
        moment.minute
        for event in events
        if isinstance(event.when, Timed)
        for moment in (event.when.start, event.when.end)
        if moment
    }
    return next(step for step in _GRIDS if not any(minute % step for minute in moments))


# --- XML -----------------------------------------------------------------------------------------


def _xml(schedule: Schedule) -> ET.Element:
    """Return a schedule as XML. Its elements are in the order of the schema, and the same as the
    keys of schedule.json where nothing else is said."""
    about = schedule.values["schedule"]
    conference = about["conference"]
    root = ET.Element("schedule")
    missing = about["left_out"]
    said = ", ".join(f"{reason.replace('_', ' ')}: {n}" for reason, n in missing.items())
    root.append(ET.Comment(f" events left out ({said}) are on the pages of the site "))
    ET.SubElement(root, "generator", schedule.values["generator"])
    _add(root, "url", conference["url"])
    _add(root, "version", about["version"])
    head = ET.SubElement(root, "conference")
    _add(head, "title", conference["title"])
    _add(head, "acronym", conference["acronym"])
    _add(head, "start", conference["start"])
    _add(head, "end", conference["end"])
    _add(head, "days", str(conference["daysCount"]))
    _add(head, "timeslot_duration", conference["timeslot_duration"])
    _add(head, "base_url", about["base_url"])
    for name in ("logo", "url", "time_zone_name"):
        if name in conference:
            _add(head, name, conference[name])
    ET.SubElement(head, "color", conference["colors"])
    for track in conference["tracks"]:
        ET.SubElement(head, "track", track)
    for day in conference["days"]:
        attributes = {
            "index": str(day["index"]),
            "date": day["date"],
            "start": day["day_start"],
            "end": day["day_end"],
        }
        of_day = ET.SubElement(root, "day", attributes)
        for name, events in day["rooms"].items():
            guid = schedule.rooms.get(name)
            room = ET.SubElement(of_day, "room", {"name": name} | ({"guid": guid} if guid else {}))
            room.extend(_xml_event(event, schedule.recordings) for event in events)
    return root


def _xml_event(event: Mapping[str, Any], recordings: Mapping[str, tuple[str, str]]) -> ET.Element:
    node = ET.Element("event", {"guid": event["guid"], "id": str(event["id"])})
    for name in (
        *("room", "title", "subtitle", "type", "date", "start", "duration"),
        *("abstract", "slug", "track"),
    ):
        _add(node, name, event[name])
    for name in ("logo", "language", "description", "url"):
        if event.get(name):
            _add(node, name, event[name])
    if event["guid"] in recordings:
        licence, url = recordings[event["guid"]]
        recording = ET.SubElement(node, "recording")
        _add(recording, "license", licence)
        _add(recording, "optout", "false")
        _add(recording, "url", url)
    persons = ET.SubElement(node, "persons")
    for person in event["persons"]:
        attributes = {"id": str(person["id"]), "guid": person["guid"]}
        ET.SubElement(persons, "person", attributes).text = person["name"]
    links = ET.SubElement(node, "links")
    for link in event["links"]:
        ET.SubElement(links, "link", href=link["url"]).text = link["title"]
    return node


def _add(to: ET.Element, name: str, words: str) -> None:
    ET.SubElement(to, name).text = words
