"""Any programme has a canonical form, and any change of it is worded in every language."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from itinerary.ledger.canonical import differences, digest, dump, dump_head, load, load_head
from itinerary.model.itinerary import (
    UNSEEN,
    Event,
    Itinerary,
)
from itinerary.value import field_names, replace
from tests.support.examples import examples
from tests.support.strategies import LANGUAGES, itineraries
from tests.unit.render.words.test_changes import told


@given(itineraries(most=5), itineraries(most=5))
@settings(examples(30), suppress_health_check=list(HealthCheck))
def test_any_change_has_a_sentence_in_every_language(one: Itinerary, other: Itinerary) -> None:
    for before, after in zip(one.events, other.events, strict=False):
        for name in field_names(Event):
            if name in ("id", *UNSEEN):
                continue
            new = replace(before, **{name: getattr(after, name)})
            if new == before:
                continue
            for tag in LANGUAGES:
                words = told(before, new, tag)
                assert words
                assert "%(" not in words or "%(" in str(before) + str(new)


@given(itineraries())
@settings(examples(40), suppress_health_check=list(HealthCheck))
def test_canonical_form_round_trips(itinerary: Itinerary) -> None:
    for event in itinerary.events:
        again = load(dump(event))
        assert again == event
        assert digest(again, itinerary) == digest(event, itinerary)
        assert dump(again) == dump(event)
        assert differences(event, again) == []
    head = load_head(dump_head(itinerary))
    assert head == replace(itinerary, events=())
