"""The command `schema`."""

from __future__ import annotations

import click

from itinerary import terminal
from itinerary.cli.common import examples
from itinerary.source import json_schema


@click.command(epilog=examples("  itinerary schema > itinerary.schema.json"))
def schema() -> None:
    """Print the JSON Schema of a programme, with which editors complete and check as you type.

    Save it beside your file, and write as the file's first line:
    # yaml-language-server: $schema=itinerary.schema.json
    """
    terminal.print_json(json_schema())
