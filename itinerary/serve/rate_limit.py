"""Limits of how often clients may do something."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST = 10_000
"""Clients that a limit counts; of more, the one that was seen longest ago is forgotten."""


class RateLimit:
    """A token bucket for each client: it may do something `per_hour` times at once, and as often
    again in each hour.

    The counts are in the memory of this process, so that no database has the addresses of clients,
    and a refused client costs nothing. Threads share a limit.
    """

    def __init__(self, per_hour: int, clock: Callable[[], float] = time.monotonic) -> None:
        """`clock` returns seconds, and never goes back."""
        self._most = float(per_hour)
        self._per_second = per_hour / 3600
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, client: str) -> float:
        """Count that a client does it, and return 0; else return in how many seconds it may."""
        now = self._clock()
        with self._lock:
            tokens, since = self._buckets.pop(client, (self._most, now))
            tokens = min(self._most, tokens + (now - since) * self._per_second)
            enough = tokens >= 1
            self._buckets[client] = tokens - enough, now
            if len(self._buckets) > MOST:
                self._buckets.popitem(last=False)
        return 0.0 if enough else (1 - tokens) / self._per_second
