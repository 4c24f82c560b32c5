"""Pictures of the pages for the documentation: `make screenshots` writes docs/screenshots/.

Programmes, days and the clock are fixed, so that a picture changes only if the page does. A file is
named after its content: `agenda-phone-dark-zh.png`.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image
from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.browser.conftest import DESKTOP, PHONE
from tests.support.chromium import ALONE, CHROMIUM, FLAGS
from tests.support.sites import Sites

FOLDER = Path(__file__).parents[1] / "docs" / "screenshots"
COLOURS = 256
"""Colours of a picture: text on paper needs few, and its file is a third of the size."""

DAY = {
    "visit": datetime(2024, 5, 14, 9, tzinfo=UTC),
    "conference": datetime(2026, 11, 24, 9, tzinfo=UTC),
}


TOUCH: dict[str, Any] = {
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 1.5,
    "user_agent": (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
        " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
    ),
}


class Shot(NamedTuple):
    """A picture to take."""

    page: str
    programme: str
    path: str
    device: str
    scheme: str
    language: str

    @property
    def name(self) -> str:
        """Its file."""
        return f"{self.page}-{self.device}-{self.scheme}-{self.language}.png"


def shots() -> Iterator[Shot]:
    """Yield all pictures: English on both devices in both schemes, other languages in one each."""
    pages = {
        "agenda": ("visit", "/{}/"),
        "event": ("visit", "/{}/events/talks/"),
        "map": ("visit", "/{}/map/"),
        "subscribe": ("visit", "/{}/subscribe/"),
        "timeline": ("conference", "/{}/timeline/"),
    }
    looks = [("desktop", "light", "en"), ("desktop", "dark", "en"), ("phone", "light", "en")]
    looks += [("phone", "dark", "en"), ("phone", "dark", "zh"), ("desktop", "light", "zh")]
    looks += [("phone", "light", "ru"), ("desktop", "dark", "ru")]
    for page, (programme, path) in pages.items():
        for device, scheme, language in looks:
            if programme == "visit" or language == "en":
                yield Shot(page, programme, path.format(language), device, scheme, language)


def take(shot: Shot, browser: Browser, sites: Sites) -> bytes:
    """Return a picture as PNG."""
    size: ViewportSize = DESKTOP if shot.device == "desktop" else PHONE
    context = browser.new_context(
        base_url=sites(shot.programme),
        viewport=size,
        color_scheme="dark" if shot.scheme == "dark" else "light",
        locale={"en": "en-GB", "zh": "zh-CN", "ru": "ru-RU"}[shot.language],
        timezone_id="Asia/Shanghai" if shot.programme == "visit" else "Asia/Kolkata",
        reduced_motion="reduce",
        service_workers="block",
        **({} if shot.device == "desktop" else TOUCH),
    )
    page = context.new_page()
    page.clock.set_fixed_time(DAY[shot.programme])
    answer = page.goto(shot.path, wait_until="networkidle")
    assert answer
    assert answer.ok, shot.path
    data = page.screenshot()
    context.close()
    return data


def small(data: bytes) -> bytes:
    """Return the same picture in few colours."""
    picture = Image.open(io.BytesIO(data)).convert("RGB")
    reduced = picture.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Take all pictures, or those whose names begin with the arguments."""
    if CHROMIUM is None:
        sys.exit("Chromium is not installed (Debian: chromium)")
    FOLDER.mkdir(exist_ok=True)
    wanted = tuple(sys.argv[1:]) or ("",)
    chosen = [shot for shot in shots() if shot.name.startswith(wanted)]
    if wanted == ("",):
        for old in {file.name for file in FOLDER.glob("*.png")} - {shot.name for shot in chosen}:
            (FOLDER / old).unlink()
    with Sites() as sites, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, ALONE])
        for shot in chosen:
            (FOLDER / shot.name).write_bytes(small(take(shot, browser, sites)))
        browser.close()
    total = sum(file.stat().st_size for file in FOLDER.glob("*.png"))
    print(f"{len(chosen)} pictures; {total / 1e6:.1f} MB in all")


if __name__ == "__main__":
    main()
