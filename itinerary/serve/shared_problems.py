"""The problems that the publisher has and the workers show."""

from __future__ import annotations

import json
import multiprocessing
import zlib
from collections.abc import Sequence

from itinerary.errors import Problem
from itinerary.value import astuple

SIZE = 2**16
"""Bytes that a board has for problems: a file full of mistakes has more than anyone reads."""

_HEADER = 8  # length and checksum of what follows


class ProblemBoard:
    """The problems of the newest state of the file: one process writes, any number read.

    It is shared memory, so that it outlives a process that is killed. It is not a row in the
    ledger, because the ledger can be what is wrong, and because problems quote words that are not
    published. A checksum tells a reader that the writer is in the middle of writing, or was killed
    there.
    """

    def __init__(self) -> None:
        self._memory = multiprocessing.get_context("spawn").RawArray("c", SIZE)
        self._read: tuple[bytes, tuple[Problem, ...]] = b"", ()

    def write(self, problems: Sequence[Problem]) -> None:
        """Replace the problems; those that do not fit are left out."""
        kept = list(problems)
        while len(data := _dumped(kept)) > SIZE - _HEADER:
            kept = kept[: len(kept) // 2]
        header = len(data).to_bytes(4, "big") + zlib.crc32(data).to_bytes(4, "big")
        self._memory[: _HEADER + len(data)] = header + data

    def read(self) -> tuple[Problem, ...]:
        """Return the problems; those that were read before while others are being written."""
        header = self._memory[:_HEADER]
        if header != self._read[0]:
            length = int.from_bytes(header[:4], "big")
            data = self._memory[_HEADER : _HEADER + length]
            if zlib.crc32(data).to_bytes(4, "big") == header[4:]:
                self._read = header, _loaded(data)
        return self._read[1]


def _dumped(problems: Sequence[Problem]) -> bytes:
    return json.dumps([astuple(problem)[:6] for problem in problems]).encode()


def _loaded(data: bytes) -> tuple[Problem, ...]:
    return tuple(Problem(*fields) for fields in json.loads(data or b"[]"))
