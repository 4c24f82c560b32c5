"""A site in a folder, replaced as a whole.

The new site is written beside the old one, with hard links to what did not change, and then the two
folders are exchanged: no visitor, no web server and no interrupted build ever leaves half of one.
"""

from __future__ import annotations

import ctypes
import errno
import gzip
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from itinerary.build.site import File, Site

Progress = Callable[[Sequence[str]], Iterable[str]]
"""Passes on what it is given, and shows how far one has come."""

LISTING = ".itinerary-build"
"""What a build has written, kept in the folder itself so that it comes and goes with the files. Web
servers and hosts leave out hidden files, and it tells nothing that the files do not."""


class BuildError(Exception):
    """The site cannot be written; the message is for people."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A file that a build has written: hash of its bytes, size, time of its change in seconds."""

    digest: str
    size: int
    modified: int

    def is_still(self, path: Path) -> bool:
        """Tell whether nobody has touched it since, by what rsync and git go by."""
        try:
            found = path.lstat()
        except OSError:
            return False
        return (found.st_size, found.st_mtime_ns) == (self.size, self.modified * 10**9)


@dataclass(frozen=True, slots=True)
class Report:
    """What a build did: the names of files that are new or changed, and of those that are gone."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: int


@contextmanager
def locked(path: Path, waiting: Callable[[], object]) -> Iterator[None]:
    """Hold the folder at `path` against other builds; `waiting` is called if another one has it."""
    import fcntl

    path = path.resolve()  # a link to a folder stays a link, and leads to the new site
    path.parent.mkdir(parents=True, exist_ok=True)
    where = path.with_name(f".{path.name}.lock")
    with where.open("a") as lock:  # it stays: those who wait for it shall wait for the same file
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class Folder:
    """The folder of a site, while a build holds it (`locked`)."""

    def __init__(self, path: Path) -> None:
        """Look at what is there. Raises BuildError if that is not of a build."""
        self.path = path.resolve()
        self.next = self.path.with_name(f".{self.path.name}.next")
        self.before = self._listed()
        shutil.rmtree(self.next, ignore_errors=True)  # of a build that was killed
        self.next.mkdir(parents=True)

    def put(self, file: File) -> dict[str, Listed]:
        """Write a file and its compressed siblings, and return them by name."""
        listed = self._put(file.name, file.body, file.modified)
        siblings = [f"{file.name}{suffix}" for suffix in (".br", ".gz")]
        if listed == self.before.get(file.name) and self._are_still(file.name, *siblings):
            return {file.name: listed} | self.keep(*siblings)
        packed = {name: self._put(name, body, file.modified) for name, body in file.siblings()}
        return {file.name: listed} | packed

    def keep(self, *names: str) -> dict[str, Listed]:
        """Take over files of the last build, those of the names that there are."""
        found = {name: self.before[name] for name in names if name in self.before}
        for name in found:
            _link(self.path / name, self.next / name)
        return found

    def finish(self, now: Mapping[str, Listed]) -> Report:
        """Put the new site, which has these files, into the place of the old one."""
        written = tuple(name for name, listed in now.items() if self.before.get(name) != listed)
        removed = tuple(name for name in self.before if name not in now)
        repaired = any(not listed.is_still(self.path / name) for name, listed in now.items())
        if written or removed or repaired:
            self._take_over(now)
            _write_listing(self.next, now)
            _exchange(self.next, self.path)
        shutil.rmtree(self.next, ignore_errors=True)
        return Report(written, removed, len(now) - len(written))

    def _put(self, name: str, body: bytes, modified: datetime) -> Listed:
        digest, size = sha256(body).hexdigest(), len(body)
        old = self.before.get(name)
        path = self.next / name
        if old and (old.digest, old.size) == (digest, size):
            if old.is_still(self.path / name):
                _link(self.path / name, path)
                return old
            stamp = old.modified
        else:
            # Last-Modified as the live server tells it. But other bytes are always newer, also if
            # another version of Itinerary makes them: rsync and nginx go by the time and the size.
            stamp = int(modified.timestamp())
            stamp = max(stamp, old.modified + 1) if old else stamp
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        os.utime(path, (stamp, stamp))
        return Listed(digest, size, stamp)

    def _are_still(self, *names: str) -> bool:
        return all(
            self.before[name].is_still(self.path / name) for name in names if name in self.before
        )

    def _listed(self) -> dict[str, Listed]:
        """Return what the last build has written. Raises BuildError if something else is there."""
        if not self.path.exists() or not any(self.path.iterdir()):
            return {}
        try:
            packed = (self.path / LISTING).read_bytes()
            listing = json.loads(gzip.decompress(packed))
            return {name: Listed(*values) for name, values in listing["files"].items()}
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BuildError(
                f"{self.path} has files, but not those of a build; they would be lost."
                " Name a new folder, or empty this one."
            ) from error

    def _take_over(self, now: Mapping[str, Listed]) -> None:
        """Keep what others have put beside our files: CNAME, .well-known/, .git/."""
        for folder, _, names in os.walk(self.path):
            here = Path(folder).relative_to(self.path)
            ours = [str(here / name) in self.before for name in names]
            if not any(ours) and self.path != Path(folder):
                (self.next / here).mkdir(parents=True, exist_ok=True)
            for name, own in zip(names, ours, strict=True):
                known = (here / name).as_posix()
                if not own and known != LISTING and known not in now:
                    _link(Path(folder) / name, self.next / known)


def build(site: Site, folder: Folder, progress: Progress) -> Report:
    """Write a site into a folder; `progress` is told the paths while they are gone through."""
    now: dict[str, Listed] = {}
    files: list[File] = []
    for path in progress(site.paths()):
        files.append(file := site.file(path))
        now |= folder.put(file)
    for file in site.extras(files):
        now |= folder.put(file)
    return folder.finish(now)


def _write_listing(folder: Path, files: Mapping[str, Listed]) -> None:
    listing = {"files": {name: astuple(files[name]) for name in sorted(files)}}
    packed = gzip.compress(json.dumps(listing).encode(), 6, mtime=0)
    (folder / LISTING).write_bytes(packed)


def _link(old: Path, new: Path) -> None:
    """Let a file be at another place too; a copy where the file system has no hard links."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EXDEV):
            raise
        shutil.copy2(old, new, follow_symlinks=False)


def _exchange(new: Path, old: Path) -> None:
    """Put `new` into the place of `old`, which then is at `new`, in one step if the system can."""
    try:
        if not old.exists():
            new.rename(old)
            return
        shutil.copymode(old, new)
        if not _swapped(new, old):
            aside = old.with_name(f".{old.name}.old")
            old.rename(aside)
            new.rename(old)  # between these two there is no site
            aside.rename(new)
    except OSError as error:
        if error.errno == errno.EBUSY:
            raise BuildError(
                f"{old} is a mount point and cannot be replaced; build into a folder in it,"
                f" for example {old / 'site'}"
            ) from None
        raise


def _swapped(one: Path, other: Path) -> bool:
    """Exchange two folders atomically; False if the system has no such call. Python has none."""
    libc = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        failed = libc.renamex_np(*paths, 0x2)  # RENAME_SWAP
    elif hasattr(libc, "renameat2"):
        failed = libc.renameat2(-100, paths[0], -100, paths[1], 0x2)  # AT_FDCWD, RENAME_EXCHANGE
    else:
        return False
    code = ctypes.get_errno()
    if failed and code not in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP):
        raise OSError(code, os.strerror(code), str(other))
    return not failed
