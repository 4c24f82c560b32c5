"""Dependency tracking: which reads are declared, and how their answers are hashed."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields

import pytest

from itinerary.website.tracked_reads import DECLARED
from tests.conftest import ROOT
from tests.support.serving import PATIENCE

PROGRAM = """
from itinerary.export.dependencies import ReadRecorder
from itinerary.website.publication import Publication
from tests.conftest import SITE, edition_of

recorder = ReadRecorder(Publication(edition_of("tour"), SITE))
for read in ("share_image_languages", "pdf_languages", "route", "zones", "retired", "edition"):
    print(read, recorder.hash(f'["{read}"]'))
"""


@pytest.mark.parametrize("kind", DECLARED, ids=lambda kind: kind.__name__)
def test_declared_reads_are_attributes_of_their_class(kind: type) -> None:
    declared = DECLARED[kind]
    known = {*dir(kind), *(field.name for field in fields(kind))}
    assert {*declared.reads, *declared.untracked} <= known
    assert not declared.reads.keys() & declared.untracked


def test_hashes_of_answers_are_equal_in_all_processes() -> None:
    """A set has another order in each process, because strings are hashed with a random seed."""

    def hashes(seed: int) -> str:
        environment = os.environ | {"PYTHONHASHSEED": str(seed)}
        command = [sys.executable, "-c", PROGRAM]
        return subprocess.run(
            command,
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        ).stdout

    assert hashes(1) == hashes(2) == hashes(3)
