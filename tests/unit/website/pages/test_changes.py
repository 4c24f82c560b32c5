"""The changes on pages and as Atom, after renames, removals and odd notes."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import feedparser
import pytest
from flask.testing import FlaskClient

from itinerary.ledger import Edition, LogEntry, revise
from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import Itinerary
from itinerary.render.documents import atom, recent_changes
from itinerary.render.words.language import Language
from itinerary.source import read
from itinerary.value import replace
from itinerary.website.pages import changes as web
from itinerary.website.publication import Publication
from tests.conftest import SITE
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page

STAMP = datetime(2024, 5, 14, 1, 30, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
PROGRAMME = """
id: small
title: {en: Small, zh: 小, ru: Малая}
languages: [en, zh, ru]
zone: Asia/Shanghai
zones: {Asia/Shanghai: {en: Beijing time, zh: 北京时间, ru: пекинское время}}
places:
  city: {name: {en: City, zh: 市, ru: Город}}
  hall: {name: {en: Hall, zh: 大厅, ru: Зал}, in: city}
sources: {me: {who: {en: Me, zh: 我, ru: Я}}}
events:
  - {id: gala, title: {en: Gala, zh: 晚会, ru: Гала}, when: 2124-05-16, place: city, sources: me}
  - {id: talks, title: {en: Talks, zh: 会谈, ru: Переговоры}, when: 2124-05-16, sources: me}
  - {id: tour, title: {en: Tour, zh: 参观, ru: Экскурсия}, when: 2124-05-17, after: talks,
     place: hall, sources: me}
"""
KNOWN = PROGRAMME.replace("when: 2124-05-16, place", "when: 2124-05-16 19:30, place")


def itinerary(words: str) -> Itinerary:
    return read(words.encode(), file="f.yaml", now=STAMP).itinerary


Publish = Callable[..., FlaskClient]


@pytest.fixture
def publish(tmp_path: Path, open_ledger: Callable[[str | Path], Ledger]) -> Publish:
    """Publish editions, a day apart each, and give a client for the site of the last one."""
    ledger = open_ledger(tmp_path / "ledger.sqlite")

    def make(*programmes: str, note: str = "") -> FlaskClient:
        for day, words in enumerate(programmes):
            stamp = STAMP + timedelta(days=day)
            ledger.publish(itinerary(words), stamp, note=note, allow_cancellations=True)
        edition = ledger.latest("small")
        assert edition
        number = edition.number
        publication = Publication(
            edition, SITE, lambda uid: ledger.log("small", until=number, uid=uid)
        )
        return cached_app(publication).test_client()

    return make


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main")[1].split("</main")[0]))


def links_on(client: FlaskClient, path: str) -> set[str]:
    return Page(client.get(path).text).targets(path, "a", "link")


@pytest.mark.whole
@pytest.mark.parametrize("tag", ["en", "zh", "ru"])
def test_every_link_resolves_after_renames_and_removals(publish: Publish, tag: str) -> None:
    renamed = KNOWN.replace("id: gala,", "id: ball, was: gala,")
    gone = renamed[: renamed.index("  - {id: tour")].replace(
        "  hall: {name: {en: Hall, zh: 大厅, ru: Зал}, in: city}\n", ""
    )
    client = publish(PROGRAMME, KNOWN, renamed, gone)
    pages = [f"/{tag}/", f"/{tag}/changes/", f"/{tag}/events/tour/", f"/{tag}/events/ball/"]
    links = {link: path for path in pages for link in links_on(client, path)}
    for link, path in links.items():
        got = client.get(link, buffered=True, follow_redirects=link == "/")
        assert got.status_code == 200, (link, path)
    for entry in feedparser.parse(client.get(f"/{tag}/changes.atom").data).entries:
        assert client.get(entry.link.replace(SITE, "/")).status_code == 200
    # The place that went keeps its page, which says so, for as long as its calendar.
    assert f"/{tag}/places/hall/" in links_on(client, f"/{tag}/events/tour/")
    words = Language.of(tag).say("No longer in the programme.")
    assert words in client.get(f"/{tag}/places/hall/").text


def test_forgotten_event_is_named_without_a_link(publish: Publish) -> None:
    past = PROGRAMME.replace("2124-", "2024-")
    gone = past[: past.index("  - {id: tour")]
    client = publish(past, gone)
    assert "/en/events/tour/" in links_on(client, "/en/changes/")
    months_later = [gone.replace("en: Gala", f"en: Gala {n}") for n in range(40)]
    client = publish(gone, *months_later)
    page = client.get("/en/changes/").text
    assert "Tour No longer in the programme." in text(page)
    assert "/en/events/tour/" not in links_on(client, "/en/changes/")
    assert client.get("/en/events/tour/").status_code == 404
    entries = feedparser.parse(client.get("/en/changes.atom").data).entries
    (tour,) = (e for e in entries if e.title.startswith("Tour: No longer"))
    assert tour.link == f"{SITE}en/changes/"


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("en", "15 May 2024, 09:30 (Beijing time, UTC+8)"),
        ("zh", "2024年5月15日，09:30（北京时间，UTC+8）"),
        ("ru", "15 мая 2024 г., 09:30 (пекинское время, UTC+8)"),
    ],
)
def test_an_edition_has_its_time_by_the_programme_s_clocks(
    publish: Publish, tag: str, words: str
) -> None:
    page = publish(PROGRAMME, KNOWN).get(f"/{tag}/changes/").text
    said = re.sub(r"<[^>]+>", "", page).replace("\u202f", " ")
    assert words in said
    assert "2024-05-15T01:30:00+00:00" in {t["datetime"] for t in Page(page).all("time")}


@pytest.mark.parametrize("place", ["Asia/Shanghai", "America/New_York"])
def test_a_day_of_publication_without_an_hour_names_none(publish: Publish, place: str) -> None:
    declared = PROGRAMME.replace(
        "zone: Asia/Shanghai", f"zone: {place}\npublished: 2024-05-14"
    ).replace("zones: {Asia/Shanghai: {en: Beijing time, zh: 北京时间, ru: пекинское время}}\n", "")
    client = publish(declared)
    page = client.get("/en/changes/").text
    assert {t["datetime"] for t in Page(page).all("time")} == {"2024-05-14"}
    assert "14 May 2024" in text(page)
    assert not re.search(r"\d\d:\d\d", text(page))
    assert "As of 14 May 2024" in client.get("/en/").text


def test_an_event_that_began_as_cancelled_was_not_updated(publish: Publish) -> None:
    cancelled = KNOWN.replace("title: {en: Talks", "status: cancelled, title: {en: Talks")
    page = text(publish(cancelled).get("/en/events/talks/").text)
    assert "Updated" not in page
    assert "revision" not in page


def test_an_edition_of_nothing_but_the_head_says_so(publish: Publish) -> None:
    client = publish(PROGRAMME, PROGRAMME.replace("en: Small", "en: Smaller"))
    page = text(client.get("/en/changes/").text)
    assert "The programme’s own description was revised." in page


def test_the_first_edition_of_a_rebuilt_ledger_is_not_told_as_the_first_publication() -> None:
    edition = revise(None, itinerary(PROGRAMME), STAMP)
    from itinerary.ledger import changes
    from itinerary.render.words.changes import beginning
    from itinerary.render.words.language import Language

    entry = LogEntry(1, STAMP, "", changes(None, edition))
    assert beginning(entry, Language.of("en")) == "First published, with 3 events."
    rebuilt = replace(entry, published=STAMP + timedelta(days=3))
    assert beginning(rebuilt, Language.of("en")) == "The record begins here, with 3 events."
    assert beginning(rebuilt, Language.of("ru")) == "История изменений начинается здесь: 3 события."


def test_a_break_is_no_event_of_the_first_publication() -> None:
    from itinerary.ledger import changes
    from itinerary.render.words.changes import beginning

    tea = "  - {id: tea, kind: break, title: {en: Tea, zh: 茶, ru: Чай}, when: 2124-05-16}\n"
    edition = revise(None, itinerary(PROGRAMME + tea), STAMP)
    entry = LogEntry(1, STAMP, "", changes(None, edition))
    assert beginning(entry, Language.of("en")) == "First published, with 3 events."


def test_no_note_can_spoil_the_feed(publish: Publish) -> None:
    note = 'A <b>"note"</b> & more\x07\x1b[0m\ufffe'
    client = publish(PROGRAMME, KNOWN, note=note)
    parsed = feedparser.parse(client.get("/en/changes.atom").data)
    assert not parsed.bozo
    root = ET.fromstring(client.get("/en/changes.atom").data)
    assert 'A <b>"note"</b> & more' in (root.findtext(f"{ATOM}entry/{ATOM}content") or "")
    assert "A &lt;b&gt;" in client.get("/en/changes/").text


def test_ids_in_the_feed_do_not_depend_on_the_site_nor_on_renames(publish: Publish) -> None:
    publish(PROGRAMME, KNOWN)
    renamed = publish(PROGRAMME, KNOWN, KNOWN.replace("id: gala,", "id: ball, was: gala,"))
    root = ET.fromstring(renamed.get("/en/changes.atom").data)
    ids = [entry.findtext(f"{ATOM}id") for entry in root.findall(f"{ATOM}entry")]
    assert "urn:itinerary:small:changes:en:2:gala@small.itinerary" in ids
    assert len(ids) == len(set(ids))


def test_titles_in_the_feed_are_punctuated_in_their_language(publish: Publish) -> None:
    client = publish(PROGRAMME, KNOWN)
    titles = {
        tag: feedparser.parse(client.get(f"/{tag}/changes.atom").data).entries[0].title
        for tag in ("en", "zh", "ru")
    }
    assert titles["en"].startswith("Gala: The time is now known: Tuesday, 16 May 2124, 19:30")
    assert titles["zh"].startswith("晚会：时间已公布：2124年5月16日星期二，19:30")
    assert titles["ru"].startswith("Гала: Теперь известно время: вторник")


def test_a_flood_of_changes_is_cut_and_not_a_flood_of_bytes(
    publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = publish(PROGRAMME, KNOWN, KNOWN.replace("19:30", "20:00"))
    monkeypatch.setattr(web, "MOST_CHANGES", 1)
    monkeypatch.setattr(atom, "MOST_ENTRIES", 2)
    page = text(client.get("/en/changes/").text)
    assert "Edition 3" in page
    assert "Edition 2" not in page
    assert len(feedparser.parse(client.get("/en/changes.atom").data).entries) == 2


@pytest.mark.parametrize("path", ["/de/changes/", "/de/changes.atom"])
def test_another_language_has_no_changes(publish: Publish, path: str) -> None:
    assert publish(PROGRAMME).get(path).status_code == 404


def test_every_page_leads_to_the_changes(publish: Publish) -> None:
    client = publish(PROGRAMME, KNOWN)
    for path in ("/ru/", "/ru/events/gala/", "/ru/places/city/", "/ru/changes/"):
        page = Page(client.get(path).text)
        assert "/ru/changes/" in page.targets(path, "a")
        feeds = [a for a in page.all("link") if a.get("type") == "application/atom+xml"]
        assert [urljoin(path, a["href"] or "") for a in feeds] == ["/ru/changes.atom"]
        assert len(page.all("h1")) == 1


def test_the_same_edition_gives_the_same_bytes(
    publish: Publish, tmp_path: Path, open_ledger: Callable[[str | Path], Ledger]
) -> None:
    client = publish(PROGRAMME, KNOWN)
    again = open_ledger(tmp_path / "ledger.sqlite")
    edition: Edition | None = again.latest("small")
    assert edition
    other = Publication(edition, SITE, lambda uid: again.log("small", until=2, uid=uid))
    restarted = cached_app(other).test_client()
    for path in ("/en/changes/", "/zh/changes.atom", "/ru/events/gala/", "/en/"):
        one, two = client.get(path), restarted.get(path)
        assert one.data == two.data
        assert one.headers["ETag"] == two.headers["ETag"]


# --- what is new to a reader ---------------------------------------------------------------------


def test_newest_changes_are_told_in_the_language_with_their_pages(publish: Publish) -> None:
    renamed = KNOWN.replace("id: gala,", "id: ball, was: gala,")
    client = publish(PROGRAMME, KNOWN, renamed)
    got = client.get("/zh/changes.json")
    assert got.content_type == "application/json"
    told = json.loads(got.text)
    assert (told["edition"], told["since"]) == (3, 0)
    newest, known = told["changes"]
    assert (newest["edition"], known["edition"]) == (3, 2)
    assert newest["title"] == known["title"] == "晚会"
    assert newest["page"] == known["page"] == "events/ball/"
    assert "19:30" in known["words"]


def test_newest_changes_in_english_say_so_where_the_language_has_no_words(
    publish: Publish,
) -> None:
    georgian = (words.replace("zh, ru]", "zh, ka]") for words in (PROGRAMME, KNOWN))
    client = publish(*georgian)
    (changed,) = json.loads(client.get("/ka/changes.json").text)["changes"]
    assert changed["words"].startswith("The time is now known: სამშაბათი")
    assert changed["language"] == "en"
    (changed,) = json.loads(client.get("/zh/changes.json").text)["changes"]
    assert "language" not in changed


def test_newest_changes_end_with_a_whole_edition(
    publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recent_changes, "MOST_RECENT", 3)
    editions = [PROGRAMME.replace("en: Gala", f"en: Gala {n}") for n in range(2, 7)]
    both = editions[-1].replace("en: Tour", "en: Tour 2")
    found = publish(PROGRAMME, *editions[:-1], both).get("/en/changes.json").text
    told = json.loads(found)
    assert [change["edition"] for change in told["changes"]] == [6, 6, 5]
    assert told["since"] == 4


def test_first_edition_has_no_changes(publish: Publish) -> None:
    told = json.loads(publish(PROGRAMME).get("/en/changes.json").text)
    assert told == {"edition": 1, "since": 0, "changes": []}


def test_dates_of_a_series_that_change_alike_are_told_once(publish: Publish) -> None:
    weekly = KNOWN + (
        "  - {id: choir, title: {mul: Choir}, when: 2124-06-01 19:00, sources: me, place: hall,\n"
        "     series: choir, repeat: {every: week, times: 5}}\n"
    )
    weekly = weekly.replace("sources:", "series: {choir: {title: {mul: Choir}}}\nsources:", 1)
    moved = weekly.replace("title: {mul: Choir}, when", "title: {mul: Singing}, when")
    client = publish(weekly, moved)
    page = text(client.get("/en/changes/").text)
    assert page.count("Now called “Singing”") == 1
    assert "the same for 4 more dates of the series" in page
    assert "/en/series/choir/" in links_on(client, "/en/changes/")
