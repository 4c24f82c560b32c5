"""The reference of commands in docs/ is what the commands say of themselves."""

from __future__ import annotations

import click
import pytest

from itinerary.cli import main
from itinerary.cli.group import imported
from tools import reference


def test_command_reference_is_current() -> None:
    assert reference.PAGE.read_text("utf-8") == reference.page(), "run: make docs"


@pytest.mark.parametrize("name", list(main.commands))
def test_summary_of_a_command_is_the_first_sentence_of_its_help(name: str) -> None:
    root = click.Context(main)
    summary, command = main.get_command(root, name), imported(name)
    assert summary
    assert summary.get_short_help_str(1000) == command.get_short_help_str(1000)
