"""Addresses that were handed out: where they lead, and that they go on answering."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlencode
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.build import builder
from itinerary.build.folder import Folder
from itinerary.build.site import Site, name_of
from itinerary.formats import addresses
from itinerary.ledger import Edition, Entry, changes, revise
from itinerary.source import read
from itinerary.web import inventory
from itinerary.web.application import create_app
from itinerary.web.press import Press
from itinerary.web.publication import Publication
from tests.conftest import NOW, SITE
from tests.test_pages import Page

PROGRAMME = """
id: fest
title: {en: Fest, ru: Фест}
languages: [%(languages)s]
zone: Europe/Berlin
days: 2027-05-16 to %(last)s
sources: {board: {who: {mul: Board}}}
places: {hall: {name: {mul: Hall}}}
events:
  - {id: a, title: {mul: A}, when: 2027-05-16 10:00 to 11:00, place: hall, sources: board}
  - {id: b, title: {mul: B}, when: 2027-05-17 10:00 to 11:00, place: hall, sources: board}
  - {id: c, title: {mul: C}, when: %(last)s 14:00 to 15:00, place: hall, sources: board}
"""
HOUR = timedelta(hours=1)


def publish(previous: Edition | None, **values: str) -> Edition:
    """Return the next edition of the programme: with languages, and a last day."""
    known = {"languages": "en, ru", "last": "2027-05-18"} | values
    now = previous.published + HOUR if previous else NOW
    return revise(previous, read((PROGRAMME % known).encode(), file="x", now=now).itinerary, now)


BOTH = publish(None)
"""In two languages, on three days."""

MOVED = publish(BOTH, last="2027-05-17")
"""The only event of the third day is on the second."""

FORMER = publish(MOVED, last="2027-05-17", languages="en")
"""In one language."""


def log_of(*editions: Edition) -> tuple[Entry, ...]:
    pairs = zip((None, *editions), editions, strict=False)
    entries = [Entry(e.number, e.published, e.note, changes(old, e)) for old, e in pairs]
    return tuple(reversed(entries))


def publication(edition: Edition) -> Publication:
    log = log_of(*(e for e in (BOTH, MOVED, FORMER) if e.number <= edition.number))
    return Publication(edition, SITE, lambda _: log)


def app_of(edition: Edition) -> Flask:
    current = publication(edition)
    return create_app(lambda: current)


@pytest.fixture(scope="module")
def former() -> FlaskClient:
    return app_of(FORMER).test_client()


# --- days ----------------------------------------------------------------------------------------


def test_the_calendar_of_a_day_whose_last_event_moved_says_that_nothing_is_on_it() -> None:
    address = "/feeds/en/fest.ics?day=2027-05-18"
    assert "SUMMARY:C" in app_of(BOTH).test_client().get(address).text
    got = app_of(MOVED).test_client().get(address)
    assert got.status_code == 200
    assert got.text.count("BEGIN:VEVENT") == 1
    assert "SUMMARY:No dated events here at present" in got.text


@pytest.mark.parametrize("day", ["1900-01-01", "2024-02-29", "2199-12-31"])
def test_any_well_formed_day_is_a_selection(former: FlaskClient, day: str) -> None:
    assert former.get(f"/feeds/en/fest.ics?day={day}").text.count("BEGIN:VEVENT") == 1
    page = former.get(f"/en/subscribe/?day={day}")
    assert page.status_code == 200
    assert f'value="{day}" checked' in page.text


def test_endless_days_do_not_push_out_what_is_asked_for() -> None:
    app = app_of(FORMER)
    current = publication(FORMER)
    press = Press(app.wsgi_app.app, lambda: current, room=2**18)  # type: ignore[attr-defined]
    app.wsgi_app = press  # type: ignore[assignment, method-assign]
    client = app.test_client()
    liked, own = "/feeds/en/fest.ics?day=2027-05-17", "/feeds/en/fest.ics"
    first = client.get(liked).data
    client.get(own)
    for n in range(300):
        client.get(f"/feeds/en/fest.ics?day={NOW.date() + timedelta(days=n)}")
        if not n % 10:
            assert client.get(liked).data == first
    assert press.run.odd.size <= press.run.odd.room
    assert len(press.run.odd.printed) < 100
    assert liked in press.run.odd.printed
    assert own in press.run.own.printed


# --- former languages ----------------------------------------------------------------------------


def test_an_edition_knows_its_former_languages() -> None:
    assert (BOTH.former, MOVED.former, FORMER.former) == ((), (), ("ru",))
    assert [FORMER.spoken(tag) for tag in ("en", "ru", "de")] == ["en", "en", None]
    again = publish(FORMER, languages="ru, en")
    assert again.former == ()
    assert again.spoken("ru") == "ru"
    last = publish(publish(again, languages="de, en"), languages="fr")
    assert last.former == ("ru", "de", "en")
    assert last.spoken("ru") == "fr"


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/{}/fest.ics",
        "/feeds/{}/places/hall.ics",
        "/feeds/{}/fest.ics?day=2027-05-17",
        "/feeds/{}/fest.ics?day=2027-05-18&place=hall",
        "/{}/events/a.ics",
    ],
)
def test_calendars_of_a_former_language_go_on_in_the_first(former: FlaskClient, path: str) -> None:
    got, first = former.get(path.format("ru")), former.get(path.format("en"))
    assert (got.status_code, got.data) == (200, first.data)
    assert got.headers["ETag"] == first.headers["ETag"]
    assert former.get(path.format("de")).status_code == 404


def test_the_changes_of_a_former_language_go_on_and_nothing_is_told_twice(
    former: FlaskClient,
) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    before = ET.fromstring(app_of(MOVED).test_client().get("/ru/changes.atom").data)
    got = former.get("/ru/changes.atom")
    assert got.status_code == 200
    after = ET.fromstring(got.data)

    def ids(feed: ET.Element) -> list[str | None]:
        return [entry.findtext(f"{atom}id") for entry in feed.findall(f"{atom}entry")]

    assert after.findtext(f"{atom}id") == before.findtext(f"{atom}id")
    assert ids(before)
    assert ids(after) == ids(before)
    assert after.findtext(f"{atom}title") == "Fest: what changed"


def test_all_else_of_a_former_language_leads_to_the_first_but_not_for_good(
    former: FlaskClient,
) -> None:
    before = publication(MOVED)
    now = [*inventory.paths(publication(FORMER)), *inventory.pictures(publication(FORMER))]
    polled = set(inventory.feeds(before)) | {addresses.changes_atom("ru")}
    led = 0
    for path in [*inventory.paths(before), *inventory.pictures(before)]:
        here = path.replace("/ru/", "/en/")
        if here == path:
            continue
        got = former.get(path)
        if path in polled or path.endswith(".ics"):
            assert got.status_code == 200, path
        else:
            assert here in now
            assert (got.status_code, got.headers["Location"]) == (302, here)
            led += 1
    assert led > 20


@pytest.mark.parametrize("path", ["/en/subscribe/", "/en/embed/"])
def test_a_choice_of_a_former_language_is_one_of_the_first(former: FlaskClient, path: str) -> None:
    got = former.get(f"{path}?language=ru")
    assert got.status_code == 200
    assert got.data == former.get(path).data


def test_a_page_of_a_former_language_can_still_be_framed(former: FlaskClient) -> None:
    got = former.get(f"/oembed?url={SITE}ru/events/a/").get_json()
    assert f"{SITE}embed/en/events/a/" in got["html"]


def test_a_build_has_calendars_of_former_languages_and_pages_that_lead_on(tmp_path: Path) -> None:
    target = tmp_path / "public"
    builder.build(Site(publication(MOVED)), Folder(target))
    before = {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()}
    report = builder.build(Site(publication(FORMER)), Folder(target))
    gone = {name for name in before if not (target / name).exists()}
    assert {Path(name).suffix for name in gone} <= {
        ".png",
        ".pdf",
        ".json",
        ".webmanifest",
        ".br",
    } | {
        ".gz",
        ".html",
    }
    assert not [name for name in gone if name.endswith((".ics", ".atom"))]
    lost = {name for name in gone if name.endswith(".html")}
    assert lost == {"ru/404.html", "ru/offline/index.html"}
    assert report.written
    for path, there in inventory.moved(publication(FORMER)):
        page = Page((target / name_of(path)).read_text("utf-8"))
        (link,) = page.all("a")
        reached = (target / name_of(path)).parent / str(link["href"])
        assert (reached / "index.html").resolve() == target / name_of(there)
        (script,) = page.all("script")
        assert ((target / name_of(path)).parent / str(script["src"])).is_file()
        assert f'content="0; url={link["href"]}"' in (target / name_of(path)).read_text("utf-8")
    for name in ("feeds/ru/fest.ics", "ru/events/a.ics"):
        assert (target / name).read_bytes() == (target / name.replace("ru/", "en/")).read_bytes()


# --- marks that others add -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "canonical"),
    [
        ("/feeds/en/fest.ics?utm_source=mail&utm_medium=x", "/feeds/en/fest.ics"),
        ("/feeds/en/fest.ics?fbclid=IwAR0", "/feeds/en/fest.ics"),
        ("/feeds/en/fest.ics?v=2", "/feeds/en/fest.ics"),
        ("/feeds/en/fest.ics?v", "/feeds/en/fest.ics"),
        ("/feeds/en/fest.ics?gclid=1&place=hall", "/feeds/en/places/hall.ics"),
        (
            "/feeds/en/fest.ics?place=hall&day=2027-05-16&_=1",
            "/feeds/en/fest.ics?day=2027-05-16&place=hall",
        ),
        ("/feeds/ru/fest.ics?place=hall&v=3", "/feeds/ru/places/hall.ics"),
        ("/feeds/en/places/hall.ics?v=2", "/feeds/en/places/hall.ics"),
        ("/en/events/a.ics?fbclid=1", "/en/events/a.ics"),
        ("/calendar.ics?v=2", "/calendar.ics"),
    ],
)
def test_a_calendar_with_marks_leads_to_its_one_address_for_good(
    former: FlaskClient, asked: str, canonical: str
) -> None:
    got = former.get(asked)
    assert (got.status_code, got.headers["Location"]) == (301, canonical)
    assert former.get(canonical).status_code == 200


@pytest.mark.parametrize(
    "path", ["/en/", "/en/events/a/", "/en/subscribe/", "/embed/en/", "/en/changes/", "/ru/"]
)
def test_a_page_with_marks_is_the_page_that_is_ready(path: str) -> None:
    app = app_of(MOVED)
    client = app.test_client()
    page = client.get(path).data
    kept = len(app.wsgi_app.run.odd.printed)  # type: ignore[attr-defined]
    for n in range(5):
        got = client.get(f"{path}?fbclid={n}&utm_source=x&%66bclid={n}")
        assert (got.status_code, got.data) == (200, page)
    assert len(app.wsgi_app.run.odd.printed) == kept  # type: ignore[attr-defined]


def test_what_pages_ask_of_a_query_is_not_taken_for_a_mark() -> None:
    code = "".join(f.read_text("utf-8") for f in Path(inventory.__file__).parent.glob("*.py"))
    keys = set(re.findall(r'(?:\bargs\.get\(|\bargs\[|_at_most\()"(\w+)"', code))
    assert keys >= {"language", "colour", "url", "q", "maxwidth"}
    assert keys <= addresses.QUERY


# --- redirects -----------------------------------------------------------------------------------

PARTS = st.one_of(
    st.sampled_from(
        [
            *("", "en", "ru", "de", "EN", "feeds", "events", "places", "categories", "parties"),
            *("calendar", "timeline", "subscribe", "changes", "about", "index", "map", "embed"),
            *("calendar.ics", "feed.ics", "fest.ics", "hall.ics", "a.ics", "a", "b", "hall", "x"),
            *("changes.atom", "zones.json", "programme.pdf", "offline", "manifest.webmanifest"),
            *("2027-05-16", "2027-05-18", "2027-05", "favicon", "favicon.ico", "robots.txt"),
            *(
                "static",
                "oembed",
                "sitemap.xml",
                "sitemap-1.xml",
                "sw.js",
                "..",
                ".",
                "?",
                "#",
                " ",
            ),
            *("colours.css", "embed.js", "icon.svg", "404.html", "evil.example", "@", "%", ";"),
        ]
    ),
    st.text(max_size=4),
)
KEYS = st.sampled_from([*sorted(addresses.QUERY), "v", "utm_source", "fbclid", "", "plase", "b"])
VALUES = st.one_of(
    st.sampled_from(
        ["hall", "en", "ru", "de", "2027-05-16", "2027-05-18", "20270516", "x", "", "a"]
    ),
    st.text(max_size=3),
)
ASKED = st.tuples(
    st.lists(PARTS, max_size=5), st.lists(st.tuples(KEYS, VALUES), max_size=4), st.booleans()
)


@pytest.fixture(scope="module")
def sites() -> list[FlaskClient]:
    return [app_of(edition).test_client() for edition in (BOTH, FORMER)]


@settings(max_examples=300, deadline=None)
@given(ASKED, st.sampled_from([SITE, f"{SITE}below/a/"]), st.sampled_from([0, 1]))
def test_a_redirect_leads_in_one_hop_to_what_is_there(
    sites: list[FlaskClient],
    asked: tuple[list[str], list[tuple[str, str]], bool],
    base: str,
    which: int,
) -> None:
    parts, pairs, slash = asked
    path = "/" + "/".join(quote(part, safe="") for part in parts) + "/" * slash
    query = urlencode(pairs)
    client = sites[which]
    root = base.removeprefix(SITE[:-1]).rstrip("/")
    got = client.get(path, query_string=query, base_url=base)
    assert got.status_code < 500
    if not 300 <= got.status_code < 400:
        return
    location = got.headers["Location"]
    assert location.startswith(f"{root}/")
    reached = client.get(location.removeprefix(root).partition("#")[0], base_url=base)
    assert reached.status_code in (200, 400, 501), (path, query, location)


@pytest.mark.parametrize(
    "path", ["/xyz", "/feed.ics", "/favicon", "/de", "/ru/events/zz", "/en/events/zz", "/a%3Fb"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PROPFIND"])
def test_what_is_not_there_says_so_at_once(former: FlaskClient, path: str, method: str) -> None:
    got = former.open(path, method=method)
    assert got.status_code == 404
    if path.endswith(".ics") and method == "GET":
        assert got.content_type == "text/plain; charset=utf-8"


def test_an_error_refers_to_its_files_from_the_address_that_was_asked_for(
    former: FlaskClient,
) -> None:
    page = Page(former.get("/xyz", base_url=f"{SITE}below/").text)
    sheets = [str(a["href"]) for a in page.all("link") if a.get("rel") == "stylesheet"]
    assert sheets
    assert all(sheet.startswith(("static/", "programme.css")) for sheet in sheets)


@pytest.mark.parametrize(
    ("path", "status", "there"),
    [
        ("/en", 308, "/en/"),
        ("/ru", 302, "/en/"),
        ("/ru/events/a", 302, "/en/events/a/"),
        ("/en?place=hall&day=", 302, "/en/?place=hall"),
        ("/en/places", 308, "/en/index/#places"),
    ],
)
def test_several_redirects_are_one(former: FlaskClient, path: str, status: int, there: str) -> None:
    got = former.get(path)
    assert (got.status_code, got.headers["Location"]) == (status, there)
    assert there.partition("#")[0] in got.text


def test_the_front_door_still_depends_on_the_reader() -> None:
    got = app_of(MOVED).test_client().get("/", headers={"Accept-Language": "ru"})
    assert (got.status_code, got.headers["Location"]) == (302, "/ru/")
    assert got.headers["Vary"] == "Accept-Language"
    assert got.headers["Cache-Control"] == "no-cache"


def test_what_a_redirect_leads_to_is_of_the_same_edition() -> None:
    shown = [publication(MOVED)]
    client = create_app(lambda: shown[-1]).test_client()
    assert client.get("/ru").headers["Location"] == "/ru/"
    shown.append(publication(FORMER))
    assert client.get("/ru").headers["Location"] == "/en/"
    shown.append(Publication(replace(FORMER, former=()), SITE))
    assert client.get("/ru").status_code == 404
