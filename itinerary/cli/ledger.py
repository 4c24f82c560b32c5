"""The commands `ledger check` and `ledger restore`."""

from __future__ import annotations

import sys
import urllib.request
from datetime import UTC, datetime
from http.client import HTTPException
from pathlib import Path

import click

from itinerary import terminal
from itinerary.cli.common import (
    FILE,
    LEDGER,
    PROGRAMME,
    CommandError,
    count,
    examples,
    print_notices,
    reason,
)
from itinerary.cli.inputs import filled, opened, programme_of, read
from itinerary.ledger.audit import audit
from itinerary.ledger.errors import LedgerError
from itinerary.ledger.restore import FeedReading, read_feed, restored
from itinerary.model.itinerary import Itinerary
from itinerary.render import addresses
from itinerary.source.files import MOST_BYTES, NoFileError, contents, too_large


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
        wrong = audit(ledger, programme)
        for line in wrong:
            terminal.secho(line, fg="red", err=True)
        if wrong:
            sys.exit(1)
        terminal.secho(f"{count(ledger.number(programme), 'edition')}, all in order.", fg="green")


@ledger.command(
    epilog=examples(
        "  itinerary ledger restore https://visit.example/feeds/en/state-visit-2024.ics\n"
        "  itinerary ledger restore old-copy.ics my.yaml --deadlines old-deadlines.ics"
    )
)
@click.argument("feed")
@FILE
@click.option(
    "--deadlines",
    metavar="FEED",
    help="The calendar of deadlines, if there is one. Beside an address it is found by itself.",
)
@LEDGER
def restore(feed: str, file: Path, deadlines: str | None, address: str | None) -> None:
    """Rebuild a lost ledger from FEED, an address or a file of any feed it had published.

    Subscribers must never see a revision number go down. The best feed is that of the whole
    programme, which does not have the deadlines. A ledger that has editions is never touched.
    """
    itinerary, _ = read(file)
    now = datetime.now(UTC)
    data = _fetched(feed)
    with opened(file, address) as ledger:
        found = read_feed(data, itinerary, now=now)
        if all(entry.event.deadline for entry in found.published):
            raise CommandError(
                "this is the calendar of deadlines",
                "give a feed of events, and this one with --deadlines",
            )
        published, notices = found.published, found.notices
        if beside := _deadlines_beside(feed, itinerary, deadlines):
            of_deadlines = _read_deadlines(beside, itinerary, now, given=deadlines is not None)
            known = {entry.event.uid for entry in published}
            published += tuple(e for e in of_deadlines.published if e.event.uid not in known)
            notices += of_deadlines.notices
        ledger.restore(restored(itinerary, published, found.former_languages))
    print_notices(notices)
    for tag in found.former_languages:
        terminal.secho(
            f"The feed is in “{tag}”, which the file no longer has: addresses in it lead to"
            f" “{itinerary.languages[0]}”.",
            err=True,
        )
    due = sum(1 for entry in published if entry.event.deadline)
    what = count(len(published) - due, "event")
    if due:
        what = f"{what} and {count(due, 'deadline')}"
    terminal.secho(f"{what} restored. Now: itinerary publish {file}", fg="green")


def _deadlines_beside(feed: str, itinerary: Itinerary, given: str | None) -> str | None:
    """Return where the calendar of deadlines is: `given`, or beside a feed on the web."""
    if given or "://" not in feed:
        return given
    site, found, rest = feed.rpartition("/feeds/")
    language = rest.partition("/")[0]
    path = addresses.deadlines_feed(itinerary.id, language) if found else ""
    return site + path if path else None


def _read_deadlines(feed: str, itinerary: Itinerary, now: datetime, *, given: bool) -> FeedReading:
    """Return the deadlines of a feed. If it was not given but looked for, it may be missing: most
    programmes have none."""
    try:
        found = read_feed(_fetched(feed), itinerary, now=now)
    except (CommandError, LedgerError):
        if given:
            raise
        lost = "the revisions of deadlines begin again: {} has none that could be read"
        return FeedReading((), (lost.format(feed),) if itinerary.deadlines else (), ())
    due = tuple(entry for entry in found.published if entry.event.deadline)
    return FeedReading(due, found.notices, ())


def _fetched(feed: str) -> bytes:
    """Return the bytes of a feed: a file, or an address. Raises CommandError."""
    if "://" not in feed:
        try:
            return contents(Path(feed))
        except NoFileError as error:
            raise CommandError(f"{feed} cannot be read: {error.message}") from None
        except OSError as error:
            raise CommandError(f"{feed} cannot be read: {reason(error)}") from None
    scheme, _, rest = feed.partition("://")
    if scheme not in ("http", "https", "webcal", "webcals"):
        raise CommandError(f"“{feed}” is no web address")
    address = f"{scheme.replace('webcals', 'https').replace('webcal', 'http')}://{rest}"
    try:
        with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310  checked above
            data = bytes(answer.read(MOST_BYTES + 1))
    except (OSError, HTTPException, ValueError) as error:  # ValueError: not a valid address
        raise CommandError(f"{feed} cannot be fetched: {error}") from None
    if len(data) > MOST_BYTES:
        raise CommandError(f"{feed} cannot be fetched: this has {too_large(len(data))}")
    return data
