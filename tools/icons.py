"""Draw the PNG icons from icon.svg, after it was changed: `python -m tools.icons`.

Their palette goes from the colour of the field to white, and from the field to transparent. The
site changes the palette to give them the programme's colour (`render.drawings.icon`).
"""

from __future__ import annotations

from io import BytesIO

import resvg_py
from PIL import Image

from itinerary.render.drawings import icon
from tests.conftest import ROOT

STATIC = ROOT / "itinerary" / "static" / "icons"
STEPS = 15
# Launchers crop maskable icons to any shape; the area within 40 % of the centre stays (W3C, Web
# Application Manifest §2.5). iOS rounds corners itself, and expects icons without transparency.
ICONS = {
    "icon-32.png": (32, True, 1.0),
    "icon-192.png": (192, True, 1.0),
    "icon-512.png": (512, True, 1.0),
    "icon-maskable.png": (512, False, 0.72),
    "apple-touch-icon.png": (180, False, 0.84),
}


def main() -> None:
    """Write the icons."""
    for name, values in ICONS.items():
        (STATIC / name).write_bytes(drawn(*values))
        print(name, (STATIC / name).stat().st_size)


def drawn(size: int, rounded: bool, scale: float) -> bytes:
    """Return icon.svg as PNG with its palette, its glyph scaled around the middle."""
    svg = (STATIC / "icon.svg").read_text("utf-8").replace(icon.FIELD, "#000000")
    if not rounded:
        svg = svg.replace(' rx="6"', "")
    field_end = svg.index("/>") + 2
    middle = 16 * (1 - scale)
    glyph = svg[field_end:].replace("</svg>", "</g></svg>")
    svg = f'{svg[:field_end]}<g transform="translate({middle} {middle}) scale({scale})">{glyph}'
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size))
    with Image.open(BytesIO(png)) as image:
        white, alpha = (image.convert("RGBA").getchannel(name).tobytes() for name in "RA")
    indices = bytes(
        round(w / 255 * STEPS) if a == 255 else STEPS + 1 + round(a / 255 * STEPS)
        for w, a in zip(white, alpha, strict=True)
    )
    field = tuple(bytes.fromhex(icon.FIELD[1:]))
    palette = [round(c + (255 - c) * n / STEPS) for n in range(STEPS + 1) for c in field]
    result = Image.frombytes("P", (size, size), indices)
    result.putpalette([*palette, *field * (STEPS + 1)])
    fading = bytes([255] * (STEPS + 1) + [round(255 * n / STEPS) for n in range(STEPS + 1)])
    out = BytesIO()
    result.save(out, "PNG", optimize=True, transparency=fading if rounded else None)
    return out.getvalue()


if __name__ == "__main__":
    main()
