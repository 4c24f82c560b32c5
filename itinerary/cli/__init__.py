"""The command `itinerary`: a module for each of its commands."""

from __future__ import annotations

import os

import click

from itinerary.cli.common import examples
from itinerary.cli.group import Commands

# Pydantic would look for plug-ins in the metadata of all installed packages, which takes longer
# than the rest of its import.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")


@click.group(
    cls=Commands,
    summaries={
        "build": "Publish FILE, and write the whole site as files for any host of static files.",
        "check": "Check FILE; exit with 1 if it has errors (warnings alone are fine).",
        "diff": "Show what changed from edition A to edition B.",
        "history": "List the editions of FILE's programme, newest first.",
        "import": "Write a programme from SOURCE, or bring one up to date with it.",
        "ledger": "Check a ledger, or rebuild a lost one.",
        "new": "Write a commented starter programme to FILE (default: events.yaml), which passes"
        " `check`.",
        "publish": "Publish FILE as a new edition, after showing what changes.",
        "render": "Write a feed of FILE to standard output, as it would be published now.",
        "schema": "Print the JSON Schema of a programme, with which editors complete and check as"
        " you type.",
        "serve": "Publish and serve the programme in FILE (default: events.yaml).",
        "show": "Show the programme as it stood in an edition.",
        "translate": "Write or update the file of FILE's own words in LANGUAGE for buttons,"
        " headings and notes.",
    },
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
        "auto_envvar_prefix": "ITINERARY",
    },
    epilog=examples(
        "  itinerary new my.yaml\n  itinerary check my.yaml\n  itinerary serve my.yaml"
    ),
)
@click.version_option(package_name="itinerary", prog_name="itinerary")
def main() -> None:
    """Publish a programme of events from one YAML file: a site people read, and calendar feeds
    that stay right."""
