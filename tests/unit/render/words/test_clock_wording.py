"""Pages say by which clocks the times on them are, and how those are set then, and no others."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from itinerary.ledger import revise
from itinerary.model.itinerary import Event, TimeZone
from itinerary.model.text import Text
from itinerary.model.when import Day, Timed, When
from itinerary.model.zones import zone
from itinerary.render.words import clock_wording
from itinerary.render.words.language import Language
from itinerary.source import read
from itinerary.website.files import pdf
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app

HEAD = "id: made\ntitle: Made\nlanguages: [en, zh, ru]\nsources: {s: {who: Board}}\n"
SEASON = (
    HEAD
    + """
zone: Europe/London
places:
  lords: {name: Lord's, coordinates: [51.5, -0.2]}
  oval: {name: The Oval, coordinates: [51.5, -0.1]}
events:
  - {id: august, title: August match, when: 2027-08-15 15:00 to 17:00, place: lords, sources: s}
  - {id: january, title: January match, when: 2028-01-15 15:00 to 17:00, place: oval, sources: s}
  - {id: dinner, title: Dinner, when: 2028-01-16, place: oval, sources: s}
"""
)
TOUR = (
    HEAD
    + """
zone: Europe/Berlin
places:
  berlin: {name: Berlin, coordinates: [52.5, 13.4]}
  lisbon: {name: Lisbon, coordinates: [38.7, -9.1], zone: Europe/Lisbon}
  rome: {name: Rome, coordinates: [41.9, 12.5], zone: Europe/Rome}
events:
  - {id: e1, title: First, when: 2026-02-26 20:00 to 22:00, place: berlin, sources: s}
  - {id: e2, title: Second, when: 2026-03-04 20:00 to 22:00, place: lisbon, sources: s}
  - {id: e3, title: Third, when: 2026-04-15 20:00 to 22:00, place: lisbon, sources: s}
  - {id: e4, title: Fourth, when: 2026-05-20 20:00 to 22:00, place: berlin, sources: s}
  - {id: e5, title: Fifth, when: 2026-07-20, place: rome, sources: s}
"""
)
NIGHT = (
    HEAD
    + """
zone: Europe/Berlin
events:
  - {id: before, title: Before, when: 2026-10-25 01:00 to 01:30, sources: s}
  - {id: after, title: After, when: 2026-10-25 09:00 to 10:00, sources: s}
  - {id: later, title: Later, when: 2026-10-26 09:00 to 10:00, sources: s}
"""
)


@pytest.fixture(scope="module")
def made() -> Callable[[str], tuple[FlaskClient, Publication]]:
    """Give a function that makes the site of a programme in YAML."""

    def make(text: str) -> tuple[FlaskClient, Publication]:
        found = read(text.encode(), file="made.yaml", now=NOW)
        assert found.itinerary
        publication = Publication(revise(None, found.itinerary, NOW), SITE)
        return cached_app(publication).test_client(), publication

    return make


Made = Callable[[str], tuple[FlaskClient, Publication]]


def words(page: str) -> str:
    """Return the words of a page's main part."""
    main = page.split("<main", 1)[1].split("</main>", 1)[0]
    main = re.sub(r"<script.*?</script>", " ", main, flags=re.S)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split()))


def offsets(words: str) -> set[str]:
    """Return the offsets that words name."""
    return set(re.findall(r"UTC(?:[+−][0-9:]+)?", words))


@pytest.mark.parametrize(
    ("path", "said", "others"),
    [
        ("/en/", "All times are in London time: UTC, in summer UTC+1.", set()),
        ("/zh/", "所有时间均为伦敦时间（UTC，夏季为UTC+1）。", set()),
        ("/ru/", "Часовой пояс везде один: Лондон (UTC, летом UTC+1).", set()),
        ("/en/?place=oval", "All times are in Greenwich Mean Time (UTC).", set()),
        ("/en/?place=lords", "All times are in British Summer Time (UTC+1).", set()),
        ("/en/calendar/", "All times are in London time: UTC, in summer UTC+1.", set()),
        ("/en/calendar/?place=oval", "All times are in Greenwich Mean Time (UTC).", {"UTC+1"}),
        ("/en/calendar/2027-08/", "All times are in British Summer Time (UTC+1).", set()),
        ("/en/calendar/2028-01/", "All times are in Greenwich Mean Time (UTC).", {"UTC+1"}),
        ("/en/calendar/2027-08-15/", "All times are in British Summer Time (UTC+1).", set()),
        ("/en/calendar/2028-01-15/", "All times are in Greenwich Mean Time (UTC).", {"UTC+1"}),
        ("/en/timeline/", "All times are in London time: UTC, in summer UTC+1.", set()),
        ("/en/timeline/2028-01-10/", "All times are in Greenwich Mean Time (UTC).", {"UTC+1"}),
        ("/en/about/", "All times are in London time: UTC, in summer UTC+1.", set()),
    ],
)
def test_a_page_names_the_clocks_of_the_times_that_it_shows(
    made: Made, path: str, said: str, others: set[str]
) -> None:
    shown = words(made(SEASON)[0].get(path).text)
    assert said in shown
    assert not offsets(shown) & others


def headings(made: Made, text: str, path: str = "/en/") -> dict[str, set[str]]:
    """Return the offsets that the head of each day names, of the day and of its cities."""
    page = made(text)[0].get(path).text
    found = re.findall(r'id="day-([0-9-]+)".*?<h2>(.*?)</h2>(.*?)</section>', page, re.S)
    cities = (" ".join(re.findall(r'<p class="city">.*?</p>', rows)) for _, _, rows in found)
    return {day: offsets(head + city) for (day, head, _), city in zip(found, cities, strict=True)}


def daily(zone: str, *days: str) -> str:
    """Return a programme with an event at ten o'clock on each of `days`."""
    rows = "".join(
        f"  - {{id: d{day}, title: D{day}, when: {day} 10:00, sources: s}}\n" for day in days
    )
    return f"{HEAD}zone: {zone}\nevents:\n{rows}"


def test_days_name_the_clocks_only_where_they_are_set_since_the_day_before(made: Made) -> None:
    days = ("2027-10-29", "2027-10-30", "2027-10-31", "2027-11-01", "2028-03-26", "2028-03-27")
    assert headings(made, daily("Europe/London", *days)) == {
        "2027-10-29": {"UTC+1"},
        "2027-10-30": set(),
        "2027-10-31": {"UTC"},
        "2027-11-01": set(),
        "2028-03-26": {"UTC+1"},
        "2028-03-27": set(),
    }
    assert not any(headings(made, daily("Europe/London", *days[:2])).values())


def test_days_name_the_clocks_where_no_sentence_tells_which_they_are(made: Made) -> None:
    # In 2024 the clocks of Casablanca were an hour behind from 10 March to 14 April.
    ramadan = daily("Africa/Casablanca", "2024-03-20", "2024-03-21", "2024-07-16", "2024-07-17")
    assert list(headings(made, ramadan).values()) == [{"UTC"}, {"UTC"}, {"UTC+1"}, {"UTC+1"}]
    tour = list(headings(made, TOUR).values())
    assert tour == [{"UTC+1"}, {"UTC"}, {"UTC+1"}, {"UTC+2"}, set()]  # the last one has no hour


def test_the_day_after_a_night_in_which_the_clocks_are_set_names_them(made: Made) -> None:
    assert headings(made, NIGHT) == {"2026-10-25": set(), "2026-10-26": {"UTC+1"}}


@pytest.mark.parametrize("path", ["/en/calendar/2028-01-16/", "/en/?q=dinner"])
def test_a_page_without_a_time_speaks_of_no_clocks(made: Made, path: str) -> None:
    shown = made(SEASON)[0].get(path).text
    assert "All times" not in re.sub(r"<(?:script|p) [^>]*(?:clocks|hidden).*?</", "", shown)


def test_a_month_in_which_all_is_in_one_zone_says_so(made: Made) -> None:
    client, _ = made(TOUR)
    april = words(client.get("/en/calendar/2026-04/").text)
    assert "All times are in Western European Summer Time (UTC+1)." in april
    assert "All times are local times" in words(client.get("/en/calendar/").text)


@pytest.mark.parametrize(
    ("path", "berlin", "lisbon"),
    [
        (
            "/en/timeline/",
            "Berlin Central European Time: UTC+1, in summer UTC+2",
            "Lisbon Western European Time: UTC, in summer UTC+1",
        ),
        (
            "/zh/timeline/",
            "Berlin 中欧时间（UTC+1，夏季为UTC+2）",
            "Lisbon 西欧时间（UTC，夏季为UTC+1）",
        ),
        ("/en/timeline/?day=2026-05-20&day=2026-04-15", "Summer Time, UTC+2", "Summer Time, UTC+1"),
    ],
)
def test_a_row_of_the_timeline_names_the_clocks_of_its_own_events(
    made: Made, path: str, berlin: str, lisbon: str
) -> None:
    shown = words(made(TOUR)[0].get(path).text)
    assert berlin in shown
    assert lisbon in shown


def test_a_row_without_a_time_names_no_clocks(made: Made) -> None:
    shown = made(TOUR)[0].get("/en/timeline/").text
    row = re.search(r'<th scope="rowgroup"(?:(?!</th>).)*Rome.*?</th>', shown, re.S)
    assert row
    assert not offsets(row[0])


def test_the_page_about_the_programme_has_the_clocks_of_each_zone(made: Made) -> None:
    shown = words(made(TOUR)[0].get("/en/about/").text)
    assert (
        "All times are local times of the place."
        " Central European Time: UTC+1, in summer UTC+2"
        " Western European Time: UTC, in summer UTC+1" in shown
    )


def test_on_the_day_that_the_clocks_are_set_each_time_names_them(made: Made) -> None:
    client, publication = made(NIGHT)
    for path in ("/en/", "/en/embed/", "/en/map/"):
        shown = words(client.get(path if path != "/en/embed/" else "/embed/en/").text)
        before = re.search(r"Before.{0,80}|.{0,80}Before", shown)
        assert before
        assert "01:00–01:30 Central European Summer Time, UTC+2" in shown, path
        assert "09:00–10:00 Central European Standard Time, UTC+1" in shown, path
    day = words(client.get("/en/calendar/2026-10-25/").text)
    assert "All times are in Central European Time: UTC+1, in summer UTC+2." in day
    with client.application.test_request_context("/en/programme.pdf"):
        paper = " ".join(re.sub(r"<[^>]+>", " ", pdf.page("en")).split())
    assert "All times are in Central European Time: UTC+1, in summer UTC+2." in paper
    assert "01:00–01:30 Central European Summer Time, UTC+2" in paper
    assert "09:00–10:00 Central European Standard Time, UTC+1" in paper
    assert "26 October 2026 Central European Standard Time, UTC+1" in paper
    assert publication.itinerary.id == "made"


def test_on_paper_a_city_s_own_clocks_are_named_where_the_programme_has_several(
    made: Made,
) -> None:
    client, _ = made(TOUR)
    with client.application.test_request_context("/en/programme.pdf"):
        paper = " ".join(re.sub(r"<[^>]+>", " ", pdf.page("en")).split())
    assert "All times are local times of the place." in paper
    assert "Lisbon Western European Standard Time, UTC" in paper
    assert "Lisbon Western European Summer Time, UTC+1" in paper


# --- the sentence --------------------------------------------------------------------------------

ZONES = [
    *("Europe/Berlin", "Europe/Dublin", "Europe/London", "Australia/Sydney", "Asia/Shanghai"),
    *("Africa/Casablanca", "America/Vancouver", "America/Havana", "Asia/Kolkata", "Etc/GMT+12"),
    *("UTC", "GMT", "EST5EDT", "Antarctica/Troll", "Australia/Lord_Howe"),
]


@st.composite
def occasions(draw: st.DrawFn) -> list[Event]:
    """Draw events on any days of some years, in one zone or in several."""
    names = draw(st.lists(st.sampled_from(ZONES), min_size=1, max_size=2))
    found = []
    for n in range(draw(st.integers(1, 5))):
        own = zone(draw(st.sampled_from(names)))
        hours = draw(st.integers(0, 4 * 366 * 24))
        start = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)).astimezone(own)
        whens: list[When] = [Timed(start), Timed(start), Day(start.date())]
        known = draw(st.sampled_from(whens))
        title = Text((("en", "Made"),))
        found.append(Event(id=f"e{n}", uid=f"e{n}", title=title, when=known, zone=TimeZone(own)))
    return found


@given(occasions(), st.sampled_from(["en", "zh", "ru"]))
def test_the_sentence_names_the_offsets_of_the_events_and_no_others(
    events: list[Event], tag: str
) -> None:
    speech = Language.of(tag)
    timed = [event for event in events if isinstance(event.when, Timed)]
    zones = {event.zone.info.key for event in timed}
    begins = [event.when.start for event in timed if isinstance(event.when, Timed)]
    line = clock_wording.zones_line(events, speech)
    if len(zones) > 1:
        assert line == speech.say("All times are local times of the place.")
    else:
        assert offsets(line) == {clock_wording.utc_offset(moment) for moment in begins}
    phrases = clock_wording.clocks(events, speech)
    assert len(phrases) == len(zones)
    for phrase in phrases:
        assert "GMT" not in phrase
    assert offsets(" ".join(phrases)) == {clock_wording.utc_offset(moment) for moment in begins}


@given(occasions(), st.data())
def test_the_sentences_that_the_agenda_takes_along_are_those_of_its_parts(
    events: list[Event], data: st.DataObject
) -> None:
    speech = Language.of("en")
    lines = clock_wording.zones_lines(events, speech)
    part = data.draw(st.lists(st.sampled_from(events)))
    by_zone: dict[str, set[str]] = {}
    for event in part:
        if isinstance(event.when, Timed):
            offset = event.when.start.isoformat()[-6:]
            by_zone.setdefault(event.zone.info.key, set()).add(offset)
    said, expected = "", clock_wording.zones_line(part, speech)
    if by_zone:  # as static/filter.js does
        own, at = next(iter(by_zone.items())) if len(by_zone) == 1 else ("", {""})
        said = lines[own].get(next(iter(at)) if len(at) == 1 else "") or lines[own][""]
        assert ("local times" in said) == (len(by_zone) > 1)
        if len(at) > 1:  # perhaps of more than two
            assert offsets(said) >= offsets(expected)
            return
    assert offsets(said) == offsets(expected)
    assert bool(said) == bool(expected)


@pytest.mark.parametrize(
    ("id", "winter", "phrase"),
    [
        ("Europe/Berlin", "2027-01-16", "Central European Time: UTC+1, in summer UTC+2"),
        ("Europe/Dublin", "2027-01-16", "Dublin time: UTC, in summer UTC+1"),
        ("Australia/Sydney", "2027-01-16", "Australian Eastern Time: UTC+10, in summer UTC+11"),
        ("Africa/Casablanca", "2024-03-20", "Casablanca time: UTC or UTC+1, depending on the day"),
        ("Asia/Almaty", "2024-01-16", "Almaty time: UTC+5 or UTC+6, depending on the day"),
    ],
)
def test_in_summer_is_said_only_where_clocks_are_ahead_in_the_summer(
    id: str, winter: str, phrase: str
) -> None:
    own = TimeZone(zone(id))
    events = [
        Event(
            id=day,
            uid=day,
            title=Text((("en", "Made"),)),
            when=Timed(datetime.combine(date.fromisoformat(day), datetime.min.time(), own.info)),
            zone=own,
        )
        for day in (winter, f"{winter[:4]}-07-16")
    ]
    assert clock_wording.clocks(events, Language.of("en")) == [phrase]


def test_a_name_that_the_author_gave_stays(made: Made) -> None:
    client, _ = made(SEASON.replace("zone:", "zones: {Europe/London: Match time}\nzone:", 1))
    said = "All times are in Match time: UTC, in summer UTC+1."
    assert said in words(client.get("/en/").text)
