"""What languages call themselves."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import cast

from babel import Locale

TABLE = Path(__file__).with_name("autonyms.json")
"""The names in themselves of the languages without a territory, by their identifiers in CLDR; made
by tools/autonyms.py."""


@cache
def autonym(tag: str) -> str:
    """Return what a language (BCP 47) is called in itself: English, 中文, русский; the tag if it is
    not known. Raises babel.UnknownLocaleError if CLDR does not know the language."""
    name = tag.replace("-", "_")
    return _table().get(name) or Locale.parse(name).get_display_name(name) or tag


@cache
def _table() -> dict[str, str]:
    return cast(dict[str, str], json.loads(TABLE.read_text(encoding="utf-8")))
