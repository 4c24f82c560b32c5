"""A real server process: what it says, what it serves, and what happens when the file changes."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests.conftest import visit_file
from tests.support.file_edits import edit
from tests.support.serving import eventually, serving

FEED = "/feeds/en/state-visit-2024.ics"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return visit_file(tmp_path / "events.yaml")


def test_serve_prints_its_address_and_serves_pages_and_feeds(file: Path) -> None:
    with serving(file) as server:
        assert "State visit to China 2024 is at http://127.0.0.1:" in server.said()
        status, headers, body = server.get("/zh/")
        assert status == 200
        assert "2024年对华国事访问" in body.decode()
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        status, headers, body = server.get(FEED)
        assert status == 200
        assert f"SOURCE;VALUE=URI:{server.address.rstrip('/')}{FEED}" in body.decode().replace(
            "\r\n ", ""
        )
        status, _, body = server.get(FEED, If_None_Match=headers["ETag"])
        assert (status, body) == (304, b"")


def test_the_same_edition_has_the_same_etag_after_a_restart(file: Path) -> None:
    tags = []
    for _ in range(2):
        with serving(file, "--site", "https://visit.example/") as server:
            tags.append([server.get(path)[1]["ETag"] for path in (FEED, "/en/", "/ru/")])
    assert tags[0] == tags[1]


def test_serve_takes_the_next_free_port_and_says_so(file: Path) -> None:
    with serving(file, port="") as first, serving(file, port="") as second:
        assert first.address != second.address
        assert "is taken, so this is the next free one" in second.said()
        assert server_title(second.get("/en/")[2]) == "State visit to China 2024"


def server_title(page: bytes) -> str:
    return page.decode().split("<title>")[1].split("</title>")[0]


def test_taken_port_of_option_is_an_error(file: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with (
            pytest.raises(
                AssertionError, match=f"cannot listen on 127.0.0.1:{port}: address already"
            ),
            serving(file, port=str(port)),
        ):
            pass


def test_serve_refuses_a_broken_file_at_the_start(file: Path) -> None:
    file.write_text("id: x", "utf-8")
    with pytest.raises(AssertionError, match="“events” is missing"), serving(file):
        pass


def in_place(file: Path, words: str) -> None:
    file.write_text(words, "utf-8")


def by_renaming(file: Path, words: str) -> None:
    other = file.with_suffix(".new")
    other.write_text(words, "utf-8")
    os.replace(other, file)


def by_deleting_first(file: Path, words: str) -> None:
    file.unlink()
    file.write_text(words, "utf-8")


SAVES = (in_place, by_renaming, by_deleting_first)


def test_edit_is_published_with_every_way_of_saving(file: Path) -> None:
    words = file.read_text("utf-8")
    edits = [(save, f"Edit {n} {save.__name__}") for save in SAVES for n in (1, 2)]
    with serving(file) as server:
        for number, (save, title) in enumerate(edits, start=2):
            save(file, words.replace("en: State visit to China 2024", f"en: {title}"))
            eventually(lambda title=title: server_title(server.get("/en/")[2]) == title)  # type: ignore[misc]
            assert f"X-WR-CALNAME:{title}\r\n" in server.get(FEED)[2].decode()
            eventually(lambda number=number: f"is published: edition {number}" in server.said())  # type: ignore[misc]


def break_syntax(file: Path) -> None:
    file.write_text(file.read_text("utf-8") + "\n  - [", "utf-8")


def break_sense(file: Path) -> None:
    edit(file, "place: harbin", "place: harbn")


def cut_off(file: Path) -> None:
    words = file.read_bytes()
    file.write_bytes(words[: len(words) // 2])


def empty(file: Path) -> None:
    file.write_bytes(b"")


def remove(file: Path) -> None:
    file.unlink()


HARMS = (break_syntax, break_sense, cut_off, empty, remove)


def test_broken_state_is_not_published_and_recovery_is_automatic(file: Path) -> None:
    words = file.read_text("utf-8")
    paths = (FEED, "/calendar.ics", "/en/events/gala.ics")

    def banner() -> bool:
        return "this is the last good one" in server.get("/en/")[2].decode()

    with serving(file) as server:
        for number, harm in enumerate(HARMS, start=1):
            before = {path: server.get(path)[2] for path in paths}
            harm(file)
            eventually(banner)
            assert {path: server.get(path)[2] for path in before} == before, harm
            assert server.said().count("is not served in this state") == number, harm
            mended = f"Mended {number}"
            in_place(file, words.replace("en: State visit to China 2024", f"en: {mended}"))
            eventually(lambda mended=mended: server_title(server.get("/en/")[2]) == mended)  # type: ignore[misc]
            assert not banner(), harm
        assert "events.yaml" in server.said()
        assert "Traceback" not in server.said()


def test_no_reload_names_its_replacement(file: Path) -> None:
    with pytest.raises(AssertionError, match="--no-publish"), serving(file, "--no-reload"):
        pass


def test_links_begin_with_the_declared_site(file: Path) -> None:
    with serving(file, "--site", "https://visit.example") as server:
        assert "Links in feeds and pages begin with https://visit.example" in server.said()
        page = server.get("/en/")[2].decode()
        assert 'rel="canonical" href="https://visit.example/en/"' in page
