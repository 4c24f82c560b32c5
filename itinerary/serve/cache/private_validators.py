"""The validators of private responses, which are not kept themselves."""

from __future__ import annotations

import threading
from collections import OrderedDict
from hashlib import blake2b

from itinerary.ledger.living_selection import LivingSelection
from itinerary.serve.cache.negotiation import RequestKey
from itinerary.serve.cache.representation import Validators, WireResponse

MOST = 20_000
"""Responses of which validators are kept. Each takes half a kilobyte."""


class PrivateValidators:
    """The validators of the feeds of living selections, by address.

    Most polls find that nothing changed, and are answered by these without rendering. They are
    those of one state of a selection, all of it: a database that was restored from a backup comes
    to a version once more, with other events. When there are too many, those that were asked for
    longest ago go. Threads share them.
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[str, tuple[bytes, Validators]] = OrderedDict()
        self._lock = threading.Lock()

    def unchanged(
        self, address: str, selection: LivingSelection, key: RequestKey
    ) -> WireResponse | None:
        """Return the 304 to a client that has the response for this state; None if it has another
        one, or if that is not known."""
        state = _digest(selection)
        with self._lock:
            of, validators = self._kept.get(address, (b"", None))
            if validators is None or of != state:
                return None
            self._kept.move_to_end(address)
        return validators.unchanged(key)

    def keep(self, address: str, selection: LivingSelection, validators: Validators) -> None:
        """Keep the validators of the response for a state."""
        state = _digest(selection)
        with self._lock:
            self._kept[address] = state, validators
            self._kept.move_to_end(address)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)


def _digest(selection: LivingSelection) -> bytes:
    """Return a hash of all of a state, which takes less room than its events."""
    return blake2b(repr(selection).encode(), digest_size=16).digest()
