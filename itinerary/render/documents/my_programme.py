"""What the page of readers' own programmes needs beside the agenda, the same for all readers: their
choice stays on their devices (`static/js/own_programme.js`)."""

from __future__ import annotations

from itinerary.ledger.edition import Edition
from itinerary.model.cities import cities
from itinerary.model.itinerary import Itinerary
from itinerary.render.compact_json import compact


def my_programme(edition: Edition, tag: str) -> bytes:
    """Render JSON in a language.

    `uids` are the UIDs of all events that were ever published, by ordinal: codes of selections are
    made of them (`model.selection_code`). `gone` has, by UID, the title of each event that left the
    programme; for `places` see `points`.
    """
    gone = {
        uid: record.event.title.to(tag)
        for uid, record in edition.records.items()
        if record.removed and not record.event.deadline
    }
    document = {"uids": edition.uids, "gone": gone, "places": points(edition.itinerary)}
    return compact(document).encode() + b"\n"


def points(itinerary: Itinerary) -> dict[str, tuple[float, float, bool]]:
    """Return where places are that have coordinates, or are in one that has some.

    By id, these are the latitude and the longitude in degrees, and whether they are only those of
    the place's city, so that they tell no way within it.
    """
    towns = cities(itinerary.places)
    found = {}
    for place in itinerary.places:
        near = next((around for around in place.chain() if around.coordinates), None)
        if near and near.coordinates and place.id in towns:
            point = near.coordinates
            found[place.id] = point.latitude, point.longitude, near == towns[place.id]
    return found
