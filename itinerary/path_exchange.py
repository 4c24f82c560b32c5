"""Two paths of a file system exchanged in one step."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from pathlib import Path


def exchanged(one: Path, other: Path) -> bool:
    """Exchange what is at two paths, atomically; False if the system has no such call.

    Python has none. Raises OSError if the system refuses it.
    """
    if sys.platform == "win32":
        return False
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
