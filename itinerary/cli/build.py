"""The command `build`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from itinerary import terminal
from itinerary.cli.common import (
    FILE,
    LEDGER,
    PROGRAMME,
    SITE,
    THEME,
    CommandError,
    count,
    examples,
    ledger_address,
    print_notices,
    print_problems,
    reason,
)
from itinerary.export.build_manifest import BuildReport
from itinerary.export.folder import Folder, locked
from itinerary.export.mirror import begin_to_mirror
from itinerary.ledger.errors import LedgerError
from itinerary.serve.process import frozen_gc
from itinerary.serve.publish_once import begin_to_publish

if TYPE_CHECKING:
    from itinerary.export.build import Exported, Target
    from itinerary.ledger.edition import Edition


@click.command(
    epilog=examples(
        "  itinerary build --to public\n"
        "  itinerary build --to public --site https://visit.example/\n"
        "  itinerary build --to s3://visit.example/site\n"
        "  itinerary build --to /srv/www/visit --no-publish --ledger postgresql+psycopg://user@host/db"
    )
)
@FILE
@click.option(
    "--to",
    "target",
    envvar="ITINERARY_BUILD_TO",
    required=True,
    metavar="FOLDER",
    help="Folder, or s3://bucket/prefix, to write the site to; what was built there is replaced.",
)
@SITE
@THEME
@click.option("--no-publish", is_flag=True, help="Build what the ledger has, and publish nothing.")
@LEDGER
@PROGRAMME
def build(
    file: Path,
    target: str,
    site: str | None,
    theme: Path | None,
    no_publish: bool,
    address: str | None,
    programme: str | None,
) -> None:
    """Publish FILE, and write the whole site as files for any host of static files.

    Only what changed is written, and the folder is replaced in one step.
    """
    try:
        # First the lock, so that a build which waited for another does not build an older edition.
        with _opened(target) as opened, ExitStack() as until_forking:
            until_forking.enter_context(frozen_gc())
            where = ledger_address(file, address)
            known = _read_ahead(where, programme)
            publishing = begin_to_publish(None if no_publish else file, where, programme, known)
            # Slow imports; meanwhile other processes publish, and mirror the folder.
            from itinerary.export.build import build as build_site
            from itinerary.export.site_files import Site, software
            from itinerary.ledger.store import Ledger
            from itinerary.serve import preload
            from itinerary.serve.ledger_follower import LedgerFollower
            from itinerary.website import theme as themes

            software()  # to read it takes a while
            preload.prepare()
            published = publishing()
            print_problems((*published.problems, *published.warnings))
            print_notices((*published.notices, *themes.read(theme).left_out))
            if published.problems:
                sys.exit(1)
            ledger = Ledger(where, known)
            follower = LedgerFollower.of(ledger, published.programme, site=site, known=known)
            current = follower.current
            if not (site or current.itinerary.site):
                raise CommandError(
                    "the files name the address of their site",
                    f"say it: --site https://…, or site: in {file}",
                )

            def forking() -> None:
                ledger.close()
                until_forking.close()

            report = build_site(
                Site(current, theme, opened.fragments),
                opened,
                _progress,
                processes=_cores(),
                forking=forking,
            )
            ledger.close()
        _print_report(report, target, current.edition.number)
    except OSError as error:
        raise CommandError(f"{target} cannot be written: {reason(error)}") from None


def _read_ahead(address: str, programme: str | None) -> Sequence[Edition]:
    """Return the edition before this build publishes, for both processes: they read only what the
    next one changes. Return nothing if it cannot be read: publishing says why."""
    from itinerary.ledger.store import Ledger

    try:
        ledger = Ledger(address)
    except LedgerError:
        return ()
    try:
        programmes = [programme] if programme else ledger.programmes()
        found = ledger.latest(programmes[0]) if len(programmes) == 1 else None
        return (found,) if found else ()
    except LedgerError:
        return ()
    finally:
        ledger.close()  # a connection is not for processes that are forked


def _cores() -> int:
    """Return the number of cores; on Linux of those that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _opened(target: str) -> Iterator[Target]:
    """Open a folder, under a lock, or a bucket. Raises BuildError."""
    scheme = target.partition("://")[0]
    if target.startswith("s3://"):
        from itinerary.export.bucket import Bucket

        bucket = Bucket(target, datetime.now(UTC))
        try:
            yield bucket
        finally:
            bucket.close()
    elif scheme != target:
        raise CommandError(f"“{scheme}” is not known here", "write a folder, or s3://bucket/prefix")
    else:
        waiting = f"Another build into {target} is running; waiting for it."
        with locked(Path(target), lambda: terminal.echo(waiting, err=True)):
            yield Folder(Path(target), begin_to_mirror)


def _progress(files: Iterable[Exported], length: int) -> Iterator[Exported]:
    """Show on a terminal how far the build has come."""
    hidden = not sys.stderr.isatty()
    with click.progressbar(files, length, label="Building", file=sys.stderr, hidden=hidden) as bar:
        yield from bar


def _print_report(report: BuildReport, target: str, number: int) -> None:
    if not (report.written or report.removed):
        terminal.echo(f"{target} is up to date: edition {number}, {count(report.kept, 'file')}.")
        return
    changed = f"{count(len(report.written), 'file')} written, {report.kept} unchanged"
    gone = f", {len(report.removed)} removed" if report.removed else ""
    terminal.secho(f"{target} has edition {number}: {changed}{gone}.", fg="green")
