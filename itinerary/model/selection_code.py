"""The code of a selection: events that were chosen one by one, as a short part of an address.

The code carries the choice itself, so that every server and every cache can answer it, and nothing
is stored. It has these parts, all in the digits of base64url (RFC 4648 §5) without padding:

- the version, one digit: 1;
- 32 bits: the CRC-32 (RFC 1952 §8) of the UIDs of the chosen events, sorted, a line each. It binds
  the code to these events: a damaged code, one of another programme, and one of a ledger that was
  restored in another order are refused, and never lead to other events;
- 4 bits: the parameter k of the Rice code;
- the chosen events, in ascending order of their ordinals: for each the number of events that lie
  between it and the one before, in Rice's code: n >> k in unary (ones and a zero), then the last k
  bits of n;
- ones up to the end of the last digit: they are no whole number, so they end the list.

The ordinal of an event is its place in the order of first publication, from 0: the ledger never
changes it. Rice's code of gaps is close to the shortest that is possible: 60 of 1,000 events take
63 characters, where a byte for each gap takes 87, and a bit for each event 174. With k = 0 it is a
bit for each event, so that a choice of most events is short as well.

Each selection has one code: k is the smallest of those that give the shortest code, and what is not
the code that `encode` makes is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from zlib import crc32

from itinerary.errors import ItineraryError

VERSION = "1"

LONGEST = 1000
"""Characters of a code at most; any choice of 5,900 events has a shorter one."""

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BITS = {digit: f"{value:06b}" for value, digit in enumerate(_DIGITS)}
_CHECKSUM = 32
_PARAMETER = 4
_HEAD = _CHECKSUM + _PARAMETER
_CODE = re.compile(rf"{VERSION}[A-Za-z0-9_-]{{7,{LONGEST - 1}}}")


class UnknownCodeError(ItineraryError):
    """A code is damaged, or not one of this programme."""


class TooManyChosenError(ItineraryError):
    """The code of a selection would be longer than LONGEST."""


def encode(chosen: Iterable[str], ordinals: Mapping[str, int]) -> str:
    """Return the code of the selection of the events with the UIDs `chosen`, at least one.

    `ordinals` has the ordinal of each event of the programme by its UID. Raises TooManyChosenError.
    """
    events = sorted(set(chosen))
    if not events:
        raise ValueError("the empty selection has no code")
    places = [-1, *sorted(ordinals[uid] for uid in events)]
    gaps = [ordinal - before - 1 for before, ordinal in pairwise(places)]
    k = min(range(2**_PARAMETER), key=lambda k: sum((gap >> k) + 1 + k for gap in gaps))
    bits = f"{_checksum(events):0{_CHECKSUM}b}{k:0{_PARAMETER}b}"
    bits += "".join(_rice(gap, k) for gap in gaps)
    bits += "1" * (-len(bits) % 6)
    code = VERSION + "".join(_DIGITS[int(bits[at : at + 6], 2)] for at in range(0, len(bits), 6))
    if len(code) > LONGEST:
        raise TooManyChosenError(f"{len(gaps)} events are too many for one address")
    return code


def decode(code: str, uids: Sequence[str]) -> tuple[str, ...]:
    """Return the UIDs of the events that a code chooses, in ascending order of their ordinals.

    `uids` are those of all events of the programme, by ordinal. Raises UnknownCodeError.
    """
    if not _CODE.fullmatch(code):
        raise UnknownCodeError("This is not the code of a selection.")
    bits = "".join(map(_BITS.__getitem__, code[len(VERSION) :]))
    k = int(bits[_CHECKSUM:_HEAD], 2)
    chosen: list[int] = []
    at, before = _HEAD, -1
    while (stop := bits.find("0", at)) >= 0:
        quotient, at = stop - at, stop + 1 + k
        before += 1 + (quotient << k | int(f"0{bits[stop + 1 : at]}", 2))
        if before >= len(uids):
            raise UnknownCodeError("This code is damaged, or of another programme.")
        chosen.append(before)
    found = tuple(uids[ordinal] for ordinal in chosen)
    # It also refuses a wrong checksum, another k, and bits that are left over.
    if not found or code != encode(found, dict(zip(found, chosen, strict=True))):
        raise UnknownCodeError("This code is damaged, or of another programme.")
    return found


def _rice(number: int, k: int) -> str:
    """Return a number in Rice's code, as text of ones and zeros."""
    rest = f"{number % (1 << k):0{k}b}" if k else ""
    return f"{'1' * (number >> k)}0{rest}"


def _checksum(uids: Sequence[str]) -> int:
    return crc32("\n".join(uids).encode())
