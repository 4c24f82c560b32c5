"""The names of time zones are true: by what clocks show, in every language of the interface."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from itinerary.model.itinerary import TimeZone
from itinerary.model.zones import offset_words, standard_offset, summer_offset, zone
from itinerary.render.words import clock_wording, zone_names
from itinerary.render.words.language import Language

LANGUAGES = ("en", "zh", "ru")
SINCE = datetime(2026, 12, 15, 12, tzinfo=UTC)
"""Ten years from here on are looked at: from a fixed date, so that the test stays the same."""

MONTHS = [
    SINCE.replace(
        year=SINCE.year + (SINCE.month - 1 + n) // 12, month=(SINCE.month - 1 + n) % 12 + 1
    )
    for n in range(120)
]


def every_zone() -> list[ZoneInfo]:
    """Return all zones that an author can write, each once."""
    names = (resources.files("tzdata") / "zones").read_text("utf-8").split()
    return list({zone(name).key: zone(name) for name in names}.values())


def names_of(tag: str, season: str) -> set[str]:
    """Return all names of CLDR for `standard` or `daylight` time in a language."""
    locale: Locale = Language.of(tag).locale
    known = (*locale.meta_zones.values(), *locale.time_zones.values())
    return {names["long"][season] for names in known if season in names.get("long", {})}


@pytest.fixture(scope="module")
def named() -> dict[tuple[str, datetime], tuple[timedelta, tuple[str, ...]]]:
    """Give the offset and the names in all languages of each zone in each month."""
    found = {}
    for info in every_zone():
        here = [moment.astimezone(info) for moment in MONTHS]
        offsets = [moment.utcoffset() or timedelta() for moment in here]
        # Where each year is like the one before, clocks that show one offset in one year have one
        # name: it is asked once. In other zones (Morocco) each month is asked.
        yearly = offsets[12:] == offsets[:-12]
        known: dict[object, tuple[str, ...]] = {}
        for n, moment in enumerate(MONTHS):
            same = (here[n].year, offsets[n]) if yearly else n
            if same not in known:
                known[same] = tuple(zone_names.name(here[n], Language.of(t)) for t in LANGUAGES)
            found[info.key, moment] = (offsets[n], known[same])
    return found


Named = dict[tuple[str, datetime], tuple[timedelta, tuple[str, ...]]]


def test_the_greater_offset_has_the_summer_name_and_the_lesser_has_not(named: Named) -> None:
    told = 0
    for n, tag in enumerate(LANGUAGES):
        standard, daylight = names_of(tag, "standard"), names_of(tag, "daylight")
        for info in every_zone():
            for at, moment in enumerate(MONTHS):
                offset, names = named[info.key, moment]
                around = {named[info.key, m][0] for m in MONTHS[max(0, at - 6) : at + 7]}
                longer = {named[info.key, m][0] for m in MONTHS[max(0, at - 12) : at + 13]}
                where = info.key, moment, names[n]
                if names[n] in daylight:
                    assert min(longer) < offset == max(around), where
                    told += 1
                elif names[n] in standard:
                    assert offset == min(around), where
    assert told > 1000


def test_a_name_stands_for_one_offset_at_a_time(named: Named) -> None:
    for n, tag in enumerate(LANGUAGES):
        for moment in MONTHS:
            offsets: dict[str, tuple[timedelta, str]] = {}
            for info in every_zone():
                offset, names = named[info.key, moment]
                if names[n]:
                    known = offsets.setdefault(names[n], (offset, info.key))
                    assert known[0] == offset, (tag, moment, names[n], info.key, known[1])


def test_every_place_has_a_name_and_no_name_is_an_offset(named: Named) -> None:
    for (id, moment), (offset, names) in named.items():
        assert not any(re.search(r"\d|[+−]", name) for name in names), (id, names)
        assert all(names) or id.startswith("Etc/GMT"), (id, moment)
        for tag in LANGUAGES if not all(names) else ():
            here = moment.astimezone(zone(id))
            alone = clock_wording.zone_name(TimeZone(zone(id)), here, Language.of(tag))
            assert re.fullmatch(r"UTC[+−]\d+", alone), alone
            assert alone == clock_wording.utc_offset(here)
            assert offset == here.utcoffset()


@pytest.mark.parametrize(
    ("id", "day", "words"),
    [
        ("Europe/Dublin", "2027-01-16", "Greenwich Mean Time, UTC"),
        ("Europe/Dublin", "2027-06-16", "Irish Standard Time, UTC+1"),
        ("Europe/London", "2027-01-16", "Greenwich Mean Time, UTC"),
        ("Europe/London", "2027-06-16", "British Summer Time, UTC+1"),
        ("America/Los_Angeles", "2027-01-16", "Pacific Standard Time, UTC−8"),
        ("America/Phoenix", "2027-06-16", "Mountain Standard Time, UTC−7"),
        ("Asia/Kolkata", "2027-06-16", "India Standard Time, UTC+5:30"),
        ("Asia/Kathmandu", "2027-06-16", "Nepal Time, UTC+5:45"),
        ("Europe/Kyiv", "2027-06-16", "Eastern European Summer Time, UTC+3"),
        ("America/Argentina/Buenos_Aires", "2027-06-16", "Argentina Standard Time, UTC−3"),
        ("Asia/Ho_Chi_Minh", "2027-06-16", "Indochina Time, UTC+7"),
        ("Africa/Casablanca", "2024-06-16", "Casablanca time, UTC+1"),
        ("Antarctica/Troll", "2027-06-16", "Troll time, UTC+2"),
        ("Asia/Almaty", "2024-01-16", "Almaty time, UTC+6"),
        ("Asia/Almaty", "2024-06-16", "Kazakhstan Time, UTC+5"),
        ("Europe/Dublin", "1970-01-16", "Dublin time, UTC+1"),
        ("UTC", "2027-06-16", "Coordinated Universal Time, UTC"),
        ("GMT", "2027-06-16", "Greenwich Mean Time, UTC"),
        ("EST5EDT", "2027-06-16", "Eastern Daylight Time, UTC−4"),
        ("Etc/GMT+12", "2027-01-15", "UTC−12"),
        ("Etc/GMT-14", "2027-01-15", "UTC+14"),
    ],
)
def test_zone_has_common_name(id: str, day: str, words: str) -> None:
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=zone(id))
    assert clock_wording.zone_name(TimeZone(zone(id)), noon, Language.of("en")) == words


@pytest.mark.parametrize(
    ("tag", "words"), [("en", "Almaty time"), ("zh", "阿拉木图时间"), ("ru", "Алматы")]
)
def test_a_zone_whose_clocks_are_not_those_of_its_name_is_called_by_its_city(
    tag: str, words: str
) -> None:
    winter = datetime(2024, 1, 16, 12, tzinfo=zone("Asia/Almaty"))
    assert zone_names.name(winter, Language.of(tag)) == words


def test_clocks_that_stand_still_in_vancouver_are_not_pacific_standard_time() -> None:
    """tz 2026 has them at UTC−7 from November 2026 on, which CLDR does not know."""
    winter = datetime(2027, 1, 16, 12, tzinfo=zone("America/Vancouver"))
    still = winter.utcoffset() == timedelta(hours=-7)  # not in older tzdata
    words = "Vancouver time, UTC−7" if still else "Pacific Standard Time, UTC−8"
    vancouver = TimeZone(zone("America/Vancouver"))
    assert clock_wording.zone_name(vancouver, winter, Language.of("en")) == words
    summer = winter.replace(year=2026, month=6)
    assert zone_names.name(summer, Language.of("en")) == "Pacific Daylight Time"


@pytest.mark.parametrize(
    ("id", "day", "offset"),
    [
        ("Europe/Dublin", "2027-01-16", "+00:00"),
        ("Europe/Dublin", "2027-06-16", "+00:00"),
        ("Europe/Berlin", "2027-06-16", "+01:00"),
        ("Australia/Sydney", "2027-01-16", "+10:00"),
        ("Australia/Lord_Howe", "2027-01-16", "+10:30"),
        ("Africa/Casablanca", "2024-06-16", "+00:00"),
        ("Africa/Casablanca", "2024-03-20", "+00:00"),
        ("America/Inuvik", "2024-06-16", "-07:00"),
        ("America/Havana", "2024-06-16", "-05:00"),
        ("Asia/Shanghai", "2027-06-16", "+08:00"),
        ("Etc/GMT+12", "2027-06-16", "-12:00"),
        ("Europe/Dublin", "2150-06-16", "+00:00"),
    ],
)
def test_standard_time_is_time_of_clocks_that_are_not_ahead(id: str, day: str, offset: str) -> None:
    noon = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=zone(id))
    assert offset_words(standard_offset(noon)) == offset


@pytest.mark.parametrize(
    ("id", "hours"),
    [
        ("Europe/Berlin", (1, 2)),
        ("Europe/Dublin", (0, 1)),
        ("Australia/Sydney", (10, 11)),
        ("Africa/Casablanca", None),
        ("Asia/Shanghai", None),
        ("UTC", None),
    ],
)
def test_summer_time_is_that_of_the_summer(id: str, hours: tuple[int, int] | None) -> None:
    expected = hours and tuple(timedelta(hours=n) for n in hours)
    assert all(summer_offset(zone(id), year) == expected for year in range(2020, 2026))
