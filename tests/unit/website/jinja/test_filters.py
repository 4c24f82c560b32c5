"""The filters of templates."""

from __future__ import annotations

import re

import pytest

from itinerary.website.jinja.filters import _in_one_line


@pytest.mark.parametrize(
    ("words", "whole"),
    [
        ("活动2026年至2027年度总日程", ["2026年至2027年度"]),
        ("论坛（2026—2027年）例会", ["2026—2027年"]),
        ("2026~2027 season", ["2026~2027"]),
        ("交流年二〇二六—二〇二七年开幕式", ["二〇二六—二〇二七年"]),
        ("2027年2月11日", ["2027年", "2月", "11日"]),
        ("二〇二六年度", ["二〇二六年度"]),
        ("第12026号", []),
        ("Room 2026, 11 May", []),
    ],
)
def test_years_and_the_parts_of_dates_stay_in_one_line(words: str, whole: list[str]) -> None:
    marked = _in_one_line(words)
    assert re.findall('<span class="whole">(.*?)</span>', marked) == whole
    assert re.sub("<.*?>", "", marked) == words


def test_what_is_between_them_stays_escaped() -> None:
    assert _in_one_line("<b>3月") == '&lt;b&gt;<span class="whole">3月</span>'
