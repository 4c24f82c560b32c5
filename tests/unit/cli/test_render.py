"""The command `render`."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import PROGRAMMES
from tests.support.command import run


def test_render_writes_a_feed_as_it_is_served() -> None:
    site = "https://visit.example/"
    command = [sys.executable, "-m", "itinerary", "render", str(PROGRAMMES["visit"])]
    got = subprocess.run(
        [*command, "--feed", "places/harbin", "--language", "zh", "--site", site],
        capture_output=True,
        check=True,
    )
    assert got.stdout.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert got.stdout.endswith(b"END:VCALENDAR\r\n")
    assert got.stdout.count(b"BEGIN:VEVENT") == 3
    assert f"SOURCE;VALUE=URI:{site}feeds/zh/places/harbin.ics".encode() in got.stdout.replace(
        b"\r\n ", b""
    )


@pytest.mark.parametrize("name", ["whole", "categories/talks", "parties/xi", "events/gala"])
def test_render_writes_every_kind_of_feed(name: str) -> None:
    result = run("render", PROGRAMMES["visit"], "--feed", name)
    assert result.exit_code == 0
    assert result.stdout.startswith("BEGIN:VCALENDAR")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--feed", "places/harbn"], "did you mean harbin?"),
        (["--feed", "place/harbin"], "did you mean places?"),
        (["--feed", "whole", "--language", "de"], "write one of: en, zh, ru, fr, es, ar"),
        (["--feed", "events/nothing"], "there is no “nothing” in events"),
    ],
)
def test_render_suggests_a_feed_or_language_for_an_unknown_one(
    options: list[str], said: str
) -> None:
    result = run("render", PROGRAMMES["visit"], *options)
    assert result.exit_code == 1
    assert said in result.output


def test_render_refuses_a_feed_without_a_dated_event() -> None:
    result = run("render", PROGRAMMES["tour"], "--feed", "events/surprise-concert")
    assert result.exit_code == 1
    assert "a calendar is never empty" in result.output
