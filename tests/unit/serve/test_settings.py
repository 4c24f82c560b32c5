"""The settings of a server that follow from others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from itinerary import create_app
from itinerary.serve import site_server
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


@pytest.mark.parametrize(
    ("file", "said", "address"),
    [
        ("events.yaml", None, "ledger.sqlite"),
        ("events.yaml", "own.sqlite", "own.sqlite"),
        ("events.yaml", "none", None),
        ("", None, None),
        ("", "own.sqlite", "own.sqlite"),
    ],
)
def test_selections_of_a_wsgi_server_are_where_its_environment_says(
    monkeypatch: pytest.MonkeyPatch, file: str, said: str | None, address: str | None
) -> None:
    monkeypatch.delenv("ITINERARY_SELECTIONS", raising=False)
    if said:
        monkeypatch.setenv("ITINERARY_SELECTIONS", said)
    monkeypatch.setattr(site_server, "load_wsgi", lambda settings: settings)
    settings: Any = create_app(file, ledger="ledger.sqlite")
    assert settings.selections == address
    assert settings.file == (Path(file) if file else None)
