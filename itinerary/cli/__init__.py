"""The command `itinerary`: a thin shell around the rooms of the house.

Imports stand inside the commands, so that `itinerary --help` does not wait for Flask.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from itinerary import __version__, terminal
from itinerary.cli import ledger as ledger_commands
from itinerary.cli.build import build
from itinerary.cli.shared import (
    FILE,
    FORMAT,
    LEDGER,
    PROGRAMME,
    SITE,
    THEME,
    Commands,
    Failure,
    count,
    examples,
    ledger_address,
    mode,
    networks,
    opened,
    print_problems,
    read,
    reason,
)
from itinerary.serve.settings import OF_ONE_NETWORK

if TYPE_CHECKING:
    import socket
    from datetime import datetime

    from itinerary.model.itinerary import Itinerary
    from itinerary.serve.settings import Settings
    from itinerary.source import Problem, Reading


@click.group(
    cls=Commands,
    context_settings={
        "help_option_names": ["-h", "--help"],
        "max_content_width": 100,
        "auto_envvar_prefix": "ITINERARY",
    },
    epilog=examples(
        "  itinerary new my.yaml\n  itinerary check my.yaml\n  itinerary serve my.yaml"
    ),
)
@click.version_option(__version__, prog_name="itinerary")
def main() -> None:
    """Publish a programme of events from one YAML file: a site people read, and calendar feeds
    that stay right."""


ledger_commands.add_to(main)
main.add_command(build)


# --- serve ---------------------------------------------------------------------------------------


@main.command(
    epilog=examples(
        "  itinerary serve\n"
        "  itinerary serve conference.yaml --port 8080\n"
        "  itinerary serve --no-publish --ledger postgresql+psycopg://user@host/db"
    )
)
@FILE
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to listen on; by default 8000, or the next free one.",
)
@click.option(
    "--uds", type=click.Path(path_type=Path), help="Unix socket to listen on instead of a port."
)
@click.option(
    "--uds-mode",
    default="0660",
    show_default=True,
    callback=mode,
    help="Who may connect to it, as for chmod: its user and its group.",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processes that answer; one for each core.",
)
@click.option(
    "--proxy",
    "proxies",
    envvar="ITINERARY_SERVE_PROXY",
    multiple=True,
    callback=networks,
    help="Address or network of a proxy, of which any number may connect (repeatable).",
)
@click.option(
    "--connections",
    type=click.IntRange(1),
    default=OF_ONE_NETWORK,
    show_default=True,
    help="Connections that a worker holds for one network (IPv4 /24, IPv6 /56).",
)
@click.option(
    "--certificate",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file of the certificate, to serve https.",
)
@click.option(
    "--key",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="PEM file of its key, if that is another file.",
)
@SITE
@click.option(
    "--reload/--no-reload",
    default=True,
    show_default=True,
    help="Publish each change of the file; a broken one never goes online.",
)
@THEME
@click.option("--no-publish", is_flag=True, help="Only follow the ledger, to which others publish.")
@LEDGER
@PROGRAMME
def serve(
    file: Path,
    host: str,
    port: int | None,
    uds: Path | None,
    uds_mode: int,
    workers: int,
    proxies: tuple[str, ...],
    connections: int,
    certificate: Path | None,
    key: Path | None,
    site: str | None,
    reload: bool,
    theme: Path | None,
    no_publish: bool,
    address: str | None,
    programme: str | None,
) -> None:
    """Publish and serve the programme in FILE (default: events.yaml).

    Every option can be set by an environment variable: ITINERARY_SERVE_ and its name in capitals,
    as in ITINERARY_SERVE_PORT. SIGTERM stops when every request has its answer; SIGHUP replaces
    the workers, one after another, without a failed request.
    """
    from itinerary.serve import sockets, supervisor
    from itinerary.serve.settings import DEFAULT_SITE, PORT, Settings

    if key and not certificate:
        raise Failure("--key needs --certificate")
    settings = Settings(
        file=None if no_publish else file,
        ledger=ledger_address(file, address),
        site=site,
        programme=programme,
        reload=reload,
        theme=theme,
        workers=workers,
        proxies=proxies,
        connections=connections,
        certificate=certificate,
        key=key,
    )
    first = _opened(settings)
    settings = replace(
        settings, programme=first.programme, published=first.published, pictures=first.pictures
    )
    try:
        listening = sockets.listening_unix(uds, uds_mode) if uds else sockets.listening(host, port)
        with listening as listener:
            here = _shown(listener, host, https=certificate is not None)
            links = site or first.site or (DEFAULT_SITE if uds else here)
            terminal.echo(f"{first.title} is at ", nl=False)
            terminal.secho(here, fg="green", bold=True, nl=False)
            terminal.echo(f"  (edition {first.number}; stop with Ctrl+C)")
            if port is None and not uds and listener.getsockname()[1] != PORT:
                terminal.echo(f"Port {PORT} is taken, so this is the next free one.")
            if links.rstrip("/") != here.rstrip("/"):
                terminal.echo(f"Links in feeds and pages begin with {links}")
            # A proxy connects from this machine too, but then links lead to where readers are.
            local = links == here and not proxies and sockets.is_local(listener)
            supervisor.run(replace(settings, site=links, local=local), listener)
    except OSError as error:
        where = uds or f"{host}:{port or PORT}"
        raise Failure(f"cannot listen on {where}: {reason(error)}") from None


class _First(NamedTuple):
    """What there is to say about the first edition that is served."""

    programme: str
    number: int
    title: str
    site: str | None
    published: str
    notices: tuple[str, ...]
    pictures: frozenset[Path]


def _first_edition(settings: Settings) -> tuple[tuple[Problem, ...], _First | str | None]:
    """Publish or follow once, before the workers do; return what is wrong with the file, and what
    there is to say, or why nothing can be served."""
    from itinerary.ledger.store import Ledger, LedgerError
    from itinerary.serve.publisher import Publisher, digest
    from itinerary.source import SourceError
    from itinerary.website import theme as themes

    # Before it is read: a change after that is for the workers.
    state = digest(settings.file) if settings.file else ""
    try:
        ledger = Ledger(settings.ledger)
        publisher = Publisher(settings.file, ledger)
        edition = publisher.open(settings.programme)
    except SourceError as error:
        return error.problems, None
    except LedgerError as error:
        return (), str(error)
    ledger.close()
    itinerary = edition.itinerary
    first = _First(
        itinerary.id,
        edition.number,
        itinerary.title.to(itinerary.languages[0]),
        itinerary.site,
        "" if publisher.trouble else state,
        (*publisher.notices, *themes.read(settings.theme).left_out),
        publisher.pictures,
    )
    return (*publisher.trouble, *publisher.warnings), first


def _opened(settings: Settings) -> _First:
    """Publish or follow once, in a process of its own: the one that holds the workers lives as long
    as they, and needs nothing of what is read."""
    from itinerary.serve import process

    problems, first = process.run_in_child(_first_edition, settings)
    print_problems(problems)
    if isinstance(first, str):
        raise Failure(first)
    if first is None:
        sys.exit(1)
    for notice in first.notices:
        terminal.secho(notice, fg="yellow", err=True)
    return first


def _shown(listener: socket.socket, host: str, *, https: bool) -> str:
    """Return where a server is, for people."""
    from itinerary.serve import sockets

    name = listener.getsockname()
    if isinstance(name, str):
        return f"unix:{name}"
    return f"http{'s' if https else ''}://{sockets.shown_host(host)}:{name[1]}/"


# --- check ---------------------------------------------------------------------------------------


@main.command(epilog=examples("  itinerary check\n  itinerary check my.yaml --format json"))
@FILE
@FORMAT
def check(file: Path, form: str) -> None:
    """Check FILE; exit with 1 if it has errors (warnings alone are fine)."""
    from datetime import UTC, datetime

    from itinerary.source import Severity, SourceError, read_file

    now = datetime.now(UTC)
    read, accepted = "", 0
    try:
        reading = read_file(file, now=now)
        made = (_too_large, _too_long, _in_english, _not_set)
        later = (problem for look in made for problem in look(reading, now))
        reading = reading.plus(later)
        problems, accepted = reading.warnings, len(reading.accepted)
        read = f" {_read(reading.itinerary)}:"
    except SourceError as error:
        problems = error.problems
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    if form == "json":
        terminal.print_json([problem.as_dict() for problem in problems])
    else:
        print_problems(problems)
        sums = [
            *([count(errors, "error")] * bool(errors)),
            *([count(warnings, "warning")] * bool(warnings)),
        ]
        verdict = " and ".join(sums) or "in order"
        if accepted:
            verdict += f", and {count(accepted, 'accepted warning')}"
        if problems:
            verdict += ". It cannot be published yet" if errors else ". It can be published"
        colour = "red" if errors else "yellow" if warnings else "green"
        terminal.secho(f"{file}:{read} {verdict}.", fg=colour, err=True)
    sys.exit(1 if errors else 0)


def _read(itinerary: Itinerary) -> str:
    """Return how much was read: `43 events, 12 places, 30 people, 3 languages`."""
    from itinerary.model.itinerary import Kind

    people = sum(party.kind is Kind.PERSON for party in itinerary.parties)
    parts = (
        (len(itinerary.events), "event", ""),
        (len(itinerary.places), "place", ""),
        (people, "person", "people"),
        (len(itinerary.parties) - people, "organisation", ""),
        (len(itinerary.languages), "language", ""),
    )
    return ", ".join(count(*part) for part in parts if part[0])


def _too_large(reading: Reading, now: datetime) -> Iterator[Problem]:
    """Yield a warning for each language in which the feed of the whole programme is too large."""
    from itinerary.ledger import revise
    from itinerary.model.selection import Selection
    from itinerary.render import addresses
    from itinerary.render.calendars import feed as the_feed
    from itinerary.render.calendars import vevent
    from itinerary.serve.settings import DEFAULT_SITE
    from itinerary.source import Name

    itinerary = reading.itinerary
    edition = revise(None, itinerary, now)
    for language in itinerary.languages:
        try:
            feed = the_feed.feed(
                edition, Selection(), language, site=itinerary.site or DEFAULT_SITE
            )
        except vevent.NothingDatedError:
            return
        if len(feed.body) >= the_feed.MOST_BYTES:
            path = addresses.feed(itinerary.id, Selection(), language)
            yield reading.warning(
                ("events",),
                Name.LARGE_CALENDAR,
                f"the calendar of everything, {path}, has {len(feed.body):,} bytes;"
                " Google loses events of calendars above 1,000,000",
                "shorten the descriptions, or offer the calendars of places and categories instead",
            )


def _not_set(reading: Reading, _now: datetime) -> Iterator[Problem]:
    """Yield a warning for each text that the fonts of the PDF and of pictures lack letters for."""
    from itinerary.render.documents import coverage
    from itinerary.source import Name

    for path, message, hint in coverage.lint(reading.itinerary, reading.texts):
        yield reading.warning(path, Name.MISSING_LETTERS, message, hint)


def _too_long(reading: Reading, _now: datetime) -> Iterator[Problem]:
    """Yield a warning for each thing whose calendar has a longer address than is safe."""
    from itinerary.model.itinerary import FACETS
    from itinerary.model.selection import Selection
    from itinerary.render import addresses
    from itinerary.serve.settings import DEFAULT_SITE
    from itinerary.source import Name

    itinerary = reading.itinerary
    site = itinerary.site or DEFAULT_SITE
    longest = max(itinerary.languages, key=len)
    for field in FACETS:
        for thing in getattr(itinerary, field):
            path = addresses.feed(itinerary.id, Selection.only(field, thing.id), longest)
            address = addresses.absolute(site, path)
            if len(address) > addresses.LONGEST:
                yield reading.warning(
                    (field, thing.id),
                    Name.LONG_ADDRESS,
                    f"the address of its calendar, {address}, has {len(address)} characters, more"
                    f" than {addresses.LONGEST}; calendar apps cut or refuse long addresses",
                    "shorten this id before it is published, or the address of the site",
                )


def _in_english(reading: Reading, _now: datetime) -> Iterator[Problem]:
    """Yield a warning for each language for which there are no words of the product."""
    from itinerary.render.words.language import language
    from itinerary.source import Name

    for n, tag in enumerate(reading.itinerary.languages):
        if not language(tag).translated:
            yield reading.warning(
                ("languages", n),
                Name.INTERFACE_LANGUAGE,
                f"there is no translation of buttons, headings and notes into “{tag}”;"
                " they will be in English",
                "add one under itinerary/translations, or accept the warning",
            )


# --- render --------------------------------------------------------------------------------------


@main.command(
    epilog=examples(
        "  itinerary render --feed whole --language zh > visit.ics\n"
        "  itinerary render --feed places/harbin\n"
        "  itinerary render --feed events/gala --site https://visit.example/"
    )
)
@FILE
@click.option(
    "--feed",
    "name",
    required=True,
    help="whole, places/ID, categories/ID, parties/ID, or events/ID (a one-time copy).",
)
@click.option("--language", help="Language of the feed (default: the first of the file).")
@SITE
@LEDGER
def render(
    file: Path, name: str, language: str | None, site: str | None, address: str | None
) -> None:
    """Write a feed of FILE to standard output, as it would be published now."""
    from datetime import UTC, datetime

    from itinerary.ledger import revise
    from itinerary.model.selection import Selection
    from itinerary.model.spelling import did_you_mean
    from itinerary.render.calendars import feed as the_feed
    from itinerary.render.calendars import vevent
    from itinerary.serve.settings import DEFAULT_SITE

    itinerary, warnings = read(file)
    print_problems(warnings)
    language = language or itinerary.languages[0]
    if language not in itinerary.languages:
        raise Failure(
            f"the programme is not in “{language}”; write one of: {', '.join(itinerary.languages)}"
        )
    with opened(file, address) as ledger:
        previous = ledger.latest(itinerary.id)
        edition = revise(previous, itinerary, datetime.now(UTC))
    kind, _, id = name.partition("/")
    known: dict[str, Sequence[Any]] = {
        "places": itinerary.places,
        "categories": itinerary.categories,
        "parties": itinerary.parties,
        "events": edition.itinerary.events,
    }
    if name != "whole" and kind not in known:
        raise Failure(f"there is no feed “{name}”; {did_you_mean(kind, ['whole', *known])}")
    if name != "whole" and id not in (ids := [thing.id for thing in known[kind]]):
        raise Failure(f"there is no “{id}” in {kind}; {did_you_mean(id, ids)}")
    base = (site or itinerary.site or DEFAULT_SITE).rstrip("/") + "/"
    try:
        if kind == "events":
            feed = the_feed.single(edition, edition.itinerary.by_id[id], language, site=base)
        else:
            selection = Selection.only(kind, id) if id else Selection()
            feed = the_feed.feed(edition, selection, language, site=base)
    except vevent.NothingDatedError:
        raise Failure("no event in it has a day yet, and a calendar is never empty") from None
    sys.stdout.buffer.write(feed.body)
    sys.stdout.buffer.flush()  # here it can still be said that the disk is full


# --- schema, new ---------------------------------------------------------------------------------


@main.command(epilog=examples("  itinerary schema > itinerary.schema.json"))
def schema() -> None:
    """Print the JSON Schema of a programme, with which editors complete and check as you type.

    Save it beside your file, and write as the file's first line:
    # yaml-language-server: $schema=itinerary.schema.json
    """
    from itinerary.source import json_schema

    terminal.print_json(json_schema())


@main.command(epilog=examples("  itinerary new\n  itinerary new festival.yaml"))
@FILE
def new(file: Path) -> None:
    """Write a commented starter programme to FILE (default: events.yaml), which passes `check`."""
    from importlib.resources import files

    starter = files("itinerary.source").joinpath("starter.yaml").read_text("utf-8")
    try:
        with file.open("x", encoding="utf-8") as new_file:
            new_file.write(starter)
    except FileExistsError:
        raise Failure(f"{file} is already there and stays as it is; name another file") from None
    except OSError as error:
        raise Failure(f"{file} cannot be written: {reason(error)}") from None
    terminal.echo(f"{file} is ready. Edit it, then: itinerary serve {file} --reload")
