"""Compiled templates, kept between processes."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from importlib import metadata
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates, in a folder of the user's own among the system's temporary ones, for the
    next process. Their key is their source, and what compiles them (`compiler`)."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load a compiled template; a truncated or unreadable file is a miss."""
        try:
            super().load_bytecode(bucket)
        except Exception:  # noqa: BLE001  marshal and pickle raise what they like
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write a compiled template; a page is rendered even if the disk is full."""
        with suppress(OSError):
            super().dump_bytecode(bucket)


def compiler() -> str:
    """Return a hash of what compiles templates: Jinja, and the modules that set it up."""
    seen = hashlib.sha256(metadata.version("jinja2").encode())
    for module in sorted(Path(__file__).parent.glob("*.py")):
        seen.update(module.read_bytes())
    return seen.hexdigest()[:12]
