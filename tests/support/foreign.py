"""Foreign calendar parsers, each as a function from feeds to the events that it reads."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import icalendar as icalendar_library
import vobject
from ical.calendar_stream import IcsCalendarStream

from itinerary.model.when import Timed
from itinerary.render.exchange.jcal import jcal
from tests.support.contract import Checked, moment
from tests.support.node import ran
from tests.support.vdirsyncer import Collections

HERE = Path(__file__).parents[1] / "parsers"


class Seen(NamedTuple):
    """An event as a parser read it: times in UTC or days, as ISO strings."""

    uid: str
    start: str
    end: str
    summary: str
    status: str


def iso(moment: Any) -> str:
    if isinstance(moment, datetime):
        assert moment.tzinfo is not None, "floating"
        return moment.astimezone(UTC).isoformat()
    assert isinstance(moment, date)
    return moment.isoformat()


def expected(feed: Checked) -> list[Seen]:
    """Return the events that the feed must have, from the programme and our own parser."""
    seen = []
    for vevent in feed.vevents:
        event = feed.model(vevent["UID"].value)
        when = event.when
        assert when is not None
        if isinstance(when, Timed):
            start = when.start.astimezone(UTC)
            end = (when.end or start + event.usual_length).astimezone(UTC)
            times = iso(start), iso(end)
        else:
            times = iso(when.first), iso(when.last + timedelta(days=1))
        words = vevent["SUMMARY"].text, vevent["STATUS"].value
        seen.append(Seen(event.uid, *times, *words))
    return seen


def by_ical_js(feeds: Sequence[Checked]) -> list[list[Seen]]:
    """Read with ical.js, in one process for all feeds."""
    return _by_ical_js([(".ics", feed.body) for feed in feeds])


def jcal_by_ical_js(feeds: Sequence[Checked]) -> list[list[Seen]]:
    """Read the jCal of feeds with ical.js, in one process for all."""
    return _by_ical_js([(".json", jcal(feed.body)) for feed in feeds])


def _by_ical_js(files: Sequence[tuple[str, bytes]]) -> list[list[Seen]]:
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for n, (suffix, body) in enumerate(files):
            file = Path(folder) / f"{n}{suffix}"
            file.write_bytes(body)
            names.append(str(file))
        modules = (HERE / "node_modules" / "ical.js",)
        run = ran(HERE / "read.mjs", words=json.dumps(names), modules=modules, check=True)
    return [[Seen(**event) for event in events] for events in json.loads(run.stdout)]


def by_vobject(feeds: Sequence[Checked]) -> list[list[Seen]]:
    """Read with vobject, as Radicale and many scripts do."""
    return [
        [
            Seen(
                vevent.uid.value,
                iso(vevent.dtstart.value),
                iso(vevent.dtend.value),
                vevent.summary.value,
                vevent.status.value,
            )
            for vevent in vobject.readOne(feed.body.decode()).vevent_list
        ]
        for feed in feeds
    ]


def by_ical(feeds: Sequence[Checked]) -> list[list[Seen]]:
    """Read with ical, as Home Assistant does."""
    return [
        [
            Seen(
                str(event.uid),
                iso(event.dtstart),
                iso(event.dtend),
                str(event.summary),
                str(event.status and event.status.value),
            )
            for event in IcsCalendarStream.calendar_from_ics(feed.body.decode()).events
        ]
        for feed in feeds
    ]


def by_icalendar(feeds: Sequence[Checked]) -> list[list[Seen]]:
    """Read with icalendar (which also wrote the feeds), without a single error."""
    found = []
    for feed in feeds:
        calendar = icalendar_library.Calendar.from_ical(feed.body)
        assert [c.errors for c in calendar.walk() if getattr(c, "errors", None)] == []
        found.append(
            [
                Seen(
                    str(e["UID"]),
                    iso(e.decoded("DTSTART")),
                    iso(e.decoded("DTEND")),
                    str(e["SUMMARY"]),
                    str(e["STATUS"]),
                )
                for e in calendar.walk("VEVENT")
            ]
        )
    return found


def by_vdirsyncer(feeds: Sequence[Checked]) -> list[list[Seen]]:
    """Split with vdirsyncer into the files that khal and todoman read, in one process for all
    feeds."""
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{n}.ics" for n in range(len(feeds))]
        for file, feed in zip(files, feeds, strict=True):
            file.write_bytes(feed.body)
        kept = Collections(Path(folder), [str(file) for file in files]).sync()
    return [
        [
            Seen(
                vevent["UID"].text,
                iso(moment(vevent["DTSTART"])),
                iso(moment(vevent["DTEND"])),
                vevent["SUMMARY"].text,
                vevent["STATUS"].value,
            )
            for body in bodies.values()
            for vevent in replace(feed, body=body + b"\r\n").vevents
        ]
        for feed, bodies in zip(feeds, kept, strict=True)
    ]


PARSERS: dict[str, Callable[[Sequence[Checked]], list[list[Seen]]]] = {
    "ical.js": by_ical_js,
    "vobject": by_vobject,
    "ical": by_ical,
    "icalendar": by_icalendar,
    "vdirsyncer": by_vdirsyncer,
}
IN_ONE_PROCESS = {"ical.js", "vdirsyncer"}
"""The parsers that are separate programs, which are started once for many feeds."""
