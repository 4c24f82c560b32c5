"""Descriptions of other tools as Markdown: what HTML shows is what is read."""

from __future__ import annotations

import pytest

from itinerary.imports.markup import prose


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (
            "<p>A <b>b</b></p><pre>def f():\n\n    return 1</pre>",
            "A **b**\n\n```\ndef f():\n\n    return 1\n```",
        ),
        ("<p>Hello\n\nworld</p>", "Hello\nworld"),
        ("<p>Hello\n\nworld<p>Again", "Hello\nworld\n\nAgain"),
        ("<p>A</p>\n\nplain\n\nother <i>x</i>", "A\n\nplain\n\nother *x*"),
    ],
)
def test_blank_lines_part_only_what_html_does_not_hold_together(words: str, shown: str) -> None:
    assert prose(words) == shown


@pytest.mark.parametrize("written", ["?a=1&copy=2", "?a=1&amp;copy=2"])
def test_address_in_angle_brackets_is_a_link_as_it_was_written(written: str) -> None:
    found = prose(f"<p>Page<https://a.example/x_y{written}></p>")
    assert found == "Page<https://a.example/x_y?a=1&copy=2>"
