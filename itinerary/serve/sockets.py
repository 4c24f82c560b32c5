"""Sockets to listen on: TCP and Unix."""

from __future__ import annotations

import contextlib
import errno
import ipaddress
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from itinerary.serve.settings import PORT

BACKLOG = 2048


@contextlib.contextmanager
def listening(host: str, wanted: int | None) -> Iterator[socket.socket]:
    """Yield a TCP socket that listens at port `wanted`. If that is None, it listens at 8000 or the
    next free port.

    Raises OSError if no port could be taken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    problem = OSError(errno.EADDRINUSE, "the port is taken")
    for port in [wanted] if wanted is not None else [*range(PORT, PORT + 50), 0]:
        with socket.socket(family, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((host, port))
                listener.listen(BACKLOG)
                _tune(listener)
            except OSError as error:
                problem = error
                if error.errno != errno.EADDRINUSE:
                    break
                continue
            yield listener
            return
    raise problem


def _tune(listener: socket.socket) -> None:
    """Set what the connections of a TCP listener inherit on Linux.

    TCP_NODELAY: the end of an answer is not held back until its beginning is acknowledged.
    TCP_DEFER_ACCEPT: a connection is accepted together with its first request, or without one after
    the given second (tcp(7)).
    """
    if sys.platform == "linux":
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 1)


@contextlib.contextmanager
def listening_unix(path: Path, mode: int) -> Iterator[socket.socket]:
    """Yield a Unix socket that listens at `path`, a file of the given mode. To connect, a process
    needs the right to write to it.

    Raises OSError if the path exists, unless it is the socket of a server that has ended.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        if path.is_socket():
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
                if probe.connect_ex(str(path)) == errno.ECONNREFUSED:
                    path.unlink()
        usual = os.umask(0o777)  # no one may connect before the mode is set
        try:
            listener.bind(str(path))
        finally:
            os.umask(usual)
        try:
            path.chmod(mode)
            listener.listen(BACKLOG)
            yield listener
        finally:
            path.unlink(missing_ok=True)


def is_local(listener: socket.socket) -> bool:
    """Tell whether only this machine can connect to a socket that listens at a port."""
    name = listener.getsockname()
    return not isinstance(name, str) and ipaddress.ip_address(name[0]).is_loopback


def shown_host(host: str) -> str:
    """Return a host that a browser on this machine can open, for an address that people see."""
    if host in ("0.0.0.0", "::"):  # noqa: S104  only compared
        return "localhost"
    return f"[{host}]" if ":" in host else host
