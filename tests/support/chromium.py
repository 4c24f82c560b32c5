"""Chromium for tests and benchmarks: where it is, and how it is started."""

from __future__ import annotations

import os
import shutil

CHROMIUM = os.environ.get("ITINERARY_CHROMIUM") or shutil.which("chromium")
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
