"""Places: the zone around them."""

from __future__ import annotations

from tests.support.small_programme import changed, itinerary, problems


def test_any_chain_of_places_is_read_or_refused_and_never_crashes() -> None:
    chain = "".join(f"  p{n}: {{name: P, in: p{n + 1}}}\n" for n in range(2000))
    problems(changed("  hall:", f"{chain}  p2000: {{name: P}}\n  hall:"))


def test_place_has_the_zone_around_it() -> None:
    programme = itinerary(changed("name: Town,", "name: Town, zone: Asia/Calcutta,"))
    assert programme.events[0].zone.info.key == "Asia/Kolkata"
    assert programme.events[1].zone.info.key == "Europe/Berlin"
