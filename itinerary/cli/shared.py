"""What the commands share: reading, printing, opening a ledger, and errors in words."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from itinerary import terminal
from itinerary.errors import ItineraryError

if TYPE_CHECKING:
    from itinerary.ledger.store import Ledger
    from itinerary.model.itinerary import Itinerary
    from itinerary.source import Album, Problem

FILE = click.argument(
    "file",
    type=click.Path(path_type=Path, readable=False),  # whoever reads it says why it cannot
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
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)


class Failure(ItineraryError):  # noqa: N818  it is the command that fails
    """A command cannot do what it was called for."""


class Commands(click.Group):
    """The commands. Errors that people can put right end in a message, never in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command. Print the errors of our own and of the system, and exit with 1."""
        try:
            return self._invoke(ctx)
        except ItineraryError as error:
            from itinerary.source import SourceError

            if isinstance(error, SourceError):
                print_problems(error.problems)
            else:
                terminal.secho(str(error), fg="red", err=True)
            ctx.exit(1)

    def _invoke(self, ctx: click.Context) -> Any:
        """Run a command. Raise what the system refuses as a Failure."""
        try:
            return super().invoke(ctx)
        except click.UsageError as error:
            if (said := error.format_message()) == (words := terminal.harmless(said)):
                raise
            raise click.UsageError(words, error.ctx) from None
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise  # whoever read our output has enough; click ends without a word
            what = f"{error.filename}: " if error.filename else ""
            raise Failure(f"{what}{(error.strerror or str(error)).lower()}") from None


def reason(error: OSError) -> str:
    """Return what the system says of a file, for the middle of a sentence."""
    return (error.strerror or str(error)).lower()


def examples(text: str) -> str:
    """Return an epilog that keeps its line breaks."""
    return "\b\nExamples:\n" + text


def read(file: Path, album: Album | None = None) -> tuple[Itinerary, tuple[Problem, ...]]:
    """Read a programme, with the pictures of `album`, by default those beside it. Raises
    SourceError."""
    from datetime import UTC, datetime

    from itinerary.source import read_file

    reading = read_file(file, now=datetime.now(UTC), album=album)
    return reading.itinerary, reading.warnings


def print_problems(problems: Sequence[Problem]) -> None:
    """Print problems to standard error, with colours on a terminal."""
    for problem in problems:
        colour = "red" if problem.severity == "error" else "yellow"
        where = f"{problem.file}:{problem.line}:{problem.column}: "
        terminal.secho(where, bold=True, nl=False, err=True)
        terminal.secho(f"{problem.severity}: ", fg=colour, nl=False, err=True)
        terminal.echo(problem.said, err=True)
        if problem.hint:
            terminal.secho(f"    {problem.hint}", fg="cyan", err=True)


def mode(_context: click.Context, _option: click.Parameter, value: str) -> int:
    """Return a file's mode that is written as for chmod."""
    if not re.fullmatch("0?[0-7]{3}", value):
        raise click.BadParameter(f"“{value}” is no mode of a file; write for example 0660")
    return int(value, 8)


def networks(
    _context: click.Context, _option: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return addresses and networks as they are, if that is what they are."""
    import ipaddress

    for value in values:
        try:
            ipaddress.ip_network(value)
        except ValueError as error:
            raise click.BadParameter(
                f"“{value}” is no address or network; write for example 10.0.0.0/8"
            ) from error
    return values


def count(number: int, thing: str, things: str = "") -> str:
    """Return `1 event`, `2 events`."""
    return f"{number} {thing if number == 1 else things or f'{thing}s'}"


def ledger_address(file: Path, address: str | None) -> str:
    """Return where the ledger is: as said, else beside the file."""
    from itinerary.serve.settings import default_ledger_path

    return address or str(default_ledger_path(file))


@contextmanager
def opened(file: Path, address: str | None) -> Iterator[Ledger]:
    """Open the ledger of a file. Only publishing makes one. Raises LedgerError."""
    from itinerary.ledger.store import Ledger

    ledger = Ledger(ledger_address(file, address))
    try:
        yield ledger
    finally:
        ledger.close()


@contextmanager
def filled(file: Path, address: str | None) -> Iterator[Ledger]:
    """Open the ledger of a file for a command that looks at editions."""
    with opened(file, address) as ledger:
        if not ledger.programmes():
            if file.exists():
                how = f"yet; itinerary publish {file} makes it"
            else:
                how = f"and no file {file}; name one of the two"
            raise Failure(f"there is no ledger {ledger.name} {how}")
        yield ledger


def programme_of(ledger: Ledger, file: Path, named: str | None) -> str:
    """Return the programme that a command is about: as named, else the ledger's only one, else the
    one in the file."""
    known = ledger.programmes()
    if named:
        if named not in known:
            raise Failure(f"there is no programme “{named}” in {ledger.name}: {', '.join(known)}")
        return named
    if len(known) == 1:
        return known[0]
    return read(file)[0].id
