"""Static files and links: addresses that can be kept, and pages that work wherever they stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from itinerary.formats import addresses, stylesheet
from itinerary.ledger import Edition
from itinerary.web import inventory
from itinerary.web.application import create_app
from itinerary.web.assets import gather
from itinerary.web.publication import Publication
from tests.conftest import PROGRAMMES, SITE
from tests.test_pages import Page


def test_a_static_file_is_kept_for_good_at_the_address_of_its_content(visit: FlaskClient) -> None:
    page = Page(visit.get("/en/").text)
    found = page.targets("/en/", "link", "script", "img")
    static = {path for path in found if path.startswith("/static/")}
    assert {path.rsplit("/", 1)[1] for path in static} >= {"itinerary.css", "copy.js"}
    for path in static:
        got = visit.get(path)
        assert got.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert visit.get(path, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304


def test_a_page_from_an_old_cache_gets_today_s_file_but_not_to_keep(visit: FlaskClient) -> None:
    got = visit.get("/static/0123456789ab/itinerary.css")
    assert got.status_code == 200
    assert "immutable" not in got.headers["Cache-Control"]
    assert visit.get("/static/0123456789ab/nothing.css").status_code == 404


def test_another_file_is_another_digest_and_a_later_folder_replaces(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "a", tmp_path / "b"
    for folder in (ours, theirs):
        folder.mkdir()
        (folder / "x.css").write_text(folder.name)
    (ours / "y.css").write_text("y")
    alone, both = gather(ours), gather(ours, theirs)
    assert alone.digest != both.digest
    assert both.files == {"x.css": b"b", "y.css": b"y"}
    assert gather(tmp_path / "nothing").files == {}


PATHS = st.lists(st.text("abc-", min_size=1, max_size=3), max_size=4).flatmap(
    lambda parts: st.sampled_from(["/" + "/".join(parts), "/" + "".join(f"{p}/" for p in parts)])
)


@given(PATHS, PATHS)
def test_a_relative_reference_leads_to_its_target_wherever_the_site_is_mounted(
    target: str, page: str
) -> None:
    reference = addresses.relative(target, page)
    for mounted in ("https://visit.example", "https://visit.example/tour/2026"):
        assert urljoin(mounted + page, reference) == mounted + target


def test_everything_in_the_inventory_is_served(
    editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    for programme in PROGRAMMES:
        paths = list(inventory.paths(Publication(editions[programme], SITE)))
        assert len(paths) == len(set(paths))
        client = client_of(programme)
        for path in paths:
            assert client.get(path).status_code == 200, path


def test_colours_of_a_programme_can_be_read_on_light_and_dark_paper(
    editions: dict[str, Edition],
) -> None:
    assert round(stylesheet.contrast("#000000", "#ffffff"), 1) == 21.0
    for edition in editions.values():
        for paper in stylesheet.PAPER.values():
            for category in edition.itinerary.categories:
                colour = category.colour or edition.itinerary.colour
                assert stylesheet.contrast(stylesheet.readable(colour.hex, paper), paper) >= 4.5


@given(st.integers(0, 0xFFFFFF))
def test_any_colour_is_made_readable(number: int) -> None:
    for paper in stylesheet.PAPER.values():
        assert stylesheet.contrast(stylesheet.readable(f"#{number:06x}", paper), paper) >= 4.5


def test_the_paper_of_the_stylesheet_is_the_paper_that_colours_are_measured_on(
    visit: FlaskClient,
) -> None:
    css = visit.get("/static/-/itinerary.css").text
    for paper in stylesheet.PAPER.values():
        assert f"--paper: {paper};" in css


def test_a_theme_replaces_templates_and_static_files_and_can_extend_ours(
    tmp_path: Path, editions: dict[str, Edition]
) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "itinerary.css").write_text("body { color: teal }")
    (tmp_path / "base.html").write_text(
        '{% extends "itinerary/base.html" %}{% block foot %}Ours alone{% endblock %}'
    )
    publication = Publication(editions["visit"], SITE)
    client = create_app(lambda: publication, theme=tmp_path).test_client()
    page = client.get("/en/").text
    assert "Ours alone" in page
    assert "8th China–Russia Expo" in page
    (css,) = (p for p in Page(page).targets("/en/", "link") if p.endswith("/itinerary.css"))
    assert client.get(css).text == "body { color: teal }"
