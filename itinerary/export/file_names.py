"""Names of a site's files: paths below its root, with slashes."""

from __future__ import annotations

import re

from itinerary.export.errors import BuildError


def file_name(path: str) -> str:
    """Return the name of the file for a path of the site: static hosts answer a path that ends in
    a slash with the `index.html` in that folder. Raises BuildError if that is not in the site."""
    name = path.removeprefix("/") + ("index.html" if path.endswith("/") else "")
    if not is_inside(name):
        raise BuildError(
            f"“{path}” would be written outside the site, which stays as it is. The ledger has an"
            " id that no file can have: itinerary ledger check"
        )
    return name


def is_inside(name: str) -> bool:
    """Tell whether a name is that of a file below the root, on every system and in a bucket.

    It has no empty part, no `.` and no `..`, no character that some system gives a meaning, and no
    part that is too long for a file system.
    """
    if _PLAIN.fullmatch(name):
        return True
    parts = name.split("/")
    return not (
        {"", ".", ".."} & {*parts}
        or re.search(r"[\x00-\x1f\x7f\\]|^[A-Za-z]:", name)
        or any(len(part.encode("utf-8", "replace")) > LONGEST for part in parts)
    )


_PLAIN = re.compile(r"[\w-][\w.-]{0,199}(/[\w-][\w.-]{0,199})*", re.ASCII)
"""Names as nearly all are, recognised at once."""

LONGEST = 255
"""Bytes of a part of a name, as Linux, macOS and Windows have it."""
