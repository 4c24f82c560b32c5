"""The bounded stores of the response cache."""

from __future__ import annotations

import re

from itinerary.serve.cache.representation import CachedResponse, WireResponse


class BoundedStore:
    """Cached responses by address, in at most `capacity` bytes.

    Eviction is CLOCK: a response without a hit since the last sweep goes first. This is close to
    the order of last use, and a hit only increments a counter.
    """

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.size = 0
        self.responses: dict[str, CachedResponse] = {}
        self._sizes: dict[str, int] = {}

    def put(self, address: str, cached: CachedResponse) -> bool:
        """Keep a response, unless it would take half of the capacity; tell whether another one
        was evicted for it."""
        if cached.size > self.capacity // 2:
            return False
        self.responses[address] = cached
        return self.resize(address)

    def resize(self, address: str) -> bool:
        """Count what a response that is kept takes now; tell whether another one had to go."""
        size = self.responses[address].size
        self.size += size - self._sizes.get(address, 0)
        self._sizes[address] = size
        gone = False
        while self.size > self.capacity:
            oldest, cached = next(iter(self.responses.items()))
            if cached.hits > cached.swept_hits:
                cached.swept_hits = cached.hits
                self.responses[oldest] = self.responses.pop(oldest)
            else:
                del self.responses[oldest]
                self.size -= self._sizes.pop(oldest)
                gone = True
        return gone


class RawRequestIndex:
    """Answers by the very bytes of requests, which need no parsing then.

    An app that polls sends the same bytes each time. A proxy may add headers that differ each time,
    so a request is also found by its bytes without the headers that no answer depends on.

    Bounded in number by two generations: when the young one is full, it becomes the old one, and
    requests that did not come again since are dropped.
    """

    MOST = 4096
    LONGEST = 1024

    def __init__(self) -> None:
        self.young: dict[bytes, WireResponse] = {}
        self.old: dict[bytes, WireResponse] = {}

    def get(self, request: bytes) -> WireResponse | None:
        """Return the answer to a request that came before, or to one that asked for the same."""
        answer = self.young.get(request) or self._find(request)
        if answer is None:
            if len(request) > self.LONGEST:
                return None
            answer = self._find(essence(request))
            if answer is None:
                return None
            self._put(request, answer)
        if answer.cached is not None:
            answer.cached.hits += 1
        return answer

    def put(self, request: bytes, answer: WireResponse) -> None:
        """Remember the answer to a request: whole, alone, and without a body."""
        if len(request) <= self.LONGEST:
            self._put(request, answer)
            self._put(essence(request), answer)

    def _find(self, request: bytes) -> WireResponse | None:
        answer = self.young.get(request)
        if answer is None and (answer := self.old.get(request)):
            self._put(request, answer)
        return answer

    def _put(self, request: bytes, answer: WireResponse) -> None:
        if len(self.young) >= self.MOST // 2:
            self.young, self.old = {}, self.young
        self.young[request] = answer

    def clear(self) -> None:
        """Drop all requests, so that no response is held that the stores have dropped."""
        self.young, self.old = {}, {}


def essence(request: bytes) -> bytes:
    """Return the head of a request without the headers that no answer depends on.

    Only whole, well-formed lines go: the same bytes follow from no other head, and not from a head
    with a body behind it. A line that the next one continues (obs-fold, RFC 9112 §5.2) stays.
    """
    return _IRRELEVANT.sub(b"", request)


_IRRELEVANT = re.compile(
    rb"\r\n(?:[Aa]ccept|[Aa]ccept-[Ll]anguage|[Cc]ache-[Cc]ontrol|[Cc]ookie|[Ff]orwarded|[Pp]ragma"
    rb"|[Rr]eferer|[Ss]ec-[A-Za-z-]+|[Uu]ser-[Aa]gent|[Vv]ia|[Xx]-[A-Za-z-]+):"
    rb"[\t\x20-\x7e\x80-\xff]*(?=\r\n[^\t ])"
)
