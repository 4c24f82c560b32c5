"""Slow documents, made in this process or by the function that `create_app` is given."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app
from werkzeug.exceptions import ServiceUnavailable

from itinerary.errors import ItineraryError

RETRY_AFTER = 10
"""Seconds after which a refused client may try again (Retry-After)."""

_KEY = "itinerary.produce"


class BusyError(ItineraryError):
    """Too many documents wait to be made."""

    def __init__(self) -> None:
        super().__init__(
            "many documents are being made just now", f"ask again in {RETRY_AFTER} seconds"
        )


Produce = Callable[..., bytes]
"""Calls a function with arguments, somewhere, and returns what it returns. Raises BusyError.

`unbounded` is not for the function: it tells that there are any number of such documents, which
must not evict the others where documents are kept.
"""


def in_this_process(
    function: Callable[..., bytes], *arguments: Any, unbounded: bool = False, **named: Any
) -> bytes:
    """Call a function at once, in this process."""
    del unbounded  # nothing is kept here
    return function(*arguments, **named)


def init_app(app: Flask, produce: Produce) -> None:
    """Let `app` have its documents made by `produce`."""
    app.extensions[_KEY] = produce


def produced(
    function: Callable[..., bytes], *arguments: Any, unbounded: bool = False, **named: Any
) -> bytes:
    """Return a document that a function makes, one of any number if it is `unbounded`; 503 if too
    many wait."""
    produce: Produce = current_app.extensions[_KEY]
    try:
        return produce(function, *arguments, unbounded=unbounded, **named)
    except BusyError:
        raise _busy() from None


_one = threading.Lock()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Make a document of which there are any number; 503 if another one of these is being made.

    So those that ask for one choice after another leave room for the documents of the site.
    """
    if not _one.acquire(blocking=False):
        raise _busy()
    try:
        yield
    finally:
        _one.release()


def _busy() -> ServiceUnavailable:
    return ServiceUnavailable(
        f"Many documents are being made just now. Ask again in {RETRY_AFTER} seconds.",
        retry_after=RETRY_AFTER,
    )
