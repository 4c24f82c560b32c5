"""From what sources say to entries of our file: ids, times in its zones, repetitions, places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import unquote, unquote_plus
from zoneinfo import ZoneInfo

from itinerary.errors import NotationError, Problem
from itinerary.imports import doubts, recurrence
from itinerary.imports.forms import normal
from itinerary.imports.identity import IdMaker
from itinerary.imports.programme import (
    FACET_FIELDS,
    Hours,
    ImportedEvent,
    ImportedProgramme,
    Position,
    WallTime,
    WholeDays,
)
from itinerary.imports.report import Report, ReportCollector, together
from itinerary.imports.translated import Translations, in_languages
from itinerary.model import when_notation
from itinerary.model.itinerary import LONGEST_KEPT_UID
from itinerary.model.text import clean
from itinerary.model.zones import YEARS, offset_words, zone
from itinerary.source.fields import LONGEST_ID
from itinerary.source.problems import SourceError
from itinerary.value import Value, field, replace

_SINGULAR = {
    "places": "place",
    "parties": "party",
    "categories": "category",
    "tracks": "track",
    "series": "series",
}
_LONGEST_UID = 900
"""Characters of a uid that are kept, so that there is room for the date of a repetition."""
_NAME = {"series": "title"}
_USUAL = "en"
"""The language of texts that do not say theirs."""
_REFERENCES = {"place": "places", "categories": "categories", "tracks": "tracks"}


class Known(Value, kw_only=True):
    """What a file already has.

    `zone` is its zone, None for a new file, and `languages` are those of its texts. `facets` has
    for each field the ids by the names and by the keys of an earlier import, `place_zones` the
    zones of places by id. `events` has the ids of events by source and uid, `ids` all that are
    taken, and `sources` the ids of the sources that were imported before, by their link or name.
    """

    zone: ZoneInfo | None = None
    facets: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    facet_ids: Mapping[str, frozenset[str]] = field(default_factory=dict)
    place_zones: Mapping[str, ZoneInfo] = field(default_factory=dict)
    events: Mapping[tuple[str, str], str] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()
    sources: Mapping[str, str] = field(default_factory=dict)
    source_ids: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ()


class SettledEvent(Value, dict=True):
    """An event as our file has it: `values` are its keys, with `id` and `from`.

    `revision` are the keys of `from` that an event with a kept UID has besides.
    """

    source: str
    uid: str
    values: Mapping[str, Any]
    position: Position
    revision: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Its id in the file."""
        return str(self.values["id"])

    @cached_property
    def normal(self) -> Mapping[str, Any]:
        """Its keys, each in its one form; see `forms`."""
        return normal(self.values)


class SettledProgramme(Value, kw_only=True):
    """A programme as our file has it. `facets` and `sources` are by id, `keys` has the ids of
    facets by the keys of the sources. `source_ids` are the ids of the sources, in the order of the
    programmes, and `addresses` what each source says of where it is, also if it is secret.
    `day` is the only one on which they say the same: dates were taken because they are near. It is
    empty if there are no such dates.
    """

    head: Mapping[str, Any]
    facets: Mapping[str, Mapping[str, Mapping[str, Any]]]
    keys: Mapping[str, Mapping[str, str]]
    sources: Mapping[str, Mapping[str, Any]]
    events: tuple[SettledEvent, ...]
    report: Report
    source_ids: tuple[str, ...]
    addresses: Mapping[str, str]
    day: str


def settle(
    programmes: Sequence[ImportedProgramme],
    *,
    today: date,
    known: Known | None = None,
    zone: ZoneInfo | None = None,
    handling: doubts.Handling = "taken",
    keep_uids: bool = False,
) -> SettledProgramme:
    """Return what sources say as entries of our file. `zone` is that of a new file, by default the
    one that most times of the sources are in. With `keep_uids`, events keep the UIDs by which
    calendar apps know them."""
    return _Settling(programmes, today, known or Known(), zone, handling, keep_uids).done()


def name_of(programme: ImportedProgramme) -> str:
    """Return the name by which a source is known in the next import: its address, else the name
    that it gives itself."""
    return programme.link or programme.name


_SECRET_PATH = re.compile(
    # Google: /private-0a1b/basic.ics. TripIt: /feed/ical/private/0A1B/trip.ics. Outlook:
    # /owa/calendar/0a1b@example.com/0a1b/calendar.ics.
    r"/private(?:-(?:[0-9a-f]+|[^/]*[0-9][^/]*))?/|/owa/calendar/",
    re.IGNORECASE,
)
_SECRET_KEY = re.compile(
    "(?:^|api|access|user|private|share|feed|cache)key$|(?<!sort)(?<!order)[_-]key$"
    "|token|secret|auth|signature|sig$|pass|pwd|credential",
    re.IGNORECASE,
)
_PLAIN = re.compile(r"(?:(?:[^\W\d_]{1,20}|[0-9]{1,8})(?:[-_.,:+/ ]|$))*")
"""Words, numbers and dates, each by itself. What has letters and digits in one may be a secret."""


def public_link(address: str) -> str:
    """Return the address of a source if it can be shown to all, else nothing.

    Some addresses open a calendar to all who know them: those with a name and a password, with a
    key or a part that may be one, and those that Google and others call private.
    """
    place, *queries = re.split("[?#&;]", address)
    is_secret = (
        re.search("://[^/]*@", place)
        or _SECRET_PATH.search(place)
        or any(map(_may_be_secret, queries))
    )
    return "" if is_secret else address


def _may_be_secret(part: str) -> bool:
    """Tell whether one part of a query may be a secret: `token=word`, but also `s=0a1b`."""
    key, _, value = part.rpartition("=")
    return bool(_SECRET_KEY.search(unquote(key)) or not _PLAIN.fullmatch(unquote_plus(value)))


class _Settling:
    def __init__(
        self,
        programmes: Sequence[ImportedProgramme],
        today: date,
        known: Known,
        zone: ZoneInfo | None,
        handling: doubts.Handling,
        keep_uids: bool,
    ) -> None:
        self.today = today
        self.known = known
        self.handling = handling
        self.keep_uids = keep_uids
        self.collector = ReportCollector()
        self.programmes = [self._with_clean_uids(programme) for programme in programmes]
        self.languages = known.languages or self._all_languages()
        self.zone = known.zone or zone or self._voted_zone()
        self.facets: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in FACET_FIELDS}
        self.keys: dict[str, dict[str, str]] = {name: {} for name in FACET_FIELDS}
        self.sources: dict[str, dict[str, Any]] = {}
        self.source_ids: list[str] = []
        self.addresses: dict[str, str] = {}
        self.is_lasting = True
        self.events: list[SettledEvent] = []
        self.programme: ImportedProgramme  # whose events are settled
        self.ids = IdMaker(known.ids)

    def done(self) -> SettledProgramme:
        self._settle_facets()
        for programme in self.programmes:
            self._settle_events(programme)
        self._require_events()
        ids = {event.id for event in self.events}
        self.events = [without_lost_after(one, ids) for one in self.events]
        head: dict[str, Any] = {}
        for programme in reversed(self.programmes):
            head |= {key: value for key, value in programme.head.items() if value}
        head["zone"] = self.zone.key
        if any(programme.languages for programme in self.programmes):
            head["languages"] = [*self.languages]
        reports = [programme.report for programme in self.programmes]
        return SettledProgramme(
            head=head,
            facets=self.facets,
            keys=self.keys,
            sources=self.sources,
            events=tuple(self.events),
            report=together([*reports, self.collector.report()]),
            source_ids=tuple(self.source_ids),
            addresses=self.addresses,
            day="" if self.is_lasting else str(self.today),
        )

    def _require_events(self) -> None:
        """Raise SourceError if all events of the sources were left out."""
        position = next((e.position for one in self.programmes for e in one.events), None)
        if self.events or position is None:
            return
        nothing = Problem(
            position.file,
            1,
            1,
            "",
            "there is no event in this source that can be imported",
            "mend what is said of them, or export one that has events",
        )
        raise SourceError([*self.collector.report().problems[:50], nothing])

    def _with_clean_uids(self, programme: ImportedProgramme) -> ImportedProgramme:
        """Return a programme with the uids as a file can have them."""

        def tidy(uid: str) -> str:
            return clean(uid)[:_LONGEST_UID]

        def tidied(event: ImportedEvent) -> ImportedEvent:
            uid = tidy(event.uid)
            kept = event.uid and uid == event.uid and "\n" not in uid
            after = event.values.get("after")
            return replace(
                event,
                uid=uid,
                values={**event.values, "after": tidy(after)} if after else event.values,
                date_of=event.date_of and replace(event.date_of, uid=tidy(event.date_of.uid)),
                revision=event.revision if kept else None,
            )

        events = tuple(map(tidied, programme.events))
        if self.keep_uids and not any(event.revision for event in programme.events):
            self.collector.guess(f"{programme.name} has no UIDs that could be kept")
        elif self.keep_uids:
            for event in events:
                if event.uid and not event.revision:
                    self.collector.guess(
                        "its UID is one that calendars cannot have, so it gets one of ours",
                        str(event.values.get("title", "")),
                    )
        return replace(programme, events=events)

    # --- languages ---

    def _all_languages(self) -> tuple[str, ...]:
        """Return the languages of a new file: those of the sources that have translations."""
        found = [tag or _USUAL for programme in self.programmes for tag in programme.languages]
        return tuple(dict.fromkeys(found))

    def _translated(
        self, values: Mapping[str, Any], translations: Translations, programme: ImportedProgramme
    ) -> dict[str, Any]:
        if not translations:
            return dict(values)
        first = programme.languages[0] or self.languages[0]
        return in_languages(values, translations, first, self.languages)

    # --- zones ---

    def _voted_zone(self) -> ZoneInfo:
        """Return the zone of a new file: the one that a source names, else that of most times."""
        for programme in self.programmes:
            if programme.zone:
                return programme.zone
        times = [e.time for programme in self.programmes for e in programme.events]
        hours = [one for one in times if isinstance(one, Hours)]
        votes = Counter(one.start.zone.key for one in hours if one.start.zone)
        named = [key for key, _ in votes.most_common() if key not in ("UTC", "GMT")]
        if named:
            if len(named) > 1 or len(votes) > 1:
                self.collector.guess(f"zone: {named[0]}, which most times are in")
            return zone(named[0])
        if any(one.start.zone is None for one in hours):
            event = next(
                e
                for programme in self.programmes
                for e in programme.events
                if isinstance(e.time, Hours) and e.time.start.zone is None
            )
            raise SourceError(
                [
                    Problem(
                        event.position.file,
                        event.position.line,
                        event.position.column,
                        event.position.part,
                        "the times have no zone, and the source does not say which is meant",
                        "say it: --zone Europe/Berlin",
                    )
                ]
            )
        if hours:
            self.collector.guess("zone: UTC, in which all times are; --zone says another")
        else:
            self.collector.guess("zone: UTC, because no time is in any; --zone says another")
        return zone("UTC")

    def _zone_at(self, place_ids: Sequence[str]) -> ZoneInfo:
        """Return the zone of the times of an event at some places: that of the first one."""
        if not place_ids:
            return self.zone
        id = place_ids[0]
        if id in self.known.place_zones:
            return self.known.place_zones[id]
        own = self.facets["places"].get(id, {}).get("zone")
        if own:
            return zone(own)
        around = self.facets["places"].get(id, {}).get("in")
        return self._zone_at([around]) if around else self.zone

    # --- facets ---

    def _settle_facets(self) -> None:
        used: dict[str, set[str]] = {name: set() for name in FACET_FIELDS}
        for programme in self.programmes:
            for event in programme.events:
                for name, key in _referred(event):
                    used[name].add(key)
        for name in FACET_FIELDS:
            maker = IdMaker(self.known.facet_ids.get(name, ()))
            known = self.known.facets.get(name, {})
            for programme in self.programmes:
                for key, values in programme.facets.get(name, {}).items():
                    if key in self.keys[name]:
                        continue
                    if key not in used[name] and not self._is_around(key, name):
                        continue
                    title = str(values.get(_NAME.get(name, "name"), key))
                    id = (
                        known.get(key)
                        or known.get(title.casefold())
                        or maker.make(title, _SINGULAR[name])
                    )
                    self.keys[name][key] = id
                    self.facets[name].setdefault(id, dict(values))
        places = self.facets["places"]
        for id, values in list(places.items()):
            if "in" in values:
                around = self.keys["places"].get(values["in"])
                places[id] = {k: v for k, v in values.items() if k != "in"} | (
                    {"in": around} if around and around != id else {}
                )
        self._settle_place_zones()
        self._translate_facets()

    def _translate_facets(self) -> None:
        done = set()
        for programme in self.programmes:
            for name, found in programme.translations.items():
                for key, translations in found.items():
                    id = self.keys[name].get(key)
                    if id and (name, id) not in done:
                        done.add((name, id))
                        values = self.facets[name][id]
                        self.facets[name][id] = self._translated(values, translations, programme)

    def _is_around(self, key: str, name: str) -> bool:
        return name == "places" and any(
            values.get("in") == key
            for programme in self.programmes
            for values in programme.facets.get("places", {}).values()
        )

    def _settle_place_zones(self) -> None:
        """Give a place the zone of its events, if all are in one other than the file's."""
        zones: dict[str, set[str]] = {}
        for programme in self.programmes:
            for event in programme.events:
                places = event.values.get("place") or ()
                if isinstance(event.time, Hours) and places and event.time.start.zone:
                    id = self.keys["places"].get(places[0])
                    if id:
                        zones.setdefault(id, set()).add(event.time.start.zone.key)
        for id, names in zones.items():
            name = next(iter(names))
            ours = (self.zone.key, "UTC", "GMT")
            if len(names) == 1 and name not in ours and id not in self.known.place_zones:
                self.facets["places"][id]["zone"] = name

    # --- events ---

    def _source(self, programme: ImportedProgramme) -> str:
        """Return the id of the source that the events of an import cite."""
        id = self.known.sources.get(name_of(programme))
        if id is None:
            maker = IdMaker(self.known.source_ids | set(self.sources))
            id = maker.make(programme.name, "import")
        link = public_link(programme.link)
        if link != programme.link:
            why = "it may have a secret, and the links of sources are public"
            self.collector.lose("address of the source", why)
        self.addresses[id] = programme.link
        self.sources[id] = {"who": programme.name, "when": str(self.today)} | (
            {"link": link} if link else {}
        )
        return id

    def _settle_events(self, programme: ImportedProgramme) -> None:
        source = self._source(programme)
        self.source_ids.append(source)
        masters = {e.uid: e for e in programme.events if e.repetition and not e.date_of}
        ids: dict[str, str] = {}
        replaced: dict[str, list[WallTime | date]] = {}
        self.programme = programme
        for event in programme.events:
            if event.date_of and event.date_of.uid in masters:
                replaced.setdefault(event.date_of.uid, []).append(event.date_of.at)
        for event in programme.events:
            if not event.date_of:
                known = self.known.events.get((source, event.uid)) if event.uid else None
                ids[event.uid or f"\0{id(event)}"] = known or self._new_id(event)
        for event in programme.events:
            try:
                if event.date_of:
                    self._add_date(event, source, masters, ids)
                else:
                    own = ids[event.uid or f"\0{id(event)}"]
                    self._add(event, own, source, ids, replaced.get(event.uid, ()))
            except (OverflowError, ValueError) as error:
                message = error.message if isinstance(error, NotationError) else str(error)
                at = event.position
                self.collector.leave_out(
                    at.file, at.line, at.part, f"“{event.values.get('title', '')}”: {message}"
                )

    def _new_id(self, event: ImportedEvent) -> str:
        return self.ids.make(str(event.values.get("title", "")), "event")

    def _add_date(
        self,
        event: ImportedEvent,
        source: str,
        masters: Mapping[str, ImportedEvent],
        ids: Mapping[str, str],
    ) -> None:
        """Add an event in place of a date of a repetition: our file names it by series and day."""
        assert event.date_of
        at = event.date_of.at
        master = masters.get(event.date_of.uid)
        written = f"{at.wall:%Y%m%dT%H%M%S}" if isinstance(at, WallTime) else f"{at:%Y%m%d}"
        uid = f"{event.date_of.uid}#{written}"
        if master is None:
            id = self.known.events.get((source, uid)) or self._new_id(event)
        else:
            zone = self._zone_at(self._ids("places", master.values.get("place") or ()))
            day = recurrence.local(at, zone).date()
            id = self.known.events.get((source, uid)) or f"{ids[event.date_of.uid]}-{day}"
            self.ids.taken.add(id)
        self._add(replace(event, uid=uid), id, source, ids, ())

    def _add(
        self,
        event: ImportedEvent,
        id: str,
        source: str,
        ids: Mapping[str, str],
        replaced: Iterable[WallTime | date],
    ) -> None:
        values = self._values(event, id, source, ids)
        zone = self._zone_at(values.get("place") or ())
        known = event.time
        title = str(values["title"])
        if doubt := doubts.doubt_of_time(known, title):
            taken = self.handling == "taken"
            self.collector.doubt(
                f"{doubt}: {'taken as written' if taken else 'taken as not announced'}", title
            )
            if not taken and isinstance(known, Hours):
                known = doubts.without_hours(known)
                event = replace(event, time=known)
        if known is None:
            self._append(event, values, source)
            return
        if not event.repetition:
            values["when"] = self._when(known, zone, title)
            self._append(event, values, source)
            return
        start = known.start if isinstance(known, Hours) else known.first
        found = recurrence.dates(start, event.repetition, zone, self.today, replaced)
        self.is_lasting = self.is_lasting and not found.cut
        if found.idle:
            self.collector.guess(
                "leaves out times at which nothing begins (EXDATE, RECURRENCE-ID): nothing is left"
                " out for them",
                title,
            )
        if not found.starts:
            raise ValueError("each of its dates is left out by the source")
        if found.starts == (recurrence.local(start, zone),):
            values["when"] = self._when(known, zone, title)
            self._append(event, values, source)
            return
        if found.repeat:
            values["when"] = self._when(known, zone, title)
            values["repeat"] = found.repeat
            if not self._is_steady(known, found.starts, zone):
                del values["repeat"]
                found = found.until_next_year(self.today)
                self.is_lasting = self.is_lasting and not found.cut
            else:
                self._append(event, values, source)
                return
        if "series" not in values:
            self.facets["series"].setdefault(id, {"title": title})
            values["series"] = id
        for at, moved in self._each(known, found, zone):
            own = f"{event.uid}#{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
            name = self.known.events.get((source, own)) or f"{id}-{at.date()}"
            day = {**values, "id": name, "when": self._when(moved, zone, title)}
            self.ids.taken.add(name)
            day.pop("repeat", None)
            self._append(replace(event, uid=own), day, source, is_date=True)
        self.collector.guess(
            "repeats in a way that our file cannot say, so each date is an event"
            + (
                "; the rule has no end, and dates up to a year from now are taken"
                if found.cut
                else ""
            ),
            title,
        )

    def _is_steady(
        self, known: Hours | WholeDays, starts: Iterable[datetime], zone: ZoneInfo
    ) -> bool:
        """Tell whether each date of a repetition ends at the same time of day, and every time of it
        exists once."""
        if not isinstance(known, Hours):
            return True
        written = when_notation.parse(_written(known, zone)[0])
        try:
            for start in starts:
                written.on(start.date()).at(zone)
        except NotationError:
            return False
        return True

    def _each(
        self, known: Hours | WholeDays, found: recurrence.Dates, zone: ZoneInfo
    ) -> Iterator[tuple[datetime, Hours | WholeDays]]:
        """Yield each date of a repetition, and what is known of its time."""
        for start in found.starts:
            if isinstance(known, WholeDays):
                length = known.last - known.first
                day = start.date()
                yield start, replace(known, first=day, last=day + length)
                continue
            first = recurrence.local(known.start, zone)
            end = None
            if known.end:
                lasts = recurrence.local(known.end, zone).astimezone(UTC) - first.astimezone(UTC)
                after = (start.astimezone(UTC) + lasts).astimezone(zone)
                end = WallTime(after.replace(tzinfo=None), zone)
            # As an instant, so that a time that clocks show twice stays the one it is.
            moment = start.astimezone(UTC).replace(tzinfo=None)
            yield start, Hours(WallTime(moment, ZoneInfo("UTC")), end)

    def _when(self, known: Hours | WholeDays, zone: ZoneInfo, title: str) -> str:
        words, notes = _written(known, zone)
        for note in notes:
            self.collector.guess(note, title)
        when_notation.parse(words).at(zone)
        return words

    def _append(
        self, event: ImportedEvent, values: dict[str, Any], source: str, *, is_date: bool = False
    ) -> None:
        """Add an event; `is_date` tells that it is one of the dates of an event of the source."""
        if len(str(values["id"])) > LONGEST_ID:
            raise ValueError("its id would be too long")
        values["from"] = {"source": source} | ({"uid": event.uid} if event.uid else {})
        revision = event.revision.keys if event.revision else {}
        repeats = "repeat" in values
        if self.keep_uids and revision and self._is_kept(event, repeats):
            if is_date or repeats or event.date_of:
                # Dates of our feeds are events, and RECURRENCE-ID has no place in them.
                self.collector.guess(
                    "each date has a UID of its own, made from that of the series",
                    str(values["title"]),
                )
            values["uid"] = event.uid
            values["from"] |= revision
        values = self._translated(values, event.translations, self.programme)
        self.events.append(SettledEvent(source, event.uid, values, event.position, revision))

    def _is_kept(self, event: ImportedEvent, repeats: bool) -> bool:
        """Tell whether an event keeps its UID: not one that is longer than all programs take."""
        day = len("#2027-05-10") if repeats else 0
        if len(event.uid.encode()) + day > LONGEST_KEPT_UID:
            self.collector.guess(
                f"its UID has more than {LONGEST_KEPT_UID} octets, so it gets one of ours",
                str(event.values.get("title", "")),
            )
            return False
        return True

    def _ids(self, field: str, keys: Iterable[str]) -> list[str]:
        found = (self.keys[field].get(key) for key in keys)
        return list(dict.fromkeys(id for id in found if id))

    def _values(
        self, event: ImportedEvent, id: str, source: str, ids: Mapping[str, str]
    ) -> dict[str, Any]:
        """Return the keys of an event with the ids of what it refers to."""
        values: dict[str, Any] = {"id": id}
        for key, value in event.values.items():
            if value in (None, "", [], {}, ()):
                continue
            if key in _REFERENCES:
                value = self._ids(_REFERENCES[key], value)
            elif key == "organiser":
                value = self._ids("parties", value)
            elif key == "series":
                value = self.keys["series"].get(value)
            elif key == "parties":
                value = [
                    {**taking, "party": party}
                    for taking in value
                    if (party := self.keys["parties"].get(taking["party"]))
                ]
            elif key == "after":
                value = ids.get(value)
            if value not in (None, [], {}):
                values[key] = value
        values["sources"] = [source]
        values["title"] = clean(str(values.get("title", "")))
        return values


def without_lost_after(event: SettledEvent, there: Collection[str]) -> SettledEvent:
    """Return an event without `after`, if the event of that id is not `there`."""
    after = event.values.get("after")
    if after is None or after in there:
        return event
    values = {key: value for key, value in event.values.items() if key != "after"}
    return replace(event, values=values)


def _referred(event: ImportedEvent) -> Iterator[tuple[str, str]]:
    """Yield the field and the key of each facet that an event names."""
    for key, field_name in _REFERENCES.items():
        for name in event.values.get(key) or ():
            yield field_name, name
    for name in event.values.get("organiser") or ():
        yield "parties", name
    for taking in event.values.get("parties") or ():
        yield "parties", taking["party"]
    if event.values.get("series"):
        yield "series", event.values["series"]


def _written(known: Hours | WholeDays, zone: ZoneInfo) -> tuple[str, list[str]]:
    """Return a time as our file writes it, and what was changed for that."""
    notes: list[str] = []
    if isinstance(known, WholeDays):
        if known.first.year not in YEARS or known.last.year not in YEARS:
            raise ValueError(f"the year {known.first.year} is not plausible")
        if known.kind == "day":
            return f"{known.first} {known.part}".strip(), notes
        if known.kind == "all" and known.first == known.last:
            return f"all {known.first}", notes
        return f"{known.kind} {known.first} to {known.last}", notes
    start = recurrence.local(known.start, zone)
    end = recurrence.local(known.end, zone) if known.end else None
    if known.start.zone is None:
        notes.append(f"a time without a zone is by the clocks of {zone.key}")
    if start.second or (end and end.second):
        notes.append("seconds are left out")
        start = start.replace(second=0, microsecond=0)
        end = end and end.replace(second=0, microsecond=0)
    if start.year not in YEARS or (end and end.year not in YEARS):
        raise ValueError(f"the year {start.year} is not plausible")
    words = f"{start:%Y-%m-%d} {_clock(start)}"
    if end is None:
        return words, notes
    length = end.astimezone(UTC) - start.astimezone(UTC)
    if length.total_seconds() <= 0:
        if length.total_seconds() < 0:
            notes.append("the end is before the start, and is left out")
        return words, notes
    day = f"{end:%Y-%m-%d} " if end.date() != start.date() else ""
    return f"{words} to {day}{_clock(end)}", notes


def _clock(moment: datetime) -> str:
    """Return a time of day, with its offset from UTC if clocks show it twice on that day."""
    other = moment.replace(fold=1 - moment.fold)
    if other.utcoffset() != moment.utcoffset():
        return f"{moment:%H:%M}{offset_words(moment.utcoffset())}"
    return f"{moment:%H:%M}"
