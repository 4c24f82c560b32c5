"""The command `itinerary`: a thin shell around the rooms of the house.

Imports stand inside the commands, so that `itinerary --help` does not wait for Flask.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from itinerary import __version__

if TYPE_CHECKING:
    from itinerary.source import Problem

FILE = click.argument("file", type=click.Path(path_type=Path), default=Path("events.yaml"))


class Failure(click.ClickException):
    """Something that the user can mend, in words."""

    def show(self, file: Any = None) -> None:  # noqa: ARG002  click's signature
        """Print the message to standard error."""
        click.secho(self.message, fg="red", err=True)


def _examples(text: str) -> str:
    """Return an epilog that keeps its line breaks."""
    return "\b\nExamples:\n" + text


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_examples(
        "  itinerary new my.yaml\n  itinerary check my.yaml\n  itinerary serve my.yaml --reload"
    ),
)
@click.version_option(__version__, prog_name="itinerary")
def main() -> None:
    """Publish a programme of events from one YAML file: a site people read, and calendar feeds
    that stay right."""


# --- serve ---------------------------------------------------------------------------------------


@main.command(
    epilog=_examples(
        "  itinerary serve\n"
        "  itinerary serve conference.yaml --reload\n"
        "  itinerary serve --host 0.0.0.0 --port 80 --site https://visit.example/"
    )
)
@FILE
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    help="Port to listen on; by default 8000, or the next free one.",
)
@click.option("--site", help="Address that all links begin with (default: `site:` in the file).")
@click.option("--reload", is_flag=True, help="Follow the file; a broken one never goes online.")
def serve(file: Path, host: str, port: int | None, site: str | None, reload: bool) -> None:
    """Serve the programme in FILE (default: events.yaml)."""
    from itinerary import server

    itinerary, warnings = _read(file)
    _print_problems(warnings)
    title = itinerary.title.to(itinerary.languages[0])
    try:
        with server.free_port(host, port) as chosen:
            here = f"http://{server.shown_host(host)}:{chosen}/"
            links = site or itinerary.site or here
            click.echo(f"{title} is at {click.style(here, fg='green', bold=True)}", nl=False)
            click.echo("  (stop with Ctrl+C)")
            if port is None and chosen != server.PORT:
                click.echo(f"Port {server.PORT} is taken, so this is the next free one.")
            if links.rstrip("/") != here.rstrip("/"):
                click.echo(f"Links in feeds and pages begin with {links}")
            server.run(file, host=host, port=chosen, site=links, reload=reload)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise Failure(f"cannot listen on {host}:{port or server.PORT}: {reason}") from None


# --- check ---------------------------------------------------------------------------------------


@main.command(epilog=_examples("  itinerary check\n  itinerary check my.yaml --format json"))
@FILE
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
def check(file: Path, form: str) -> None:
    """Check FILE; exit with 1 if it has errors (warnings alone are fine)."""
    import json

    from itinerary.source import Severity, SourceError

    try:
        _, problems = _read(file, exit_on_error=False)
    except SourceError as error:
        problems = error.problems
    errors = [p for p in problems if p.severity is Severity.ERROR]
    if form == "json":
        click.echo(json.dumps([p.as_dict() for p in problems], ensure_ascii=False, indent=2))
    else:
        _print_problems(problems)
        _print_sum(file, len(errors), len(problems) - len(errors))
    sys.exit(1 if errors else 0)


# --- render --------------------------------------------------------------------------------------


@main.command(
    epilog=_examples(
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
@click.option("--site", help="Address that all links begin with (default: `site:` in the file).")
def render(file: Path, name: str, language: str | None, site: str | None) -> None:
    """Write a feed of FILE to standard output."""
    from itinerary.formats import icalendar
    from itinerary.ledger import unrevised
    from itinerary.live import DEFAULT_SITE
    from itinerary.model import Selection
    from itinerary.source.problems import did_you_mean

    itinerary, warnings = _read(file)
    _print_problems(warnings)
    language = language or itinerary.languages[0]
    if language not in itinerary.languages:
        raise Failure(
            f"the programme is not in “{language}”; write one of: {', '.join(itinerary.languages)}"
        )
    kind, _, id = name.partition("/")
    known = {
        "places": itinerary.places,
        "categories": itinerary.categories,
        "parties": itinerary.parties,
        "events": itinerary.events,
    }
    if name != "whole" and kind not in known:
        raise Failure(f"there is no feed “{name}”; {did_you_mean(kind, ['whole', *known])}")
    if name != "whole" and id not in (ids := [thing.id for thing in known[kind]]):
        raise Failure(f"there is no “{id}” in {kind}; {did_you_mean(id, ids)}")
    edition = unrevised(itinerary)
    address = (site or itinerary.site or DEFAULT_SITE).rstrip("/") + "/"
    try:
        if kind == "events":
            feed = icalendar.single(edition, itinerary.by_id[id], language, site=address)
        else:
            selection = Selection.only(kind, id) if id else Selection()
            feed = icalendar.feed(edition, selection, language, site=address)
    except icalendar.NothingDatedError:
        raise Failure("no event in it has a day yet, and a calendar is never empty") from None
    sys.stdout.buffer.write(feed.body)


# --- schema, new ---------------------------------------------------------------------------------


@main.command(epilog=_examples("  itinerary schema > itinerary.schema.json"))
def schema() -> None:
    """Print the JSON Schema of a programme, with which editors complete and check as you type.

    Save it beside your file, and write as the file's first line:
    # yaml-language-server: $schema=itinerary.schema.json
    """
    import json

    from itinerary.source import json_schema

    click.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


@main.command(epilog=_examples("  itinerary new\n  itinerary new festival.yaml"))
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
        raise Failure(f"{file} cannot be written: {(error.strerror or '').lower()}") from None
    click.echo(f"{file} is ready. Edit it, then: itinerary serve {file} --reload")


# --- shared --------------------------------------------------------------------------------------


def _read(file: Path, *, exit_on_error: bool = True) -> tuple[Any, tuple[Problem, ...]]:
    """Read a programme; print the problems and exit with 1 if it has errors."""
    from datetime import UTC, datetime

    from itinerary.source import SourceError, read_file

    try:
        reading = read_file(file, now=datetime.now(UTC))
    except SourceError as error:
        if not exit_on_error:
            raise
        _print_problems(error.problems)
        sys.exit(1)
    return reading.itinerary, reading.warnings


def _print_problems(problems: Sequence[Problem]) -> None:
    for problem in problems:
        colour = "red" if problem.severity == "error" else "yellow"
        where = f"{problem.file}:{problem.line}:{problem.column}: "
        click.secho(where, bold=True, nl=False, err=True)
        click.secho(f"{problem.severity}: ", fg=colour, nl=False, err=True)
        path = f"{problem.path}: " if problem.path else ""
        click.echo(f"{path}{problem.message}", err=True)
        if problem.hint:
            click.secho(f"    {problem.hint}", fg="cyan", err=True)


def _print_sum(file: Path, errors: int, warnings: int) -> None:
    if not errors and not warnings:
        click.secho(f"{file} is in order.", fg="green", err=True)
        return
    counts = [f"{errors} error{'s' * (errors != 1)}"] * bool(errors)
    counts += [f"{warnings} warning{'s' * (warnings != 1)}"] * bool(warnings)
    verdict = "It cannot be published yet." if errors else "It can be published."
    click.secho(
        f"{file}: {' and '.join(counts)}. {verdict}", fg="red" if errors else "yellow", err=True
    )
