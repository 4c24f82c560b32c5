"""The number of examples: in CI few, always the same; with `make fuzz` more, each time others."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

_USUAL = 100
"""The default of hypothesis, which every profile but `fuzz` keeps."""


def bounded(examples: int) -> settings:
    """Return the settings of a test with so many examples, multiplied as the profile says."""
    more = settings().max_examples
    return settings(
        max_examples=max(1, examples * more // _USUAL),
        derandomize=more <= _USUAL,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
