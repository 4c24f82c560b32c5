"""A site in a folder, replaced as a whole.

Beside the site is its mirror: the same files by hard links. A build changes the mirror and
exchanges the two, so visitors and web servers never see half of a site, and an interrupted build
leaves the old one. Then the old site is the mirror, and the next build brings it up to date first.

A file of the mirror is never written to, because it may be the file of the site: it is replaced.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from itinerary.export.atomic_swap import exchange
from itinerary.export.build_manifest import (
    MANIFEST,
    SUFFIXES,
    BuildReport,
    Manifest,
    WrittenFile,
    report,
)
from itinerary.export.errors import BuildError
from itinerary.export.file_names import is_inside
from itinerary.export.mirror import FolderListing, link, mirror

if TYPE_CHECKING:
    from itinerary.export.site_files import SiteFile

Mirror = Callable[[Path, Path], Callable[[], FolderListing]]
"""Begins to mirror a folder, and returns what waits for the end of it and returns the listing."""


@contextmanager
def locked(path: Path, waiting: Callable[[], object]) -> Iterator[None]:
    """Lock the folder at `path` against other builds; call `waiting` before waiting for another."""
    import fcntl

    try:
        path = path.resolve()  # a link to a folder stays a link, and leads to the new site
    except (RuntimeError, ValueError) as error:  # a link to itself; a NUL
        raise BuildError(f"{path} is no folder: {error}") from None
    if not path.name:
        raise BuildError(f"{path} cannot be replaced; name a folder in it, as {path / 'site'}")
    path.parent.mkdir(parents=True, exist_ok=True)
    where = path.with_name(f".{path.name}.lock")
    # The file stays, so that all builds lock the same one. O_NONBLOCK: opening a pipe of that name
    # would block.
    flags = os.O_RDWR | os.O_CREAT | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        descriptor = os.open(where, flags, 0o600)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise BuildError(f"the lock {where} cannot be opened: {reason}") from None
    with open(descriptor, "rb") as lock:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise BuildError(f"{where} is in the way: it is no file; delete it")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Folder:
    """The folder of a site, while a build holds it (`locked`)."""

    def __init__(
        self, path: Path, begin: Mirror = lambda site, copy: lambda: mirror(site, copy)
    ) -> None:
        """Read the manifest, and begin to mirror the site. Raises BuildError if the folder has
        files but no manifest, or if there cannot be a mirror beside it."""
        self.path = path.resolve()
        self.next = self.path.with_name(f".{self.path.name}.next")
        self.fragments: Path | None = self.path.with_name(f".{self.path.name}.fragments")
        self.before = self._manifest()
        try:
            if self.next.is_symlink():
                self.next.unlink()
            self.next.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._obstacle(error) from error
        self._wait = begin(self.path, self.next)
        self._folders: set[str] = set()

    @cached_property
    def _listing(self) -> FolderListing:
        """What is in the folder, as soon as that is mirrored."""
        try:
            return self._wait()
        except (PermissionError, NotADirectoryError) as error:
            raise self._obstacle(error) from error

    @cached_property
    def _damaged(self) -> set[str]:
        """The files of the last build that are not as they were written; size and time tell, as
        they do for rsync and git."""
        found = self._listing.files
        damaged = set()
        for name, entry in self.before.files.items():
            moment = entry.modified * 10**9
            if (
                found.get(name) != (entry.size, moment)
                or (entry.brotli and found.get(f"{name}.br") != (entry.brotli, moment))
                or (entry.gzip and found.get(f"{name}.gz") != (entry.gzip, moment))
            ):
                damaged.add(name)
        return damaged

    @cached_property
    def _others(self) -> set[str]:
        """The files of others: CNAME, .well-known/security.txt, .git/HEAD."""
        return self._listing.files.keys() - {MANIFEST, *self.before.names()}

    def has(self, name: str) -> bool:
        """Tell whether a file of the last build and its compressed siblings are unmodified."""
        return name in self.before.files and name not in self._damaged

    def prepare(self) -> None:
        """Wait until the site is mirrored."""
        assert self._listing

    def put(self, file: SiteFile) -> dict[str, WrittenFile]:
        """Write a file and its compressed siblings; return its entry by name."""
        old = self.before.files.get(file.name)
        digest = sha256(file.body).hexdigest()
        if old and old.digest == digest and self.has(file.name):
            return {file.name: old}
        # Last-Modified, as the live server sends it. Changed bytes always get a newer time, also if
        # only the software changed, because rsync and nginx compare time and size.
        stamp = int(file.modified.timestamp())
        if old:
            stamp = old.modified if old.digest == digest else max(stamp, old.modified + 1)
        packed = dict(file.siblings())
        sizes = (len(packed.get(f"{file.name}{suffix}", b"")) for suffix in SUFFIXES)
        entry = WrittenFile(digest, len(file.body), stamp, *sizes)
        for name, body in {file.name: file.body, **packed}.items():
            self._write(name, body, stamp)
        return {file.name: entry}

    def finish(self, now: Manifest) -> BuildReport:
        """Replace the old site, unless the new one is the same."""
        done = report(self.before.files, now.files)
        if done.written or done.removed or not self._damaged.isdisjoint(now.files):
            self._remove(done.removed)
            self._take_over()
            self._write(MANIFEST, now.dump())
            exchange(self.next, self.path)
        elif now != self.before:  # the same files from other dependencies
            self._write(MANIFEST, now.dump())
            (self.next / MANIFEST).replace(self.path / MANIFEST)
        return done

    def _write(self, name: str, body: bytes, stamp: int | None = None) -> None:
        """Write a file of the new site, of the time `stamp` (seconds since 1970), in place of what
        has its name. Raises BuildError if the name leads out of the site."""
        if not is_inside(name):
            raise BuildError(f"“{name}” would be written outside {self.path}; it was not")
        path = f"{self.next}/{name}"
        self._make(name.rpartition("/")[0])  # first, so that no link of others is followed
        try:
            os.unlink(path)
        except FileNotFoundError:
            pass
        except OSError:  # Linux and macOS have different errors for a folder
            self._remove_folder(name)
        with open(path, "xb") as file:
            file.write(body)
        if stamp is not None:
            os.utime(path, (stamp, stamp))

    def _make(self, folder: str) -> None:
        """Make a folder of the new site, in place of files that have the name of it or of a folder
        around it."""
        if folder in self._folders:
            return
        path = self.next
        for part in folder.split("/"):
            path /= part
            try:
                path.mkdir()
            except FileExistsError:
                if path.is_symlink() or not path.is_dir():
                    path.unlink()
                    path.mkdir()
        self._folders.add(folder)

    def _remove_folder(self, name: str) -> None:
        """Remove a folder where a file of the site comes. Raises BuildError if others have files
        in it."""
        if any(other.startswith(f"{name}/") for other in self._others):
            raise BuildError(
                f"{self.path / name} has files of others, and a file of the site gets this name;"
                " move them elsewhere"
            )
        shutil.rmtree(self.next / name)

    def _remove(self, names: Iterable[str]) -> None:
        """Remove files of the old site from the new one, and their folders where these are empty
        then. Those in the listing are reached without following links."""
        there = self._listing
        for name in names:
            path = f"{self.next}/{name}"
            # A file may be in place of a folder around it now, and a folder in place of the file.
            if name in there.files and os.path.lexists(path) and not os.path.isdir(path):
                os.unlink(path)
        for folder in sorted(_folders(names) & there.folders.keys(), reverse=True):
            with contextlib.suppress(OSError):  # it is not empty
                (self.next / folder).rmdir()

    def _take_over(self) -> None:
        """Link what others have put into the site since it was mirrored."""
        ours = {MANIFEST, *self.before.names()}
        changed = [
            folder
            for folder, modified in self._listing.folders.items()
            if _modified(f"{self.path}/{folder}") != modified
        ]
        while changed:
            folder = changed.pop()
            try:
                with os.scandir(self.path / folder) as found:
                    entries = list(found)
            except OSError:
                continue
            for entry in entries:
                name = f"{folder}/{entry.name}".lstrip("/")
                if entry.is_dir(follow_symlinks=False):
                    if name not in self._listing.folders:
                        self._make(name)
                        changed.append(name)
                elif name not in ours:
                    link(entry.path, f"{self.next}/{name}")

    def _manifest(self) -> Manifest:
        """Return the manifest of the last build. Raises BuildError if files have none."""
        if not self.path.exists() or not any(self.path.iterdir()):
            return Manifest()
        try:
            if (manifest := self.path / MANIFEST).exists() and not manifest.is_file():
                raise ValueError("a manifest is a file")  # opening a pipe would block
            return Manifest.load(manifest.read_bytes())
        except (OSError, ValueError) as error:
            raise BuildError(
                f"{self.path} has files, but not those of a build; they would be lost."
                " Name a new folder, or empty this one."
            ) from error

    def _obstacle(self, error: OSError) -> BuildError:
        reason = (error.strerror or str(error)).lower()
        what = "is in the way" if self.next.exists() else "cannot be made"
        remedy = "delete it" if self.next.exists() else f"may we write to {self.path.parent}?"
        return BuildError(f"{self.next} {what} ({reason}); {remedy}")


def _folders(names: Iterable[str]) -> set[str]:
    """Return all folders, at any depth, that the named files are in."""
    found: set[str] = set()
    for name in names:
        while (name := name.rpartition("/")[0]) and name not in found:
            found.add(name)
    return found


def _modified(path: str) -> int | None:
    """Return when an entry was added to or removed from a folder, None if there is none."""
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return None
