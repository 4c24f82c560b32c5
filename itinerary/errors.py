"""What goes wrong, said to people: a message, and a hint of what to write instead."""

from __future__ import annotations


class WhenError(ValueError):
    """A time that cannot be what the author means: `message`, and `hint` says what to write."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
