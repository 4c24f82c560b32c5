"""The command `render`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from itinerary.cli.common import FILE, LEDGER, SITE, CommandError, examples, print_problems
from itinerary.cli.inputs import opened, read
from itinerary.ledger import Edition
from itinerary.model.itinerary import FACETS
from itinerary.model.selection import Selection
from itinerary.model.spelling import did_you_mean
from itinerary.render.calendars.feed import render_event_file, render_feed
from itinerary.render.calendars.vevent import NothingDatedError
from itinerary.serve.settings import DEFAULT_SITE


@click.command(
    epilog=examples(
        "  itinerary render --feed whole --language zh > visit.ics\n"
        "  itinerary render --feed places/harbin\n"
        "  itinerary render --feed events/gala --site https://visit.example/"
    )
)
@FILE
@click.option(
    "--feed",
    required=True,
    help="whole, places/ID, categories/ID, parties/ID, tracks/ID, series/ID, or events/ID (a"
    " one-time copy).",
)
@click.option("--language", help="Language of the feed (default: the first of the file).")
@SITE
@LEDGER
def render(
    file: Path, feed: str, language: str | None, site: str | None, address: str | None
) -> None:
    """Write a feed of FILE to standard output, as it would be published now."""
    itinerary, warnings = read(file)
    print_problems(warnings)
    language = language or itinerary.languages[0]
    if language not in itinerary.languages:
        raise CommandError(
            f"the programme is not in “{language}”",
            f"write one of: {', '.join(itinerary.languages)}",
        )
    with opened(file, address) as ledger:
        _, edition = ledger.plan(itinerary, datetime.now(UTC))
    base = (site or itinerary.site or DEFAULT_SITE).rstrip("/") + "/"
    try:
        body = _rendered(edition, feed, language, base)
    except NothingDatedError:
        raise CommandError("no event in it has a day yet, and a calendar is never empty") from None
    sys.stdout.buffer.write(body)
    sys.stdout.buffer.flush()  # a full disk raises here, where it becomes a message


def _rendered(edition: Edition, name: str, language: str, site: str) -> bytes:
    """Return the feed `whole`, or `KIND/ID`. Raises CommandError if there is no such feed, and
    NothingDatedError."""
    if name == "whole":
        return render_feed(edition, Selection(), language, site=site).body
    kind, _, id = name.partition("/")
    if kind not in (kinds := (*FACETS, "events")):
        raise CommandError(f"there is no feed “{name}”", did_you_mean(kind, ["whole", *kinds]))
    ids = [each.id for each in getattr(edition.itinerary, kind)]
    if id not in ids:
        raise CommandError(f"there is no “{id}” in {kind}", did_you_mean(id, ids))
    if kind == "events":
        event = edition.itinerary.by_id[id]
        return render_event_file(edition, event, language, site=site).body
    return render_feed(edition, Selection.only(kind, id), language, site=site).body
