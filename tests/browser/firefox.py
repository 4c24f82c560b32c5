"""Debian's Firefox, driven by WebDriver BiDi (https://www.w3.org/TR/webdriver-bidi/).

Firefox speaks the protocol itself, so the tests use an ordinary browser and no other program.
Playwright drives a Firefox of its own, or one newer than Debian's; geckodriver is not in Debian.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import connect

from tests.support.serving import PATIENCE, eventually

FIREFOX = os.environ.get("ITINERARY_FIREFOX") or shutil.which("firefox-esr")
PREFERENCES: dict[str, str | int | bool] = {
    # Fingers, on a machine that has no touchscreen.
    "dom.w3c_touch_events.enabled": 1,
    # A tap does not count as a long press on a slow machine, and scrolling has no animation.
    "ui.click_hold_context_menus.delay": 60_000,
    "general.smoothScroll": False,
    "ui.prefersReducedMotion": 1,
    # Each page would install it anew.
    "dom.serviceWorkers.enabled": False,
    # Only this machine can be reached: all other requests go to a proxy that does not exist.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "datareporting.policy.dataSubmissionEnabled": False,
    "toolkit.telemetry.server": "",
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "extensions.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "intl.accept_languages": "en-GB",
}


class Firefox:
    """A running Firefox, as a context manager."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._sent = 0
        self.hear: Callable[[str, dict[str, Any]], None] = lambda method, params: None
        """Is called with name and parameters of each event of the pages."""

    def __enter__(self) -> Self:
        """Start it, and begin a session."""
        with ExitStack() as stack:
            profile = Path(stack.enter_context(TemporaryDirectory(ignore_cleanup_errors=True)))
            lines = [
                f"user_pref({json.dumps(name)}, {json.dumps(value)});\n"
                for name, value in PREFERENCES.items()
            ]
            (profile / "user.js").write_text("".join(lines), "utf-8")
            # Its output goes to a file: a pipe that is not read would fill up.
            log = stack.enter_context((profile / "log").open("w+"))
            options = ("--headless", "--no-remote", "--profile", str(profile))
            process = subprocess.Popen(
                [FIREFOX or "firefox-esr", *options, "--remote-debugging-port=0", "about:blank"],
                stdout=subprocess.DEVNULL,
                stderr=log,
                env={**os.environ, "HOME": str(profile), "MOZ_CRASHREPORTER_DISABLE": "1"},
            )
            stack.callback(process.wait, PATIENCE)
            stack.callback(process.terminate)

            def said() -> str:
                return (profile / "log").read_text("utf-8", "replace")

            def address() -> re.Match[str] | None:
                return re.search(r"WebDriver BiDi listening on (ws://127\.0\.0\.1:\d+)\s", said())

            eventually(lambda: process.poll() is not None or address() is not None)
            found = address()
            assert found, said()
            self._link = stack.enter_context(
                # Pings draw random numbers in a thread, which Hypothesis takes for those of a test.
                connect(f"{found[1]}/session", max_size=None, compression=None, ping_interval=None)
            )
            self.send("session.new", capabilities={})
            events = ["log.entryAdded", "network.beforeRequestSent", "network.responseCompleted"]
            self.send("session.subscribe", events=events)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it."""
        self._stack.close()

    def send(self, method: str, **params: Any) -> Any:
        """Send a command; return its result. Earlier events are handled first.

        Raises AssertionError if the browser refuses, TimeoutError if it does not answer.
        """
        self._sent += 1
        self._link.send(json.dumps({"id": self._sent, "method": method, "params": params}))
        while True:
            got = json.loads(self._link.recv(PATIENCE))
            if got["type"] == "event":
                self.hear(got["method"], got["params"])
            elif got["id"] == self._sent:
                assert got["type"] == "success", f"{method}: {got['error']}: {got['message']}"
                return got["result"]
