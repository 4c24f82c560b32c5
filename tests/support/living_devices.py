"""Devices of readers that follow a living selection, with the script of the site in Node.js."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from tests.conftest import ROOT
from tests.support.node import Conversation, conversation

SCRIPT = ROOT / "itinerary" / "static" / "js" / "living_selection.js"
DRIVER = Path(__file__).with_suffix(".mjs")

Answer = tuple[int, str]
"""Status and body of a response."""

Ask = Callable[[str, str, str | None], Answer]
"""Answers a request: its address, its method and its body."""


class RefusedError(Exception):
    """The script says that the server refused, with this status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Devices:
    """The functions of the script; `ask` answers the requests that they make."""

    def __init__(self, process: Conversation, ask: Ask) -> None:
        self._process = process
        self._calls = count(1)
        self.ask = ask

    def call(self, name: str, *of: Any) -> Any:
        """Return what a function returns; sets are lists. Raises RefusedError.

        It may be called while a request of another call is answered.
        """
        number = next(self._calls)
        self._process.tell({"call": number, "name": name, "of": of})
        while True:
            heard = self._process.hear()
            if asked := heard.get("ask"):
                status, body = self.ask(heard["path"], heard["method"], heard["body"])
                self._process.tell({"ask": asked, "answer": {"status": status, "body": body}})
                continue
            assert heard["call"] == number
            if "refused" in heard:
                assert heard["refused"] is not None, heard["message"]
                raise RefusedError(heard["refused"])
            return heard["result"]


@contextmanager
def devices(ask: Ask) -> Iterator[Devices]:
    """Start devices whose requests are answered by `ask`; skip the test without Node.js."""
    with conversation(DRIVER, SCRIPT) as process:
        yield Devices(process, ask)


class Device:
    """A device of a reader: its stars, and what it knows of the living selection."""

    def __init__(self, script: Devices, root: str) -> None:
        self._script = script
        self._root = root
        self.stars: set[str] = set()
        self.known: dict[str, Any] | None = None

    def make(self) -> str:
        """Make a selection of the stars, and return its secret."""
        self.known = self._script.call("make", self._root, sorted(self.stars))
        return str(self.known["secret"])

    def join(self, secret: str) -> None:
        """Follow the selection with a secret."""
        self._take(self._script.call("join", self._root, secret, sorted(self.stars)))

    def invitation(self, language: str) -> dict[str, Any]:
        """Return what leads to the selection in a language."""
        assert self.known
        found: dict[str, Any] = self._script.call(
            "invite", self._root, self.known["secret"], language
        )
        return found

    def synchronise(self) -> None:
        """Bring the stars and the server together."""
        self._take(self._script.call("synchronise", self._root, self.known, sorted(self.stars)))

    def _take(self, result: dict[str, Any]) -> None:
        self.known, self.stars = result["state"], set(result["uids"])
