"""The command `show`."""

from __future__ import annotations

from pathlib import Path

import click

from itinerary import terminal
from itinerary.cli.common import FILE, LEDGER, PROGRAMME, CommandError, examples
from itinerary.cli.inputs import filled, programme_of
from itinerary.render.documents.plain_text import plain_text_agenda


@click.command(
    epilog=examples(
        "  itinerary show --edition 3\n  itinerary show my.yaml --edition 3 --language zh"
    )
)
@FILE
@click.option("--edition", type=int, help="Which edition; the latest if left out.")
@click.option("--language", help="Language (default: the programme's first).")
@LEDGER
@PROGRAMME
def show(
    file: Path,
    edition: int | None,
    language: str | None,
    address: str | None,
    programme: str | None,
) -> None:
    """Show the programme as it stood in an edition."""
    with filled(file, address) as ledger:
        programme = programme_of(ledger, file, programme)
        number = ledger.number(programme) if edition is None else edition
        shown = ledger.edition(programme, number)
    languages = shown.itinerary.languages
    language = language or languages[0]
    if language not in languages:
        raise CommandError(
            f"the programme is not in “{language}”", f"write one of: {', '.join(languages)}"
        )
    terminal.echo(plain_text_agenda(shown, language), nl=False)
