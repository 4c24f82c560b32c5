"""Processes: memory that is kept, children, limits."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    pass

T = TypeVar("T")

CONNECTIONS = 2**14
"""Connections that a worker gets ready for, if the system lets it have as many files."""


@contextlib.contextmanager
def frozen_gc() -> Iterator[None]:
    """Keep what is made in the block for good: a programme is many objects that stay. Looking
    through them for garbage would take a third of the start, and later a pause each time; processes
    that are forked share them as long as nobody does."""
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def make_room() -> None:
    """Let the process have many connections, and its table of them be as large from the start:
    where there are threads, Linux enlarges that (at 64, 256, 512, …) only when every core has come
    to rest (`synchronize_rcu` in fs/file.c), and all that are connected wait some 20 ms."""
    if sys.platform == "win32":
        return
    import fcntl
    import resource

    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    capacity = CONNECTIONS if most == resource.RLIM_INFINITY else min(CONNECTIONS, most)
    while usual != resource.RLIM_INFINITY and usual < capacity:
        try:
            resource.setrlimit(resource.RLIMIT_NOFILE, (capacity, most))
            break
        except (OSError, ValueError):  # macOS has limits of which it does not tell
            capacity //= 2
    with contextlib.suppress(OSError), open(os.devnull) as file:
        os.close(fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, capacity - 1))


def end_with_parent() -> None:
    """Stop when the process that holds the socket is gone, however it went."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
