"""Time zones: names, links, offsets."""

from __future__ import annotations

import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from itinerary.errors import NotationError
from itinerary.model import zones
from tests.support.notation import BERLIN


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Asia/Shanghai", "Asia/Shanghai"),
        ("Asia/Harbin", "Asia/Shanghai"),
        ("PRC", "Asia/Shanghai"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("US/Pacific", "America/Los_Angeles"),
        ("Atlantic/Reykjavik", "Atlantic/Reykjavik"),
        ("Europe/Stockholm", "Europe/Stockholm"),
        ("UTC", "UTC"),
        ("Etc/UTC", "UTC"),
        ("Zulu", "UTC"),
        ("GMT", "GMT"),
        ("Etc/GMT", "GMT"),
        ("Etc/GMT+0", "GMT"),
        ("Greenwich", "GMT"),
        ("Etc/GMT+12", "Etc/GMT+12"),
        ("Etc/GMT-14", "Etc/GMT-14"),
        ("EST5EDT", "EST5EDT"),
        ("Factory", "UTC"),
    ],
)
def test_link_is_followed_unless_it_stands_for_a_place_of_its_own(name: str, key: str) -> None:
    assert zones.zone(name).key == key
    assert zones.zone(name) is zones.zone(name)
    assert zones.zone(key).key == key


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Asia/Shangai", "write Asia/Shanghai"),
        ("asia/shanghai", "write Asia/Shanghai"),
        ("Shanghai", "write Asia/Shanghai"),
        ("shanghai", "write Asia/Shanghai"),
        ("UTC+08:00", "write an IANA name such as Asia/Shanghai"),
        ("New York", "write America/New_York"),
        ("Berlin", "write Europe/Berlin"),
        ("gmt", "write GMT"),
        ("etc/gmt+12", "write Etc/GMT+12"),
        # IANA reverses the sign: Etc/GMT+8 is UTC−8.
        ("GMT+8", "write an IANA name such as Asia/Shanghai"),
        ("Beijing", "write an IANA name such as Asia/Shanghai"),
        ("Middle-earth/Hobbiton", "write an IANA name such as Asia/Shanghai"),
        ("", "write an IANA name such as Asia/Shanghai"),
    ],
)
def test_unknown_zone_is_refused_with_the_nearest_or_an_example(name: str, hint: str) -> None:
    with pytest.raises(NotationError) as caught:
        zones.zone(name)
    assert caught.value.message == f"there is no time zone “{name}”"
    assert caught.value.hint == hint


@pytest.mark.parametrize(
    "name", ["../zone.tab", "/etc/localtime", "Asia", "Asia/", "zone.tab", ".."]
)
def test_zone_refuses_files_that_are_not_zones(name: str) -> None:
    with pytest.raises(NotationError, match="there is no time zone"):
        zones.zone(name)


def all_names() -> list[str]:
    return (resources.files("tzdata") / "zones").read_text("utf-8").split()


def test_every_iana_name_gives_its_own_rules() -> None:
    names = all_names()
    assert len(names) > 500
    moments = [datetime(year, month, 1, tzinfo=UTC) for year in (2024, 2025) for month in (1, 7)]
    for name in names:
        got = zones.zone(name)
        assert zones.zone(got.key) is got
        with (resources.files("tzdata") / "zoneinfo" / name).open("rb") as file:
            real = ZoneInfo.from_file(file)
        for moment in moments:
            assert moment.astimezone(got).utcoffset() == moment.astimezone(real).utcoffset(), name


def test_rules_come_from_the_tzdata_package_and_not_from_the_machine(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    other = tmp_path / "Europe" / "Berlin"
    other.parent.mkdir()
    other.write_bytes((resources.files("tzdata") / "zoneinfo" / "Asia" / "Tokyo").read_bytes())
    request.addfinalizer(zoneinfo.reset_tzpath)
    zoneinfo.reset_tzpath(to=[str(tmp_path)])
    winter = datetime(2024, 1, 1, tzinfo=UTC)
    machines, ours = ZoneInfo.no_cache(BERLIN), zones.zone.__wrapped__(BERLIN)
    assert winter.astimezone(machines).utcoffset() == timedelta(hours=9)
    assert winter.astimezone(ours).utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("zone", "year", "hours"),
    [
        ("Asia/Shanghai", 2024, 8),
        ("Asia/Shanghai", 1992, 8),
        ("Asia/Shanghai", 1988, None),
        ("Asia/Shanghai", 1960, None),
        ("Europe/Istanbul", 2015, None),
        ("Europe/Istanbul", 2026, 3),
        (BERLIN, 2024, None),
        ("America/Sao_Paulo", 2018, None),
        ("America/Sao_Paulo", 2024, -3),
        ("Africa/Casablanca", 2024, None),
        ("Asia/Kathmandu", 2024, 5.75),
        ("UTC", 2024, 0),
        ("UTC", 1971, 0),
        ("UTC", 1970, None),
        ("Etc/GMT+12", 2026, -12),
        ("GMT", 2026, 0),
        ("EST5EDT", 2026, None),
        ("Asia/Shanghai", 2038, 8),
        ("Asia/Shanghai", 2199, 8),
        (BERLIN, 2038, None),
        (BERLIN, 2199, None),
        ("Australia/Lord_Howe", 2100, None),
    ],
)
def test_fixed_offset_needs_the_offset_to_last_from_that_year_on(
    zone: str, year: int, hours: float | None
) -> None:
    expected = None if hours is None else timedelta(hours=hours)
    assert zones.fixed_offset(zones.zone(zone), year) == expected
