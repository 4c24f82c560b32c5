"""The site's icon in the programme's colour."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from itinerary.render.programme_colours import readable

FIELD = "#8a1c1c"
"""The colour of the field in our files; the glyph on it is white."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def recolour(file: bytes, colour: str) -> bytes:
    """Return an icon (SVG, or PNG with a palette) with its field in `colour` (`#rrggbb`), darkened
    until white can be read on it.

    Other colours stay, so that a theme's own icon does not change.
    """
    field = readable(colour, "#ffffff")
    if not file.startswith(_SIGNATURE):
        return file.replace(FIELD.encode(), field.encode())
    chunks = (
        (kind, _palette(data, field) if kind == b"PLTE" else data) for kind, data in _chunks(file)
    )
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def ico_file(png: bytes) -> bytes:
    """Return a square PNG of less than 256 pixels as an .ico file: browsers request `/favicon.ico`
    for files that do not name an icon."""
    (size,) = struct.unpack(">I", png[16:20])
    entry = struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(png), 22)
    return struct.pack("<HHH", 0, 1, 1) + entry + png


def _palette(entries: bytes, field: str) -> bytes:
    """Return a palette with mixtures of `field` and white in place of those of FIELD and white."""
    ours, new = bytes.fromhex(FIELD[1:]), bytes.fromhex(field[1:])
    found = bytearray()
    for n in range(0, len(entries), 3):
        entry = entries[n : n + 3]
        white = (entry[1] - ours[1]) / (255 - ours[1])
        mixture = [c + (255 - c) * white for c in ours]
        same = all(abs(a - b) <= 1 for a, b in zip(entry, mixture, strict=True))
        found += bytes(round(c + (255 - c) * white) for c in new) if same else entry
    return bytes(found)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += 12 + length
