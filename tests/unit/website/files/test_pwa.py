"""The site as an app: icons in its colour, a manifest, and a worker that knows what there is."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient
from PIL import Image

from itinerary.ledger import Edition
from itinerary.render import addresses
from itinerary.render.drawings import icon
from itinerary.render.programme_colours import contrast, readable
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import SITE
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page
from tools.icons import ICONS, STATIC, drawn


def pixels(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGBA")


def test_the_icons_are_drawn_from_icon_svg() -> None:
    for name, values in ICONS.items():
        assert (STATIC / name).read_bytes() == drawn(*values), "python -m tools.icons"


def test_icons_have_the_colour_of_the_programme(
    editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    for programme, edition in editions.items():
        client = client_of(programme)
        field = readable(edition.itinerary.colour.hex, "#ffffff")
        assert f'fill="{field}"' in client.get("/icon.svg").text
        wanted = (*bytes.fromhex(field[1:]), 255)
        for name in ICONS:
            if name == "icon-32.png":
                ico = client.get("/favicon.ico").data
                assert struct.unpack("<HHH", ico[:6]) == (0, 1, 1)
                shown = pixels(ico[22:])
            else:
                shown = pixels(client.get(f"/{name}").data)
            size = shown.width
            assert shown.getpixel((size // 2, size // 50)) == wanted
            assert max(shown.getcolors(10**6) or [], key=lambda c: c[0])[1] == wanted
            assert (255, 255, 255, 255) in {colour for _, colour in shown.getcolors(10**6) or []}


def test_launchers_may_cut_the_maskable_icon_and_ios_sees_no_corners(visit: FlaskClient) -> None:
    for name in ("icon-maskable.png", "apple-touch-icon.png"):
        alpha = pixels(visit.get(f"/{name}").data).getchannel("A")
        assert alpha.getextrema() == (255, 255)
    shown = pixels(visit.get("/icon-maskable.png").data)
    middle, safe = shown.width / 2, 0.4 * shown.width
    for x in range(0, shown.width, 4):
        for y in range(0, shown.height, 4):
            if (x - middle) ** 2 + (y - middle) ** 2 > safe**2:
                assert shown.getpixel((x, y)) != (255, 255, 255, 255)


def test_icon_of_any_colour_has_legible_white_and_a_foreign_icon_is_unchanged() -> None:
    svg = (STATIC / "icon.svg").read_bytes()
    (field,) = set(re.findall(rb"#[0-9a-f]{6}", icon.recolour(svg, "#ffff00")))
    assert contrast(field.decode(), "#ffffff") >= 4.5
    foreign = BytesIO()
    Image.new("P", (4, 4)).save(foreign, "PNG")
    assert pixels(icon.recolour(foreign.getvalue(), "#00ff00")).getpixel((1, 1)) == (0, 0, 0, 255)


def test_a_theme_s_own_icon_is_served_as_it_is(
    tmp_path: Path, editions: dict[str, Edition]
) -> None:
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "icon.svg").write_text('<svg fill="teal"></svg>')
    publication = Publication(editions["visit"], SITE)
    client = cached_app(publication, theme=tmp_path).test_client()
    assert client.get("/icon.svg").text == '<svg fill="teal"></svg>'


def test_the_manifest_names_the_programme_in_its_language_and_stays_below_its_path(
    visit: FlaskClient, editions: dict[str, Edition]
) -> None:
    edition = editions["visit"]
    for tag in edition.itinerary.languages:
        (link,) = [
            li for li in Page(visit.get(f"/{tag}/").text).all("link") if li["rel"] == "manifest"
        ]
        path = urljoin(f"/{tag}/", link["href"] or "")
        got = visit.get(path)
        assert got.headers["Content-Type"] == "application/manifest+json"
        said = json.loads(got.data)
        assert said["name"] == edition.itinerary.title.to(tag)
        assert (said["lang"], said["dir"]) == (tag, "rtl" if tag == "ar" else "ltr")
        mounted = f"https://a.example/tour{path}"
        assert urljoin(mounted, said["start_url"]) == f"https://a.example/tour/{tag}/"
        assert urljoin(mounted, said["scope"]) == "https://a.example/tour/"
        for shown in said["icons"]:
            picture = visit.get(urljoin(path, shown["src"]))
            assert picture.status_code == 200
            assert picture.headers["Content-Type"] == shown["type"]
            if shown["sizes"] != "any":
                width, height = struct.unpack(">II", picture.data[16:24])
                assert shown["sizes"] == f"{width}x{height}"


@pytest.mark.whole
def test_worker_lists_the_files_of_saved_pages_and_is_revalidated(
    visit: FlaskClient, editions: dict[str, Edition]
) -> None:
    got = visit.get(addresses.WORKER)
    assert got.headers["Content-Type"].startswith("text/javascript")
    assert got.headers["Cache-Control"] == "no-cache"
    site = json.loads(got.text.split("\n", 1)[0].removeprefix("const site = ").removesuffix(";"))
    assert set(site["offline"]) == set(editions["visit"].itinerary.languages)
    have = {f"/{path}" for path in site["files"]}
    for path in have:
        assert visit.get(path).status_code == 200, path
    for path in site_paths.pages(Publication(editions["visit"], SITE)):
        page = Page(visit.get(path).text)
        scripts = page.targets(path, "script") - {path}  # that is a block of data
        styles = {target for target in page.targets(path, "link") if target.endswith(".css")}
        assert scripts | styles <= have, path


def test_offline_page_is_not_in_the_sitemap(visit: FlaskClient) -> None:
    page = Page(visit.get("/ru/offline/").text)
    assert {"name": "robots", "content": "noindex"} in page.all("meta")
    assert len(page.all("h1")) == 1
    assert "offline" not in visit.get("/sitemap.xml").text
