"""Checks of every page: in each language, on a phone and a desktop, in light and dark, by keyboard,
on paper and without script.

A page is opened once and then checked in many ways, because opening it costs most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize

from itinerary.ledger import chosen_events, revise
from itinerary.ledger.store import Ledger
from itinerary.render import addresses
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.browser.conftest import DESKTOP, PHONE, Browse, Site, watch
from tests.conftest import NOW, PROGRAMMES, SITE, edition_of
from tests.support import long_words
from tests.support.shapes import SHAPES
from tests.support.small_programme import SUMMIT

HERE = Path(__file__).parent
CHECKS = (HERE / "checks.js").read_text("utf-8")
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OF_COLOUR = ["color-contrast", "link-in-text-block"]

NARROW: ViewportSize = {"width": 320, "height": 640}
A4: ViewportSize = {"width": 794, "height": 1123}
TABS = 400
"""Presses of the Tab key after which a page counts as a trap."""

Faults = Iterator[tuple[str, list[str]]]
"""The pages that were checked, and their faults."""

SCRIPTS = ("en", "zh", "ar")
"""The languages in which the visit is opened: those in another script or direction. Words of other
lengths are those of `long_words` and `pseudo_locale`."""

VARIED = {"home", "calendar", "calendar/*", "timeline", "timeline/*", "map", "events/*"}
"""Kinds of pages that look different in each programme; the others share all but their words."""

RARE = ("/en/advisory/", "/en/timeline/")
"""Pages of SUMMIT that the three programmes do not have, or that look different there."""


# --- the pages -----------------------------------------------------------------------------------


def kind(path: str) -> str:
    """Return the kind of a page, which pages of one template share: `events/*` for
    `/en/events/gala/`."""
    first, *rest = path.strip("/").split("/")[1:] or ["home"]
    return "/".join([first, *("*" for _ in rest)])


@cache
def pages() -> tuple[tuple[str, str], ...]:
    """Return programme and path of the pages to check.

    Of each kind these are the first and the last in English, and the first in the other languages.
    Of later programmes they are those of the kinds that look different.
    """
    chosen = []
    for programme in PROGRAMMES:
        alike: dict[tuple[str, str], list[str]] = {}
        tags = SCRIPTS if programme == "visit" else ()
        for path in site_paths.pages(Publication(edition_of(programme, *tags), SITE)):
            alike.setdefault((path.split("/")[1], kind(path)), []).append(path)
        for (tag, each), paths in alike.items():
            if programme == "visit" or each in VARIED:
                some = {paths[0], paths[-1]} if tag == "en" else {paths[0]}
                chosen += [(programme, path) for path in sorted(some)]
    return tuple(chosen)


@cache
def templates() -> frozenset[tuple[str, str]]:
    """Return one page of each kind in English."""
    chosen: dict[str, tuple[str, str]] = {}
    for programme, path in pages():
        if path.startswith("/en/"):
            chosen.setdefault(kind(path), (programme, path))
    return frozenset(chosen.values())


# --- how they are opened -------------------------------------------------------------------------


class Tab:
    """A page that stays open for the tests of a worker, because opening one costs more than most
    checks."""

    def __init__(
        self, browser: Browser, base: str, programme: str | bytes | None, *, script: bool
    ) -> None:
        """Open a tab for the programme served at `base`, with script or without. `programme` is
        its name, its YAML, or None for another one, which axe does not check."""
        self.complaints: list[str] = []
        events = edition_of(programme).itinerary.events if isinstance(programme, str) else ()
        self.pictures = tuple(e.image.url for e in events if e.image and e.image.url)
        context = browser.new_context(
            base_url=base, locale="en-GB", java_script_enabled=script, service_workers="block"
        )
        watch(context, self.complaints)
        if script and programme and AXE.exists():
            context.add_init_script(path=AXE)
        self.page = context.new_page()

    def open(self, path: str, size: ViewportSize) -> Tab:
        """Go to a page, in light."""
        self.complaints.clear()
        self.look(size, color_scheme="light")
        answer = self.page.goto(path)
        assert answer
        self.path, self.html = path, answer.text()
        self.page.evaluate(CHECKS)
        return self

    def heard(self) -> list[str]:
        """Return the complaints of the page. Only the pictures that the programme itself declares
        may be on other hosts."""
        return [said for said in self.complaints if not said.endswith(self.pictures)]

    def look(self, size: ViewportSize, **media: Any) -> None:
        """Look at the page in a window of this size; `media` as for `Page.emulate_media`."""
        usual = {
            "media": "screen",
            "color_scheme": "light",
            "forced_colors": "none",
            "reduced_motion": "no-preference",
        }
        self.page.emulate_media(**{**usual, **media})
        self.page.set_viewport_size(size)

    def check(self, name: str, *arguments: Any) -> Any:
        """Return the result of the function of this name in checks.js."""
        return self.page.evaluate(f"arguments => checks.{name}(...arguments)", list(arguments))

    def violations(self, *rules: str) -> list[str]:
        """Return the violations that axe finds, by all its rules or only by these."""
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
        found = self.page.evaluate(
            # What floats covers whatever the page is scrolled to, so axe judges it in its place.
            """async options => {
              const floating = [...document.querySelectorAll(".sections, .jump")];
              for (const one of floating) one.style.position = "static";
              const { violations } = await axe.run(document, options);
              for (const one of floating) one.style.position = "";
              return violations;
            }""",
            {"runOnly": only, "resultTypes": ["violations"], "preload": False},
        )
        return [
            f"{rule['id']}: {node['html'][:160]}\n    {node['failureSummary']}"
            for rule in found
            for node in rule["nodes"]
        ]


@pytest.fixture(scope="session")
def kept() -> dict[tuple[str | bytes, bool], Tab]:
    """Give the tabs that are open, by programme and whether they have script."""
    return {}


@pytest.fixture
def tab(
    browser: Browser, site: Site, kept: dict[tuple[str | bytes, bool], Tab]
) -> Callable[[str | bytes, bool], Tab]:
    """Give a function that returns a tab for a programme, with script or without."""

    def find(programme: str | bytes, script: bool) -> Tab:
        key = programme, script
        if key not in kept:
            kept[key] = Tab(browser, site(programme), programme, script=script)
        return kept[key]

    return find


# --- what holds ----------------------------------------------------------------------------------


def accessible(tab: Tab) -> Faults:
    """Zero violations of WCAG 2.2 AA and of axe's best practices.

    Two looks are checked by all rules, which include those of colour, and the other two by those of
    colour. The looks are the same in every language, and so are the elements; another language has
    other words. So its pages are checked in one look, and both looks have a language that is not
    English.
    """
    tag = tab.path.split("/")[1]
    if tag != "ru":
        tab.look(DESKTOP)
        yield "axe, desktop, light", tab.violations()
    if tag != "zh":
        tab.look(PHONE, color_scheme="dark")
        yield "axe, phone, dark", tab.violations()
    if tag == "en":
        tab.look(DESKTOP, color_scheme="dark")
        yield "axe, desktop, dark", tab.violations(*OF_COLOUR)
        tab.look(PHONE)
        yield "axe, phone, light", tab.violations(*OF_COLOUR)


def fitting(tab: Tab) -> Faults:
    """Nothing sticks out of a narrow window, or of paper."""
    tab.look(NARROW)
    yield "wider than a narrow window", tab.check("overflow")
    tab.look(A4, media="print")
    yield "wider than paper", tab.check("overflow")
    yield "not printed", [] if tab.page.locator("h1").is_visible() else ["the title"]


def operable(tab: Tab) -> Faults:
    """The keyboard reaches every control, and the focus is visible."""
    tab.look(PHONE, reduced_motion="reduce")  # no smooth scrolling, which would take its time
    expected = tab.check("followFocus")
    for _ in range(min(expected + 5, TABS)):
        tab.page.keyboard.press("Tab")
    yield "focus", tab.page.evaluate("followed.faults")
    yield "keyboard", tab.check("missed")


def considerate(tab: Tab) -> Faults:
    """Less motion for those who ask for it; forced colours keep words and marks of focus."""
    tab.look(DESKTOP, reduced_motion="reduce")
    yield "moves all the same", tab.check("moving")
    tab.look(DESKTOP)
    words = set(tab.check("shownTexts"))
    tab.look(DESKTOP, forced_colors="active", color_scheme="dark")
    yield "lost in forced colours", sorted(words - set(tab.check("shownTexts")))
    tab.check("followFocus")
    for _ in range(8):
        tab.page.keyboard.press("Tab")
    yield "focus in forced colours", tab.page.evaluate("followed.faults")


def complete(scripted: Tab, plain: Tab) -> Faults:
    """Without script the page has all its content, and no control that needs a script."""
    scripted.look(DESKTOP)
    words = set(scripted.check("sentTexts", scripted.html)) & set(scripted.check("shownTexts"))
    plain.open(scripted.path, DESKTOP)
    yield "without script", plain.check("dead")
    yield "missing without script", sorted(words - set(plain.check("shownTexts")))
    yield "complaints without script", plain.heard()


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (make test, with npm)")
@pytest.mark.parametrize(("programme", "path"), pages())
def test_every_page_is_accessible(
    tab: Callable[[str, bool], Tab], programme: str, path: str
) -> None:
    opened = tab(programme, True).open(path, DESKTOP)
    tag = path.split("/")[1]
    assert opened.page.evaluate("document.documentElement.lang") == tag
    faults = [*accessible(opened), *fitting(opened)]
    if tag == "en":  # the templates decide this, not the words
        faults += complete(opened, tab(programme, False))
        if (programme, path) in templates():
            faults += [*operable(opened), *considerate(opened)]
    faults += [("complaints", opened.heard())]
    assert not any(found for _, found in faults), "\n".join(
        f"{name}: {fault}" for name, found in faults for fault in found
    )


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (make test, with npm)")
@pytest.mark.parametrize("path", RARE)
def test_pages_that_few_programmes_have_are_accessible(
    tab: Callable[[str | bytes, bool], Tab], path: str
) -> None:
    opened = tab(SUMMIT.encode(), True).open(path, DESKTOP)
    faults = [*accessible(opened), *fitting(opened), *operable(opened)]
    faults += complete(opened, tab(SUMMIT.encode(), False))
    assert not any(found for _, found in faults), faults


@cache
def own_programme() -> tuple[str, ...]:
    """Return the pages of a reader's own programme, which no list of pages has."""
    edition = edition_of("conference")
    # With events at the same time.
    choice = chosen_events.chosen(edition, edition.itinerary.events[::2])
    mine = addresses.my_page("en")
    return mine, f"{mine}#{choice.code}", addresses.chosen_page("en", choice.code)


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (make test, with npm)")
@pytest.mark.parametrize("path", own_programme())
def test_pages_of_a_readers_own_programme_are_accessible(
    tab: Callable[[str, bool], Tab], path: str
) -> None:
    opened = tab("conference", True).open(path, DESKTOP)
    faults = [*accessible(opened), *fitting(opened), *operable(opened), *considerate(opened)]
    faults += complete(opened, tab("conference", False))
    faults += [("complaints", opened.heard())]
    assert not any(found for _, found in faults), faults


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (make test, with npm)")
@pytest.mark.parametrize("path", ["/en/screen/", "/en/screen/?place=town"])
def test_screens_are_accessible(tab: Callable[[str, bool], Tab], path: str) -> None:
    opened = tab("conference", True).open(path, DESKTOP)
    faults = [*accessible(opened), *fitting(opened), *operable(opened), *considerate(opened)]
    faults += complete(opened, tab("conference", False))
    faults += [("complaints", opened.heard())]
    assert not (found := [fault for fault in faults if fault[1]]), found


# --- real sizes ----------------------------------------------------------------------------------

OF_SHAPES = {
    "open-air": "/en/calendar/2027-07-29/",
    "racing": "/en/calendar/2027-03-05/",
    "league": "/en/parties/aberdeen/",
    "museums": "/fr/places/maison-des-phares/",
    "journeys": "/en/timeline/",
    "hybrid": "/en/",
}
"""Pages that could fail with the sizes of a real programme, by shape (support/shapes.py)."""


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (make test, with npm)")
@pytest.mark.parametrize("shape", OF_SHAPES)
def test_pages_of_real_sizes_are_accessible_and_fit(
    browser: Browser, site: Site, shape: str
) -> None:
    yaml = SHAPES[shape]().encode()
    tab = Tab(browser, site(yaml), yaml, script=True).open(OF_SHAPES[shape], PHONE)
    tab.look(PHONE, color_scheme="dark")
    faults = [("axe, phone, dark", tab.violations()), *fitting(tab)]
    tab.look(NARROW)
    faults += [("spilled", tab.check("spilled")), ("complaints", tab.heard())]
    tab.page.context.close()
    assert not any(found for _, found in faults), "\n".join(
        f"{name}: {fault}" for name, found in faults for fault in found
    )


# --- words that do not fit -----------------------------------------------------------------------

SIZES: tuple[tuple[ViewportSize, str], ...] = (
    (PHONE, "screen"),
    (NARROW, "screen"),
    ({"width": 768, "height": 1024}, "screen"),
    (DESKTOP, "screen"),
    (A4, "print"),
)


def hard_pages() -> list[str]:
    """Return a page of each kind of the hostile programme, and its frames."""
    edition = revise(None, long_words.itinerary("10:00"), NOW)
    chosen: dict[tuple[str, str], str] = {}
    for path in site_paths.pages(Publication(edition, SITE)):
        chosen.setdefault((path.split("/")[1], kind(path)), path)
    found = [path for (tag, _), path in chosen.items() if tag in ("en", "ru")]
    for tag in ("en", "ru"):
        frames = (None, *(event.id for event in edition.itinerary.events[::4]))
        found += [addresses.frame(tag, event=id) if id else addresses.frame(tag) for id in frames]
    # Events at the same time, far apart, and what can be done with such a choice.
    code = chosen_events.chosen(edition, edition.itinerary.events[:8]).code
    return [*found, f"{addresses.my_page('en')}#{code}", addresses.chosen_page("ru", code)]


@pytest.fixture(scope="session")
def hard(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the hostile programme with its changes, and give its address."""
    ledger = Ledger(tmp_path_factory.mktemp("hostile") / "ledger.sqlite")
    edition = long_words.hostile(ledger)
    yield site(edition, lambda uid: ledger.log("hostile", until=edition.number, uid=uid))
    ledger.close()


@pytest.fixture
def hard_tab(browser: Browser, hard: str, kept: dict[tuple[str, bool], Tab]) -> Tab:
    """Give a tab for the hostile programme."""
    key = hard, True
    if key not in kept:
        kept[key] = Tab(browser, hard, None, script=True)
    return kept[key]


@pytest.mark.parametrize("path", hard_pages())
def test_long_words_and_addresses_do_not_overflow(hard_tab: Tab, path: str) -> None:
    page = hard_tab.open(path, PHONE).page
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    faults = hard_tab.heard()
    for size, media in SIZES:
        hard_tab.look(size, media=media)
        found = page.evaluate("[...checks.overflow(), ...checks.spilled()]")
        faults += [f"{size['width']} px, {media}: {fault}" for fault in found]
    assert not faults, "\n".join(faults)


# --- ways through a page -------------------------------------------------------------------------


def test_the_first_tab_offers_to_skip_to_the_content(browse: Browse) -> None:
    page = browse("/en/", viewport=PHONE)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.get_attribute("href") == "#main"
    box = skip.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


BAD = """<!doctype html><html lang="en"><title>Bad</title>
<meta name="viewport" content="width=device-width">
<style>
a:focus-visible { outline: 0 } #far { position: fixed; inset: 0 auto auto 100vw }
#grey { color: #bbb; background: #fff } #wide { width: 900px } b { transition: color 1s }
#thin { width: 40px } #cut, .dots { width: 60px; overflow: hidden; white-space: nowrap }
.dots { text-overflow: ellipsis }
@media (scripting: none) { em { display: none } }
</style>
<main><h1>Bad</h1><p id="grey">pale</p><p id="wide">wide</p>
<p id="thin">Pneumonoultramicroscopic</p><p id="cut">more than there is room for</p>
<p id="lost" class="dots">more than there is room for</p>
<p id="tip" class="dots" title="more than there is room for">more than there is room for</p>
<p id="led" class="dots"><a href="/en/">more than there is room for</a></p>
<b>moves</b>
<em>shown by script only</em>
<a href="/en/">no mark</a> <a id="far" href="/en/">away</a> <a href="#">dead link</a>
<button type="button" onclick="1">dead button</button> <select><option>dead</select>
<span tabindex="0" onfocus="this.nextElementSibling.focus()">goes on</span>
<i tabindex="0">trap</i></main>
<script>document.querySelector("i").onkeydown = (event) => event.preventDefault()</script>
<footer><a href="/en/">never reached</a></footer>"""


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (make test, with npm)")
def test_checks_find_faults_of_bad_page(browser: Browser, site: Site) -> None:
    tabs = [Tab(browser, site("visit"), "visit", script=script) for script in (True, False)]
    for one in tabs:
        one.page.route("**/bad", lambda route: route.fulfill(body=BAD, content_type="text/html"))
    opened, plain = tabs
    opened.open("/bad", DESKTOP)
    looks = (accessible, fitting, operable, considerate)
    faults = {name: "\n".join(found) for look in looks for name, found in look(opened)}
    spilled = "\n".join(opened.check("spilled"))
    faults |= {name: "\n".join(found) for name, found in complete(opened, plain)}
    for one in tabs:
        one.page.context.close()
    assert "color-contrast" in faults["axe, desktop, light"]
    assert "<p#wide>" in faults["wider than a narrow window"]
    assert "<p#wide>" in faults["wider than paper"]
    assert "beyond <p#thin>" in spilled
    assert "clipped by <p#cut>" in spilled
    assert "beyond <p#lost.dots>" in spilled
    assert "#tip" not in spilled
    assert "#led" not in spilled
    assert "no mark of focus: <a> “no mark”" in faults["focus"]
    assert "focus is out of sight: <a#far>" in faults["focus"]
    assert "never reached" in faults["keyboard"]
    assert "<b> “moves”" in faults["moves all the same"]
    for dead in ("<a> “dead link”", "<button> “dead button”", "<select>"):
        assert dead in faults["without script"]
    assert faults["missing without script"] == "shown by script only"
