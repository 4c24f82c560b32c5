"""The API of a running server, as its description says: read by tools that others wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.conftest import SITE

if TYPE_CHECKING:
    from tests.support.serving import Server


@pytest.fixture(scope="module")
def description(served: Server) -> Any:
    return json.loads(served.get("/api/openapi.json")[2])


def test_description_is_openapi(description: Any) -> None:
    from openapi_spec_validator import OpenAPIV31SpecValidator

    assert not list(OpenAPIV31SpecValidator(description).iter_errors())
    assert description["servers"] == [{"url": SITE.rstrip("/")}]


def test_answers_are_those_of_the_description(served: Server, description: Any) -> None:
    import schemathesis  # slow import

    schema = schemathesis.openapi.from_dict(description)
    for result in schema.get_all_operations():
        operation: Any = result.ok()  # type: ignore[union-attr]  # an error fails

        @given(case=operation.as_strategy())
        @settings(
            max_examples=settings().max_examples // 10,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def check(case: Any) -> None:
            case.call_and_validate(base_url=served.address.rstrip("/"))

        check()
