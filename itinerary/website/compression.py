"""The rule for which bodies are compressed, shared by the response cache and the static build."""

from __future__ import annotations

COMPRESS_FROM = 500
"""Bytes from which a body is worth compressing."""


def compressible(body: bytes, content_type: str | None) -> bool:
    """Tell whether a body of a media type, which may have parameters, is large enough and of a kind
    that becomes smaller."""
    mimetype = (content_type or "").partition(";")[0].rstrip()
    return len(body) >= COMPRESS_FROM and (
        mimetype.startswith("text/") or mimetype.endswith(("json", "xml", "javascript"))
    )
