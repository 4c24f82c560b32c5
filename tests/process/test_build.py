"""The static build: the bytes of the live server, replaced as a whole, rendered incrementally."""

from __future__ import annotations

import contextlib
import errno
import gzip
import json
import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random

import brotli
import pytest

from itinerary.export import atomic_swap, folder, headers_file, incremental, mirror
from itinerary.export import build as exporting
from itinerary.export.build import Exported
from itinerary.export.build_manifest import MANIFEST, BuildReport, Manifest, WrittenFile
from itinerary.export.dependencies import Dependencies
from itinerary.export.errors import BuildError
from itinerary.export.file_names import file_name
from itinerary.export.folder import Folder
from itinerary.export.site_files import Site, SiteFile
from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Event, Itinerary, Status
from itinerary.model.selection import Selection
from itinerary.model.text import Text
from itinerary.model.when import Day, Part, Timed
from itinerary.render import addresses
from itinerary.source import read_file
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website import theme as themes
from itinerary.website.publication import Publication
from itinerary.website.responses import COMMON
from itinerary.website.theme import Theme
from tests.conftest import NOW, PROGRAMMES, ROOT, SITE, edition_of, visit_file
from tests.support.edits import Editor
from tests.support.serving import PATIENCE, eventually, serving
from tests.support.small_programme import SMALL


class WithoutPaper(Site):
    """A site without its PDF, each of which takes as long as a hundred pages."""

    def paths(self) -> list[str]:
        """Return all other paths."""
        return [path for path in super().paths() if not path.endswith(".pdf")]


def site_of(edition: Edition, site: str = SITE) -> Site:
    return WithoutPaper(Publication(edition, site))


def build(edition: Edition, target: Path) -> BuildReport:
    return exporting.build(site_of(edition), Folder(target))


def edited(edition: Edition, **values: object) -> Edition:
    """Return the next edition, in which the first event is another, a day later."""
    itinerary = edition.itinerary
    first = replace(itinerary.events[0], **values)
    events = (first, *itinerary.events[1:])
    later = edition.published + timedelta(days=1)
    return revise(edition, replace(itinerary, events=events), later)


def files(target: Path) -> dict[str, bytes]:
    return {
        path.relative_to(target).as_posix(): path.read_bytes()
        for path in sorted(target.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def folders(target: Path) -> set[str]:
    return {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_dir()}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "itinerary", "build", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=PATIENCE)


@pytest.fixture(scope="module")
def visit_edition() -> Edition:
    """Return a part of the visit: a build of it takes a second, a copy of that almost no time
    (`built`)."""
    whole = read_file(PROGRAMMES["visit"], now=NOW).itinerary
    return revise(None, replace(whole, events=whole.events[:3], languages=("en", "zh")), NOW)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "public"


@pytest.fixture(scope="module")
def first_build(visit_edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("first") / "public"
    build(visit_edition, folder)
    return folder


@pytest.fixture
def built(first_build: Path, target: Path) -> Path:
    """Give `target` with the site of `visit_edition`: a copy with the times of the build."""
    return Path(shutil.copytree(first_build, target))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Give the file of a small programme."""
    file = tmp_path / "events.yaml"
    file.write_text(SMALL, "utf-8")
    return file


# --- the files of a build ---------------------------------------------------------------------


def test_every_file_equals_the_answer_of_a_running_server(tmp_path: Path) -> None:
    file = visit_file(tmp_path / "events.yaml", "en", "zh", "ar")
    target = tmp_path / "public"
    built = run(file, "--to", target, "--site", SITE)
    assert built.returncode == 0, built.stderr
    site = Site(Publication(edition_of("visit", "en", "zh", "ar"), SITE))
    # Only a server keeps living selections, which `/en/mine/` offers there.
    with serving(file, "--site", SITE, "--selections", "none") as server:
        for path in site.paths():
            status, headers, body = server.get(path)
            assert status == 200, path
            assert (target / file_name(path)).read_bytes() == body, path
            # The name alone tells the type, as hosts of files need it.
            kind = headers["Content-Type"].partition(";")[0]
            suffix = Path(file_name(path)).suffix
            assert kind in TYPES[suffix], path
    assert len(site.paths()) > 100


TYPES = {
    ".html": ("text/html",),
    ".ics": ("text/calendar",),
    ".atom": ("application/atom+xml",),
    ".json": (
        *("application/json", "application/geo+json"),
        *("application/calendar+json", "application/jscalendar+json"),
    ),
    ".webmanifest": ("application/manifest+json",),
    ".xml": ("application/xml", "application/vnd.iptc.g2.conceptitem+xml"),
    ".txt": ("text/plain",),
    ".csv": ("text/csv",),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",),
    ".css": ("text/css",),
    ".js": ("text/javascript",),
    ".svg": ("image/svg+xml",),
    ".png": ("image/png",),
    ".ico": ("image/x-icon", "image/vnd.microsoft.icon"),
    ".pdf": ("application/pdf",),
}


def test_compressed_siblings_unpack_to_the_file_and_are_smaller(built: Path) -> None:
    found = files(built)
    for name, body in found.items():
        if name.endswith(".gz"):
            assert gzip.decompress(body) == found[name.removesuffix(".gz")]
        elif name.endswith(".br"):
            assert brotli.decompress(body) == found[name.removesuffix(".br")]
        else:
            continue
        assert len(body) < len(found[name[:-3]])
    assert "en/index.html.br" in found
    assert "feeds/zh/state-visit-2024.ics.gz" in found


def test_two_builds_of_an_edition_are_equal_bytes(
    visit_edition: Edition, first_build: Path, target: Path
) -> None:
    build(visit_edition, target)
    assert files(target) == files(first_build)
    assert (target / MANIFEST).read_bytes() == (first_build / MANIFEST).read_bytes()


def test_modification_time_of_a_file_is_last_modified_of_the_server(
    visit_edition: Edition, built: Path
) -> None:
    app = site_of(visit_edition).app
    for path in ("/en/", "/feeds/en/places/harbin.ics"):
        told = app.test_client().get(path).last_modified
        assert told
        for suffix in ("", ".gz"):
            assert (built / (file_name(path) + suffix)).stat().st_mtime == told.timestamp()


def test_404_page_has_links_that_work_at_any_depth_below_any_path(
    visit_edition: Edition, target: Path
) -> None:
    site = site_of(visit_edition, "https://host.example/below/")
    exporting.build(site, Folder(target))
    for name, language in (("404.html", "en"), ("zh/404.html", "zh")):
        page = (target / name).read_text()
        assert f'href="/below/{language}/"' in page
        assert 'href="/below/static/' in page
        assert 'data-root="/below/"' in page
        assert 'href="../' not in page
    assert (
        "https://host.example/below/feeds/en/state-visit-2024.ics"
        in (target / "404.txt").read_text()
    )


def test_root_page_links_to_every_language_without_script(built: Path) -> None:
    page = (built / "index.html").read_text()
    for tag in ("en", "zh"):
        assert f'href="{tag}/"' in page
        assert f'hreflang="{tag}" href="{SITE}{tag}/"' in page


def test_headers_file_has_the_headers_of_the_server_for_each_path(visit_edition: Edition) -> None:
    site = Site(Publication(visit_edition, SITE))
    answers = {path: site.file(path)[0].headers for path in site.paths()}
    rules = parsed(headers_file.headers_file(answers, secure=True).decode())
    assert rules["/*"].pop("Strict-Transport-Security") == "max-age=63072000"
    assert "Strict" not in headers_file.headers_file(answers, secure=False).decode()
    assert len(rules) <= 100  # Cloudflare takes no more
    for path, headers in answers.items():
        matching = [
            rule
            for pattern, rule in rules.items()
            if re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), path)
        ]
        told: dict[str, str] = {}
        for rule in matching:
            assert not told.keys() & rule.keys(), f"{path}: Cloudflare would join two values"
            told |= rule
        if path.endswith("/"):
            assert told["Content-Security-Policy"] == headers["Content-Security-Policy"]
        else:  # a stylesheet is not a document, and needs no policy
            told.pop("Content-Security-Policy", None)
        assert told.items() <= headers.items()
        assert told.keys() >= COMMON.keys()
        if path.startswith("/feeds/"):
            kind = (
                "text/calendar; charset=utf-8" if path.endswith(".ics") else "application/calendar"
            )
            assert told["Content-Type"].startswith(kind)
            assert told["Access-Control-Allow-Origin"] == "*"
        if path.startswith("/static/"):
            assert "immutable" in told["Cache-Control"]


def parsed(text: str) -> dict[str, dict[str, str]]:
    rules: dict[str, dict[str, str]] = {}
    pattern = ""
    for line in filter(None, text.splitlines()):
        if line.startswith("  "):
            name, _, value = line.strip().partition(": ")
            rules[pattern][name] = value
        else:
            pattern = line
            rules[pattern] = {}
    return rules


# --- a build over an older one -----------------------------------------------------------------


def test_rebuild_writes_only_changed_files(visit_edition: Edition, built: Path) -> None:
    bodies = files(built)
    before = {path: path.stat() for path in built.rglob("*") if path.is_file()}
    later = edited(visit_edition, title=Text((("en", "Another title"),)))
    report = build(later, built)
    assert "robots.txt" not in report.written
    now = files(built)
    assert {name for name in now if now[name] != bodies.get(name)} == {*report.written}
    first, other = (visit_edition.itinerary.events[n].id for n in (0, -1))
    assert f"en/events/{first}/index.html" in report.written
    assert "feeds/en/state-visit-2024.ics" in report.written
    # The other event has parties of the first: its page names the first, its embed does not.
    assert f"en/events/{other}/index.html" in report.written
    assert not {f"embed/en/events/{other}/index.html", f"en/events/{other}.ics"} & {*report.written}
    for path, was in before.items():
        name = path.relative_to(built).as_posix()
        if name not in (*report.written, MANIFEST):
            assert path.stat().st_mtime_ns == was.st_mtime_ns
            assert path.stat().st_ino == was.st_ino
        elif name in report.written:
            assert path.stat().st_mtime_ns > was.st_mtime_ns, name
    # The description of an event is on no page of another event.
    report = build(edited(later, description=Text((("en", "Another description"),))), built)
    assert f"en/events/{first}/index.html" in report.written
    assert not {name for name in report.written if f"/events/{other}" in name}


def test_rebuild_of_the_same_edition_does_not_touch_the_folder(
    visit_edition: Edition, built: Path
) -> None:
    was = built.stat()
    report = build(visit_edition, built)
    assert (report.written, report.removed) == ((), ())
    assert built.stat().st_ino == was.st_ino


def test_rebuild_removes_stale_files_and_keeps_files_of_others(
    visit_edition: Edition, built: Path
) -> None:
    (built / "CNAME").write_text("visit.example\n")
    (built / ".well-known").mkdir()
    (built / ".well-known" / "security.txt").write_text("Contact: …\n")
    (built / "uploads" / "2024").mkdir(parents=True)
    (built / "papers").symlink_to("uploads")
    itinerary, later = visit_edition.itinerary, visit_edition.published + timedelta(days=1)
    *kept, dropped = itinerary.languages
    fewer = replace(itinerary, languages=tuple(kept))
    assert (built / f"{dropped}/zones.json").exists()
    report = build(revise(visit_edition, fewer, later), built)
    assert f"{dropped}/zones.json" in report.removed
    assert not (built / f"{dropped}/zones.json").exists()
    assert (built / "CNAME").read_text() == "visit.example\n"
    assert (built / ".well-known" / "security.txt").exists()
    assert (built / "uploads" / "2024").is_dir()
    assert (built / "papers").readlink() == Path("uploads")


def test_rebuild_keeps_the_calendar_of_an_event_whose_day_is_open_again(
    visit_edition: Edition, built: Path
) -> None:
    first = visit_edition.itinerary.events[0].id
    report = build(edited(visit_edition, when=None, after=None), built)
    assert f"en/events/{first}.ics" in report.written
    assert b"STATUS:CANCELLED" in (built / f"en/events/{first}.ics").read_bytes()


def test_rebuild_keeps_a_file_of_others_where_they_had_a_folder(
    visit_edition: Edition, built: Path
) -> None:
    (built / "notes").mkdir()
    (built / "notes" / "one.txt").write_text("one")
    later = edited(visit_edition, title=Text((("en", "Another title"),)))
    build(later, built)
    assert (built / "notes" / "one.txt").read_text() == "one"
    (built / "notes" / "one.txt").unlink()
    (built / "notes").rmdir()
    (built / "notes").write_text("all of them")
    build(edited(later, title=Text((("en", "A third title"),))), built)
    assert (built / "notes").read_text() == "all of them"


def test_rebuild_keeps_files_of_others_in_place_of_a_removed_folder(
    visit_edition: Edition, built: Path
) -> None:
    later = edited(visit_edition, title=Text((("en", "Another title"),)))
    build(later, built)
    assert (built.parent / ".public.next" / "zh").is_dir()
    shutil.rmtree(built / "zh")
    shutil.rmtree(built / "embed" / "zh")
    (built / "zh").write_text("has moved to another host")
    (built / "embed" / "zh").symlink_to("en")
    english = replace(later.itinerary, languages=("en",))
    # Only a language that the programme never had has no folder (a former one has redirects).
    last = revise(later, english, later.published + timedelta(days=1))
    build(replace(last, former_languages=()), built)
    assert (built / "zh").read_text() == "has moved to another host"
    assert (built / "embed" / "zh").readlink() == Path("en")


def test_file_may_replace_a_folder_and_a_folder_a_file(target: Path) -> None:
    plain = {"Content-Type": "text/plain"}
    for names in (("x/y/one", "two"), ("x/y/one", "three"), ("x", "three"), ("x/y/one", "four")):
        opened = Folder(target)
        opened.prepare()
        written: dict[str, WrittenFile] = {}
        for name in names:
            written |= opened.put(SiteFile(name, name.encode(), NOW, plain))
        opened.finish(Manifest(written))
        assert files(target) == {name: name.encode() for name in names}


def test_folders_get_the_mode_of_the_current_umask(visit_edition: Edition, target: Path) -> None:
    usual = os.umask(0o077)
    try:
        build(visit_edition, target)
        os.umask(0o022)
        edition = visit_edition
        for title in ("A second title", "A third title", "A fourth title"):
            edition = edited(edition, title=Text((("en", title),)))
            build(edition, target)
            modes = {path.stat().st_mode & 0o777 for path in target.rglob("*") if path.is_dir()}
            assert modes == {0o755}
    finally:
        os.umask(usual)


def test_obstacle_beside_the_site_is_named(visit_edition: Edition, target: Path) -> None:
    target.with_name(".public.next").write_text("of someone else")
    with pytest.raises(BuildError, match=r"\.public\.next is in the way \(file exists\)"):
        build(visit_edition, target)


def test_rebuild_leaves_the_former_site_beside_the_site(
    visit_edition: Edition, target: Path
) -> None:
    build(visit_edition, target)
    assert os.listdir(target.parent) == ["public"]
    later = edited(visit_edition, title=Text((("en", "Another title"),)))
    english = replace(later.itinerary, languages=("en",))
    last = replace(revise(later, english, later.published + timedelta(days=1)), former_languages=())
    (target / "uploads").mkdir()
    for edition in (later, last):
        former = files(target), folders(target)
        build(edition, target)
        beside = target.parent / ".public.next"
        assert set(target.parent.iterdir()) == {target, beside}
        assert (files(beside), folders(beside)) == former
    assert "zh" not in folders(target)
    build(last, target.with_name("fresh"))
    assert files(target) == files(target.with_name("fresh"))
    assert folders(target) - {"uploads"} == folders(target.with_name("fresh"))


def test_rebuild_does_not_write_to_files_of_the_former_site(
    visit_edition: Edition, target: Path
) -> None:
    edition = visit_edition
    for title in ("A second", "A third", "A fourth"):
        build(edition, target)
        opened = {path: path.open("rb") for path in target.rglob("*") if path.is_file()}
        was = {path: path.read_bytes() for path in opened}
        edition = edited(edition, title=Text((("en", title),)))
        assert build(edition, target).written
        for path, file in opened.items():
            assert file.read() == was[path], path
            file.close()


def test_files_that_others_add_during_a_build_stay(visit_edition: Edition, built: Path) -> None:
    (built / ".well-known").mkdir()

    def meanwhile(made: Iterable[Exported], _: int) -> Iterator[Exported]:
        yield from made
        (built / ".well-known" / "security.txt").write_text("Contact: …")
        (built / "uploads" / "2024").mkdir(parents=True)
        (built / "uploads" / "2024" / "one.txt").write_text("one")

    later = edited(visit_edition, title=Text((("en", "Another title"),)))
    exporting.build(site_of(later), Folder(built), meanwhile)
    assert "Another title" in (built / "en" / "index.html").read_text()
    assert (built / ".well-known" / "security.txt").read_text() == "Contact: …"
    assert (built / "uploads" / "2024" / "one.txt").read_text() == "one"


def test_file_of_the_site_does_not_replace_a_folder_with_files_of_others(target: Path) -> None:
    def put(*names: str) -> None:
        opened = Folder(target)
        opened.prepare()
        written: dict[str, WrittenFile] = {}
        for name in names:
            written |= opened.put(SiteFile(name, b"x", NOW, {"Content-Type": "text/plain"}))
        opened.finish(Manifest(written))

    put("one")
    (target / "two").mkdir()
    (target / "two" / "thesis.tex").write_text("years of work")
    with pytest.raises(BuildError, match=r"two has files of others"):
        put("one", "two")
    assert (target / "two" / "thesis.tex").read_text() == "years of work"


def test_rebuild_restores_damaged_files(visit_edition: Edition, built: Path) -> None:
    whole = files(built)
    (built / "en" / "index.html").write_text("mangled")
    (built / "robots.txt").unlink()
    (built / "zh" / "index.html.br").unlink()
    build(visit_edition, built)
    assert files(built) == whole


def test_folder_without_a_manifest_is_not_replaced(visit_edition: Edition, target: Path) -> None:
    target.mkdir()
    (target / "thesis.tex").write_text("years of work")
    with pytest.raises(BuildError, match="not those of a build"):
        build(visit_edition, target)
    assert files(target) == {"thesis.tex": b"years of work"}


def test_interrupted_build_leaves_the_old_site(visit_edition: Edition, built: Path) -> None:
    whole = files(built)
    next_one = edited(visit_edition, title=Text((("en", "Another title"),)))

    def interrupt(made: Iterable[Exported], _: int) -> Iterator[Exported]:
        yield from islice(made, 10)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exporting.build(site_of(next_one), Folder(built), interrupt)
    assert files(built) == whole
    build(next_one, built)
    assert files(built) != whole
    assert files(built.parent / ".public.next") == whole


def children(parent: int) -> set[int]:
    """Return the processes that a process started (proc_pid_stat(5): the fourth field)."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):  # it ended meanwhile
            _, _, fields = stat.read_text().rpartition(") ")
            if int(fields.split()[1]) == parent:
                found.add(int(stat.parent.name))
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are not in /proc here")
def test_workers_of_a_killed_build_end(tmp_path: Path) -> None:
    file = visit_file(tmp_path / "events.yaml")
    command = [sys.executable, "-m", "itinerary", "build", str(file), "--site", SITE]
    command += ["--to", str(tmp_path / "site")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        workers: set[int] = set()

        def started() -> bool:
            workers.update(children(process.pid))
            return len(workers) > 1

        try:
            eventually(started)
        finally:
            process.kill()
    eventually(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def test_build_that_cannot_link_files_stops_early_and_leaves_the_old_site(
    visit_edition: Edition, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = files(built)
    made = []

    def full(old: str, new: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def counted(making: Iterable[Exported], _: int) -> Iterator[Exported]:
        for one in making:
            made.append(one)
            yield one

    monkeypatch.setattr(mirror, "link", full)
    next_one = edited(visit_edition, title=Text((("en", "Another title"),)))
    with pytest.raises(OSError, match="No space left"):
        exporting.build(site_of(next_one), Folder(built), counted)
    assert not made
    assert files(built) == whole


def test_manifest_that_names_files_outside_the_site_is_refused(
    visit_edition: Edition, built: Path
) -> None:
    manifest = json.loads((built / MANIFEST).read_bytes())
    manifest["files"]["en/../../victim.txt"] = manifest["files"]["robots.txt"]
    (built / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(BuildError, match="not those of a build"):
        build(visit_edition, built)


def test_folder_of_the_site_that_became_a_link_is_not_written_through(
    visit_edition: Edition, built: Path, tmp_path: Path
) -> None:
    others = tmp_path / "others"
    (built / "static").rename(others)
    (built / "static").symlink_to(others)
    whole = files(others)
    build(edited(visit_edition, title=Text((("en", "Another title"),))), built)
    assert files(others) == whole
    assert files(built / "static") == whole


def test_removed_files_are_not_removed_through_a_link_of_others(
    visit_edition: Edition, built: Path, tmp_path: Path
) -> None:
    others = tmp_path / "others"
    (built / "zh").rename(others)
    (built / "zh").symlink_to(others)
    whole = files(others)
    english = replace(visit_edition.itinerary, languages=("en",))
    later = revise(visit_edition, english, visit_edition.published + timedelta(days=1))
    build(replace(later, former_languages=()), built)
    assert (built / "zh").readlink() == others
    assert files(others) == whole


def test_a_link_to_a_folder_stays_a_link(visit_edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "public").symlink_to("real")
    build(visit_edition, tmp_path / "public")
    assert (tmp_path / "public").is_symlink()
    assert (tmp_path / "real" / "index.html").exists()


def test_site_is_replaced_without_an_atomic_call(
    visit_edition: Edition, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic_swap, "exchanged", lambda *_: False)
    whole = files(built)
    build(edited(visit_edition, title=Text((("en", "Another title"),))), built)
    assert "Another title" in (built / "en" / "index.html").read_text()
    assert sorted(os.listdir(built.parent)) == [".public.next", "public"]
    assert files(built.parent / ".public.next") == whole


# --- dependency tracking ---------------------------------------------------------------------


Made = tuple[dict[str, bytes], dict[str, tuple[str, ...]]]


def moved(event: Event) -> Event:
    return replace(event, when=Day(date(2024, 5, 17), Part.EVENING))


EDITS: dict[str, Callable[[Itinerary], Itinerary]] = {
    "nothing": lambda i: i,
    "a title": lambda i: first_event(i, title=Text((("en", "Another"), ("zh", "另一个")))),
    "a day": lambda i: replace(i, events=(moved(i.events[0]), *i.events[1:])),
    "an hour": lambda i: first_event(i, when=Timed(i.zone.local(NOW.replace(2024, 5, 16)))),
    "no day": lambda i: first_event(i, when=None, after=None),
    "another place": lambda i: first_event(i, place=i.places[0]),
    "no participants": lambda i: replace(i, events=tuple(replace(e, parties=()) for e in i.events)),
    "cancelled": lambda i: first_event(i, status=Status.CANCELLED),
    "gone": lambda i: replace(i, events=i.events[1:]),
    "new": lambda i: replace(
        i, events=(*i.events, replace(i.events[-1], id="another", uid="another@visit"))
    ),
    "a title, with places in another order": lambda i: replace(
        first_event(i, title=Text((("en", "Another"),))), places=i.places[::-1], published=None
    ),
    "the programme's title": lambda i: replace(i, title=Text((("en", "Visit"),))),
}


def first_event(itinerary: Itinerary, **values: object) -> Itinerary:
    first = replace(itinerary.events[0], **values)
    return replace(itinerary, events=(first, *itinerary.events[1:]))


# Time alone changes pages, whatever the edit: the marks of what changed expire. So two days later
# pages are the same as a fresh one after four of the edits, which change no, one and two events.
@pytest.mark.parametrize(
    ("edit", "later"),
    [
        *((edit, timedelta(minutes=1)) for edit in EDITS),
        *((edit, timedelta(days=2)) for edit in ("nothing", "a title", "gone", "new")),
    ],
    ids=str,
)
def test_page_with_unchanged_reads_equals_a_fresh_one(
    edit: str, later: timedelta, visit_edition: Edition, made_visit: Made
) -> None:
    old, reads = made_visit
    itinerary = EDITS[edit](visit_edition.itinerary)
    edition = revise(visit_edition, itinerary, visit_edition.published + later)
    site = site_of(visit_edition)
    remembered = Dependencies().followed_by("base", (), reads, site.recorder.hash)
    kept = remembered.unchanged(site_of(edition).recorder.hash, "base")
    if edition.head != visit_edition.head:  # the base of a real site contains the head
        assert site_of(edition).base != site.base
        return
    new, _ = made(edition)
    for path in kept & new.keys():
        assert new[path] == old[path], path
    if edit == "a title" and later < timedelta(days=1):
        last = visit_edition.itinerary.events[-1].id
        assert {f"/en/events/{last}.ics", f"/embed/zh/events/{last}/", "/robots.txt"} <= kept
        for (field, id), changed in edition.feed_times.items():
            selection = Selection.only(field, id)
            paths = [addresses.PAGES[field]("zh", id)]
            if any(edition.select(selection)):  # an empty feed is dated by its edition
                paths.append(addresses.feed(edition.itinerary.id, selection, "en"))
            for path in paths:
                assert (path in kept) is (changed < edition.published), path
        assert len(set(edition.feed_times.values())) == 2
    if edit == "nothing":
        assert kept == old.keys()


def test_an_edited_title_keeps_pages_of_other_languages_that_show_no_revision(
    visit_edition: Edition, made_visit: Made
) -> None:
    _, reads = made_visit
    *others, last = visit_edition.itinerary.events
    title = Text((("en", "Another"), *((tag, words) for tag, words in last.title if tag != "en")))
    itinerary = replace(visit_edition.itinerary, events=(*others, replace(last, title=title)))
    edition = revise(visit_edition, itinerary, visit_edition.published + timedelta(minutes=1))
    site = site_of(visit_edition)
    remembered = Dependencies().followed_by("base", (), reads, site.recorder.hash)
    kept = remembered.unchanged(site_of(edition).recorder.hash, "base")
    assert last.when
    day = addresses.calendar_day("en", last.when.first)
    neighbour = f"/en/events/{others[-1].id}/"
    for path in ("/en/calendar/", "/en/timeline/", "/en/map/", "/embed/en/", day, neighbour):
        assert path not in kept, path
        assert path.replace("en", "zh", 1) in kept, path


def test_only_documents_of_the_whole_programme_read_the_whole_edition(made_visit: Made) -> None:
    _, reads = made_visit
    whole = {path for path, made_of in reads.items() if '["edition"]' in made_of}
    assert "/api/programme.csv" in whole
    of_parts = r"/(events|newsml|calendar|timeline|places|parties|categories|tracks|series|feeds)/"
    assert not [path for path in whole if re.search(of_parts, path)]


def test_page_of_an_event_reads_whether_others_of_its_category_name_participants(
    visit_edition: Edition,
) -> None:
    itinerary = visit_edition.itinerary
    naming, silent, other = itinerary.events
    silent = replace(silent, parties=(), categories=naming.categories)
    other = replace(other, parties=())
    assert naming.parties
    assert naming.categories
    path, read = f"/en/events/{silent.id}/", f'["unannounced", "{silent.id}"]'
    answers, told = [], []
    for one in (naming, replace(naming, parties=())):
        site = site_of(revise(None, replace(itinerary, events=(one, silent, other)), NOW))
        file, reads = site.file(path)
        assert read in reads
        answers.append(site.recorder.hash(read))
        told.append(b"who takes part" in file.body)
    assert told == [True, False]
    assert answers[0] != answers[1]


def test_site_after_random_edits_is_that_of_a_build_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_paths, "pictures", lambda _: ())  # slow, and tracked as pages are
    editor, edition = Editor(Random(5), kinds=True), None
    for step in range(4):
        edition = revise(edition, editor.programme, editor.now)
        folder = Folder(tmp_path / "public")
        site = Site(Publication(edition, SITE), fragments=folder.fragments)
        exporting.build(site, folder)
        build(edition, tmp_path / f"fresh-{step}")
        assert files(tmp_path / "public") == files(tmp_path / f"fresh-{step}")
        editor.step()


@pytest.fixture(scope="module")
def made_visit(visit_edition: Edition) -> Made:
    """Give what `made` returns of the part of the visit."""
    return made(visit_edition)


def made(edition: Edition) -> Made:
    """Return the bodies of all paths, without drawn pictures, and the reads that rendered each."""
    site = site_of(edition)
    paths = [path for path in site.paths() if not path.endswith((".png", ".pdf"))]
    found = {path: site.file(path) for path in paths}
    return (
        {path: file.body for path, (file, _) in found.items()},
        {path: tuple(reads) for path, (_, reads) in found.items()},
    )


def test_base_changes_with_software_and_theme(visit_edition: Edition, tmp_path: Path) -> None:
    publication = Publication(visit_edition, SITE)
    (tmp_path / "page.html").write_text("one")

    def bases() -> tuple[str, str]:
        theme = themes.read(tmp_path)
        software = incremental.software([tmp_path])
        return (
            incremental.base(publication, software, Theme()),
            incremental.base(publication, "", theme),
        )

    one = bases()
    assert one == bases()
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "index").write_text("of no page")
    assert bases()[1] == one[1]
    (tmp_path / "page.html").write_text("two")
    assert not {*bases()} & {*one}


def test_undeclared_read_of_a_theme_is_a_read_of_the_whole_edition(
    visit_edition: Edition, tmp_path: Path
) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "event.html").write_text("{{ itinerary.events[-1].title.to('en') }}")
    site = Site(Publication(visit_edition, SITE), tmp_path)
    path = f"/en/events/{visit_edition.itinerary.events[0].id}/"
    assert '["edition"]' in site.file(path)[1]


def test_several_processes_write_the_same_files_as_one(
    visit_edition: Edition, first_build: Path, target: Path
) -> None:
    exporting.build(site_of(visit_edition), Folder(target), processes=2)
    assert files(target) == files(first_build)


# --- the command ---------------------------------------------------------------------------------


def test_build_command_reports_editions_and_a_missing_site_address(
    small: Path, target: Path
) -> None:
    nowhere = run(small, "--to", target)
    assert nowhere.returncode == 1
    assert "--site" in nowhere.stderr
    assert not target.exists()
    first = run(small, "--to", target, "--site", SITE)
    assert "has edition 1" in first.stdout
    assert first.stderr == ""  # no bar where there is no terminal
    again = run(small, "--to", target, "--site", SITE)
    assert "is up to date: edition 1" in again.stdout


def test_build_command_shows_progress_on_a_terminal(small: Path, target: Path) -> None:
    ours, theirs = pty.openpty()
    words: list[str | Path] = [sys.executable, "-m", "itinerary", "build", small, "--to", target]
    with subprocess.Popen(
        [*words, "--site", SITE], stdout=subprocess.PIPE, stderr=theirs, cwd=ROOT
    ) as process:
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # Linux says that the other end is closed
            while more := os.read(ours, 4096):
                shown += more
        os.close(ours)
        assert process.stdout
        assert b"edition 1" in process.stdout.read()
    seen = [int(part) for part in re.findall(rb"Building .*?(\d+)%", shown)]
    assert seen == sorted(seen)
    assert seen[0] < 50
    assert seen[-1] == 100


def test_build_command_refuses_a_file_with_mistakes(small: Path, target: Path) -> None:
    assert run(small, "--to", target, "--site", SITE).returncode == 0
    whole = files(target)
    small.write_text(SMALL.replace("when: ", "wen: ", 1))
    broken = run(small, "--to", target, "--site", SITE)
    assert broken.returncode == 1
    assert "wen" in broken.stderr
    assert "Traceback" not in broken.stderr
    assert files(target) == whole


def test_concurrent_builds_into_one_folder_take_turns(small: Path, target: Path) -> None:
    waited: list[bool] = []
    with folder.locked(target, lambda: waited.append(True)):
        command = [sys.executable, "-m", "itinerary", "build", str(small), "--to", str(target)]
        second = subprocess.Popen(
            [*command, "--site", SITE], stderr=subprocess.PIPE, text=True, cwd=ROOT
        )
        assert second.stderr
        assert "waiting for it" in second.stderr.readline()
        assert not target.exists()
    assert second.wait(PATIENCE) == 0
    second.stderr.close()
    assert (target / "index.html").exists()
    assert not waited
