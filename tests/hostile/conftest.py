"""The target of the attacks: a real server of the visit."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.conftest import PROGRAMMES, SITE
from tests.support.serving import Server, serving


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Give a server that runs until all attacks are over."""
    file = tmp_path_factory.mktemp("served") / "events.yaml"
    shutil.copy(PROGRAMMES["visit"], file)
    with serving(file, "--site", SITE) as server:
        yield server
        assert "Traceback" not in server.said(), server.said()
