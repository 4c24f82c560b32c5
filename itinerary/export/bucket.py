"""A site in object storage that speaks S3, as the origin of a CDN.

A bucket has no folder that could be exchanged, so the order does it: first what pages refer to,
then pages, then feeds. What is gone is deleted late, because pages in caches still refer to it.
"""

from __future__ import annotations

import gzip
import json
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from itinerary.export.build_manifest import MANIFEST, BuildReport, Manifest, WrittenFile, report
from itinerary.export.errors import BuildError
from itinerary.export.file_names import is_inside
from itinerary.value import replace

if TYPE_CHECKING:
    from itinerary.export.site_files import SiteFile

GRACE = timedelta(days=1)
"""The time for which removed files stay: longer than any cache keeps a page that refers to them."""

AT_ONCE = 16
"""Uploads at the same time."""

_RETRIES = {"retries": {"max_attempts": 5, "mode": "standard"}}
_PATIENCE = {"connect_timeout": 10, "read_timeout": 60}
# What an object can have of the headers of the live server. A bucket cannot negotiate, so bodies
# are as they are: every CDN compresses for those who accept it, and others get what they can read.
_OBJECT_HEADERS = {
    "Content-Type": "ContentType",
    "Cache-Control": "CacheControl",
    "Content-Disposition": "ContentDisposition",
}


class Bucket:
    """A prefix in a bucket (`s3://bucket/prefix`), while a site is built into it.

    `now` is the time of the build. Where the storage is, and who may write to it, is in the
    environment, as for all tools of AWS (AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_PROFILE…).
    """

    def __init__(self, address: str, now: datetime) -> None:
        """Look at what is there. Raises BuildError."""
        try:
            from s3fs import S3FileSystem
        except ModuleNotFoundError:
            raise BuildError("s3fs is not installed; run: pip install 'itinerary[s3]'") from None
        self.address = address.rstrip("/")
        self.root = self.address.removeprefix("s3://")
        self.now = int(now.timestamp())
        self.fragments: Path | None = None  # there is no folder beside it
        self.spool = Path(tempfile.mkdtemp(prefix="itinerary-"))
        with self._explained():
            self.storage = S3FileSystem(
                config_kwargs=_RETRIES | _PATIENCE,
                use_listings_cache=False,
                skip_instance_cache=True,
            )
            self.there = self._objects()
            self.before = self._listing()

    def close(self) -> None:
        """Remove what was kept here for the upload."""
        shutil.rmtree(self.spool, ignore_errors=True)

    def has(self, name: str) -> bool:
        """Tell whether a file of the last build is there, as long as it was."""
        listed = self.before.files.get(name)
        return listed is not None and self.there.get(name) == listed.size

    def put(self, file: SiteFile) -> dict[str, WrittenFile]:
        """Have a file ready for the upload, unless it is there."""
        if file.name == "_headers":
            return {}  # of other hosts
        if not is_inside(file.name):
            raise BuildError(f"“{file.name}” would be written outside {self.address}; it was not")
        headers = {
            key: file.headers[name] for name, key in _OBJECT_HEADERS.items() if name in file.headers
        }
        kind = json.dumps(headers, sort_keys=True).encode()
        digest = sha256(file.body + kind).hexdigest()
        old = self.before.files.get(file.name)
        if old and old.digest == digest and self.has(file.name):
            return {file.name: old}
        path = self.spool / sha256(file.name.encode()).hexdigest()
        path.write_bytes(kind + b"\n" + file.body)
        return {file.name: WrittenFile(digest, len(file.body), int(file.modified.timestamp()))}

    def prepare(self) -> None:
        """Nothing: files are put here first, and uploaded at the end."""

    def finish(self, now: Manifest) -> BuildReport:
        """Upload what changed, and delete what has been gone for long."""
        done = report(self.before.files, now.files)
        fresh = [name for name in now.files if not (self._same(name, now) and self.has(name))]
        gone = dict.fromkeys(done.removed, self.now) | dict(self.before.gone)
        gone = {name: since for name, since in gone.items() if name not in now.files}
        late = [name for name, since in gone.items() if self.now - since >= GRACE.total_seconds()]
        with self._explained(), ThreadPoolExecutor(AT_ONCE) as pool:
            if fresh:
                # If this build is interrupted, the next one cannot know which of these are done.
                sure = {n: it for n, it in self.before.files.items() if n not in set(fresh)}
                self._write(replace(self.before, files=sure))
            for rank in sorted({_rank(name) for name in fresh}):
                list(pool.map(self._upload, [name for name in fresh if _rank(name) == rank]))
            list(pool.map(self._delete, late))
            now = replace(now, gone={name: at for name, at in gone.items() if name not in late})
            if fresh or now != self.before:
                self._write(now)
        return done

    def _write(self, listing: Manifest) -> None:
        packed = gzip.compress(listing.dump(), 1, mtime=0)
        self.storage.pipe_file(f"{self.root}/{MANIFEST}", packed)

    def _same(self, name: str, now: Manifest) -> bool:
        return self.before.files.get(name) == now.files[name]

    def _upload(self, name: str) -> None:
        path = self.spool / sha256(name.encode()).hexdigest()
        kind, _, body = path.read_bytes().partition(b"\n")
        self.storage.pipe_file(f"{self.root}/{name}", body, **json.loads(kind))

    def _delete(self, name: str) -> None:
        if name in self.there:
            self.storage.rm_file(f"{self.root}/{name}")

    def _objects(self) -> Mapping[str, int]:
        """Return the sizes of what is there, by name."""
        bucket, _, prefix = self.root.partition("/")
        try:  # `find` takes a bucket that is not there for an empty one
            self.storage.call_s3("list_objects_v2", Bucket=bucket, Prefix=prefix, MaxKeys=1)
        except FileNotFoundError:
            raise BuildError(f"there is no bucket “{bucket}”") from None
        found: Mapping[str, Any] = self.storage.find(self.root, detail=True)
        return {path.removeprefix(f"{self.root}/"): it["size"] for path, it in found.items()}

    def _listing(self) -> Manifest:
        if not self.there:
            return Manifest()
        try:
            return Manifest.load(self.storage.cat_file(f"{self.root}/{MANIFEST}"))
        except (FileNotFoundError, ValueError) as error:
            raise BuildError(
                f"{self.address} has objects, but not those of a build; some would be replaced."
                " Name another prefix, or empty this one."
            ) from error

    @contextmanager
    def _explained(self) -> Iterator[None]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except (OSError, BotoCoreError, ClientError) as error:
            raise BuildError(f"{self.address}: {error}") from error


def _rank(name: str) -> int:
    """Return in which turn a file is uploaded."""
    if name.startswith("static/"):
        return 0
    if name.endswith((".ics", ".atom")):
        return 3  # feeds announce a change, so its page must be there first
    return 2 if name.endswith(".html") else 1
