"""Hashes of answers do not depend on the seed of Python's hashes."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.conftest import ROOT
from tests.support.serving import PATIENCE
from tests.unit.export.test_incremental import PROGRAM


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
