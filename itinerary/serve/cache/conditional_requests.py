"""Conditional requests: which request is answered 304, by If-None-Match or If-Modified-Since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import lru_cache

from werkzeug.http import parse_date, parse_etags

from itinerary.serve.cache.negotiation import RequestKey


@lru_cache(1024)
def etags(header: str) -> frozenset[str] | None:
    """Return the tags of an If-None-Match, weak ones too; None for `*`."""
    tags = parse_etags(header)
    return None if tags.star_tag else frozenset(tags.as_set(include_weak=True))


@lru_cache(1024)
def date(header: str) -> datetime | None:
    """Return the time that an HTTP-date says (RFC 9110 §5.6.7); None if it is not one."""
    return parse_date(header)


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
