"""Poppler's tools for PDF."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest


def poppler(tool: str, *arguments: str, data: bytes) -> bytes:
    """Return the output of a tool of Poppler for a PDF."""
    if shutil.which(tool) is None:
        assert os.environ.get("CI") != "true", "poppler-utils must be there in CI"
        pytest.skip("Poppler is not installed (Debian: poppler-utils)")
    return subprocess.run([tool, *arguments], input=data, capture_output=True, check=True).stdout
