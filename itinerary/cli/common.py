"""The common parts of commands: options, their error, and the printing of problems.

This imports nothing that is slow, because every command imports it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itinerary import terminal
from itinerary.errors import ItineraryError
from itinerary.serve.settings import default_ledger_path

if TYPE_CHECKING:
    from itinerary.source import Problem

FILE = click.argument(
    "file",
    type=click.Path(path_type=Path, readable=False),  # the error of reading it has a better hint
    default=Path("events.yaml"),
    envvar="ITINERARY_FILE",
)
LEDGER = click.option(
    "--ledger",
    "address",
    envvar="ITINERARY_LEDGER",
    help="The ledger: a file, or postgresql+psycopg://… (default: beside FILE).",
)
PROGRAMME = click.option(
    "--programme",
    envvar="ITINERARY_PROGRAMME",
    help="Id of the programme, where the ledger holds several.",
)
SITE = click.option(
    "--site",
    envvar="ITINERARY_SITE",
    help="Address that all links begin with (default: `site:` in the file).",
)
THEME = click.option(
    "--theme",
    envvar="ITINERARY_THEME",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of templates and (in `static`) files that replace ours of the same name.",
)
FORMAT = click.option(
    "--format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="For people, or for programs.",
)


def examples(text: str) -> str:
    """Return an epilog that keeps its line breaks."""
    return "\b\nExamples:\n" + text


def ledger_address(file: Path, address: str | None) -> str:
    """Return the address of a file's ledger: as given, by default beside the file."""
    return address or str(default_ledger_path(file))


class CommandError(ItineraryError):
    """A command cannot do what it was called for."""


def reason(error: OSError) -> str:
    """Return what the system says of a file, for the middle of a sentence."""
    return (error.strerror or str(error)).lower()


def print_problems(problems: Iterable[Problem]) -> None:
    """Print problems to standard error, with colours on a terminal."""
    for problem in problems:
        colour = "red" if problem.severity == "error" else "yellow"
        where = f"{problem.file}:{problem.line}:{problem.column}: "
        terminal.secho(where, bold=True, nl=False, err=True)
        terminal.secho(f"{problem.severity}: ", fg=colour, nl=False, err=True)
        terminal.echo(problem.full_message, err=True)
        if problem.hint:
            terminal.secho(f"    {problem.hint}", fg="cyan", err=True)


def print_notices(notices: Iterable[str]) -> None:
    """Print notices to standard error."""
    for notice in notices:
        terminal.secho(notice, fg="yellow", err=True)


def count(number: int, noun: str, plural: str = "") -> str:
    """Return `1 event`, `2 events`."""
    return f"{number} {noun if number == 1 else plural or f'{noun}s'}"
