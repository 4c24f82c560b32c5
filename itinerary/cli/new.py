"""The command `new`."""

from __future__ import annotations

from pathlib import Path

import click

from itinerary import terminal
from itinerary.cli.common import FILE, CommandError, examples, reason


@click.command(
    epilog=examples("  itinerary new\n  itinerary new festival.yaml\n  itinerary new --language ja")
)
@FILE
@click.option(
    "--language",
    default="en",
    metavar="TAG",
    show_default=True,
    help="The language of the programme (BCP 47), and of the words in FILE.",
)
def new(file: Path, language: str) -> None:
    """Write a commented starter programme to FILE (default: events.yaml), which passes `check`.

    The comments are in English, as the keys are.
    """
    # CLDR, the schema and YAML: most commands do not need them.
    from itinerary.model.language_parents import nearest
    from itinerary.source import starter

    words_of = nearest(language, starter.languages())
    if words_of is None:
        known = ", ".join(starter.languages())
        raise CommandError(
            f"there is no starter programme in “{language}”", f"write one of {known}"
        )
    text = starter.programme(words_of, language=language)
    try:
        with file.open("x", encoding="utf-8") as new_file:
            new_file.write(text)
    except FileExistsError:
        raise CommandError(
            f"{file} is already there and stays as it is", "name another file"
        ) from None
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {reason(error)}") from None
    terminal.echo(f"{file} is ready. Edit it, then: itinerary serve {file}")
