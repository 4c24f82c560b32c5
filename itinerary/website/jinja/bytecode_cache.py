"""Compiled templates, kept between processes."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from importlib import metadata
from pathlib import Path

from jinja2 import (
    FileSystemBytecodeCache,
)
from jinja2.bccache import Bucket


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates, kept for the next process in a folder of the user's own among the
    system's temporary ones; by their source, and by what compiles them (`_compiler`)."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load one, unless it cannot be read: half of one, after the power failed, is none."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001  marshal and pickle raise what they like
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one, if it can be done: a full disk is no reason not to answer."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiler() -> str:
    """Return a hash of what compiles templates: Jinja, and how it is set up here."""
    jinja = metadata.version("jinja2").encode()
    return hashlib.sha256(jinja + Path(__file__).read_bytes()).hexdigest()[:12]
