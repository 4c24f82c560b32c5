"""Static files and links: addresses that can be kept, and pages that work wherever they stand."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from itinerary.ledger import Edition
from itinerary.render import addresses
from itinerary.render.programme_colours import PAPER, contrast, readable
from itinerary.website import site_paths
from itinerary.website import theme as themes
from itinerary.website.app import SOFTWARE
from itinerary.website.assets import assets, gather
from itinerary.website.publication import Publication
from tests.conftest import PROGRAMMES, ROOT, SITE
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page


def test_static_file_is_immutable_at_the_address_of_its_content(visit: FlaskClient) -> None:
    page = Page(visit.get("/en/").text)
    found = page.targets("/en/", "link", "script", "img")
    static = {path for path in found if path.startswith("/static/")}
    assert {path.rsplit("/", 1)[1] for path in static} >= {"itinerary.css", "copy.js"}
    for path in static:
        got = visit.get(path)
        assert got.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert visit.get(path, headers={"If-None-Match": got.headers["ETag"]}).status_code == 304


def test_static_file_of_a_former_digest_is_served_but_not_immutable(visit: FlaskClient) -> None:
    got = visit.get("/static/0123456789ab/itinerary.css")
    assert got.status_code == 200
    assert "immutable" not in got.headers["Cache-Control"]
    assert visit.get("/static/0123456789ab/nothing.css").status_code == 404


def test_gather_names_files_by_base_name_and_prefers_those_of_the_theme(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    for file, words in (
        (ours / "css" / "x.css", "ours"),
        (ours / "js" / "y.js", "y"),
        (theirs / "static" / "x.css", "theirs"),
    ):
        file.parent.mkdir(parents=True)
        file.write_text(words)
    alone, both = gather(ours, {}), gather(ours, themes.read(theirs).static())
    assert alone.digest != both.digest
    assert both.files == {"x.css": b"theirs", "y.js": b"y"}
    assert gather(tmp_path / "nothing", {}).files == {}


@pytest.fixture
def odd_theme(tmp_path: Path) -> Path:
    """Give a theme with all that must not be served, beside what is right."""
    theme, static = tmp_path / "theme", tmp_path / "theme" / "static"
    for folder in (static / ".git", static / "deep" / ".hidden", theme / ".git", tmp_path / "else"):
        folder.mkdir(parents=True)
    for file in (
        *(static / ".git" / "config", static / "deep" / ".hidden" / "x.css", static / ".env"),
        *(theme / ".git" / "config", theme / ".base.html", tmp_path / "else" / "secret.css"),
    ):
        file.write_text("SECRET")
    (static / "mine.css").write_text("mine")
    (static / "deep" / "mine.js").write_text("mine")
    (static / "same.css").symlink_to("mine.css")
    (static / "out.css").symlink_to(tmp_path / "else" / "secret.css")
    (static / "up.css").symlink_to("../../else/secret.css")
    (static / "folder").symlink_to(tmp_path / "else")
    (static / "round").symlink_to("..")
    (static / "git.txt").symlink_to(".git/config")
    (static / "gone.css").symlink_to("nothing.css")
    (theme / "error.html").symlink_to(tmp_path / "else" / "secret.css")
    os.mkfifo(static / "pipe.css")
    return theme


def test_theme_serves_neither_hidden_files_nor_targets_outside_of_it(
    odd_theme: Path, editions: dict[str, Edition]
) -> None:
    taken = themes.read(odd_theme)
    assert taken.static().keys() == {"mine.css", "deep/mine.js", "same.css"}
    assert list(taken.files) == ["static/deep/mine.js", "static/mine.css", "static/same.css"]
    publication = Publication(editions["visit"], SITE)
    app = cached_app(publication, theme=odd_theme)
    client = app.test_client()
    ours = {path.name for path in (ROOT / "itinerary" / "static").glob("*/*")}
    assert {n for n in assets(app).files if n not in ours} == set(taken.static())
    for name in (".git/config", ".env", "out.css", "up.css", "folder/secret.css", "git.txt"):
        assert client.get(f"/static/-/{name}").status_code == 404
    assert client.get("/static/-/same.css").text == "mine"
    missing = client.get("/nothing")
    assert missing.status_code == 404
    assert "SECRET" not in missing.text


def test_names_of_left_out_files_have_no_control_characters(tmp_path: Path) -> None:
    (tmp_path / ".\x1b[2Jx").write_text("")
    assert themes.read(tmp_path).left_out == (
        "The theme is without “.<U+001B>[2Jx”: what is hidden is not served.",
    )


def test_theme_template_with_a_former_name_is_left_out_with_its_new_name(tmp_path: Path) -> None:
    for name in ("base.html", "agenda.html", "leaflet.html", "mine.html"):
        (tmp_path / name).write_text("")
    taken = themes.read(tmp_path)
    assert list(taken.files) == ["base.html", "mine.html"]
    assert taken.left_out == (
        "The theme is without “agenda.html”: this template is called “pages/agenda.html” now;"
        " rename the file.",
        "The theme is without “leaflet.html”: this template is called “pdf.html” now;"
        " rename the file.",
    )


def test_comments_of_templates_and_static_files_name_modules_that_exist() -> None:
    for file in (*SOFTWARE[1].rglob("*.html"), *(SOFTWARE[0] / "static").glob("*/*.[cj]s*")):
        for module in re.findall(r"(?:[a-z_]+/)+[a-z_]+\.py", file.read_text("utf-8")):
            assert (SOFTWARE[0] / module).is_file(), (file.name, module)


def test_former_template_names_are_free_and_their_new_names_exist() -> None:
    ours = {file.relative_to(SOFTWARE[1]).as_posix() for file in SOFTWARE[1].rglob("*.html")}
    assert not themes.MOVED.keys() & ours
    assert set(themes.MOVED.values()) <= ours


PATHS = st.lists(st.text("abc-", min_size=1, max_size=3), max_size=4).flatmap(
    lambda parts: st.sampled_from(["/" + "/".join(parts), "/" + "".join(f"{p}/" for p in parts)])
)


@given(PATHS, PATHS)
def test_relative_reference_resolves_to_its_target_below_any_mount_path(
    target: str, page: str
) -> None:
    reference = addresses.relative(target, page)
    for mounted in ("https://visit.example", "https://visit.example/tour/2026"):
        assert urljoin(mounted + page, reference) == mounted + target


@pytest.mark.whole
def test_every_path_of_the_site_is_served_once(
    editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    for programme in PROGRAMMES:
        paths = list(site_paths.paths(Publication(editions[programme], SITE)))
        assert len(paths) == len(set(paths))
        client = client_of(programme)
        for path in paths:
            assert client.get(path).status_code == 200, path


def test_category_colours_have_a_contrast_of_4_5_on_light_and_dark_paper(
    editions: dict[str, Edition],
) -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    for edition in editions.values():
        for paper in PAPER.values():
            for category in edition.itinerary.categories:
                colour = category.colour or edition.itinerary.colour
                assert contrast(readable(colour.hex, paper), paper) >= 4.5


@given(st.integers(0, 0xFFFFFF))
def test_readable_colour_has_a_contrast_of_4_5(number: int) -> None:
    for paper in PAPER.values():
        assert contrast(readable(f"#{number:06x}", paper), paper) >= 4.5


def test_stylesheet_has_the_paper_colours_that_contrast_is_measured_on(
    visit: FlaskClient,
) -> None:
    css = visit.get("/static/-/itinerary.css").text
    for paper in PAPER.values():
        assert f"--paper: {paper};" in css


def test_theme_replaces_templates_and_static_files_and_extends_ours(
    tmp_path: Path, editions: dict[str, Edition]
) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "itinerary.css").write_text("body { color: teal }")
    (tmp_path / "base.html").write_text(
        '{% extends "itinerary/base.html" %}{% block foot %}Ours alone{% endblock %}'
    )
    publication = Publication(editions["visit"], SITE)
    client = cached_app(publication, theme=tmp_path).test_client()
    page = client.get("/en/").text
    assert "Ours alone" in page
    assert "8th China–Russia Expo" in page
    (css,) = (p for p in Page(page).targets("/en/", "link") if p.endswith("/itinerary.css"))
    assert client.get(css).text == "body { color: teal }"
