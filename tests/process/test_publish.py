"""The commands publish, history, diff, show and ledger, and what serve publishes."""

from __future__ import annotations

import json
import multiprocessing
import os
import re
import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from click.testing import CliRunner

from itinerary.cli import main
from itinerary.ledger.store import Ledger
from itinerary.serve.settings import default_ledger_path
from tests.conftest import visit_file
from tests.support.command import run
from tests.support.file_edits import edit
from tests.support.serving import eventually, serving
from tests.support.small_programme import SMALL

PROGRAMME = "state-visit-2024"
FEED = f"/feeds/en/{PROGRAMME}.ics"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return visit_file(tmp_path / "events.yaml")


def coming(file: Path) -> None:
    """Move the programme into the future, so that its events are still to come."""
    edit(file, "2024-05-1", "2124-05-1")
    edit(file, "published: 2124-05-14\n", "")


def test_publish_prints_changes_asks_and_prints_the_number(file: Path) -> None:
    first = run("publish", file, "--note", "As announced", answer="y\n")
    assert first.exit_code == 0
    assert "+ gala (Gala: 75 years" in first.output
    assert "8 added." in first.output
    assert "Publish this as edition 1?" in first.output
    assert "Edition 1 is published." in first.output
    edit(file, "en: Meeting with Premier Li Qiang", "en: Meeting with the Premier")
    second = run("publish", file, "--yes")
    assert "~ li-qiang (Meeting with the Premier) changed, revision 1" in second.output
    assert (
        "    Now called “Meeting with the Premier”; it was “Meeting with Premier Li Qiang”.\n"
        in second.output
    )
    assert "Publish this" not in second.output
    assert "Edition 2 is published." in second.output


def test_unconfirmed_publish_writes_nothing(file: Path) -> None:
    assert run("publish", file, answer="n\n").exit_code == 1
    assert not default_ledger_path(file).exists()


def test_dry_run_makes_no_ledger(file: Path) -> None:
    result = run("publish", file, "--dry-run")
    assert "8 added." in result.output
    assert "Nothing was published" in result.output
    assert not default_ledger_path(file).exists()


def test_publishing_an_unchanged_file_makes_no_edition(file: Path) -> None:
    run("publish", file, "--yes")
    edit(file, "# The state visit", "# A comment about the state visit")
    assert run("publish", file, "--yes").output == "Nothing changed since edition 1.\n"


def test_moved_event_is_printed_as_one_difference(file: Path) -> None:
    run("publish", file, "--yes")
    edit(
        file,
        "    place: beijing\n    parties: [xi, putin]\n    categories: talks\n    sources: [mfa",
        "    place: harbin\n    parties: [xi, putin]\n    categories: talks\n    sources: [mfa",
    )
    output = run("publish", file, "--yes").output
    moved = "Moved to Harbin, Heilongjiang, China; it was Beijing, China."
    assert f"    {moved}\n" in output
    assert "coordinates" not in output


MACHINE = re.compile(
    r"\d{4}-\d\d-\d\d|\d\d:\d\d:\d\d|timed|within |\bNone\b|PT\d|\bUTC$|[a-z]\[\d+\]"
)
"""Notation of machines, which readers must not see."""


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            "when: within 2024-05-16 to 2024-05-17",
            "when: 2024-05-16 13:15 to 14:00",
            "    The time is now known: Thursday, 16 May 2024, 13:15–14:00 (Beijing time, UTC+8).",
        ),
        (
            "when: within 2024-05-16 to 2024-05-17",
            "when: 2024-05-16 evening",
            "    The day is now known: Thursday, 16 May 2024, evening, time to be announced.",
        ),
        (
            "    parties: [putin, hit-members]",
            "    parties: [putin]\n    status: cancelled\n    reason: {en: Fog}",
            "    Cancelled: Fog",
        ),
        (
            "ru: Харбин}",
            "ru: г. Харбин}",
            "    The wording was revised.",
        ),
        ("days: 2024-05-16 to 2024-05-17", "days: 2024-05-15 to 2024-05-17", "    days: 16–17 May"),
        ("languages: [en, zh, ru]", "languages: [en, zh]", "    Russian was published until"),
        ("colour: firebrick\n\nback", "colour: teal\n\nback", "    colour: #b22222 → #008080"),
        (
            "zh: 会见李强总理",
            "zh: 会见总理",
            "    title.zh: 会见李强总理 → 会见总理",
        ),
    ],
)
def test_changes_are_printed_in_words_of_readers(
    file: Path, before: str, after: str, told: str
) -> None:
    run("publish", file, "--yes")
    edit(file, before, after)
    plan = run("publish", file, "--dry-run").stdout
    assert told in plan
    run("publish", file, "--yes", "--allow-cancellations")
    for output in (plan, run("diff", 1, 2, file).output, run("diff", 2, 1, file).output):
        assert not MACHINE.findall(output), output
    assert told in run("diff", 1, 2, file).output
    assert not MACHINE.findall(run("history", file).output)
    assert not MACHINE.findall(run("history", file, "--event", "gala").output)


def test_json_output_has_values_and_not_words(file: Path) -> None:
    run("publish", file, "--yes", "--note", "As announced")
    edit(file, "when: within 2024-05-16 to 2024-05-17", "when: 2024-05-16 13:15 to 14:00")
    edit(file, "days: 2024-05-16 to 2024-05-17", "days: 2024-05-15 to 2024-05-17")
    run("publish", file, "--yes")
    found = json.loads(run("diff", 1, 2, file, "--format", "json").stdout)
    assert found["programme"] == [
        {"property": "days[0]", "before": "2024-05-16", "after": "2024-05-15"}
    ]
    (gala,) = (event for event in found["events"] if event["id"] == "gala")
    assert (gala["kind"], gala["revision"]) == ("changed", 1)
    moved = {
        "property": "when",
        "before": "window 2024-05-16 2024-05-17",
        "after": "timed 2024-05-16T13:15:00+08:00 2024-05-16T14:00:00+08:00",
    }
    assert moved in gala["differences"]
    second, first = json.loads(run("history", file, "--format", "json").stdout)
    assert (first["edition"], first["published"], first["note"]) == (
        1,
        "2024-05-14T00:00:00Z",
        "As announced",
    )
    assert [event["kind"] for event in first["events"]] == ["added"] * 8
    assert second["events"] == found["events"]
    own = json.loads(run("history", file, "--event", "gala", "--format", "json").stdout)
    assert [entry["events"][0]["id"] for entry in own] == ["gala", "gala"]


def test_language_dropped_earlier_is_not_reported_again(file: Path) -> None:
    run("publish", file, "--yes")
    edit(file, "en: Meeting with Premier Li Qiang", "en: Meeting with the Premier")
    run("publish", file, "--yes")
    edit(file, "languages: [en, zh, ru]", "languages: [en, zh]")
    run("publish", file, "--yes")
    assert "Russian was published until edition 2; " in run("diff", 2, 3, file).output
    assert "Russian is no longer published; its calendars" in run("diff", 1, 3, file).output


def test_publish_prints_effects_of_a_dropped_or_new_language(file: Path) -> None:
    run("publish", file, "--yes")
    edit(file, "languages: [en, zh, ru]", "languages: [en, zh]")
    output = run("publish", file, "--yes").output
    said = "Russian was published until edition 1; its calendars go on in English"
    assert said in output
    edit(file, "languages: [en, zh]", "languages: [zh, en, ru]")
    output = run("publish", file, "--yes").output
    assert "Published in Russian again: its calendars are as they were." in output


def test_publish_warns_that_another_id_is_another_programme(file: Path) -> None:
    run("publish", file, "--yes")
    edit(file, "id: state-visit-2024", "id: state-visit")
    output = run("publish", file, "--dry-run").output
    assert "“state-visit” is a new programme: this ledger has state-visit-2024." in output


def test_mass_cancellation_is_refused_with_the_count_and_the_option(file: Path) -> None:
    coming(file)
    run("publish", file, "--yes")
    words = file.read_text("utf-8")
    file.write_text(words[: words.index("  - id: li-qiang")], "utf-8")
    refused = run("publish", file, "--yes")
    assert refused.exit_code == 1
    assert "cancel 4 of 8 coming events" in refused.output
    assert "--allow-cancellations" in refused.output
    assert "edition 2" not in run("history", file).output
    allowed = run("publish", file, "--yes", "--allow-cancellations")
    assert "4 removed." in allowed.output
    assert "Edition 2 is published." in allowed.output


def test_publish_may_cancel_fewer_than_half(file: Path) -> None:
    coming(file)
    run("publish", file, "--yes")
    words = file.read_text("utf-8")
    file.write_text(words[: words.index("  - id: expo")], "utf-8")
    assert "Edition 2 is published." in run("publish", file, "--yes").output


def test_publish_refuses_an_id_that_named_another_event(file: Path) -> None:
    run("publish", file, "--yes")
    edit(file, "  - id: gala\n", "  - id: celebration\n    was: gala\n")
    assert "Edition 2" in run("publish", file, "--yes").output
    edit(file, "    was: gala\n", "")
    edit(file, "  - id: expo\n", "  - id: gala\n")
    refused = run("publish", file, "--yes")
    assert refused.exit_code == 1
    assert "“gala” already named another event" in refused.output


def test_history_lists_editions_and_the_revisions_of_one_event(file: Path) -> None:
    run("publish", file, "--yes", "--note", "As announced")
    edit(file, "en: Meeting with Premier Li Qiang", "en: Meeting with the Premier")
    run("publish", file, "--yes")
    lines = run("history", file).output.splitlines()
    assert lines[0].startswith("edition 2  ")
    assert lines[0].endswith(" (Beijing time, UTC+8)  1 changed")
    assert lines[1].startswith("    ~ Meeting with the Premier: Now called “Meeting with the Prem")
    assert lines[2] == "edition 1  14 May 2024  8 added"
    assert lines[3] == "    As announced"
    own = run("history", file, "--event", "li-qiang").output
    assert "Now called “Meeting with the Premier”" in own
    assert run("history", file, "--event", "gala").output.count("edition ") == 1
    assert "did you mean gala?" in run("history", file, "--event", "galla").output


def test_diff_and_show_print_past_editions(file: Path) -> None:
    run("publish", file, "--yes")
    edit(file, "en: Meeting with Premier Li Qiang", "en: Meeting with the Premier")
    run("publish", file, "--yes")
    assert "Now called “Meeting with the Premier”" in run("diff", 1, 2, file).output
    assert "Now called “Meeting with Premier Li" in run("diff", 2, 1, file).output
    assert run("diff", 2, 2, file).output == "Nothing changed.\n"
    assert "Meeting with Premier Li Qiang [li-qiang]" in run("show", file, "--edition", 1).output
    assert "Meeting with the Premier [li-qiang]" in run("show", file).output
    assert "会见李强总理 [li-qiang]" in run("show", file, "--language", "zh").output
    assert "there is no edition 0" in run("show", file, "--edition", 0).output
    missing = run("show", file, "--edition", 9)
    assert missing.exit_code == 1
    assert "there is no edition 9" in missing.output


def test_ledger_check_prints_tampered_rows(file: Path) -> None:
    import sqlite3

    run("publish", file, "--yes")
    good = run("ledger", "check", file)
    assert (good.exit_code, good.output) == (0, "1 edition, all in order.\n")
    with closing(sqlite3.connect(default_ledger_path(file))) as database, database:
        database.execute("UPDATE revision SET data = replace(data, 'Gala', 'Ball')")
    database.close()
    bad = run("ledger", "check", file)
    assert bad.exit_code == 1
    assert "edition 1 is not what was published" in bad.output


def test_restored_ledger_publishes_higher_revisions_than_every_copy(
    file: Path, open_ledger: Callable[[str | Path], Ledger]
) -> None:
    with file.open("a") as written:
        written.write("deadlines: [{id: press, title: {en: Press}, by: 2024-05-10}]\n")
    run("publish", file, "--yes")
    edit(file, "en: Meeting with Premier Li Qiang", "en: Meeting with the Premier")
    run("publish", file, "--yes")
    with serving(file) as server:
        copy = file.with_name("copy.ics")
        copy.write_bytes(server.get(FEED)[2])
        default_ledger_path(file).rename(file.with_name("lost"))
        restored = run("ledger", "restore", f"{server.address.rstrip('/')}{FEED}", file)
        assert "8 events and 1 deadline restored." in restored.output
    again = run("ledger", "restore", copy, file)
    assert again.exit_code == 1
    assert "never overwritten" in again.output
    run("publish", file, "--yes")
    latest = open_ledger(default_ledger_path(file)).latest(PROGRAMME)
    assert latest is not None
    numbers = {r.event.id: r.revision.number for r in latest.records.values()}
    assert numbers.pop("li-qiang") == 2
    assert set(numbers.values()) == {1}
    created = {r.revision.created for r in latest.records.values()}
    assert created == {datetime(2024, 5, 14, tzinfo=UTC)}


@pytest.mark.parametrize("words", ["", "no calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_restore_refuses_data_that_are_not_a_feed(file: Path, words: str) -> None:
    copy = file.with_name("copy.ics")
    copy.write_text(words)
    result = run("ledger", "restore", copy, file)
    assert result.exit_code == 1
    assert "feed" in result.output
    assert "Traceback" not in result.output


LOOKING = [
    ["history"],
    ["history", "--event", "gala"],
    ["show"],
    ["ledger", "check"],
    ["diff", "1", "2"],
]
STARTING = [
    ["publish", "--yes"],
    ["publish", "--dry-run"],
    ["ledger", "restore", "copy.ics"],
    ["render", "--feed", "whole"],
    ["build", "--to", "public"],
    ["build", "--to", "public", "--no-publish"],
    ["serve"],
    ["serve", "--no-publish"],
]


@pytest.mark.parametrize("command", LOOKING)
def test_reading_command_makes_no_ledger(file: Path, command: list[str]) -> None:
    result = run(*command, file)
    assert result.exit_code == 1
    assert (
        f"there is no ledger {default_ledger_path(file)} yet; itinerary publish {file}"
        in result.output
    )
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("command", [*LOOKING, *STARTING])
@pytest.mark.parametrize("ledger", ["beside", "file", "url"])
def test_missing_file_makes_no_ledger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], ledger: str
) -> None:
    monkeypatch.chdir(tmp_path)
    there = {"beside": [], "file": ["--ledger", "x"], "url": ["--ledger", "sqlite:///x"]}[ledger]
    result = run(*command, "nope.yaml", *there)
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    if command in LOOKING:
        name = "x" if there else "nope.ledger.sqlite"
        assert result.output == (
            f"there is no ledger {name} and no file nope.yaml; name one of the two\n"
        )
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith(".")] == []


@pytest.mark.parametrize(
    "address",
    [
        "postgresql+psycopg://me:s3cret@127.0.0.1:1/db",
        "postgresql+psycopg://me:s3cret/@127.0.0.1:1/db",
        "postgresql+psycopg://me:a@s3cret:b@127.0.0.1:1/db",
        "postgresql+psycopg://127.0.0.1:1/db?user=me&password=s3cret",
        "postgresq://me:s3cret@127.0.0.1/db",
        "postgresql+psycopg://me:s3cret@127.0.0.1:x/db",
        "://me:s3cret@127.0.0.1/db",
    ],
)
@pytest.mark.parametrize("command", [["history"], ["diff", "1", "2"], ["publish", "--yes"]])
def test_messages_never_have_the_password_of_a_ledger(
    file: Path, address: str, command: list[str]
) -> None:
    result = run(*command, file, "--ledger", address)
    assert result.exit_code == 1
    assert "127.0.0.1" in result.output
    assert "s3cret" not in result.output


def as_user_nobody(send: Connection, *words: object) -> None:
    if os.geteuid() == 0:  # who may write everywhere
        os.setuid(65534)
    result = CliRunner().invoke(main, [str(word) for word in words])
    send.send((result.exit_code, result.output, repr(result.exception)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no users as on Unix")
@pytest.mark.parametrize("command", [["publish", "--yes"], ["history"], ["diff", "1", "1"]])
def test_read_only_ledger_is_reported_without_a_traceback(file: Path, command: list[str]) -> None:
    run("publish", file, "--yes")
    edit(file, "en: Meeting with Premier Li Qiang", "en: Meeting with the Premier")
    run(*command, file)  # loads what this user may not read
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(file, folder)
        shutil.copy(default_ledger_path(file), folder)
        for path in (*folder.iterdir(), folder):
            path.chmod(0o555 if path.is_dir() else 0o444)
        here, there = multiprocessing.Pipe(duplex=False)
        words = (*command, folder / "events.yaml")
        child = multiprocessing.get_context("fork").Process(
            target=as_user_nobody, args=(there, *words)
        )
        child.start()
        code, output, error = here.recv()
        child.join()
        folder.chmod(0o755)
    assert code == 1, error
    assert "events.ledger.sqlite cannot be used: " in output


# --- serving -------------------------------------------------------------------------------------


def test_serve_without_publishing_follows_the_ledger(file: Path) -> None:
    run("publish", file, "--yes")
    with serving(file, "--no-publish") as server:
        edit(file, "en: State visit to China 2024", "en: New name")
        assert b"New name" not in server.get("/en/")[2]
        run("publish", file, "--yes")
        eventually(lambda: b"New name" in server.get("/en/")[2])


def test_serve_without_publishing_refuses_an_empty_ledger(file: Path) -> None:
    with pytest.raises(AssertionError, match="publish one first"), serving(file, "--no-publish"):
        pass


def test_serve_keeps_the_last_edition_when_the_guard_refuses_an_edit(file: Path) -> None:
    coming(file)
    words = file.read_text("utf-8")
    with serving(file) as server:
        before = server.get(FEED)[2]
        file.write_text(words[: words.index("  - id: li-qiang")], "utf-8")
        eventually(lambda: "this is the last good one" in server.get("/en/")[2].decode())
        page = server.get("/en/")[2].decode()
        assert "would cancel 4 of 8 coming events" in page
        assert "--allow-cancellations" in page
        assert server.get(FEED)[2] == before
        assert "would cancel 4 of 8" in server.said()
        run("publish", file, "--yes", "--allow-cancellations")
        eventually(lambda: b"STATUS:CANCELLED" in server.get(FEED)[2])
        # The refused state is published now.
        eventually(lambda: "this is the last good one" not in server.get("/en/")[2].decode())


def test_serve_starts_with_the_last_edition_when_the_file_is_broken(file: Path) -> None:
    run("publish", file, "--yes")
    file.write_text("id: [", "utf-8")
    with serving(file) as server:
        assert "this is the last good one" in server.get("/en/")[2].decode()
        assert server.get(FEED)[2].count(b"BEGIN:VEVENT") == 8


def test_removed_event_stays_in_the_feed_as_cancelled(file: Path) -> None:
    coming(file)
    with serving(file) as server:
        words = file.read_text("utf-8")
        file.write_text(words[: words.index("  - id: hit")], "utf-8")
        eventually(lambda: b"STATUS:CANCELLED" in server.get(FEED)[2])
        feed = server.get(FEED)[2].replace(b"\r\n ", b"").decode()
        assert feed.count("BEGIN:VEVENT") == 8
        assert "SUMMARY:CANCELLED: Meeting with students and faculty" in feed
        assert server.get("/en/events/hit/")[0] == 200
        file.write_text(words, "utf-8")
        eventually(lambda: b"STATUS:CANCELLED" not in server.get(FEED)[2])
        assert b"SEQUENCE:2" in server.get(FEED)[2]


def test_feed_of_a_removed_place_says_so(file: Path) -> None:
    with serving(file) as server:
        words = file.read_text("utf-8").replace("place: harbin", "place: beijing")
        start, end = words.index("  harbin:\n"), words.index("parties:\n  putin")
        file.write_text(f"{words[:start]}\n{words[end:]}", "utf-8")
        eventually(lambda: b"No dated events" in server.get("/feeds/en/places/harbin.ics")[2])
        status, _, body = server.get("/feeds/en/places/harbin.ics")
        assert status == 200
        assert body.count(b"BEGIN:VEVENT") == 1
        assert b"X-WR-CALNAME:State visit to China 2024 \xc2\xb7 Harbin" in body


def test_serve_and_build_print_effects_of_a_dropped_language(file: Path) -> None:
    file.write_text(SMALL.replace("languages: [en]", "languages: [en, zh, ru]"), "utf-8")
    run("publish", file, "--yes")
    edit(file, "languages: [en, zh, ru]", "languages: [en, zh]")
    said = "Russian was published until edition 1; its calendars go on in English"
    built = run("build", file, "--to", file.with_name("public"), "--site", "https://visit.example/")
    assert said in built.stderr
    edit(file, "languages: [en, zh]", "languages: [en]")
    with serving(file) as server:
        assert b"BEGIN:VCALENDAR" in server.get("/feeds/zh/small.ics")[2]
        edit(file, "languages: [en]", "languages: [en, zh]")
        eventually(lambda: b'lang="zh"' in server.get("/zh/")[2])
        output = server.said()
    assert "Chinese was published until edition 2; its calendars go on in English" in output
    assert "Published in Chinese again" in output
