"""Calendars (iCalendar, RFC 5545) as imported programmes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Event, Timezone
from msgspec import Struct, field

from itinerary.errors import ItineraryError, NotationError, Problem
from itinerary.imports import invitations
from itinerary.imports.calendar_lines import RawComponent, components
from itinerary.imports.doubts import mentions_tba, says_online, says_tba
from itinerary.imports.markup import prose, unhtml
from itinerary.imports.options import Options
from itinerary.imports.own_feed import OwnWordsOfFeeds, is_own
from itinerary.imports.precedence import Relations, followed
from itinerary.imports.programme import (
    DateOf,
    Hours,
    ImportedEvent,
    ImportedProgramme,
    ImportedTime,
    Position,
    Repetition,
    SourceRevision,
    WallTime,
    WholeDays,
)
from itinerary.imports.recognise import WORDS, SourceKind, text_of
from itinerary.imports.report import counted
from itinerary.imports.source_reader import SourceReader
from itinerary.imports.values import degrees, file_words, line, link, name_and_address, title
from itinerary.imports.zone_names import HomemadeZone, zone_called
from itinerary.model.itinerary import HIGHEST_SEQUENCE
from itinerary.model.zones import zone
from itinerary.source.problems import SourceError

MOST_EVENTS = 100_000
_Moment = tuple[str, date]
"""A TZID, empty if there is none, and a day, or a time with or without UTC."""
_STATUS = {"CONFIRMED": "", "TENTATIVE": "tentative", "CANCELLED": "cancelled"}
_MEETINGS = (
    "X-GOOGLE-CONFERENCE",
    "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK",
    "X-MICROSOFT-ONLINEMEETINGCONFLINK",
    "X-ZOOM-MEETING-URL",
    "X-CONFERENCE-URL",
)
_APPLE_GEO = re.compile(r"geo:(-?\d{1,3}(?:\.\d+)?),(-?\d{1,3}(?:\.\d+)?)")
_BOOKKEEPING = {
    *("UID", "DTSTAMP", "SEQUENCE", "CREATED", "LAST-MODIFIED", "RECURRENCE-ID", "CLASS", "STATUS"),
    *("DTSTART", "DTEND", "DURATION", "SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION", "GEO"),
    *("CATEGORIES", "URL", "RRULE", "RDATE", "EXDATE", "ORGANIZER", "ATTENDEE", "ATTACH"),
    *("CONFERENCE", "IMAGE", "CONTACT", "TRANSP", "X-ITINERARY-TIME", "COLOR", *_MEETINGS),
    "RELATED-TO",
    *("X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT", "X-MOZ-GENERATION"),
    *("X-MICROSOFT-CDO-IMPORTANCE", "X-MICROSOFT-CDO-INTENDEDSTATUS", "X-MICROSOFT-CDO-INSTTYPE"),
    *("X-MICROSOFT-DISALLOW-COUNTER", "X-APPLE-TRAVEL-ADVISORY-BEHAVIOR", "X-MOZ-LASTACK"),
    *("X-MICROSOFT-LOCATIONS", "X-MS-OLK-AUTOFILLLOCATION", "X-MS-OLK-CONFTYPE"),
    *("X-MS-OLK-SENDER", "X-MS-OLK-APPTSEQTIME", "X-APPLE-STRUCTURED-LOCATION"),
    *("X-MICROSOFT-CDO-APPT-SEQUENCE", "X-MICROSOFT-CDO-OWNERAPPTID", "X-LIC-ERROR"),
}
"""Properties that are read, or that are of use to no one else."""
_TYPED = (
    *("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID", "RDATE", "EXDATE", "GEO", "CATEGORIES"),
    *("ORGANIZER", "ATTENDEE", "ATTACH", "IMAGE", "CONFERENCE", "X-ALT-DESC"),
)
"""Properties whose values and parameters icalendar reads."""
_ODD = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""The exceptions of icalendar for values that are not what they should be."""


def read(data: bytes, name: str, url: str, options: Options) -> ImportedProgramme:
    """Return what a calendar says. `name` names it in problems, `url` is where it is on the web.

    Raises SourceError if it is not a calendar.
    """
    with warnings.catch_warnings():  # icalendar warns of names of zones, which we report
        warnings.simplefilter("ignore")
        return _Calendar(name, url, options).read(text_of(data))


class _Calendar(SourceReader):
    def __init__(self, name: str, url: str, options: Options) -> None:
        super().__init__(name, url, options)
        self.head: dict[str, Any] = {}
        self.title = ""
        self.zone: ZoneInfo | None = options.zone
        self.homemade: dict[str, HomemadeZone] = {}
        self.alike: dict[tuple[str, int], ZoneInfo | None] = {}
        self.events: dict[str, ImportedEvent] = {}
        self.relations: dict[str, Relations] = {}
        self.own: OwnWordsOfFeeds | None = None
        self.cancelled = False
        self.count = 0

    def read(self, text: str) -> ImportedProgramme:
        found = list(components(text))
        calendars = [one for one in found if one.name == "VCALENDAR"]
        if not calendars and not any(one.name == "VEVENT" for one in found):
            raise SourceError(
                [
                    Problem(
                        self.name,
                        1,
                        1,
                        "",
                        "this is no calendar: it has no BEGIN:VCALENDAR",
                        "export it again as iCalendar (.ics)",
                    )
                ]
            )
        for calendar in calendars:
            self._head(calendar)
        calendars = calendars or [RawComponent("VCALENDAR", 1, [], found, True)]
        for component in (inner for calendar in calendars for inner in calendar.inner):
            if component.name == "VTIMEZONE":
                self._define_zone(component)
        for outer in calendars:
            if not outer.closed:
                self.report.leave_out(
                    self.name,
                    outer.line,
                    "",
                    "the calendar has no END:VCALENDAR: it was probably cut off",
                    "export or download it again",
                )
            for component in outer.inner:
                self._component(component)
        if not self.events:
            problems = self.report.report().problems
            raise SourceError(
                [
                    *(problem for problem in problems[:50]),
                    Problem(
                        self.name,
                        1,
                        1,
                        "",
                        "there is no event in this calendar that can be imported",
                        "export one that has events",
                    ),
                ]
            )
        events = self._in_order()
        name = self.title or file_words(self.name)
        self.head.setdefault("title", name)
        self.report.kind = counted(
            len(self.events), "entry", "entries", WORDS[SourceKind.ICALENDAR]
        )
        return ImportedProgramme(
            name=name,
            link=self.url,
            head=self.head,
            zone=self.zone,
            facets=self.facets.found,
            events=events,
            report=self.report.report(),
        )

    def _in_order(self) -> tuple[ImportedEvent, ...]:
        """Return the events, with the one that each follows."""
        found = followed(self.events, self.relations)
        self.report.lose("RELATED-TO", count=found.lost)
        for one in found.unknown:
            self.report.guess("follows an event that is not in this feed, or twice", one)
        return found.events

    # --- the calendar ---

    def _head(self, calendar: RawComponent) -> None:
        for number, words in calendar.lines:
            name, _, value = _split(words)
            value = _unescaped(value)
            if name in ("X-WR-CALNAME", "NAME") and value.strip():
                self.title = self.title or title(unhtml(value))
                self.head.setdefault("title", self.title)
            elif name in ("X-WR-CALDESC", "DESCRIPTION") and value.strip():
                self.head.setdefault("description", prose(value))
            elif name in ("X-WR-TIMEZONE", "TIMEZONE-ID") and value.strip() and not self.zone:
                self.zone = zone_called(value)
                if self.zone is None:
                    self.report.guess(f"the calendar's zone “{value}” is not known", "")
            elif name == "METHOD" and value.strip().upper() == "CANCEL":
                self.cancelled = True
            elif name == "PRODID" and is_own(value):
                self.own = OwnWordsOfFeeds()
            elif name == "URL" and link(value) and not self.url:
                self.url = value.strip()
            elif name == "CALSCALE" and value.strip().upper() not in ("", "GREGORIAN"):
                raise SourceError(
                    [
                        Problem(
                            self.name,
                            number,
                            1,
                            "CALSCALE",
                            f"dates are in the calendar “{value}”, not in the Gregorian one",
                            "export it with Gregorian dates",
                        )
                    ]
                )

    def _define_zone(self, component: RawComponent) -> None:
        names = [_unescaped(_split(w)[2]) for _, w in component.named("TZID")]
        places = [_unescaped(_split(w)[2]) for _, w in component.named("X-LIC-LOCATION")]
        name = names[0].strip() if names else ""
        if not name or zone_called(name):
            return
        if places and zone_called(places[0]):
            self.alike[name, 0] = zone_called(places[0])
            return
        try:
            timezone = Timezone.from_ical(component.whole_text())
            self.homemade[name] = HomemadeZone(timezone)
            self.homemade[name].in_utc(datetime(2024, 1, 1))  # noqa: DTZ001  a wall clock
        except (*_ODD, NotImplementedError) as error:
            self.homemade.pop(name, None)
            self.report.guess(f"the zone “{name}” is defined in a way that cannot be read: {error}")

    # --- events ---

    def _component(self, component: RawComponent) -> None:
        if component.name == "VEVENT":
            self.count += 1
            if self.count > MOST_EVENTS:
                raise SourceError(
                    [
                        Problem(
                            self.name,
                            component.line,
                            1,
                            "",
                            f"there are more than {MOST_EVENTS:,} events",
                            "split the calendar",
                        )
                    ]
                )
            try:
                self._event(component)
            except _UnreadableError as error:
                self.report.leave_out(self.name, error.line, error.part, error.message, error.hint)
            except (*_ODD, NotationError) as error:
                self.report.leave_out(
                    self.name, component.line, "VEVENT", f"this cannot be read: {error}"
                )
        elif component.name != "VTIMEZONE":
            what = {"VTODO": "tasks", "VJOURNAL": "journal entries", "VFREEBUSY": "free/busy times"}
            self.report.lose(what.get(component.name, component.name), "not events")

    def _event(self, component: RawComponent) -> None:
        secret = _raw(component, "CLASS").upper()
        if secret in ("PRIVATE", "CONFIDENTIAL"):
            self.report.lose(f"events of CLASS:{secret}", "not for the public")
            return
        if not component.closed:
            raise _UnreadableError(component.line, "VEVENT", "this event is cut off")
        self.report.lose(
            "VALARM",
            "a reader's own matter",
            sum(inner.name == "VALARM" for inner in component.inner),
        )
        event, moments = _typed(component)
        reader = _EventReader(self, component, event, moments)
        made = reader.read()
        key = made.uid if not made.date_of else f"{made.date_of.uid}\0{made.date_of.at}"
        key = key or f"\0{component.line}"
        before = self.events.get(key)
        if before:
            self.report.guess(
                "in the calendar twice, of which the later revision is taken",
                str(made.values["title"]),
            )
            if _number(before) > _number(made):
                return
        self.events[key] = made
        self.relations[key] = reader.relations

    def zone_of(self, tzid: str, wall: datetime, title: str) -> WallTime:
        """Return a time whose zone is named by a TZID."""
        if found := zone_called(tzid):
            return WallTime(wall, found)
        if located := self.alike.get((tzid, 0)):
            return WallTime(wall, located)
        rules = self.homemade.get(tzid)
        if rules is None:
            self.report.guess(
                f"the zone “{tzid}” is not known, so its times are taken as without a zone", title
            )
            return WallTime(wall, None)
        alike = self.alike.get((tzid, wall.year))
        if (tzid, wall.year) not in self.alike:
            likely = [self.zone] if self.zone else []
            likely += [zone(name) for name in _LIKELY if not self.zone or name != self.zone.key]
            alike = next((one for one in likely if rules.is_like(one, wall.year)), None)
            self.alike[tzid, wall.year] = alike
        if alike:
            self.report.guess(f"the zone “{tzid}”, which the calendar defines, is {alike.key}")
            return WallTime(wall, alike)
        return WallTime(rules.in_utc(wall), zone("UTC"))


def _number(event: ImportedEvent) -> int:
    return event.revision.sequence if event.revision else 0


_LIKELY = (
    *("Europe/London", "Europe/Berlin", "Europe/Kyiv", "Europe/Moscow", "America/New_York"),
    *("America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo"),
    *("Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland"),
    "Asia/Dubai",
)
"""Zones that stand for others of the same rules, where a calendar names none."""


class _UnreadableError(ItineraryError):
    """An event that cannot be imported."""

    def __init__(self, line: int, part: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.line, self.part = line, part


class _EventReader(Struct):
    calendar: _Calendar
    component: RawComponent
    event: _Typed
    moments: dict[str, _Moment]
    meeting: str = ""
    """The address of a meeting that the description invites to."""
    relations: Relations = field(default_factory=Relations)

    def read(self) -> ImportedEvent:
        calendar, report = self.calendar, self.calendar.report
        broken = {name: message for name, message in self.event.errors if name}
        for name in ("DTSTART", "DTEND", "DURATION", "RRULE", "RECURRENCE-ID"):
            if name in broken:
                raise _UnreadableError(
                    self.component.line_of(name),
                    name,
                    f"“{_raw(self.component, name)[:80]}” cannot be read",
                )
        for name in broken:
            report.leave_out(
                calendar.name,
                self.component.line_of(name),
                name,
                f"“{_raw(self.component, name)[:80]}” cannot be read, and is left out",
            )
        summary = unhtml(self._words("SUMMARY"))
        values: dict[str, Any] = {}
        if calendar.own:
            summary, values = calendar.own.split(summary, values)
        if not summary:
            raise _UnreadableError(
                self.component.line,
                "SUMMARY",
                "this event has no title",
                "give it a title in the calendar that it is from",
            )
        values = {"title": title(summary), **values}
        whole = self._words("DESCRIPTION")
        if calendar.own:
            description, more = calendar.own.author_words(whole)
            values |= more
            self.relations.title = title(calendar.own.followed(whole))
        else:
            description = self._description(whole, summary)
        if description:
            values["description"] = description
        known = self._time(values["title"], whole)
        is_open = isinstance(known, WholeDays) and known.kind == "within"
        if calendar.own and calendar.own.says_later(self._words("SUMMARY")):
            known, is_open = None, True
        if mentions_tba(summary):
            report.doubt("the title says that something is to be announced", values["title"])
        self._place(values)
        self._people(values)
        self._links(values)
        if self.meeting and values.get("online", "yes") == "yes":
            values["online"] = self.meeting
        self._categories(values)
        status = _STATUS.get(_raw(self.component, "STATUS").upper(), "")
        if calendar.cancelled:
            status = "cancelled"
        if status and not is_open:
            values.setdefault("status", status)
        if not calendar.own:
            self._look(known)
        for name, lines in self.component.by_name().items():
            if name not in _BOOKKEEPING:
                what = name or f"a line that is no property (first in line {lines[0][0]})"
                report.lose(what, count=len(lines))
        self._related()
        uid = self._words("UID")
        return ImportedEvent(
            uid=uid,
            values=values,
            time=known,
            repetition=self._repetition(values["title"]),
            date_of=self._date_of(uid, values["title"]),
            position=Position(calendar.name, self.component.line, part="VEVENT"),
            revision=self._revision(),
        )

    def _revision(self) -> SourceRevision:
        number, stamp = (_raw(self.component, name) for name in ("SEQUENCE", "LAST-MODIFIED"))
        try:
            # RFC 5545 §3.8.7.3: it is in UTC, and §3.3.5: in whole seconds.
            modified = datetime.fromisoformat(stamp.removesuffix("Z")).replace(
                microsecond=0, tzinfo=UTC
            )
        except ValueError:
            modified = None
        return SourceRevision(
            min(int(number), HIGHEST_SEQUENCE) if re.fullmatch("[0-9]{1,10}", number) else 0,
            modified,
        )

    # --- values ---

    def _all(self, name: str) -> list[Any]:
        return self.event.values.get(name, [])

    def _words(self, name: str) -> str:
        """Return the first text of a property. Texts are read here, which costs a tenth."""
        return _unescaped(_raw(self.component, name)).strip()

    def _each(self, name: str) -> list[str]:
        """Return all texts of a property."""
        lines = self.component.named(name)
        return [_unescaped(_split(words)[2]).strip() for _, words in lines]

    def _description(self, plain: str, summary: str) -> str:
        formatted = next(
            (
                str(one)
                for one in self._all("X-ALT-DESC")
                if one.params.get("FMTTYPE", "").lower() in ("", "text/html")
            ),
            "",
        )
        formatted = formatted.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")
        words = formatted if formatted.strip() else plain
        found = prose(words) if words.strip() else ""
        found = self._uninvited(found)
        return "" if found == summary else found

    def _uninvited(self, words: str) -> str:
        """Return a description without invitations to meetings; keep where the first one is."""
        words, meeting, count = invitations.parted(words)
        self.meeting = link(meeting)
        report = self.calendar.report
        why = "their codes are not for the public"
        report.lose("invitations to meetings in descriptions", why, count)
        if count and not self.meeting:
            report.lose("address of the meeting of an invitation", "it cannot be read")
        return words

    def _moment(self, value: Any, title: str) -> WallTime | date | None:
        """Return the value of a time."""
        if value is None:
            return None
        found = getattr(value, "dt", value)
        if isinstance(found, tuple):  # PERIOD
            found = found[0]
        params = getattr(value, "params", {})
        if not isinstance(found, datetime):
            return found if isinstance(found, date) else None
        tzid = params.get("TZID")
        wall = found.replace(tzinfo=None)
        if tzid and found.utcoffset() != timedelta(0):
            return self.calendar.zone_of(str(tzid), wall, title)
        if tzid and not zone_called(str(tzid)):
            return self.calendar.zone_of(str(tzid), wall, title)
        if tzid:
            named = zone_called(str(tzid))
            return WallTime(wall, named)
        if found.tzinfo is not None:
            return WallTime(wall, zone("UTC"))
        return WallTime(wall, None)

    def _bound(self, name: str, title: str) -> WallTime | date | None:
        """Return DTSTART or DTEND."""
        moment = self.moments.get(name)
        if moment is None:
            return self._moment(self._first(name), title)
        tzid, value = moment
        if not isinstance(value, datetime):
            return value
        if value.tzinfo is not None:
            return WallTime(value.replace(tzinfo=None), zone("UTC"))
        return self.calendar.zone_of(tzid, value, title) if tzid else WallTime(value, None)

    def _time(self, title: str, description: str) -> ImportedTime:
        calendar = self.calendar
        start = self._bound("DTSTART", title)
        end = self._bound("DTEND", title)
        duration = getattr(self._first("DURATION"), "dt", None)
        if start is None:
            if end is not None:
                raise _UnreadableError(
                    self.component.line, "DTSTART", "this event has an end but no start"
                )
            return None
        if not isinstance(start, WallTime):
            last = end.wall.date() if isinstance(end, WallTime) else end
            if last is None and isinstance(duration, timedelta):
                last = start + timedelta(days=duration.days)
            # DTEND is exclusive (RFC 5545 §3.6.1); some programs write the last day all the same.
            last = last - timedelta(days=1) if last and last > start else start
            unknown = _raw(self.component, "X-ITINERARY-TIME").upper() == "UNKNOWN"
            if calendar.own and not unknown:
                return WholeDays("all", start, last)
            if last == start:
                part = calendar.own.part(description) if calendar.own else ""
                return WholeDays("day", start, start, part)
            return WholeDays("within" if unknown else "all", start, last)
        if not isinstance(end, WallTime):
            if isinstance(duration, timedelta) and duration >= timedelta():
                # A duration is exact: as an instant where the zone is known (RFC 5545 §3.3.6).
                end = _later(start, duration)
            elif end is not None:
                calendar.report.guess("the end is a day and not a time, and is left out", title)
                end = None
        if calendar.own and calendar.own.has_no_end(description):
            end = None
        return Hours(start, end)

    def _first(self, name: str) -> Any:
        found = self._all(name)
        return found[0] if found else None

    def _repetition(self, title: str) -> Repetition | None:
        rules = [words for _, words in self.component.named("RRULE")]
        also = self._times_of("RDATE", title)
        if not rules and not also:
            return None
        if len(rules) > 1:
            self.calendar.report.guess("has several rules, of which the first is taken", title)
        rule = _split(rules[0])[2] if rules else ""
        return Repetition(rule, also, self._times_of("EXDATE", title))

    def _times_of(self, name: str, title: str) -> tuple[WallTime | date, ...]:
        found = []
        for values in self._all(name):
            for value in getattr(values, "dts", [values]):
                # The list has the TZID, its items may not.
                if not value.params.get("TZID") and values.params.get("TZID"):
                    value.params["TZID"] = values.params["TZID"]
                moment = self._moment(value, title)
                if moment is not None:
                    found.append(moment)
        return tuple(found)

    def _date_of(self, uid: str, title: str) -> DateOf | None:
        value = self._first("RECURRENCE-ID")
        at = self._moment(value, title)
        if at is None:
            return None
        if value.params.get("RANGE", "").upper() == "THISANDFUTURE":
            self.calendar.report.guess(
                "changes this date and all later ones; only this date is taken", title
            )
        return DateOf(uid, at)

    def _place(self, values: dict[str, Any]) -> None:
        report, handling = self.calendar.report, self.calendar.options.handling
        # Apple has the name in the first line, and the address in the next ones.
        where = line(unhtml(re.sub(r"\s*\n\s*", ", ", self._words("LOCATION"))))
        geo = self._first("GEO")
        if not where:
            report.lose("GEO", "there is no LOCATION that it could belong to", int(geo is not None))
            return
        if says_tba(where):
            taken = handling == "taken"
            how = "taken as written" if taken else "taken as not announced"
            report.doubt(f"the place is “{where}”: {how}", values["title"])
            if not taken:
                return
        if address := link(where):
            values["online"] = address
            return
        name, _, rest = where.partition(" http")
        if rest and (address := link("http" + rest.strip())) and name.strip(" ,;:-("):
            values["online"] = address
            where = name.strip(" ,;:-(")
        if self.calendar.own and where in self.calendar.own.online_words:
            values.setdefault("online", "yes")
            return
        if says_online(where):
            report.guess(f"“{where}” is no place: the event is online", values["title"])
            values.setdefault("online", "yes")
            return
        name, address = (where, "") if self.calendar.own else name_and_address(where)
        place: dict[str, Any] = {"name": title(name)}
        if address or len(name) > len(place["name"]):
            place["address"] = address or name
        if geo is not None and hasattr(geo, "latitude"):
            place["coordinates"] = degrees(float(geo.latitude), float(geo.longitude))
        elif found := _APPLE_GEO.fullmatch(_raw(self.component, "X-APPLE-STRUCTURED-LOCATION")):
            place["coordinates"] = degrees(float(found[1]), float(found[2]))
        key = " ".join(where.casefold().split())
        values["place"] = [self.calendar.facets.add("places", key, place)]

    def _people(self, values: dict[str, Any]) -> None:
        with_contacts = self.calendar.options.with_contacts
        for kind in ("ORGANIZER", "ATTENDEE"):
            for person in self._all(kind):
                name = " ".join(unhtml(str(person.params.get("CN", "")).strip("\"'")).split())
                if not name or "@" in name:
                    self.calendar.report.lose(
                        kind, "it has an address and no name", int(not with_contacts)
                    )
                    if not with_contacts:
                        continue
                    name = name or str(person).removeprefix("mailto:").removeprefix("MAILTO:")
                role = str(person.params.get("ROLE", "")).upper()
                group = str(person.params.get("CUTYPE", "")).upper()
                if group in ("RESOURCE", "ROOM"):
                    self.calendar.report.lose(f"{kind};CUTYPE={group}", "rooms are in LOCATION")
                    continue
                party: dict[str, Any] = {"name": title(name)}
                if group == "GROUP":
                    party["kind"] = "organisation"
                key = self.calendar.facets.add("parties", name.casefold(), party)
                if kind == "ORGANIZER":
                    values.setdefault("organiser", []).append(key)
                elif all(taking["party"] != key for taking in values.get("parties", ())):
                    taking = {"party": key} | ({"role": "chair"} if role == "CHAIR" else {})
                    values.setdefault("parties", []).append(taking)
        contacts = self._each("CONTACT")
        if with_contacts and contacts and re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", contacts[0]):
            values["contact"] = contacts[0]
        else:
            why = "one mail address is taken, with --with-contacts"
            self.calendar.report.lose("CONTACT", why, len(contacts))

    def _links(self, values: dict[str, Any]) -> None:
        report = self.calendar.report
        for one in self._all("CONFERENCE"):
            self._conference(one, values)
        for name in _MEETINGS:
            for words in self._each(name):
                address = link(words)
                if not address:
                    report.lose(name, "it is not an http(s) address")
                elif values.get("online", "yes") == "yes":
                    values["online"] = address
                elif address not in str(values["online"]):
                    values.setdefault("links", []).append({"url": address})
        links: list[dict[str, Any]] = values.get("links", [])
        own = self.calendar.own
        for one in self._each("URL"):
            address = link(one)
            if own:
                continue  # the page of the event, which will have another address
            if address:
                links.append({"url": address})
            else:
                report.lose("URL", "it is not an http(s) address")
        for one in self._all("ATTACH"):
            address = link(str(one)) if not isinstance(one, bytes) else ""
            if one.params.get("ENCODING") or not address:
                report.lose("ATTACH", "it is not an http(s) address")
                continue
            words = line(str(one.params.get("FILENAME", one.params.get("X-FILENAME", ""))))
            links.append({"url": address} | ({"title": title(words)} if words else {}))
        for one in self._all("IMAGE"):
            address = link(str(one))
            if address.startswith("https://") and not one.params.get("ENCODING"):
                values.setdefault("image", address)
            else:
                report.lose("IMAGE", "it is not an https address")
        unique = {one["url"]: one for one in reversed(links)}
        if links:
            values["links"] = list(reversed(unique.values()))

    def _related(self) -> None:
        """Take the events that this one has to wait for, or that wait for it, and count others: a
        GAP is a time that our file does not have."""
        found = [_split(words) for _, words in self.component.named("RELATED-TO")]
        uids = [_unescaped(value).strip() for _, params, value in found if _is_in_a_row(params)]
        self.relations.uids = tuple(dict.fromkeys(uids))
        self.calendar.report.lose("RELATED-TO", count=len(found) - len(uids))

    def _look(self, known: ImportedTime) -> None:
        """Count what a calendar says of how an app shows an event."""
        report = self.calendar.report
        report.lose("COLOR", "categories have colours", len(self.component.named("COLOR")))
        free = _raw(self.component, "TRANSP").upper() == "TRANSPARENT"
        if free and isinstance(known, Hours):
            report.lose("TRANSP:TRANSPARENT", "calendars show events that have hours as busy")

    def _conference(self, one: Any, values: dict[str, Any]) -> None:
        address = link(str(one))
        if not address:
            self.calendar.report.lose("CONFERENCE", "it is not an http(s) address")
            return
        if values.get("online", address) not in (address, "yes"):
            values.setdefault("links", []).append({"url": address})
            return
        features = {feature.lower() for feature in _listed(one.params.get("FEATURE", ""))}
        label = line(str(one.params.get("LABEL", "")))
        if self.calendar.own and label in self.calendar.own.online_words:
            label = ""
        more = ({"access": label} if label else {}) | (
            {"feature": sorted(features & set(_FEATURES))} if features & set(_FEATURES) else {}
        )
        values["online"] = {"url": address, **more} if more else address

    def _categories(self, values: dict[str, Any]) -> None:
        found: dict[str, str] = {}
        for one in self._all("CATEGORIES"):
            for category in getattr(one, "cats", [one]):
                name = title(unhtml(str(category)))
                if name:
                    found.setdefault(name.casefold(), name)
        for key, name in found.items():
            self.calendar.facets.add("categories", key, {"name": name})
        if found:
            values["categories"] = list(found)


_MOMENT = re.compile(
    r"(?:DTSTART|DTEND)(?:;VALUE=DATE-TIME)?(?:;TZID=(?P<tzid>[A-Za-z0-9_+/-]+))?"
    r":(?P<day>[0-9]{8})T(?P<clock>[0-9]{6})(?P<utc>Z?)"
    r"|(?:DTSTART|DTEND);VALUE=DATE:(?P<whole>[0-9]{8})"
)


_ZONED_UTC = re.compile(r'(?m)^([A-Z-]+[^:\r\n]*?);TZID=(?:"[^"\r\n]*"|[^";:\r\n]*)(.*Z\r?)$')
"""The TZID of a time in UTC, which icalendar takes for the zone of that time."""


def _moment_of(content_line: str) -> _Moment | None:
    """Return the TZID and the value of a time in its usual form; None for icalendar to read it.

    An event has two of them, and icalendar takes longer for them than for all the rest.
    """
    found = _MOMENT.fullmatch(content_line)
    if found is None:
        return None
    try:
        if found["whole"]:
            return "", date.fromisoformat(found["whole"])
        # RFC 5545 §3.2.19: a time in UTC has no TZID, whatever is written there.
        return "" if found["utc"] else found["tzid"] or "", datetime.fromisoformat(
            f"{found['day']}T{found['clock']}{found['utc']}"
        )
    except ValueError:
        return None


class _Typed(Struct):
    """Properties as icalendar reads them, by name; and those that it cannot read, with the
    reason."""

    values: dict[str, list[Any]]
    errors: list[tuple[str | None, str]]


def _typed(component: RawComponent) -> tuple[_Typed, dict[str, _Moment]]:
    """Return the typed properties of an event: as icalendar reads them, and its usual times."""
    moments = {}
    for name in ("DTSTART", "DTEND"):
        lines = component.named(name)
        moment = _moment_of(lines[0][1]) if len(lines) == 1 else None
        if moment is not None:
            moments[name] = moment
    typed = _Typed({}, [])
    for name in _TYPED:
        if name not in moments:
            for _, words in component.named(name):
                event = _parsed(words)
                typed.errors += event.errors
                for property, value in event.items():
                    found = value if isinstance(value, list) else [value]
                    typed.values.setdefault(property, []).extend(found)
    return typed, moments


@lru_cache(8192)  # many events have the same organiser, the same categories
def _parsed(content_line: str) -> Any:
    if "TZID" in content_line:
        content_line = _ZONED_UTC.sub(r"\1\2", content_line)
    return Event.from_ical(f"BEGIN:VEVENT\r\n{content_line}\r\nEND:VEVENT\r\n")


_FEATURES = ("audio", "chat", "feed", "moderator", "phone", "screen", "video")


def _later(start: WallTime, duration: timedelta) -> WallTime:
    if start.zone is None:
        return WallTime(start.wall + duration, None)
    end = (start.wall.replace(tzinfo=start.zone).astimezone(UTC) + duration).astimezone(start.zone)
    return WallTime(end.replace(tzinfo=None), start.zone)


def _listed(value: Any) -> Sequence[str]:
    return value if isinstance(value, list) else str(value).split(",")


def _split(content_line: str) -> tuple[str, str, str]:
    """Return the name, the parameters and the value of a content line."""
    colon = content_line.find(":")
    if colon >= 0 and '"' not in content_line[:colon]:
        name, _, params = content_line[:colon].partition(";")
        return name.upper(), params, content_line[colon + 1 :]
    quoted = False
    for n, letter in enumerate(content_line):
        if letter == '"':
            quoted = not quoted
        elif letter == ":" and not quoted:
            name, _, params = content_line[:n].partition(";")
            return name.upper(), params, content_line[n + 1 :]
    return "", "", content_line


def _raw(component: RawComponent, name: str) -> str:
    """Return the value of a property as it is written, empty if there is none."""
    found = component.named(name)
    return _split(found[0][1])[2].strip() if found else ""


def _is_in_a_row(params: str) -> bool:
    """Tell whether a RELATED-TO with these parameters says that one event begins when the other is
    over (RFC 9253 §4), and names it by its UID."""
    said = dict(one.upper().replace('"', "").partition("=")[::2] for one in params.split(";"))
    return (
        said.get("RELTYPE") == "FINISHTOSTART"
        and said.get("VALUE", "UID") in ("UID", "TEXT")
        and "GAP" not in said
    )


_ESCAPED = re.compile(r"\\([nN,;\\])")


def _unescaped(value: str) -> str:
    if "\\" not in value:
        return value
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)
