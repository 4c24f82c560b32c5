"""Input of readers on a page in any browser: a mouse on a desktop, or a finger on a phone.

A test takes `hand`, and is run with each::

    def test_tap_on_label_chooses(hand: Hands) -> None:
        page = hand("/en/", of="tour")
        page.tap("summary", "Places")

Unlike the methods of Playwright's locators, a hand does not address elements: it taps at a point of
the window, and the element at that point gets the tap.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Error, Page, ViewportSize

from itinerary.ledger import Edition
from tests.browser.firefox import Firefox
from tests.support.serving import eventually

SCRIPT = (Path(__file__).parent / "hands.js").read_text("utf-8")
MOST = 400
"""Taps after which the walk through a page counts as endless."""


class GoneError(Exception):
    """The page was left during a script."""


class Hand(ABC):
    """A page, and the actions of a reader on it."""

    @abstractmethod
    def go(self, address: str) -> None:
        """Open an address in the same tab."""

    @abstractmethod
    def evaluate(self, script: str) -> Any:
        """Return the value of an expression in the page; of a promise, the value it resolves to.

        Raises GoneError if the page is left meanwhile."""

    @abstractmethod
    def point(self, x: int, y: int) -> bool:
        """Move the pointer to a point of the window; return whether there is a pointer."""

    @abstractmethod
    def press(self, x: int, y: int) -> None:
        """Tap or click at a point of the window."""

    @abstractmethod
    def type(self, words: str) -> None:
        """Type on the keyboard."""

    def call(self, function: str, *arguments: Any) -> Any:
        """Return the result of a function of hands.js, or another one, in the page."""
        if not self.evaluate("'hands' in globalThis"):
            self.evaluate(f"(() => {{ {SCRIPT} }})()")
        return self.evaluate(f"({function})(...{json.dumps(arguments)})")

    def tap(self, selector: str, words: str = "") -> None:
        """Scroll to the first control of a kind with these words, and tap on them."""
        place: dict[str, Any] = {}

        def found() -> bool:
            with suppress(GoneError):
                place.update(self.call("hands.find", selector, words))
            return "x" in place

        self._wait(found, lambda: place.get("fault", "the page is not there"))
        fault = self._tap(place["x"], place["y"])
        assert not fault, fault

    def sees(self, condition: str) -> None:
        """Wait until an expression is true in the page."""

        def holds() -> bool:
            with suppress(GoneError):
                return bool(self.evaluate(condition))
            return False

        self._wait(holds, lambda: f"not so: {condition}")

    def _wait(self, condition: Callable[[], bool], problem: Callable[[], str]) -> None:
        try:
            eventually(condition)
        except AssertionError:
            raise AssertionError(problem()) from None

    def _tap(self, x: int, y: int) -> str:
        """Go to the control that is aimed at, and tap where it is then; return an obstacle, if any.

        A reader with a mouse sees a control change under it before pressing the button."""
        if self.point(x, y):
            place = self.call("hands.again")
            if "fault" in place:
                return str(place["fault"])
            x, y = place["x"], place["y"]
        self.press(x, y)
        return ""

    def walk(self) -> tuple[list[str], list[str]]:
        """Tap every control; return their names, and the faults."""
        self.call("hands.watch")
        tapped: list[str] = []
        faults: list[str] = []
        for _ in range(MOST):
            step = self.call("hands.step")
            faults += step["faults"]
            if "on" not in step:
                return tapped, faults
            if "x" in step:
                tapped.append(step["name"])
                if fault := self._tap(step["x"], step["y"]):
                    faults.append(fault)
        return tapped, [*faults, f"no end after {MOST} taps"]


class Hands(Protocol):
    """Opens the page at `path` of a programme, named or given as YAML, for a reader in a zone."""

    def __call__(
        self, path: str, *, of: str | bytes | Edition = "visit", zone: str = "UTC"
    ) -> Hand: ...


class InChromium(Hand):
    """A hand on a page in Chromium, which Playwright drives."""

    def __init__(self, page: Page, *, finger: bool) -> None:
        """Act on a page."""
        self._page, self._finger = page, finger

    def go(self, address: str) -> None:
        """Open an address in the same tab."""
        self._page.goto(address)

    def evaluate(self, script: str) -> Any:
        """Return what an expression is in the page."""
        try:
            return self._page.evaluate(script)
        except Error as error:
            if "because of a navigation" in error.message:
                raise GoneError from error
            raise

    def point(self, x: int, y: int) -> bool:
        """Move the mouse, if there is one."""
        if not self._finger:
            self._page.mouse.move(x, y)
        return not self._finger

    def press(self, x: int, y: int) -> None:
        """Tap or click at a point of the window."""
        if self._finger:
            self._page.touchscreen.tap(x, y)
        else:
            self._page.mouse.click(x, y)

    def type(self, words: str) -> None:
        """Type on the keyboard."""
        self._page.keyboard.type(words)


class InFirefox(Hand):
    """A hand on a page in Firefox, in a tab with storage of its own."""

    def __init__(
        self,
        firefox: Firefox,
        complaints: list[str],
        *,
        finger: bool,
        size: ViewportSize,
        zone: str,
    ) -> None:
        """Open a tab; problems of its pages are added to `complaints`."""
        self._firefox, self._finger, self._complaints = firefox, finger, complaints
        firefox.hear = self._hear
        self._user = firefox.send("browser.createUserContext")["userContext"]
        firefox.send("emulation.setTimezoneOverride", timezone=zone, userContexts=[self._user])
        firefox.send("emulation.setLocaleOverride", locale="en-GB", userContexts=[self._user])
        made = firefox.send("browsingContext.create", type="tab", userContext=self._user)
        self._tab = made["context"]
        firefox.send("browsingContext.setViewport", context=self._tab, viewport=size)

    def close(self) -> None:
        """Close the tab, and forget what it stored."""
        self._firefox.send("browser.removeUserContext", userContext=self._user)

    def go(self, address: str) -> None:
        """Open an address in the same tab."""
        self._firefox.send(
            "browsingContext.navigate", context=self._tab, url=address, wait="complete"
        )

    def evaluate(self, script: str) -> Any:
        """Return what an expression is in the page."""
        got = self._firefox.send(
            "script.evaluate",
            expression=f"(async () => JSON.stringify(await ({script})))()",
            target={"context": self._tab},
            awaitPromise=True,
        )
        assert got["type"] == "success", got["exceptionDetails"]["text"]
        value = got["result"].get("value")
        return json.loads(value) if value else None

    def point(self, x: int, y: int) -> bool:
        """Move the mouse, if there is one."""
        if not self._finger:
            self._move(x, y)
        return not self._finger

    def press(self, x: int, y: int) -> None:
        """Tap or click at a point of the window."""
        self._move(x, y, *({"type": f"pointer{way}", "button": 0} for way in ("Down", "Up")))

    def _move(self, x: int, y: int, *then: dict[str, Any]) -> None:
        kind = "touch" if self._finger else "mouse"
        there = {"type": "pointerMove", "x": x, "y": y}
        parameters = {"pointerType": kind}
        self._act(
            {"type": "pointer", "id": kind, "parameters": parameters, "actions": [there, *then]}
        )

    def type(self, words: str) -> None:
        """Type on the keyboard."""
        strokes = [{"type": f"key{way}", "value": one} for one in words for way in ("Down", "Up")]
        self._act({"type": "key", "id": "keyboard", "actions": strokes})

    def _act(self, actions: dict[str, Any]) -> None:
        self._firefox.send("input.performActions", context=self._tab, actions=[actions])

    def _hear(self, method: str, told: dict[str, Any]) -> None:
        if method == "log.entryAdded" and told["level"] in ("error", "warn"):
            self._complaints.append(f"{told['type']}: {told['text']}")
        if method == "network.beforeRequestSent":
            url = told["request"]["url"]
            if not url.startswith(("http://127.0.0.1:", "data:", "blob:", "about:")):
                self._complaints.append(f"request to another host: {url}")
        if method == "network.responseCompleted" and told["response"]["status"] >= 400:
            self._complaints.append(
                f"answer {told['response']['status']}: {told['request']['url']}"
            )
