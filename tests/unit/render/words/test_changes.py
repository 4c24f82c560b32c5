"""Changes in sentences, on pages and as Atom."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import feedparser
import pytest
from flask.testing import FlaskClient

from itinerary.ledger import Change, ChangeKind, Edition, Revision
from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import (
    After,
    Category,
    Event,
    Image,
    Itinerary,
    Link,
    Participation,
    Status,
    TimeZone,
)
from itinerary.model.text import Text
from itinerary.model.when import Day, Part, Span, Timed, When, Window
from itinerary.model.zones import zone
from itinerary.render.words.changes import sentences
from itinerary.render.words.language import Language
from itinerary.serve.ledger_follower import LedgerFollower
from itinerary.source import read
from itinerary.value import replace
from tests.conftest import SITE, edition_of
from tests.support.cached_app import cached_app

STAMP = datetime(2024, 5, 15, tzinfo=UTC)
VISIT = edition_of("visit").itinerary
GALA = VISIT.by_id["gala"]


def told(
    before: Event | None, after: Event, tag: str = "en", kind: ChangeKind = ChangeKind.CHANGED
) -> str:
    return " ".join(
        sentences(Change(kind, before, after, Revision(1, STAMP, STAMP)), Language.of(tag))
    )


def at(words: str) -> datetime:
    return VISIT.zone.local(datetime.fromisoformat(words))


EVENING = Timed(at("2024-05-16T19:30+08:00"))
LONG = Timed(at("2024-05-16T19:30+08:00"), at("2024-05-16T21:00+08:00"))
DAY = Day(at("2024-05-16T00:00+08:00").date())
WINDOW = Window(DAY.first, DAY.first + timedelta(days=1))
SPAN = Span(WINDOW.first, WINDOW.last)
NEXT = Timed(at("2024-05-17T19:30+08:00"))
LATER = Day(DAY.first + timedelta(days=4))
WEEK = Window(DAY.first, LATER.first)
FOLLOWS = Window(DAY.first, DAY.first, later=True)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (WINDOW, EVENING, "The time is now known: Thursday, 16 May 2024, 19:30 (Beijing"),
        (None, EVENING, "The time is now known: Thursday, 16 May 2024, 19:30"),
        (WINDOW, DAY, "The day is now known: Thursday, 16 May 2024, time to be announced."),
        (DAY, replace(DAY, part=Part.EVENING), "The part of the day is now known: Thursday"),
        (replace(DAY, part=Part.EVENING), replace(DAY, part=Part.NIGHT), "Moved to Thursday"),
        (replace(DAY, part=Part.EVENING), DAY, "The time is open again: Thursday"),
        (replace(DAY, part=Part.EVENING), EVENING, "The time is now known: Thursday"),
        (None, WINDOW, "The days are now known: 16–17 May 2024"),
        (None, FOLLOWS, "The days are now known: 16 May 2024 or later, time to be announced."),
        (FOLLOWS, NEXT, "The time is now known: Friday, 17 May 2024, 19:30"),
        (FOLLOWS, LATER, "The day is now known: Monday, 20 May 2024, time to be announced."),
        (WINDOW, FOLLOWS, "The period is now wider: 16 May 2024 or later, time to be"),
        (EVENING, LONG, "The end is now known: Thursday, 16 May 2024, 19:30–21:00"),
        (LONG, EVENING, "The end is open again: Thursday"),
        (
            LONG,
            replace(LONG, end=at("2024-05-16T22:00+08:00")),
            "It is now longer: Thursday, 16 May 2024, 19:30–22:00 (Beijing time, UTC+8);"
            " it was 19:30–21:00.",
        ),
        (LONG, replace(LONG, end=at("2024-05-16T20:00+08:00")), "It is now shorter: Thursday"),
        (EVENING, Timed(at("2024-05-16T20:00+08:00")), "20:00 (Beijing time, UTC+8); it was"),
        (EVENING, DAY, "The time is open again: Thursday, 16 May 2024, time to be announced."),
        (DAY, WINDOW, "The time is open again: 16–17 May 2024"),
        (EVENING, None, "The date is open again; it was Thursday, 16 May 2024, 19:30 (Beijing"),
        # What disagrees with what was known before has moved, however exact it is now.
        (DAY, NEXT, "Moved to Friday, 17 May 2024, 19:30 (Beijing time, UTC+8); it was Thursday"),
        (WINDOW, LATER, "Moved to Monday, 20 May 2024, time to be announced; it was 16–17 May"),
        (LONG, LATER, "Moved to Monday, 20 May 2024, time to be announced; it was Thursday"),
        (
            EVENING,
            NEXT,
            "Moved to Friday, 17 May 2024, 19:30 (Beijing time, UTC+8);"
            " it was Thursday, 16 May 2024, 19:30.",
        ),
        (LATER, WINDOW, "Moved to 16–17 May 2024, day to be announced; it was Monday"),
        (EVENING, WINDOW, "The time is open again: 16–17 May 2024, day to be announced."),
        (WEEK, WINDOW, "The period is now narrower: 16–17 May 2024, day to be announced; it was"),
        (WINDOW, WEEK, "The period is now wider: 16–20 May 2024, day to be announced; it was"),
        (WINDOW, SPAN, "The days are now known: 16–17 May 2024."),
        (SPAN, replace(SPAN, last=LATER.first), "It is now longer: 16–20 May 2024; it was 16–17"),
        (replace(SPAN, last=LATER.first), SPAN, "It is now shorter: 16–17 May 2024; it was 16–20"),
        (SPAN, EVENING, "The time is now given as Thursday, 16 May 2024, 19:30 (Beijing time"),
        (SPAN, LATER, "Moved to Monday, 20 May 2024, time to be announced; it was 16–17 May"),
        (None, DAY, "The day is now known: Thursday, 16 May 2024, time to be announced."),
        (None, Span(DAY.first, DAY.first), "The day is now known: 16 May 2024, all day."),
    ],
)  # fmt: skip
def test_change_of_time_has_sentence_of_its_kind(
    before: When | None, after: When | None, words: str
) -> None:
    assert words in told(replace(GALA, when=before), replace(GALA, when=after))


HARBIN, BEIJING = (next(p for p in VISIT.places if p.id == id) for id in ("harbin", "beijing"))
HALL = replace(HARBIN, id="hall", name=Text((("en", "Hall"),)), within=HARBIN)
XI = next(p for p in VISIT.parties if p.id == "xi")
HOST = Participation(XI, Text((("en", "host"),)))
PICTURE = Image("https://a.example/1.jpg", Text((("en", "A hall"),)))
LINK = Link(Text((("en", "More"),)), "https://a.example/more")


def en(words: str) -> Text:
    return Text((("en", words),))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ({}, {"place": HARBIN}, "The place is now known: Harbin, Heilongjiang, China."),
        ({"place": HARBIN}, {"place": BEIJING}, "Moved to Beijing, China; it was Harbin"),
        ({"place": HARBIN}, {}, "The place is open again."),
        (
            {"place": HARBIN},
            {"place": replace(HARBIN, address=GALA.title)},
            "The details of the place were revised: Harbin",
        ),
        ({}, {"status": Status.CANCELLED}, "Cancelled."),
        (
            {},
            {"status": Status.CANCELLED, "reason": Text((("en", "A storm."),))},
            "Cancelled: A storm.",
        ),
        ({}, {"status": Status.POSTPONED}, "Postponed."),
        ({}, {"status": Status.TENTATIVE}, "It is expected, not yet confirmed."),
        ({"status": Status.TENTATIVE}, {}, "It is now confirmed."),
        ({"status": Status.CANCELLED}, {}, "It takes place after all."),
        ({}, {"title": Text((("en", "Ball"),))}, "Now called “Ball”; it was “Gala: 75 years"),
        ({}, {"parties": ()}, "No longer taking part: Xi Jinping and Vladimir Putin."),
        ({"parties": ()}, {"parties": (Participation(XI),)}, "Newly taking part: Xi Jinping."),
        ({}, {"sources": VISIT.by_id["talks"].sources}, "New source: Wang Wenbin, spokesman"),
        ({}, {"description": None}, "The description was revised."),
        ({}, {"summary": en("In short.")}, "The description was revised."),
        ({"place": HARBIN}, {"place": HALL}, "The place is now known more exactly: Hall, Harbin"),
        (
            {"place": HARBIN},
            {"place": replace(HARBIN, name=en("Kharbin"))},
            "The place is now called “Kharbin”; it was “Harbin”.",
        ),
        (
            {"status": Status.CANCELLED},
            {"status": Status.TENTATIVE},
            "It is expected to take place after all.",
        ),
        ({"status": Status.POSTPONED}, {}, "It is now confirmed."),
        (
            {"status": Status.POSTPONED},
            {"status": Status.POSTPONED, "reason": en("A storm.")},
            "The reason given is now: A storm.",
        ),
        (
            {"status": Status.CANCELLED, "reason": en("A storm.")},
            {"status": Status.CANCELLED},
            "A reason is no longer given.",
        ),
        ({"parties": (Participation(XI),)}, {"parties": (HOST,)}, "Role now: Xi Jinping (host)."),
        (
            {"parties": (HOST,)},
            {"parties": (Participation(XI),)},
            "A role is no longer given: Xi Jinping.",
        ),
        (
            {"parties": (Participation(XI),)},
            {"parties": (Participation(replace(XI, description=en("x"))),)},
            "Details of those taking part were revised.",
        ),
        ({}, {"parties": GALA.parties[::-1]}, "Details of those taking part were revised."),
        ({}, {"categories": ()}, "No category is given any more."),
        (
            {},
            {"categories": (Category(id="a", name=en("A")), Category(id="b", name=en("B")))},
            "The categories are now: A and B.",
        ),
        ({}, {"links": (LINK,)}, "New link: More."),
        ({"links": (LINK,)}, {}, "A link was withdrawn: More."),
        (
            {"links": (LINK,)},
            {"links": (replace(LINK, url="https://b.example/"),)},
            "A link was revised: More.",
        ),
        (
            {"links": (LINK,)},
            {"links": (replace(LINK, title=en("Less")),)},
            "A link was revised: Less.",
        ),
        ({}, {"image": PICTURE}, "A picture was added."),
        ({"image": PICTURE}, {}, "The picture was withdrawn."),
        (
            {"image": PICTURE},
            {"image": replace(PICTURE, url="https://a.example/2.jpg")},
            "The picture was replaced.",
        ),
        ({"image": PICTURE}, {"image": replace(PICTURE, alt=en("x"))}, "Details were revised."),
        ({}, {"after": After("talks", en("Talks"))}, "It now follows “Talks”."),
        ({"after": After("talks", en("Talks"))}, {}, "The order of events is open again."),
        ({}, {"sources": ()}, "The sources were revised."),
        ({}, {"id": "ball"}, "Details were revised."),
    ],
)
def test_each_kind_of_change_has_its_words(
    before: dict[str, object], after: dict[str, object], words: str
) -> None:
    old = replace(GALA, **before)
    new = replace(GALA, **after)
    assert words in told(old, new)


def test_added_removed_and_returned_events_have_sentences() -> None:
    assert told(None, GALA, kind=ChangeKind.ADDED) == "New: 16–17 May 2024, day to be announced."
    gone = replace(GALA, status=Status.CANCELLED)
    assert told(GALA, gone, kind=ChangeKind.REMOVED) == "No longer in the programme."
    assert told(gone, GALA, kind=ChangeKind.RETURNED) == "Back in the programme."


def test_change_in_another_language_has_a_sentence() -> None:
    title = Text(tuple((tag, w + ("！" if tag == "zh" else "")) for tag, w in GALA.title))
    assert told(GALA, replace(GALA, title=title)) == "The wording was revised."
    assert "现名为" in told(GALA, replace(GALA, title=title), "zh")


def test_a_zone_that_has_another_name_is_no_other_time() -> None:
    named = TimeZone(VISIT.zone.info, en("China time"))
    for when in (LONG, EVENING, DAY):
        before, after = replace(GALA, when=when), replace(GALA, when=when, zone=named)
        assert told(before, after) == "The time zone is now China time, UTC+8."
    assert told(replace(GALA, when=None), replace(GALA, when=None, zone=named)) == (
        "Details were revised."
    )


def test_the_same_instant_by_other_clocks_has_not_moved() -> None:
    moscow = TimeZone(zone("Europe/Moscow"), en("Moscow time"))
    there = Timed(moscow.local(LONG.start), moscow.local(at("2024-05-16T21:00+08:00")))
    words = told(replace(GALA, when=LONG), replace(GALA, when=there, zone=moscow))
    assert words == (
        "Now given in another time zone: Thursday, 16 May 2024, 14:30–16:00 (Moscow time, UTC+3)."
    )


def test_the_second_of_two_equal_hours_is_another_time() -> None:
    berlin = TimeZone(zone("Europe/Berlin"))
    first, second = (
        Timed(datetime(2024, 10, 27, 2, 30, tzinfo=berlin.info, fold=fold)) for fold in (0, 1)
    )
    words = told(replace(GALA, when=first, zone=berlin), replace(GALA, when=second, zone=berlin))
    assert words.startswith("Moved to Sunday, 27 October 2024, 02:30 (")
    assert "UTC+1); it was" in words
    assert words.endswith("UTC+2).")


def test_translation_is_not_reported_as_another_name() -> None:
    bare = replace(GALA, title=en("Gala"))
    both = replace(GALA, title=Text((("en", "Gala"), ("zh", "晚会"))))
    assert told(bare, both, "zh") == "新增译文。"
    assert told(bare, both, "en") == "The wording was revised."
    other = replace(GALA, title=Text((("en", "Ball"), ("zh", "舞会"))))
    assert told(bare, other, "zh") == "现名为“舞会”；原名“Gala”。"


def test_revision_without_a_visible_change_says_so() -> None:
    assert told(GALA, GALA) == "The calendar entry was renewed; the event is as before."


def test_returned_event_with_another_time_has_both_sentences() -> None:
    gone = replace(GALA, status=Status.CANCELLED)
    back = replace(GALA, when=EVENING, status=Status.TENTATIVE)
    assert told(gone, back, kind=ChangeKind.RETURNED).startswith(
        "Back in the programme. It is expected, not yet confirmed. The time is now known: Thursday"
    )


@pytest.mark.parametrize("tag", ["en", "zh", "ru"])
def test_no_sentence_ends_in_two_full_stops(tag: str) -> None:
    new = replace(GALA, when=SPAN, sources=VISIT.by_id["talks"].sources, place=HARBIN)
    for words in (told(GALA, new, tag), told(None, new, tag, ChangeKind.ADDED)):
        assert ".." not in words
        assert "。。" not in words


# --- the site ------------------------------------------------------------------------------------

PROGRAMME = """
id: small
title: {en: Small, zh: 小, ru: Малая}
languages: [en, zh, ru]
zone: Asia/Shanghai
zones: {Asia/Shanghai: {en: Beijing time, zh: 北京时间, ru: пекинское время}}
sources: {me: {who: {en: Me, zh: 我, ru: Я}}}
events:
  - id: gala
    title: {en: Gala, zh: 晚会, ru: Гала}
    when: within 2124-05-16 to 2124-05-17
    sources: me
  - id: talks
    title: {en: Talks, zh: 会谈, ru: Переговоры}
    when: 2124-05-16
    sources: me
  - id: tour
    title: {en: Tour, zh: 参观, ru: Экскурсия}
    when: 2124-05-17
    sources: me
"""


def itinerary(words: str) -> Itinerary:
    return read(words.encode(), file="f.yaml", now=STAMP).itinerary


@pytest.fixture
def site(tmp_path: Path, open_ledger: Callable[[str | Path], Ledger]) -> Callable[[], FlaskClient]:
    """Publish three editions, and give a client for the site of the third."""
    ledger = open_ledger(tmp_path / "ledger.sqlite")
    known = PROGRAMME.replace("within 2124-05-16 to 2124-05-17", "2124-05-16 19:30")
    gone = known[: known.index("  - id: tour")]
    ledger.publish(itinerary(PROGRAMME), STAMP)
    ledger.publish(itinerary(known), STAMP + timedelta(days=10), note="The hour of the gala")
    ledger.publish(itinerary(gone), STAMP + timedelta(days=11))

    def client() -> FlaskClient:
        follower = LedgerFollower.of(ledger, ledger.programmes()[0], site=SITE)
        return cached_app(follower.current).test_client()

    return client


def text(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.split("<main")[1]))


def test_the_page_of_changes_tells_them_newest_first(site: Callable[[], FlaskClient]) -> None:
    words = text(site().get("/en/changes/").text)
    third, second, first = (words.index(f"Edition {number}") for number in (3, 2, 1))
    assert third < second < first
    assert "The hour of the gala" in words[second:first]
    assert "Gala The time is now known: Tuesday, 16 May 2124, 19:30 (Beijing" in words[second:first]
    assert "Tour No longer in the programme." in words[third:second]
    assert "First published, with 3 events." in words[first:]


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("zh", "时间已公布：2124年5月16日星期二，19:30（北京时间，UTC+8）。"),
        ("ru", "Теперь известно время: вторник"),
    ],
)
def test_the_page_of_changes_speaks_the_reader_s_language(
    site: Callable[[], FlaskClient], tag: str, words: str
) -> None:
    assert words in text(site().get(f"/{tag}/changes/").text)


def test_an_event_shows_its_revision_and_its_own_history(site: Callable[[], FlaskClient]) -> None:
    gala = text(site().get("/en/events/gala/").text)
    assert "revision 1" in gala
    assert "The time is now known" in gala
    assert "New: 16–17 May 2124" in gala
    assert 'class="history"' in site().get("/en/events/gala/").text
    talks = site().get("/en/events/talks/").text
    assert 'class="history"' not in talks
    assert "Updated:" not in text(talks)


def test_a_removed_event_says_so_on_its_page(site: Callable[[], FlaskClient]) -> None:
    got = site().get("/en/events/tour/")
    assert got.status_code == 200
    assert "No longer in the programme." in text(got.text)
    assert "Tour" not in text(site().get("/en/").text)


def test_a_changed_event_is_marked_on_the_agenda_for_a_few_days(
    site: Callable[[], FlaskClient],
    tmp_path: Path,
    open_ledger: Callable[[str | Path], Ledger],
) -> None:
    page = site().get("/en/").text
    (mark,) = re.findall(
        r'<p class="fresh" data-changed="([^"]+)"><a href="[^"]+#changes">([^<]+)</a>', page
    )
    assert mark == ("2024-05-25T00:00:00+00:00", "Updated: 25 May")
    ledger = open_ledger(tmp_path / "ledger.sqlite")
    later = PROGRAMME.replace("within 2124-05-16 to 2124-05-17", "2124-05-16 19:30")
    ledger.publish(itinerary(later), STAMP + timedelta(days=20))
    marks = re.findall(r'data-changed="([^"]+)"', site().get("/en/").text)
    assert marks == ["2024-06-04T00:00:00+00:00"]


ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.mark.parametrize("tag", ["en", "zh", "ru"])
def test_atom_feed_conforms_to_rfc_4287(site: Callable[[], FlaskClient], tag: str) -> None:
    got = site().get(f"/{tag}/changes.atom")
    assert got.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(got.data)
    assert root.tag == f"{ATOM}feed"
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    links = {link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")}
    assert links == {
        "self": f"{SITE}{tag}/changes.atom",
        "alternate": f"{SITE}{tag}/changes/",
    }
    entries = root.findall(f"{ATOM}entry")
    assert len(entries) == 5
    ids = [element.findtext(f"{ATOM}id") or "" for element in (root, *entries)]
    assert len(set(ids)) == len(ids)
    for element in (root, *entries):
        assert (element.findtext(f"{ATOM}id") or "").startswith("urn:itinerary:small:changes:")
        assert element.findtext(f"{ATOM}title")
        stamp = element.findtext(f"{ATOM}updated") or ""
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp)
    assert all("visit.example" not in id for id in ids)
    stamps = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert stamps == sorted(stamps, reverse=True)


def test_a_foreign_reader_reads_the_atom_feed(site: Callable[[], FlaskClient]) -> None:
    client = site()
    parsed = feedparser.parse(client.get("/en/changes.atom").data)
    assert not parsed.bozo
    assert parsed.version == "atom10"
    assert parsed.entries[1].title.startswith("Gala: The time is now known: Tuesday, 16 May 2124")
    for entry in parsed.entries[1:2]:
        assert client.get(entry.link.removeprefix(SITE[:-1])).status_code == 200


def test_changes_revalidate(site: Callable[[], FlaskClient]) -> None:
    for path in ("/en/changes/", "/en/changes.atom"):
        first = site().get(path)
        again = site().get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert again.status_code == 304


def test_an_edition_without_a_ledger_has_no_changes_to_tell(editions: dict[str, Edition]) -> None:
    from itinerary.website.publication import Publication

    client = cached_app(Publication(editions["visit"], SITE)).test_client()
    assert "Nothing changed yet." in client.get("/en/changes/").text
