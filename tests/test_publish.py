"""Publishing and looking back from the command line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from itinerary.cli import main
from itinerary.ledger.store import Ledger
from itinerary.server import beside
from tests.conftest import PROGRAMMES
from tests.serving import eventually, serving

PROGRAMME = "state-visit-2024"
FEED = f"/feeds/en/{PROGRAMME}.ics"


def run(*words: object, answer: str | None = None) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words], input=answer)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return Path(shutil.copy(PROGRAMMES["visit"], tmp_path / "events.yaml"))


def edit(file: Path, before: str, after: str) -> None:
    words = file.read_text("utf-8")
    assert before in words
    file.write_text(words.replace(before, after), "utf-8")


def coming(file: Path) -> None:
    """Move the programme into the future, so that its events are still to come."""
    words = file.read_text("utf-8").replace("2024-05-1", "2124-05-1")
    file.write_text(words.replace("published: 2124-05-14\n", ""), "utf-8")


def test_publish_shows_the_plan_asks_and_prints_the_number(file: Path) -> None:
    first = run("publish", file, "--note", "As announced", answer="y\n")
    assert first.exit_code == 0
    assert "+ gala (Gala: 75 years" in first.output
    assert "8 added." in first.output
    assert "Publish this as edition 1?" in first.output
    assert "Edition 1 is published." in first.output
    edit(file, "en: Meeting with Premier Li Qiang", "en: Meeting with the Premier")
    second = run("publish", file, "--yes")
    assert "~ li-qiang (Meeting with the Premier) changed, revision 1" in second.output
    assert "title.en: Meeting with Premier Li Qiang → Meeting with the Premier" in second.output
    assert "Publish this" not in second.output
    assert "Edition 2 is published." in second.output


def test_publish_that_is_not_confirmed_publishes_nothing(file: Path) -> None:
    assert run("publish", file, answer="n\n").exit_code == 1
    assert "no edition" in run("history", file).output


def test_a_dry_run_publishes_nothing_and_makes_no_ledger(file: Path) -> None:
    result = run("publish", file, "--dry-run")
    assert "8 added." in result.output
    assert "Nothing was published" in result.output
    assert not beside(file).exists()


def test_publishing_the_same_again_makes_no_edition(file: Path) -> None:
    run("publish", file, "--yes")
    edit(file, "# The state visit", "# A comment about the state visit")
    assert run("publish", file, "--yes").output == "Nothing changed since edition 1.\n"


def test_a_moved_event_is_shown_as_one_difference(file: Path) -> None:
    run("publish", file, "--yes")
    edit(
        file,
        "    place: beijing\n    parties: [xi, putin]\n    categories: talks\n    sources: [mfa",
        "    place: harbin\n    parties: [xi, putin]\n    categories: talks\n    sources: [mfa",
    )
    output = run("publish", file, "--yes").output
    assert "    place: beijing → harbin\n" in output
    assert "coordinates" not in output


def test_a_mass_cancellation_is_refused_with_the_count_and_the_flag(file: Path) -> None:
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


def test_fewer_than_half_may_be_cancelled(file: Path) -> None:
    coming(file)
    run("publish", file, "--yes")
    words = file.read_text("utf-8")
    file.write_text(words[: words.index("  - id: expo")], "utf-8")
    assert "Edition 2 is published." in run("publish", file, "--yes").output


def test_an_id_is_never_given_to_another_event(file: Path) -> None:
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
    assert lines[0].endswith("1 changed")
    assert lines[1] == "edition 1  2024-05-14 00:00:00 UTC  8 added"
    assert lines[2] == "    As announced"
    own = run("history", file, "--event", "li-qiang").output
    assert "title.en: Meeting with Premier Li Qiang → Meeting with the Premier" in own
    assert run("history", file, "--event", "gala").output.count("edition ") == 1
    assert "did you mean gala?" in run("history", file, "--event", "galla").output


def test_diff_and_show_travel_in_time(file: Path) -> None:
    run("publish", file, "--yes")
    edit(file, "en: Meeting with Premier Li Qiang", "en: Meeting with the Premier")
    run("publish", file, "--yes")
    assert "title.en: Meeting with Premier Li Qiang → Meeting" in run("diff", 1, 2, file).output
    assert "title.en: Meeting with the Premier → Meeting" in run("diff", 2, 1, file).output
    assert run("diff", 2, 2, file).output == "Nothing changed.\n"
    assert "Meeting with Premier Li Qiang [li-qiang]" in run("show", file, "--edition", 1).output
    assert "Meeting with the Premier [li-qiang]" in run("show", file).output
    assert "会见李强总理 [li-qiang]" in run("show", file, "--language", "zh").output
    missing = run("show", file, "--edition", 9)
    assert missing.exit_code == 1
    assert "there is no edition 9" in missing.output


def test_ledger_check_finds_what_was_tampered_with(file: Path) -> None:
    import sqlite3

    run("publish", file, "--yes")
    good = run("ledger", "check", file)
    assert (good.exit_code, good.output) == (0, "1 edition, all in order.\n")
    with sqlite3.connect(beside(file)) as database:
        database.execute("UPDATE revision SET data = replace(data, 'Gala', 'Ball')")
    database.close()
    bad = run("ledger", "check", file)
    assert bad.exit_code == 1
    assert "edition 1 is not what was published" in bad.output


def test_a_lost_ledger_is_restored_from_a_feed_and_goes_on_above_every_copy(
    file: Path, open_ledger: Callable[[str | Path], Ledger]
) -> None:
    run("publish", file, "--yes")
    edit(file, "en: Meeting with Premier Li Qiang", "en: Meeting with the Premier")
    run("publish", file, "--yes")
    with serving(file) as server:
        copy = file.with_name("copy.ics")
        copy.write_bytes(server.get(FEED)[2])
        beside(file).rename(file.with_name("lost"))
        restored = run("ledger", "restore", f"{server.address.rstrip('/')}{FEED}", file)
        assert "8 events restored." in restored.output
    again = run("ledger", "restore", copy, file)
    assert again.exit_code == 1
    assert "never overwritten" in again.output
    run("publish", file, "--yes")
    latest = open_ledger(beside(file)).latest(PROGRAMME)
    assert latest is not None
    numbers = {r.event.id: r.revision.number for r in latest.records.values()}
    assert numbers.pop("li-qiang") == 2
    assert set(numbers.values()) == {1}
    created = {r.revision.created for r in latest.records.values()}
    assert created == {datetime(2024, 5, 14, tzinfo=UTC)}


@pytest.mark.parametrize("words", ["", "no calendar", "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"])
def test_restoring_from_what_is_no_feed_is_refused(file: Path, words: str) -> None:
    copy = file.with_name("copy.ics")
    copy.write_text(words)
    result = run("ledger", "restore", copy, file)
    assert result.exit_code == 1
    assert "feed" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "command", [["history"], ["show"], ["ledger", "check"], ["diff", "1", "2"]]
)
def test_looking_never_makes_a_ledger(file: Path, command: list[str]) -> None:
    result = run(*command, file)
    assert result.exit_code == 1
    assert "there is no ledger" in result.output
    assert not beside(file).exists()


# --- serving -------------------------------------------------------------------------------------


def test_a_replica_follows_the_ledger(file: Path) -> None:
    run("publish", file, "--yes")
    with serving(file, "--no-publish") as server:
        edit(file, "en: State visit to China 2024", "en: New name")
        assert b"New name" not in server.get("/en/")[2]
        run("publish", file, "--yes")
        eventually(lambda: b"New name" in server.get("/en/")[2])


def test_a_replica_of_an_empty_ledger_says_what_is_missing(file: Path) -> None:
    with pytest.raises(AssertionError, match="publish one first"), serving(file, "--no-publish"):
        pass


def test_serve_keeps_the_last_edition_when_an_edit_would_cancel_half(file: Path) -> None:
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


def test_serve_starts_from_the_last_edition_when_the_file_is_broken(file: Path) -> None:
    run("publish", file, "--yes")
    file.write_text("id: [", "utf-8")
    with serving(file) as server:
        assert "this is the last good one" in server.get("/en/")[2].decode()
        assert server.get(FEED)[2].count(b"BEGIN:VEVENT") == 8


def test_a_removed_event_stays_in_the_feed_as_cancelled(file: Path) -> None:
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


def test_the_feed_of_a_place_that_is_gone_tells_so_instead_of_failing(file: Path) -> None:
    with serving(file) as server:
        words = file.read_text("utf-8").replace("place: harbin", "place: beijing")
        start, end = words.index("  harbin:\n"), words.index("parties:\n  putin")
        file.write_text(f"{words[:start]}\n{words[end:]}", "utf-8")
        eventually(lambda: b"No dated events" in server.get("/feeds/en/places/harbin.ics")[2])
        status, _, body = server.get("/feeds/en/places/harbin.ics")
        assert status == 200
        assert body.count(b"BEGIN:VEVENT") == 1
        assert b"X-WR-CALNAME:State visit to China 2024 \xc2\xb7 Harbin" in body
