"""A folder mirrored in another by hard links, brought up to date where the two differ.

A hard link takes no space and names the same bytes. So the mirror of a site of 32,000 files costs
what changed since it was made, and a look at each file.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from itinerary.child_process import begin
from itinerary.value import Value

SizeAndTime = tuple[int, int]
"""The size of a file in bytes, and its time of modification in nanoseconds since 1970."""


class FolderListing(Value):
    """The content of a folder at any depth, by names with slashes: its files, links and the like,
    and its folders ("" for itself) with their times of modification in nanoseconds."""

    files: Mapping[str, SizeAndTime]
    folders: Mapping[str, int]


def mirror(original: Path, copy: Path) -> FolderListing:
    """Make `copy`, which exists, have the content of `original` and nothing else; return a listing
    of `original`. Folders of the copy have the mode and owner of new ones. Raises OSError."""
    new = copy / ".itinerary-new"
    remove(str(new))
    new.mkdir()
    as_new = _access(new.lstat())
    new.rmdir()
    files: dict[str, SizeAndTime] = {}
    folders: dict[str, int] = {}
    left = [""]
    while left:
        within = left.pop()
        here, there = f"{original}/{within}", f"{copy}/{within}"
        with os.scandir(there) as found:
            copies = {entry.name: entry for entry in found}
        try:
            folders[within.rstrip("/")] = os.stat(here).st_mtime_ns
            with os.scandir(here) as found:
                entries = list(found)
        except OSError:  # there is no site yet; or others' folder, which cannot be read
            entries = []
        for entry in entries:
            name = within + entry.name
            old = copies.pop(entry.name, None)
            if entry.is_dir(follow_symlinks=False):
                usable = old and old.is_dir(follow_symlinks=False)
                if not (old and usable and _access(old.stat(follow_symlinks=False)) == as_new):
                    if old:
                        remove(there + entry.name)
                    os.mkdir(there + entry.name)
                left.append(f"{name}/")
                continue
            try:
                status = entry.stat(follow_symlinks=False)
                files[name] = status.st_size, status.st_mtime_ns
                if not (old and _is_same(old, entry, files[name])):
                    if old:
                        remove(old.path)
                    link(entry.path, there + entry.name)
            except FileNotFoundError:  # others removed it meanwhile
                files.pop(name, None)
        for old in copies.values():
            remove(old.path)
    return FolderListing(files, folders)


def begin_to_mirror(original: Path, copy: Path) -> Callable[[], FolderListing]:
    """Begin to mirror a folder in another process; return what waits for the end of that and
    returns the listing."""
    return begin(partial(mirror, original, copy))


def _is_same(old: os.DirEntry[str], entry: os.DirEntry[str], status: SizeAndTime) -> bool:
    """Tell whether two entries are one file, or a file and its copy."""
    if old.inode() == entry.inode():
        return True
    if not (old.is_file(follow_symlinks=False) and entry.is_file(follow_symlinks=False)):
        return False
    other = old.stat(follow_symlinks=False)
    return (other.st_size, other.st_mtime_ns) == status


def link(old: str, new: str) -> None:
    """Hard-link a file, unless the new name is taken; copy it where the file system has no hard
    links."""
    try:
        os.link(old, new, follow_symlinks=False)
    except FileExistsError:
        pass
    except OSError as error:
        if error.errno not in (errno.EPERM, errno.EMLINK, errno.ENOTSUP, errno.EXDEV):
            raise
        shutil.copy2(old, new, follow_symlinks=False)


def remove(path: str) -> None:
    """Remove whatever is at a path, if there is anything."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
    except OSError:
        if os.path.islink(path) or not os.path.isdir(path):
            raise
        shutil.rmtree(path)


def _access(found: os.stat_result) -> tuple[int, int, int]:
    """Return mode, owner and group."""
    return found.st_mode, found.st_uid, found.st_gid
