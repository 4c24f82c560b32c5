"""The description of the API: every document is as it says, and its example is real."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from itinerary.ledger import Edition, revise
from itinerary.model.selection import Selection
from itinerary.model.text import Text
from itinerary.render.api.documents import Twin, encode
from itinerary.render.api.openapi import EXAMPLE, openapi
from itinerary.render.api.steps import step
from itinerary.value import Value, replace
from tests.conftest import NOW, SITE
from tests.support.programmes import large
from tests.support.small_programme import parse


def described(edition: Edition) -> Any:
    return json.loads(openapi(edition.itinerary, SITE))


def validator(description: Any, name: str) -> Draft202012Validator:
    schema = {
        "$ref": f"#/components/schemas/{name}",
        "components": json.loads(json.dumps(description["components"])),
    }
    for kind in schema["components"]["schemas"].values():  # no property is undocumented
        if "properties" in kind:
            kind["additionalProperties"] = False
    checker = Draft202012Validator.FORMAT_CHECKER
    return Draft202012Validator(schema, format_checker=checker)


def assert_valid(document: bytes | Value, name: str, description: Any) -> None:
    body = document if isinstance(document, bytes) else encode(document)
    found = [
        (list(error.absolute_path), error.message[:200])
        for error in validator(description, name).iter_errors(json.loads(body))
    ]
    assert not found


@pytest.mark.parametrize("name", ["visit", "conference", "tour", "large"])
def test_documents_are_as_described(name: str, editions: dict[str, Edition]) -> None:
    edition = editions[name] if name in editions else revise(None, parse(large(30)).itinerary, NOW)
    description, twin = described(edition), Twin(edition, SITE)
    assert_valid(
        twin.programme(Selection(), lambda _event, _version, make: make()), "Programme", description
    )
    renamed = replace(edition.itinerary, title=Text((("en", "Renamed"),)), events=())
    later = revise(edition, renamed, NOW.replace(year=2027))
    assert_valid(step(None, edition, SITE), "Edition", description)
    assert_valid(step(edition, later, SITE), "Edition", description)


def test_example_is_an_event_of_the_visit_in_part(editions: dict[str, Edition]) -> None:
    edition = editions["visit"]
    event = json.loads(encode(Twin(edition, SITE).event(edition.itinerary.by_id["gala"])))
    assert_part(EXAMPLE, event)
    assert_valid(
        encode(Twin(edition, SITE).event(edition.itinerary.by_id["gala"])),
        "Event",
        described(edition),
    )


def assert_part(part: Any, whole: Any) -> None:
    if isinstance(part, dict):
        for name, value in part.items():
            assert_part(value, whole[name])
    else:
        assert part == whole


def test_every_schema_and_filter_is_described(editions: dict[str, Edition]) -> None:
    description = described(editions["visit"])
    schemas = description["components"]["schemas"]
    assert not [name for name, schema in schemas.items() if not schema.get("description")]
    parameters = [
        parameter
        for path in description["paths"].values()
        for parameter in path["get"].get("parameters", [])
    ]
    assert all(parameter["description"] for parameter in parameters)
    assert '"null"' not in json.dumps(description)
