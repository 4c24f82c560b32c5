"""The page about the programme: its sources, its terms, and no claim that does not hold."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from itinerary.ledger import Edition, canonical, revise
from itinerary.ledger.canonical import dump_head, head_digest, load_head
from itinerary.model.itinerary import Image, Licence
from itinerary.model.text import Text
from itinerary.render import addresses
from itinerary.source import read
from itinerary.value import replace
from itinerary.website.pages.about import cited
from itinerary.website.publication import Publication
from tests.conftest import NOW, PROGRAMMES, SITE, edition_of
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page


def about(edition: Edition, tag: str = "en") -> str:
    publication = Publication(edition, SITE)
    got = cached_app(publication).test_client().get(addresses.about_page(tag))
    assert got.status_code == 200
    return got.text


@pytest.mark.parametrize("programme", sorted(PROGRAMMES))
def test_every_source_is_listed_once_with_all_that_cites_it(programme: str) -> None:
    edition = edition_of(programme)
    listed = cited(edition)
    known = {s.id for event in edition.itinerary.events for s in event.sources}
    known |= {s.id for fact in edition.itinerary.background for s in fact.sources}
    assert sorted(one.source.id for one in listed) == sorted(known)
    dates = [one.source.when or "" for one in listed]
    assert dates == sorted(dates, reverse=True)
    pairs = {(one.source.id, event.id) for one in listed for event in one.events}
    assert pairs == {(s.id, e.id) for e in edition.itinerary.events for s in e.sources}
    for tag in edition.itinerary.languages:
        page = about(edition, tag)
        for one in listed:
            assert one.source.who.to(tag) in unescape(page)


def test_a_source_of_an_event_that_was_removed_stays_listed() -> None:
    before = edition_of("visit")
    fewer = tuple(e for e in before.itinerary.events if e.id != "state-visit")
    plain = replace(before.itinerary, events=fewer, background=())
    after = revise(before, plain, NOW.replace(hour=13))
    assert "mfa-2024-05-14" in {one.source.id for one in cited(after)}


def test_the_background_is_here_with_its_sources(visit: FlaskClient) -> None:
    page = visit.get("/en/about/").text
    assert "permanent members of the UN Security Council" in page
    assert "Zhang Hanhui, Chinese ambassador to Russia" in page
    assert "元首外交保障两国关系顺利向前发展" in visit.get("/zh/about/").text


def test_the_licence_is_the_stated_one_or_said_not_to_be_stated(
    client_of: Callable[[str], FlaskClient],
) -> None:
    assert "No licence is stated." in client_of("visit").get("/en/about/").text
    stated = client_of("conference").get("/en/about/").text
    link = {"href": "https://creativecommons.org/licenses/by/4.0/", "rel": "license noopener"}
    assert link in Page(stated).all("a")
    assert "No licence is stated." not in stated


SMALL = """
id: small
title: Small
languages: [en]
zone: UTC
published: 2024-01-01
{more}
sources: {{me: {{who: Me}}}}
events: [{{id: a, title: A, sources: me}}]
"""


@pytest.mark.parametrize(
    ("more", "licence"),
    [
        ("", None),
        ("licence:", None),
        ("licence: CC0", Licence(Text((("en", "CC0"),)))),
        (
            "licence: {name: {mul: CC BY 4.0}, link: https://a.example/by}",
            Licence(Text((("mul", "CC BY 4.0"),)), "https://a.example/by"),
        ),
    ],
)
def test_a_licence_is_read_kept_and_part_of_the_head(more: str, licence: Licence | None) -> None:
    itinerary = read(SMALL.format(more=more).encode(), file="small.yaml", now=NOW).itinerary
    assert itinerary.licence == licence
    assert load_head(dump_head(itinerary)).licence == licence
    without = replace(itinerary, licence=None)
    assert (head_digest(itinerary) == head_digest(without)) == (licence is None)
    # A programme that states none has the digest that it had before there were licences.
    assert "licence" not in dump_head(without)


def test_the_digest_of_a_programme_without_a_licence_is_that_of_older_ledgers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(canonical, "WORDING", 1)  # as it was then
    itinerary = read(SMALL.format(more="").encode(), file="small.yaml", now=NOW).itinerary
    assert (
        head_digest(itinerary) == "627a2c82d71ab12f08f819fcbdc75d5655e00fc6c3b0a7f8e77908073f22b909"
    )


def test_pictures_from_elsewhere_are_owned_up_to() -> None:
    edition = edition_of("visit")
    assert "loads nothing from third parties" in about(edition)
    first, *rest = edition.itinerary.events
    picture = Image("https://pictures.example/a.jpg", Text((("en", "A"),)))
    events = (replace(first, image=picture), *rest)
    changed = replace(edition, itinerary=replace(edition.itinerary, events=events))
    said = about(changed)
    assert "load pictures from pictures.example, which learns your address" in said
    assert "loads nothing from third parties" not in said


def test_no_cookie_is_set_anywhere(visit: FlaskClient) -> None:
    for path in ("/", "/en/", "/en/about/", "/en/subscribe/?place=harbin", "/nothing"):
        assert "Set-Cookie" not in visit.get(path).headers


@pytest.mark.parametrize("programme", sorted(PROGRAMMES))
def test_every_calendar_of_a_part_is_listed(programme: str) -> None:
    edition = edition_of(programme)
    tag = edition.itinerary.languages[0]
    path = addresses.about_page(tag)
    feeds = Page(about(edition, tag)).targets(path, "a")
    for selection in addresses.selections(edition.itinerary):
        assert addresses.feed(edition.itinerary.id, selection, tag) in feeds


def test_several_zones_are_named_with_their_offsets(
    client_of: Callable[[str], FlaskClient],
) -> None:
    page = client_of("tour").get("/en/about/").text
    assert page.count("UTC+") >= 2
