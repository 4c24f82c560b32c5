"""Colours of categories and tracks to which their author gave none."""

from __future__ import annotations

from itertools import combinations, pairwise
from math import dist

from itinerary.model.itinerary import Track
from itinerary.model.text import Text
from itinerary.render import facet_colours
from itinerary.render.facet_colours import given_colours
from itinerary.render.programme_colours import PAPER, contrast, programme_css, readable, tinted
from itinerary.value import replace
from tests.conftest import edition_of

IDS = [f"track-{n}" for n in range(65)]


def test_65_tracks_get_65_colours_that_are_told_apart_on_either_paper() -> None:
    given = given_colours(IDS)
    for scheme in (0, 1):
        shown = [readable(given[id][scheme], list(PAPER.values())[scheme]) for id in IDS]
        assert len(set(shown)) == 65
        points = [oklab(colour) for colour in shown]
        assert min(dist(one, other) for one, other in combinations(points, 2)) > 0.02
        assert min(dist(one, other) for one, other in pairwise(points)) > 0.1


def test_words_are_legible_in_given_colours_and_on_their_tints() -> None:
    for colours in given_colours(IDS).values():
        for colour, paper in zip(colours, PAPER.values(), strict=True):
            assert contrast(readable(colour, paper), paper) >= 4.5
        assert contrast("#ece7de", tinted(colours[1], PAPER["dark"])) >= 4.5
        assert contrast("#1d1b18", tinted(colours[0], PAPER["light"])) >= 4.5


def test_a_colour_stays_when_others_are_added() -> None:
    before = given_colours(IDS)
    after = given_colours([*IDS, "new"])
    assert all(after[id] == colour for id, colour in before.items())
    between = given_colours([*IDS[:30], "new", *IDS[30:]])
    assert sum(between[id] == before[id] for id in IDS) > 35


def test_more_tracks_than_colours_have_colours() -> None:
    given = given_colours([f"t-{n}" for n in range(200)])
    assert len(given) == 200
    assert len(set(given.values())) == facet_colours.COUNT


def test_tracks_have_own_colours_if_the_author_gives_none_to_any() -> None:
    itinerary = edition_of("visit").itinerary
    tracks = tuple(Track(id=id, name=Text((("en", id),))) for id in ("one", "two"))
    css = programme_css(replace(itinerary, tracks=tracks)).decode()
    rules = {line.split()[0]: line.split("{")[1] for line in css.splitlines() if "--cat:" in line}
    assert rules[".track-one"] != rules[".track-two"]
    coloured = (replace(tracks[0], colour=itinerary.colour), tracks[1])
    css = programme_css(replace(itinerary, tracks=coloured)).decode()
    rules = {line.split()[0]: line.split("{")[1] for line in css.splitlines() if "--cat:" in line}
    assert rules[".track-one"] == rules[".track-two"]


def oklab(colour: str) -> tuple[float, float, float]:
    """Return a colour in OKLab (CSS Color 4 §10.2)."""
    red, green, blue = (
        part / 12.92 if (part := value / 255) <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for value in bytes.fromhex(colour.removeprefix("#"))
    )
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )
