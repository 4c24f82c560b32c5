"""The pages for machines: JSON-LD, relations between pages, sitemap, robots.txt."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree as ET

import mf2py
import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from pyld import jsonld as pyld

from itinerary.ledger import Edition, LogEntry, changes, revise
from itinerary.model.itinerary import Itinerary, Status
from itinerary.model.text import Text
from itinerary.model.when import When
from itinerary.model.when_notation import parse
from itinerary.render.documents import jsonld, sitemap
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import NOW, PROGRAMMES, ROOT, SITE
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page, pages_of, small
from tests.support.node import ran

PARSERS = ROOT / "tests" / "parsers"
SCHEMA = "https://schema.org/"


def linked_data(html: str) -> list[dict[str, Any]]:
    """Return the JSON-LD of a page, found by its script elements."""
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    return [json.loads(block) for block in blocks]


@pytest.fixture(scope="session")
def nodes(editions: dict[str, Edition]) -> list[Any]:
    """Give the JSON-LD of all agendas and events of the three programmes."""
    found = []
    for edition in editions.values():
        for tag in edition.itinerary.languages:
            found.append(jsonld.programme_node(edition, tag, site=SITE))
            found += [
                jsonld.event_node(edition, e, tag, site=SITE) for e in edition.itinerary.events
            ]
    return [json.loads(jsonld.dump(node)) for node in found]


def shape(node: Any) -> str:
    """Return the properties of a node and the types of their values."""
    if isinstance(node, dict):
        inner = sorted(f"{key}:{shape(value)}" for key, value in node.items())
        return f"{node['@type']}({','.join(inner)})"
    if isinstance(node, list):
        return f"[{','.join(sorted({shape(value) for value in node}))}]"
    return node if isinstance(node, str) and node.startswith(SCHEMA) else type(node).__name__


# --- JSON-LD -------------------------------------------------------------------------------------


def test_linked_data_conforms_to_closed_schema(nodes: list[Any]) -> None:
    schema = json.loads((ROOT / "tests" / "data" / "jsonld.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for node in nodes:
        validator.validate(node)
    for wrong in ({"startDate": "16 May"}, {"performer": "x"}, {"endDate": "2024-05-16"}):
        event = next(n for n in nodes if n["@type"] == "Event" and "startDate" not in n)
        assert list(validator.iter_errors({**event, **wrong}))


def test_linked_data_uses_terms_of_schema_org(tmp_path: Path, nodes: list[Any]) -> None:
    modules = PARSERS / "node_modules"
    (tmp_path / "node_modules").symlink_to(modules)

    def written(name: str, *things: Any) -> str:
        lines = ['import type { Event, EventSeries, WithContext } from "schema-dts";']
        for thing in things:
            kind = f"WithContext<{thing['@type']}>"
            lines.append(f"({json.dumps(thing)}) satisfies {kind};")
        (tmp_path / name).write_text("\n".join(lines))
        return name

    different = {shape(node): node for node in nodes}
    event = next(node for node in nodes if node["@type"] == "Event")
    files = [
        written("found.ts", *different.values()),
        written("unknown.ts", {**event, "participant": "X"}),
        written("invented.ts", {**event, "eventStatus": f"{SCHEMA}EventExpected"}),
    ]
    # All in one run, because it reads the types of the whole vocabulary, which are not checked.
    options = ["--noEmit", "--strict", "--skipLibCheck", "--module", "nodenext"]
    compiler = modules / "typescript" / "bin" / "tsc"
    needed = (modules / "schema-dts", modules / "typescript")
    run = ran(compiler, *options, *files, modules=needed, cwd=tmp_path)
    said: dict[str, str] = dict.fromkeys(files, "")
    name = ""
    for line in run.stdout.splitlines():
        name = name if line.startswith(" ") else line.partition("(")[0]
        said[name] += line  # KeyError if it is of none of the files
    assert said["found.ts"] == ""
    assert '"participant"' in said["unknown.ts"]
    assert "EventExpected" in said["invented.ts"]


# As schema.org's own context: its vocabulary, and addresses as values that are nodes.
_CONTEXT = {
    "@vocab": SCHEMA,
    **{name: {"@type": "@id"} for name in ("url", "image", "eventStatus", "relatedLink")},
}


def _local(address: str, _: Any) -> Any:
    assert address == "https://schema.org"
    return {"contextUrl": None, "documentUrl": address, "document": {"@context": _CONTEXT}}


def test_json_ld_parser_reads_programme_as_graph_of_named_nodes(
    editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    (found,) = linked_data(client_of("visit").get("/en/").text)
    quads = pyld.to_rdf(found, {"documentLoader": _local})["@default"]
    graph = {
        (q["subject"]["value"], q["predicate"]["value"].removeprefix(SCHEMA), q["object"]["value"])
        for q in quads
    }
    programme, talks = (f"{SITE}en/{path}#state-visit-2024" for path in ("", "events/talks/"))
    beijing, china = (f"{SITE}en/places/{id}/#state-visit-2024" for id in ("beijing", "china"))
    assert graph >= {
        (programme, "startDate", "2024-05-16"),
        (programme, "endDate", "2024-05-17"),
        (programme, "subEvent", talks),
        (talks, "location", beijing),
        (talks, "eventStatus", f"{SCHEMA}EventScheduled"),
        (beijing, "containedInPlace", china),
        (beijing, "address", "Beijing, China"),
    }
    assert not any(s == talks and p in ("startDate", "endDate") for s, p, _ in graph)
    held = [o for s, p, o in graph if (s, p) == (programme, "subEvent")]
    assert len(held) == len(editions["visit"].itinerary.events)
    on_its_page = linked_data(client_of("visit").get("/zh/events/talks/").text)[0]
    assert on_its_page["@id"] == talks  # one node in all languages
    assert on_its_page["superEvent"]["@id"] == programme
    assert on_its_page["mainEntityOfPage"]["inLanguage"] == "zh"


def test_agenda_and_event_pages_have_own_linked_data(
    visit: FlaskClient, editions: dict[str, Edition]
) -> None:
    for path in pages_of(editions["visit"]):
        about = [node["url"] for node in linked_data(visit.get(path).text)]
        told = "/events/" in path or path.count("/") == 2
        assert about == ([SITE[:-1] + path] if told else []), path


@pytest.mark.parametrize(
    ("when", "start", "end"),
    [
        (
            "when: 2024-05-16 10:00 to 11:30",
            "2024-05-16T10:00+08:00",
            "2024-05-16T11:30+08:00",
        ),
        ("when: 2024-05-16 10:00", "2024-05-16T10:00+08:00", None),
        ("when: 2024-05-16", "2024-05-16", None),
        ("when: 2024-05-16 evening", "2024-05-16", None),
        ("when: all 2024-05-16 to 2024-05-17", "2024-05-16", "2024-05-17"),
        ("when: within 2024-05-16 to 2024-05-17", None, None),
        ("summary: {en: x, ru: x}", None, None),
    ],
)
def test_linked_data_has_announced_dates_and_hours_only(
    when: str, start: str | None, end: str | None
) -> None:
    client = small(when)
    (event,) = linked_data(client.get("/en/events/thing/").text)
    assert (event.get("startDate"), event.get("endDate")) == (start, end)
    (listed,) = linked_data(client.get("/en/").text)[0]["subEvent"]
    assert (listed.get("startDate"), listed.get("endDate")) == (start, end)


@pytest.mark.parametrize(
    ("status", "said"),
    [
        ("", "EventScheduled"),
        ("status: tentative", None),
        ("status: postponed", "EventPostponed"),
        ("status: cancelled", "EventCancelled"),
    ],
)
def test_linked_data_has_status_of_event(status: str, said: str | None) -> None:
    (event,) = linked_data(small(f"when: 2024-05-16\n{status}").get("/en/events/thing/").text)
    assert event.get("eventStatus") == (said and SCHEMA + said)
    assert "Thursday, 16 May 2024, time to be announced." in event["description"]


@pytest.mark.parametrize(
    ("times", "status", "said", "earlier"),
    [
        (["2024-05-16", "2024-05-16 10:00"], Status.CONFIRMED, "EventScheduled", []),
        (["within 2024-05-16 to 2024-05-17", "2024-05-16"], Status.CONFIRMED, "EventScheduled", []),
        (["2024-05-16", "2024-05-17"], Status.CONFIRMED, "EventRescheduled", ["2024-05-16"]),
        (
            ["2024-05-16 10:00", "2024-05-16 14:00 to 15:00", "2024-05-16 14:00 to 16:00"],
            Status.CONFIRMED,
            "EventRescheduled",
            ["2024-05-16T10:00+08:00"],
        ),
        (
            ["2024-05-16", "2024-05-17", "2024-05-18"],
            Status.TENTATIVE,
            "EventRescheduled",
            ["2024-05-17", "2024-05-16"],
        ),
        (["2024-05-16 10:00", "2024-05-16"], Status.CONFIRMED, "EventScheduled", []),
        (["2024-05-16", "within 2024-05-16 to 2024-05-20"], Status.TENTATIVE, None, []),
        (
            ["2024-05-16", "within 2024-05-16 to 2024-05-20"],
            Status.POSTPONED,
            "EventPostponed",
            ["2024-05-16"],
        ),
    ],
)
def test_moved_event_has_previous_start_date(
    editions: dict[str, Edition],
    times: list[str],
    status: Status,
    said: str | None,
    earlier: list[str],
) -> None:
    programme = editions["visit"].itinerary
    zone = programme.zone.info
    found = log_of([_with(programme, parse(words).at(zone), status) for words in times])
    edition, log = found
    node = jsonld.event_node(edition, edition.itinerary.by_id["talks"], "en", site=SITE, log=log)
    assert node.get("eventStatus") == (said and SCHEMA + said)
    assert node.get("previousStartDate", []) == earlier


def _with(programme: Itinerary, when: When, status: Status) -> Itinerary:
    events = (
        replace(event, when=when, status=status) if event.id == "talks" else event
        for event in programme.events
    )
    return replace(programme, events=tuple(events))


def log_of(programmes: list[Itinerary]) -> tuple[Edition, list[LogEntry]]:
    """Return the last edition, and the log of all, newest first."""
    edition: Edition | None = None
    log: list[LogEntry] = []
    for n, programme in enumerate(programmes):
        following = revise(edition, programme, NOW + timedelta(days=n))
        changed = changes(edition, following)
        log.insert(0, LogEntry(following.number, following.published, "", changed))
        edition = following
    assert edition
    return edition, log


def test_linked_data_cannot_end_its_script_element() -> None:
    words = "</script><script>alert(1)</script><!-- & \u2028"
    dumped = jsonld.dump({"name": words})
    assert "<" not in dumped
    assert json.loads(dumped)["name"] == words


def test_declared_day_of_publication_has_no_hour(
    client_of: Callable[[str], FlaskClient],
) -> None:
    (event,) = linked_data(client_of("visit").get("/en/events/talks/").text)
    assert event["mainEntityOfPage"]["dateModified"] == "2024-05-14"


# --- microformats --------------------------------------------------------------------------------


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_microformats_readers_find_the_feed_of_the_agenda_and_its_events(
    programme: str, editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    edition = editions[programme]
    tag = edition.itinerary.languages[-1]
    home = f"{SITE}{tag}/"
    parsed = mf2py.parse(doc=client_of(programme).get(f"/{tag}/").text, url=home)
    (feed,) = parsed["items"]
    assert feed["type"] == ["h-feed"]
    assert feed["properties"]["name"] == [edition.itinerary.title.to(tag)]
    told = {item["properties"]["url"][0]: item["properties"] for item in feed["children"]}
    assert {item["type"][0] for item in feed["children"]} == {"h-event"}
    assert set(told) == {f"{home}events/{event.id}/" for event in edition.itinerary.events}
    for event in edition.itinerary.events:
        said = told[f"{home}events/{event.id}/"]
        assert said["name"] == [" ".join(event.title.to(tag).split())]
        assert said.get("category", []) == [c.name.to(tag) for c in event.categories]
        assert _dates(said) == (jsonld.start_of(event.when), jsonld.end_of(event.when))
        place = said.get("location", [None])[0]
        name = place["properties"]["name"][0] if isinstance(place, dict) else place
        assert name == (event.place and event.place.name.to(tag))


def _dates(said: dict[str, Any]) -> tuple[str | None, str | None]:
    """Return start and end as they are written; mf2py writes offsets without their colon."""
    start, end = (said.get(name, [None]) for name in ("start", "end"))
    assert len(start) == len(end) == 1
    return _with_colon(start[0]), _with_colon(end[0])


def _with_colon(moment: str | None) -> str | None:
    return moment and re.sub(r"(T.*[+-]\d\d)(\d\d)$", r"\1:\2", moment)


def test_an_event_s_page_is_an_h_event_with_its_place_on_a_card(
    visit: FlaskClient, client_of: Callable[[str], FlaskClient], editions: dict[str, Edition]
) -> None:
    address = f"{SITE}zh/events/talks/"
    (event,) = mf2py.parse(doc=visit.get("/zh/events/talks/").text, url=address)["items"]
    said = event["properties"]
    assert event["type"] == ["h-event"]
    assert (said["name"], said["url"]) == (["习近平与普京会谈"], [address])
    assert _dates({"start": [None], "end": [None], **said}) == (None, None)
    (place,) = said["location"]
    assert place["type"] == ["h-card"]
    assert place["properties"]["name"] == ["北京"]
    assert place["properties"]["latitude"] == ["39.9042"]
    assert said["category"] == ["会谈"]
    tour = editions["tour"].itinerary
    concert = next(e for e in tour.events if jsonld.end_of(e.when))
    path = f"/en/events/{concert.id}/"
    (event,) = mf2py.parse(doc=client_of("tour").get(path).text, url=SITE[:-1] + path)["items"]
    assert _dates(event["properties"]) == (
        jsonld.start_of(concert.when),
        jsonld.end_of(concert.when),
    )


# --- relations -----------------------------------------------------------------------------------


def test_every_page_links_to_itself_translations_calendar_and_atom_feed(
    editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    for programme in ("visit", "tour"):
        edition, client = editions[programme], client_of(programme)
        languages = edition.itinerary.languages
        for path in pages_of(edition):
            links = Page(client.get(f"{path}?x=y").text).all("link")
            canonical = [link["href"] for link in links if link["rel"] == "canonical"]
            assert canonical == [SITE[:-1] + path]
            alternate = [link for link in links if link["rel"] == "alternate"]
            spoken = {link["hreflang"]: link["href"] for link in alternate if "hreflang" in link}
            assert set(spoken) == {*languages, "x-default"}
            assert spoken[path.split("/")[1]] == SITE[:-1] + path
            assert spoken["x-default"] in (SITE, spoken[languages[0]])
            kinds = [link.get("type") for link in alternate]
            assert "text/calendar" in kinds
            assert "application/atom+xml" in kinds


def test_404_page_is_not_indexed(visit: FlaskClient) -> None:
    page = Page(visit.get("/en/nothing/").text)
    assert {"name": "robots", "content": "noindex"} in page.all("meta")
    assert not [link for link in page.all("link") if link["rel"] in ("canonical", "alternate")]


# --- sitemap and robots --------------------------------------------------------------------------

_NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def test_the_sitemap_lists_every_page_with_its_translations(
    editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    for programme in PROGRAMMES:
        got = client_of(programme).get("/sitemap.xml")
        assert got.headers["Content-Type"] == "application/xml; charset=utf-8"
        root = ET.fromstring(got.data)
        listed = [url.findtext("s:loc", "", _NS) for url in root.findall("s:url", _NS)]
        assert listed == [SITE[:-1] + path for path in pages_of(editions[programme])]
        for url in root.findall("s:url", _NS):
            own, links = url.findtext("s:loc", "", _NS), url.findall("x:link", _NS)
            assert own in {link.get("href") for link in links}
            languages = [link.get("hreflang") for link in links]
            assert languages == [*editions[programme].itinerary.languages, "x-default"]
            assert re.fullmatch(
                r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\dZ)?", url.findtext("s:lastmod", "", _NS)
            )


def test_sitemap_has_last_change_of_each_event(
    editions: dict[str, Edition],
) -> None:
    before = editions["tour"]
    event = next(e for e in before.itinerary.events if e.place and e.place.within)
    other = next(e for e in before.itinerary.events if e.id != event.id and e.place != event.place)
    renamed = replace(event, title=Text.of("Another", before.itinerary.languages))
    events = tuple(renamed if e.id == event.id else e for e in before.itinerary.events)
    edition = revise(before, replace(before.itinerary, events=events), NOW + timedelta(days=9))
    assert edition.number == 2
    files = sitemap.sitemaps(edition, site_paths.pages(Publication(edition, SITE)), site=SITE)
    root = ET.fromstring(files["/sitemap.xml"])
    stamps = {
        url.findtext("s:loc", "", _NS): url.findtext("s:lastmod", "", _NS)
        for url in root.findall("s:url", _NS)
    }
    new, old = (
        moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (edition.published, before.published)
    )
    assert event.place
    tag = edition.itinerary.languages[-1]
    assert stamps[f"{SITE}{tag}/events/{event.id}/"] == new
    assert stamps[f"{SITE}{tag}/places/{event.place.id}/"] == new
    assert stamps[f"{SITE}{tag}/"] == new
    assert stamps[f"{SITE}{tag}/events/{other.id}/"] == old
    nowhere = replace(event, place=None)
    events = tuple(nowhere if e.id == event.id else e for e in before.itinerary.events)
    edition = revise(before, replace(before.itinerary, events=events), NOW + timedelta(days=9))
    left = f"<loc>{SITE}{tag}/places/{event.place.id}/</loc><lastmod>{new}</lastmod>"
    files = sitemap.sitemaps(edition, site_paths.pages(Publication(edition, SITE)), site=SITE)
    assert left in files["/sitemap.xml"].decode(), "what left a place changed its page"


def test_large_sitemap_is_index_of_several(
    monkeypatch: pytest.MonkeyPatch,
    editions: dict[str, Edition],
) -> None:
    client = cached_app(Publication(editions["visit"], SITE)).test_client()
    paths = pages_of(editions["visit"])
    whole = len(client.get("/sitemap.xml").data)
    assert client.get("/sitemap-1.xml").status_code == 404
    for limits in ({"MOST_URLS": 10}, {"MOST_BYTES": whole // 3}):
        for name, value in limits.items():
            monkeypatch.setattr(sitemap, name, value)
        client = cached_app(Publication(editions["visit"], SITE)).test_client()
        index = ET.fromstring(client.get("/sitemap.xml").data)
        parts = [part.findtext("s:loc", "", _NS) for part in index.findall("s:sitemap", _NS)]
        assert len(parts) > 1
        listed = []
        for part in parts:
            body = client.get(part.removeprefix(SITE[:-1])).data
            assert len(body) <= limits.get("MOST_BYTES", whole)
            urls = ET.fromstring(body).findall("s:url", _NS)
            assert len(urls) <= limits.get("MOST_URLS", len(paths))
            listed += [url.findtext("s:loc", "", _NS) for url in urls]
        assert listed == [SITE[:-1] + path for path in paths]
        files = set(site_paths.files(Publication(editions["visit"], SITE)))
        assert {part.removeprefix(SITE[:-1]) for part in parts} < files
        monkeypatch.undo()


def test_robots_txt_allows_pages_and_feeds_and_names_sitemap(
    visit: FlaskClient,
) -> None:
    got = visit.get("/robots.txt")
    assert got.headers["Content-Type"] == "text/plain; charset=utf-8"
    robots = RobotFileParser()
    robots.parse(got.text.splitlines())
    assert robots.site_maps() == [f"{SITE}sitemap.xml"]
    for path in ("/en/", "/feeds/en/state-visit-2024.ics", "/static/-/itinerary.css"):
        assert robots.can_fetch("AnyBot", path)
