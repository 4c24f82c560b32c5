"""How much is tried: in CI a little, always the same; with `make fuzz` more, and other things each
time."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

_USUAL = 100
"""Examples of hypothesis' own default, and so of every profile but `fuzz`."""


def bounded(examples: int) -> settings:
    """Return the settings of a test that tries so many examples, and as many times more as the
    profile says."""
    more = settings().max_examples
    return settings(
        max_examples=max(1, examples * more // _USUAL),
        derandomize=more <= _USUAL,
        deadline=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
