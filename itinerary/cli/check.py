"""The command `check`."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click

from itinerary import terminal
from itinerary.cli.common import FILE, FORMAT, LEDGER, count, examples, print_problems
from itinerary.ledger import revise
from itinerary.ledger.identity import has_kept_uids
from itinerary.model.itinerary import Itinerary, Kind
from itinerary.render import output_lint
from itinerary.render.documents.glyph_coverage import missing_letters
from itinerary.serve.settings import DEFAULT_SITE
from itinerary.source import (
    PUBLISHED,
    RENDERED,
    Name,
    Problem,
    Reading,
    Severity,
    SourceError,
    read_file,
)


@click.command(epilog=examples("  itinerary check\n  itinerary check my.yaml --format json"))
@FILE
@FORMAT
@LEDGER
def check(file: Path, format: str, address: str | None) -> None:
    """Check FILE; exit with 1 if it has errors (warnings alone are fine)."""
    now = datetime.now(UTC)
    contents, accepted = "", 0
    try:
        reading = read_file(file, now=now)
        reading = reading.plus(_of_what_is_made(reading, now), RENDERED)
        reading = _after_what_was_published(reading, file, address, now)
        problems, accepted = reading.warnings, len(reading.accepted)
        contents = f" {_contents(reading.itinerary)}:"
    except SourceError as error:
        problems = error.problems
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    if format == "json":
        terminal.print_json([problem.as_dict() for problem in problems])
    else:
        print_problems(problems)
        warnings = len(problems) - errors
        colour = "red" if errors else "yellow" if warnings else "green"
        verdict = _verdict(errors, warnings, accepted)
        terminal.secho(f"{file}:{contents} {verdict}.", fg=colour, err=True)
    sys.exit(1 if errors else 0)


def _of_what_is_made(reading: Reading, now: datetime) -> Iterator[Problem]:
    """Yield the warnings about the calendars, addresses, colours and documents of a programme."""
    itinerary = reading.itinerary
    site = itinerary.site or DEFAULT_SITE
    findings = {
        Name.LARGE_CALENDAR: output_lint.large_calendars(revise(None, itinerary, now), site),
        Name.LONG_ADDRESS: output_lint.long_addresses(itinerary, site),
        Name.ALIKE_COLOURS: output_lint.alike_colours(itinerary),
        Name.INTERFACE_LANGUAGE: output_lint.untranslated_interface(itinerary),
        Name.MISSING_LETTERS: missing_letters(itinerary, reading.texts),
    }
    for name, found in findings.items():
        for path, message, hint in found:
            yield reading.warning(path, name, message, hint)


def _after_what_was_published(
    reading: Reading, file: Path, address: str | None, now: datetime
) -> Reading:
    """Return a reading with the warnings about what was published, where that matters."""
    if not has_kept_uids(reading.itinerary):
        return reading.plus((), PUBLISHED)
    from itinerary.cli.inputs import opened  # hardly any programme keeps UIDs
    from itinerary.serve.publisher import after_ledger

    with opened(file, address) as ledger:
        return after_ledger(reading, ledger, now)


def _contents(itinerary: Itinerary) -> str:
    """Return how much a programme has: `43 events, 12 places, 30 people, 3 languages`."""
    people = sum(party.kind is Kind.PERSON for party in itinerary.parties)
    counts = (
        (len(itinerary.counted), "event", ""),
        (len(itinerary.events) - len(itinerary.counted), "break", ""),
        (len(itinerary.places), "place", ""),
        (people, "person", "people"),
        (len(itinerary.parties) - people, "organisation", ""),
        (len(itinerary.languages), "language", ""),
    )
    return ", ".join(count(*each) for each in counts if each[0])


def _verdict(errors: int, warnings: int, accepted: int) -> str:
    """Return how many problems there are, and what follows."""
    counts = [(errors, "error"), (warnings, "warning")]
    verdict = " and ".join(count(*each) for each in counts if each[0]) or "in order"
    if accepted:
        verdict += f", and {count(accepted, 'accepted warning')}"
    if errors:
        return f"{verdict}. It cannot be published yet"
    return f"{verdict}. It can be published" if warnings else verdict
