"""The command `import`."""

from __future__ import annotations

import contextlib
import gc
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

import click
from click.core import ParameterSource

from itinerary import terminal
from itinerary.cli.changes import shortened
from itinerary.cli.common import (
    LEDGER,
    CommandError,
    count,
    examples,
    print_notices,
    print_problems,
)
from itinerary.cli.inputs import opened
from itinerary.errors import NotationError
from itinerary.imports import (
    ImportedProgramme,
    Options,
    SourceKind,
    digest_of,
    memory,
    own_json,
    read,
    whole_files,
)
from itinerary.imports.composition import file_of
from itinerary.imports.fetch import Fetched, fetch, is_address
from itinerary.imports.memory import SourceMemory
from itinerary.imports.merge import Gone, Plan, Step, fingerprint, first_memory, plan
from itinerary.imports.recognise import recognise
from itinerary.imports.refresh import merged, with_mark_of
from itinerary.imports.report import Report, ReportCollector, together
from itinerary.imports.settle import settle
from itinerary.imports.yaml_writer import flow
from itinerary.model.zones import zone as zone_named
from itinerary.serve.importer import Importer, ImportNotice
from itinerary.serve.publisher import FilePublisher
from itinerary.serve.terminal_report import report_import
from itinerary.source import TRANSLATIONS, Problem, Upstream, contents
from itinerary.source import read as read_programme
from itinerary.source.fields import interval
from itinerary.value import Value

MOST_WARNINGS = 50
"""Warnings of the file that are shown after an import; `check` shows all."""


_READ_ANEW = (
    *("kind", "zone_name", "columns", "locale", "day_first", "doubt", "gone", "with_contacts"),
    *("keep_uids",),
)
"""Options that make something else of a source, also of one that has not changed."""


@contextlib.contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Let garbage collection look at new objects alone, and seldom.

    Nearly all that an import creates it needs to its end, so to collect among it would take a fifth
    of the time. The trees of HTML are garbage soon, and are found as new objects.
    """
    before = gc.get_threshold()
    gc.set_threshold(100_000, 100, 1000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


@click.command(
    "import",
    epilog=examples(
        "  itinerary import festival.ics --into festival.yaml\n"
        "  itinerary import https://calendar.example/talks.ics --dry-run\n"
        "  itinerary import talks.xlsx --zone Europe/Berlin --locale de --map Ort=place\n"
        "  itinerary import https://calendar.example/talks.ics --watch --every 15m\n"
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
@click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="COLUMN=KEY",
    help="What a column of a table means: title, date, start, end, place …, or - for nothing.",
)
@click.option("--locale", default="", help="Locale of dates in a table, such as de or en-US.")
@click.option(
    "--day-first/--month-first",
    "day_first",
    default=None,
    help="How dates such as 03/04/2027 in a table are read.",
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
@click.option(
    "--gone",
    type=click.Choice(["keep", "cancel", "remove"]),
    default="keep",
    show_default=True,
    help="Coming events that SOURCE no longer has: keep and list them, cancel or remove them.",
)
@click.option(
    "--allow-cancellations",
    is_flag=True,
    help="Even if half of the coming events or more are gone.",
)
@click.option(
    "--keep-uids",
    is_flag=True,
    help="Give events the UIDs that they have in a calendar, so that its subscribers can be led to"
    " the new one.",
)
@click.option("--with-contacts", is_flag=True, help="Take mail addresses, too.")
@click.option(
    "--watch",
    is_flag=True,
    help="Stay, import whenever SOURCE has changed, and publish the file.",
)
@click.option(
    "--every", default="15 min", show_default=True, help="How often --watch looks: 15m, 6h."
)
@LEDGER
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@_seldom_collecting()
def import_(
    sources: tuple[str, ...],
    file: Path,
    kind: str | None,
    zone_name: str | None,
    columns: tuple[str, ...],
    locale: str,
    day_first: bool | None,
    language: str,
    id: str,
    doubt: str,
    gone: str,
    allow_cancellations: bool,
    keep_uids: bool,
    with_contacts: bool,
    watch: bool,
    every: str,
    address: str | None,
    yes: bool,
    dry_run: bool,
) -> None:
    """Write a programme from SOURCE, or bring one up to date with it.

    SOURCE is a file, - (standard input) or an http(s) address: a calendar (.ics), a table (.csv,
    .tsv, .xlsx, .ods), a schedule of a conference (schedule.xml, schedule.json), a page with events
    of schema.org, or the programme of a site of ours (api/programme.json), which becomes the file
    that it was.
    """
    run = _Run(
        file=file,
        id=id,
        language=language,
        kind=SourceKind(kind) if kind else None,
        options=Options(
            zone=_zone(zone_name),
            handling="tba" if doubt == "tba" else "taken",
            with_contacts=with_contacts,
            columns=dict(map(_column, columns)),
            locale=locale,
            day_first=day_first,
            language=language,
        ),
        gone=cast(Gone, gone),
        allow_cancellations=allow_cancellations,
        keep_uids=keep_uids,
        yes=yes,
        dry_run=dry_run,
    )
    if not file.absolute().parent.is_dir():
        raise CommandError(f"there is no folder {file.parent}", f"make it: mkdir {file.parent}")
    if "-" in sources and not (yes or dry_run):
        raise CommandError(
            "standard input is the source, so no question can be answered", "add --yes"
        )
    if not watch:
        _import(sources, run)
        return
    if other := next((source for source in sources if not is_address(source)), None):
        raise CommandError(f"--watch needs web addresses, and {other} is none", "write https://…")
    if dry_run:
        raise CommandError("--watch writes, and --dry-run does not", "leave one of them out")
    if allow_cancellations:
        raise CommandError(
            "--watch never takes so many cancellations without a look of yours",
            "import once with --allow-cancellations, then with --watch",
        )
    interval = _interval(every)
    if not file.exists():
        _import(sources, run)
    _watch(sources, interval, run, address)


class _Run(Value, kw_only=True):
    """What the user said of an import."""

    file: Path
    id: str
    language: str
    kind: SourceKind | None
    options: Options
    gone: Gone
    allow_cancellations: bool
    keep_uids: bool
    yes: bool
    dry_run: bool

    def fingerprint(self, digest: str, text: str) -> str:
        """Return that of an import of a source that ends with `text`."""
        return fingerprint(digest, text, self.options.handling, self.keep_uids, self.gone)

    def done(
        self, fetched: Fetched, digest: str, data: bytes, known: Mapping[str, SourceMemory]
    ) -> str | None:
        """Return the id of the source if the same was imported into the same file before, and
        nothing was left to say."""
        done = self.fingerprint(digest, data.decode("utf-8-sig", "replace"))
        return memory.same(known, done, fetched.link)


def _import(sources: Sequence[str], run: _Run) -> None:
    """Write the file, or bring it up to date, once."""
    file, options = run.file, run.options
    today = datetime.now(UTC).date()
    path = memory.path_beside(file)
    data = contents(file) if file.exists() else None
    recorded = memory.load(path) if data is not None else {}
    known = recorded
    # A source that has not changed is read again where something else is wanted of it.
    origin = click.get_current_context().get_parameter_source
    again = any(origin(name) is ParameterSource.COMMANDLINE for name in _READ_ANEW)
    earlier = {} if again else memory.validators_of(known, today)
    programmes: list[ImportedProgramme] = []
    validators = {}
    for source in sources:
        fetched = fetch(source, earlier)
        if fetched.data is None:
            terminal.echo(f"{fetched.name} has not changed.")
            continue
        validators[fetched.link] = fetched.validators
        digest = digest_of(fetched.data, run.kind, options)
        if data is not None and not again and (id := run.done(fetched, digest, data, known)):
            known = memory.with_validators(known, id, fetched.validators)
            terminal.echo(f"{fetched.name} has not changed, and {file} is up to date.")
            continue
        kind = run.kind or recognise(fetched.data, fetched.name)
        if kind is SourceKind.ITINERARY and len(sources) == 1 and data is None:
            _write_whole(fetched.data, fetched.name, run)
            return
        made = read(
            fetched.data, name=fetched.name, link=fetched.link, kind=run.kind, options=options
        )
        programmes.append(made)
    if not programmes:
        if known != recorded and not run.dry_run:
            whole_files.write(path, memory.dump(known))
        return
    if data is not None:

        def merge(text: str) -> Plan:
            return plan(
                text,
                programmes,
                known,
                today=today,
                handling=options.handling,
                keep_uids=run.keep_uids,
                gone=run.gone,
                allow_cancellations=run.allow_cancellations,
                validators=validators,
            )

        planned, warnings = merged(data, file, merge, datetime.now(UTC))
        record = memory.dump(planned.memory)
        _print_report(planned.settled.report)
        _print_steps(planned.steps)
        changed = planned.text != data.decode("utf-8-sig")
        if not changed and record == memory.dump(recorded):
            terminal.echo(f"{file} is up to date.")
            return
        if changed:
            what = f"{file} is up to date. Look at it, then: itinerary publish {file}"
        else:
            what = f"{path} is up to date, and {file} stays as it is."
        new = with_mark_of(data, planned.text) if changed else None
        _write(run, new, record, what, before=data)
    else:
        settled = settle(
            programmes,
            today=today,
            zone=options.zone,
            handling=options.handling,
            keep_uids=run.keep_uids,
        )
        collector = ReportCollector()
        text = file_of(settled, id=run.id, language=run.language, collector=collector)
        prints = [run.fingerprint(one.digest, text) for one in programmes]
        record = memory.dump(first_memory(settled, validators, prints))
        _print_report(together([settled.report, collector.report()]))
        warnings = _checked(text.encode(), file)
        what = (
            f"{file} is ready, with {count(len(settled.events), 'event')}. Look at it, then:"
            f" itinerary serve {file}"
        )
        _write(run, text, record, what)
    if not run.dry_run:
        print_problems(warnings[:MOST_WARNINGS])
        if len(warnings) > MOST_WARNINGS:
            more = count(len(warnings) - MOST_WARNINGS, "more warning")
            terminal.echo(f"… and {more}: itinerary check {file} lists them all.", err=True)


def _write_whole(data: bytes, name: str, run: _Run) -> None:
    """Write a programme of Itinerary as the file that it was."""
    made = own_json.file_of(data, name)
    _print_report(made.report)
    warnings = _checked(made.text.encode(), run.file)
    words = {run.file.parent / TRANSLATIONS / f"{tag}.po": po for tag, po in made.words.items()}
    if present := next((path for path in words if path.exists()), None):
        raise CommandError(
            f"{present} is there already, and the programme has words of its own in that language",
            "import into another folder, or move it away",
        )
    if run.dry_run:
        terminal.echo("Nothing was written (--dry-run).")
        return
    if not run.yes:
        click.confirm(f"Write {run.file}?", default=True, abort=True)
    _create(run.file, made.text)
    for path, po in words.items():
        path.parent.mkdir(exist_ok=True)
        _create(path, po)
    ready = f"{run.file} is ready, with {count(made.events, 'event')}."
    terminal.secho(f"{ready} Look at it, then: itinerary serve {run.file}", fg="green")
    print_problems(warnings[:MOST_WARNINGS])


def _write(
    run: _Run, text: str | None, record: str, done: str, *, before: bytes | None = None
) -> None:
    """Write a file, if it has a new text, and the record of the import beside it, after a
    question. `before` are the bytes that a file had which is there."""
    if run.dry_run:
        terminal.echo("Nothing was written (--dry-run).")
        return
    if text is not None:
        if not run.yes:
            click.confirm(f"Write {run.file}?", default=True, abort=True)
        if before is None:
            _create(run.file, text)
        elif not whole_files.write_over(run.file, text, before):
            raise CommandError(
                f"{run.file} was saved meanwhile, so nothing was written", "import again"
            )
    whole_files.write(memory.path_beside(run.file), record)
    terminal.secho(done, fg="green")


def _create(file: Path, text: str) -> None:
    """Write a new file. Raises CommandError if there is one by now: it was not looked at."""
    if not whole_files.create(file, text):
        raise CommandError(
            f"{file} was created meanwhile, so it was not written", "look at it, and import again"
        )


def _watch(sources: Iterable[str], every: timedelta, run: _Run, address: str | None) -> None:
    """Bring the file up to date again and again, and publish it, until the user ends that."""
    upstreams = tuple(
        Upstream(
            address=source,
            every=every,
            format=run.kind,
            zone=run.options.zone,
            gone=run.gone,
            doubt=run.options.handling,
            keep_uids=run.keep_uids,
            with_contacts=run.options.with_contacts,
            columns=tuple(run.options.columns.items()),
            locale=run.options.locale,
            day_first=run.options.day_first,
        )
        for source in sources
    )
    with opened(run.file, address) as ledger:
        publisher = FilePublisher(run.file, ledger)
        publisher.publish()
        _print_publication(publisher)
        terminal.echo(f"{run.file} is kept up to date. Ctrl+C ends that.", err=True)
        importer = Importer(run.file, lambda: upstreams)

        def told(notice: ImportNotice) -> None:
            report_import(notice)
            if not notice.failed:
                publisher.publish()
                _print_publication(publisher)

        with contextlib.suppress(KeyboardInterrupt):
            importer.run(told, threading.Event())


def _print_publication(publisher: FilePublisher) -> None:
    """Say which edition the file is, or why it is not published."""
    print_problems(publisher.problems)
    print_notices(publisher.notices)
    if publisher.published and not publisher.problems:
        number = publisher.published.number
        terminal.secho(f"{publisher.file} is published: edition {number}.", fg="green", err=True)


def _interval(words: str) -> timedelta:
    try:
        return interval(words)
    except NotationError as error:
        raise CommandError(error.message, error.hint) from None


def _column(words: str) -> tuple[str, str]:
    name, mark, key = words.rpartition("=")
    if not mark or not name.strip() or not key.strip():
        raise CommandError(f"--map {words} has no “=”", "write --map 'Column=title'")
    return name.strip(), key.strip()


def _zone(name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        return zone_named(name)
    except NotationError as error:
        raise CommandError(error.message, error.hint) from None


def _checked(data: bytes, file: Path, *, linted: bool = True) -> tuple[Problem, ...]:
    """Check what would be written. A source may have what no file can have, and we may not know."""
    now = datetime.now(UTC)
    return read_programme(data, file=str(file), now=now, linted=linted).warnings


_SIGNS = {
    "added": ("+", "green"),
    "changed": ("~", "yellow"),
    "conflict": ("!", "magenta"),
    "gone": ("?", "cyan"),
    "kept": ("=", "cyan"),
    "continued": (">", "cyan"),
    "cancelled": ("×", "red"),
    "removed": ("-", "red"),
}


def _print_steps(steps: Iterable[Step]) -> None:
    """Print what a merge does, event by event."""
    for step in steps:
        sign, colour = _SIGNS[step.kind]
        terminal.secho(f"{sign} {step.id}", fg=colour, bold=True, nl=False)
        terminal.echo(f" ({step.title}) {step.words}")
        for one in step.differences:
            before, after = (shortened(_shown(value)) for value in (one.before, one.after))
            arrow = " | the source has: " if step.kind == "conflict" else " → "
            terminal.echo(f"    {one.key}: {before}{arrow}{after}")


def _shown(value: object) -> str:
    return "nothing" if value is None else value if isinstance(value, str) else flow(value)


def _print_report(report: Report) -> None:
    for line in report.lines():
        terminal.echo(line)
