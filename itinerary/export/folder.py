"""A site in a folder, replaced as a whole.

The new site is written beside the old one, with hard links to what did not change, and then the two
folders are exchanged: no visitor, no web server and no interrupted build ever leaves half of one.
Of the old site only the empty folders are left, for the next build: to remove thousands of them and
to make as many anew takes ext4 longer than all the rest, because for some minutes it passes over
each inode that was freed (`recently_deleted` in fs/ext4/ialloc.c).
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from os.path import islink
from pathlib import Path

from itinerary.export.atomic_swap import exchange
from itinerary.export.errors import BuildError
from itinerary.export.file_names import is_inside
from itinerary.export.incremental import BuildReport, report
from itinerary.export.manifest import MANIFEST, Manifest, WrittenFile
from itinerary.export.site_files import SUFFIXES, SiteFile


@contextmanager
def locked(path: Path, waiting: Callable[[], object]) -> Iterator[None]:
    """Hold the folder at `path` against other builds; `waiting` is called if another one has it."""
    import fcntl

    try:
        path = path.resolve()  # a link to a folder stays a link, and leads to the new site
    except (RuntimeError, ValueError) as error:  # a link to itself; a NUL
        raise BuildError(f"{path} is no folder: {error}") from None
    if not path.name:
        raise BuildError(f"{path} cannot be replaced; name a folder in it, as {path / 'site'}")
    path.parent.mkdir(parents=True, exist_ok=True)
    where = path.with_name(f".{path.name}.lock")
    # It stays: those who wait for it shall wait for the same file. Not to block: a pipe of that
    # name would keep us until somebody reads from it.
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

    def __init__(self, path: Path) -> None:
        """Look at what is there. Raises BuildError if that is not of a build, or in the way."""
        self.path = path.resolve()
        self.next = self.path.with_name(f".{self.path.name}.next")
        self.before = self._listing()
        try:
            if self.next.is_symlink():
                self.next.unlink()
            self.next.mkdir(parents=True, exist_ok=True)
            self._clear(self.before)  # a build that was killed has left files
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            what = "is in the way" if self.next.exists() else "cannot be made"
            remedy = "delete it" if self.next.exists() else f"may we write to {self.path.parent}?"
            raise BuildError(f"{self.next} {what} ({reason}); {remedy}") from error
        self._folders: set[str] = set()
        self._prepared: set[str] = set()

    def has(self, name: str) -> bool:
        """Tell whether a file of the last build and its siblings are there, untouched since."""
        return name in self.before.files and all(map(self._is_still, self._with_siblings(name)))

    def keep(self, name: str) -> dict[str, WrittenFile]:
        """Take over a file of the last build, with its siblings; return them by name."""
        return {one: self.before.files[one] for one in self._with_siblings(name)}

    def put(self, file: SiteFile) -> dict[str, WrittenFile]:
        """Write a file, with its siblings; return them by name."""
        old = self.before.files.get(file.name)
        if old and old.digest == sha256(file.body).hexdigest() and self.has(file.name):
            return self.keep(file.name)
        every = {file.name: file.body, **dict(file.siblings())}
        return {name: self._put(name, body, file.modified) for name, body in every.items()}

    def prepare(self, kept: Iterable[str]) -> None:
        """Link files into the new site, which comes if any other file changes."""
        for name in kept:
            _link(f"{self.path}/{name}", self._new(name))
            self._prepared.add(name)

    def finish(self, now: Manifest) -> BuildReport:
        """Put the new site into the place of the old one, unless it is the same."""
        done = report(self.before.files, now.files)
        if done.written or done.removed or not all(map(self._is_still, now.files)):
            same = (n for n, listed in now.files.items() if self.before.files.get(n) == listed)
            self.prepare(name for name in same if name not in self._prepared)
            gone = _folders(self.before.files) - _folders(now.files)
            for folder in sorted(gone, reverse=True):  # those within first
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    (self.next / folder).rmdir()
            self._take_over(now.files, gone)
            (self.next / MANIFEST).write_bytes(now.dump())
            exchange(self.next, self.path)
        elif now != self.before:  # other questions led to the same answers
            (self.next / MANIFEST).write_bytes(now.dump())
            (self.next / MANIFEST).replace(self.path / MANIFEST)
        with contextlib.suppress(OSError):  # none, or others' that cannot be removed: it is done
            self._clear(now)
        return done

    def _put(self, name: str, body: bytes, modified: datetime) -> WrittenFile:
        digest, size = sha256(body).hexdigest(), len(body)
        old = self.before.files.get(name)
        # Last-Modified as the live server tells it. But other bytes are always newer, also if
        # another version of Itinerary makes them: rsync and nginx go by the time and the size.
        stamp = int(modified.timestamp())
        if old:
            stamp = old.modified if old.digest == digest else max(stamp, old.modified + 1)
        path = self._new(name)
        try:
            Path(path).write_bytes(body)
        except IsADirectoryError:  # an empty folder that was kept, where a file is now
            shutil.rmtree(path)
            Path(path).write_bytes(body)
        os.utime(path, (stamp, stamp))
        return WrittenFile(digest, size, stamp)

    def _new(self, name: str) -> str:
        """Return where a file of the new site is, in a folder that exists. Raises BuildError if
        that is not in the site, whoever asks."""
        if not is_inside(name):
            raise BuildError(f"“{name}” would be written outside {self.path}; it was not")
        self._make(name.rpartition("/")[0])
        return f"{self.next}/{name}"  # for tens of thousands of files a Path takes as long again

    def _make(self, folder: str) -> None:
        """Make a folder of the new site."""
        if folder not in self._folders:
            (self.next / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)

    def _clear(self, site: Manifest) -> None:
        """Remove all that is at `next` but the folders that a site has for its files, if they are
        as new ones would be: who may enter them is not for ever what it was once."""
        kept = _folders(site.files)
        new = self.next / f"{MANIFEST}.new"
        new.mkdir(exist_ok=True)
        as_new = _access(new.lstat())
        new.rmdir()

        def clear(path: str, within: str) -> None:
            with os.scandir(path) as found:
                entries = list(found)  # not all systems let go of them meanwhile
            for entry in entries:
                name = within + entry.name
                if not entry.is_dir(follow_symlinks=False):
                    os.unlink(entry.path)  # a Path for each takes as long again
                elif name in kept and _access(entry.stat(follow_symlinks=False)) == as_new:
                    clear(entry.path, f"{name}/")
                else:
                    shutil.rmtree(entry.path)

        clear(str(self.next), "")

    def _with_siblings(self, name: str) -> list[str]:
        names = (name, *(f"{name}{suffix}" for suffix in SUFFIXES))
        return [one for one in names if one in self.before.files]

    def _is_still(self, name: str) -> bool:
        """Tell whether nobody has touched a file since it was written, by what rsync and git go
        by."""
        listed = self.before.files.get(name)
        try:
            found = os.lstat(f"{self.path}/{name}")
        except OSError:
            return False
        as_listed = listed and (listed.size, listed.modified * 10**9)
        return (found.st_size, found.st_mtime_ns) == as_listed

    def _listing(self) -> Manifest:
        """Return what the last build has written. Raises BuildError if something else is there."""
        if not self.path.exists() or not any(self.path.iterdir()):
            return Manifest()
        try:
            if (listing := self.path / MANIFEST).exists() and not listing.is_file():
                raise ValueError("a listing is a file")  # a pipe would keep us for good
            return Manifest.load(listing.read_bytes())
        except (OSError, ValueError) as error:
            raise BuildError(
                f"{self.path} has files, but not those of a build; they would be lost."
                " Name a new folder, or empty this one."
            ) from error

    def _take_over(self, now: Mapping[str, WrittenFile], gone: Container[str]) -> None:
        """Keep what others have put beside our files: CNAME, .well-known/, .git/; of our folders
        that are `gone`, only what they have put there."""
        for folder, folders, names in os.walk(self.path):
            within = f"{folder}/"[len(str(self.path)) + 1 :]
            if not (names or folders) and within.rstrip("/") not in gone:
                self._make(within.rstrip("/"))
            links = [name for name in folders if islink(f"{folder}/{name}")]
            for name in (within + name for name in (*names, *links)):
                if name != MANIFEST and name not in self.before.files and name not in now:
                    _link(f"{self.path}/{name}", self._new(name))


def _folders(names: Iterable[str]) -> set[str]:
    """Return the folders in which files are, by the files' names, and those around them."""
    found: set[str] = set()
    for name in names:
        while (name := name.rpartition("/")[0]) and name not in found:
            found.add(name)
    return found


def _access(found: os.stat_result) -> tuple[int, int, int]:
    """Return whose a file is, and who may do what with it."""
    return found.st_mode, found.st_uid, found.st_gid


def _link(old: str, new: str) -> None:
    """Let a file be at another place too, unless something is there; a copy where the file system
    has no hard links."""
    try:
        os.link(old, new, follow_symlinks=False)
    except FileExistsError:
        pass
    except OSError as error:
        if error.errno == errno.ENOENT and Path(new).exists():
            return
        if error.errno not in (errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EXDEV):
            raise
        shutil.copy2(old, new, follow_symlinks=False)
