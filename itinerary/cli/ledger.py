"""Commands around the ledger: publish, and look at what was published."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itinerary.cli.shared import (
    FILE,
    LEDGER,
    PROGRAMME,
    Failure,
    count,
    examples,
    existing,
    opened,
    opened_or_made,
    print_problems,
    programme_of,
    read,
)

if TYPE_CHECKING:
    from itinerary.ledger import Change, Edition, Entry

_SIGNS = {
    "added": ("+", "green"),
    "returned": ("+", "green"),
    "changed": ("~", "yellow"),
    "cancelled": ("×", "red"),
    "removed": ("-", "red"),
}


def add_to(main: click.Group) -> None:
    """Add the commands to the command line."""
    for command in (publish, history, diff, show, ledger):
        main.add_command(command)


# --- publish -----------------------------------------------------------------------------------


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
    from itinerary.ledger import ReusedIdError, cancellations, changes, revise
    from itinerary.source import Album, PictureError

    album = Album.beside(file)
    itinerary, warnings = read(file, album)
    print_problems(warnings)
    now = datetime.now(UTC)
    with (existing if dry_run else opened_or_made)(file, address) as ledger:
        try:
            previous = ledger.latest(itinerary.id) if ledger else None
            edition = revise(previous, itinerary, now, note=note)
        except ReusedIdError as error:
            raise Failure(
                f"{error}; take another id, or write was: if the event was renamed"
            ) from None
        if edition is previous:
            click.echo(f"Nothing changed since edition {edition.number}.")
            return
        _print_plan(previous, edition, changes(previous, edition))
        if previous and not allow_cancellations:
            counts = cancellations(previous, edition, now)
            if counts.too_many:
                raise Failure(
                    f"This would cancel {counts.cancelled} of {counts.coming} coming events"
                    f"{', and leaves none of the old ones' if counts.empties else ''}."
                    " If that is meant, add --allow-cancellations."
                )
        if dry_run or ledger is None:
            click.echo("Nothing was published (--dry-run).")
            return
        if not yes:
            click.confirm(f"Publish this as edition {edition.number}?", abort=True)
        try:
            made = ledger.publish(
                itinerary,
                now,
                note=note,
                allow_cancellations=allow_cancellations,
                renditions=album.renditions,
            )
        except PictureError as error:
            raise Failure(f"{error.message}; {error.hint}") from None
        click.secho(f"Edition {made.number} is published.", fg="green")


def _print_plan(previous: Edition | None, edition: Edition, changed: tuple[Change, ...]) -> None:
    from itinerary.ledger.canonical import head_differences

    if previous and previous.head != edition.head:
        click.secho("~ the programme", fg="yellow")
        for path, old, new in head_differences(previous.itinerary, edition.itinerary):
            _print_difference(path, old, new)
    for change in changed:
        _print_change(change)
    kinds = [change.kind for change in changed]
    parts = [f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)]
    if parts:
        click.echo(", ".join(parts) + ".")


def _print_change(change: Change) -> None:
    from itinerary.ledger.canonical import differences

    sign, colour = _SIGNS[change.kind]
    title = change.after.title.entries[0][1]
    name = f"{sign} {change.after.id}"
    click.secho(name, fg=colour, bold=True, nl=False)
    click.echo(f" ({title}) {change.kind}, revision {change.revision.number}")
    if change.before is not None:
        for path, old, new in differences(change.before, change.after):
            _print_difference(path, old, new)


def _print_difference(path: str, old: str | None, new: str | None) -> None:
    click.echo(f"    {path}: ", nl=False)
    click.secho("nothing" if old is None else _short(old), fg="red", nl=False)
    click.echo(" → ", nl=False)
    click.secho("nothing" if new is None else _short(new), fg="green")


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 100 else line[:99] + "…"


# --- looking back ------------------------------------------------------------------------------


@click.command(epilog=examples("  itinerary history\n  itinerary history my.yaml --event gala"))
@FILE
@click.option("--event", "id", help="Only what happened to this event, in full.")
@LEDGER
@PROGRAMME
def history(file: Path, id: str | None, address: str | None, programme: str | None) -> None:
    """List the editions of FILE's programme, newest first."""
    with opened(file, address) as ledger:
        programme = programme_of(ledger, file, programme)
        uid = None
        if id is not None:
            latest = ledger.latest(programme)
            known = {r.event.id: u for u, r in latest.records.items()} if latest else {}
            if id not in known:
                from itinerary.source.problems import did_you_mean

                raise Failure(f"there is no event “{id}”; {did_you_mean(id, known)}")
            uid = known[id]
        for entry in ledger.log(programme, until=ledger.number(programme), uid=uid):
            _print_entry(entry, full=uid is not None)


def _print_entry(entry: Entry, *, full: bool) -> None:
    click.secho(f"edition {entry.number}", bold=True, nl=False)
    kinds = [change.kind for change in entry.changes]
    parts = [f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds)]
    click.echo(f"  {entry.published:%Y-%m-%d %H:%M:%S} UTC  {', '.join(parts) or 'the programme'}")
    if entry.note:
        click.echo(f"    {entry.note}")
    if full:
        for change in entry.changes:
            _print_change(change)


@click.command(epilog=examples("  itinerary diff 3 4\n  itinerary diff 1 7 my.yaml"))
@click.argument("a", type=int)
@click.argument("b", type=int)
@FILE
@LEDGER
@PROGRAMME
def diff(a: int, b: int, file: Path, address: str | None, programme: str | None) -> None:
    """Show what changed from edition A to edition B."""
    from itinerary.ledger import changes

    with opened(file, address) as ledger:
        programme = programme_of(ledger, file, programme)
        first, second = ledger.edition(programme, a), ledger.edition(programme, b)
        changed = changes(first, second)
        if not changed and first.head == second.head:
            click.echo("Nothing changed.")
        _print_plan(first, second, changed)


@click.command(
    epilog=examples(
        "  itinerary show --edition 3\n  itinerary show my.yaml --edition 3 --language zh"
    )
)
@FILE
@click.option("--edition", "number", type=int, help="Which edition; the latest if left out.")
@click.option("--language", help="Language (default: the programme's first).")
@LEDGER
@PROGRAMME
def show(
    file: Path,
    number: int | None,
    language: str | None,
    address: str | None,
    programme: str | None,
) -> None:
    """Show the programme as it stood in an edition."""
    from itinerary.formats.text import programme as as_text

    with opened(file, address) as ledger:
        programme = programme_of(ledger, file, programme)
        edition = ledger.edition(programme, number or ledger.number(programme))
        tag = language or edition.itinerary.languages[0]
        if tag not in edition.itinerary.languages:
            known = ", ".join(edition.itinerary.languages)
            raise Failure(f"the programme is not in “{tag}”; write one of: {known}")
        click.echo(as_text(edition, tag), nl=False)


# --- the ledger itself -------------------------------------------------------------------------


@click.group()
def ledger() -> None:
    """Check a ledger, or rebuild a lost one."""


@ledger.command(epilog=examples("  itinerary ledger check\n  itinerary ledger check my.yaml"))
@FILE
@LEDGER
@PROGRAMME
def check(file: Path, address: str | None, programme: str | None) -> None:
    """Verify hashes, numbers and times of all editions; exit with 1 if anything is wrong."""
    with opened(file, address) as ledger:
        programme = programme_of(ledger, file, programme)
        wrong = ledger.check(programme)
        for line in wrong:
            click.secho(line, fg="red", err=True)
        if wrong:
            sys.exit(1)
        click.secho(f"{count(ledger.number(programme), 'edition')}, all in order.", fg="green")


@ledger.command(
    epilog=examples(
        "  itinerary ledger restore https://visit.example/feeds/en/state-visit-2024.ics\n"
        "  itinerary ledger restore old-copy.ics my.yaml"
    )
)
@click.argument("feed")
@FILE
@LEDGER
def restore(feed: str, file: Path, address: str | None) -> None:
    """Rebuild a lost ledger from FEED, an address or a file of any feed it had published.

    Subscribers must never see a revision number go down. The best feed is that of the whole
    programme. A ledger that has editions is never touched.
    """
    from itinerary.ledger.restore import read_feed, restored

    itinerary, _ = read(file)
    data = _fetch(feed)
    with opened_or_made(file, address) as ledger:
        published = read_feed(data, itinerary)
        ledger.restore(restored(itinerary, published))
        restored_events = count(len(published), "event")
        click.secho(f"{restored_events} restored. Now: itinerary publish {file}", fg="green")


def _fetch(feed: str) -> bytes:
    """Return the bytes of a feed: a file, or an address."""
    import urllib.request

    if "://" not in feed:
        try:
            return Path(feed).read_bytes()
        except OSError as error:
            raise Failure(f"{feed} cannot be read: {(error.strerror or '').lower()}") from None
    scheme, _, rest = feed.partition("://")
    if scheme not in ("http", "https", "webcal", "webcals"):
        raise Failure(f"“{feed}” is no web address")
    address = f"{scheme.replace('webcals', 'https').replace('webcal', 'http')}://{rest}"
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  checked above
            return bytes(answer.read(50_000_000))
    except OSError as error:
        raise Failure(f"{feed} cannot be fetched: {error}") from None
