"""Addresses as QR codes, drawn as SVG."""

from __future__ import annotations

import segno

QUIET = 4
"""Modules of white around the code; ISO/IEC 18004 asks for four."""


def svg(address: str) -> str | None:
    """Return the QR code of `address` as an SVG element of the class `qr`, without a size of its
    own; None if it is too long for one (2,331 bytes).

    Always black on white: many readers do not find a code of light modules on dark paper. At level
    M a code can lose 15 % to a fold or a fingerprint and still be read.
    """
    try:
        code = segno.make(address, error="m", micro=False, boost_error=False)
    except segno.DataOverflowError:
        return None
    return code.svg_inline(
        border=QUIET, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None
    )
