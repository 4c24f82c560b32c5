"""The networks of clients, and how often each may do something."""

from __future__ import annotations

import pytest

from itinerary.serve.client_network import Proxies, block, read
from itinerary.serve.living import IPV6
from itinerary.serve.rate_limit import MOST, RateLimit


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "client"),
    [
        ("192.0.2.1", "", "192.0.2.1"),
        ("192.0.2.1", "198.51.100.1", "192.0.2.1"),  # no proxy: it may say what it likes
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("::1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),  # the client invented the first
        ("10.0.0.2", "203.0.113.9, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        ("10.0.0.2", "10.0.0.3", "10.0.0.3"),
        ("", "198.51.100.1", "198.51.100.1"),  # over a Unix socket
        ("", "", None),
        ("", "unknown", None),
        ("10.0.0.2", "198.51.100.1, evil", "10.0.0.2"),
        ("::ffff:192.0.2.1", "", "192.0.2.1"),
        ("testclient", "", None),
    ],
)
def test_client_is_the_last_address_that_no_proxy_has(
    peer: str, forwarded_for: str, client: str | None
) -> None:
    found = Proxies(["10.0.0.0/8"]).client(peer, forwarded_for)
    assert (str(found) if found else None) == client


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
    ],
)
def test_neighbours_are_counted_as_one(address: str, counted: str) -> None:
    found = read(address)
    assert found
    assert block(found, ipv6=IPV6) == counted


class Clock:
    """A clock that stands still unless it is turned."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def test_limit_admits_a_burst_and_then_as_often_as_it_says() -> None:
    clock = Clock()
    limit = RateLimit(4, clock)
    assert [limit.wait("a") for _ in range(5)] == [0, 0, 0, 0, 900]
    assert limit.wait("b") == 0
    clock.seconds += 300
    assert limit.wait("a") == pytest.approx(600)
    clock.seconds += 601
    assert [limit.wait("a") for _ in range(2)] == [0, pytest.approx(899)]
    clock.seconds += 3600 * 24
    assert [limit.wait("a") for _ in range(5)] == [0, 0, 0, 0, 900]


def test_limit_remembers_so_many_clients() -> None:
    limit = RateLimit(1, Clock())
    assert limit.wait("first") == 0
    for number in range(MOST - 1):
        limit.wait(str(number))
    assert limit.wait("first") > 0
    assert limit.wait("one more") == 0  # which forgets 0, seen longest ago
    assert limit.wait("first") > 0
    assert limit.wait("0") == 0
