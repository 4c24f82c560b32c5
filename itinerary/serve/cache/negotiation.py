"""Negotiation and conditional requests: Accept-Encoding, If-None-Match, If-Modified-Since."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

import brotli
import zstandard
from werkzeug.http import parse_accept_header, parse_date, parse_etags

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


# --- headers -------------------------------------------------------------------------------------


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


@lru_cache(1024)
def etags(header: str) -> frozenset[str] | None:
    """Return the tags of an If-None-Match, weak ones too; None for `*`."""
    tags = parse_etags(header)
    return None if tags.star_tag else frozenset(tags.as_set(include_weak=True))


@lru_cache(1024)
def date(header: str) -> datetime | None:
    """Return the time that an HTTP-date says (RFC 9110 §5.6.7); None if it is not one."""
    return parse_date(header)


# --- 304 -----------------------------------------------------------------------------------------


def current_copies(
    key: RequestKey, tag: str, tags: Iterable[str], modified: datetime | None
) -> Iterator[str]:
    """Yield the tags of current copies that a client says it has: it is answered 304 (RFC 9110
    §13.2.2).

    `tag` is that of the variant that would be sent, and `tags` are those of all variants. A client
    that has another encoding, or asks again without saying what it accepts, as some caches do, has
    the same content. If-Modified-Since counts only without If-None-Match.
    """
    if key.if_none_match is not None:
        held = etags(key.if_none_match)
        if held is None or tag in held:
            yield tag
        else:
            yield from (other for other in tags if other in held)
    elif key.if_modified_since is not None and modified is not None:
        since = date(key.if_modified_since)
        if since is not None and modified <= since:
            yield tag
