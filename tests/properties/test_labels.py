"""Words on maps have room, whatever is drawn."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.text import TaggedText
from itinerary.render.drawings.geometry import Box, Point
from itinerary.render.drawings.labels import _sign
from itinerary.render.drawings.maps import draw_map
from itinerary.render.drawings.sheet import WHOLE, Spot
from tests.support.examples import examples
from tests.unit.render.drawings.test_maps import box_of


@examples(30)
@given(
    st.lists(st.tuples(st.floats(-20, 40), st.floats(35, 65)), min_size=2, max_size=30, unique=True)
)
def test_words_touch_neither_words_nor_marks_nor_the_edge(points: list[Point]) -> None:
    found = draw_map(
        [Spot(point, TaggedText(f"Town {n}", "en"), (n + 1,)) for n, point in enumerate(points)],
        [],
        WHOLE,
    )
    assert found
    for em, roomy in ((WHOLE.em, False), (WHOLE.roomy, True)):
        shown = [m for m in found.marks if m.label and (roomy or not m.label.roomy)]
        for one, other in combinations(shown, 2):
            assert not box_of(one, em).meets(box_of(other, em))
        paper = Box(0, 0, found.width, found.height)
        for mark in shown:
            assert paper.holds(box_of(mark, em))
            for other in found.marks:
                assert other is mark or not box_of(mark, em).meets(_sign(other, em).wider(em / 10))
            # Each number is on a sign, or in the list with the letter of one.
            assert all(mark.key or mark.number for mark in found.marks)
