"""Dependency tracking: which reads are declared, and how their answers are hashed."""

from __future__ import annotations

import json
from datetime import date

import pytest

from itinerary.export.incremental import ReadRecorder
from itinerary.ledger import revise
from itinerary.model.itinerary import Event
from itinerary.model.text import Text
from itinerary.model.when import Day
from itinerary.value import replace
from itinerary.website.publication import Publication
from itinerary.website.tracked_reads import DECLARED
from tests.conftest import SITE, edition_of

PROGRAM = """
import json
from itinerary.export.incremental import ReadRecorder
from itinerary.website.publication import Publication
from tests.conftest import SITE, edition_of

recorder = ReadRecorder(Publication(edition_of("tour"), SITE))
for name in ("has_share_image", "has_pdf"):
    print(name, recorder.hash(json.dumps([name, "en"])))
for name in ("route", "zones", "retired", "edition"):
    print(name, recorder.hash(json.dumps([name])))
"""


@pytest.mark.parametrize("kind", DECLARED, ids=lambda kind: kind.__name__)
def test_declared_reads_are_attributes_of_their_class(kind: type) -> None:
    declared = DECLARED[kind]
    assert {*declared.reads, *declared.untracked} <= set(dir(kind))
    assert not declared.reads.keys() & declared.untracked


def test_days_and_languages_answer_alike_after_an_edit_elsewhere() -> None:
    edition = edition_of("visit")
    first, second, *_ = edition.itinerary.events
    days = [replace(event, when=Day(date(2024, 5, n))) for n, event in ((16, first), (17, second))]

    def answers(*events: Event) -> list[str]:
        later = revise(None, replace(edition.itinerary, events=events), edition.published)
        recorder = ReadRecorder(Publication(later, SITE))
        reads: list[tuple[str, ...]] = [
            ("days", f"2024-05-{day}", f"2024-05-{day}", "en") for day in (16, 17)
        ]
        reads += [("events", "en"), ("events", "zh")]
        return [recorder.hash(json.dumps(read)) for read in reads]

    title = Text((("en", "Another"), *days[1].title.entries[1:]))
    before, after = answers(*days), answers(days[0], replace(days[1], title=title))
    assert [one == other for one, other in zip(before, after, strict=True)] == [
        *(True, False),
        *(False, True),
    ]
