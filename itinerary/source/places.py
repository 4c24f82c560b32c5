"""Places, resolved from the outside in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import dropwhile

from itinerary.model import itinerary as model
from itinerary.source import fields, schema
from itinerary.source.context import Context

MOST_INSIDE = 16
"""Places in each other, as a room in a house in a city. An event holds all of them nested, and JSON
readers limit the depth."""


def places(written: Mapping[str, schema.PlaceIn], context: Context) -> dict[str, model.Place]:
    """Return the places of a file by their ids, in its order."""
    if fields.NONE in written:
        context.reporter.problem(
            ("places", fields.NONE),
            f"“{fields.NONE}” says that there is no place",
            "give this place another id",
        )
    done: dict[str, model.Place] = {}
    depths: dict[str, int] = {}
    for start in written:
        for id in reversed(_unresolved_around(start, written, done, context)):
            inside = written[id].inside or ""
            depths[id] = depths.get(inside, 0) + 1
            if depths[id] == MOST_INSIDE + 1:
                context.reporter.problem(
                    ("places", id, "in"),
                    f"{MOST_INSIDE} places are around this one already",
                    "leave some of them out",
                )
            around = done.get(inside) if depths[id] <= MOST_INSIDE else None
            done[id] = _place(id, written[id], around, context)
    return {id: done[id] for id in written}


def _unresolved_around(
    start: str,
    written: Mapping[str, schema.PlaceIn],
    done: Mapping[str, model.Place],
    context: Context,
) -> list[str]:
    """Return the ids of a place and of those around it that are not resolved yet, innermost first.
    Report places that are in each other, and one that is in an unknown place."""
    chain: dict[str, None] = {}
    id: str | None = start
    while id is not None and id not in done:
        if id in chain:
            loop = " in ".join((*from_id(id, chain), id))
            context.reporter.problem(
                ("places", id, "in"),
                f"places cannot be in each other: {loop}",
                "remove one of these in:",
            )
            break
        chain[id] = None
        inside = written[id].inside
        at = ("places", id, "in")
        known = inside and context.reporter.look_up("place", written, inside, at)
        id = inside if known else None
    return list(chain)


def from_id(id: str, chain: Iterable[str]) -> list[str]:
    """Return a chain of ids from `id` on."""
    return list(dropwhile(lambda other: other != id, chain))


def _place(
    id: str, piece: schema.PlaceIn, around: model.Place | None, context: Context
) -> model.Place:
    """Return a place, in the place around it."""
    zone = around.zone if around else context.zone
    return model.Place(
        id=id,
        name=context.text(piece.name),
        within=around,
        address=context.optional_text(piece.address),
        addressless=piece.has_no("address"),
        coordinates=piece.coordinates,
        zone=context.time_zone(piece.zone) if piece.zone else zone,
    )
