"""The command `schema`."""

from __future__ import annotations

import json

from tests.conftest import ROOT
from tests.support.command import run


def test_schema_in_docs_is_current() -> None:
    shipped = json.loads((ROOT / "docs" / "itinerary.schema.json").read_text("utf-8"))
    assert json.loads(run("schema").stdout) == shipped
