"""The canonical form of events and programmes, and what its digest covers."""

from __future__ import annotations

from datetime import date, time

import pytest

from itinerary.ledger import canonical
from itinerary.ledger.canonical import differences, digest, head_digest
from itinerary.model.itinerary import (
    UNSEEN,
    After,
    Deadline,
    Event,
    EventKind,
    Image,
    Link,
    Online,
    Participation,
    Press,
    Recording,
    Registration,
    Status,
    TimeZone,
    Track,
)
from itinerary.model.text import Text
from itinerary.model.when import Day
from itinerary.model.zones import zone
from itinerary.source import read
from itinerary.value import field_names, replace
from tests.conftest import NOW, visit_in
from tests.support.visit import VISIT, english


@pytest.mark.parametrize("field", [name for name in field_names(Event) if name not in UNSEEN])
def test_digest_covers_every_visible_property_of_an_event(field: str) -> None:
    gala = VISIT.by_id["gala"]
    other = {
        "id": "ball",
        "title": Text((*gala.title.entries[:2], ("ru", "Бал"))),
        "summary": english("x"),
        "description": english("x"),
        "when": Day(date(2024, 5, 16)),
        "zone": TimeZone(zone("Europe/Moscow")),
        "after": After("talks", english("Talks")),
        "place": VISIT.places[0],
        "parties": gala.parties[:1],
        "categories": (),
        "status": Status.TENTATIVE,
        "reason": english("x"),
        "links": (Link(english("x"), "https://a.example/"),),
        "image": Image("https://a.example/x.png", english("x")),
        "sources": (),
        "without": ("place",),
        "kind": EventKind.BREAK,
        "online": Online(access=english("x")),
        "more_places": VISIT.places[:1],
        "tracks": (Track(id="x", name=english("x")),),
        "spoken": ("en",),
        "doors": time(19),
        "registration": Registration(by=Day(date(2024, 5, 10))),
        "price": english("x"),
        "capacity": english("x"),
        "level": english("x"),
        "age": english("x"),
        "accessibility": english("x"),
        "tags": (english("x"),),
        "organisers": (gala.parties[0].party,),
        "contact": "press@visit.example",
        "result": english("x"),
        "series": "x",
        "recording": Recording("https://a.example/x"),
        "press": Press(call=time(18)),
        "deadline": Deadline(),
    }
    changed = replace(gala, **{field: other[field]})
    assert digest(changed, VISIT) != digest(gala, VISIT)


def test_digests_of_what_uses_no_newer_key_stay_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Ledgers hold these digests, of the version of the words then: a new key revises no event.
    monkeypatch.setattr(canonical, "WORDING", 3)
    plain = read(visit_in("en", "zh", "ru").encode(), file="x", now=NOW).itinerary
    plain = replace(plain, published=None)
    gala = digest(plain.by_id["gala"], plain)
    assert gala == "2895a137f69fbea1aa515ca17a4fed9fb2d1f959e1be30776b889124f97e3fd0"
    assert head_digest(plain) == "0f0dc0bcc4c7db7528519ca7f9aa8aae631d6ee724f57f794b3cdf0f811f303c"


def test_digest_tells_kinds_of_when_on_the_same_days_apart() -> None:
    talks, visit = VISIT.by_id["talks"], VISIT.by_id["state-visit"]
    assert talks.when != visit.when
    assert digest(replace(talks, when=visit.when), VISIT) != digest(talks, VISIT)


def test_differences_name_the_property_and_its_language() -> None:
    gala = VISIT.by_id["gala"]
    title = Text(tuple((tag, "Бал" if tag == "ru" else said) for tag, said in gala.title))
    assert differences(gala, replace(gala, title=title)) == [
        ("title.ru", gala.title.to("ru"), "Бал")
    ]
    host = replace(gala, parties=(Participation(gala.parties[0].party, english("host")),))
    assert ("parties[0].role.en", None, "host") in differences(gala, host)
