"""Addresses that were handed out: where they lead, and that they go on answering."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, unquote, urlencode
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response

from itinerary.export import build
from itinerary.export.file_names import file_name
from itinerary.export.folder import Folder
from itinerary.export.site_files import Site
from itinerary.ledger import Edition, LogEntry, changes, revise
from itinerary.model.selection_query import FILTERS, SEARCH
from itinerary.model.text import Text
from itinerary.render import addresses
from itinerary.source import read
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website.assets import assets
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE, led_to
from tests.support.cached_app import cache_of, cached_app, switch
from tests.support.html_pages import Page
from tests.support.http_client import HttpClient

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


def log_of(*editions: Edition) -> tuple[LogEntry, ...]:
    pairs = zip((None, *editions), editions, strict=False)
    entries = [LogEntry(e.number, e.published, e.note, changes(old, e)) for old, e in pairs]
    return tuple(reversed(entries))


def publication(edition: Edition) -> Publication:
    log = log_of(*(e for e in (BOTH, MOVED, FORMER) if e.number <= edition.number))
    return Publication(edition, SITE, lambda _: log)


def app_of(edition: Edition) -> Flask:
    current = publication(edition)
    return cached_app(current)


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


def test_feeds_of_many_days_do_not_evict_requested_feeds() -> None:
    app = cached_app(publication(FORMER), capacity=2**18)
    cache = cache_of(app)
    client = app.test_client()
    liked, own = "/feeds/en/fest.ics?day=2027-05-17", "/feeds/en/fest.ics"
    first = client.get(liked).data
    client.get(own)
    for n in range(300):
        client.get(f"/feeds/en/fest.ics?day={NOW.date() + timedelta(days=n)}")
        if not n % 10:
            assert client.get(liked).data == first
    assert cache.generation.unbounded.size <= cache.generation.unbounded.capacity
    assert len(cache.generation.unbounded.responses) < 100
    assert liked in cache.generation.unbounded.responses
    assert own in cache.generation.finite.responses


UNDATED = """
id: fest
title: {en: Fest, ru: Фест}
languages: [en, ru]
zone: Europe/Berlin
sources: {board: {who: {mul: Board}}}
events:
  - {id: a, title: {mul: A}, sources: board}
  - {id: b, title: {mul: B}, sources: board}
  - {id: c, title: {mul: C}, sources: board}
"""


def test_calendars_cancel_what_lost_its_day_and_go_on_when_all_days_are_withdrawn() -> None:
    itinerary = read(UNDATED.encode(), file="x", now=NOW).itinerary
    never = cached_app(Publication(revise(None, itinerary, NOW), SITE)).test_client()
    assert never.get("/feeds/en/fest.ics").status_code == 404  # such a feed was never offered
    paths = ("/feeds/en/fest.ics", "/feeds/ru/places/hall.ics", "/calendar.ics")
    open_again = revise(BOTH, itinerary, NOW + HOUR)
    withdrawn = cached_app(Publication(open_again, SITE)).test_client()
    for path in paths:
        entries = Calendar.from_ical(withdrawn.get(path).data).walk("VEVENT")
        assert {(entry["STATUS"], entry["SEQUENCE"]) for entry in entries} == {("CANCELLED", 1)}
    renamed = replace(itinerary, title=Text.of({"en": "New"}, itinerary.languages))
    edition = revise(open_again, renamed, NOW + timedelta(days=1000))
    later = cached_app(Publication(edition, SITE)).test_client()
    for path in paths:
        got = later.get(path)
        assert got.status_code == 200
        (notice,) = Calendar.from_ical(got.data).walk("VEVENT")
        assert notice.decoded("DTSTART") == edition.published.date()
        assert notice["SEQUENCE"] == 2
        assert notice.decoded("LAST-MODIFIED") == edition.published
    assert set(site_paths.feeds(Publication(edition, SITE))) >= set(
        site_paths.feeds(publication(BOTH))
    )


def test_a_notice_over_other_days_is_a_new_revision_of_it() -> None:
    day = "/feeds/en/fest.ics?day=2030-01-01"
    notices = [
        Calendar.from_ical(app_of(edition).test_client().get(day).data).walk("VEVENT")[0]
        for edition in (BOTH, MOVED)
    ]
    before, after = notices
    assert before["UID"] == after["UID"]
    assert before.decoded("DTEND") != after.decoded("DTEND")
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    for name in ("LAST-MODIFIED", "DTSTAMP"):
        assert before.decoded(name) < after.decoded(name)
    assert before.decoded("CREATED") == after.decoded("CREATED")


# --- renamed events ------------------------------------------------------------------------------


def renamed(previous: Edition, before: str, after: str) -> Edition:
    events = tuple(
        replace(event, id=after, was=before) if event.id == before else event
        for event in previous.itinerary.events
    )
    now = previous.published + HOUR
    return revise(previous, replace(previous.itinerary, events=events), now)


TWICE = renamed(renamed(BOTH, "a", "alpha"), "alpha", "aleph")


@pytest.mark.parametrize("id", ["a", "alpha"])
@pytest.mark.parametrize("path", ["/ru/events/{}/", "/embed/en/events/{}/", "/en/events/{}.ics"])
def test_addresses_of_a_renamed_event_redirect_to_it(path: str, id: str) -> None:
    client = cached_app(Publication(TWICE, SITE)).test_client()
    got = client.get(path.format(id))
    assert (got.status_code, led_to(path, got)) == (302, path.format("aleph"))
    assert client.get(path.format("aleph")).status_code == 200
    framed = client.get(f"/oembed?url={SITE}en/events/{id}/").get_json()
    assert "/embed/en/events/aleph/" in framed["html"]


def test_reused_id_does_not_redirect() -> None:
    other = replace(TWICE.itinerary.events[0], id="alpha", uid="alpha@fest.itinerary", was=None)
    itinerary = replace(TWICE.itinerary, events=(*TWICE.itinerary.events, other))
    edition = revise(TWICE, itinerary, TWICE.published + HOUR)
    assert (edition.renamed("alpha"), edition.renamed("a")) == (None, "aleph")


@pytest.mark.whole
def test_build_has_redirect_pages_of_renamed_events(tmp_path: Path) -> None:
    build.build(Site(Publication(TWICE, SITE)), Folder(tmp_path / "public"))
    for language, id in (("en", "a"), ("ru", "alpha")):
        page = Page((tmp_path / f"public/{language}/events/{id}/index.html").read_text("utf-8"))
        assert page.all("a")[0]["href"] == "../aleph/"


# --- former languages ----------------------------------------------------------------------------


def test_an_edition_knows_its_former_languages() -> None:
    assert (BOTH.former_languages, MOVED.former_languages, FORMER.former_languages) == (
        (),
        (),
        ("ru",),
    )
    assert [FORMER.language_for(tag) for tag in ("en", "ru", "de")] == ["en", "en", None]
    again = publish(FORMER, languages="ru, en")
    assert again.former_languages == ()
    assert again.language_for("ru") == "ru"
    last = publish(publish(again, languages="de, en"), languages="fr")
    assert last.former_languages == ("ru", "de", "en")
    assert last.language_for("ru") == "fr"


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
    now = [*site_paths.paths(publication(FORMER)), *site_paths.pictures(publication(FORMER))]
    polled = set(site_paths.feeds(before)) | {addresses.changes_atom("ru")}
    led = 0
    for path in [*site_paths.paths(before), *site_paths.pictures(before)]:
        here = path.replace("/ru/", "/en/")
        if here == path:
            continue
        got = former.get(path)
        if path in polled or path.endswith((".ics", ".jcal.json")):
            assert got.status_code == 200, path
        else:
            assert here in now
            assert (got.status_code, led_to(path, got)) == (302, here)
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


@pytest.mark.whole
def test_a_build_has_calendars_of_former_languages_and_pages_that_lead_on(tmp_path: Path) -> None:
    target = tmp_path / "public"
    build.build(Site(publication(MOVED)), Folder(target))
    before = {p.relative_to(target).as_posix() for p in target.rglob("*") if p.is_file()}
    report = build.build(Site(publication(FORMER)), Folder(target))
    gone = {name for name in before if not (target / name).exists()}
    assert {Path(name).suffix for name in gone} <= {
        ".png",
        ".pdf",
        ".json",
        ".txt",
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
    for path, there in site_paths.moved(publication(FORMER)):
        page = Page((target / file_name(path)).read_text("utf-8"))
        (link,) = page.all("a")
        reached = (target / file_name(path)).parent / str(link["href"])
        assert (reached / "index.html").resolve() == target / file_name(there)
        (script,) = page.all("script")
        assert ((target / file_name(path)).parent / str(script["src"])).is_file()
        assert f'content="0; url={link["href"]}"' in (target / file_name(path)).read_text("utf-8")
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
    assert (got.status_code, led_to(asked, got)) == (301, canonical)
    assert former.get(canonical).status_code == 200


@pytest.mark.parametrize(
    "path", ["/en/", "/en/events/a/", "/en/subscribe/", "/embed/en/", "/en/changes/", "/ru/"]
)
def test_a_page_with_marks_is_the_page_that_is_ready(path: str) -> None:
    app = app_of(MOVED)
    client = app.test_client()
    page = client.get(path).data
    kept = len(cache_of(app).generation.unbounded.responses)
    for n in range(5):
        got = client.get(f"{path}?fbclid={n}&utm_source=x&%66bclid={n}")
        assert (got.status_code, got.data) == (200, page)
    assert len(cache_of(app).generation.unbounded.responses) == kept


def test_query_keys_of_pages_are_not_taken_for_marks() -> None:
    code = "".join(f.read_text("utf-8") for f in Path(site_paths.__file__).parent.rglob("*.py"))
    keys = set(re.findall(r'(?:\bargs\.get\(|\bargs\[|_at_most\()"(\w+)"', code))
    assert keys >= {"language", "colour", "url", "maxwidth"}
    assert keys | {*FILTERS, SEARCH} <= addresses.QUERY


# --- redirects -----------------------------------------------------------------------------------

PARTS = st.one_of(
    st.sampled_from(
        [
            *("", "en", "ru", "de", "EN", "feeds", "events", "places", "categories", "parties"),
            *("calendar", "timeline", "subscribe", "changes", "about", "index", "map", "embed"),
            *(
                "calendar.ics",
                "feed.ics",
                "fest.ics",
                "hall.ics",
                "a.ics",
                "a",
                "b",
                "aleph",
                "hall",
            ),
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
PATHS = st.one_of(
    st.lists(PARTS, max_size=5).map(lambda parts: "/" + "/".join(quote(p, safe="") for p in parts)),
    st.sampled_from([*site_paths.paths(publication(BOTH))]).map(lambda path: path.rstrip("/")),
)
ASKED = st.tuples(PATHS, st.lists(st.tuples(KEYS, VALUES), max_size=4), st.booleans())


@pytest.fixture(scope="module")
def sites() -> list[Flask]:
    return [app_of(edition) for edition in (BOTH, FORMER, TWICE)]


def ask(app: Flask, address: str, root: str) -> Response:
    """Return the answer to a reference on the site, which is mounted at `root`. Clients for tests
    would take what follows two slashes for a host."""
    path, _, query = address.partition("#")[0].partition("?")
    environ = EnvironBuilder(base_url=SITE, query_string=query).get_environ()
    environ |= {"PATH_INFO": unquote(path, "latin-1"), "SCRIPT_NAME": root}
    return Response.from_app(app.wsgi_app, environ)


@given(ASKED, st.sampled_from(["", "/below/a"]), st.integers(0, 2))
def test_redirect_leads_to_existing_page_in_one_hop(
    sites: list[Flask],
    asked: tuple[str, list[tuple[str, str]], bool],
    root: str,
    which: int,
) -> None:
    path, pairs, slash = asked
    address = path + "/" * slash + (f"?{urlencode(pairs)}" if pairs else "")
    got = ask(sites[which], address, root)
    assert got.status_code < 500
    if not 300 <= got.status_code < 400:
        return
    there = led_to(f"https://visit.example{root}{address}", got)
    assert there.startswith(f"https://visit.example{root}/")
    reached = ask(sites[which], there.removeprefix(f"https://visit.example{root}"), root)
    assert reached.status_code in (200, 400, 501), (address, there)


@pytest.mark.parametrize("root", ["", "/tour", "/a/tour"])
def test_the_root_of_a_site_that_is_mounted_below_a_path_leads_on(root: str) -> None:
    """WSGI has no path at all for it (PEP 3333)."""
    environ = EnvironBuilder(base_url=SITE).get_environ() | {"PATH_INFO": "", "SCRIPT_NAME": root}
    got = Response.from_app(app_of(BOTH).wsgi_app, environ)
    assert led_to(f"https://visit.example{root}", got) == f"https://visit.example{root}/en/"


@pytest.mark.parametrize(
    "path", ["/", "/en", "/ru/about", "/n?ope", "//evil.example/en", "/https:x"]
)
def test_responses_do_not_repeat_the_host_of_the_request(path: str) -> None:
    app = app_of(BOTH)

    def answer(host: str) -> tuple[int, str | None, bytes]:
        environ = EnvironBuilder(base_url=SITE).get_environ()
        environ |= {"PATH_INFO": path, "HTTP_HOST": host, "SERVER_NAME": host}
        got = Response.from_app(app.wsgi_app, environ)
        return got.status_code, got.headers.get("Location"), got.data

    for host in ("evil.example", "xn--4ca", "ä", "", "[", "a:b:c"):
        assert answer(host) == answer("visit.example")
        assert answer(host)[0] in (302, 308, 404)


# --- one address ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        *("//en/", "///en/", "/en//", "/en//about/", "/./en/", "/en/./", "/en/../en/", "/en/.."),
        *("/en\\", "\\en/", "/en/\\about/", "//feeds/en/fest.ics", "/feeds//en/fest.ics"),
        *("//", "//evil.example/..", "/static/../en/", "//static/x/itinerary.css"),
    ],
)
def test_path_that_normalises_to_another_is_404(path: str) -> None:
    app = app_of(BOTH)
    for method in ("GET", "HEAD", "POST", "OPTIONS"):
        environ = EnvironBuilder(base_url=SITE, method=method).get_environ() | {"PATH_INFO": path}
        got = Response.from_app(app.wsgi_app, environ)
        assert got.status_code == 404, method
        if path.endswith(".ics"):
            assert got.content_type == "text/plain; charset=utf-8"
        assert not cache_of(app).generation.finite.responses


OWN = [*site_paths.paths(publication(BOTH))]
MARKS = [
    "/",
    "//",
    "/.",
    "/./",
    "/../",
    "\\",
    ".",
    ":",
    ";",
    "%",
    "?",
    "#",
    " ",
    "\0",
    "\xff",
    "A",
    "0",
]


@given(st.sampled_from(OWN), st.integers(0, 60), st.integers(0, 2), st.sampled_from(MARKS))
def test_stored_address_of_site_is_valid(
    sites: list[Flask], path: str, at: int, gone: int, mark: str
) -> None:
    asked = path[:at] + mark + path[at + gone :]
    environ = EnvironBuilder(base_url=SITE).get_environ() | {"PATH_INFO": asked}
    assert Response.from_app(sites[0].wsgi_app, environ).status_code < 500
    kept = sites[0].wsgi_app.generation.finite.responses  # type: ignore[attr-defined]
    known = {*OWN, *site_paths.pictures(publication(BOTH)), *assets(sites[0]).paths()}
    assert kept.keys() <= known


@pytest.mark.parametrize(
    "path", ["/xyz", "/feed.ics", "/favicon", "/de", "/ru/events/zz", "/en/events/zz", "/a%3Fb"]
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "PROPFIND"])
def test_unknown_path_is_404_without_a_redirect(former: HttpClient, path: str, method: str) -> None:
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
def test_redirects_are_combined_into_one(
    former: HttpClient, path: str, status: int, there: str
) -> None:
    got = former.get(path)
    assert (got.status_code, led_to(path, got)) == (status, there)
    assert got.headers["Location"].partition("#")[0] in got.text


def test_the_front_door_still_depends_on_the_reader() -> None:
    got = app_of(MOVED).test_client().get("/", headers={"Accept-Language": "ru"})
    assert (got.status_code, led_to("/", got)) == (302, "/ru/")
    assert got.headers["Vary"] == "Accept-Language"
    assert got.headers["Cache-Control"] == "no-cache"


def test_redirect_and_its_target_are_of_one_edition() -> None:
    client = cached_app(publication(MOVED)).test_client()
    assert led_to("/ru", client.get("/ru")) == "/ru/"
    switch(client, publication(FORMER))
    assert led_to("/ru", client.get("/ru")) == "/en/"
    switch(client, Publication(replace(FORMER, former_languages=()), SITE))
    assert client.get("/ru").status_code == 404
