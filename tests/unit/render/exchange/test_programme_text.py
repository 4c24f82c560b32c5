"""The programme as plain text, and llms.txt."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urljoin

import pytest
import wcwidth
from markdown_it import MarkdownIt

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Event
from itinerary.model.text import Text
from itinerary.model.when import Timed
from itinerary.render.exchange.llms import llms_txt
from itinerary.render.exchange.programme_text import programme_text
from itinerary.render.words.columns import COLUMNS, wrapped
from itinerary.render.words.language import Language
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, PROGRAMMES, SITE
from tests.support.cached_app import cached_app
from tests.support.small_programme import SUMMIT, itinerary
from tools.golden import lanterns

CLOCK = re.compile(r"(?<![\d+−])(\d{1,2}:\d\d)")


def all_editions(editions: dict[str, Edition]) -> list[Edition]:
    return [*editions.values(), lanterns(), revise(None, itinerary(SUMMIT), NOW)]


def test_text_has_lines_of_72_columns_and_whole_addresses(editions: dict[str, Edition]) -> None:
    for edition in all_editions(editions):
        for tag in edition.itinerary.languages:
            text = programme_text(edition, tag, site=SITE)
            wide = [line for line in text.splitlines() if wcwidth.width(line) > COLUMNS]
            assert not [line for line in wide if len(line.split()) > 1], tag
            for event in edition.itinerary.events:
                if not event.is_break:
                    assert f"  {SITE}{tag}/events/{event.id}/\n" in text


def moments(event: Event) -> list[datetime]:
    """Return the announced moments of an event."""
    times = (event.when.start, event.when.end) if isinstance(event.when, Timed) else ()
    return [moment for moment in (*times, event.doors_open, event.press_call) if moment]


def test_text_has_every_title_and_no_hour_that_was_not_announced(
    editions: dict[str, Edition],
) -> None:
    for edition in all_editions(editions):
        for tag in edition.itinerary.languages:
            text = programme_text(edition, tag, site=SITE)
            flat = re.sub(r"[\s\u2066-\u2069\u200e\u200f]", "", text)
            language = Language.of(tag)
            for event in edition.itinerary.events:
                assert re.sub(r"\s", "", event.title.to(tag)) in flat
            known = {
                found
                for event in edition.itinerary.events
                for moment in moments(event)
                for found in CLOCK.findall(language.clock(moment))
            }
            written = " ".join(map(repr, edition.itinerary.events))
            said = {found for found in CLOCK.findall(text) if found not in written}
            assert said <= known, (edition.itinerary.id, tag)


def test_lines_from_right_to_left_say_so_and_addresses_stay_bare() -> None:
    lines = programme_text(lanterns(), "ar", site=SITE).splitlines()
    filled = [line for line in lines if line.strip()]
    for line in filled:
        assert line.startswith("\u200f") != line.strip().startswith(SITE)


def test_words_without_spaces_are_broken_between_letters() -> None:
    lines = list(wrapped("ที่นี่มีงาน" * 20, "10:00  ", "  "))
    assert len(lines) > 1
    assert all(wcwidth.width(line) <= COLUMNS for line in lines)
    assert "".join(line[7:] if n == 0 else line[2:] for n, line in enumerate(lines)) == (
        "ที่นี่มีงาน" * 20
    )


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_llms_txt_has_a_title_a_summary_and_links_that_are_answered(
    programme: str, editions: dict[str, Edition]
) -> None:
    edition = editions[programme]
    client = cached_app(Publication(edition, SITE)).test_client()
    got = client.get("/llms.txt")
    assert got.content_type == "text/plain; charset=utf-8"
    tokens = MarkdownIt().parse(got.text)
    kinds = [(token.type, token.tag) for token in tokens]
    assert kinds[0] == ("heading_open", "h1")
    assert kinds[3] == ("blockquote_open", "blockquote")
    assert [tag for kind, tag in kinds if kind == "heading_open"][1:] == ["h2"] * 4
    assert tokens[1].content == edition.itinerary.title.to("en").replace("_", r"\_")
    found = re.findall(r"^- \[[^]]+\]\((\S+)\): .+$", got.text, re.MULTILINE)
    assert len(found) > 7
    for address in found:
        assert client.get(address.removeprefix(SITE.removesuffix("/"))).status_code == 200, address


def test_llms_txt_keeps_words_of_authors_from_being_markdown() -> None:
    made = itinerary(SUMMIT)
    title = Text((("en", "A [link](x) # and\n<b>"),))
    edition = revise(None, replace(made, title=title, description=None), NOW)
    head = llms_txt(edition, site=SITE, spreadsheets=False).splitlines()[0]
    (token,) = [t for t in MarkdownIt().parse(head) if t.type == "inline"]
    assert {child.type for child in token.children or ()} <= {"text", "text_special"}
    assert "xlsx" not in llms_txt(edition, site=SITE, spreadsheets=False)


def test_text_is_in_the_build_and_the_front_door_stays_a_page(editions: dict[str, Edition]) -> None:
    publication = Publication(editions["visit"], SITE)
    client = cached_app(publication).test_client()
    assert {"/llms.txt", "/en/programme.txt", "/zh/programme.txt"} <= {
        *site_paths.paths(publication)
    }
    got = client.get("/en/programme.txt")
    assert got.headers["Access-Control-Allow-Origin"] == "*"
    asked = {"If-None-Match": got.headers["ETag"]}
    assert client.get("/en/programme.txt", headers=asked).status_code == 304
    door = client.get("/", headers={"User-Agent": "curl/8.5.0", "Accept": "*/*"})
    assert door.status_code in (200, 302, 303, 307)
    assert client.get("/de/programme.txt").status_code == 404


def test_pages_name_their_twins(editions: dict[str, Edition]) -> None:
    client = cached_app(Publication(editions["visit"], SITE)).test_client()

    def twins(page: str) -> dict[str, str]:
        html = client.get(page).text
        links = re.findall(r'<link rel="alternate" type="([^"]+)"[^>]* href="([^"]+)"', html)
        return {kind: urljoin(f"http://localhost{page}", href) for kind, href in links}

    agenda, place = twins("/zh/"), twins("/zh/places/harbin/")
    assert agenda["text/plain"].endswith("/zh/programme.txt")
    assert agenda["text/csv"].endswith("/api/programme.csv")
    assert agenda["application/xml"].endswith("/schedule.xml")
    assert agenda["application/calendar+json"].endswith("/feeds/zh/state-visit-2024.jcal.json")
    assert place["application/calendar+json"].endswith("/feeds/zh/places/harbin.jcal.json")
    for address in (*agenda.values(), *place.values()):
        assert client.get(address.removeprefix("http://localhost")).status_code == 200, address
