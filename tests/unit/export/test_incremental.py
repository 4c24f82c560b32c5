"""Dependency tracking: which reads are declared, and how their answers are hashed."""

from __future__ import annotations

from dataclasses import fields

import pytest

from itinerary.website.tracked_reads import DECLARED

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
    known = {*dir(kind), *(field.name for field in fields(kind))}
    assert {*declared.reads, *declared.untracked} <= known
    assert not declared.reads.keys() & declared.untracked
