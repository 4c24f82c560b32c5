"""The changes of an edition, printed for people, and as data for programs."""

from __future__ import annotations

from collections.abc import Iterable

from itinerary import terminal
from itinerary.ledger import Change, Edition, moved_series
from itinerary.ledger.canonical import Difference, differences
from itinerary.model import graphemes
from itinerary.render.words import changes_for_publisher
from itinerary.render.words.language import Language

SIGNS = {
    "added": ("+", "green"),
    "returned": ("+", "green"),
    "changed": ("~", "yellow"),
    "cancelled": ("×", "red"),
    "removed": ("-", "red"),
}
"""The sign and the colour of each kind of change."""


def print_changes(previous: Edition | None, edition: Edition, changed: tuple[Change, ...]) -> None:
    """Print what became of the programme and of each event from one edition to another."""
    language = changes_for_publisher.voice(edition.itinerary)
    if previous and previous.head != edition.head:
        terminal.secho("~ the programme", fg="yellow")
        _print_lines(changes_for_publisher.of_programme(previous, edition, language))
    group_of = {id(one): group for group in moved_series(changed).values() for one in group}
    for change in changed:
        if id(change) not in group_of:
            print_change(change, language)
        elif change is (group := group_of[id(change)])[0]:
            _print_moves(group, language)
    if changed:
        terminal.echo(f"{changes_for_publisher.counted(change.kind for change in changed)}.")


def print_change(change: Change, language: Language) -> None:
    """Print what became of an event."""
    sign, colour = SIGNS[change.kind]
    terminal.secho(f"{sign} {change.after.id}", fg=colour, bold=True, nl=False)
    title = change.after.title.to(language.tag)
    terminal.echo(f" ({title}) {change.kind}, revision {change.revision.number}")
    _print_lines(changes_for_publisher.of_event(change, language))


def _print_moves(moved: tuple[Change, ...], language: Language) -> None:
    """Print what became of a series of which several dates moved."""
    after = moved[0].after
    series = after.occurrence.series if after.occurrence else after.id
    terminal.secho(f"~ {series}", fg="yellow", bold=True, nl=False)
    terminal.echo(f" ({after.title.to(language.tag)}) {len(moved)} dates moved")
    _print_lines(changes_for_publisher.of_moves(moved, language))


def _print_lines(lines: Iterable[str | changes_for_publisher.Difference]) -> None:
    for line in lines:
        if isinstance(line, str):
            terminal.echo(f"    {line}")
            continue
        terminal.echo(f"    {line.of}: ", nl=False)
        before, after = (
            "nothing" if value is None else shortened(value) for value in (line.before, line.after)
        )
        terminal.secho(before, fg="red", nl=False)
        terminal.echo(" → ", nl=False)
        terminal.secho(after, fg="green")


def shortened(text: str, most: int = 100) -> str:
    """Return a text in one line of at most `most` characters."""
    return graphemes.shortened(" ".join(text.split()), most)


def change_as_dict(change: Change) -> dict[str, object]:
    """Return what became of an event as JSON."""
    return {
        "id": change.after.id,
        "kind": change.kind,
        "revision": change.revision.number,
        "differences": differences_as_dicts(differences(change.before, change.after)),
    }


def differences_as_dicts(found: Iterable[Difference]) -> list[object]:
    """Return properties that differ as JSON."""
    return [{"property": path, "before": old, "after": new} for path, old, new in found]
