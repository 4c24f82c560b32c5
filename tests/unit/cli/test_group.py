"""The command `itinerary`: help, version, and errors that all commands share."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from itinerary import __version__
from tests.support.command import run


@pytest.mark.parametrize("command", [[], ["serve"], ["check"], ["render"], ["schema"], ["new"]])
def test_help_has_examples(command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "Examples:\n    itinerary" in result.output


def test_version_option_prints_the_version() -> None:
    assert run("--version").output == f"itinerary, version {__version__}\n"


def test_help_imports_no_heavy_library() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from itinerary.cli import main;"
        "CliRunner().invoke(main, ['--help']);"
        "heavy = ('flask', 'pydantic', 'icalendar', 'babel', 'yaml', 'uvicorn');"
        "print([name for name in heavy if name in sys.modules])"
    )
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert got.stdout == "[]\n"


@pytest.mark.parametrize("command", ["check", "serve", "render"])
def test_missing_file_is_reported_with_a_hint(tmp_path: Path, command: str) -> None:
    options = ["--feed", "whole"] if command == "render" else []
    result = run(command, tmp_path / "none.yaml", *options)
    assert result.exit_code == 1
    assert "no such file" in result.output
    assert "itinerary new" in result.output
