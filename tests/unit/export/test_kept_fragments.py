"""Fragments that builds keep: never one of another version, another base or a damaged file."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from markupsafe import Markup

from itinerary.export import kept_fragments
from itinerary.export.kept_fragments import FragmentFile


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return the path of a file with a row and a VEVENT."""
    path = tmp_path / ".public.fragments"
    kept = FragmentFile(path, "base")
    kept.put("row", "uid", "1", Markup("<li>"))
    kept.put("vevent", "uid", "1", b"BEGIN:VEVENT")
    kept.save()
    return path


def test_fragment_of_its_version_is_found(path: Path) -> None:
    kept = FragmentFile(path, "base")
    assert kept.get(str, "row", "uid", "1") == "<li>"
    assert kept.get(bytes, "vevent", "uid", "1") == b"BEGIN:VEVENT"
    assert kept.get(str, "row", "uid", "2") is None
    assert kept.get(str, "another", "uid", "1") is None
    assert kept.get(bytes, "row", "uid", "1") is None


def test_new_version_replaces_the_one_before(path: Path) -> None:
    kept = FragmentFile(path, "base")
    kept.put("row", "uid", "2", "<p>")
    kept.save()
    kept = FragmentFile(path, "base")
    assert kept.get(str, "row", "uid", "2") == "<p>"
    assert kept.get(str, "row", "uid", "1") is None
    assert kept.get(bytes, "vevent", "uid", "1") == b"BEGIN:VEVENT"


def test_fragments_of_another_process_are_saved(path: Path) -> None:
    other, kept = FragmentFile(path, "base"), FragmentFile(path, "base")
    other.put("row", "uid", "2", "<p>")
    kept.add(other.taken())
    assert other.taken() == {}
    kept.save()
    assert FragmentFile(path, "base").get(str, "row", "uid", "2") == "<p>"


def test_another_base_begins_anew(path: Path) -> None:
    assert FragmentFile(path, "new software").get(str, "row", "uid", "1") is None
    assert FragmentFile(path, "base").get(str, "row", "uid", "1") is None


def test_file_above_its_bound_begins_anew(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_fragments, "MOST_BYTES", 100)
    assert FragmentFile(path, "base").get(str, "row", "uid", "1") is None
    assert not path.exists()


def test_damaged_fragment_is_not_found(path: Path) -> None:
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("update fragment set body = '<em>' where part = 'row'")
    database.close()
    kept = FragmentFile(path, "base")
    assert kept.get(str, "row", "uid", "1") is None
    assert kept.get(bytes, "vevent", "uid", "1") is not None


@pytest.mark.parametrize("damage", [b"", b"no database", b"SQLite format 3\0" + b"x" * 5000])
def test_file_that_is_no_database_is_replaced(path: Path, damage: bytes) -> None:
    path.write_bytes(damage)
    kept = FragmentFile(path, "base")
    assert kept.get(str, "row", "uid", "1") is None
    kept.put("row", "uid", "1", "<li>")
    kept.save()
    assert FragmentFile(path, "base").get(str, "row", "uid", "1") == "<li>"


def test_file_that_cannot_be_written_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    kept = FragmentFile(tmp_path / "kept", "base")
    kept.put("row", "uid", "1", "<li>")
    kept.save()
    assert kept.get(str, "row", "uid", "1") is None
