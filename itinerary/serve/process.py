"""Settings of a process: garbage collection, and the limit of open files."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Iterator

CONNECTIONS = 2**14
"""Open files that a worker reserves room for, if the limit of the system allows as many."""


@contextlib.contextmanager
def frozen_gc() -> Iterator[None]:
    """Exempt the objects that the block creates from garbage collection.

    A programme consists of many objects that live as long as the process. To collect among them
    would take a third of the start, pause the process later, and copy the memory that forked
    processes share.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def make_room() -> None:
    """Raise the limit of open files, and enlarge the process's table of them to that size at once.

    Linux enlarges the table of a process with threads step by step (at 64, 256, 512, …). For each
    step it waits until every core has passed a quiescent state (`synchronize_rcu` in fs/file.c),
    and all clients of the process wait some 20 ms.
    """
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
        except (OSError, ValueError):  # the limit of macOS can be lower than it states
            capacity //= 2
    with contextlib.suppress(OSError), open(os.devnull) as file:
        os.close(fcntl.fcntl(file, fcntl.F_DUPFD_CLOEXEC, capacity - 1))
