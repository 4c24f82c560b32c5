"""Invitations to meetings that Google Meet, Teams and Zoom write into descriptions.

They have numbers to dial and codes, which are for those who were invited and not for the public.
"""

from __future__ import annotations

import re


def _between(rule: str, address: str) -> str:
    """Return a pattern of parts that have an address, each after a line that matches `rule`."""
    inside = f"(?:(?!^{rule}$).)*"
    return f"(?:^{rule}$(?={inside}https://{address}){inside})+(?:^{rule}$|\\Z)"


_TEAMS = r"(?:(?:[\w.-]*\.)?teams\.(?:microsoft|live)\.com|aka\.ms)/"
_ZOOM = r"[\w.-]*zoom\.us/"
_MEET = r"(?:meet\.google\.com|tel\.meet)/"
_BLOCK = re.compile(
    "|".join(
        (
            _between(r"-::~[:~]+::-", _MEET),
            _between(r"[\\_]{20,}", _TEAMS),
            _between(r"─{5,}", _ZOOM),
        )
    ),
    re.MULTILINE | re.DOTALL,
)
_MEETING = re.compile(rf"https://(?:{_MEET}|{_TEAMS}|{_ZOOM})[^\s<>()\[\]]+")


def parted(words: str) -> tuple[str, str, bool]:
    """Return a description in Markdown without an invitation, the address of its meeting (empty if
    it has none), and whether there was an invitation."""
    found = _BLOCK.search(words)
    if not found:
        return words, "", False
    address = _MEETING.search(found[0])
    rest = f"{words[: found.start()].rstrip()}\n\n{words[found.end() :].lstrip()}".strip()
    return rest, address[0] if address else "", True
