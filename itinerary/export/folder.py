"""A site in a folder, replaced as a whole.

The new site is written beside the old one, with hard links to the files that did not change. Then
the two folders are exchanged, so visitors and web servers never see half of a site, and an
interrupted build leaves the old one.

The empty folders of the old site stay for the next build. Removing and creating thousands of
folders takes ext4 longer than the rest of a build, because it avoids inodes that were freed in the
last minutes (`recently_deleted` in fs/ext4/ialloc.c).
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
from pathlib import Path

from itinerary.export.atomic_swap import exchange
from itinerary.export.build import BuildReport, report
from itinerary.export.errors import BuildError
from itinerary.export.file_names import is_inside
from itinerary.export.manifest import MANIFEST, Manifest, WrittenFile
from itinerary.export.site_files import SUFFIXES, SiteFile


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

    def __init__(self, path: Path) -> None:
        """Read the manifest and make room for the new site. Raises BuildError if the folder has
        files but no manifest, or if the new site cannot be written beside it."""
        self.path = path.resolve()
        self.next = self.path.with_name(f".{self.path.name}.next")
        self.before = self._manifest()
        try:
            if self.next.is_symlink():
                self.next.unlink()
            self.next.mkdir(parents=True, exist_ok=True)
            self._clear(self.before)  # files of a build that was killed
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            what = "is in the way" if self.next.exists() else "cannot be made"
            remedy = "delete it" if self.next.exists() else f"may we write to {self.path.parent}?"
            raise BuildError(f"{self.next} {what} ({reason}); {remedy}") from error
        self._folders: set[str] = set()
        self._prepared: set[str] = set()

    def has(self, name: str) -> bool:
        """Tell whether a file of the last build and its compressed siblings are unmodified."""
        return name in self.before.files and all(map(self._is_still, self._with_siblings(name)))

    def keep(self, name: str) -> dict[str, WrittenFile]:
        """Return the entries of a file of the last build and of its compressed siblings."""
        return {one: self.before.files[one] for one in self._with_siblings(name)}

    def put(self, file: SiteFile) -> dict[str, WrittenFile]:
        """Write a file and its compressed siblings; return their entries by name."""
        old = self.before.files.get(file.name)
        if old and old.digest == sha256(file.body).hexdigest() and self.has(file.name):
            return self.keep(file.name)
        every = {file.name: file.body, **dict(file.siblings())}
        return {name: self._put(name, body, file.modified) for name, body in every.items()}

    def prepare(self, kept: Iterable[str]) -> None:
        """Hard-link files of the old site into the new one."""
        for name in kept:
            _link(f"{self.path}/{name}", self._new(name))
            self._prepared.add(name)

    def finish(self, now: Manifest) -> BuildReport:
        """Replace the old site, unless the new one is the same."""
        done = report(self.before.files, now.files)
        if done.written or done.removed or not all(map(self._is_still, now.files)):
            same = (n for n, entry in now.files.items() if self.before.files.get(n) == entry)
            self.prepare(name for name in same if name not in self._prepared)
            gone = _folders(self.before.files) - _folders(now.files)
            for folder in sorted(gone, reverse=True):  # those within first
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    (self.next / folder).rmdir()
            self._take_over(now.files, gone)
            (self.next / MANIFEST).write_bytes(now.dump())
            exchange(self.next, self.path)
        elif now != self.before:  # the same files from other dependencies
            (self.next / MANIFEST).write_bytes(now.dump())
            (self.next / MANIFEST).replace(self.path / MANIFEST)
        with contextlib.suppress(OSError):  # the site is in place; the next build clears again
            self._clear(now)
        return done

    def _put(self, name: str, body: bytes, modified: datetime) -> WrittenFile:
        digest, size = sha256(body).hexdigest(), len(body)
        old = self.before.files.get(name)
        # Last-Modified, as the live server sends it. Changed bytes always get a newer time, also if
        # only the software changed, because rsync and nginx compare time and size.
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
        """Return the path of a file of the new site and make its folder. Raises BuildError if
        the name leads out of the site."""
        if not is_inside(name):
            raise BuildError(f"“{name}” would be written outside {self.path}; it was not")
        self._make(name.rpartition("/")[0])
        return f"{self.next}/{name}"  # a Path would double the time of this loop

    def _make(self, folder: str) -> None:
        """Make a folder of the new site."""
        if folder not in self._folders:
            (self.next / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)

    def _clear(self, site: Manifest) -> None:
        """Remove everything at `next` except the folders of a site whose owner and mode are those
        that a new folder would get."""
        kept = _folders(site.files)
        new = self.next / f"{MANIFEST}.new"
        new.mkdir(exist_ok=True)
        as_new = _access(new.lstat())
        new.rmdir()

        def clear(path: str, within: str) -> None:
            with os.scandir(path) as found:
                entries = list(found)  # not all systems allow removal during a scan
            for entry in entries:
                name = within + entry.name
                if not entry.is_dir(follow_symlinks=False):
                    os.unlink(entry.path)
                elif name in kept and _access(entry.stat(follow_symlinks=False)) == as_new:
                    clear(entry.path, f"{name}/")
                else:
                    shutil.rmtree(entry.path)

        clear(str(self.next), "")

    def _with_siblings(self, name: str) -> list[str]:
        names = (name, *(f"{name}{suffix}" for suffix in SUFFIXES))
        return [one for one in names if one in self.before.files]

    def _is_still(self, name: str) -> bool:
        """Tell whether a file has the size and time of its entry, as rsync and git compare."""
        entry = self.before.files.get(name)
        try:
            found = os.lstat(f"{self.path}/{name}")
        except OSError:
            return False
        expected = entry and (entry.size, entry.modified * 10**9)
        return (found.st_size, found.st_mtime_ns) == expected

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

    def _take_over(self, now: Mapping[str, WrittenFile], gone: Container[str]) -> None:
        """Keep the files and empty folders of others: CNAME, .well-known/, .git/. A folder of the
        last build that is `gone` from the site is kept only if others have files in it."""
        ours = {MANIFEST, *self.before.files, *now}
        folders = [""]
        while folders:
            within = folders.pop()
            try:
                with os.scandir(f"{self.path}/{within}") as found:
                    entries = list(found)
            except OSError:  # there is no site yet; or others' folder, which cannot be read
                continue
            if not entries and within.rstrip("/") not in gone:
                self._make(within.rstrip("/"))
            for entry in entries:
                name = within + entry.name
                if entry.is_dir(follow_symlinks=False):
                    folders.append(f"{name}/")
                elif name not in ours:
                    _link(entry.path, self._new(name))


def _folders(names: Iterable[str]) -> set[str]:
    """Return all folders, at any depth, that the named files are in."""
    found: set[str] = set()
    for name in names:
        while (name := name.rpartition("/")[0]) and name not in found:
            found.add(name)
    return found


def _access(found: os.stat_result) -> tuple[int, int, int]:
    """Return mode, owner and group."""
    return found.st_mode, found.st_uid, found.st_gid


def _link(old: str, new: str) -> None:
    """Hard-link a file, unless the new name is taken; copy it where the file system has no hard
    links."""
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
