"""The command `import`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from itinerary import terminal
from itinerary.cli.common import CommandError, count, examples, print_problems
from itinerary.errors import NotationError
from itinerary.imports import Options, SourceKind, read
from itinerary.imports.composition import file_of
from itinerary.imports.fetch import fetch
from itinerary.imports.report import Report, ReportCollector, together
from itinerary.imports.settle import settle
from itinerary.model.zones import zone as zone_named
from itinerary.source import Problem
from itinerary.source import read as read_programme


@click.command(
    "import",
    epilog=examples(
        "  itinerary import festival.ics --into festival.yaml\n"
        "  itinerary import https://calendar.example/talks.ics --dry-run\n"
        "  itinerary import spring.ics autumn.ics --zone Europe/Berlin --language de"
    ),
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option(
    "--into",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("events.yaml"),
    show_default=True,
    envvar="ITINERARY_FILE",
    help="The programme's file. One that is there is brought up to date.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice([kind.value for kind in SourceKind]),
    help="What SOURCE is (default: by its content).",
)
@click.option(
    "--zone", "zone_name", help="Time zone of times that have none, such as Europe/Berlin."
)
@click.option("--language", default="", help="Language of the texts, such as de.")
@click.option(
    "--id", "id", default="", help="Permanent id of a new programme (default: by its title)."
)
@click.option(
    "--doubt",
    type=click.Choice(["taken", "tba"]),
    default="taken",
    show_default=True,
    help="Times and places that were probably not announced (00:00–23:59, “TBA”): taken as written,"
    " or as to be announced.",
)
@click.option("--with-contacts", is_flag=True, help="Take mail addresses, too.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
def import_(
    sources: tuple[str, ...],
    file: Path,
    kind: str | None,
    zone_name: str | None,
    language: str,
    id: str,
    doubt: str,
    with_contacts: bool,
    yes: bool,
    dry_run: bool,
) -> None:
    """Write a programme from SOURCE, or bring one up to date with it.

    SOURCE is a file, - (standard input) or an http(s) address of a calendar (.ics).
    """
    options = Options(
        zone=_zone(zone_name),
        handling="tba" if doubt == "tba" else "taken",
        with_contacts=with_contacts,
    )
    today = datetime.now(UTC).date()
    programmes = []
    for source in sources:
        fetched = fetch(source)
        programmes.append(
            read(
                fetched.data or b"",
                name=fetched.name,
                link=fetched.link,
                kind=SourceKind(kind) if kind else None,
                options=options,
            )
        )
    settled = settle(programmes, today=today, zone=options.zone, handling=options.handling)
    collector = ReportCollector()
    text = file_of(settled, id=id, language=language, collector=collector)
    _print_report(together([settled.report, collector.report()]))
    warnings = _checked(text, file)
    if dry_run:
        terminal.echo(f"{file} was not written (--dry-run).", err=True)
        return
    if file.exists():
        raise CommandError(
            f"{file} is already there and stays as it is", "name another: --into FILE"
        )
    if not yes:
        click.confirm(f"Write {file}?", default=True, abort=True)
    with file.open("x", encoding="utf-8") as new:
        new.write(text)
    print_problems(warnings)
    terminal.secho(
        f"{file} is ready, with {count(len(settled.events), 'event')}. Look at it, then:"
        f" itinerary serve {file}",
        fg="green",
    )


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return zone_named(name)
    except NotationError as error:
        raise CommandError(error.message, error.hint) from None


def _checked(text: str, file: Path) -> tuple[Problem, ...]:
    """Check what would be written. A source may have what no file can have, and we may not know."""
    return read_programme(text.encode(), file=str(file), now=datetime.now(UTC)).warnings


def _print_report(report: Report) -> None:
    for line in report.lines():
        terminal.echo(line)
