"""The web app manifest (W3C), with which browsers install the site as an app."""

from __future__ import annotations

import json
from typing import Any

from itinerary.model.itinerary import Itinerary
from itinerary.render import addresses
from itinerary.render.programme_colours import PAPER
from itinerary.render.words import wording
from itinerary.render.words.language import Language

_ICONS = (
    (addresses.ICON, "any", "image/svg+xml", "any"),
    (addresses.icon("icon-192.png"), "192x192", "image/png", "any"),
    (addresses.icon("icon-512.png"), "512x512", "image/png", "any"),
    (addresses.icon("icon-maskable.png"), "512x512", "image/png", "maskable"),
)


def web_manifest(itinerary: Itinerary, tag: str) -> bytes:
    """Return the manifest of the programme in the language `tag`.

    Addresses are relative to it (`/en/manifest.webmanifest`), so that the site can stand below a
    path; the scope is the whole site, in all languages. Each language is an app of its own, whose
    identity is its agenda.
    """
    language = Language.of(tag, itinerary.own_words)
    about = itinerary.description
    values: dict[str, Any] = {
        "name": itinerary.title.to(tag),
        "description": about and wording.plain_words(about, language),
        "lang": tag,
        "dir": language.locale.text_direction,
        "start_url": "./",
        "scope": "../",
        "display": "standalone",
        "background_color": PAPER["light"],
        "theme_color": PAPER["light"],
        "icons": [
            {"src": f"..{path}", "sizes": sizes, "type": kind, "purpose": purpose}
            for path, sizes, kind, purpose in _ICONS
        ],
    }
    known = {key: value for key, value in values.items() if value is not None}
    return json.dumps(known, ensure_ascii=False, indent=1).encode() + b"\n"
