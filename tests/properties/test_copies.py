"""One-time copies say what the calendar says."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from itinerary.model.itinerary import Itinerary
from itinerary.render.calendars.entry_text import description, summary
from itinerary.render.vendors.calendar_links import add_once_links
from itinerary.render.words.language import Language
from tests.conftest import SITE
from tests.support.examples import examples
from tests.support.strategies import itineraries
from tests.unit.website.pages.test_event import bodies, is_shortened


@settings(examples(30), suppress_health_check=list(HealthCheck))
@given(itineraries(most=2))
def test_copies_have_text_of_description_and_leave_out_whole_lines(made: Itinerary) -> None:
    for event in made.events:
        for tag in made.languages:
            page = f"{SITE}{tag}/events/{event.id}/"
            copy = add_once_links(event, Language.of(tag), page)
            if copy:
                title = summary(event, Language.of(tag))
                whole = description(event, Language.of(tag), page)
                assert whole.endswith(f"\n{page}")
                for said, named in bodies(copy):
                    assert is_shortened(said, whole, page)
                    assert named == title or said == page or "…" in named
