"""Addresses as QR codes, drawn as SVG."""

from __future__ import annotations

from typing import Any

import segno

QUIET = 4
"""Modules of white around the code; ISO/IEC 18004 asks for four."""


def svg(address: str) -> str | None:
    """Return the QR code of `address` as an SVG element of the class `qr`, without a size of its
    own; None if it is too long for one (2,331 bytes).

    Always black on white: many readers do not find a code of light modules on dark paper. At level
    M a code can lose 15 % to a fold or a fingerprint and still be read.
    """
    code = _code(address)
    return code.svg_inline(**_LOOK, svgclass="qr") if code else None


def data_uri(address: str) -> str | None:
    """Return the same as the address of a picture (RFC 2397), for scripts to show."""
    code = _code(address)
    return code.svg_data_uri(**_LOOK, svgclass=None) if code else None


_LOOK: dict[str, Any] = {
    **{"border": QUIET, "dark": "#000", "light": "#fff", "omitsize": True, "lineclass": None}
}


def _code(address: str) -> segno.QRCode | None:
    try:
        return segno.make(address, error="m", micro=False, boost_error=False)
    except segno.DataOverflowError:
        return None
