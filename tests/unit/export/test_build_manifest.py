"""The manifest of a build: what is written is read again, also from 0.2.0."""

from __future__ import annotations

import gzip
import json

import pytest

from itinerary.export.build_manifest import Manifest, WrittenFile, report
from itinerary.export.dependencies import Dependencies

PAGE = WrittenFile("a" * 64, 100, 5, brotli=20, gzip=30)
IMAGE = WrittenFile("b" * 64, 7, 6)
MANIFEST = Manifest(
    {"en/index.html": PAGE, "icon.svg": IMAGE},
    {"/en/": {"Content-Type": "text/html"}, "/icon.svg": {}},
    Dependencies("base", {"/en/": [0, 1], "/icon.svg": []}, {'["a"]': "x", '["b"]': "y"}),
    {"old.html": 3},
)


def test_manifest_is_read_as_it_was_written() -> None:
    assert Manifest.load(MANIFEST.dump()) == MANIFEST
    assert Manifest.load(gzip.compress(MANIFEST.dump())) == MANIFEST


def test_manifest_of_0_2_0_has_the_siblings_of_its_files() -> None:
    entries = {
        "en/index.html": ["a" * 64, 100, 5],
        "en/index.html.br": ["c" * 64, 20, 5],
        "en/index.html.gz": ["d" * 64, 30, 5],
        "icon.svg": ["b" * 64, 7, 6],
    }
    old = json.loads(MANIFEST.dump()) | {"files": entries}
    assert Manifest.load(gzip.compress(json.dumps(old).encode())) == MANIFEST


@pytest.mark.parametrize("places", [[2], [-1], ["0"], [True], 7])
def test_manifest_with_reads_that_are_not_there_is_refused(places: object) -> None:
    broken = json.loads(MANIFEST.dump()) | {"paths": {"/en/": [0, places]}}
    with pytest.raises(ValueError):  # noqa: PT011  the message does not matter
        Manifest.load(json.dumps(broken).encode())


def test_report_has_siblings_that_came_and_went() -> None:
    before = {"a": PAGE, "b": PAGE, "c": IMAGE}
    now = {"a": WrittenFile("c" * 64, 10, 7, brotli=4), "b": PAGE, "d": IMAGE}
    done = report(before, now)
    assert sorted(done.written) == ["a", "a.br", "d"]
    assert sorted(done.removed) == ["a.gz", "c"]
    assert done.kept == 3


def test_reads_of_kept_paths_are_found_again_among_others() -> None:
    first = Dependencies().followed_by("base", (), {"/a": ["m", "z"], "/b": ["m"]}, str.upper)
    assert first.hashes == {"m": "M", "z": "Z"}
    second = first.followed_by("base", ["/a"], {"/c": ["a", "z"]}, str.upper)
    assert list(second.hashes) == ["a", "m", "z"]
    assert second.reads == {"/a": [1, 2], "/c": [0, 2]}
    changed = {"m": "another"}
    assert second.unchanged(lambda read: changed.get(read, read.upper()), "base") == {"/c"}
    assert second.unchanged(str.upper, "another base") == set()
