"""A site in object storage, on a real server that speaks S3 (moto's, on this machine)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from itinerary.export import bucket
from itinerary.export import build as exporting
from itinerary.export.bucket import Bucket
from itinerary.export.build_manifest import MANIFEST, BuildReport
from itinerary.export.errors import BuildError
from itinerary.ledger import Edition, revise
from itinerary.model.text import Text
from itinerary.value import replace
from tests.conftest import NOW, ROOT, SITE, visit_file
from tests.process.test_build import edited, site_of, visit_edition

__all__ = ["visit_edition"]

WHERE = "s3://visit/site"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def storage(address: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give a client, and an empty bucket `visit`."""
    for name, value in {
        "AWS_ENDPOINT_URL": address,
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    client = boto3.client("s3")
    client.create_bucket(Bucket="visit")
    yield client
    for key in keys(client):
        client.delete_object(Bucket="visit", Key=key)
    client.delete_bucket(Bucket="visit")
    client.close()


def keys(client: Any) -> list[str]:
    pages = client.get_paginator("list_objects_v2").paginate(Bucket="visit")
    return [found["Key"] for page in pages for found in page.get("Contents", ())]


def build(edition: Edition, now: datetime = NOW) -> BuildReport:
    target = Bucket(WHERE, now)
    try:
        return exporting.build(site_of(edition), target)
    finally:
        target.close()
        assert not target.spool.exists()


def test_objects_equal_answers_of_server_with_headers(storage: Any, visit_edition: Edition) -> None:
    build(visit_edition)
    client = site_of(visit_edition).app.test_client()
    for path, key in (
        ("/en/", "en/index.html"),
        ("/feeds/zh/state-visit-2024.ics", "feeds/zh/state-visit-2024.ics"),
        ("/sw.js", "sw.js"),
        ("/robots.txt", "robots.txt"),
    ):
        live = client.get(path)
        found = storage.get_object(Bucket="visit", Key=f"site/{key}")
        assert found["Body"].read() == live.get_data()
        assert found["ContentType"] == live.headers["Content-Type"]
        assert found["CacheControl"] == live.headers["Cache-Control"]
        assert found.get("ContentDisposition") == live.headers.get("Content-Disposition")
        assert "ContentEncoding" not in found
    assert not [key for key in keys(storage) if key.endswith((".gz", ".br", "_headers"))]
    assert "site/404.html" in keys(storage)


def test_only_changed_files_are_uploaded_with_feeds_last(
    storage: Any, visit_edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    uploaded: list[str] = []
    upload = Bucket._upload

    def noted(self: Bucket, name: str) -> None:
        uploaded.append(name)
        upload(self, name)

    monkeypatch.setattr(Bucket, "_upload", noted)
    build(visit_edition)
    everything = len(uploaded)
    kinds = [
        "static" if name.startswith("static/") else name.rpartition(".")[2] for name in uploaded
    ]
    assert max(n for n, kind in enumerate(kinds) if kind == "static") < kinds.index("html")
    assert max(n for n, kind in enumerate(kinds) if kind == "html") < kinds.index("ics")

    uploaded.clear()
    assert build(visit_edition).written == ()
    assert uploaded == []

    report = build(edited(visit_edition, title=Text((("en", "Another title"),))))
    assert sorted(uploaded) == sorted(report.written)
    assert "en/index.html" in uploaded
    assert len(uploaded) < everything


def test_object_removed_by_others_is_uploaded_again(storage: Any, visit_edition: Edition) -> None:
    build(visit_edition)
    storage.delete_object(Bucket="visit", Key="site/robots.txt")
    build(visit_edition)
    assert "site/robots.txt" in keys(storage)


def test_removed_file_is_deleted_after_a_day(storage: Any, visit_edition: Edition) -> None:
    build(visit_edition)
    storage.put_object(Bucket="visit", Key="other", Body=b"of others")
    itinerary = visit_edition.itinerary
    *kept, dropped = itinerary.languages
    gone = f"site/{dropped}/zones.json"
    assert gone in keys(storage)
    fewer = replace(itinerary, languages=tuple(kept))
    without = revise(visit_edition, fewer, visit_edition.published + timedelta(days=1))
    build(without, NOW + timedelta(hours=1))
    build(without, NOW + timedelta(hours=20))
    assert gone in keys(storage)
    build(without, NOW + timedelta(hours=26))
    assert gone not in keys(storage)
    assert "other" in keys(storage)


@pytest.mark.parametrize("first", [True, False])
def test_interrupted_upload_is_resumed(
    storage: Any, visit_edition: Edition, monkeypatch: pytest.MonkeyPatch, first: bool
) -> None:
    if not first:
        build(visit_edition)
    other = edited(visit_edition, title=Text((("en", "Another title"),)))
    with monkeypatch.context() as patched:
        upload = Bucket._upload

        def failing(self: Bucket, name: str) -> None:
            if name.endswith(".ics"):
                raise OSError("the line is cut")
            upload(self, name)

        patched.setattr(Bucket, "_upload", failing)
        with pytest.raises(BuildError, match="the line is cut"):
            build(other)
    # The old edition again: nothing of the one that was interrupted stays.
    build(visit_edition)
    client = site_of(visit_edition).app.test_client()
    for path, key in (("/en/", "en/index.html"), ("/calendar.ics", "calendar.ics")):
        body = storage.get_object(Bucket="visit", Key=f"site/{key}")["Body"]
        assert body.read() == client.get(path).get_data()


def test_objects_of_something_else_are_left_alone(storage: Any, visit_edition: Edition) -> None:
    storage.put_object(Bucket="visit", Key="site/index.html", Body=b"of others")
    with pytest.raises(BuildError, match="not those of a build"):
        build(visit_edition)
    assert keys(storage) == ["site/index.html"]


def test_command_uploads_and_reports_errors(
    storage: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = visit_file(tmp_path / "events.yaml")
    command = [sys.executable, "-m", "itinerary", "build", str(file), "--site", SITE, "--to"]

    def run(target: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, target], capture_output=True, text=True, cwd=ROOT)

    done = run(WHERE)
    assert done.returncode == 0, done.stderr
    assert f"{WHERE} has edition 1" in done.stdout
    assert f"site/{MANIFEST}" in keys(storage)
    for target, words in (
        ("s3://elsewhere/site", "there is no bucket “elsewhere”"),
        ("gs://visit/site", "write a folder, or s3://"),
    ):
        wrong = run(target)
        assert wrong.returncode == 1
        assert words in wrong.stderr
        assert "Traceback" not in wrong.stderr
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    unreachable = run(WHERE)
    assert unreachable.returncode == 1
    assert "Traceback" not in unreachable.stderr
    assert WHERE in unreachable.stderr


def test_removed_files_outlive_cached_pages() -> None:
    assert timedelta(hours=1) <= bucket.GRACE
