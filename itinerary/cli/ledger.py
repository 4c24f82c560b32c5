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
from itinerary.ledger.restore import read_feed, restored
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
    itinerary, _ = read(file)
    data = _fetched(feed)
    with opened(file, address) as ledger:
        found = read_feed(data, itinerary, now=datetime.now(UTC))
        ledger.restore(restored(itinerary, found.published, found.former_languages))
    print_notices(found.notices)
    for tag in found.former_languages:
        terminal.secho(
            f"The feed is in “{tag}”, which the file no longer has: addresses in it lead to"
            f" “{itinerary.languages[0]}”.",
            err=True,
        )
    terminal.secho(
        f"{count(len(found.published), 'event')} restored. Now: itinerary publish {file}",
        fg="green",
    )


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
