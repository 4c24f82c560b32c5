"""The command `new`."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from itinerary import terminal
from itinerary.cli.common import FILE, CommandError, examples, reason


@click.command(epilog=examples("  itinerary new\n  itinerary new festival.yaml"))
@FILE
def new(file: Path) -> None:
    """Write a commented starter programme to FILE (default: events.yaml), which passes `check`."""
    starter = files("itinerary.source").joinpath("starter.yaml").read_text("utf-8")
    try:
        with file.open("x", encoding="utf-8") as new_file:
            new_file.write(starter)
    except FileExistsError:
        raise CommandError(
            f"{file} is already there and stays as it is", "name another file"
        ) from None
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {reason(error)}") from None
    terminal.echo(f"{file} is ready. Edit it, then: itinerary serve {file}")
