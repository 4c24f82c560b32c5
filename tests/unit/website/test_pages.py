"""Pages that people read: complete without script, honest, in every language."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from itinerary.ledger import Edition
from itinerary.model.itinerary import Status
from itinerary.model.text import Text
from itinerary.source import Problem
from itinerary.value import replace
from itinerary.website.jinja.globals import NAVIGATION
from itinerary.website.publication import Publication
from tests.conftest import PROGRAMMES, ROOT, SITE, led_to
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page, pages_of, small
from tests.support.http_client import HttpClient


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("ru", "ru"),
        ("en-US,en", "en"),
        ("ja,de;q=0.8", "en"),
        ("ja, ru;q=0.3", "ru"),
        ("fr-CA,en;q=0.8", "fr"),
        ("es-MX, es;q=0.9", "es"),
        ("ar-EG,en;q=0.8", "ar"),
        ("ru;q=0.1, zh;q=0.9", "zh"),
        ("zh-TW", "zh"),
        ("ru-RU-x-private", "ru"),
        ("*, en;q=0", "zh"),
        ("en;q=0, zh;q=0, ru;q=0", "fr"),
        ("en;q=0, zh;q=0, ru;q=0, fr;q=0, es;q=0, ar;q=0", "en"),
        ("en;q=nothing,,;;=", "en"),
        (None, "en"),
        ("*", "en"),
    ],
)
def test_front_door_redirects_to_the_reader_s_language(
    visit: HttpClient, accepted: str | None, language: str
) -> None:
    got = visit.get("/", headers={"Accept-Language": accepted} if accepted else {})
    assert got.status_code == 302
    assert led_to("/", got) == f"/{language}/"
    assert "Accept-Language" in got.headers["Vary"]


def test_every_page_on_the_bar_of_a_phone_has_an_icon() -> None:
    sheet = (ROOT / "itinerary/static/css/itinerary.css").read_text("utf-8")
    # The first four, or the first five where the map is left out.
    for _, name, icon in NAVIGATION[:5]:
        assert f".icon-{icon} {{ --icon: url(" in sheet, name


@pytest.mark.whole
@pytest.mark.parametrize("programme", PROGRAMMES)
def test_pages_load_only_declared_pictures_from_other_hosts(
    programme: str, editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of(programme)
    for path in pages_of(editions[programme])[:60]:
        page = Page(client.get(path).text)
        for attributes in (*page.all("script"), *page.all("iframe"), *page.all("object")):
            assert "//" not in (attributes.get("src") or "")
        for attributes in page.all("link"):
            if attributes["rel"] in ("stylesheet", "icon"):
                assert "//" not in (attributes["href"] or "")


def test_pages_are_the_same_for_every_reader_and_revalidate(visit: FlaskClient) -> None:
    first = visit.get("/en/events/talks/")
    assert visit.get("/en/events/talks/", headers={"Accept-Language": "zh"}).data == first.data
    again = visit.get("/en/events/talks/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert visit.head("/en/events/talks/").headers["ETag"] == first.headers["ETag"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/en/events/talks/", ["16–", "17 May 2024", "day to be announced"]),
        ("/zh/events/talks/", ["2024年5月16日至", "17日", "日期待公布"]),
        ("/ru/events/talks/", ["16–", "17 мая 2024", "день пока не объявлен"]),
        (
            "/en/events/signing/",
            ["follows “Talks between Xi Jinping and Vladimir Putin”", "Expected"],
        ),
        ("/zh/events/signing/", ["在“习近平与普京会谈”之后", "预计"]),
        (
            "/ru/events/signing/",
            ["после «Переговоры Си Цзиньпина и Владимира Путина»", "Ожидается"],
        ),
        ("/en/events/gala/", ["to be announced", "Kremlin press service", "14 May 2024"]),
    ],
)
def test_unannounced_facts_are_stated_in_words(
    visit: FlaskClient, path: str, words: list[str]
) -> None:
    page = visit.get(path).text
    for word in words:
        assert word in page


@pytest.mark.whole
def test_pages_of_the_visit_name_no_hour(visit: FlaskClient, editions: dict[str, Edition]) -> None:
    for path in pages_of(editions["visit"]):
        body = visit.get(path).text.split("<main", 1)[1].split("</main>", 1)[0]
        words = re.sub(r"https?://\S+", "", re.sub(r"<[^>]+>", " ", body))
        assert not re.search(r"\b\d{1,2}:\d{2}\b", words), path


@pytest.mark.parametrize(
    ("event", "english", "russian", "machine"),
    [
        (
            "when: 2024-05-16 10:00 to 11:30",
            "Thursday, 16 May 2024, 10:00–11:30 (Beijing time, UTC+8)",
            "четверг, 16 мая 2024 г., 10:00–11:30 (пекинское время, UTC+8)",
            "2024-05-16T10:00+08:00",
        ),
        (
            "when: 2024-05-16 22:00 to 2024-05-17 01:30",
            "22:00 – 17 May, 01:30",
            "22:00 – 17 мая, 01:30",
            "2024-05-16T22:00+08:00",
        ),
        (
            "when: 2024-05-16 10:00",
            "when it ends",
            "время окончания",
            "2024-05-16T10:00+08:00",
        ),
        (
            "when: 2024-05-16",
            "Thursday, 16 May 2024, time to be announced",
            "четверг, 16 мая 2024 г., время пока не объявлено",
            "2024-05-16",
        ),
        (
            "when: 2024-05-16 evening",
            "Thursday, 16 May 2024, evening, time to be announced",
            "вечером, время пока не объявлено",
            "2024-05-16",
        ),
        ("when: all 2024-05-16 to 2024-05-17", "17 May 2024", "17 мая 2024", None),
        ("when: within 2024-05-16 to 2024-05-17", "day to be announced", "день пока", None),
        ("summary: {en: x, ru: x}", "Time to be announced", "Время пока не объявлено", None),
    ],
)
def test_each_form_of_when_has_its_wording(
    event: str, english: str, russian: str, machine: str | None
) -> None:
    client = small(event)
    for language, words in (("en", english), ("ru", russian)):
        html = client.get(f"/{language}/events/thing/").text
        assert words in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html)).replace(
            "\u202f", " "
        ).replace("  ", " ")
        times = [t["datetime"] for t in Page(html).all("time")]
        if machine:
            assert machine in times
        else:
            assert all(len(t or "") == 10 for t in times)


def test_cancelled_event_has_its_reason() -> None:
    page = small("when: 2024-05-16\nstatus: cancelled\nreason: {en: Storm, ru: Буря}")
    assert "Cancelled: Storm" in page.get("/en/").text
    assert "Отменено: Буря" in page.get("/ru/events/thing/").text


def test_markdown_is_rendered_without_dangerous_html() -> None:
    words = (
        "description: |\n"
        "  **bold** <script>alert(1)</script> <img src=x onerror=alert(1)>\n\n"
        "  [good](https://a.example/) [bad](javascript:alert(1)) ![pic](https://b.example/p.png)\n\n"
        "  # Big\n\n"
        "  - one\n"
        "  - two\n"
    )
    main = small(words).get("/en/events/thing/").text.split("<main", 1)[1]
    assert "<strong>bold</strong>" in main
    assert "<script" not in main
    assert "<img" not in main
    assert 'href="javascript' not in main
    assert 'href="https://a.example/"' in main
    assert "<h3>Big</h3>" in main
    assert main.count("<li>one</li>") == 1


def test_words_in_another_language_have_a_lang_attribute(editions: dict[str, Edition]) -> None:
    edition = editions["visit"]
    title = Text((("zh", "标题"),))
    first, *rest = edition.itinerary.events
    itinerary = replace(edition.itinerary, events=(replace(first, title=title), *rest))
    publication = Publication(replace(edition, itinerary=itinerary), SITE)
    page = cached_app(publication).test_client().get("/en/").text
    assert '<span lang="zh">标题</span>' in page


def test_every_event_shows_its_sources(visit: FlaskClient, editions: dict[str, Edition]) -> None:
    assert '<a href="about/#sources">2 sources</a>' in visit.get("/en/").text
    for event in editions["visit"].itinerary.events:
        page = visit.get(f"/en/events/{event.id}/").text
        for source in event.sources:
            assert source.who.to("en") in page


def test_banner_of_a_broken_newer_file_is_not_cached(
    editions: dict[str, Edition],
) -> None:
    problem = Problem(
        "/srv/secret/events.yaml", 3, 5, "zone", "there is no time zone “X”", "write Y"
    )
    publication = Publication(editions["visit"], SITE, trouble=(problem,))
    client = cached_app(publication).test_client()
    page = client.get("/en/")
    assert "this is the last good one" in page.text
    for hidden in ("/srv/secret", "events.yaml", "time zone “X”", "write Y"):
        assert hidden not in page.text
    assert "no-cache" in page.headers["Cache-Control"]
    local = replace(publication, local=True)
    told = cached_app(local).test_client().get("/en/").text
    assert "events.yaml:3:5: there is no time zone “X”; write Y" in told
    assert "/srv/secret" not in told
    healthy = cached_app(Publication(editions["visit"], SITE)).test_client()
    feed = "/feeds/en/state-visit-2024.ics"
    assert client.get(feed).data == healthy.get(feed).data


@pytest.mark.parametrize(
    ("path", "language", "words"),
    [
        ("/en/nothing/", "en", "There is no such page"),
        ("/zh/events/nothing/", "zh", "找不到此页面"),
        ("/ru/places/nothing/", "ru", "Такой страницы нет"),
        ("/de/", "en", "There is no such page"),
    ],
)
def test_a_missing_page_is_404_in_the_reader_s_language(
    visit: FlaskClient, path: str, language: str, words: str
) -> None:
    got = visit.get(path)
    assert got.status_code == 404
    assert words in got.text
    assert Page(got.text).all("html")[0]["lang"] == language


def test_page_without_its_last_slash_redirects_to_the_page(visit: HttpClient) -> None:
    got = visit.get("/en/events/talks")
    assert got.status_code == 308
    assert led_to("/en/events/talks", got) == "/en/events/talks/"


def test_place_shows_the_events_of_the_places_in_it(visit: FlaskClient) -> None:
    page = visit.get("/en/places/heilongjiang/").text
    assert "8th China–Russia Expo" in page
    assert "Talks between" not in page


def test_every_response_has_the_security_headers(visit: FlaskClient) -> None:
    """The checks of Mozilla's HTTP Observatory, except https, which is the proxy's."""
    paths = ("/", "/en/", "/en", "/calendar.ics", "/nothing", "/x.ics", "/en/programme.png")
    for path in (*paths, "/static/-/itinerary.css", "/embed/en/", "//en/", "/en/map/?place=x"):
        for method in ("GET", "POST"):
            headers = visit.open(path, method=method, buffered=True).headers
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert "camera=(), " in headers["Permissions-Policy"]
            policy = dict(
                rule.strip().split(" ", 1) for rule in headers["Content-Security-Policy"].split(";")
            )
            assert policy["default-src"] == policy["base-uri"] == "'none'"
            assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
            framed = path.startswith("/embed/") and method == "GET"
            assert policy["frame-ancestors"] == ("*" if framed else "'self'")
            assert "Set-Cookie" not in headers
            # These would keep frames and shared pictures from other sites.
            assert "X-Frame-Options" not in headers
            assert "Cross-Origin-Resource-Policy" not in headers
            assert "Cross-Origin-Embedder-Policy" not in headers


def test_the_agenda_has_every_event_once(
    editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    for programme, edition in editions.items():
        page = client_of(programme).get(f"/{edition.itinerary.languages[0]}/").text
        for event in edition.itinerary.events:
            link = f'<h3><a class="p-name u-url" href="events/{event.id}/"'
            assert page.count(link) == 1, event.id


def test_cancelled_and_postponed_are_stated_in_words(
    editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    off = [
        e
        for e in editions["conference"].itinerary.events
        if e.status in (Status.CANCELLED, Status.POSTPONED)
    ]
    assert off
    for event in off:
        page = client_of("conference").get(f"/en/events/{event.id}/").text
        assert ("Cancelled" if event.status is Status.CANCELLED else "Postponed") in page


def test_days_of_the_agenda_are_marked_up_as_dates(client_of: Callable[[str], FlaskClient]) -> None:
    page = Page(client_of("conference").get("/en/").text)
    days = {t["datetime"] for t in page.all("time")}
    assert {date(2026, 12, n).isoformat() for n in (1, 2, 3)} <= days


def test_truncated_compiled_template_is_compiled_again(
    editions: dict[str, Edition], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def page() -> str:
        app = cached_app(Publication(editions["visit"], SITE))
        return app.test_client().get("/ru/about/").text

    first = page()
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) > 1
    for path in kept:
        path.write_bytes(path.read_bytes()[:40])
    assert page() == first
    shutil.rmtree(tmp_path)
    assert page() == first
