"""Two folders exchanged in one step."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path

from itinerary.export.errors import BuildError


def exchange(new: Path, old: Path) -> None:
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
