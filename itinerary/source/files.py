"""Reading regular files up to a size."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from itinerary.errors import ItineraryError

MOST_BYTES = 64 * 1024 * 1024
"""Bytes that a programme's file, or a feed to restore from, may have."""


class NoFileError(ItineraryError):
    """A path leads to something that is not read: it is too large, or not a regular file."""


def contents(path: Path) -> bytes:
    """Return the bytes of a file.

    Raises OSError if the file cannot be read, and NoFileError if it is too large or not a regular
    file: a pipe may never be written to, and a device may never end.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except ValueError as error:  # a NUL in the path
        raise NoFileError(str(error)) from None
    try:
        state = os.fstat(descriptor)
        if stat.S_ISDIR(state.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(state.st_mode):
            raise NoFileError("this is no file, but a pipe or a device", "write it to a file first")
        data = b""
        if state.st_size <= MOST_BYTES:
            with open(descriptor, "rb", closefd=False) as file:
                data = file.read(MOST_BYTES + 1)  # it may have grown
    finally:
        os.close(descriptor)
    size = max(state.st_size, len(data))
    if size > MOST_BYTES:
        raise NoFileError(f"this has {too_large(size)}", "split it")
    return data


def too_large(size: int) -> str:
    """Return in words that a file of `size` bytes is too large."""
    return f"{size / 2**20:.6f} MiB, more than the {MOST_BYTES >> 20} allowed"
