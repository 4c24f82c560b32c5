"""The page that becomes the PDF, and the plain text: what all events share is said once."""

from __future__ import annotations

import re
from pathlib import Path

import itinerary
from itinerary.ledger import Edition, revise
from itinerary.render.documents.pdf import pdf_text
from itinerary.render.exchange.programme_text import programme_text
from itinerary.render.words.language import Language
from itinerary.source import read
from itinerary.website.files import pdf
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app

PROGRAMME = """
id: season
title: Season
languages: [en]
zone: Europe/Berlin
sources: {board: {who: Board, when: 2027-01-01}, other: {who: Elsewhere}}
parties: {ann: {name: Ann}, bo: {name: Bo}}
places:
  old: {name: Old House, address: "1 Lane, Town", coordinates: [52.5, 13.4]}
  new: {name: New House, address: "2 Street, Town", coordinates: [52.5, 13.5]}
events:
- {id: a, title: Glass, when: 2027-03-01 10:00, place: old, sources: board,
   parties: [{party: ann, role: guide}]}
- {id: b, title: Clay, when: 2027-03-01 11:00, place: old, sources: board,
   parties: [{party: bo, role: guide}, {party: ann, role: host}]}
- {id: c, title: Ink, when: 2027-03-01 15:00, place: new, sources: board}
- {id: d, title: Light, when: 2027-07-01 15:00, place: new, sources: board}
"""


def published(words: str) -> Edition:
    return revise(None, read(words.encode(), file="season.yaml", now=NOW).itinerary, NOW)


def html(words: str = PROGRAMME) -> str:
    with cached_app(Publication(published(words), SITE)).test_request_context("/en/programme.pdf"):
        return pdf.page("en")


def paper(words: str = PROGRAMME) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html(words)).split())


def text(words: str = PROGRAMME) -> str:
    return programme_text(published(words), "en", site=SITE)


def test_the_source_and_the_usual_role_of_all_events_are_said_once_above() -> None:
    for said in (paper(), text()):
        assert said.count("Source: Board") == 1
        assert said.index("Source: Board") < said.index("Glass")
        assert said.count("guide") == 1
        assert said.index("Names without a role: guide") < said.index("Glass")
        assert "Bo and Ann (host)" in said


def test_where_sources_differ_each_row_names_its_own() -> None:
    mixed = PROGRAMME.replace("place: new, sources: board", "place: new, sources: other", 1)
    for said in (paper(mixed), text(mixed)):
        assert said.count("Source: Board") == 3
        assert said.count("Source: Elsewhere") == 1
        assert said.index("Source: Board") > said.index("Glass")


def test_the_clocks_of_a_day_stand_in_its_heading() -> None:
    said = paper()
    assert said.count("Central European Standard Time, UTC+1") == 1
    assert "1 March 2027 Central European Standard Time, UTC+1 Old House" in said
    same = paper(PROGRAMME.replace("2027-07-01", "2027-03-02"))
    assert same.count("Central European Standard Time") == 1, "the note above is of all days"


def test_below_a_heading_that_is_the_place_a_row_has_its_address_alone() -> None:
    said = paper()
    assert "Glass 1 Lane, Town ·" in said
    assert said.count("Old House") == 2, "the route above, and the heading"
    assert said.count("1 Lane, Town") == 1


FACTS = PROGRAMME.replace(
    "{id: c, title: Ink,",
    """{id: c, title: Ink, contact: ink@season.example, price: "9 €",
   online: {access: "Write to room@season.example"},
   recording: {url: https://rec.example/1, licence: CC BY 4.0},
   press: {call: 14:30, live: https://live.example/press},
   links: [{url: https://season.example/ink.pdf, kind: slides}, https://www.season.example/more/],""",
)


def test_facts_are_pairs_and_addresses_are_links() -> None:
    said = html(FACTS)
    assert "<i>Price</i>: 9 €" in said
    assert '<a href="mailto:ink@season.example">ink@season.example</a>' in said
    assert ">room@season.example</a>" in said
    assert '<a href="https://live.example/press">live.example/press</a>' in said
    sheet = (Path(itinerary.__file__).parent / "static/css/leaflet.css").read_text()
    assert re.search(r"(?m)^a \{[^}]*hyphens: none", sheet), "a hyphen would be read as part of it"


def test_the_links_of_an_event_are_listed_with_their_addresses() -> None:
    said = paper(FACTS)
    assert "Slides : season.example/ink.pdf" in said
    assert "season.example/more" in said
    assert "CC BY 4.0" in said


def test_the_fonts_have_to_have_what_is_for_the_press_and_what_links_are_called() -> None:
    words = FACTS.replace("call: 14:30,", "call: 14:30, contact: Ж,").replace(
        "kind: slides}", "title: Щ}"
    )
    known = pdf_text(published(words).itinerary, Language.of("en"))
    assert {"Ж", "Щ"} <= set(known)


def test_a_long_route_is_counted() -> None:
    places = "".join(f"  p{n}: {{name: House {n}, coordinates: [50, {n}]}}\n" for n in range(13))
    events = "".join(
        f"- {{id: p{n}, title: E, when: all 2027-03-01 to 2027-03-09, place: p{n}}}\n"
        for n in range(13)
    )
    many = PROGRAMME.replace("places:\n", f"places:\n{places}") + events
    assert "15 places" in paper(many)
    assert paper(many).count("House 3") == 1
