"""The feed contract as functions over bytes: each asserts one promise and is named after it.

They parse the bytes with a few lines of their own, and never with the code that wrote them. Those
that compare with the programme take its edition and the events that the feed must have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import webcolors

from itinerary.ledger import Edition
from itinerary.model.itinerary import Event, Status
from itinerary.model.when import Day, Span, Timed, Window
from itinerary.model.zones import zone
from itinerary.render.calendars.feed import PRODID


@dataclass(frozen=True)
class Line:
    """An unfolded content line."""

    name: str
    parameters: dict[str, str]
    value: str

    @property
    def text(self) -> str:
        """The value as TEXT, unescaped."""
        return re.sub(
            r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], self.value, flags=re.DOTALL
        )


@dataclass(frozen=True)
class Checked:
    """A feed under test: its bytes, edition and events."""

    body: bytes
    edition: Edition
    events: Sequence[Event]
    address: str
    language: str
    now: datetime
    single: bool = False

    @property
    def lines(self) -> list[Line]:
        """All content lines, unfolded."""
        return [parse_line(line) for line in unfolded(self.body)]

    @property
    def components(self) -> list[tuple[str, list[Line]]]:
        """The inner components in order, with their lines, also those of nested components."""
        found: list[tuple[str, list[Line]]] = []
        depth = 0
        for line in self.lines:
            if line.name == "BEGIN":
                depth += 1
                if depth == 2:
                    found.append((line.value, []))
                    continue
            if line.name == "END":
                depth -= 1
                if depth == 1:
                    continue
            if depth >= 2:
                found[-1][1].append(line)
        return found

    @property
    def head(self) -> list[Line]:
        """The calendar's own properties."""
        lines = self.lines
        return lines[1 : next(n for n, x in enumerate(lines) if n and x.name in ("BEGIN", "END"))]

    @property
    def vevents(self) -> list[dict[str, Line]]:
        """The events by property."""
        return [{x.name: x for x in lines} for kind, lines in self.components if kind == "VEVENT"]

    def model(self, uid: str) -> Event:
        """Return the event of the programme that an entry stands for."""
        event = self.edition.records[uid].event
        return self.edition.entry(event) or event


def unfolded(body: bytes) -> list[str]:
    return re.sub(r"\r\n[ \t]", "", body.decode("utf-8")).split("\r\n")[:-1]


def parse_line(line: str) -> Line:
    found = re.fullmatch(
        r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)',
        line,
        re.DOTALL,
    )
    assert found, f"not a content line: {line!r}"
    pairs = re.findall(r';([A-Z0-9-]+)=((?:"[^"]*"|[^";])*)', found[2])
    return Line(found[1], dict(pairs), found[3])


def moment(line: Line) -> datetime | date:
    """Return the instant, in UTC, or the day of a property, by our own reading."""
    if line.parameters.get("VALUE") == "DATE":
        return datetime.strptime(line.value, "%Y%m%d").date()
    naive = datetime.strptime(line.value.rstrip("Z"), "%Y%m%dT%H%M%S")
    if line.value.endswith("Z"):
        return naive.replace(tzinfo=UTC)
    return naive.replace(tzinfo=ZoneInfo(line.parameters["TZID"])).astimezone(UTC)


def values(feed: Checked, name: str) -> list[str]:
    return [line.value for line in feed.head if line.name == name]


# --- bytes ---------------------------------------------------------------------------------------


def is_utf8_in_crlf_lines_from_begin_to_end(feed: Checked) -> None:
    text = feed.body.decode("utf-8")
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert text.endswith("\r\nEND:VCALENDAR\r\n")
    assert not re.search(r"\r(?!\n)|(?<!\r)\n", text)


def folds_at_75_octets_never_inside_a_character_or_an_escape(feed: Checked) -> None:
    for row in feed.body.split(b"\r\n"):
        assert len(row) <= 75
        row.decode("utf-8")
    for line in feed.body.decode().replace("\r\n ", "\x00").split("\r\n"):
        for part in line.split("\x00")[:-1]:
            assert (len(part) - len(part.rstrip("\\"))) % 2 == 0


def has_no_control_characters_and_is_in_nfc(feed: Checked) -> None:
    for line in unfolded(feed.body):
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]", line)
        assert unicodedata.is_normalized("NFC", parse_line(line).text)


def is_one_calendar_that_begins_with_version_and_prodid(feed: Checked) -> None:
    lines = unfolded(feed.body)
    assert lines[:3] == ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODID}"]
    assert lines.count("BEGIN:VCALENDAR") == lines.count("END:VCALENDAR") == 1


def has_no_method(feed: Checked) -> None:
    assert not [line for line in feed.lines if line.name == "METHOD"]


def has_one_plain_name(feed: Checked) -> None:
    (name,), (other,) = values(feed, "NAME"), values(feed, "X-WR-CALNAME")
    assert name == other
    assert 1 <= len(name) <= 100
    assert not set(name) & set(",;\\\n")


def has_no_uid_of_its_own(feed: Checked) -> None:
    """vdirsyncer takes the first UID of a file for that of each event."""
    assert values(feed, "UID") == []


def asks_to_be_refreshed_every_hour(feed: Checked) -> None:
    (refresh,) = (line for line in feed.head if line.name == "REFRESH-INTERVAL")
    assert refresh.parameters == {"VALUE": "DURATION"}
    assert refresh.value == "PT1H"
    assert values(feed, "X-PUBLISHED-TTL") == ["PT1H"]


def names_its_source_and_colours(feed: Checked) -> None:
    (source,) = (line for line in feed.head if line.name == "SOURCE")
    assert source.parameters == {"VALUE": "URI"}
    assert source.value == feed.address
    (colour,) = values(feed, "COLOR")
    assert colour in webcolors.names("css3")
    (apple,) = values(feed, "X-APPLE-CALENDAR-COLOR")
    assert re.fullmatch("#[0-9A-F]{6}", apple)
    for vevent in feed.vevents:
        if "COLOR" in vevent:
            assert vevent["COLOR"].value in webcolors.names("css3")


def is_small_enough_for_google(feed: Checked) -> None:
    assert len(feed.body) < (20_000 if feed.single else 900_000)


# --- events --------------------------------------------------------------------------------------


def has_exactly_the_dated_events(feed: Checked) -> None:
    assert len(feed.vevents) >= 1
    assert sorted(v["UID"].text for v in feed.vevents) == sorted(
        e.uid for e in feed.events if (e.when if feed.single else feed.edition.entry(e))
    )


def has_unique_ascii_uids(feed: Checked) -> None:
    uids = [vevent["UID"].value for vevent in feed.vevents]
    assert len(set(uids)) == len(uids)
    for uid in uids:
        assert re.fullmatch(r"[a-z0-9-]+@[a-z0-9-]+\.itinerary", uid)
        assert len(uid) <= 120


def has_each_property_once(feed: Checked) -> None:
    needed = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "STATUS", "TRANSP"}
    needed |= {"SEQUENCE", "LAST-MODIFIED", "CREATED"}
    for kind, lines in feed.components:
        if kind == "VEVENT":
            names = [line.name for line in lines]
            assert len(names) == len(set(names))
            assert needed <= set(names)


def is_stamped_in_utc_by_its_revision(feed: Checked) -> None:
    for vevent in feed.vevents:
        revision = feed.edition.records[vevent["UID"].value].revision
        stamps = {}
        for name in ("DTSTAMP", "LAST-MODIFIED", "CREATED"):
            assert vevent[name].value.endswith("Z")
            stamps[name] = moment(vevent[name])
        assert stamps["DTSTAMP"] == stamps["LAST-MODIFIED"] == revision.modified
        assert stamps["CREATED"] == revision.created <= revision.modified
        assert revision.modified <= feed.now + timedelta(seconds=60)
        assert vevent["SEQUENCE"].value == str(revision.number)


def ends_after_it_starts_in_the_same_kind_of_time(feed: Checked) -> None:
    for vevent in feed.vevents:
        start, end = moment(vevent["DTSTART"]), moment(vevent["DTEND"])
        assert type(start) is type(end)
        assert end > start
        assert "DURATION" not in vevent


def has_no_floating_times(feed: Checked) -> None:
    for line in feed.lines:
        if re.fullmatch(r"\d{8}T\d{6}Z?", line.value) and line.value != "19700101T000000":
            assert line.value.endswith("Z") != ("TZID" in line.parameters)


def shows_all_day_events_as_free(feed: Checked) -> None:
    for vevent in feed.vevents:
        assert vevent["DTSTART"].parameters.get("VALUE") == vevent["DTEND"].parameters.get("VALUE")
        if vevent["DTSTART"].parameters.get("VALUE") == "DATE":
            assert vevent["TRANSP"].value == "TRANSPARENT"


def defines_each_used_zone_once_and_no_other(feed: Checked) -> None:
    kinds = [kind for kind, _ in feed.components]
    assert kinds == sorted(kinds, key=["VTIMEZONE", "VEVENT"].index)
    defined = [
        line.value
        for kind, lines in feed.components
        if kind == "VTIMEZONE"
        for line in lines
        if line.name == "TZID"
    ]
    used = {line.parameters["TZID"] for line in feed.lines if "TZID" in line.parameters}
    assert sorted(defined) == sorted(used)


def describes_zones_by_one_fixed_observance_that_is_true(feed: Checked) -> None:
    offsets = {}
    for kind, lines in feed.components:
        if kind == "VTIMEZONE":
            found = [(line.name, line.value) for line in lines]
            named = dict(found)
            assert [v for n, v in found if n == "BEGIN"] == ["STANDARD"]
            assert set(named) == {
                "TZID", "BEGIN", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "END",
            }  # fmt: skip
            assert named["DTSTART"] == "19700101T000000"
            assert named["TZOFFSETFROM"] == named["TZOFFSETTO"]
            sign = -1 if named["TZOFFSETTO"][0] == "-" else 1
            hours, minutes = int(named["TZOFFSETTO"][1:3]), int(named["TZOFFSETTO"][3:5])
            offsets[named["TZID"]] = sign * timedelta(hours=hours, minutes=minutes)
    for vevent in feed.vevents:
        for name in ("DTSTART", "DTEND"):
            if "TZID" in vevent[name].parameters:
                key = vevent[name].parameters["TZID"]
                wall = datetime.strptime(vevent[name].value, "%Y%m%dT%H%M%S")
                assert wall.replace(tzinfo=zone(key)).utcoffset() == offsets[key]


def is_at_the_announced_time(feed: Checked) -> None:
    for vevent in feed.vevents:
        event = feed.model(vevent["UID"].value)
        start, end = moment(vevent["DTSTART"]), moment(vevent["DTEND"])
        match event.when:
            case Timed(start=begins, end=ends):
                assert start == begins.astimezone(UTC)
                assert end == (ends or begins.astimezone(UTC) + event.usual_length).astimezone(UTC)
            case Day() | Window() | Span() as days:
                assert start == days.first
                assert end == days.last + timedelta(days=1)
            case _:
                raise AssertionError("an event without a day has no entry")


def has_a_known_status_and_is_public(feed: Checked) -> None:
    for vevent in feed.vevents:
        assert vevent["STATUS"].value in ("CONFIRMED", "TENTATIVE", "CANCELLED")
        assert vevent["CLASS"].value == "PUBLIC"


PREFIXES = {
    Status.CANCELLED: {
        "en": "CANCELLED:",
        "zh": "已取消：",
        "ru": "ОТМЕНЕНО:",
        "fr": "ANNULÉ\u00a0:",
        "es": "CANCELADO:",
        "ar": "ملغى:",
    },
    Status.POSTPONED: {
        "en": "POSTPONED:",
        "zh": "已推迟：",
        "ru": "ОТЛОЖЕНО:",
        "fr": "REPORTÉ\u00a0:",
        "es": "APLAZADO:",
        "ar": "مؤجَّل:",
    },
}


def says_what_is_off_in_three_ways(feed: Checked) -> None:
    for vevent in feed.vevents:
        event = feed.model(vevent["UID"].value)
        cancelled = event.status is Status.CANCELLED
        assert cancelled == (vevent["STATUS"].value == "CANCELLED")
        summary = vevent["SUMMARY"].text
        for status, words in PREFIXES.items():
            assert (event.status is status) == summary.startswith(words[feed.language])
            if event.status is status:
                assert vevent["TRANSP"].value == "TRANSPARENT"
        if cancelled:
            assert int(vevent["SEQUENCE"].value) >= 1
        if event.status is Status.POSTPONED:
            assert vevent["STATUS"].value == "TENTATIVE"


INVISIBLE = dict.fromkeys(map(ord, "\u2060\u2068\u2069"))
TBA = {
    "en": "TBA",
    "zh": "待公布",
    "ru": "не объявлен",
    "fr": "à préciser",
    "es": "por anunciar",
    "ar": "لم يُعلن",
}


def says_what_is_not_known(feed: Checked) -> None:
    for vevent in feed.vevents:
        event = feed.model(vevent["UID"].value)
        unknown = isinstance(event.when, Day | Window)
        ending = TBA[feed.language]
        if unknown:
            assert vevent["DTSTART"].parameters["VALUE"] == "DATE"
            assert ending in vevent["SUMMARY"].text.rsplit("(", 1)[-1].rsplit("（", 1)[-1]
        assert ("X-ITINERARY-TIME" in vevent) == unknown
        if isinstance(event.when, Window) and event.status is not Status.CANCELLED:
            assert vevent["STATUS"].value == "TENTATIVE"


def has_nothing_that_makes_it_a_meeting_or_rings(feed: Checked) -> None:
    names = {line.name for line in feed.lines}
    assert not names & {
        "ORGANIZER",
        "ATTENDEE",
        "RRULE",
        "RECURRENCE-ID",
        "ATTACH",
        "RDATE",
        "EXDATE",
    }
    assert {kind for kind, _ in feed.components} <= {"VTIMEZONE", "VEVENT"}
    assert not [x for x in feed.lines if x.name == "BEGIN" and x.value == "VALARM"]


def keeps_texts_short_plain_and_linked(feed: Checked) -> None:
    for vevent in feed.vevents:
        summary = vevent["SUMMARY"].text
        assert 1 <= len(summary) <= 255
        assert "\n" not in summary
        event = feed.model(vevent["UID"].value)
        if isinstance(event.when, Day | Window) or event.former:
            assert len(summary) <= 120  # so that the words after the title are seen
        else:
            whole = " ".join(event.title.to(feed.language).split())
            # An invisible joiner is put into what would be read as a line break, and isolates
            # around a title of the other direction.
            shown, whole = (words.translate(INVISIBLE) for words in (summary, whole))
            assert shown.endswith(whole[:160])
        if "CONFERENCE" in vevent:
            line = vevent["CONFERENCE"]
            assert line.parameters.keys() - {"FEATURE"} == {"VALUE", "LABEL"}
            assert line.parameters["VALUE"] == "URI"
            assert line.value.startswith("http")
        if "LOCATION" in vevent:
            assert len(vevent["LOCATION"].text) <= 255
            assert "\n" not in vevent["LOCATION"].text
        description = vevent["DESCRIPTION"].text
        assert len(description) <= 3000
        assert not re.search(r"</?[A-Za-z!][^<>]*>", description)
        assert description.endswith(f"\n{vevent['URL'].value}")


def has_parameters_without_quotes_in_them(feed: Checked) -> None:
    for line in feed.lines:
        for name, value in line.parameters.items():
            inner = value[1:-1] if value.startswith('"') else value
            assert '"' not in inner
            if value == inner:
                several = name == "FEATURE"  # the one parameter with a list of values
                assert not set(value) & set(":;" if several else ":;,")


def is_sorted_by_start_and_uid(feed: Checked) -> None:
    def key(vevent: dict[str, Line]) -> tuple[datetime, str]:
        start = moment(vevent["DTSTART"])
        if not isinstance(start, datetime):
            start = datetime(start.year, start.month, start.day, tzinfo=UTC)
        return start, vevent["UID"].value

    keys = [key(vevent) for vevent in feed.vevents]
    assert keys == sorted(keys)


PROMISES: list[Callable[[Checked], None]] = [
    is_utf8_in_crlf_lines_from_begin_to_end,
    folds_at_75_octets_never_inside_a_character_or_an_escape,
    has_no_control_characters_and_is_in_nfc,
    is_one_calendar_that_begins_with_version_and_prodid,
    has_no_method,
    has_one_plain_name,
    has_no_uid_of_its_own,
    asks_to_be_refreshed_every_hour,
    names_its_source_and_colours,
    is_small_enough_for_google,
    has_exactly_the_dated_events,
    has_unique_ascii_uids,
    has_each_property_once,
    is_stamped_in_utc_by_its_revision,
    ends_after_it_starts_in_the_same_kind_of_time,
    has_no_floating_times,
    shows_all_day_events_as_free,
    defines_each_used_zone_once_and_no_other,
    describes_zones_by_one_fixed_observance_that_is_true,
    is_at_the_announced_time,
    has_a_known_status_and_is_public,
    says_what_is_off_in_three_ways,
    says_what_is_not_known,
    has_nothing_that_makes_it_a_meeting_or_rings,
    keeps_texts_short_plain_and_linked,
    has_parameters_without_quotes_in_them,
    is_sorted_by_start_and_uid,
]
