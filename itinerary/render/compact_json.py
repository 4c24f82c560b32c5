"""JSON as documents of the site have it: on one line, without spaces, in letters of all scripts."""

from __future__ import annotations

import json


def compact(value: object) -> str:
    """Return a value as JSON. Keys stay in their order, so that equal values have equal bytes."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
