"""Documents that the workers of a server share, so that each is made once for all of them."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
from functools import partial
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

MOST_SHARED = 64
"""Documents that are kept, the newest. Each worker also has those that it sent in its cache."""

MOST_UNBOUNDED = 16
"""The same for documents of which there are any number, such as the PDF of each choice. These are
counted apart, so that none of them evicts one of the programme."""

_UNBOUNDED = "unbounded-"
"""What their names begin with."""


class SharedDocuments:
    """Documents in a folder, each under the hash of the call that makes it."""

    def __init__(self, folder: Path) -> None:
        """Use a folder that this user alone may enter: what is in it is sent to readers."""
        self._folder = folder

    def made(self, call: partial[bytes], unbounded: bool = False) -> bytes:
        """Return what the call returns, or returned in another process; raise what it raises.

        `unbounded` tells that it is a document of which there are any number.
        A process that wants what another one is making waits for it.
        """
        name = hashlib.sha256(pickle.dumps(call)).hexdigest()
        file = self._folder / f"{_UNBOUNDED if unbounded else ''}{name}"
        with contextlib.ExitStack() as stack:
            with contextlib.suppress(OSError):  # without the folder each process makes its own
                lock = stack.enter_context(open(f"{file}.lock", "ab"))
                if fcntl:
                    fcntl.flock(lock, fcntl.LOCK_EX)
            with contextlib.suppress(OSError):
                return file.read_bytes()
            body = call()
            with contextlib.suppress(OSError):  # a full disk
                new = file.with_suffix(".new")
                new.write_bytes(body)
                os.replace(new, file)
                self._forget(unbounded)
        return body

    def _forget(self, unbounded: bool) -> None:
        """Remove the oldest documents of one of both sorts, if there are too many."""
        documents = [path for path in self._folder.iterdir() if not path.suffix]
        documents = [one for one in documents if one.name.startswith(_UNBOUNDED) == unbounded]
        documents.sort(key=lambda path: path.stat().st_mtime_ns)
        for document in documents[: -(MOST_UNBOUNDED if unbounded else MOST_SHARED)]:
            document.unlink(missing_ok=True)
            Path(f"{document}.lock").unlink(missing_ok=True)
