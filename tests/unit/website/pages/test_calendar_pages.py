"""The calendar's pages: days, hours, places; what is not known is in words and at no hour."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Event, Itinerary
from itinerary.model.text import Text
from itinerary.model.when import Day, Timed
from itinerary.model.zones import zone
from itinerary.render.layout.months import CalendarLayout, Unit
from itinerary.source import read
from itinerary.value import replace
from itinerary.website.publication import Publication
from tests.conftest import NOW, PROGRAMMES, SITE
from tests.support.cached_app import cached_app


def main_of(html: str) -> str:
    return html.split("<main", 1)[1].split("</main>", 1)[0]


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", main_of(html)).split())


def events_on(html: str) -> Counter[str]:
    """Return how often a page leads to each event."""
    return Counter(re.findall(r'href="[^"]*events/([^/"]+)/"', main_of(html)))


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_the_overview_has_every_event(
    programme: str, editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    found = events_on(client_of(programme).get("/en/calendar/").text)
    itinerary = editions[programme].itinerary
    assert set(found) == {event.id for event in itinerary.events}
    # Only a bar that is cut by the end of a week is there again.
    assert all(n == 1 for n in found.values())


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_the_timeline_has_every_event_once(
    programme: str, editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    found = events_on(client_of(programme).get("/en/timeline/").text)
    assert found == Counter(event.id for event in editions[programme].itinerary.events)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_each_day_has_its_events(
    programme: str, editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of(programme)
    itinerary = editions[programme].itinerary
    for day in CalendarLayout(itinerary).days:
        found = events_on(client.get(f"/en/calendar/{day}/").text)
        expected = [e.id for e in itinerary.events if e.when and e.when.first <= day <= e.when.last]
        assert found == Counter(expected)


@pytest.mark.parametrize("language", ["en", "zh", "ru", "fr", "es", "ar"])
def test_the_visit_has_no_hours_and_says_so(visit: FlaskClient, language: str) -> None:
    page = visit.get(f"/{language}/calendar/2024-05-16/").text
    assert '<table class="hours"' not in page
    said = {
        "en": "No hour was announced for this day.",
        "zh": "当天的具体时间尚未公布。",
        "ru": "На этот день время пока не объявлено.",
        "fr": "Aucune heure n’a été annoncée pour ce jour.",
        "es": "No se ha anunciado ninguna hora para este día.",
        "ar": "لم تُعلن أي ساعة لهذا اليوم.",
    }
    assert said[language] in page
    assert page.count("window") == 7


def test_windows_are_bars_over_their_days(visit: FlaskClient) -> None:
    page = visit.get("/en/calendar/").text
    bars = re.findall(r'<td colspan="2" class="bar"><div class="entry \w+ window', page)
    assert len(bars) == 7
    assert words_of(page).count("day to be announced") == 7


def test_two_tracks_stand_side_by_side(client_of: Callable[[str], FlaskClient]) -> None:
    page = main_of(client_of("conference").get("/en/calendar/2026-12-01/").text)
    (row,) = (r for r in page.split("<tr") if "events/quiet-lamp/" in r)
    assert "events/escaping-for-humans/" in row
    heads = re.findall(r'<th scope="col"[^>]*><a[^>]*>([^<]+)</a>', page)
    assert heads == ["Sample Hall", "Room Lorem", "Room Ipsum", "Foyer", "Tea Terrace"]


def test_an_end_that_was_not_announced_is_drawn_open(
    client_of: Callable[[str], FlaskClient],
) -> None:
    page = client_of("conference").get("/en/calendar/2026-12-01/").text
    boxes = re.findall(r'<div class="([^"]*)">\s*<a href="[^"]*events/([^/]+)/', page)
    open_ones = {id for kinds, id in boxes if "open" in kinds.split()}
    assert open_ones == {"batteries", "welcome-reception"}
    assert words_of(page).count("end not announced") == 2


def test_the_long_night_shows_two_o_clock_twice(client_of: Callable[[str], FlaskClient]) -> None:
    page = client_of("tour").get("/en/calendar/2026-10-24/").text
    assert page.count(">02:00</time>") == 2
    assert "clocks go back 1 hour (UTC+1)" in words_of(page)
    russian = client_of("tour").get("/ru/calendar/2026-10-24/").text
    assert "часы переводят на 1 час назад (UTC+1)" in words_of(russian)


def test_the_timeline_names_the_clocks_of_each_city(
    client_of: Callable[[str], FlaskClient],
) -> None:
    words = words_of(client_of("tour").get("/en/timeline/").text)
    assert "Lisbon Portugal time, UTC+1" in words
    assert "Berlin Berlin time, UTC+2" in words
    assert "Istanbul Istanbul time, UTC+3" in words
    # In three cities of four, and beside the concert that lasts through that night.
    assert words.count("clocks go back 1 hour") == 3 + 1
    assert "The clocks differ from place to place" in words


def test_events_of_one_day_in_two_zones_have_their_own_rails(editions: dict[str, Edition]) -> None:
    itinerary = editions["tour"].itinerary
    berlin, istanbul = (itinerary.by_id[id] for id in ("berlin-noises", "istanbul-finale"))
    there = zone("Europe/Istanbul")
    both = replace(
        itinerary,
        days=None,
        events=(
            berlin,
            replace(
                istanbul,
                when=Timed(
                    datetime(2026, 10, 24, 16, tzinfo=there),
                    datetime(2026, 10, 24, 17, 30, tzinfo=there),
                ),
            ),
        ),
    )
    page = client_for(both).get("/en/calendar/2026-10-24/").text
    assert "Each place has its own clock here" in page
    # 15:00 in Berlin is 16:00 in Istanbul: one row.
    row = next(r for r in main_of(page).split("<tr") if "events/berlin-noises/" in r)
    assert re.findall(r">(\d\d:\d\d)</time>", row) == ["15:00", "16:00"]


def client_for(itinerary: Itinerary) -> FlaskClient:
    publication = Publication(revise(None, itinerary, NOW), SITE)
    return cached_app(publication).test_client()


@pytest.mark.parametrize(
    "path",
    [
        "/en/calendar/2024-05-18/",
        "/en/calendar/2024-W20-4/",
        "/en/calendar/20240516/",
        "/en/calendar/2024-05/",
        "/en/calendar/0000-00-00/",
        "/en/timeline/2024-05-13/",
        "/de/calendar/",
    ],
)
def test_there_is_one_address_for_a_page_and_none_for_nothing(
    visit: FlaskClient, path: str
) -> None:
    assert visit.get(path).status_code == 404


@pytest.fixture(scope="module")
def season(editions: dict[str, Edition]) -> Itinerary:
    """Give a programme of a thousand events over four months in the cities of the tour."""
    tour = editions["tour"].itinerary
    halls = [p for p in tour.places if p.within]

    def event(n: int) -> Event:
        place = halls[n % len(halls)]
        start = datetime(2026, 10, 1, 9 + n % 12, tzinfo=UTC) + timedelta(days=n * 7 % 120)
        local = start.astimezone(place.zone.info)
        return replace(
            tour.events[0],
            id=f"event-{n}",
            uid=f"event-{n}@season.itinerary",
            title=Text((("mul", f"Event number {n} of the season"),)),
            when=Timed(local, local + timedelta(minutes=45)),
            zone=place.zone,
            place=place,
            after=None,
        )

    return replace(tour, days=None, events=tuple(map(event, range(1000))))


@pytest.mark.whole
def test_a_thousand_events_are_months_weeks_and_days(season: Itinerary) -> None:
    client = client_for(season)
    overview = client.get("/en/calendar/").text
    assert events_on(overview) == Counter()
    months = re.findall(r'href="(\d{4}-\d\d)/"', overview)
    assert months == ["2026-10", "2026-11", "2026-12", "2027-01"]
    seen: Counter[str] = Counter()
    more = 0
    for month in months:
        page = client.get(f"/en/calendar/{month}/")
        assert len(gzip.compress(page.data)) < 20_000
        seen += events_on(page.text)
        more += sum(map(int, re.findall(r">and (\d+) more</a>", page.text)))
    assert set(seen.values()) == {1}
    assert len(seen) + more == 1000
    days = CalendarLayout(season).days
    assert sum((events_on(client.get(f"/en/calendar/{d}/").text) for d in days), Counter()) == (
        Counter(event.id for event in season.events)
    )
    for path in ("/en/calendar/", "/en/timeline/", "/en/timeline/2026-11-23/"):
        assert len(gzip.compress(client.get(path).data)) < 20_000
    # Months are a chain, and so are weeks and days.
    chain = ["2026-10"]
    while found := re.search(
        r'href="\.\./([\d-]+)/" rel="next"', client.get(f"/en/calendar/{chain[-1]}/").text
    ):
        chain.append(found[1])
    assert chain == months


def test_a_programme_without_a_day_has_a_calendar_all_the_same(
    editions: dict[str, Edition],
) -> None:
    tour = editions["tour"].itinerary
    client = client_for(replace(tour, days=None, events=(tour.by_id["surprise-concert"],)))
    for path in ("/en/calendar/", "/en/timeline/"):
        got = client.get(path)
        assert got.status_code == 200
        assert events_on(got.text) == Counter(["surprise-concert"])


def test_an_event_of_years_does_not_make_a_page_of_each_day(editions: dict[str, Edition]) -> None:
    tour = editions["tour"].itinerary
    long = replace(
        tour.events[0],
        when=Timed(
            datetime(2026, 10, 17, 10, tzinfo=zone("Europe/Lisbon")),
            datetime(2036, 10, 17, 10, tzinfo=zone("Europe/Lisbon")),
        ),
    )
    assert CalendarLayout(replace(tour, events=(long,))).days == (date(2026, 10, 17),)


def test_calendar_uses_filters_of_agenda(client_of: Callable[[str], FlaskClient]) -> None:
    client = client_of("conference")
    query = "?category=track-b"
    page = client.get(f"/en/calendar/2026-12-01/{query}").text
    assert set(events_on(page)) == {
        "quiet-lamp",
        "soldering-impatient",
        "sensors-in-the-rain",
        "batteries",
    }
    assert '<p class="note part">Only a part of the programme is shown.' in page
    ways = re.findall(r'href="([^"]*)"[^>]* data-key', main_of(page))
    assert ways
    assert all(way.endswith(query) for way in ways)
    # Hidden, for views.js on a host of files.
    whole = client.get("/en/calendar/2026-12-01/?utm_source=x").text
    assert '<p class="note part" hidden>' in whole


TOUR = """
id: band-tour
title: {en: Band tour, zh: 巡演, ru: Гастроли}
languages: [en, zh, ru]
zone: Europe/Berlin
events:
- {id: e1, title: Berlin, when: 2026-02-26 20:00}
- {id: e2, title: Berlin, when: 2026-02-27 20:00}
- {id: e3, title: Lisbon, when: 2026-03-04 20:00}
- {id: e4, title: Lisbon, when: 2026-04-15 20:00}
- {id: e5, title: Berlin, when: 2027-04-20 20:00}
- {id: e6, title: Berlin, when: 2027-05-20 20:00}
"""


def html_of(words: str, path: str) -> str:
    return client_for(read(words.encode(), file="tour.yaml", now=NOW).itinerary).get(path).text


@pytest.mark.parametrize(
    ("language", "tabs"),
    {
        "en": ["26 Feb", "27", "4 Mar", "15 Apr", "20 Apr 2027", "20 May"],
        "zh": ["2月26日", "27日", "3月4日", "4月15日", "2027年4月20日", "5月20日"],
        "ru": ["26 февр.", "27", "4 мар.", "15 апр.", "20 апр. 2027\u202fг.", "20 мая"],
    }.items(),
)
def test_a_tab_says_its_month_where_it_changes(language: str, tabs: list[str]) -> None:
    nav = html_of(TOUR, f"/{language}/calendar/2026-03-04/").split('<nav class="tabs"')[1]
    found = re.findall(r"</span> ([^<]+)</time>", nav.split("</nav>")[0])
    assert found == tabs


@pytest.mark.parametrize("page", ["/en/calendar/", "/en/timeline/"])
def test_a_day_s_column_says_its_month_where_it_changes(page: str) -> None:
    words = TOUR.replace("03-04", "03-01").replace("04-15", "03-02").split("- {id: e5")[0]
    html = html_of(words, page)
    found = re.findall(r'<span class="number">([^<]+)</span>', html)
    assert found == ["26 Feb", "27", "28", "1 Mar", "2"]


@pytest.mark.parametrize(
    ("language", "years"), {"en": r" 2027", "zh": r"2027年", "ru": r"\s2027\sг\."}.items()
)
def test_the_agenda_s_days_say_their_month_and_a_new_year(language: str, years: str) -> None:
    page = html_of(TOUR, f"/{language}/")
    nav = page.split('<nav class="days"')[1].split("</nav>")[0]
    tabs = re.findall(r">([^<]+)</a>", nav)
    months = {"en": "Feb Feb Mar Apr Apr May", "zh": "2月 2月 3月 4月 4月 5月"}
    months["ru"] = "февр. февр. мар. апр. апр. мая"
    for tab, month in zip(tabs, months[language].split(), strict=True):
        assert month in tab
    assert [bool(re.search(years, tab)) for tab in tabs] == [False] * 4 + [True, False]


def test_the_unit_of_a_timeline_grows_with_its_length_and_each_column_has_a_page(
    editions: dict[str, Edition],
) -> None:
    tour = editions["tour"].itinerary

    def lasting(days: int) -> Itinerary:
        first = date(2026, 3, 2)
        events = tuple(
            replace(tour.events[0], id=f"e{n}", uid=f"e{n}@x", when=Day(day), after=None)
            for n, day in enumerate((first, first + timedelta(days=days - 1)))
        )
        return replace(tour, days=None, events=events)

    units = [CalendarLayout(lasting(days)).timeline_unit for days in (40, 100, 500, 3000)]
    assert units == [Unit.DAYS, Unit.WEEKS, Unit.MONTHS, Unit.YEARS]
    long = client_for(lasting(3000))
    assert 'href="2026/"' in long.get("/en/timeline/").text
    assert 'href="../2026-03/"' in long.get("/en/timeline/2026/").text
    month = long.get("/en/timeline/2026-03/").text
    assert events_on(month) == Counter({"e0": 1})
    assert 'data-key="-"' in month
    assert long.get("/en/timeline/2027/").status_code == 404
    assert client_for(lasting(100)).get("/en/timeline/2026-03/").status_code == 404


SEASON = """
id: season
title: Season
languages: [en]
zone: Europe/Berlin
places: {hall: Hall, yard: Yard}
events:
- {id: gala, title: Gala, when: 2026-03-03 20:00, place: hall}
- {id: ball, title: Ball, when: 2026-03-03 20:00, place: hall, status: cancelled}
- {id: fair, title: Fair, when: 2026-03-04 20:00, place: hall}
- {id: parade, title: Parade, when: 2026-03-10 20:00, place: hall, status: cancelled}
- {id: march, title: March, when: 2026-03-10 20:00, place: hall, status: postponed}
- {id: dance, title: Dance, when: 2026-03-11 20:00, place: yard, status: cancelled}
- {id: finale, title: Finale, when: 2026-05-20 20:00, place: yard}
"""


def cells_of(html: str) -> dict[str, list[str]]:
    """Return the cells that are links of their own, by their day: class, numeral, words."""
    found = re.findall(r'<td data-day="([\d-]+)"><a class="([^"]+)"[^>]*>(.*?)</a>', html)
    return {day: [kind, *re.findall(r">([^<>]+)<", f">{inner}<")] for day, kind, inner in found}


def test_timeline_counts_what_takes_place_and_marks_cells_in_which_nothing_does() -> None:
    html = html_of(SEASON, "/en/timeline/")
    assert cells_of(html) == {
        "2026-03-02": ["shade-4", "2", "2 events; Cancelled: 1 event"],
        "2026-03-09": ["off", "2", "Postponed: 1 event; Cancelled: 1 event"],
    }
    note = "Places and weeks: 3 events; Postponed: 1 event; Cancelled: 3 events"
    assert words_of(html).count(note) == 1


def test_months_count_what_takes_place_and_mark_days_on_which_nothing_does() -> None:
    cells = {
        day: (kind, words[-1])
        for day, (kind, *words) in cells_of(html_of(SEASON, "/en/calendar/")).items()
    }
    assert cells == {
        "2026-03-03": ("shade-4", "1 event; Cancelled: 1 event"),
        "2026-03-04": ("shade-4", "1 event"),
        "2026-03-10": ("off", "Postponed: 1 event; Cancelled: 1 event"),
        "2026-03-11": ("off", "Cancelled: 1 event"),
        "2026-05-20": ("shade-4", "1 event"),
    }


def test_programme_of_which_all_is_cancelled_has_no_shade() -> None:
    words = re.sub("place: yard}|status: [a-z]+}|place: hall}", "status: cancelled}", SEASON)
    for path in ("/en/timeline/", "/en/calendar/"):
        assert {kind for kind, *_ in cells_of(html_of(words, path)).values()} == {"off"}


def test_cell_of_a_single_event_is_the_event() -> None:
    html = html_of(SEASON, "/en/timeline/")
    assert events_on(html) == Counter(["dance", "finale"])
    (dance,) = re.findall(r'<div class="([^"]+)">\s*<a href="[^"]*/events/dance/', html)
    assert dance.split() == ["entry", "cancelled"]


@pytest.mark.parametrize(
    ("language", "heads"),
    {
        "en": ["2–8| March", "30 Mar –| |5 Apr"],
        "fr": ["2–8| mars", "30 mars –| |5 avr."],
        "pl": ["2–8| marca", "30 mar–|<wbr>|5 kwi"],
        "zh": ["3月2日至8日", "3月30日至|<wbr>|4月5日"],
    }.items(),
)
def test_head_of_a_week_breaks_between_its_months_and_not_within_a_range(
    language: str, heads: list[str]
) -> None:
    words = SEASON.replace("[en]", f"[{language}]").replace("03-1", "03-3")
    html = html_of(words, f"/{language}/timeline/")
    found = re.findall(r'<th scope="col"[^>]*><div><a[^>]*>(.*?)</a>', html)
    lines = [re.sub(r'<span class="whole">|</span>', "|", head).strip("|") for head in found]
    assert [" ".join(line.replace("||", "|").split()) for line in lines[:2]] == heads
