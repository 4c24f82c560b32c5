"""Without a network: visited pages open, say how old they are, and are replaced by fresh ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Context, watch
from tests.conftest import edition_of
from tests.support.chromium import ALONE, CHROMIUM, FLAGS
from tests.support.two_sites import Host, two_sites

NOT_ANSWERED = "The network does not answer. This page was saved"


@pytest.fixture
def reader(context: Context) -> BrowserContext:
    return context(service_workers="allow")


def until(page: Page, condition: str, value: object = None) -> Any:
    """Return what an async function returns in the page, as soon as that is true. Playwright takes
    the promise itself for true."""
    script = """async (value) => {
        const end = performance.now() + 30_000;
        for (;;) {
            const found = await (CONDITION)(value);
            if (found) return found;
            if (performance.now() > end) throw new Error("in 30 seconds it was not true");
            await new Promise((done) => setTimeout(done, 20));
        }
    }"""
    return page.evaluate(script.replace("CONDITION", condition), value)


def ready(page: Page) -> None:
    """Wait until the service worker runs and has stored what the page asked it to."""
    until(
        page,
        """async () => {
            const here = location.href.split("#")[0];
            return navigator.serviceWorker.controller && Boolean(await caches.match(here));
        }""",
    )


def kept(page: Page) -> list[str]:
    """Return the paths of all stored answers."""
    found: list[str] = page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys())
                for (const request of await (await caches.open(name)).keys())
                    found.push(new URL(request.url).pathname);
            return found;
        }"""
    )
    return found


def test_visited_pages_and_agenda_open_offline_with_their_age(
    reader: BrowserContext, site: Callable[[str], str], complaints: list[str]
) -> None:
    page = reader.new_page()
    page.goto(f"{site('visit')}/zh/events/talks/")
    ready(page)
    page.goto(f"{site('visit')}/ru/events/gala/")
    ready(page)
    reader.set_offline(True)
    page.goto(f"{site('visit')}/zh/events/talks/")
    assert page.locator("h1").inner_text() == "习近平与普京会谈"
    expect(page.locator(".saved")).to_contain_text("网络没有响应。当前显示已保存的页面（")
    styled = page.locator("h1").evaluate("one => getComputedStyle(one).fontFamily")
    assert "Songti" in styled  # the stylesheets are there too
    page.goto(f"{site('visit')}/zh/")
    assert page.locator(".saved").is_visible()
    assert page.get_by_role("link", name="习近平与普京会谈").count()
    page.goto(f"{site('visit')}/ru/events/gala/")
    expect(page.locator(".saved")).to_contain_text("Нет соединения с сетью. Эта страница сохранена")
    complaints.clear()


def test_my_programme_opens_offline_with_events_that_are_starred_there(
    reader: BrowserContext, site: Callable[[str], str], complaints: list[str]
) -> None:
    page = reader.new_page()
    page.goto(f"{site('conference')}/en/")
    ready(page)
    page.goto(f"{site('conference')}/en/mine/")
    ready(page)
    page.locator(".empty").wait_for()
    reader.set_offline(True)
    page.goto(f"{site('conference')}/en/")
    page.locator("#event-opening .star").click()
    page.locator(".mine").click()
    expect(page.locator("#programme .event")).to_have_count(1)
    expect(page.locator(".saved")).to_be_visible()
    page.get_by_role("link", name="To the page of my choice").click()
    expect(page.locator(".own > .failed")).to_be_visible()
    complaints.clear()


def test_age_of_copy_is_in_language_of_page(
    reader: BrowserContext, site: Callable[[str], str], complaints: list[str]
) -> None:
    page = reader.new_page()
    page.goto(f"{site('visit')}/en/")
    ready(page)
    reader.set_offline(True)
    for hours, words in ((2, "2 hours ago"), (50, "2 days ago")):
        page.evaluate(
            """async (hours) => {
                const name = (await caches.keys()).find((name) => name.endsWith("pages"));
                const cache = await caches.open(name);
                const saved = await cache.match(location.href);
                const headers = new Headers(saved.headers);
                headers.set("x-saved", new Date(Date.now() - hours * 3600e3).toISOString());
                await cache.put(location.href, new Response(await saved.blob(), { headers }));
            }""",
            hours,
        )
        page.reload()
        expect(page.locator(".saved")).to_have_text(f"{NOT_ANSWERED} {words}.")
    complaints.clear()


def test_unvisited_page_is_reported_missing_at_its_address(
    reader: BrowserContext, site: Callable[[str], str], complaints: list[str]
) -> None:
    page = reader.new_page()
    page.goto(f"{site('visit')}/en/")
    ready(page)
    reader.set_offline(True)
    page.goto(f"{site('visit')}/ru/events/talks/")
    assert page.url.endswith("/ru/events/talks/")
    assert page.locator("h1").inner_text() == "Не сохранено на этом устройстве"
    assert page.locator("link[rel=stylesheet]").evaluate_all(
        "all => all.every((one) => one.sheet && one.sheet.cssRules.length)"
    )
    page.goto(f"{site('visit')}/en/places/harbin/")
    page.get_by_role("link", name="To the programme").click()
    assert page.url.endswith("/en/")
    assert page.locator("h1").inner_text() == "State visit to China 2024"
    page.goto(f"{site('visit')}/")  # the root page leads to a kept agenda
    assert page.url.endswith("/en/")
    complaints.clear()


@pytest.mark.parametrize("told", [True, False], ids=["with-event", "without-event"])
def test_offline_placeholder_is_replaced_when_network_returns(
    reader: BrowserContext, site: Callable[[str], str], complaints: list[str], told: bool
) -> None:
    if not told:  # the browser's event comes before the worker has a network, or not at all
        swallowed = "addEventListener('online', (event) => event.stopImmediatePropagation(), true)"
        reader.add_init_script(swallowed)
    page = reader.new_page()
    page.goto(f"{site('visit')}/en/")
    ready(page)
    reader.set_offline(True)
    page.goto(f"{site('visit')}/en/events/talks/")
    assert page.locator("[data-unreachable]").count()
    reader.set_offline(False)
    expect(page.locator("h1")).to_have_text("Talks between Xi Jinping and Vladimir Putin")
    complaints.clear()


def test_query_falls_back_to_kept_page_without_it(
    reader: BrowserContext, site: Callable[[str], str], complaints: list[str]
) -> None:
    page = reader.new_page()
    page.goto(f"{site('visit')}/en/")
    ready(page)
    reader.set_offline(True)
    page.goto(f"{site('visit')}/en/?place=harbin")
    assert page.locator("h1").inner_text() == "State visit to China 2024"
    expect(page.locator(".saved")).to_be_visible()
    complaints.clear()


FILLED = """async ({ name, urls }) => {
    const cache = await caches.open((await caches.keys()).find((known) => known.includes(name)));
    for (const url of urls) await cache.put(url, new Response("<html >", {
        headers: { "content-type": "text/html", "x-saved": new Date().toISOString() } }));
}"""
"""Stores an answer at many addresses in a cache of the service worker."""

LEFT = """async ({ name, part, most }) => {
    const cache = await caches.open((await caches.keys()).find((known) => known.includes(name)));
    const left = (await cache.keys()).map(({ url }) => url).filter((url) => url.includes(part));
    return left.length <= most && left;
}"""
"""Returns the stored addresses that contain `part` if there are at most `most`."""


def left(page: Page, name: str, part: str, most: int = 1000) -> list[str]:
    """Return the stored addresses that contain `part`, as soon as there are at most `most`."""
    wanted = {"name": name, "part": part, "most": most}
    found: list[str] = until(page, LEFT, wanted)
    return found


def test_newest_hundred_agendas_with_query_are_kept(
    reader: BrowserContext, site: Callable[[str], str]
) -> None:
    page = reader.new_page()
    page.goto(f"{site('visit')}/en/")
    ready(page)
    queries = [f"{site('visit')}/en/?q=word{n}" for n in range(150)]
    page.evaluate(FILLED, {"name": "pages", "urls": queries})
    page.goto(f"{site('visit')}/en/?q=harbin")
    ready(page)
    assert left(page, "pages", "?q=", 100) == [*queries[-99:], f"{site('visit')}/en/?q=harbin"]
    # The agendas themselves stay, however much is read after them.
    assert f"{site('visit')}/en/" in left(page, "pages", "/en/")


def test_newest_hundred_variable_small_files_are_kept(
    reader: BrowserContext, site: Callable[[str], str]
) -> None:
    page = reader.new_page()
    page.goto(f"{site('visit')}/en/")
    ready(page)
    files = left(page, "files", "")
    colours = [f"{site('visit')}/embed/colours-{n:06x}.css" for n in range(150)]
    page.evaluate(FILLED, {"name": "files", "urls": colours})
    added = page.evaluate(
        """() => new Promise((done) => {
            const link = document.createElement("link");
            link.rel = "stylesheet";
            link.href = "/embed/colours-ffffff.css";
            link.onload = () => done(true);
            document.head.append(link);
        })"""
    )
    assert added
    assert len(left(page, "files", "/embed/colours-", 100)) == 100
    assert set(files) <= set(left(page, "files", ""))


# --- a site that changes, below a path, beside another --------------------------------------------


@pytest.fixture
def host() -> Iterator[Host]:
    with two_sites() as made:
        yield made


def test_new_edition_is_shown_at_once_and_feeds_and_errors_are_not_kept(
    reader: BrowserContext, host: Host, complaints: list[str]
) -> None:
    page = reader.new_page()
    page.goto(f"{host.address}/one/en/")
    ready(page)
    host.switch("one", edition_of("tour"))
    page.goto(f"{host.address}/one/en/")
    assert "Lorem" in page.locator("h1").inner_text()
    assert not page.locator(".saved").is_visible()
    page.goto(f"{host.address}/one/en/nothing/")
    feed = page.evaluate("fetch('/one/calendar.ics').then((answer) => answer.text())")
    assert feed.startswith("BEGIN:VCALENDAR")
    paths = kept(page)
    assert not [path for path in paths if path.endswith((".ics", "/nothing/", "sw.js"))]
    host.down = True  # a proxy's error page while the site is down is not kept either
    page.goto(f"{host.address}/one/en/")
    assert "Lorem" in page.locator("h1").inner_text()
    assert page.locator(".saved").is_visible()
    complaints.clear()


def test_sites_on_one_host_have_separate_caches_and_old_versions_are_deleted(
    reader: BrowserContext, host: Host, complaints: list[str]
) -> None:
    page = reader.new_page()
    for name in ("one", "two"):
        page.goto(f"{host.address}/{name}/en/")
        ready(page)
    scopes = page.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => all.map((one) => one.scope))"
    )
    assert sorted(scopes) == [f"{host.address}/one/", f"{host.address}/two/"]
    before = page.evaluate("caches.keys()")
    assert len(before) == 4
    assets = host.apps["two"].extensions["itinerary.assets"]
    newer = type(assets)({**assets.files, "new.css": b"/* new */"}, "0123456789ab")
    host.apps["two"].extensions["itinerary.assets"] = newer
    host.switch("two")
    page.goto(f"{host.address}/two/en/events/talks/")
    page.evaluate(
        "async () => { await (await navigator.serviceWorker.getRegistration()).update(); }"
    )
    until(
        page,
        """async () => {
            const old = (name) => name.includes("/two/ files") && !name.endsWith("0123456789ab");
            return !(await caches.keys()).some(old);
        }""",
    )
    after = page.evaluate("caches.keys()")
    assert len(after) == 4
    assert {name for name in before if "/one/" in name} < set(after)
    assert f"/two/static/{newer.digest}/new.css" in kept(page)
    reader.set_offline(True)
    page.goto(f"{host.address}/two/en/")  # saved with the older files
    assert page.locator("link[rel=stylesheet]").evaluate_all(
        "all => all.every((one) => one.sheet && one.sheet.cssRules.length)"
    )
    complaints.clear()


@pytest.fixture
def with_windows(browser: Browser, complaints: list[str]) -> Iterator[BrowserContext]:
    """Give a context of the browser that people use: the one without windows installs no apps."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (Debian: chromium)")
    whole = browser.browser_type.launch(
        executable_path=CHROMIUM, args=[*FLAGS, ALONE], chromium_sandbox=False
    )
    context = whole.new_context()
    watch(context, complaints)
    yield context
    whole.close()
    assert not complaints, "\n".join(complaints)


def test_site_is_installable_app_in_chromium(with_windows: BrowserContext, host: Host) -> None:
    page = with_windows.new_page()
    page.goto(f"{host.address}/one/zh/events/talks/")
    ready(page)
    session = with_windows.new_cdp_session(page)
    manifest = session.send("Page.getAppManifest")
    assert manifest["errors"] == []
    assert manifest["manifest"]["startUrl"] == f"{host.address}/one/zh/"
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # A context of the tests is like a private window, which does not allow installation.
    assert [error["errorId"] for error in errors] in ([], ["in-incognito"])


def test_copy_is_shown_when_network_does_not_answer(
    reader: BrowserContext, host: Host, complaints: list[str]
) -> None:
    page = reader.new_page()
    page.goto(f"{host.address}/one/en/")
    ready(page)
    host.silent.clear()
    page.goto(f"{host.address}/one/en/")
    assert page.locator(".saved").is_visible()
    host.silent.set()
    complaints.clear()


def test_a_screen_that_is_switched_on_offline_has_the_newest_edition_it_took_and_its_age(
    reader: BrowserContext, host: Host, complaints: list[str]
) -> None:
    page = reader.new_page()
    page.goto(f"{host.address}/one/en/screen/")
    ready(page)
    host.switch("one", edition_of("tour"))
    host.asked.clear()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator("h1")).to_contain_text("Lorem")
    until(
        page,
        """async () => {
            const name = (await caches.keys()).find((name) => name.endsWith("pages"));
            const cache = await caches.open(name);
            const html = await (await cache.match(location.href)).text();
            if (!html.includes("Lorem")) return false;
            const saved = new Date(Date.now() - 3 * 3600e3).toISOString();
            const headers = { "content-type": "text/html; charset=utf-8", "x-saved": saved };
            await cache.put(location.href, new Response(html, { headers }));
            return true;
        }""",
    )
    senders = {sender for path, sender in host.asked if path == "/one/en/screen/"}
    assert senders == {page.url}, "the worker keeps what the page loaded, and asks no more"
    host.down = True
    page.reload()
    expect(page.locator("h1")).to_contain_text("Lorem")
    expect(page.locator(".age")).to_contain_text("Not reachable since then.")
    assert page.locator(".panel").first.is_visible()
    host.down = False
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.locator(".age")).to_be_hidden()
    complaints.clear()
