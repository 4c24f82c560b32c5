"""Pictures beside the file in a browser: shown, with reserved space, and available offline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Context
from tests.browser.test_offline import ready
from tests.support.serving import Server, eventually, serving
from tests.unit.source.test_pictures import PROGRAMME, drawn

PAGES = {"events/gala": "The poster", "places/hall": "A hall", "parties/ann": "Ann smiles"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve a programme with pictures."""
    home = tmp_path_factory.mktemp("fair")
    (home / "posters").mkdir()
    (home / "people").mkdir()
    (home / "events.yaml").write_text(PROGRAMME, "utf-8")
    (home / "posters" / "gala.jpg").write_bytes(drawn((2400, 1200)))
    (home / "hall.png").write_bytes(drawn((600, 1800), form="PNG"))
    (home / "people" / "ann.webp").write_bytes(drawn((300, 300), "RGBA", "WEBP", lossless=True))
    with serving(Path(home / "events.yaml")) as running:
        yield running


def seen(page: Page, words: str) -> dict[str, float]:
    """Return the sizes of a picture once it is there."""
    image = page.get_by_alt_text(words)
    image.scroll_into_view_if_needed()
    page.wait_for_function("image => image.complete", arg=image.element_handle())
    sizes: dict[str, float] = image.evaluate(
        """image => ({natural: image.naturalWidth, width: image.clientWidth,
            height: image.clientHeight, room: document.documentElement.clientWidth})"""
    )
    return sizes


@pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("name", PAGES)
def test_picture_is_shown_and_fits(
    name: str, window: dict[str, int], context: Context, server: Server
) -> None:
    page = context(viewport=window).new_page()
    page.goto(f"{server.address}en/{name}/")
    sizes = seen(page, PAGES[name])
    assert sizes["natural"] > 0
    assert 0 < sizes["width"] <= sizes["room"]
    assert sizes["height"] <= 0.8 * window["height"] + 1


def test_phone_loads_smaller_picture_than_sharp_screen(context: Context, server: Server) -> None:
    taken = []
    for scale, window in ((1, PHONE), (2, DESKTOP)):
        page = context(viewport=window, device_scale_factor=scale).new_page()
        page.goto(f"{server.address}en/events/gala/")
        seen(page, "The poster")
        taken.append(page.get_by_alt_text("The poster").evaluate("image => image.currentSrc"))
    assert taken[0].endswith("-400.jpg")
    assert taken[1].endswith("-1600.jpg")


def test_layout_does_not_move_when_picture_loads(context: Context, server: Server) -> None:
    page = context(viewport=PHONE).new_page()
    held = []
    page.route("**/pictures/**", lambda route: held.append(route))
    page.goto(f"{server.address}en/events/gala/", wait_until="domcontentloaded")
    below = page.get_by_role("heading", name="Sources")
    image = page.get_by_alt_text("The poster")
    image.scroll_into_view_if_needed()
    before = below.bounding_box()
    eventually(lambda: bool(page.evaluate("1") and held))
    expect(image).to_have_js_property("complete", False)
    for route in held:
        route.continue_()
    assert seen(page, "The poster")["natural"] > 0
    assert below.bounding_box() == before


def test_seen_picture_is_shown_offline(
    context: Context, server: Server, complaints: list[str]
) -> None:
    reader = context(service_workers="allow")
    page = reader.new_page()
    page.goto(f"{server.address}en/events/gala/")
    ready(page)
    page.reload()
    assert seen(page, "The poster")["natural"] > 0
    reader.set_offline(True)
    page.goto(f"{server.address}en/events/gala/")
    expect(page.locator(".saved")).to_contain_text("The network does not answer")
    assert seen(page, "The poster")["natural"] > 0
    complaints.clear()
