"""The parts of a request that decide on its response, and negotiation by Accept-Encoding."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import brotli
import zstandard
from werkzeug.http import parse_accept_header

ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda body: brotli.compress(body, quality=_quality(body, 5, 9)),
    "zstd": lambda body: zstandard.ZstdCompressor(level=_quality(body, 6, 12)).compress(body),
    "gzip": lambda body: gzip.compress(body, _quality(body, 6, 9), mtime=0),
}
"""The encodings that a body is offered in, of which one accepts equally the first is sent."""


def _quality(body: bytes, quick: int, good: int) -> int:
    """Return how hard to compress: what is large must be there soon after an edit."""
    return good if len(body) <= 2**17 else quick


LONGEST_VALUE = 512
"""Characters from which on the value of a header is taken for absent. Honest ones are shorter, and
parsing one of 8,000 would take ten milliseconds, in which a worker answers thousands."""


class RequestKey(NamedTuple):
    """The parts of a request, besides its address, that a response depends on."""

    method: str
    accept_encoding: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None

    @classmethod
    def of(cls, method: str, *values: str | None) -> RequestKey:
        """Return a request with the values of its headers, in this order; see LONGEST_VALUE."""
        return cls(method, *(v if v is None or len(v) <= LONGEST_VALUE else None for v in values))


def accepted(header: str | None) -> tuple[str, ...]:
    """Return the encodings that an Accept-Encoding accepts, the best first; the last is "", the
    body as it is, which is always better than nothing (RFC 9110 §12.5.3)."""
    return ("",) if header is None else _encodings(header)


@lru_cache(1024)
def _encodings(header: str) -> tuple[str, ...]:
    accept = parse_accept_header(header)
    ranked = sorted(ENCODINGS, key=lambda name: -accept.quality(name))
    bare = accept.quality("identity") if "identity" in header else 0
    good = [name for name in ranked if accept.quality(name) > 0 and accept.quality(name) >= bare]
    return (*good, "")
