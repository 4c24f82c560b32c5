"""The map: correct coasts, lines only for announced legs, legible labels."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from functools import cache
from itertools import chain, combinations, pairwise, product
from math import cos, hypot, radians

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Proj
from shapely import Point as Dot
from shapely import Polygon, STRtree, dwithin, prepare, union_all

from itinerary.ledger import Edition, revise
from itinerary.model.text import TaggedText
from itinerary.render.drawings import land
from itinerary.render.drawings.geometry import EARTH, Azimuthal, Box, EqualEarth, Point
from itinerary.render.drawings.labels import Mark, too_near
from itinerary.render.drawings.labels import _sign as sign_box
from itinerary.render.drawings.labels import _words as words_box
from itinerary.render.drawings.maps import Drawing, draw_map, graticule, locator_map, programme_map
from itinerary.render.drawings.sheet import LOCATOR, WHOLE, Sheet, Spot, fit_sheet
from itinerary.render.layout.route import route
from itinerary.source import read
from itinerary.website.publication import Publication
from tests.conftest import NOW, PROGRAMMES, ROOT, SITE
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page

LAND = ROOT / "itinerary" / "render" / "drawings" / "coasts"

CITIES = {
    "Beijing": (116.4074, 39.9042),
    "Harbin": (126.535, 45.8038),
    "Lisbon": (-9.1393, 38.7223),
    "Berlin": (13.405, 52.52),
    "Suva": (178.44, -18.14),
    "Apia": (-171.76, -13.83),
    "Wellington": (174.78, -41.29),
    "London": (-0.12, 51.5),
    "New York": (-74.0, 40.7),
    "Tokyo": (139.69, 35.69),
    "Rio": (-43.2, -22.9),
    "Cape Town": (18.42, -33.92),
    "Longyearbyen": (15.63, 78.22),
    "McMurdo": (166.67, -77.85),
}


def spots(*names: str) -> list[Spot]:
    return [Spot(CITIES[name], TaggedText(name, "en")) for name in names]


def drawn(*names: str) -> Drawing:
    found = draw_map(spots(*names), [], WHOLE)
    assert found
    return found


def sheet(*names: str) -> Sheet:
    return fit_sheet([CITIES[name] for name in names], [], WHOLE)


# --- the land ------------------------------------------------------------------------------------


@cache
def shapes(name: str) -> tuple[STRtree, list[Polygon]]:
    """Return the rings as GEOS has them, wherever the box of degrees is around the earth."""
    found = [
        Polygon([(x + turn, y) for x, y in ring])
        for _, ring in land.read_rings(name)
        for turn in (-360, 0, 360)
    ]
    return STRtree(found), found


def is_land(longitude: float, latitude: float, name: str = "fine.bin") -> bool:
    tree, found = shapes(name)
    near = tree.query(Dot(longitude, latitude))
    return bool(sum(found[n].covers(Dot(longitude, latitude)) for n in near) % 2)


@pytest.mark.parametrize("name", ["fine.bin", "coarse.bin"])
def test_land_matches_known_points(name: str) -> None:
    for city in ("Beijing", "Harbin", "Berlin", "London", "Cape Town"):
        assert is_land(*CITIES[city], name), city
    for sea in ((84.0, 16.0), (-30.0, 40.0), (-160.0, 20.5), (0.0, 90.0), (51.0, 41.5)):
        assert not is_land(*sea, name), sea
    assert is_land(0, -89, name)
    assert is_land(179.9, -89, name)
    assert is_land(-175, 66, name)  # Chukotka, beyond the antimeridian
    assert is_land(185, 66, name)


@pytest.mark.parametrize(("name", "off"), [("fine.bin", 0.02), ("coarse.bin", 0.04)])
def test_all_land_together_is_as_much_as_the_earth_has(name: str, off: float) -> None:
    def flat(ring: tuple[Point, ...]) -> float:
        # Along a parallel a degree is as long as its cosine; by strips this is near enough.
        strips = (
            (x + to_x) / 2 * (to_y - y) * cos(radians((y + to_y) / 2))
            for (x, y), (to_x, to_y) in pairwise([*ring, ring[0]])
        )
        return sum(strips) * radians(1) ** 2 * EARTH**2

    total = sum(flat(ring) for _, ring in land.read_rings(name))
    assert abs(total) == pytest.approx(148_940_000 - 371_000, rel=off)  # less the Caspian Sea


def test_the_land_takes_little_of_the_wheel() -> None:
    assert sum(file.stat().st_size for file in LAND.iterdir()) < 200_000
    packed = (ROOT / "setup.cfg").read_text("utf-8")
    assert "render/drawings/coasts/*" in packed


# --- the drawing, held against the land by another way -------------------------------------------


def polygons(path: str) -> list[Polygon]:
    """Read a path of ours: `M10 20l5-3 4 2z` again and again."""
    found = []
    for part in re.findall(r"M[^M]+", path):
        numbers = [int(n) for n in re.findall(r"-?\d+", part)]
        x, y = numbers[:2]
        ring = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        found.append(Polygon(ring))
    return found


def theirs(of: Sheet) -> Proj:
    if isinstance(of.projection, Azimuthal):
        lat = of.projection.latitude
        return Proj(proj="laea", lon_0=of.projection.longitude, lat_0=lat, R=EARTH)
    return Proj(proj="eqearth", lon_0=of.projection.longitude, R=EARTH)


@pytest.mark.parametrize(
    "names",
    [
        ("Beijing", "Harbin"),
        ("Lisbon", "Berlin"),
        ("Suva",),
        ("Suva", "Apia", "Wellington"),
        ("Longyearbyen",),
        ("McMurdo",),
        ("London", "New York", "Tokyo", "Rio", "Cape Town"),
        ("London", "Wellington"),
    ],
)
def test_the_sheet_shows_land_and_sea_where_proj_and_geos_have_them(names: tuple[str, ...]) -> None:
    of = sheet(*names)
    found = polygons(land.land_path(of))
    coasts = union_all([shape.boundary for shape in found])
    prepare([coasts, *found])
    backward = theirs(of)
    name = "fine.bin" if of.scale > 0.09 else "coarse.bin"
    checked = wrong = 0
    for n in range(1, 40):
        for m in range(1, 30):
            x, y = of.width * n / 40, of.height * m / 30
            at_x, at_y = of.box.left + x / of.scale, of.box.high - y / of.scale
            longitude, latitude = backward(at_x, at_y, inverse=True)
            if abs(longitude) > 360 or isinstance(of.projection, EqualEarth):
                edge, _ = of.projection.forward(of.projection.longitude + 179.9, latitude)
                if abs(latitude) > 90 or abs(at_x) > edge:
                    continue  # beyond the edge of the world
            # Within two units of a coast rounding and simplifying may have moved it.
            dot = Dot(x, y)
            if dwithin(coasts, dot, 2):
                continue
            checked += 1
            shown = sum(shape.covers(dot) for shape in found) % 2 == 1
            wrong += shown != is_land(longitude, latitude, name)
    assert checked > 500
    # Islands and lakes smaller than can be seen are left out.
    assert wrong <= checked * 0.01


def test_a_region_is_in_lambert_s_projection_and_the_world_in_equal_earth() -> None:
    assert isinstance(sheet("Beijing", "Harbin").projection, Azimuthal)
    assert isinstance(sheet("Suva", "Apia").projection, Azimuthal)
    assert isinstance(sheet("London", "New York", "Tokyo", "Rio").projection, EqualEarth)
    assert drawn("Beijing").scale
    assert drawn("London", "Tokyo", "Rio", "Wellington").scale is None  # true nowhere else


def test_one_place_is_shown_with_the_coasts_around_it() -> None:
    one = sheet("Beijing")
    assert one.box.right - one.box.left >= WHOLE.least
    (mark,) = drawn("Beijing").marks
    assert (mark.x, mark.y) == pytest.approx((one.width / 2, one.height / 2), abs=1)
    assert mark.numbers == ()


def test_a_place_far_from_any_coast_is_shown_with_more_around_it() -> None:
    moscow = draw_map([Spot((37.62, 55.75), TaggedText("Moscow", "en"))], [], LOCATOR)
    assert moscow
    assert moscow.scale
    assert moscow.scale.kilometres >= 200
    inside = [
        point
        for shape in polygons(moscow.land)
        for point in shape.exterior.coords
        if 0 < point[0] < moscow.width and 0 < point[1] < moscow.height
    ]
    assert len(inside) >= land.COAST
    (mark,) = moscow.marks
    assert (mark.x, mark.y) == pytest.approx((moscow.width / 2, moscow.height / 2), abs=1)


def test_places_on_both_sides_of_the_antimeridian_are_near_each_other() -> None:
    suva, apia = drawn("Suva", "Apia").marks
    scale = sheet("Suva", "Apia").scale
    kilometres = hypot(suva.x - apia.x, suva.y - apia.y) / scale
    assert kilometres == pytest.approx(1145, rel=0.02)
    assert apia.x > suva.x


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.floats(-180, 180), st.floats(-75, 80)), min_size=1, max_size=6, unique=True
    )
)
def test_every_mark_is_on_the_sheet_and_every_sheet_has_its_shape(points: list[Point]) -> None:
    ways = list(pairwise(points))
    found = draw_map([Spot(point, TaggedText("X", "en")) for point in points], ways, WHOLE)
    assert found
    assert found.width == WHOLE.width
    low, high = WHOLE.flattest * found.width - 1, WHOLE.tallest * found.width + 1
    assert low <= found.height <= high
    assert all(0 < mark.x < found.width and 0 < mark.y < found.height for mark in found.marks)
    assert len(gzip.compress((found.land + found.grid).encode())) < 20_000


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    from pyproj import Geod

    of, found = sheet("Lisbon", "Berlin"), drawn("Lisbon", "Berlin")
    assert found.scale
    assert found.scale.kilometres in (100, 200, 500, 1000)
    assert found.scale.length / of.scale == pytest.approx(found.scale.kilometres, rel=0.01)
    # In the middle of the sheet, a kilometre of it is one of the earth.
    x = (of.box.left + of.box.right) / 2
    y = (of.box.low + of.box.high) / 2
    one = theirs(of)(x - found.scale.kilometres / 2, y, inverse=True)
    other = theirs(of)(x + found.scale.kilometres / 2, y, inverse=True)
    _, _, metres = Geod(a=EARTH * 1000, b=EARTH * 1000).inv(*one, *other)
    assert metres / 1000 == pytest.approx(found.scale.kilometres, rel=0.02)


def test_a_way_over_the_edge_of_the_world_goes_on_at_the_other_side() -> None:
    points = [CITIES[name] for name in ("London", "New York", "Tokyo", "Wellington", "Rio")]
    found = draw_map(
        [Spot(point, TaggedText("X", "en")) for point in points],
        [(CITIES["New York"], CITIES["Tokyo"])],
        WHOLE,
    )
    assert found
    for way in found.ways:
        numbers = [int(n) for n in re.findall(r"-?\d+", way)]
        assert all(abs(step) < found.width / 2 for step in numbers[2::2]), "a line across the world"


# --- words ---------------------------------------------------------------------------------------


def box_of(mark: Mark, em: float) -> Box:
    """Return the box of a mark's words, measured more narrowly than for placing them."""
    assert mark.label
    wide = 0.5 * em * len(mark.name.words)
    left = (
        mark.x
        + mark.label.dx * em
        - {"start": 0, "middle": wide / 2, "end": wide}[mark.label.anchor]
    )
    base = mark.y + mark.label.dy * em
    return Box(left, base - 0.7 * em, left + wide, base)


def test_places_upon_each_other_are_one_mark_with_a_letter_for_a_list_of_their_numbers() -> None:
    near = (CITIES["Berlin"][0] + 0.02, CITIES["Berlin"][1])
    found = draw_map(
        [
            Spot(CITIES["Berlin"], TaggedText("Berlin", "en"), (1, 3)),
            Spot(near, TaggedText("Adlershof", "en"), (2,)),
            Spot(CITIES["Lisbon"], TaggedText("Lisbon", "en"), (4,)),
        ],
        [],
        WHOLE,
    )
    assert found
    assert [(m.name.words, m.sign) for m in found.marks] == [
        ("Berlin · Adlershof", "A"),
        ("Lisbon", "4"),
    ]
    assert [[spot.numbers for spot in m.spots] for m in found.listed] == [[(1, 3), (2,)]]


def test_a_place_with_more_numbers_than_its_sign_has_room_for_has_a_letter() -> None:
    found = draw_map([Spot(CITIES["Berlin"], TaggedText("Berlin", "en"), (1, 3, 5))], [], WHOLE)
    assert found
    assert [mark.sign for mark in found.listed] == ["A"]


def test_the_list_beside_a_map_says_the_numbers_of_places_that_share_a_sign() -> None:
    near = TRIP.replace("nowhere: {name: Nowhere}", "potsdam: {name: Ghent, coordinates: [51, 4]}")
    near = near.replace("place: nowhere", "place: potsdam").replace("within 2026-03-01 to ", "")
    near = near.replace("2026-03-03, place: p", "2026-03-04, place: p")
    near += "  - {id: f, title: F, when: 2026-03-05, place: f, sources: me}\n"
    near = near.replace("potsdam: ", "f: {name: Antwerp, coordinates: [51.6, 4.4]}\n  potsdam: ")
    page = client(near).get("/en/map/").text
    key = page.split('class="map-key"')[1].split("</ul>")[0]
    said = re.sub(r"<[^>]+>", "", key.partition(">")[2]).replace("&nbsp;", " ").split()
    assert said == ["A", "4", "Ghent", "·", "5", "Antwerp"]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.floats(-12, 30),
            st.floats(36, 65),
            st.sampled_from(["Oslo", "Frankfurt am Main", "上海", "Средиземноморск", "W" * 40]),
            st.booleans(),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_no_words_overlap_on_any_screen_and_each_place_is_on_the_map_or_in_its_list(
    places: list[tuple[float, float, str, bool]],
) -> None:
    all_spots = [
        Spot((x, y), TaggedText(f"{name} {n}", "en"), (n, n + 40) if numbered else (), f"p{n}")
        for n, (x, y, name, numbered) in enumerate(places)
    ]
    found = draw_map(all_spots, [], WHOLE)
    assert found
    assert {spot.id for mark in found.marks for spot in mark.spots} == {s.id for s in all_spots}
    for em in WHOLE.ems:
        labelled = [m for m in found.marks if m.label and (em <= WHOLE.roomy or not m.label.roomy)]
        boxes = [(m, words_box(m, m.label, em)) for m in labelled if m.label]
        signs = [(m, sign_box(m, em)) for m in found.marks]
        for (mark, one), (other_mark, other) in chain(
            combinations(boxes, 2), product(boxes, signs)
        ):
            assert mark is other_mark or not one.meets(other)
        assert not any(too_near(*pair, em) for pair in combinations(found.marks, 2))
    for mark in found.marks:
        named = mark.label and not mark.label.roomy
        whole = mark.name.words == " · ".join(spot.name.words for spot in mark.spots)
        assert (named and whole) or (mark in found.listed and mark.sign)


def test_a_map_of_one_town_is_not_drawn() -> None:
    town = TRIP.replace("38.7223, -9.1393", "52.5, 13.3")
    html = client(town).get("/en/map/").text
    assert "<svg" not in html
    for path in ("events/a/", "events/b/", "places/hall/", "places/lisbon/"):
        assert "<svg" not in client(town).get(f"/en/{path}").text
        assert "<svg" in client(TRIP).get(f"/en/{path}").text
    words = html.replace("\xa0", " ")
    assert "7.4 km from Berlin" in words
    assert "1 event" in words


def test_map_of_no_places_is_none() -> None:
    assert draw_map([], [], WHOLE) is None


# --- the pages -----------------------------------------------------------------------------------


def test_a_line_is_drawn_only_where_the_order_was_announced(editions: dict[str, Edition]) -> None:
    visit = programme_map(route(editions["visit"].itinerary), "en")
    assert visit
    assert visit.ways == ()
    assert [mark.number for mark in visit.marks] == ["", ""]
    tour = programme_map(route(editions["tour"].itinerary), "en")
    assert tour
    assert len(tour.ways) == 3
    assert [(m.name.words, m.number) for m in tour.marks] == [
        ("Lisbon", "1"),
        ("Porto", "2"),
        ("Berlin", "3"),
        ("Istanbul", "4"),
    ]


def test_there_and_back_is_one_line() -> None:
    itinerary = read(TRIP.encode(), file="trip.yaml", now=NOW).itinerary
    found = programme_map(route(itinerary), "en")
    assert found
    assert len(found.ways) == 1
    assert {m.name.words: m.number for m in found.marks} == {"Berlin": "1·3", "Lisbon": "2"}


TRIP = """
id: trip
title: Trip
languages: [en]
zone: Europe/Berlin
published: 2026-01-01
places:
  berlin: {name: Berlin, coordinates: [52.52, 13.405]}
  hall: {name: Hall, in: berlin}
  lisbon: {name: Lisbon, coordinates: [38.7223, -9.1393], zone: Europe/Lisbon}
  nowhere: {name: Nowhere}
sources: {me: {who: Me}}
events:
  - {id: a, title: A, when: 2026-03-01, place: hall, sources: me}
  - {id: b, title: B, when: 2026-03-02, place: lisbon, sources: me}
  - {id: c, title: C, when: 2026-03-03, place: berlin, sources: me}
  - {id: d, title: D, when: within 2026-03-01 to 2026-03-03, place: nowhere, sources: me}
  - {id: e, title: E, when: 2026-03-03, sources: me}
"""


def client(programme: str) -> FlaskClient:
    edition = revise(None, read(programme.encode(), file="trip.yaml", now=NOW).itinerary, NOW)
    publication = Publication(edition, SITE)
    return cached_app(publication).test_client()


def test_the_map_says_in_words_all_that_it_shows() -> None:
    html = client(TRIP).get("/en/map/").text
    assert "In this order: Berlin → Lisbon → Berlin." in html
    assert "At a time not announced: Nowhere." in html
    (svg,) = Page(html).all("svg")
    assert svg["role"] == "img"
    for id in str(svg["aria-labelledby"]).split():
        assert f'id="{id}"' in html
    listed = html.split('class="place-list"', 1)[1]
    for words in ("52.5200, 13.4050", "38.7223, -9.1393"):
        assert words in listed
    assert listed.count("not on the map") == 1  # a room is where the place around it is
    for event in "abcde":
        assert listed.count(f'href="../events/{event}/"') == 1
    assert "Place to be announced" in listed


def test_map_of_the_visit_claims_no_order(visit: FlaskClient) -> None:
    html = visit.get("/en/map/").text
    assert "Beijing and Harbin. In which order was not announced." in html
    assert "1,050 km apart" in html.replace("\xa0", " ")
    assert 'class="way"' not in html
    assert "→" not in html.split("<main", 1)[1].split("</main>", 1)[0]
    assert "北京和哈尔滨。先后顺序尚未公布。两地" in visit.get("/zh/map/").text


def test_a_programme_without_places_has_a_map_page_that_says_so() -> None:
    bare = TRIP.split("places:", 1)[0] + (
        "sources: {me: {who: Me}}\nevents:\n  - {id: a, title: A, sources: me}\n"
    )
    html = client(bare).get("/en/map/").text
    assert "<svg" not in html
    assert "No city was announced yet." in html
    assert "No place was announced yet." in html


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_map_page_is_small_and_makes_no_foreign_request(
    programme: str, client_of: Callable[[str], FlaskClient]
) -> None:
    html = client_of(programme).get("/en/map/").text
    if "<svg" not in html:
        return  # all in one town
    svg = html[html.index("<svg") : html.index("</svg>")]
    assert len(gzip.compress(svg.encode())) < 25_000
    assert "http" not in svg
    assert "<image" not in svg
    assert "style=" not in svg


def test_event_page_has_a_locator_map(visit: FlaskClient) -> None:
    html = visit.get("/en/events/talks/").text
    assert "Map: where Beijing is" in html
    assert "<svg" not in visit.get("/en/events/gala/").text  # its place was not announced
    assert "<svg" not in visit.get("/en/places/china/").text
    assert "Map: where Harbin is" in visit.get("/en/places/harbin/").text


def test_the_same_places_give_the_same_bytes() -> None:
    first = drawn("Lisbon", "Berlin")
    land.land_rings.cache_clear()
    graticule.cache_clear()
    land.read_rings.cache_clear()
    assert drawn("Lisbon", "Berlin") == first


def test_a_locator_shows_the_nearest_point_that_is_known() -> None:
    itinerary = read(TRIP.encode(), file="trip.yaml", now=NOW).itinerary
    hall = next(place for place in itinerary.places if place.id == "hall")
    nowhere = next(place for place in itinerary.places if place.id == "nowhere")
    found = locator_map(hall, "en")
    assert found
    assert found.marks[0].name.words == "Berlin"
    assert found.width == LOCATOR.width
    assert locator_map(nowhere, "en") is None


def test_the_script_that_made_the_land_is_kept() -> None:
    said = (LAND / "README.md").read_text("utf-8")
    assert "tools/land.py" in said
    assert "public domain" in said
    assert (ROOT / "tools" / "land.py").exists()
