"""The agenda: honest order, filters by address, and what stays quick when it is long."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask.testing import FlaskClient

from itinerary.ledger import Edition, revise
from itinerary.model.reading_order import agenda
from itinerary.model.when import MIDNIGHT
from itinerary.render import search
from itinerary.render.documents import pdf
from itinerary.render.layout.route import Route, bands, route
from itinerary.source import read
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE, led_to
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page
from tests.support.large import festival
from tests.support.shapes import SHAPES


def words(html: str) -> str:
    """Return what a piece of a page says."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def piece(html: str, pattern: str) -> str:
    found = re.search(pattern, html, re.DOTALL)
    assert found, pattern
    return found[0]


def shown(html: str) -> list[str]:
    """Return the ids of the events that an agenda shows."""
    rows = re.findall(r'<li class="event[^>]*>.*?events/([a-z0-9-]+)/', html, re.DOTALL)
    tags = re.findall(r'<li class="event[^>]*>', html)
    return [id for id, tag in zip(rows, tags, strict=True) if " hidden" not in tag]


# --- where it goes -------------------------------------------------------------------------------

HEAD = """
id: trip
title: Trip
languages: [en]
zone: Europe/Berlin
published: 2026-01-01
places:
  germany: {name: Germany, coordinates: [51.0, 10.0]}
  berlin: {name: Berlin, in: germany, coordinates: [52.52, 13.405]}
  gate: {name: Gate, in: berlin, coordinates: [52.516, 13.378]}
  hall: {name: Hall, in: berlin}
  munich: {name: Munich, in: germany, coordinates: [48.14, 11.58]}
  london: {name: London, coordinates: [51.5, -0.12], zone: Europe/London}
  nowhere: {name: Nowhere}
sources: {me: {who: Me}}
events:
"""


def trip(*events: str) -> Route:
    rows = "".join(
        f"  - {{id: e{n}, title: E{n}, sources: me, {event}}}\n" for n, event in enumerate(events)
    )
    return route(read((HEAD + rows).encode(), file="trip.yaml", now=NOW).itinerary)


def ids(way: Route) -> tuple[list[str], list[str]]:
    return [place.id for place in way.stops], [place.id for place in way.others]


def test_a_city_is_the_outermost_place_that_can_be_one_town() -> None:
    cities = trip("when: 2026-03-01").cities
    assert {id: city.id for id, city in cities.items()} == {
        "berlin": "berlin",
        "gate": "berlin",
        "hall": "berlin",
        "munich": "munich",
        "london": "london",
        "nowhere": "nowhere",
    }


def test_cities_are_a_route_in_the_order_of_their_events() -> None:
    way = trip(
        "when: 2026-03-03, place: london",
        "when: 2026-03-01 10:00, place: gate",
        "when: 2026-03-01 12:00, place: hall",
        "when: 2026-03-02, place: munich",
        "when: 2026-03-04, place: berlin",
    )
    assert ids(way) == (["berlin", "munich", "london", "berlin"], [])
    assert [leg.start.id + leg.end.id for leg in way.legs.values()] == [
        "berlinmunich",
        "munichlondon",
        "londonberlin",
    ]


@pytest.mark.parametrize(
    "events",
    [
        ("when: within 2026-03-01 to 2026-03-02, place: berlin", "place: munich"),
        ("when: 2026-03-01, place: berlin", "when: 2026-03-01, place: munich"),
        ("when: 2026-03-01 10:00, place: berlin", "when: 2026-03-01, place: munich"),
        ("when: 2026-03-01, place: berlin", "when: 2026-03-02, place: munich, status: cancelled"),
        ("when: 2026-03-01 10:00 to 12:00, place: berlin", "when: 2026-03-01 11:00, place: munich"),
        ("when: 2026-03-01 10:00, place: berlin", "when: 2026-03-01 09:00, place: london"),
        ("when: 2026-03-01 evening, place: berlin", "when: 2026-03-01 evening, place: munich"),
        ("when: all 2026-03-01 to 2026-03-05, place: berlin", "when: 2026-03-02, place: munich"),
    ],
)
def test_no_order_is_claimed_that_was_not_announced(events: tuple[str, ...]) -> None:
    way = trip(*events)
    assert len(way.stops) < 2
    assert way.legs == {}


def test_events_side_by_side_are_no_journey() -> None:
    hours = [f"when: 2026-03-01 {n:02}:00, place: {p}" for n in range(8, 18) for p in ("berlin",)]
    others = [f"when: 2026-03-01 {n:02}:30, place: munich" for n in range(8, 18)]
    way = trip(*hours, *others)
    assert ids(way) == ([], ["berlin", "munich"])
    assert way.legs == {}


def test_clocks_change_by_the_offsets_of_that_date() -> None:
    # On 26 March the clocks of London are one hour behind Berlin's, as on any day; between Berlin
    # and Istanbul it depends on the season, which the tour's page shows below.
    way = trip("when: 2026-03-25, place: berlin", "when: 2026-03-26, place: london")
    (leg,) = way.legs.values()
    assert leg.shift.total_seconds() == -3600
    assert leg.kilometres == pytest.approx(930, abs=10)


def test_the_places_of_the_visit_are_no_route(visit: FlaskClient) -> None:
    html = visit.get("/en/").text
    assert words(piece(html, r'<p class="route">.*?</p>')) == "Beijing · Harbin"
    assert 'class="leg"' not in html


def test_the_tour_s_route_tells_of_distances_and_clocks(
    client_of: Callable[[str], FlaskClient],
) -> None:
    html = client_of("tour").get("/en/").text
    route = words(piece(html, r'<p class="route">.*?</p>'))
    assert route == "Lisbon → Porto → Berlin → Istanbul"
    legs = [words(leg) for leg in re.findall(r'<p class="leg">.*?</p>', html)]
    assert [leg.replace("\xa0", " ") for leg in legs] == [
        "Lisbon → Porto ≈ 270 km",
        "Porto → Berlin ≈ 2,080 km · clocks +1 h",
        "Berlin → Istanbul ≈ 1,740 km · clocks +2 h",
    ]


def test_bands_tell_of_each_change_of_city_within_a_day() -> None:
    rows = ["10:00, place: berlin", "11:00, place: hall", "12:00", "18:00, place: munich"]
    events = "".join(
        f"  - {{id: e{n}, title: E{n}, sources: me, when: 2026-03-01 {row}}}\n"
        for n, row in enumerate(rows)
    )
    itinerary = read((HEAD + events).encode(), file="trip.yaml", now=NOW).itinerary
    way = route(itinerary)
    (day,) = agenda(itinerary.events, MIDNIGHT)
    found = bands(day, way)
    assert [(band.place and band.place.id, len(band.events)) for band in found] == [
        ("berlin", 2),
        (None, 1),
        ("munich", 1),
    ]
    assert [bool(band.leg) for band in found] == [False, False, True]
    assert [len(band.events) for band in bands(day, None)] == [4]


def test_a_day_of_matches_in_many_cities_is_one_band() -> None:
    """Visitors do not travel from one to the next, so a heading for each would say little."""
    places = ["berlin", "munich", "london", "gate", "munich"]
    events = "".join(
        f"  - {{id: e{n}, title: E{n}, sources: me, when: 2026-03-01 15:00, place: {place}}}\n"
        for n, place in enumerate(places)
    )
    itinerary = read((HEAD + events).encode(), file="trip.yaml", now=NOW).itinerary
    (day,) = agenda(itinerary.events, MIDNIGHT)
    (band,) = bands(day, route(itinerary))
    assert (band.place, band.mixed, len(band.events)) == (None, True, 5)
    html = panel(HEAD + events).get("/en/").text
    assert 'class="city"' not in html
    assert "Gate, Berlin" in plain(row(html, "e3"))
    assert "Munich" in plain(row(html, "e4"))
    assert "Germany" not in row(html, "e3") + row(html, "e4")


# --- what it says --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "said", "in_print"),
    [
        ("/en/", "8 events · 0 confirmed times · updated 14 May 2024 · 2 sources", "Print (PDF)"),
        ("/zh/", "8 项活动 · 0 项时间已确认 · 更新于 2024年5月14日 · 2 个来源", "打印（PDF）"),
        (
            "/ru/",
            "8 событий · время подтверждено у 0 · обновлено 14 мая 2024 г. · 2 источника",
            "Печать (PDF)",
        ),
    ],
)
def test_the_state_of_the_programme_is_one_line(
    visit: FlaskClient, path: str, said: str, in_print: str
) -> None:
    line = words(piece(visit.get(path).text, r'<p class="state">.*?</p>'))
    assert line.replace("\u202f", " ").replace("\xa0", " ") == (
        f"{said} · {in_print}" if pdf.available() else said
    )


def test_events_without_announced_time_have_own_section(
    client_of: Callable[[str], FlaskClient],
) -> None:
    page = Page(client_of("conference").get("/en/").text)
    rows = [a["class"] or "" for a in page.all("li") if (a.get("class") or "").startswith("event")]
    times = page.all("time")
    announced = [t for t in times if "data-zone" in t]
    assert len(announced) == sum("loose" not in row for row in rows)
    assert all("T" in (t["datetime"] or "") for t in announced)


def test_follower_of_dated_event_is_directly_after_it(
    client_of: Callable[[str], FlaskClient],
) -> None:
    html = client_of("tour").get("/en/").text
    day = piece(html, r'<section class="section day[^"]*" id="day-2026-10-17".*?</section>')
    assert re.findall(r"events/([a-z-]+)/", day) == [
        "lisbon-doors",
        "lisbon-concert",
        "lisbon-signing",
    ]
    assert "time to be announced" in words(day)


def test_without_script_rows_are_local_and_the_event_is_in_utc_too(
    client_of: Callable[[str], FlaskClient],
) -> None:
    html = client_of("tour").get("/en/").text
    row = piece(html, r'<div class="when">(?:(?!</div>).)*22:00 – 25.Oct, 04:00.*?</div>')
    assert words(row) == "22:00 – 25 Oct, 04:00 clocks go back 1 hour"
    assert html.count("clocks go back") == 1
    assert 'data-minutes="420"' in row  # the night with the extra hour
    assert 'data-zone="Europe/Berlin"' in row
    assert "Berlin time, UTC+2" in html
    event = client_of("tour").get("/en/events/berlin-long-night/").text
    assert "20:00 – 25 Oct, 03:00 UTC" in words(event)


def test_the_list_of_zones_has_cities_in_the_reader_s_language(visit: FlaskClient) -> None:
    rows = json.loads(visit.get("/zh/zones.json").text)
    assert ["America/New_York", "纽约", "美国"] in rows
    assert ["Asia/Kolkata", "加尔各答", "印度"] in rows
    assert len(rows) > 400
    for id, city, country in rows:
        assert ZoneInfo(id)
        assert city
        assert country


# --- rows ----------------------------------------------------------------------------------------

PANEL = """
id: panel
title: Panel
languages: [en]
zone: Europe/Berlin
published: 2026-01-01
places:
  house: {name: House}
  hall: {name: Hall, in: house}
  room: {name: Room, in: house}
sources: {board: {who: Board}}
parties: {a: {name: A}, b: {name: B}, c: {name: C}, d: {name: D}, e: {name: E}, f: {name: F}}
categories: {talk: {name: Talk}}
events:
  - id: many
    title: Many
    when: 2026-03-01 10:00 to 11:00
    place: hall
    categories: talk
    sources: board
    parties:
      - {party: a, role: chair}
      - {party: b, role: speaker}
      - {party: c, role: speaker}
      - {party: d, role: speaker}
      - {party: e, role: speaker}
      - {party: f, role: speaker}
  - {id: few, title: Few, when: 2026-03-02 10:00, place: room, sources: board,
     parties: [{party: a, role: speaker}]}
"""


def panel(yaml: str = PANEL) -> FlaskClient:
    """Return a client of the site of a programme."""
    edition = revise(None, read(yaml.encode(), file="panel.yaml", now=NOW).itinerary, NOW)
    return cached_app(Publication(edition, SITE)).test_client()


def plain(html: str) -> str:
    """Return a piece of a page without its tags."""
    return re.sub("<[^>]+>", "", html)


def row(html: str, event: str) -> str:
    """Return the row of an event."""
    return piece(html, rf'<li class="event[^>]* id="event-{event}".*?</li>')


@pytest.mark.parametrize(
    ("path", "events", "places", "parties", "categories"),
    [
        ("/en/", "events/", "places/", "parties/", "categories/"),
        ("/en/parties/a/", "../../events/", "../../places/", "../", "../../categories/"),
        ("/en/places/house/", "../../events/", "../", "../../parties/", "../../categories/"),
    ],
)
def test_a_row_leads_to_its_event_place_people_and_category(
    path: str, events: str, places: str, parties: str, categories: str
) -> None:
    """Also on the page of a person, or of a place around that of the event."""
    assert re.findall(r'href="([^"]*)"', row(panel().get(path).text, "many")) == [
        f"{events}many/",
        f"{places}hall/",
        *(f"{parties}{id}/" for id in "abcd"),
        f"{categories}talk/",
    ]


@pytest.mark.parametrize(
    ("path", "said"),
    [("/en/places/hall/", ["Talk"]), ("/en/categories/talk/", ["Hall"]), ("/en/parties/a/", None)],
)
def test_a_row_does_not_repeat_the_place_or_the_category_of_its_page(
    path: str, said: list[str] | None
) -> None:
    shown = row(panel().get(path).text, "many")
    words = plain(shown)
    assert "A (chair), B, C, D" in words, "a person among others stays"
    assert [name for name in ("Hall", "Talk") if name in words] == (said or ["Hall", "Talk"])
    assert 'class="p-location" value="Hall"' in shown or "p-location h-card" in shown


def test_an_event_of_a_whole_day_is_not_marked_as_unannounced() -> None:
    whole = PANEL.replace("when: 2026-03-02 10:00,", "when: all 2026-03-02,")
    open_time = PANEL.replace("when: 2026-03-02 10:00,", "when: 2026-03-02,")
    assert "loose all-day" in row(panel(whole).get("/en/").text, "few")
    assert "all-day" not in row(panel(open_time).get("/en/").text, "few")
    assert "Monday, 2 March 2026" in plain(panel(whole).get("/en/events/few/").text)


def test_a_row_names_four_people_and_counts_the_others() -> None:
    assert "A (chair), B, C, D and 2 more" in plain(row(panel().get("/en/").text, "many"))


def test_a_row_does_not_repeat_whom_its_title_names() -> None:
    yaml = PANEL.replace("title: Many", "title: A v Bees and C")
    assert "B, D, E, F" in plain(row(panel(yaml).get("/en/").text, "many")).replace(" and ", ", ")
    alone = row(panel(PANEL.replace("title: Few", "title: A")).get("/en/").text, "few")
    assert 'class="who"' not in alone


def test_a_role_that_no_row_names_is_not_explained() -> None:
    yaml = PANEL.replace("title: Many", "title: A B C D E F").replace("title: Few", "title: A")
    assert "Names without a role" not in panel(yaml).get("/en/").text


def tour(stops: int) -> str:
    """Return the head of the agenda of a tour with so many cities, in plain words."""
    places = "".join(
        f"  c{n}: {{name: City {n}, coordinates: [50, {5 * n}]}}\n" for n in range(stops)
    )
    events = "".join(
        f"  - {{id: e{n}, title: E, when: 2026-03-{n + 1:02}, place: c{n}, sources: me}}\n"
        for n in range(stops)
    )
    yaml = (
        "id: tour\ntitle: Tour\nlanguages: [en]\nzone: Europe/Berlin\npublished: 2026-01-01\n"
        f"sources: {{me: Me}}\nplaces:\n{places}events:\n{events}"
    )
    return words(piece(panel(yaml).get("/en/").text, r'<p class="route">.*?</p>'))


def test_the_head_names_the_cities_of_a_short_tour_and_counts_those_of_a_long_one() -> None:
    assert tour(3) == "City 0 → City 1 → City 2"
    assert tour(13) == "City 0 → … → City 12 · 13 places"


def test_the_usual_role_is_said_once_above_the_rows() -> None:
    html = panel().get("/en/").text
    assert "Names without a role: speaker" in html
    assert "(speaker)" not in html
    mixed = PANEL.replace("[{party: a, role: speaker}]", "[a]")  # has no role: others keep theirs
    html = panel(mixed).get("/en/").text
    assert "Names without a role" not in html
    assert "B (speaker)" in plain(row(html, "many"))


def test_the_source_and_the_clocks_of_all_events_are_said_once() -> None:
    html = panel().get("/en/").text
    assert html.count("Source: Board") == 1
    assert "All times are in Central European Standard Time (UTC+1)." in html
    assert 'class="zone"' not in html
    assert "Source" not in row(html, "few")


def test_clocks_that_differ_are_named_with_each_day(
    client_of: Callable[[str], FlaskClient],
) -> None:
    assert client_of("tour").get("/en/").text.count("Portugal time, UTC+1") > 1


# --- the head ------------------------------------------------------------------------------------


def agenda_of(*events: str) -> str:
    rows = "".join(
        f"  - {{id: e{n}, title: E{n}, sources: me, {event}}}\n" for n, event in enumerate(events)
    )
    published = revise(None, read((HEAD + rows).encode(), file="trip.yaml", now=NOW).itinerary, NOW)
    return cached_app(Publication(published, SITE)).test_client().get("/en/").text


def test_the_head_has_one_primary_action(visit: FlaskClient) -> None:
    html = visit.get("/en/").text
    (main,) = re.findall(r'<a class="button main".*?</a>', html)
    assert 'href="subscribe/"' in main
    assert words(main) == "Add to my calendar"
    assert 'data-main-until="2024-05-17T16:00:00+00:00"' in main


def test_date_of_the_newest_change_leads_to_the_changes(visit: FlaskClient) -> None:
    html = visit.get("/en/").text
    assert 'href="changes/">updated <time datetime="2024-05-14">14 May 2024</time></a>' in html


def test_signs_of_unannounced_times_are_explained_where_the_first_one_is(
    client_of: Callable[[str], FlaskClient], visit: FlaskClient
) -> None:
    note = "Dashed or dotted: not announced yet."
    html = visit.get("/en/").text
    assert html.count(note) == 1
    assert note in piece(html, r'<section class="section window".*?</section>')
    assert note in piece(visit.get("/en/?place=harbin").text, r'<section class="section window".*')
    day = piece(client_of("conference").get("/en/").text, r'<section class="section day".*?<ol>')
    assert note in day
    assert note not in agenda_of("when: 2026-03-01 10:00", "when: all 2026-03-01 to 2026-03-02")


def test_cancelled_programme_says_so_and_asks_for_nothing_first() -> None:
    html = agenda_of("when: 2026-03-01, status: cancelled")
    assert "All events are cancelled." in html
    assert 'class="button main"' not in html
    assert "Add to my calendar" in html


@pytest.mark.parametrize(
    ("event", "said"),
    [
        ("when: 2026-03-01 10:00", "1 confirmed time ·"),
        ("when: 2026-03-01", "0 confirmed times ·"),
        ("when: all 2026-03-01 to 2026-03-02", None),
    ],
)
def test_number_of_confirmed_times_is_said_only_where_there_are_times(
    event: str, said: str | None
) -> None:
    state = words(piece(agenda_of(event), r'<p class="state">.*?</p>'))
    assert (said or "1 event · updated") in state
    assert ("confirmed" in state) == bool(said)


def test_months_stand_above_the_days_of_a_long_programme() -> None:
    days = "".join(
        f"  - {{id: d{n}, title: D{n}, when: {date(2026, 12, 1) + timedelta(days=n)} 10:00,"
        f" sources: me}}\n"
        for n in range(40)
    )
    html = panel(HEAD + days).get("/en/?day=2027-01-03").text
    months = piece(html, '<nav class="by-month".*?</nav>')
    assert words(months) == "December 2026 January 2027"
    assert '<li hidden><a href="#day-2026-12-01"' in months
    assert '<li><a href="#day-2027-01-03"' in months  # the first day that the filter shows
    strip = piece(html, '<nav class="days".*?</nav>')
    assert "Tue, 1 Dec 2026" in words(strip)
    assert "Fri, 1 Jan 2027" in words(strip)


def test_strip_has_every_month_in_which_anything_is_or_goes_on() -> None:
    days = "".join(
        f"  - {{id: d{n}, title: D{n}, when: {date(2026, 12, 1) + timedelta(days=n)} 10:00,"
        f" sources: me}}\n"
        for n in range(40)
    )
    show = "  - {id: show, title: Show, when: all 2026-12-05 to 2027-03-02, sources: me}\n"
    match = "  - {id: match, title: M, when: within 2027-01-31 to 2027-02-01, sources: me}\n"
    visit = panel(HEAD + days + show + match)

    def months(query: str) -> list[tuple[str, str]]:
        found = piece(visit.get(f"/en/{query}").text, '<nav class="by-month".*?</nav>')
        return re.findall(r'<li><a href="#([^"]+)" data-of="([^"]+)"', found)

    assert months("") == [
        ("day-2026-12-01", "2026-12"),
        ("day-2027-01-01", "2027-01"),  # not the exhibition, which stands in December
        ("window-2027-01-31-2027-02-01", "2027-02"),
        ("span-2026-12-05-2027-03-02", "2027-03"),
    ]
    assert months("?day=2027-01-31") == [
        ("span-2026-12-05-2027-03-02", "2026-12"),
        ("span-2026-12-05-2027-03-02", "2027-01"),
        ("window-2027-01-31-2027-02-01", "2027-02"),
        ("span-2026-12-05-2027-03-02", "2027-03"),
    ]


# --- filters -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "events"),
    [
        ("place=harbin", ["expo", "forum", "hit"]),
        ("place=heilongjiang", ["expo", "forum", "hit"]),
        ("category=culture&category=education", ["gala", "hit"]),
        ("party=xi&place=beijing", ["talks", "signing"]),
        ("q=EXPO", ["expo"]),
        ("q=china-russia", ["expo", "forum"]),
        ("q=harbin+economy", ["expo", "forum"]),
        ("q=li+qiang", ["li-qiang"]),
        ("place=harbin&q=students", ["hit"]),
        ("day=2024-05-17&q=gala", ["gala"]),
        ("q=nothing+of+the+kind", []),
    ],
)
def test_an_address_selects_events(visit: FlaskClient, query: str, events: list[str]) -> None:
    html = visit.get(f"/en/?{query}").text
    assert shown(html) == events
    assert html.count('<li class="event') == 8, "all rows are there for the script"
    count = words(piece(html, r"<output.*?</output>"))
    assert count == f"{len(events)} of 8 events"
    empty = piece(html, r'<p class="nothing"[^>]*>')
    assert ("hidden" in empty) == bool(events)
    for block in re.findall(r'<div class="band".*?</ol>', html, re.DOTALL):
        hidden = "hidden" in block.partition(">")[0]
        assert hidden == (not shown(block))


def test_every_event_is_shown_without_a_filter(visit: FlaskClient) -> None:
    html = visit.get("/en/").text
    assert len(shown(html)) == 8
    assert words(piece(html, r"<output.*?</output>")) == "8 events"


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("q=&place=harbin&category=", "?place=harbin"),
        ("place=harbin&category=economy", "?category=economy&place=harbin"),
        ("place=harbin&place=beijing&place=harbin", "?place=beijing&place=harbin"),
        ("q=++two++words+", "?q=two+words"),
        ("q=&place=&category=&party=", ""),
    ],
)
def test_a_form_s_query_leads_to_the_one_address(
    visit: FlaskClient, asked: str, canonical: str
) -> None:
    got = visit.get(f"/en/?{asked}")
    assert got.status_code == 302
    assert led_to("/en/", got) == f"/en/{canonical}"
    assert visit.get(f"/en/{canonical}").status_code == 200


def test_marks_of_campaigns_are_no_matter(visit: FlaskClient) -> None:
    got = visit.get("/en/?utm_source=paper&place=harbin&fbclid=x")
    assert got.status_code == 200
    assert shown(got.text) == ["expo", "forum", "hit"]
    assert '<link rel="canonical" href="https://visit.example/en/">' in got.text


def test_unknown_values_are_left_out_and_named(visit: FlaskClient) -> None:
    html = visit.get("/en/?day=2024-13-99&place=atlantis").text
    assert len(shown(html)) == 8
    assert "left out here: 20240516" in visit.get("/en/?day=20240516").text
    said = words(piece(html, r'<p class="unknown">.*?</p>'))
    assert said == "Not in this programme, and left out here: 2024-13-99 and atlantis"


def test_an_address_cannot_write_into_the_page(visit: FlaskClient) -> None:
    html = visit.get("/en/?place=%3Cscript%3Ealert(1)%3C/script%3E&q=%22%3E%3Cimg").text
    assert "<script>alert" not in html
    assert 'value="&#34;&gt;&lt;img"' in html


def test_the_selection_is_subscribed_to_and_kept_in_other_languages(visit: FlaskClient) -> None:
    html = visit.get("/en/?category=economy&place=harbin&q=expo").text
    link = piece(html, r'<a class="exactly".*?</a>')
    assert 'href="subscribe/?category=economy&amp;place=harbin"' in link
    assert words(link) == "Subscribe, without the search"
    assert 'href="../zh/?category=economy&amp;place=harbin&amp;q=expo" hreflang="zh"' in html
    exact = piece(visit.get("/en/?place=harbin").text, r'<a class="exactly".*?</a>')
    assert words(exact) == "Subscribe to exactly this"


def test_choices_without_effect_are_not_offered(
    client_of: Callable[[str], FlaskClient], visit: FlaskClient
) -> None:
    boxes = [a for a in Page(visit.get("/en/").text).all("input") if a.get("type") == "checkbox"]
    offered = {(a["name"], a["value"]) for a in boxes}
    assert ("place", "harbin") in offered
    assert not {name for name, _ in offered} & {"day"}, "all may be on both days"
    checked = [a for a in Page(visit.get("/en/?party=xi").text).all("input") if "checked" in a]
    assert [a["value"] for a in checked] == ["xi"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("İstanbul", "istanbul"),
        ("Ёлка", "елка"),
        ("Straße", "STRASSE"),
        ("Łódź", "lodz"),
        ("O’Message", "o'message"),
        ("China–Russia", "china-russia"),
        ("Teatro Fictício", "teatro ficticio"),
        ("ＡＢＣ", "abc"),
    ],
)
def test_case_accents_and_typography_do_not_matter_to_a_search(one: str, other: str) -> None:
    assert search.fold(one) == search.fold(other)


# --- a long programme ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long() -> FlaskClient:
    publication = Publication(festival(), SITE)
    return cached_app(publication).test_client()


@pytest.mark.whole
def test_the_agenda_of_a_thousand_events_is_light(long: FlaskClient) -> None:
    got = long.get("/en/", headers={"Accept-Encoding": "gzip"})
    assert len(got.data) < 150_000
    assert gzip.decompress(got.data).count(b'<li class="event') == 1000


@pytest.mark.whole
def test_a_long_agenda_is_filtered_like_a_short_one(long: FlaskClient) -> None:
    html = long.get("/en/?day=2026-06-03&place=istanbul").text
    edition: Edition = festival()
    expected = {
        event.id
        for event in edition.itinerary.events
        if event.when
        and event.when.first <= date(2026, 6, 3) <= event.when.last
        and event.place
        and "istanbul" in {place.id for place in event.place.chain()}
    }
    assert set(shown(html)) == expected
    assert expected


@pytest.mark.parametrize(("shape", "waits"), [("league", True), ("developers", False)])
def test_first_paint_waits_for_what_is_on_unless_the_page_is_very_long(
    shape: str, waits: bool
) -> None:
    edition = revise(None, read(SHAPES[shape]().encode(), file="x.yaml", now=NOW).itinerary, NOW)
    page = cached_app(Publication(edition, SITE)).test_client().get("/en/").text
    script = piece(page, r'<script[^>]*/now\.js"[^>]*>')
    assert ('blocking="render"' in script) is waits
