"""The validators of private responses, which are not kept themselves."""

from __future__ import annotations

import threading
from collections import OrderedDict

from itinerary.serve.cache.negotiation import RequestKey
from itinerary.serve.cache.representation import Validators, WireResponse

MOST = 20_000
"""Responses of which validators are kept. Each takes half a kilobyte."""


class PrivateValidators:
    """The validators of the feeds of living selections, by address.

    Most polls find that nothing changed, and are answered by these without rendering. They are
    those of one version of a selection. When there are too many, those that were asked for longest
    ago go. Threads share them.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, tuple[int, Validators]] = OrderedDict()
        self._lock = threading.Lock()

    def unchanged(self, address: str, version: int, key: RequestKey) -> WireResponse | None:
        """Return the 304 to a client that has the response for this version; None if it has another
        one, or if that is not known."""
        with self._lock:
            of, validators = self._kept.get(address, (0, None))
            if validators is None or of != version:
                return None
            self._kept.move_to_end(address)
        return validators.unchanged(key)

    def keep(self, address: str, version: int, validators: Validators) -> None:
        """Keep the validators of the response for a version."""
        with self._lock:
            self._kept[address] = version, validators
            self._kept.move_to_end(address)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)
