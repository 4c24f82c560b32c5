"""The bounded stores of the response cache."""

from __future__ import annotations

from itinerary.serve.cache.representation import CachedResponse, WireResponse


class BoundedStore:
    """Cached responses by address, in at most `capacity` bytes.

    To make room, those go first that nobody has asked for since it was last looked for what can go.
    Which is the order of last use, near enough, and costs a hit no more than counting it.
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
    """Answers by the very bytes of requests: an app that polls sends the same ones each time.

    Bounded in number; when the younger half is full, it becomes the older, and what was not heard
    since goes.
    """

    MOST = 4096
    LONGEST = 1024

    def __init__(self) -> None:
        self.young: dict[bytes, WireResponse] = {}
        self.old: dict[bytes, WireResponse] = {}

    def get(self, request: bytes) -> WireResponse | None:
        """Return the answer to a request that was heard before."""
        answer = self.young.get(request)
        if answer is None:
            answer = self.old.get(request)
            if answer is None:
                return None
            self.put(request, answer)
        answer.cached.hits += 1
        return answer

    def put(self, request: bytes, answer: WireResponse) -> None:
        """Remember the answer to a request: whole, alone, and without a body."""
        if len(request) > self.LONGEST:
            return
        if len(self.young) >= self.MOST // 2:
            self.young, self.old = {}, self.young
        self.young[request] = answer

    def clear(self) -> None:
        """Forget all, so that nothing is held that the shelves let go."""
        self.young, self.old = {}, {}
