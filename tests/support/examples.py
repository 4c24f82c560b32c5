"""The number of examples of a property whose examples are dear."""

from __future__ import annotations

from hypothesis import settings

_USUAL = 100
"""The default of hypothesis, which the profiles `fuzz` and `quick` change."""


def examples(few: int) -> settings:
    """Return the settings for so many examples, multiplied as the profile says."""
    return settings(max_examples=max(1, few * settings().max_examples // _USUAL))
