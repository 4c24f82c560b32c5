"""Series, resolved: which events belong to each, and how they repeat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from itinerary.model import itinerary as model
from itinerary.model.repetition import Recurrence
from itinerary.source import schema
from itinerary.source.context import Context
from itinerary.source.drafts import Drafts


def series(
    written: Mapping[str, schema.SeriesIn], drafted: Drafts, context: Context
) -> dict[str, model.Series]:
    """Return the series of a file by id, and give the drafts that are in one its id. Report ids of
    series that do not exist."""
    by_event = dict(_memberships(written, drafted, context))
    for draft in drafted.by_id.values():
        of = draft.occurrence.series if draft.occurrence else draft.written.id
        draft.series = by_event.get(draft.written.id) or by_event.get(of)
    return {
        id: model.Series(
            id=id,
            name=context.text(piece.title),
            description=context.optional_text(piece.description),
            link=piece.link,
            recurrences=tuple(_recurrences(id, by_event, drafted)),
        )
        for id, piece in written.items()
    }


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
