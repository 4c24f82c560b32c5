"""The description of the API: OpenAPI 3.1, made of the objects of the JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from itinerary.model.itinerary import FACETS, Itinerary
from itinerary.model.selection_query import FILTERS
from itinerary.render.addresses import Address
from itinerary.render.api import objects
from itinerary.render.compact_json import compact
from itinerary.value import Value

_SUFFIX = "Json"
"""The end of the names of classes, which the schemas do without."""

_DOCUMENTS: tuple[type[Value], ...] = (
    objects.ProgrammeJson,
    objects.EventJson,
    objects.PlaceJson,
    objects.PartyJson,
    objects.CategoryJson,
    objects.TrackJson,
    objects.SeriesJson,
    objects.EditionsJson,
    objects.EditionJson,
    objects.ProblemJson,
)

_FACETS = dict(zip(FACETS, ("Place", "Category", "Party", "Track", "Series"), strict=True))

_EXAMPLES: Mapping[str, Sequence[str]] = {
    "event": ["gala"],
    "places": ["harbin"],
    "categories": ["culture"],
    "parties": ["putin"],
    "tracks": ["main"],
    "series": ["choir"],
}
"""Ids in addresses; those of the state visit, where it has any."""


def openapi(itinerary: Itinerary, site: str) -> bytes:
    """Return the description of the API of a programme at `site`, which ends in a slash."""
    tag = itinerary.languages[0]
    information: dict[str, Any] = {
        "title": itinerary.title.to(tag),
        "version": "1",
        "summary": "The programme, with all that is known of it and nothing else.",
        "description": _ABOUT,
    }
    if itinerary.licence:
        licence = {"name": itinerary.licence.name.to(tag), "url": itinerary.licence.link}
        information["license"] = {name: value for name, value in licence.items() if value}
    document = {
        "openapi": "3.1.1",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": information,
        "servers": [{"url": site.removesuffix("/")}],
        "paths": _paths(),
        "components": {"schemas": _schemas(), "headers": _HEADERS, "responses": _RESPONSES},
    }
    return compact(document).encode()


_ABOUT = (
    "A property that is missing was not announced, or is empty; there is no null. Times with an"
    " hour are RFC 3339 with the offset of their zone; `created`, `modified`, `published`,"
    " `removed` and `withdrawn` are in UTC. Days are by the clocks of the event's zone. Lengths are"
    " in minutes, sizes of pictures in pixels, coordinates in degrees (WGS 84).\n\n"
    "Send the ETag as If-None-Match: what did not change is answered with 304. An edition never"
    " changes. A site of files has the same documents, but no filters."
)

EXAMPLE: Mapping[str, Any] = {
    "id": "gala",
    "uid": "gala@state-visit-2024.itinerary",
    "ordinal": 3,
    "sequence": 0,
    "created": "2024-05-14T00:00:00Z",
    "modified": "2024-05-14T00:00:00Z",
    "kind": "event",
    "status": "confirmed",
    "title": {
        "en": "Gala: 75 years of diplomatic relations and the Years of Culture 2024–25",
        "zh": "庆祝建交75周年暨2024—2025年中俄文化年开幕活动",
    },
    "when": {
        "kind": "window",
        "notation": "within 2024-05-16 to 2024-05-17",
        "edtf": "[2024-05-16..2024-05-17]",
        "first": "2024-05-16",
        "last": "2024-05-17",
    },
    "zone": "Asia/Shanghai",
    "parties": [{"party": "xi"}, {"party": "putin"}],
    "categories": ["culture"],
    "sources": ["kremlin-2024-05-14"],
    "addresses": {
        "data": "https://visit.example/api/events/gala.json",
        "page": {"en": "https://visit.example/en/events/gala/"},
        "calendar": {"en": "https://visit.example/en/events/gala.ics"},
    },
}
"""An event of the state visit, in part."""


def _paths() -> dict[str, Any]:
    facets = {
        _path(Address.API_FACET).replace("{field}", field): _get(
            f"A {name.lower()}, with the ids of its events.", name, _id(field), missing=True
        )
        for field, name in _FACETS.items()
    }
    number = {
        "name": "number",
        "in": "path",
        "required": True,
        "description": "The number of an edition, from 1.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
    }
    return {
        _path(Address.API_PROGRAMME): _get(
            "The programme, or a selection of its events. Values of one filter are alternatives,"
            " filters add up.",
            "Programme",
            *map(_filter, FILTERS),
            missing=True,
            moved=True,
        ),
        _path(Address.API_EVENT): _get(
            "An event.", "Event", _id("event"), missing=True, moved=True
        ),
        **facets,
        _path(Address.API_EDITIONS): _get("All editions.", "Editions", missing=True),
        _path(Address.API_EDITION): _get(
            "What an edition changed in the one before.", "Edition", number, missing=True
        ),
    }


def _path(address: Address) -> str:
    """Return the rule of a route as OpenAPI writes it."""
    names = ("id", "field", "number")
    return address.path(**{name: f"{{{name}}}" for name in names})


def _get(
    summary: str, schema: str, *parameters: Any, missing: bool = False, moved: bool = False
) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {
            "description": summary,
            "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS},
            "content": {"application/json": {"schema": {"$ref": _ref(schema)}}},
        },
        "304": {"$ref": "#/components/responses/NotModified"},
    }
    if moved:
        responses["301"] = responses["302"] = {"$ref": "#/components/responses/Moved"}
    if missing:
        responses["404"] = {"$ref": "#/components/responses/NotFound"}
    return {
        "get": {
            "operationId": f"get{schema}",
            "summary": summary,
            **({"parameters": list(parameters)} if parameters else {}),
            "responses": dict(sorted(responses.items())),
        }
    }


def _id(field: str) -> dict[str, Any]:
    return {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "The id of the object.",
        "schema": {"type": "string", "examples": _EXAMPLES[field]},
    }


def _filter(key: str) -> dict[str, Any]:
    field = FILTERS[key]
    items: dict[str, Any] = {"type": "string"}
    words = f"Ids of {field}. A place includes the places in it." if key == "place" else ""
    if key == "day":
        items["format"] = "date"
        words = "Days of the programme. An event of several possible days is on each of them."
    return {
        "name": key,
        "in": "query",
        "description": words or f"Ids of {field}.",
        "schema": {"type": "array", "items": items},
        "explode": True,
    }


_HEADERS: dict[str, Any] = {
    "ETag": {
        "description": "A hash of the document: send it as If-None-Match.",
        "schema": {"type": "string"},
    },
    "Last-Modified": {
        "description": "The time of the edition (RFC 9110 §5.6.7).",
        "schema": {"type": "string"},
    },
}

_RESPONSES: dict[str, Any] = {
    "NotModified": {"description": "It is as the client knows it (If-None-Match)."},
    "Moved": {
        "description": "The one address of this selection (301), or of an event that was renamed"
        " (302)."
    },
    "NotFound": {
        "description": "There is nothing at this address; `detail` says what is wrong.",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    },
}


def _ref(name: str) -> str:
    return f"#/components/schemas/{name}"


def _schemas() -> dict[str, Any]:
    found = schemas(_DOCUMENTS, _ref("{name}"))
    found["Event"]["examples"] = [EXAMPLE]
    return found


def schemas(kinds: Sequence[type[Value]], reference: str) -> dict[str, Any]:
    """Return the JSON Schemas of objects and of all that is in them, by name. They refer to each
    other by `reference`, which has `{name}`."""
    _, found = msgspec.json.schema_components(kinds, ref_template=reference)
    return {_name(name): _tidy(schema) for name, schema in sorted(found.items())}


def _name(name: str) -> str:
    return name.removesuffix(_SUFFIX)


def _tidy(schema: Any) -> Any:
    """Return a schema in the names of the API, and without null, which no document has."""
    if isinstance(schema, list):
        return [_tidy(each) for each in schema if each != {"type": "null"}]
    if not isinstance(schema, dict):
        return schema
    tidied = {
        name: _tidy(value)
        for name, value in schema.items()
        if not (name == "default" and value in (None, [], {}, ""))
    }
    if "$ref" in tidied:
        tidied["$ref"] = _name(tidied["$ref"])
    if isinstance(tidied.get("title"), str):
        tidied["title"] = _name(tidied["title"])
    if isinstance(alone := tidied.get("anyOf"), list) and len(alone) == 1:
        del tidied["anyOf"]
        tidied = {**alone[0], **tidied}
    return tidied
