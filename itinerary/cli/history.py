"""The command `history`."""

from __future__ import annotations

from pathlib import Path

import click

from itinerary import terminal
from itinerary.cli.changes import SIGNS, change_as_dict, print_change, shortened
from itinerary.cli.common import FILE, FORMAT, LEDGER, PROGRAMME, CommandError, examples
from itinerary.cli.inputs import filled, programme_of
from itinerary.ledger import Edition, LogEntry
from itinerary.model.itinerary import Itinerary
from itinerary.model.spelling import did_you_mean
from itinerary.render.words import changes, changes_for_publisher, moment_wording

MOST_CHANGES = 5
"""Changes of one edition that `history` lists."""

NOTE_LENGTH = 400
"""Characters of a note that `history` prints."""


@click.command(epilog=examples("  itinerary history\n  itinerary history my.yaml --event gala"))
@FILE
@click.option("--event", help="Only what happened to this event, in full.")
@FORMAT
@LEDGER
@PROGRAMME
def history(
    file: Path, event: str | None, format: str, address: str | None, programme: str | None
) -> None:
    """List the editions of FILE's programme, newest first."""
    with filled(file, address) as ledger:
        programme = programme_of(ledger, file, programme)
        latest = ledger.edition(programme, ledger.number(programme))
        uid = None if event is None else _uid(latest, event)
        log = ledger.log(programme, until=latest.number, uid=uid)
        if format == "json":
            terminal.print_json([_as_dict(entry) for entry in log])
            return
        for entry in log:
            _print_entry(entry, latest.itinerary, full=uid is not None)


def _uid(edition: Edition, id: str) -> str:
    """Return the UID of an event or tombstone. Raises CommandError if there is none of this id."""
    uids = {record.event.id: uid for uid, record in edition.records.items()}
    if id not in uids:
        raise CommandError(f"there is no event “{id}”", did_you_mean(id, uids))
    return uids[id]


def _print_entry(entry: LogEntry, itinerary: Itinerary, *, full: bool) -> None:
    language = changes_for_publisher.voice(itinerary)
    when = moment_wording.moment_words(entry.published, itinerary, language)
    zone = moment_wording.moment_zone(entry.published, itinerary, language)
    terminal.secho(f"edition {entry.number}", bold=True, nl=False)
    counted = changes_for_publisher.counted(change.kind for change in entry.changes)
    terminal.echo(f"  {when}{zone and f' ({zone})'}  {counted or 'the programme'}")
    if entry.note:
        terminal.echo(f"    {shortened(entry.note, NOTE_LENGTH)}")
    if full:
        for change in entry.changes:
            print_change(change, language)
        return
    listed = entry.changes if entry.number > 1 else ()  # in the first edition, all is new
    for change in listed[:MOST_CHANGES]:
        terminal.echo(f"    {SIGNS[change.kind][0]} {changes.headline(change, language)}")
    if len(listed) > MOST_CHANGES:
        terminal.echo(f"    … and {len(listed) - MOST_CHANGES} more; itinerary diff has all")


def _as_dict(entry: LogEntry) -> dict[str, object]:
    return {
        "edition": entry.number,
        "published": f"{entry.published:%Y-%m-%dT%H:%M:%SZ}",
        "note": entry.note,
        "events": [change_as_dict(change) for change in entry.changes],
    }
