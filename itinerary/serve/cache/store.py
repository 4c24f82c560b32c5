"""The bounded stores of the response cache."""

from __future__ import annotations

from itinerary.serve.cache.representation import Answer, Printed


class Shelf:
    """Printed responses by address, in at most `room` bytes.

    To make room, those go first that nobody has asked for since it was last looked for what can go.
    Which is the order of last use, near enough, and costs a hit no more than counting it.
    """

    def __init__(self, room: int) -> None:
        self.room = room
        self.size = 0
        self.printed: dict[str, Printed] = {}
        self._sizes: dict[str, int] = {}

    def put(self, address: str, printed: Printed) -> bool:
        """Keep a response, unless it would take half of the room; tell whether another one had to
        go for it."""
        if printed.size > self.room // 2:
            return False
        self.printed[address] = printed
        return self.weigh(address)

    def weigh(self, address: str) -> bool:
        """Count what a response that is kept takes now; tell whether another one had to go."""
        size = self.printed[address].size
        self.size += size - self._sizes.get(address, 0)
        self._sizes[address] = size
        gone = False
        while self.size > self.room:
            oldest, printed = next(iter(self.printed.items()))
            if printed.hits > printed.seen:
                printed.seen = printed.hits
                self.printed[oldest] = self.printed.pop(oldest)
            else:
                del self.printed[oldest]
                self.size -= self._sizes.pop(oldest)
                gone = True
        return gone


class Heard:
    """Answers by the very bytes of requests: an app that polls sends the same ones each time.

    Bounded in number; when the younger half is full, it becomes the older, and what was not heard
    since goes.
    """

    MOST = 4096
    LONGEST = 1024

    def __init__(self) -> None:
        self.young: dict[bytes, Answer] = {}
        self.old: dict[bytes, Answer] = {}

    def get(self, request: bytes) -> Answer | None:
        """Return the answer to a request that was heard before."""
        answer = self.young.get(request)
        if answer is None:
            answer = self.old.get(request)
            if answer is None:
                return None
            self.put(request, answer)
        answer.printed.hits += 1
        return answer

    def put(self, request: bytes, answer: Answer) -> None:
        """Remember the answer to a request: whole, alone, and without a body."""
        if len(request) > self.LONGEST:
            return
        if len(self.young) >= self.MOST // 2:
            self.young, self.old = {}, self.young
        self.young[request] = answer

    def forget(self) -> None:
        """Forget all, so that nothing is held that the shelves let go."""
        self.young, self.old = {}, {}
