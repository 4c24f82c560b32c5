"""Geometry, held against libraries that others wrote: PROJ for the sphere, GEOS for the sheet."""

from __future__ import annotations

from itertools import pairwise
from math import cos, pi, radians, sin

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pyproj import Geod, Proj
from shapely import LineString, Polygon, box
from shapely import Point as Dot

from itinerary.render.drawings.geometry import (
    EARTH,
    Azimuthal,
    Box,
    EqualEarth,
    Point,
    angle,
    area,
    bounds,
    clip,
    crosses,
    dense,
    great_circle,
    middle,
    midmost_meridian,
    simplify,
    simplify_ring,
)

RADIUS = EARTH * 1000
SPHERE = Geod(a=RADIUS, b=RADIUS)

longitudes = st.floats(-180, 180)
latitudes = st.floats(-90, 90)
points = st.tuples(longitudes, latitudes)
cities = st.tuples(longitudes, st.floats(-80, 80))
# Not closer together than a nanometre on paper: GEOS divides by squares, and 1e-185 has none.
number = st.floats(-100, 100).map(lambda value: round(value, 9))
flat = st.tuples(number, number)


def metres(one: Point, other: Point) -> float:
    _, _, distance = SPHERE.inv(*one, *other)
    return float(distance)


@st.composite
def stars(draw: st.DrawFn) -> list[Point]:
    """Rings that do not cross themselves: points at rising bearings around the origin."""
    radii = draw(st.lists(st.floats(5, 150), min_size=5, max_size=24))
    x, y = draw(flat)
    turns = (2 * pi * n / len(radii) for n in range(len(radii)))
    return [(x + r * cos(t), y + r * sin(t)) for t, r in zip(turns, radii, strict=True)]


# --- on the sphere -------------------------------------------------------------------------------


@given(points, points)
def test_angles_are_those_of_the_geodesic(one: Point, other: Point) -> None:
    assert radians(angle(one, other)) * RADIUS == pytest.approx(metres(one, other), abs=2)


@given(points, points)
def test_a_great_circle_goes_the_shortest_way_in_small_steps(one: Point, other: Point) -> None:
    way = great_circle(one, other, 2.0)
    assert way[0] == one
    assert way[-1] == other
    assert sum(metres(*step) for step in pairwise(way)) == pytest.approx(metres(one, other), abs=60)
    assert all(angle(*step) <= 2.001 for step in pairwise(way))
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in way)


@pytest.mark.parametrize(("one", "other"), [((0, 90), (0, -90)), ((10, 20), (-170, -20))])
def test_great_circle_to_the_antipode_is_half_the_circumference(one: Point, other: Point) -> None:
    way = great_circle(one, other)
    assert sum(angle(*step) for step in pairwise(way)) == pytest.approx(180)


@given(st.lists(cities, min_size=1, max_size=6))
def test_the_middle_is_as_near_to_the_points_as_they_are_to_each_other(some: list[Point]) -> None:
    center = middle(some)
    assume(center is not None)
    assert center
    widest = max(angle(a, b) for a in some for b in some)
    assume(widest < 90)
    assert all(angle(center, point) <= widest + 1e-6 for point in some)


def test_points_all_around_the_earth_have_no_middle() -> None:
    assert middle([(0, 0), (180, 0)]) is None


@given(st.lists(longitudes, min_size=1, max_size=8))
def test_the_midmost_meridian_has_all_within_half_a_turn_less_the_widest_gap(
    some: list[float],
) -> None:
    seam = midmost_meridian(some)
    assert -180 <= seam <= 180
    around = sorted({x % 360 for x in some})
    widest = max(b - a for a, b in pairwise([*around, around[0] + 360]))
    off = [abs((x - seam + 180) % 360 - 180) for x in some]
    assert max(off) == pytest.approx((360 - widest) / 2, abs=1e-6)


# --- projections ---------------------------------------------------------------------------------


@given(points, points)
def test_azimuthal_is_lambert_s_equal_area_projection(center: Point, point: Point) -> None:
    assume(angle(center, point) < 175)
    theirs = Proj(proj="laea", lon_0=center[0], lat_0=center[1], R=EARTH)
    assert Azimuthal(*center).forward(*point) == pytest.approx(theirs(*point), abs=0.01)


@given(points, points)
def test_azimuthal_backward_inverts_forward(center: Point, point: Point) -> None:
    assume(angle(center, point) < 175)
    projection = Azimuthal(*center)
    back = projection.backward(*projection.forward(*point))
    assert back
    assert metres(back, point) < 5
    assert abs(back[0] - center[0]) <= 180


def test_azimuthal_backward_is_none_beyond_the_antipode() -> None:
    assert Azimuthal(0, 0).backward(2.01 * EARTH, 0) is None


@given(longitudes, longitudes, latitudes)
def test_equal_earth_is_that_of_proj(seam: float, east: float, latitude: float) -> None:
    theirs = Proj(proj="eqearth", lon_0=0, R=EARTH)
    ours = EqualEarth(seam).forward(seam + east, latitude)
    assert ours == pytest.approx(theirs(east, latitude), abs=0.01)


# --- on the sheet --------------------------------------------------------------------------------


@given(stars(), flat, flat)
def test_clipping_keeps_exactly_the_area_in_the_box(
    ring: list[Point], corner: Point, other: Point
) -> None:
    (left, right), (low, high) = (sorted(side) for side in zip(corner, other, strict=True))
    assume(right - left > 1 and high - low > 1)
    window = Box(left, low, right, high)
    kept = clip(ring, window)
    whole = Polygon(ring)
    assume(whole.is_valid)
    expected = whole.intersection(box(left, low, right, high)).area
    assert abs(area(kept)) == pytest.approx(expected, rel=1e-6, abs=1e-6)
    assert all(left <= x <= right and low <= y <= high for x, y in kept)


@given(stars())
def test_clip_keeps_inner_rings_and_drops_outer_ones(ring: list[Point]) -> None:
    around = bounds(ring)
    assert clip(ring, around) == ring
    beside = Box(around.right + 1, around.low, around.right + 2, around.high)
    assert clip(ring, beside) == []
    assert around.holds(around)
    assert around.meets(around.wider(1))
    assert not around.meets(beside)


@given(st.lists(flat, min_size=2, max_size=40), st.floats(0.1, 30))
def test_no_point_is_further_from_a_simplified_line_than_was_allowed(
    line: list[Point], tolerance: float
) -> None:
    kept = simplify(line, tolerance)
    assert (kept[0], kept[-1]) == (line[0], line[-1])
    assert set(kept) <= set(line)
    shape = LineString(kept)
    assert all(shape.distance(Dot(point)) <= tolerance + 1e-6 for point in line)


@given(stars(), st.floats(0.1, 10))
def test_a_simplified_ring_keeps_to_its_points(ring: list[Point], tolerance: float) -> None:
    kept = simplify_ring(ring, tolerance)
    assert set(kept) <= set(ring)
    assert len(set(kept)) == len(kept)
    shape = LineString([*kept, kept[0]])
    assert all(shape.distance(Dot(point)) <= tolerance + 1e-6 for point in ring)


@given(stars(), st.floats(1, 50))
def test_dense_rings_have_no_long_sides_and_the_same_shape(ring: list[Point], step: float) -> None:
    more = list(dense(ring, step))
    assert set(ring) <= set(more)
    for (x, y), (to_x, to_y) in pairwise([*more, more[0]]):
        assert max(abs(to_x - x), abs(to_y - y)) <= step + 1e-6
    assert abs(area(more)) == pytest.approx(abs(area(ring)), rel=1e-6)


@given(flat, flat, flat, st.floats(1, 50), st.floats(1, 50))
def test_a_line_crosses_a_box_where_geos_says_so(
    start: Point, end: Point, corner: Point, wide: float, high: float
) -> None:
    window = Box(corner[0], corner[1], corner[0] + wide, corner[1] + high)
    line = LineString([start, end])
    theirs = box(window.left, window.low, window.right, window.high)
    assume(abs(line.distance(theirs.boundary)) > 1e-9 or line.crosses(theirs))
    assert crosses(start, end, window) == line.intersects(theirs)
