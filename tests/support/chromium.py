"""Chromium for tests and benchmarks: where it is, and how it is started."""

from __future__ import annotations

import os
import shutil

CHROMIUM = os.environ.get("ITINERARY_CHROMIUM") or shutil.which("chromium")
"""The browser that people use. Even without a screen it makes a window with tabs and menus for each
context, which takes more than a second of the processor."""

HEADLESS = (
    os.environ.get("ITINERARY_CHROMIUM") or shutil.which("chromium-headless-shell") or CHROMIUM
)
"""The same engine without such windows, if it is installed: a context takes a sixth of that."""
FLAGS = [
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--disable-smooth-scrolling",
    "--disable-sync",
    "--no-first-run",
]
ALONE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""The flag that lets pages reach this machine only."""
