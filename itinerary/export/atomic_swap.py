"""Two folders exchanged in one step."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path

from itinerary.export.errors import BuildError
from itinerary.path_exchange import exchanged


def exchange(new: Path, old: Path) -> None:
    """Put `new` into the place of `old`, which then is at `new`, in one step if the system can."""
    try:
        if not old.exists():
            new.rename(old)
            return
        shutil.copymode(old, new)
        if not exchanged(new, old):
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
