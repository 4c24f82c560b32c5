"""The objects of the JSON: nothing of the model is missing, and no time is more exact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest

from itinerary.model import itinerary as model
from itinerary.model.repetition import Recurrence, Rhythm
from itinerary.model.text import Text
from itinerary.model.when import Day, Part, Span, Timed, When, Window
from itinerary.model.when_notation import notation, parse
from itinerary.render.api import conversion, objects
from itinerary.value import Value, field_names

BERLIN = ZoneInfo("Europe/Berlin")

OBJECTS: dict[type, type[Value]] = conversion.ALIKE | {
    model.Category: objects.CategoryJson,
    model.Event: objects.EventJson,
    model.Itinerary: objects.ProgrammeJson,
    model.OwnWords: objects.OwnWordsJson,
    model.Party: objects.PartyJson,
    model.Picture: objects.PictureJson,
    model.Place: objects.PlaceJson,
    model.Series: objects.SeriesJson,
    model.Source: objects.SourceJson,
    model.TimeZone: objects.TimeZoneJson,
    model.Track: objects.TrackJson,
    Day: objects.WhenJson,
    Recurrence: objects.RecurrenceJson,
    Rhythm: objects.RhythmJson,
    Span: objects.WhenJson,
    Timed: objects.WhenJson,
    Window: objects.WhenJson,
}

ELSEWHERE: dict[tuple[type, str], str] = {
    (model.Itinerary, "portraits"): "the `image` of a place, a party or a series",
    (model.Itinerary, "profiles"): "`text` and `links` of a party or a track",
    (model.Itinerary, "published"): "`first_published`: `published` is the time of the edition",
    (model.TimeZone, "info"): "`id`",
    (Text, "entries"): "a map",
}
ELSEWHERE |= {
    (kind, name): "see the properties of Itinerary"
    for kind in (model.Portrait, model.Profile)
    for name in field_names(kind)
}


def reachable(kind: type, known: dict[type, None]) -> Iterator[type]:
    """Yield the types of all values that a value of a type can hold."""
    if kind in known:
        return
    known[kind] = None
    yield kind
    for hint in get_type_hints(kind).values():
        yield from (t for inner in values_in(hint) for t in reachable(inner, known))


def values_in(hint: Any) -> Iterator[type]:
    if isinstance(hint, type) and issubclass(hint, Value):
        yield hint
    for argument in get_args(hint):
        yield from values_in(argument)


def test_objects_have_every_property_of_the_model() -> None:
    kinds = list(reachable(model.Itinerary, {}))
    assert {model.Event, model.Press, model.OwnWords, Rhythm, Window} <= set(kinds)
    missing = [
        f"{kind.__name__}.{name}"
        for kind in kinds
        for name in field_names(kind)
        if (kind, name) not in ELSEWHERE and name not in field_names(OBJECTS.get(kind, Value))
    ]
    assert not missing


def test_texts_are_maps_in_every_object() -> None:
    for kind, made in OBJECTS.items():
        hints, shown = get_type_hints(kind), get_type_hints(made)
        for name in {*field_names(kind)} & {*field_names(made)}:
            is_text = Text in {hints[name], *get_args(hints[name])}
            assert is_text == ("dict[str, str]" in str(shown[name])), (kind, name)


def at(day: int, hour: int, minute: int = 0, fold: int = 0) -> datetime:
    return datetime(2026, 10, day, hour, minute, tzinfo=BERLIN, fold=fold)


@pytest.mark.parametrize(
    ("known", "written", "edtf"),
    [
        (Timed(at(5, 10)), "2026-10-05 10:00", "2026-10-05T10:00:00+02:00"),
        (
            Timed(at(5, 10), at(5, 11, 30)),
            "2026-10-05 10:00 to 11:30",
            "2026-10-05T10:00:00+02:00",
        ),
        (
            Timed(at(5, 22), at(6, 1)),
            "2026-10-05 22:00 to 2026-10-06 01:00",
            "2026-10-05T22:00:00+02:00",
        ),
        (
            Timed(at(25, 2, 30), at(25, 2, 30, fold=1)),
            "2026-10-25 02:30+02:00 to 02:30+01:00",
            "2026-10-25T02:30:00+02:00",
        ),
        (Day(date(2026, 10, 5)), "2026-10-05", "2026-10-05"),
        (Day(date(2026, 10, 5), Part.EVENING), "2026-10-05 evening", "2026-10-05"),
        (
            Window(date(2026, 10, 5), date(2026, 10, 7)),
            "within 2026-10-05 to 2026-10-07",
            "[2026-10-05..2026-10-07]",
        ),
        (Window(date(2026, 10, 5), date(2026, 10, 5), later=True), None, "[2026-10-05..]"),
        (Span(date(2026, 10, 5), date(2026, 10, 5)), "all 2026-10-05", "2026-10-05"),
        (
            Span(date(2026, 10, 5), date(2026, 10, 7)),
            "all 2026-10-05 to 2026-10-07",
            "2026-10-05/2026-10-07",
        ),
    ],
)
def test_when_has_our_notation_and_edtf(known: When, written: str | None, edtf: str) -> None:
    made = conversion.when(known)
    assert (made.notation, made.edtf) == (written, edtf)
    assert (made.start is None) is not isinstance(known, Timed)
    if written:
        assert parse(written).at(BERLIN) == known
        assert notation(parse(written).at(BERLIN)) == written
