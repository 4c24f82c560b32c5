"""Admission to events: doors, registration, and what the press has to know."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta

from itinerary.errors import NotationError
from itinerary.model import itinerary as model
from itinerary.model import when
from itinerary.model.spelling import nearest
from itinerary.source import schema, text_fields
from itinerary.source.context import Context
from itinerary.source.drafts import Draft
from itinerary.source.fields import DeadlineIn
from itinerary.source.problems import KeyPath

LONGEST_WAIT = timedelta(hours=12)
"""Between the opening of doors, or a call of the press, and the start. One at a later time of day
than the start is on the evening before a start after midnight; with a longer wait, one of the two
is a mistake."""


def before_start(clock: time | None, of: str, key: KeyPath, draft: Draft, context: Context) -> None:
    """Report a time of day that is after the start of an event; `of` says what is at that time."""
    start = draft.when
    if clock and isinstance(start, when.Timed):
        opening = datetime.combine(start.first, clock)
        at = start.start.replace(tzinfo=None)
        if opening > at and at - opening + timedelta(days=1) > LONGEST_WAIT:
            context.reporter.problem_once(
                (*draft.path, *key),
                f"{of} at {clock:%H:%M}, after the start at {at:%H:%M}",
                "mend one of the two times",
            )


def moment_of(
    written: DeadlineIn | None, zone: model.TimeZone, path: KeyPath, context: Context
) -> when.When | None:
    """Return a day or a moment. Report one that the clocks do not show."""
    if written is None:
        return None
    try:
        return written.at(zone.info)
    except NotationError as error:
        context.reporter.problem_once(path, error.message, error.hint)
        return None


def registration(
    written: schema.RegistrationIn | None, key: KeyPath, draft: Draft, context: Context
) -> model.Registration | None:
    """Return how to register, or how to be accredited."""
    if written is None:
        return None
    by = moment_of(written.by, draft.zone, (*draft.path, *key, "by"), context)
    return model.Registration(link=written.link, by=by, note=context.optional_text(written.note))


def press(draft: Draft, places: Mapping[str, model.Place], context: Context) -> model.Press | None:
    """Return what the press has to know of an event. Report what cannot be."""
    written = draft.written.press
    if written is None:
        return None
    access = written.access
    call, call_at = None, None
    if isinstance(written.call, time):
        call = written.call
        before_start(call, "the press is called", ("press", "call"), draft, context)
    elif written.call:
        call_at = moment_of(written.call, draft.zone, (*draft.path, "press", "call"), context)
        _check_call(call_at, draft, context)
    place = _entrance(written.entrance, draft, places, context)
    return model.Press(
        access=() if isinstance(access, text_fields.Words) else tuple(dict.fromkeys(access or ())),
        access_note=context.text(access) if isinstance(access, text_fields.Words) else None,
        call=call,
        call_at=call_at,
        entrance=None if place else context.optional_text(written.entrance),
        entrance_place=place,
        accreditation=registration(
            written.accreditation, ("press", "accreditation"), draft, context
        ),
        live=written.live,
        contact=context.optional_text(written.contact),
    )


def _check_call(call: when.When | None, draft: Draft, context: Context) -> None:
    start = draft.when
    if not isinstance(start, when.Timed) or call is None:
        return
    late = call.first > start.first
    if isinstance(call, when.Timed):
        late = call.start.astimezone(UTC) > start.start.astimezone(UTC)
    if late:
        context.reporter.problem_once(
            (*draft.path, "press", "call"),
            f"the press is called after the start at {start.start:%Y-%m-%d %H:%M}",
            "mend one of the two times; of a repetition, write the time of day alone",
        )


def _entrance(
    words: text_fields.Words | None,
    draft: Draft,
    places: Mapping[str, model.Place],
    context: Context,
) -> model.Place | None:
    """Return the place of that id, None for an entrance in words. Report a misspelt id."""
    if words is None or not isinstance(words.written, str):
        return None
    id = words.written
    if id not in places and "-" in id and id.islower() and " " not in id:
        near = nearest(id, places)
        if near:
            context.reporter.problem_once(
                (*draft.path, "press", "entrance"),
                f"there is no place “{id}”",
                f"did you mean {near}? Or write the entrance in words",
            )
    return places.get(id)
