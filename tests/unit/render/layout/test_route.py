"""The way of a programme: no order of cities is told that was not announced."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import After, Event, Place, TimeZone
from itinerary.model.reading_order import agenda
from itinerary.model.text import Text
from itinerary.model.when import Day, Part, Span, Timed, When, Window, starts_before
from itinerary.model.zones import zone
from itinerary.render.drawings.maps import programme_map
from itinerary.render.layout import route
from itinerary.render.words import route_wording
from itinerary.render.words.language import Language
from itinerary.source import read
from itinerary.website.files import pdf
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app

FIRST = date(2026, 3, 27)
CITIES = [
    Place(id=id, name=Text((("en", id),)), zone=TimeZone(zone(name)))
    for id, name in (
        ("berlin", "Europe/Berlin"),
        ("harbin", "Asia/Shanghai"),
        ("honolulu", "Pacific/Honolulu"),
    )
]


@st.composite
def whens(draw: st.DrawFn, where: str) -> When:
    """Draw times of a few days, so that many of them meet."""
    first = FIRST + timedelta(days=draw(st.integers(0, 5)))
    last = first + timedelta(days=draw(st.integers(1, 2)))
    hour = timedelta(minutes=draw(st.integers(0, 47)) * 30)
    start = (datetime(first.year, first.month, first.day, tzinfo=UTC) + hour).astimezone(
        zone(where)
    )
    length = timedelta(minutes=draw(st.integers(1, 40)) * 30)
    end = (start.astimezone(UTC) + length).astimezone(zone(where))
    forms: tuple[When, ...] = (
        *(Timed(start), Timed(start, end), Day(first), Day(first, draw(st.sampled_from(Part)))),
        *(Window(first, last), Span(first, last)),
    )
    return draw(st.sampled_from(forms))


@st.composite
def stays(draw: st.DrawFn) -> list[tuple[Event, Place]]:
    """Draw events in cities, of which some follow others."""
    found: list[tuple[Event, Place]] = []
    for n in range(draw(st.integers(1, 9))):
        place = draw(st.sampled_from(CITIES))
        follows = draw(st.none() | st.integers(0, n - 1)) if n else None
        when = draw(whens(place.zone.info.key))
        if follows is not None:
            other = found[follows][0]
            here, there = place.zone.info, other.zone.info
            if not other.when or starts_before(when, here, other.when, there):
                follows = None
        event = Event(
            id=f"event-{n}",
            uid=f"event-{n}@made.itinerary",
            title=Text((("en", "Event"),)),
            when=when,
            zone=place.zone,
            place=place,
            after=None if follows is None else After(f"event-{follows}", Text((("en", "x"),))),
        )
        found.append((event, place))
    return draw(st.permutations(found))


HOURS = {
    Part.MORNING: (0, 11),
    Part.MIDDAY: (11, 14),
    Part.AFTERNOON: (14, 18),
    Part.EVENING: (18, 22),
    Part.NIGHT: (22, 24),
}


def hours(event: Event) -> tuple[float, float] | None:
    """Return from which to which hour of its one day an event may be, if anything is known."""
    match event.when:
        case Timed(start=start, end=end):
            end = end or start
            begins, ends = (moment.hour + moment.minute / 60 for moment in (start, end))
            return begins - 2, 26 if end.date() > start.date() else ends + 2
        case Day(part=Part() as part):
            return HOURS[part]
    return None


def is_first(one: Event, other: Event) -> bool:
    """Tell whether it is certain that `one` is in its city at some time before `other` is in its,
    and that they are not there side by side."""
    if other.after and other.after.id == one.id:
        return True
    if one.after and one.after.id == other.id:
        return False
    assert one.when
    assert other.when
    if isinstance(one.when, Timed) and isinstance(other.when, Timed):
        end = one.when.end or one.when.start + timedelta(minutes=1)
        return end.astimezone(UTC) <= other.when.start.astimezone(UTC)
    if one.when.last != other.when.first:
        return one.when.last < other.when.first
    # They share this one day: the first was there before, or the other goes on, or hours tell.
    if one.when.first < one.when.last or other.when.first < other.when.last:
        return True
    early, late = hours(one), hours(other)
    return early is not None and late is not None and early[1] <= late[0]


def is_certain(one: Event, other: Event) -> bool:
    """Tell whether the order of two events is certain."""
    return is_first(one, other) or is_first(other, one)


def is_plain(placed: list[tuple[Event, Place]]) -> bool:
    """Tell whether days alone tell the order: nothing is said to follow anything, and hours come in
    the same order by the calendar on the wall and by the sun."""
    begins = [event.when.start for event, _ in placed if isinstance(event.when, Timed)]
    by_sun = sorted(begins, key=lambda start: start.astimezone(UTC))
    on_wall = [start.replace(tzinfo=None) for start in by_sun]
    return on_wall == sorted(on_wall) and not any(event.after for event, _ in placed)


@given(stays())
def test_route_has_exactly_the_events_of_certain_order(
    placed: list[tuple[Event, Place]],
) -> None:
    dated = [(e, p) for e, p in placed if not isinstance(e.when, Window)]
    expected = [
        (event, place)
        for event, place in dated
        if all(place.id == there.id or is_certain(event, other) for other, there in dated)
    ]
    found = list(route._ordered(placed))
    assert {event.id for event, _ in found} <= {event.id for event, _ in expected}
    for (early, here), (late, there) in combinations(found, 2):
        assert here.id == there.id or is_first(early, late)
    # Where what follows what, or the date line, contradicts the days, less may be told.
    if is_plain(expected):
        assert len(found) == len(expected)


# --- days that two cities share ------------------------------------------------------------------

MADE = """
id: overlap
title: Tour
languages: [en, zh, ru]
zone: Asia/Kolkata
sources: {s: {who: Board}}
places:
  np: {name: Kathmandu, zone: Asia/Kathmandu, coordinates: [27.7, 85.3]}
  sc: {name: Victoria, zone: Indian/Mahe, coordinates: [-4.6, 55.45]}
  mu: {name: Port Louis, zone: Indian/Mauritius, coordinates: [-20.2, 57.5]}
  hn: {name: Honolulu, zone: Pacific/Honolulu, coordinates: [21.3, -157.9]}
  tk: {name: Tokyo, zone: Asia/Tokyo, coordinates: [35.7, 139.7]}
events:
"""


def way_of(*events: str) -> route.Route:
    """Return the route of a programme of events in places: `sc: all 2028-03-10 to 2028-03-11`."""
    return route.route(read_events(*events).itinerary)


def read_events(*events: str) -> Edition:
    """Return the edition of a programme of events in places."""
    rows = []
    for n, event in enumerate(events):
        place, _, when = event.partition(": ")
        rows.append(f"  - {{id: e{n}, title: E, when: {when}, place: {place}, sources: s}}\n")
    made = read((MADE + "".join(rows)).encode(), file="made.yaml", now=NOW).itinerary
    return revise(None, made, NOW)


@pytest.mark.parametrize(
    ("events", "stops"),
    [
        (("sc: all 2028-03-10 to 2028-03-11", "mu: all 2028-03-11 to 2028-03-13"), "sc mu"),
        (("mu: all 2028-03-11 to 2028-03-13", "sc: all 2028-03-10 to 2028-03-11"), "sc mu"),
        (("sc: all 2028-03-10 to 2028-03-11", "mu: 2028-03-11"), "sc mu"),
        (("mu: 2028-03-11", "sc: all 2028-03-11 to 2028-03-12"), "mu sc"),
        (("mu: 2028-03-11 09:00", "sc: all 2028-03-11 to 2028-03-12"), "mu sc"),
        (
            (
                "sc: all 2028-03-10 to 2028-03-11",
                "np: 2028-03-11 12:00",
                "mu: all 2028-03-11 to 2028-03-13",
            ),
            "sc np mu",
        ),
        # An event in a city on the day of arrival or departure does not interrupt the stay there.
        (
            (
                "sc: all 2028-03-10 to 2028-03-11",
                "mu: all 2028-03-11 to 2028-03-13",
                "sc: 2028-03-10 20:00",
                "mu: 2028-03-13 evening",
            ),
            "sc mu",
        ),
        (("sc: 2028-03-11 morning", "mu: 2028-03-11 evening"), "sc mu"),
        (("sc: 2028-03-11 10:00 to 11:00", "mu: 2028-03-11 evening"), "sc mu"),
        (("mu: 2028-03-11 night", "sc: 2028-03-11 10:00 to 11:00"), "sc mu"),
        (("mu: 2028-03-10 22:00 to 2028-03-11 02:00", "sc: 2028-03-11"), "mu sc"),
        (
            (
                "sc: 2028-03-11 08:00 to 09:00",
                "mu: 2028-03-11 12:00 to 13:00",
                "np: 2028-03-11 20:00 to 21:00",
            ),
            "sc mu np",
        ),
        # The morning after the evening: clocks in Honolulu are 19 hours behind those in Tokyo.
        (("hn: 2028-03-11 08:00 to 09:00", "tk: 2028-03-11 17:00 to 18:00"), "tk hn"),
    ],
)
def test_cities_that_share_a_day_are_in_the_order_that_is_known(
    events: tuple[str, ...], stops: str
) -> None:
    way = way_of(*events)
    assert [place.id for place in way.stops] == stops.split()
    assert way.others == ()
    assert len(way.legs) == len(stops.split()) - 1


@pytest.mark.parametrize(
    "events",
    [
        ("sc: all 2028-03-10 to 2028-03-12", "mu: all 2028-03-11 to 2028-03-13"),
        ("sc: all 2028-03-10 to 2028-03-12", "mu: 2028-03-11"),
        ("sc: all 2028-03-11", "mu: 2028-03-11"),
        ("sc: all 2028-03-11", "mu: 2028-03-11 20:00"),
        ("sc: 2028-03-11 evening", "mu: 2028-03-11 20:00"),
        ("sc: 2028-03-11 17:00 to 18:00", "mu: 2028-03-11 evening"),
        ("sc: 2028-03-11", "mu: 2028-03-11 morning"),
    ],
)
def test_cities_that_share_more_than_a_day_or_only_a_day_have_no_known_order(
    events: tuple[str, ...],
) -> None:
    way = way_of(*events)
    assert way.stops == ()
    assert {place.id for place in way.others} == {"sc", "mu"}
    assert way.undated == frozenset()


def test_a_border_that_is_crossed_in_a_day_is_on_the_map_in_the_paper_and_in_words() -> None:
    edition = read_events(
        "np: all 2027-11-25 to 2027-11-27",
        "sc: all 2028-03-10 to 2028-03-11",
        "mu: all 2028-03-11 to 2028-03-13",
        "tk: all 2028-03-23",
    )
    publication = Publication(edition, SITE)
    client = cached_app(publication).test_client()
    page = client.get("/en/map/").text
    assert "In this order: Kathmandu → Victoria → Port Louis → Tokyo." in page
    assert "not announced" not in re.sub(r"<footer.*", "", page.split("<main", 1)[1], flags=re.S)
    drawing = programme_map(publication.route, "en")
    assert drawing
    assert len(drawing.ways) == 3
    assert [mark.number for mark in drawing.marks] == ["1", "2", "3", "4"]
    with client.application.test_request_context("/en/programme.pdf"):
        assert "Kathmandu → Victoria → Port Louis → Tokyo" in pdf.page("en")
    agenda = " ".join(re.sub(r"<[^>]+>", " ", client.get("/en/").text).split())
    assert "Kathmandu → Victoria → Port Louis → Tokyo" in agenda


def test_wording_separates_undated_from_unordered_cities() -> None:
    way = way_of(
        "np: 2028-03-01",
        "sc: 2028-03-02",
        "mu: all 2028-03-10 to 2028-03-12",
        "tk: all 2028-03-11 to 2028-03-13",
        "hn: within 2028-03-01 to 2028-03-20",
    )
    words = route_wording.route_words(way, Language.of("en"))
    assert "In this order: Kathmandu → Victoria." in words
    assert "Also: Port Louis and Tokyo." in words
    assert "At a time not announced: Honolulu." in words


ROOMS = """
id: rooms
title: Rooms
languages: [en]
zone: Europe/Berlin
sources: {us: {who: Us}}
places: {hall: Hall, foyer: Foyer, house: House, room: {name: Room, in: house}}
events:
  - {id: one, title: One, when: "2028-03-10 10:00", place: hall, sources: us}
  - {id: two, title: Two, when: "2028-03-10 12:00", place: foyer, sources: us}
"""


def test_programme_of_rooms_alone_has_no_cities_and_no_bands() -> None:
    programme = read(ROOMS.encode(), file="f.yaml", now=NOW).itinerary
    way = route.route(programme)
    assert way.places == ()
    assert [place.id for place in way.elsewhere] == ["hall", "foyer"]
    words = route_wording.route_words(way, Language.of("en"))
    assert words == "2 places, of which no coordinates are given."
    for section in agenda(programme.events, programme.day_starts):
        (band,) = route.bands(section, way)
        assert band.place is None


@pytest.mark.parametrize(
    ("house", "kind"),
    [
        ("House", "place"),
        ('{name: House, address: "1 Street", coordinates: [50, 10]}', "place"),
        ("{name: House, coordinates: [50, 10]}", "city"),
    ],
)
def test_place_with_an_address_or_without_coordinates_is_not_called_a_city(
    house: str, kind: str
) -> None:
    words = ROOMS.replace("place: hall", "place: room").replace("place: foyer", "place: house")
    words = words.replace("house: House", f"house: {house}")
    way = route.route(read(words.encode(), file="f.yaml", now=NOW).itinerary)
    said = route_wording.route_words(way, Language.of("en"))
    assert said == f"Everything is in one {kind}: House."


@pytest.mark.parametrize(
    ("events", "words"),
    [
        # A league: there is no way from one place to the next.
        (
            [f"{place}: 2028-03-{10 + week} 10:00" for week in range(4) for place in ("sc", "mu")],
            "Victoria and Port Louis.",
        ),
        (
            [
                *(f"{p}: 2028-03-{10 + week} 10:00" for week in range(4) for p in ("sc", "mu")),
                "np: within 2028-03-01 to 2028-03-20",
            ],
            "Victoria and Port Louis. At a time not announced: Kathmandu.",
        ),
        # All days were announced: that the visits overlap is known.
        (
            ["sc: all 2028-03-10 to 2028-03-12", "mu: all 2028-03-11 to 2028-03-13"],
            "Victoria and Port Louis.",
        ),
        (
            ["sc: 2028-03-10", "mu: within 2028-03-01 to 2028-03-20"],
            "Victoria and Port Louis. In which order was not announced.",
        ),
    ],
)
def test_an_order_is_said_to_be_unannounced_only_where_one_is_to_come(
    events: list[str], words: str
) -> None:
    said = route_wording.route_words(way_of(*events), Language.of("en"))
    assert said.partition(" They are")[0] == words
