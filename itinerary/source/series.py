"""Series, resolved: which events belong to each, and how they repeat.

A long repetition that its author puts into no series is one by itself, under its own id and title.
Its dates say so by their occurrence alone: that it becomes long enough is no revision of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from itinerary.model import itinerary as model
from itinerary.model.repetition import MOST_DATES, Recurrence
from itinerary.source import schema
from itinerary.source.context import Context
from itinerary.source.drafts import Drafts


def series(
    written: Mapping[str, schema.SeriesIn], drafted: Drafts, context: Context
) -> dict[str, model.Series]:
    """Return the series of a file by id, and give the drafts that are in a written one its id.
    Report ids of series that do not exist."""
    by_event = dict(_memberships(written, drafted, context))
    for draft in drafted.by_id.values():
        of = draft.occurrence.series if draft.occurrence else draft.written.id
        draft.series = by_event.get(draft.written.id) or by_event.get(of)
    named = {
        id: model.Series(
            id=id,
            name=context.text(piece.title),
            description=context.optional_text(piece.description),
            link=piece.link,
            recurrences=tuple(_recurrences(id, by_event, drafted)),
        )
        for id, piece in written.items()
    }
    return named | {one.id: one for one in _unnamed(by_event, drafted, context)}


def _unnamed(
    by_event: Mapping[str, str], drafted: Drafts, context: Context
) -> Iterator[model.Series]:
    """Yield the series that long repetitions of events are by themselves. One without an end is
    long, however many of its dates are published today."""
    occurrences = [draft.occurrence for draft in drafted.by_id.values() if draft.occurrence]
    dates = Counter(occurrence.series for occurrence in occurrences)
    written = {draft.written.id: draft.written for draft in drafted.by_id.values()}
    for id, recurrence in drafted.recurrences.items():
        event = written.get(id)  # none if each of its dates was reported
        if event is None or id in by_event or event.kind is model.EventKind.BREAK:
            continue
        if recurrence.endless or dates[id] > MOST_DATES:
            name = context.text(event.title)
            yield model.Series(id=id, name=name, recurrences=(recurrence,))


def _memberships(
    written: Mapping[str, schema.SeriesIn], drafted: Drafts, context: Context
) -> Iterator[tuple[str, str]]:
    """Yield the ids of events, as written, with the series that each is in."""
    seen: set[str] = set()
    for draft in drafted.by_id.values():
        event = draft.written
        if event.id in seen:
            continue
        seen.add(event.id)
        if event.series:
            at = (*draft.path, "series")
            if context.reporter.look_up("series", written, event.series, at):
                yield event.id, event.series
        elif event.repeat and event.id in written:
            yield event.id, event.id


def _recurrences(id: str, by_event: Mapping[str, str], drafted: Drafts) -> Iterator[Recurrence]:
    """Yield the recurrences of a series, in the order of their first days: that of the file is
    layout."""
    found = (each for event, each in drafted.recurrences.items() if by_event.get(event) == id)
    yield from sorted(found, key=lambda each: (each.first, each.event))
