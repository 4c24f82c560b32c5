"""Child processes, which never outlive the process that started them."""

from __future__ import annotations

import multiprocessing
import os
import select
import signal
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import TypeVar

T = TypeVar("T")


def end_with_parent() -> None:
    """Send SIGTERM to this process as soon as its parent has ended, also if that was killed."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        _wait_for(parent)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def _wait_for(parent: BaseProcess) -> None:
    """Return when the parent has ended.

    Multiprocessing tells that by the end of a pipe. Processes that the parent forked later have
    copies of the pipe, and would have to end first; Linux tells of the process itself.
    """
    if hasattr(os, "pidfd_open") and parent.pid:
        with suppress(OSError):  # an old kernel, or a parent that has ended already
            process = os.pidfd_open(parent.pid)
            if os.getppid() == parent.pid:
                select.select([process], [], [])
            os.close(process)
            return
    parent.join()


def begin(function: Callable[[], T]) -> Callable[[], T]:
    """Call a function in a forked process, and return what waits for it and returns its result, or
    raises its exception. Where processes cannot be forked, the function is called at the end."""
    if "fork" not in multiprocessing.get_all_start_methods():
        return function
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_send, args=(function, theirs), daemon=True)
    child.start()
    theirs.close()

    def wait() -> T:
        try:
            done, result = ours.recv()
        except EOFError:
            raise ChildProcessError("a process that was started ended early") from None
        child.join()
        ours.close()
        if done:
            return result  # type: ignore[no-any-return]
        raise result

    return wait


def _send(function: Callable[[], object], to: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that started us
    end_with_parent()
    try:
        found = True, function()
    except Exception as error:  # noqa: BLE001  it is for the process that waits
        found = False, error
    to.send(found)
