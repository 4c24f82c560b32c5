"""One form for values that a file can write in several ways, so that they can be compared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from itinerary.model.text import clean

_LISTS = ("place", "organiser", "categories", "tracks", "tags", "spoken", "sources")
_SHORT = {"repeat": "every", "from": "source", "recording": "url"}


def normal(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of an event or a facet, each in its one form."""
    found = {key: _normal(key, value) for key, value in values.items()}
    return {key: value for key, value in found.items() if value not in ("", [], None)}


def _normal(key: str, value: Any) -> Any:
    if isinstance(value, str):
        value = clean(value)
    if key in _LISTS:
        return [value] if isinstance(value, str) and value not in ("none", "") else value
    if key in ("parties", "links"):
        name = "party" if key == "parties" else "url"
        if value in ("none", ""):
            return value
        listed = value if isinstance(value, list) else [value]
        return [{name: one} if isinstance(one, str) else dict(one) for one in listed]
    if key in ("when", "title", "address", "summary") and isinstance(value, str):
        return " ".join(value.split())
    if key in _SHORT and isinstance(value, str):
        return {_SHORT[key]: value}
    if key == "repeat" and isinstance(value, Mapping):
        return {
            name: [inner] if name in ("dates", "except") and isinstance(inner, str) else inner
            for name, inner in value.items()
        }
    if key == "online":
        if isinstance(value, str):
            if value.lower() in ("yes", "true"):
                return {}
            return {"url" if re.match("https?://", value) else "access": value}
        if isinstance(value, Mapping) and isinstance(value.get("feature"), str):
            return {**value, "feature": [value["feature"]]}
    if key == "registration" and isinstance(value, str):
        return {"link" if re.match("https?://", value) else "note": value}
    if key == "coordinates":
        parts = re.split(r"\s*,\s*", value.strip("[] ")) if isinstance(value, str) else value
        try:
            return [str(float(number)) for number in parts]
        except (TypeError, ValueError):
            return value
    return value
