"""The command `diff`."""

from __future__ import annotations

from pathlib import Path

import click

from itinerary import terminal
from itinerary.cli.changes import change_as_dict, differences_as_dicts, print_changes
from itinerary.cli.common import FILE, FORMAT, LEDGER, PROGRAMME, examples
from itinerary.cli.inputs import filled, programme_of
from itinerary.ledger import changes
from itinerary.ledger.canonical import head_differences


@click.command(epilog=examples("  itinerary diff 3 4\n  itinerary diff 1 7 my.yaml"))
@click.argument("a", type=int)
@click.argument("b", type=int)
@FILE
@FORMAT
@LEDGER
@PROGRAMME
def diff(
    a: int, b: int, file: Path, format: str, address: str | None, programme: str | None
) -> None:
    """Show what changed from edition A to edition B."""
    with filled(file, address) as ledger:
        programme = programme_of(ledger, file, programme)
        first, second = ledger.edition(programme, a), ledger.edition(programme, b)
    changed = changes(first, second)
    if format == "json":
        head = head_differences(first.itinerary, second.itinerary)
        events = [change_as_dict(change) for change in changed]
        terminal.print_json({"programme": differences_as_dicts(head), "events": events})
        return
    if not changed and first.head == second.head:
        terminal.echo("Nothing changed.")
    print_changes(first, second, changed)
