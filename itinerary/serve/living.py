"""The living selections of a server: their store, the limits of writing, and their end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from itinerary.errors import Problem
from itinerary.ledger import Edition, LedgerError
from itinerary.ledger.living_selection import LivingSelection
from itinerary.serve.client_network import Proxies, block
from itinerary.serve.rate_limit import RateLimit
from itinerary.serve.unforeseen_error import report_problem, unforeseen

if TYPE_CHECKING:
    from itinerary.ledger.selection_store import SelectionStore

NEW_PER_HOUR = 300
"""Selections that one network may make within an hour: all visitors of a venue may have one
address."""

CHANGES_PER_HOUR = 3000
"""The same for changes: each star of a reader can be one."""

IPV6 = 48
"""Bits of the networks of IPv6 that are counted, the smallest that providers assign to a site."""

EACH = 3600.0
"""Seconds between two looks whether the programme is long over."""


class LivingSelections:
    """The living selections in a database at `address`, which is opened when it is first needed.

    `proxies` are networks whose word on the addresses of clients is believed.
    """

    def __init__(self, address: str, proxies: Iterable[str] = ()) -> None:
        self._address = address
        self._proxies = Proxies(proxies)
        self._new = RateLimit(NEW_PER_HOUR)
        self._changes = RateLimit(CHANGES_PER_HOUR)

    @cached_property
    def store(self) -> SelectionStore:
        """The store. Raises LedgerError if its database cannot be used."""
        from itinerary.ledger.selection_store import SelectionStore

        return SelectionStore(self._address)

    def find(self, programme: str, secret: str) -> LivingSelection | None:
        """Return the living selection of a programme with a secret, None if there is none. Raises
        LedgerError."""
        return self.store.find(programme, secret)

    def wait(self, peer: str, forwarded_for: str, *, new: bool) -> float:
        """See `website.living_selections.Living`. Clients whose address is not known are counted as
        one."""
        client = self._proxies.client(peer, forwarded_for)
        limit = self._new if new else self._changes
        return limit.wait(block(client, ipv6=IPV6) if client else "")

    def delete_expired(self, latest: Callable[[], Edition | None], stop: threading.Event) -> None:
        """Delete the selections of a programme that are not kept any longer, now and from time to
        time, until `stop` is set. `latest` returns its latest edition."""
        while True:
            try:
                if edition := latest():
                    self.store.delete_expired(edition, datetime.now(UTC))
            except LedgerError as error:  # it is tried again
                report_problem(Problem(self._address, 1, 1, "", str(error)))
            except Exception as error:  # noqa: BLE001  what is never deleted is worse
                report_problem(unforeseen(self._address, error))
            if stop.wait(EACH):
                return
