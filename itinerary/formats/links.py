"""One-click links by which people put a feed into their calendar app."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Subscribe:
    """The ways to subscribe to one feed: its address, and links that hand it to an app.

    The forms are each vendor's (none is documented): Google takes a webcal address, Microsoft an
    https one; webcal itself is for Apple, GNOME, KDE, Thunderbird, DAVx5 and ICSx5.
    """

    address: str
    webcal: str
    google: str
    outlook: str
    microsoft365: str


def subscribe(address: str, name: str) -> Subscribe:
    """Return the ways to subscribe to the feed at `address` (absolute, http or https)."""
    webcal = "webcal://" + address.split("://", 1)[1]
    whole, called = quote(address, safe=""), quote(name, safe="")
    add = f"/calendar/0/addfromweb?url={whole}&name={called}"
    return Subscribe(
        address=address,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook=f"https://outlook.live.com{add}",
        microsoft365=f"https://outlook.office.com{add}",
    )
