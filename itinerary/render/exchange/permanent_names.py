"""Permanent numbers and UUIDs for formats that want such names of what we call by ids."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b
from uuid import NAMESPACE_URL, UUID, uuid5

BITS = 31
"""Bits of a number: apps in Java and databases keep them in signed integers of 32 bits."""


def permanent_uuid(name: str) -> UUID:
    """Return the UUID version 5 (RFC 9562 §5.5) of a UID, in the namespace of URLs."""
    return uuid5(NAMESPACE_URL, name)


def permanent_numbers(names: Iterable[str]) -> dict[str, int]:
    """Return a positive number of `BITS` bits for each name, all different.

    A number is a hash of its name, so that it stays when the ledger is restored from a feed, whose
    order is another one. Of two names with one hash the first keeps it: the order of names is that
    of their first publication, so later ones never take a number that was given before.
    """
    numbers: dict[str, int] = {}
    taken = {0}
    for name in names:
        number, attempt = _hash(name, 0), 0
        while number in taken:
            attempt += 1
            number = _hash(name, attempt)
        taken.add(number)
        numbers[name] = number
    return numbers


def _hash(name: str, attempt: int) -> int:
    digest = blake2b(f"{attempt} {name}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) >> (32 - BITS)
