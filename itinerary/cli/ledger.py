"""Commands around the ledger: publish, and look at what was published."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itinerary import terminal
from itinerary.cli.shared import (
    FILE,
    FORMAT,
    LEDGER,
    PROGRAMME,
    Failure,
    count,
    examples,
    filled,
    opened,
    print_problems,
    programme_of,
    read,
    reason,
)

if TYPE_CHECKING:
    from itinerary.ledger import Change, Edition, Entry
    from itinerary.model.itinerary import Itinerary
    from itinerary.render.words.language import Language
    from itinerary.render.words.review import Difference

_SIGNS = {
    "added": ("+", "green"),
    "returned": ("+", "green"),
    "changed": ("~", "yellow"),
    "cancelled": ("×", "red"),
    "removed": ("-", "red"),
}


MOST_TOLD = 5
"""Changes of an edition that `history` tells one by one."""


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
    from itinerary.ledger import cancellations, changes, revise
    from itinerary.model.text import FORBIDDEN
    from itinerary.source import Album

    if found := FORBIDDEN.search(note):
        raise Failure(
            f"the note contains an invisible control character (U+{ord(found[0]):04X});"
            " leave it out"
        )
    album = Album.beside(file)
    itinerary, warnings = read(file, album)
    print_problems(warnings)
    now = datetime.now(UTC)
    with opened(file, address) as ledger:
        previous = ledger.latest(itinerary.id)
        edition = revise(previous, itinerary, now, note=note)
        if edition is previous:
            terminal.echo(f"Nothing changed since edition {edition.number}.")
            return
        _print_plan(previous, edition, changes(previous, edition))
        if previous is None and (others := ledger.programmes()):
            terminal.secho(
                f"“{itinerary.id}” is a new programme: this ledger has {', '.join(others)}. Who"
                " subscribed to calendars of another id gets nothing from it; if it is the same"
                " programme, keep its id.",
                fg="yellow",
            )
        if previous and not allow_cancellations:
            counts = cancellations(previous, edition, now)
            if counts.too_many:
                raise Failure(
                    f"This would cancel {counts.cancelled} of {counts.coming} coming events"
                    f"{', and leaves none of the old ones' if counts.empties else ''}."
                    " If that is meant, add --allow-cancellations."
                )
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


def _print_plan(previous: Edition | None, edition: Edition, changed: tuple[Change, ...]) -> None:
    from itinerary.ledger import moves
    from itinerary.render.words import review

    speech = review.voice(edition.itinerary)
    if previous and previous.head != edition.head:
        terminal.secho("~ the programme", fg="yellow")
        _print_told(review.of_programme(previous, edition, speech))
    together = {id(one): group for group in moves(changed).values() for one in group}
    for change in changed:
        if id(change) not in together:
            _print_change(change, speech)
        elif change is (group := together[id(change)])[0]:
            _print_moves(group, speech)
    if changed:
        terminal.echo(f"{review.counted(change.kind for change in changed)}.")


def _print_change(change: Change, speech: Language) -> None:
    from itinerary.render.words import review

    sign, colour = _SIGNS[change.kind]
    name = f"{sign} {change.after.id}"
    terminal.secho(name, fg=colour, bold=True, nl=False)
    title = change.after.title.to(speech.tag)
    terminal.echo(f" ({title}) {change.kind}, revision {change.revision.number}")
    _print_told(review.of_event(change, speech))


def _print_moves(moved: tuple[Change, ...], speech: Language) -> None:
    """Print what became of a series of which several dates moved."""
    from itinerary.render.words import review

    after = moved[0].after
    series = after.occurrence.series if after.occurrence else after.id
    terminal.secho(f"~ {series}", fg="yellow", bold=True, nl=False)
    terminal.echo(f" ({after.title.to(speech.tag)}) {len(moved)} dates moved")
    _print_told(review.of_moves(moved, speech))


def _print_told(told: Iterable[str | Difference]) -> None:
    for one in told:
        if isinstance(one, str):
            terminal.echo(f"    {one}")
            continue
        terminal.echo(f"    {one.of}: ", nl=False)
        terminal.secho("nothing" if one.before is None else _short(one.before), fg="red", nl=False)
        terminal.echo(" → ", nl=False)
        terminal.secho("nothing" if one.after is None else _short(one.after), fg="green")


def _short(words: str, most: int = 100) -> str:
    """Return words in one line of so many characters at most."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[: most - 1] + "…"


# --- looking back ------------------------------------------------------------------------------


@click.command(epilog=examples("  itinerary history\n  itinerary history my.yaml --event gala"))
@FILE
@click.option("--event", "id", help="Only what happened to this event, in full.")
@FORMAT
@LEDGER
@PROGRAMME
def history(
    file: Path, id: str | None, form: str, address: str | None, programme: str | None
) -> None:
    """List the editions of FILE's programme, newest first."""
    with filled(file, address) as ledger:
        programme = programme_of(ledger, file, programme)
        latest = ledger.edition(programme, ledger.number(programme))
        uid = None
        if id is not None:
            known = {record.event.id: uid for uid, record in latest.records.items()}
            if id not in known:
                from itinerary.model.spelling import did_you_mean

                raise Failure(f"there is no event “{id}”; {did_you_mean(id, known)}")
            uid = known[id]
        log = ledger.log(programme, until=latest.number, uid=uid)
        if form == "json":
            terminal.print_json([_entry_as_dict(entry) for entry in log])
            return
        for entry in log:
            _print_entry(entry, latest.itinerary, full=uid is not None)


def _print_entry(entry: Entry, itinerary: Itinerary, *, full: bool) -> None:
    from itinerary.render.words import changes, review, wording

    speech = review.voice(itinerary)
    when = wording.moment_words(entry.published, itinerary, speech)
    zone = wording.moment_zone(entry.published, itinerary, speech)
    terminal.secho(f"edition {entry.number}", bold=True, nl=False)
    counted = review.counted(change.kind for change in entry.changes)
    terminal.echo(f"  {when}{zone and f' ({zone})'}  {counted or 'the programme'}")
    if entry.note:
        terminal.echo(f"    {_short(entry.note, 400)}")
    if full:
        for change in entry.changes:
            _print_change(change, speech)
        return
    told = entry.changes if entry.number > 1 else ()
    for change in told[:MOST_TOLD]:
        terminal.echo(f"    {_SIGNS[change.kind][0]} {changes.headline(change, speech)}")
    if len(told) > MOST_TOLD:
        terminal.echo(f"    … and {len(told) - MOST_TOLD} more; itinerary diff has all")


@click.command(epilog=examples("  itinerary diff 3 4\n  itinerary diff 1 7 my.yaml"))
@click.argument("a", type=int)
@click.argument("b", type=int)
@FILE
@FORMAT
@LEDGER
@PROGRAMME
def diff(a: int, b: int, file: Path, form: str, address: str | None, programme: str | None) -> None:
    """Show what changed from edition A to edition B."""
    from itinerary.ledger import changes
    from itinerary.ledger.canonical import head_differences

    with filled(file, address) as ledger:
        programme = programme_of(ledger, file, programme)
        first, second = ledger.edition(programme, a), ledger.edition(programme, b)
        changed = changes(first, second)
        if form == "json":
            head = head_differences(first.itinerary, second.itinerary)
            events = [_change_as_dict(change) for change in changed]
            terminal.print_json({"programme": _differences_as_dicts(head), "events": events})
            return
        if not changed and first.head == second.head:
            terminal.echo("Nothing changed.")
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
    from itinerary.render.documents.plain_text import programme as as_text

    with filled(file, address) as ledger:
        programme = programme_of(ledger, file, programme)
        latest = ledger.number(programme)
        edition = ledger.edition(programme, latest if number is None else number)
        tag = language or edition.itinerary.languages[0]
        if tag not in edition.itinerary.languages:
            known = ", ".join(edition.itinerary.languages)
            raise Failure(f"the programme is not in “{tag}”; write one of: {known}")
        terminal.echo(as_text(edition, tag), nl=False)


# --- for programs ------------------------------------------------------------------------------


def _entry_as_dict(entry: Entry) -> dict[str, object]:
    return {
        "edition": entry.number,
        "published": f"{entry.published:%Y-%m-%dT%H:%M:%SZ}",
        "note": entry.note,
        "events": [_change_as_dict(change) for change in entry.changes],
    }


def _change_as_dict(change: Change) -> dict[str, object]:
    from itinerary.ledger.canonical import differences

    return {
        "id": change.after.id,
        "kind": change.kind,
        "revision": change.revision.number,
        "differences": _differences_as_dicts(differences(change.before, change.after)),
    }


def _differences_as_dicts(found: Iterable[tuple[str, str | None, str | None]]) -> list[object]:
    return [{"property": path, "before": old, "after": new} for path, old, new in found]


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
    with filled(file, address) as ledger:
        programme = programme_of(ledger, file, programme)
        wrong = ledger.check(programme)
        for line in wrong:
            terminal.secho(line, fg="red", err=True)
        if wrong:
            sys.exit(1)
        terminal.secho(f"{count(ledger.number(programme), 'edition')}, all in order.", fg="green")


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
    with opened(file, address) as ledger:
        found = read_feed(data, itinerary, now=datetime.now(UTC))
        ledger.restore(restored(itinerary, found.published))
        for notice in found.notices:
            terminal.secho(notice, fg="yellow", err=True)
        restored_events = count(len(found.published), "event")
        terminal.secho(f"{restored_events} restored. Now: itinerary publish {file}", fg="green")


def _fetch(feed: str) -> bytes:
    """Return the bytes of a feed: a file, or an address."""
    import urllib.request
    from http.client import HTTPException

    from itinerary.source.files import MOST_BYTES, NoFileError, contents, said

    if "://" not in feed:
        try:
            return contents(Path(feed))
        except NoFileError as error:
            raise Failure(f"{feed} cannot be read: {error.message}") from None
        except OSError as error:
            raise Failure(f"{feed} cannot be read: {reason(error)}") from None
    scheme, _, rest = feed.partition("://")
    if scheme not in ("http", "https", "webcal", "webcals"):
        raise Failure(f"“{feed}” is no web address")
    address = f"{scheme.replace('webcals', 'https').replace('webcal', 'http')}://{rest}"
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  checked above
            data = bytes(answer.read(MOST_BYTES + 1))
    except (OSError, HTTPException, ValueError) as error:  # ValueError: of addresses that are none
        raise Failure(f"{feed} cannot be fetched: {error}") from None
    if len(data) > MOST_BYTES:
        raise Failure(f"{feed} cannot be fetched: this has {said(len(data))}")
    return data
