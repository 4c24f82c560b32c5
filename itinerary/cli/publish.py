"""The command `publish`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from itinerary import terminal
from itinerary.cli.changes import print_changes
from itinerary.cli.common import FILE, LEDGER, CommandError, examples, print_problems
from itinerary.cli.inputs import opened
from itinerary.ledger import changes
from itinerary.ledger.mass_cancellation import refuse_mass_cancellation
from itinerary.model.text import FORBIDDEN
from itinerary.serve.publisher import read_after
from itinerary.source import Album


@click.command(
    epilog=examples(
        "  itinerary publish --dry-run\n"
        '  itinerary publish --note "Hours of the gala are known"\n'
        "  itinerary publish my.yaml --yes --ledger postgresql+psycopg://user@host/db"
    )
)
@FILE
@click.option("--note", default="", help="What this edition is about, for the changes page.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Show what would change, and publish nothing.")
@click.option(
    "--allow-cancellations",
    is_flag=True,
    help="Publish even if half of the coming events or more are cancelled or gone.",
)
@LEDGER
def publish(
    file: Path, note: str, yes: bool, dry_run: bool, allow_cancellations: bool, address: str | None
) -> None:
    """Publish FILE as a new edition, after showing what changes."""
    if found := FORBIDDEN.search(note):
        raise CommandError(
            f"the note contains an invisible control character (U+{ord(found[0]):04X})",
            "leave it out",
        )
    album = Album.beside(file)
    now = datetime.now(UTC)
    with opened(file, address) as ledger:
        reading = read_after(ledger, file, now, album)
        itinerary = reading.itinerary
        print_problems(reading.warnings)
        previous, edition = ledger.plan(itinerary, now, note=note)
        if edition is previous:
            terminal.echo(f"Nothing changed since edition {edition.number}.")
            return
        print_changes(previous, edition, changes(previous, edition))
        if previous is None and (others := ledger.programmes()):
            terminal.secho(
                f"“{itinerary.id}” is a new programme: this ledger has {', '.join(others)}. Who"
                " subscribed to calendars of another id gets nothing from it; if it is the same"
                " programme, keep its id.",
                fg="yellow",
            )
        if not allow_cancellations:
            refuse_mass_cancellation(previous, edition, now)
        if dry_run:
            terminal.echo("Nothing was published (--dry-run).")
            return
        if not yes:
            click.confirm(f"Publish this as edition {edition.number}?", abort=True)
        made = ledger.publish(
            itinerary,
            now,
            note=note,
            allow_cancellations=allow_cancellations,
            renditions=album.renditions,
        )
        terminal.secho(f"Edition {made.number} is published.", fg="green")
