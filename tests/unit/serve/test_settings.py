"""The settings of a server that follow from others."""

from __future__ import annotations

import pytest

from itinerary.serve.settings import selections_address


@pytest.mark.parametrize(
    ("given", "publishes", "address"),
    [
        (None, True, "ledger.sqlite"),
        (None, False, None),
        ("own.sqlite", True, "own.sqlite"),
        ("own.sqlite", False, "own.sqlite"),
        ("none", True, None),
        ("none", False, None),
    ],
)
def test_selections_are_where_is_said_else_in_a_ledger_that_is_written(
    given: str | None, *, publishes: bool, address: str | None
) -> None:
    assert selections_address(given, "ledger.sqlite", publishes=publishes) == address
