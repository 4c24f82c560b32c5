"""Files written as a whole: no reader sees one half written, and no save is lost."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from itinerary.path_exchange import exchanged


def write(path: Path, text: str) -> None:
    """Write a file. A link to it stays one."""
    path = path.resolve()
    with _made_beside(path, text) as made:
        os.replace(made, path)


def create(path: Path, text: str) -> bool:
    """Write a new file; return whether there was none at its place. One that is there stays."""
    path = path.resolve()
    with _made_beside(path, text) as made:
        try:
            os.link(made, path)
        except FileExistsError:
            return False
        except OSError:  # FAT and exFAT have no links
            return _create_in_place(path, text)
    return True


def _create_in_place(path: Path, text: str) -> bool:
    """Write a new file where it is read, so that a reader can see it half written."""
    try:
        file = path.open("x", encoding="utf-8", newline="")
    except FileExistsError:
        return False
    try:
        with file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink()
        raise
    return True


def write_over(path: Path, text: str, before: bytes) -> bool:
    """Write a file if it still has the bytes `before`; return whether it had them.

    Where the system can exchange two files, the test and the replacement are one step: what is
    replaced is looked at, and put back if someone had saved it in between. On other systems a save
    between the test and the replacement would be lost. So is, on all, what a program writes into
    the old file later, if it had opened the file before: most editors open it anew for each save.
    """
    path = path.resolve()
    if path.read_bytes() != before:
        return False
    with _made_beside(path, text) as made:
        if not exchanged(made, path):
            os.replace(made, path)
            return True
        saved = True  # at `made` may be all that there is of a save: it is put back at any rate
        try:
            saved = made.read_bytes() != before
        finally:
            if saved:
                _put_back(made, path, text.encode())
        return not saved


def _put_back(saved: Path, path: Path, ours: bytes) -> None:
    """Put a save back in the place of `ours`, unless a later save is there."""
    try:
        done = exchanged(saved, path)
    except OSError:  # an editor moved ours away
        done = False
    if not done or saved.read_bytes() != ours:  # saved again, in the place of ours
        os.replace(saved, path)


@contextmanager
def _made_beside(path: Path, text: str) -> Iterator[Path]:
    """Make a new file in the folder of `path`, and remove what is left at its place at the end."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    made = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        made.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o644)
        yield made
    finally:
        made.unlink(missing_ok=True)
