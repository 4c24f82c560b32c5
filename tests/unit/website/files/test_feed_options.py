"""A subscriber's options on feeds: what they change, and that they change nothing else."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Alarm, Calendar

from itinerary.ledger import revise
from itinerary.ledger.chosen_events import chosen
from itinerary.model.feed_options import OPTIONS, REMINDERS, FeedOptions
from itinerary.model.itinerary import Status
from itinerary.model.when import Timed
from itinerary.render import addresses
from itinerary.render.calendars.content_lines import duration
from itinerary.website.publication import Publication
from tests.conftest import SITE, led_to
from tests.support.cached_app import cached_app
from tests.support.small_programme import SUMMIT, itinerary
from tests.support.visit import FIRST, HOUR, START, VISIT, edited, without

WHOLE = "/feeds/en/state-visit-2024.ics"
CHOSEN = addresses.chosen_feed("en", chosen(FIRST, FIRST.itinerary.events).code)
FEEDS = [WHOLE, f"{WHOLE}?day=2024-05-16", "/feeds/ru/places/harbin.ics", CHOSEN, "/calendar.ics"]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    """Give a client for a visit with an event with an hour, a cancelled one, and a removed one."""
    at = datetime(2024, 5, 16, 19, tzinfo=VISIT.by_id["gala"].zone.info)
    programme = edited(VISIT, "gala", when=Timed(at))
    programme = edited(without(programme, "forum"), "expo", status=Status.CANCELLED)
    return cached_app(Publication(revise(FIRST, programme, START + HOUR), SITE)).test_client()


def bare(body: bytes) -> bytes:
    """Return a feed without its alarms and without the address that it names."""
    body = re.sub(rb"BEGIN:VALARM\r\n.*?END:VALARM\r\n", b"", body, flags=re.DOTALL)
    return re.sub(rb"SOURCE;VALUE=URI:[^\r]*(\r\n [^\r]*)*\r\n", b"", body)


def with_options(address: str, options: FeedOptions) -> str:
    query = "&".join(f"{key}={value}" for key, value in options.pairs)
    return f"{address}{'&' if '?' in address else '?'}{query}"


def titles(body: bytes) -> dict[str, str]:
    return {str(e["UID"]).split("@")[0]: str(e["SUMMARY"]) for e in Calendar.from_ical(body).events}


@pytest.mark.parametrize("address", FEEDS)
def test_a_reminder_adds_an_alarm_to_events_with_an_hour_and_nothing_else(
    address: str, client: FlaskClient
) -> None:
    usual, reminding = (
        client.get(a) for a in (address, with_options(address, FeedOptions(remind="15m")))
    )
    assert reminding.status_code == 200
    assert bare(reminding.data) == bare(usual.data)
    assert b"VALARM" not in usual.data
    for event in Calendar.from_ical(reminding.data).events:
        alarms = event.walk("VALARM")
        sure = event["DTSTART"].params.get("VALUE") != "DATE" and event["STATUS"] == "CONFIRMED"
        assert len(alarms) == sure
        for alarm in alarms:
            assert isinstance(alarm, Alarm)
            assert alarm["ACTION"] == "DISPLAY"
            assert alarm["DESCRIPTION"] == event["SUMMARY"]
            assert timedelta(minutes=-15) == alarm.TRIGGER
            assert alarm.TRIGGER_RELATED == "START"


def test_an_alarm_is_the_last_of_its_event(client: FlaskClient) -> None:
    """The new Outlook ignores properties behind it."""
    body = client.get(f"{WHOLE}?remind=1d").data
    assert body.count(b"END:VALARM\r\nEND:VEVENT\r\n") == body.count(b"BEGIN:VALARM") == 1
    assert b"\r\nTRIGGER:-P1D\r\n" in body


def test_hidden_cancellations_are_left_out_and_the_last_one_gives_way_to_a_notice(
    client: FlaskClient,
) -> None:
    usual, hiding = (client.get(f"{WHOLE}{query}") for query in ("", "?cancelled=hide"))
    off = {uid for uid, title in titles(usual.data).items() if title.startswith("CANCELLED: ")}
    assert off == {"expo", "forum"}
    assert titles(usual.data).keys() - titles(hiding.data).keys() == off
    assert hiding.headers["Last-Modified"] == usual.headers["Last-Modified"]
    programme = without(VISIT, *(event.id for event in VISIT.events))
    gone = cached_app(Publication(revise(FIRST, programme, START + HOUR), SITE)).test_client()
    (notice,) = titles(gone.get(f"{WHOLE}?cancelled=hide").data).values()
    assert notice == "No dated events here at present"


def test_short_titles_have_no_words_behind_them_but_those_before(client: FlaskClient) -> None:
    usual, short = (titles(client.get(f"{WHOLE}{q}").data) for q in ("", "?titles=short"))
    assert usual["talks"].endswith("(date TBA, 16–17 May)")
    assert short["talks"] == usual["talks"].rpartition(" (")[0]
    assert short["expo"].startswith("CANCELLED: ")
    assert usual.keys() == short.keys()
    again = titles(client.get(WHOLE).data)
    assert again == usual, "the cache keeps both"


@pytest.mark.parametrize("path", [WHOLE, "/feeds/en/places/harbin.ics", CHOSEN, "/calendar.ics"])
def test_a_feed_with_options_has_one_address(path: str, client: FlaskClient) -> None:
    canonical = f"{path}?cancelled=hide&remind=15m&titles=short"
    assert client.get(canonical).status_code == 200
    for asked in (
        f"{path}?titles=short&remind=15m&cancelled=hide",
        f"{path}?remind=15m&utm_source=x&cancelled=hide&titles=short",
        f"{path}?cancelled=hide&remind=15m&remind=15m&titles=short",
    ):
        answer = client.get(asked)
        assert (answer.status_code, led_to(asked, answer)) == (301, canonical)


def test_options_stand_behind_filters(client: FlaskClient) -> None:
    canonical = f"{WHOLE}?category=economy&place=harbin&remind=1h"
    assert client.get(canonical).status_code == 200
    asked = f"{WHOLE}?remind=1h&place=harbin&category=economy"
    assert led_to(asked, client.get(asked)) == canonical
    asked = f"{WHOLE}?place=harbin&remind=1h"
    assert led_to(asked, client.get(asked)) == "/feeds/en/places/harbin.ics?remind=1h"


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("remind=17m", "did you mean"),
        ("remind=now", "10m, 15m"),
        ("remind=5m&remind=10m", "there are two"),
        ("cancelled=show", "hide"),
        ("titles=long", "short"),
        ("reminder=15m", "did you mean remind"),
        ("alarm=15m", "did you mean remind=15m"),
        ("canceled=hide", "did you mean cancelled"),
    ],
)
def test_an_option_that_there_is_not_is_a_404_with_a_hint(
    query: str, hint: str, client: FlaskClient
) -> None:
    for path in (WHOLE, "/feeds/en/places/harbin.ics", CHOSEN):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 404
        assert hint in answer.text, answer.text
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"


def test_a_one_time_copy_takes_no_options(client: FlaskClient) -> None:
    assert client.get("/en/events/gala.ics?remind=15m").status_code == 404


def test_deadlines_take_options() -> None:
    edition = revise(None, itinerary(SUMMIT), START)
    deadlines = cached_app(Publication(edition, SITE)).test_client()
    path = addresses.deadlines_feed("summit", "en", FeedOptions(remind="1d"))
    assert deadlines.get(path).data.count(b"TRIGGER:-P1D\r\n") == 1


def test_every_reminder_is_written_as_rfc_5545_wants_it() -> None:
    written = [duration(-length) for length in REMINDERS.values()]
    assert written == ["-PT5M", "-PT10M", "-PT15M", "-PT30M", "-PT1H", "-PT2H", "-P1D"]
    assert list(OPTIONS) == sorted(OPTIONS), "the canonical order is that of the alphabet"
