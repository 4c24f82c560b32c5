"""The model: the order of reading, selections, and small truths of the values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.model import notation, zones
from itinerary.model.itinerary import (
    DEFAULT_LENGTH,
    After,
    Category,
    Colour,
    Coordinates,
    Event,
    Itinerary,
    Kind,
    Participation,
    Party,
    Place,
    TimeZone,
)
from itinerary.model.reading_order import Section, Sort, agenda
from itinerary.model.selection import Selection
from itinerary.model.text import Text
from itinerary.model.when import Timed

ZONE = TimeZone(zones.zone("Europe/Berlin"))


def text(words: str) -> Text:
    return Text.of(words, ["en"])


def event(id: str, words: str | None = None, after: str | None = None, **more: Any) -> Event:
    """Return an event with what is known of its time in an author's words."""
    return Event(
        id=id,
        uid=f"{id}@visit.itinerary",
        title=text(id),
        when=notation.parse(words).at(ZONE.info) if words else None,
        zone=ZONE,
        after=After(after, text(after)) if after else None,
        **more,
    )


def place(id: str, within: Place | None = None, at: Coordinates | None = None) -> Place:
    return Place(id=id, name=text(id), within=within, coordinates=at, zone=ZONE)


def itinerary(*events: Event, days: tuple[date, date] | None = None) -> Itinerary:
    return Itinerary(
        id="visit",
        title=text("Visit"),
        languages=("en",),
        zone=ZONE,
        days=days,
        colour=Colour("#4682b4", "steelblue"),
        events=events,
    )


def read(sections: Sequence[Section]) -> list[tuple[str, str, list[str]]]:
    """Return sections as people see them: sort, days, ids."""
    return [
        (
            s.sort.value,
            "–".join(str(d.day) for d in (s.first, s.last) if d),
            [e.id for e in s.events],
        )
        for s in sections
    ]


def order(*events: Event) -> list[str]:
    """Return the ids in the order of reading; all of the events are in one section."""
    (section,) = agenda(events)
    return [event.id for event in section.events]


# --- the order of reading ------------------------------------------------------------------------


def test_an_agenda_has_a_section_for_each_day_window_and_span_and_one_for_the_rest() -> None:
    events = [
        event("open"),
        event("window-16-17", "within 2024-05-16 to 2024-05-17"),
        event("friday", "2024-05-17 09:00"),
        event("window-16-18", "within 2024-05-16 to 2024-05-18"),
        event("window-17-18", "within 2024-05-17 to 2024-05-18"),
        event("span-17-18", "all 2024-05-17 to 2024-05-18"),
        event("thursday", "2024-05-16"),
        event("span-16-18", "all 2024-05-16 to 2024-05-18"),
        event("span-16-17", "all 2024-05-16 to 2024-05-17"),
        event("saturday", "2024-05-18 evening"),
        event("also-thursday", "2024-05-16 10:00"),
    ]
    assert read(agenda(events)) == [
        ("span", "16–17", ["span-16-17"]),
        ("span", "16–18", ["span-16-18"]),
        ("day", "16–16", ["also-thursday", "thursday"]),
        ("span", "17–18", ["span-17-18"]),
        ("day", "17–17", ["friday"]),
        ("window", "16–17", ["window-16-17"]),
        ("day", "18–18", ["saturday"]),
        ("window", "16–18", ["window-16-18"]),
        ("window", "17–18", ["window-17-18"]),
        ("open", "", ["open"]),
    ]


def test_an_agenda_of_nothing_has_no_sections() -> None:
    assert agenda([]) == ()


def test_sections_know_their_days() -> None:
    span, open_ = agenda([event("a"), event("b", "all 2024-05-16 to 2024-05-17")])
    assert (span.sort, span.first, span.last) == (Sort.SPAN, date(2024, 5, 16), date(2024, 5, 17))
    assert (open_.sort, open_.first, open_.last) == (Sort.OPEN, None, None)


def test_what_goes_past_midnight_is_on_the_day_on_which_it_starts() -> None:
    sections = agenda([event("party", "2024-05-16 22:00 to 2024-05-17 03:00")])
    assert read(sections) == [("day", "16–16", ["party"])]


def test_on_a_day_parts_stand_among_times_whole_days_first_and_no_time_last() -> None:
    events = [
        event("no-time", "2024-05-16"),
        event("22-00", "2024-05-16 22:00"),
        event("night", "2024-05-16 night"),
        event("20-00", "2024-05-16 20:00"),
        event("evening", "2024-05-16 evening"),
        event("17-00", "2024-05-16 17:00"),
        event("afternoon", "2024-05-16 afternoon"),
        event("13-00", "2024-05-16 13:00"),
        event("midday", "2024-05-16 midday"),
        event("11-00", "2024-05-16 11:00"),
        event("morning", "2024-05-16 morning"),
        event("07-00", "2024-05-16 07:00"),
        event("00-00", "2024-05-16 00:00"),
        event("all-day", "all 2024-05-16"),
    ]
    assert order(*events) == [e.id for e in reversed(events)]


def test_what_is_equally_early_stays_in_the_order_of_the_author() -> None:
    for ids in permutations("abc"):
        assert order(*(event(id, "2024-05-16 10:00") for id in ids)) == list(ids)
        assert order(*(event(id) for id in ids)) == list(ids)


def test_an_event_comes_after_the_one_that_it_follows() -> None:
    chain = [event("c", after="b"), event("b", after="a"), event("a"), event("other")]
    for events in permutations(chain):
        ids = order(*events)
        assert ids.index("a") < ids.index("b") < ids.index("c")


def test_an_event_that_follows_another_waits_for_it_even_if_it_would_sort_earlier() -> None:
    assert order(
        event("signing", "2024-05-16 morning", "talks"), event("talks", "2024-05-16 10:00")
    ) == [
        "talks",
        "signing",
    ]


def test_a_follower_never_pulls_the_other_before_what_happens_earlier() -> None:
    events = [
        event("signing", "2024-05-16 morning", "talks"),
        event("talks", "2024-05-16 10:00"),
        event("welcome", "2024-05-16 09:00"),
    ]
    for shuffled in permutations(events):
        assert order(*shuffled) == ["welcome", "talks", "signing"]


def test_what_follows_an_event_of_another_section_stays_where_it_is() -> None:
    sections = agenda([
        event("signing", "2024-05-17 10:00", "talks"),
        event("talks", "2024-05-16 10:00"),
        event("dinner", "2024-05-17 09:00"),
    ])  # fmt: skip
    assert read(sections) == [("day", "16–16", ["talks"]), ("day", "17–17", ["dinner", "signing"])]


def test_events_that_follow_each_other_in_a_circle_are_all_shown() -> None:
    # Such a file is refused; a half-mended one must still not hang a preview.
    assert sorted(order(event("a", after="b"), event("b", after="a"))) == ["a", "b"]


def test_in_the_hour_that_the_clocks_show_twice_the_first_time_round_comes_first() -> None:
    assert order(
        event("second", "2024-10-27 02:15+01:00"), event("first", "2024-10-27 02:30+02:00")
    ) == ["first", "second"]


KNOWN = st.sampled_from(
    [None]
    + [
        f"2024-05-{day} {rest}".strip()
        for day in (16, 17)
        for rest in ("", "morning", "evening", "09:00", "18:30", "23:00")
    ]
    + ["within 2024-05-16 to 2024-05-17", "all 2024-05-16 to 2024-05-17", "all 2024-05-16"]
)


@settings(max_examples=300)
@given(st.lists(st.tuples(KNOWN, st.integers(0, 9)), max_size=8))
def test_an_agenda_shows_every_event_once_times_ascending_and_followers_later(
    drawn: list[tuple[str | None, int]],
) -> None:
    # An event follows an earlier one of the list or none, so that there are no circles.
    events = [
        event(f"e{n}", words, after=f"e{other}" if other < n else None)
        for n, (words, other) in enumerate(drawn)
    ]
    by_id = {event.id: event for event in events}
    sections = agenda(events)
    shown = [event.id for section in sections for event in section.events]
    assert sorted(shown) == sorted(by_id)
    for section in sections:
        ids = [event.id for event in section.events]
        for here in section.events:
            if here.after and here.after.id in ids:
                assert ids.index(here.after.id) < ids.index(here.id)
            if section.sort is Sort.DAY:
                assert here.when is not None
                assert here.when.first == section.first
        free = [e.when.start for e in section.events if isinstance(e.when, Timed) and not e.after]
        assert free == sorted(free)
    days = [section.first for section in sections if section.sort is Sort.DAY]
    assert days == sorted(set(days), key=str)


# --- selections ----------------------------------------------------------------------------------

CHINA = place("china")
BEIJING = place("beijing", CHINA, Coordinates(39.9042, 116.4074))
HARBIN = place("harbin", CHINA, Coordinates(45.8038, 126.5350))
HALL = place("hall", HARBIN)
XI, PUTIN = (Party(id=id, name=text(id)) for id in ("xi", "putin"))
TALKS, CULTURE = (Category(id=id, name=text(id)) for id in ("talks", "culture"))

VISIT = event("visit", "all 2024-05-16 to 2024-05-17", place=CHINA)
MEETING = event(
    "meeting", "2024-05-16 10:00", place=BEIJING, categories=(TALKS,),
    parties=(Participation(XI, text("host")), Participation(PUTIN)),
)  # fmt: skip
EXPO = event("expo", "within 2024-05-17 to 2024-05-18", place=HALL, categories=(CULTURE,))
SONG = event("song", "2024-05-17", place=HARBIN, categories=(TALKS, CULTURE),
             parties=(Participation(PUTIN),))  # fmt: skip
BALL = event("ball", "2024-05-17 22:00 to 2024-05-18 03:00")
OPEN = event("open")
ALL = (VISIT, MEETING, EXPO, SONG, BALL, OPEN)


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        (Selection(), ["visit", "meeting", "expo", "song", "ball", "open"]),
        (Selection(places=("china",)), ["visit", "meeting", "expo", "song"]),
        (Selection(places=("harbin",)), ["expo", "song"]),
        (Selection(places=("hall",)), ["expo"]),
        (Selection(places=("beijing", "hall")), ["meeting", "expo"]),
        (Selection(places=("nowhere",)), []),
        (Selection(categories=("talks",)), ["meeting", "song"]),
        (Selection(categories=("talks", "culture")), ["meeting", "expo", "song"]),
        (Selection(parties=("putin",)), ["meeting", "song"]),
        (Selection(parties=("xi", "putin")), ["meeting", "song"]),
        (Selection(places=("harbin",), categories=("talks",)), ["song"]),
        (Selection(places=("harbin", "beijing"), categories=("talks",)), ["meeting", "song"]),
        (Selection(parties=("xi",), categories=("culture",)), []),
        (Selection(days=(date(2024, 5, 15),)), []),
        (Selection(days=(date(2024, 5, 16),)), ["visit", "meeting"]),
        (Selection(days=(date(2024, 5, 17),)), ["visit", "expo", "song", "ball"]),
        (Selection(days=(date(2024, 5, 18),)), ["expo", "ball"]),
        (Selection(days=(date(2024, 5, 15), date(2024, 5, 18))), ["expo", "ball"]),
        (Selection(days=(date(2024, 5, 17),), places=("china",)), ["visit", "expo", "song"]),
    ],
)  # fmt: skip
def test_a_selection_holds_these_events(selection: Selection, ids: list[str]) -> None:
    assert [event.id for event in selection.of(itinerary(*ALL))] == ids
    assert [event.id for event in ALL if event in selection] == ids


def test_a_selection_of_one_thing() -> None:
    assert Selection.only("places", "harbin") == Selection(places=("harbin",))
    assert Selection.only("categories", "talks") == Selection(categories=("talks",))
    assert Selection.only("parties", "xi") == Selection(parties=("xi",))


def test_selections_of_the_same_things_are_the_same_value() -> None:
    one = Selection(
        places=("harbin", "beijing", "harbin"), days=(date(2024, 5, 17), date(2024, 5, 16))
    )
    other = Selection(places=("beijing", "harbin"), days=(date(2024, 5, 16), date(2024, 5, 17)))
    assert one == other
    assert hash(one) == hash(other)
    assert one.places == ("beijing", "harbin")
    assert one != Selection(places=("beijing", "harbin"))


NAMES = st.lists(st.sampled_from(["china", "beijing", "harbin", "hall"]), max_size=3)
KINDS = st.lists(st.sampled_from(["talks", "culture"]), max_size=2)


@given(NAMES, KINDS, st.sampled_from(["china", "beijing", "harbin", "hall"]))
def test_a_further_value_widens_a_used_filter_and_a_further_filter_narrows(
    names: list[str], kinds: list[str], more: str
) -> None:
    def chosen(places: list[str], categories: list[str]) -> set[str]:
        selection = Selection(places=tuple(places), categories=tuple(categories))
        return {event.id for event in ALL if event in selection}

    assert chosen(names, kinds) == chosen(names, []) & chosen([], kinds)
    if names:
        assert chosen([*names, more], kinds) == chosen(names, kinds) | chosen([more], kinds)


# --- values --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("2024-05-16 10:00", 16, 16),
        ("2024-05-16 10:00 to 23:59", 16, 16),
        ("2024-05-16 22:00 to 2024-05-17 00:00", 16, 16),
        ("2024-05-16 22:00 to 2024-05-17 00:01", 16, 17),
        ("2024-05-16 00:00 to 2024-05-18 00:00", 16, 17),
        ("2024-05-16", 16, 16),
        ("2024-05-16 night", 16, 16),
        ("within 2024-05-16 to 2024-05-18", 16, 18),
        ("all 2024-05-16 to 2024-05-18", 16, 18),
    ],
)
def test_an_end_at_midnight_belongs_to_the_day_before(words: str, first: int, last: int) -> None:
    known = event("x", words).when
    assert known is not None
    assert (known.first, known.last) == (date(2024, 5, first), date(2024, 5, last))


def test_the_last_day_is_that_of_the_local_clock() -> None:
    shanghai = zones.zone("Asia/Shanghai")
    known = notation.parse("2024-05-16 23:00 to 2024-05-17 07:00").at(shanghai)
    assert known.last == date(2024, 5, 17)  # 16 May 23:00 in UTC


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        (Coordinates(39.9042, 116.4074), Coordinates(45.8038, 126.5350), 1060),
        (Coordinates(38.7223, -9.1393), Coordinates(41.0082, 28.9784), 3237),
        (Coordinates(0, 179.5), Coordinates(0, -179.5), 111),
        (Coordinates(90, 0), Coordinates(-90, 77), 20015),
        (Coordinates(90, 0), Coordinates(90, 120), 0),
        (Coordinates(52.52, 13.405), Coordinates(52.52, 13.405), 0),
    ],
    ids=[
        "Beijing–Harbin", "Lisbon–Istanbul", "over the date line", "pole to pole",
        "one pole by two names", "the same point",
    ],
)  # fmt: skip
def test_distances_are_great_circles(
    one: Coordinates, other: Coordinates, kilometres: float
) -> None:
    assert one.kilometres_to(other) == pytest.approx(kilometres, rel=0.01, abs=1e-6)
    assert one.kilometres_to(other) == pytest.approx(other.kilometres_to(one))


DEGREES = st.builds(Coordinates, st.floats(-90, 90), st.floats(-180, 180))


@given(DEGREES, DEGREES)
def test_no_two_points_are_farther_apart_than_half_the_equator(
    one: Coordinates, other: Coordinates
) -> None:
    assert 0 <= one.kilometres_to(other) <= 20_016


def test_a_place_is_in_all_places_around_it_innermost_first() -> None:
    assert [p.id for p in HALL.chain()] == ["hall", "harbin", "china"]
    assert [p.id for p in CHINA.chain()] == ["china"]


def test_a_place_without_coordinates_is_where_the_nearest_place_around_it_is() -> None:
    assert HALL.point() == HARBIN.coordinates
    assert CHINA.point() is None
    exact = place("room", HALL, Coordinates(1, 2))
    assert exact.point() == Coordinates(1, 2)


def test_the_usual_length_is_that_of_the_first_category_that_has_one() -> None:
    short, long = (
        Category(id=str(n), name=text("x"), length=timedelta(minutes=n)) for n in (20, 90)
    )
    assert event("a").usual_length == DEFAULT_LENGTH == timedelta(hours=1)
    assert event("a", categories=(TALKS,)).usual_length == DEFAULT_LENGTH
    assert event("a", categories=(TALKS, short, long)).usual_length == timedelta(minutes=20)


def test_the_days_of_an_itinerary_are_those_declared_else_those_of_its_events() -> None:
    declared = date(2024, 5, 1), date(2024, 5, 31)
    assert (itinerary(*ALL, days=declared).first, itinerary(*ALL, days=declared).last) == declared
    assert itinerary(*ALL).first == date(2024, 5, 16)
    assert itinerary(*ALL).last == date(2024, 5, 18)
    assert (itinerary(OPEN).first, itinerary(OPEN).last) == (None, None)


def test_events_are_found_by_their_ids() -> None:
    whole = itinerary(*ALL)
    assert whole.by_id["song"] is SONG
    assert list(whole.by_id) == [event.id for event in ALL]


def test_parties_are_persons_unless_they_say_otherwise() -> None:
    assert XI.kind is Kind.PERSON


def test_a_zone_shows_an_instant_on_its_own_clocks() -> None:
    moment = datetime(2024, 5, 16, 22, 30, tzinfo=UTC)
    assert f"{ZONE.local(moment):%Y-%m-%d %H:%M}" == "2024-05-17 00:30"
    assert ZONE.local(moment) == moment
