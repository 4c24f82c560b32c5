"""Links that open a place in a map."""

from __future__ import annotations

from urllib.parse import quote

from itinerary.model.itinerary import Place
from itinerary.render.words import place_wording
from itinerary.render.words.language import Language
from itinerary.value import Value


class MapLink(Value):
    """A link to a place on a vendor's map, and the name of the map."""

    name: str
    link: str


def map_links(place: Place, language: Language) -> tuple[MapLink, ...]:
    """Return links to maps with a mark at `place`, or that look up its address if no place at the
    address has coordinates; empty if no place around it has coordinates or an address.

    All links use WGS 84, as the programme does. Maps of China are drawn in GCJ-02, some hundred
    metres off; Amap converts if the link names WGS 84, Apple always.
    """
    chain = list(place.chain())
    marked = next((around for around in chain if around.coordinates), None)
    at = place.addressed()
    if at and (marked is None or chain.index(at) < chain.index(marked)):
        return _found(place_wording.location_words(at, language), language)
    if marked is None or marked.coordinates is None:
        return ()
    point = marked.coordinates
    latitude, longitude = _degrees(point.latitude), _degrees(point.longitude)
    name = quote(marked.name.to(language.tag), safe="")
    zoom = 16 if at else 12
    pair = f"{latitude},{longitude}"
    return _maps(
        language,
        osm=f"?mlat={latitude}&mlon={longitude}#map={zoom}/{latitude}/{longitude}",
        apple=f"?ll={pair}&q={name}&z={zoom}",
        google=quote(pair),
        amap=f"marker?position={longitude},{latitude}&name={name}&coordinate=wgs84",
        yandex=f"?pt={longitude},{latitude}&z={zoom}&l=map",
    )


def _found(words: str, language: Language) -> tuple[MapLink, ...]:
    """Return links that search maps for `words`."""
    query = quote(words, safe="")
    return _maps(
        language,
        osm=f"search?query={query}",
        apple=f"?q={query}",
        google=query,
        amap=f"search?keyword={query}",
        yandex=f"?text={query}",
    )


def _maps(
    language: Language, *, osm: str, apple: str, google: str, amap: str, yandex: str
) -> tuple[MapLink, ...]:
    return (
        MapLink("OpenStreetMap", f"https://www.openstreetmap.org/{osm}"),
        MapLink("Apple Maps", f"https://maps.apple.com/{apple}"),
        MapLink("Google Maps", f"https://www.google.com/maps/search/?api=1&query={google}"),
        MapLink(language.say("Amap"), f"https://uri.amap.com/{amap}&callnative=1"),
        MapLink(language.say("Yandex Maps"), f"https://yandex.com/maps/{yandex}"),
    )


def _degrees(value: float) -> str:
    """Return degrees to five digits, about a metre, without trailing zeros."""
    return f"{value:.5f}".rstrip("0").rstrip(".")
