"""The answers of the tools, in the objects of the JSON (`render.api.objects`)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from itinerary.render.api.objects import (
    Address,
    ChangeJson,
    EventJson,
    HeadJson,
    Moment,
    SourceJson,
)
from itinerary.value import Value, field


class AnswerJson(Value, kw_only=True, omit_defaults=True):
    """What every answer says: the edition that it is from, and where people read the same."""

    edition: Annotated[int, Meta(ge=1, description="The number of the edition, from 1.")]
    published: Annotated[Moment, Meta(description="When that edition was published.")]
    page: Annotated[Address, Meta(description="The page for people.")]


class EventsJson(AnswerJson, kw_only=True, omit_defaults=True):
    """Events, with what was not announced of them and who said what was."""

    events: tuple[EventJson, ...] = ()
    unannounced: Annotated[
        dict[str, tuple[str, ...]],
        Meta(
            description="What was not announced of an event, in words, by its id. Say so; do not"
            " guess it. Nothing is said of an event that was over when the edition was published."
        ),
    ] = field(default_factory=dict)
    sources: Annotated[
        tuple[SourceJson, ...], Meta(description="The sources that the events cite.")
    ] = ()
    more: Annotated[int, Meta(ge=0, description="How many events were found beyond the limit.")] = 0


class OnJson(EventsJson, kw_only=True, omit_defaults=True):
    """What is on at a moment or on a day: `events` certainly, others possibly."""

    at: Annotated[str, Meta(description="The day, or the moment with its offset from UTC.")]
    clock: Annotated[
        Literal["asked", "server"],
        Meta(description="Who said what time it is: the question, or the server's clock."),
    ]
    possible: Annotated[
        tuple[EventJson, ...],
        Meta(description="Events that may be on then: their hour, day or end was not announced."),
    ] = ()
    off: Annotated[
        tuple[EventJson, ...],
        Meta(
            description="Events that were announced for then, and cancelled, postponed, or taken"
            " out of the programme."
        ),
    ] = ()
    undated: Annotated[
        int, Meta(ge=0, description="How many other events have no announced day at all.")
    ] = 0


class ChangesJson(AnswerJson, kw_only=True, omit_defaults=True):
    """What changed since an edition, event by event."""

    since: Annotated[int, Meta(ge=1, description="The number of the edition that was asked for.")]
    programme: Annotated[
        dict[str, Any],
        Meta(
            description="What changed in the programme without its events, as JSON Merge Patch"
            " (RFC 7396) of the object Head of that edition."
        ),
    ] = field(default_factory=dict)
    changes: tuple[ChangeJson, ...] = ()
    more: Annotated[int, Meta(ge=0, description="How many changes there are beyond the limit.")] = 0


class SubscriptionJson(AnswerJson, kw_only=True, omit_defaults=True):
    """The calendar of a selection. `page` leads people to a subscription in any app."""

    selection: Annotated[
        dict[str, tuple[str, ...]],
        Meta(description="The ids and days by filter; empty for the whole programme."),
    ] = field(default_factory=dict)
    events: Annotated[int, Meta(ge=0, description="How many events it has now.")]
    calendar: Annotated[
        Address | None,
        Meta(description="The address to subscribe to. Missing before any day is announced."),
    ] = None
    webcal: Annotated[
        str | None, Meta(description="The same address, for apps that open webcal links.")
    ] = None


class DescriptionJson(AnswerJson, kw_only=True, omit_defaults=True):
    """The programme without its events."""

    programme: HeadJson
