"""Invitations to meetings that Google Meet, Teams and Zoom write into descriptions.

They have numbers to dial and codes, which are for those who were invited and not for the public. A
line across and an address alone are no invitation: authors write these, too.
"""

from __future__ import annotations

import re

from itinerary.value import Value


class _Program(Value):
    """How a program writes its invitations: the line above and below, what is inside and hardly in
    words of an author, and what is in the further parts that the lines divide, if it has any."""

    rule: re.Pattern[str]
    mark: re.Pattern[str]
    more: re.Pattern[str] | None = None


_MEET = r"meet\.google\.com|tel\.meet"
_TEAMS = r"(?:[\w-]+\.)*teams\.(?:microsoft\.(?:com|us)|live\.com|cloud\.microsoft)|aka\.ms"
_ZOOM = r"(?:[\w-]+\.)*zoom(?:gov)?\.(?:us|com)"
_ADDRESS = re.compile(rf"https://(?:{_MEET}|{_TEAMS}|{_ZOOM})/[^\s<>()\[\]]+", re.IGNORECASE)
_HELP = re.compile(r"//(?:aka\.ms|tel\.meet|dialin\.)|/meetingOptions|/usp/|/u/", re.IGNORECASE)
"""Addresses with help, settings and numbers to dial, which are no meeting."""
_JOIN = re.compile(r"meetup-join|/meet/|//meet\.|/(?:j|w|s|my)/")
_NUMBER = r"Meeting[ -]?ID|Passcode|:\s*\d{3} \d{3,4} \d{3,4}\b"
_PROGRAMS = (
    _Program(re.compile(r"\\?-::~[:~]+::-"), re.compile(_MEET)),
    _Program(
        re.compile(r"[\\_]{20,}"),
        re.compile(rf"Microsoft Teams|Teams[ -]Meeting|aka\.ms/JoinTeams|{_NUMBER}", re.IGNORECASE),
        re.compile(r"aka\.ms/|//dialin\.|/meetingOptions"),
    ),
    _Program(re.compile("─{5,}"), re.compile(rf"Zoom[ -]Meeting|{_NUMBER}", re.IGNORECASE)),
)
_COPIED = re.compile(
    "inviting you to a scheduled Zoom meeting|zu einem geplanten Zoom[ -]Meeting"
    "|réunion Zoom planifiée|reunión de Zoom programada",
    re.IGNORECASE,
)
"""How an invitation begins that was copied out of Zoom. It has no lines around it."""
_ANY = ("-::~", "____", r"_\_\_\_", "─────", "Zoom")
"""Of these each description with an invitation has one. To look at every line costs much more."""
_LINE = re.compile(
    rf"{_ADDRESS.pattern}|Microsoft Teams|Zoom[ -]Meeting|Google Meet|{_NUMBER}|password:"
    r"|\+\d[\d ()/-]{6,}|tel:|,,\d|:\s*\d[\d ]{3,}#?$|\b\d{1,3}(?:\.\d{1,3}){3}\b|@zoomcrc\."
    r"|One tap mobile|Dial (?:in )?by|Join by (?:SIP|H\.323)|local number|For organi[sz]ers"
    r"|support\.google\.com|not edit this section|^(?:Topic|Time): |^\\?-{3,}$",
    re.IGNORECASE,
)
"""A line of an invitation, where only its beginning is marked."""


def parted(words: str) -> tuple[str, str, int]:
    """Return a description in Markdown without invitations, the address of the first meeting (empty
    if there is none that can be used), and how many invitations there were."""
    if not any(one in words for one in _ANY):
        return words, "", 0
    lines = words.split("\n")
    kept: list[list[str]] = [[]]
    found: list[str] = []
    at = 0
    while at < len(lines):
        end = _end(lines, at)
        if end > at:
            found.append("\n".join(lines[at:end]))
            kept.append([])
        else:
            end = at + 1
            kept[-1].append(lines[at])
        at = end
    if not found:
        return words, "", 0
    rest = "\n\n".join(filter(None, ("\n".join(part).strip() for part in kept)))
    return rest, next(filter(None, map(_meeting, found)), ""), len(found)


def _meeting(invitation: str) -> str:
    """Return the address of the meeting of an invitation, empty if it has none."""
    # Markdown of HTML has a backslash before each `_` of an address that was not a link there.
    written = (re.sub(r"\\(?=[\W_])", "", one) for one in _ADDRESS.findall(invitation))
    meetings = [one.rstrip(".,;") for one in written if not _HELP.search(one)]
    return next(filter(_JOIN.search, meetings), next(iter(meetings), ""))


def _end(lines: list[str], at: int) -> int:
    """Return the index of the first line behind an invitation that begins at one, or `at`."""
    line = lines[at].strip()
    if _COPIED.search(line):
        end = _end_of_lines(lines, at)
        return end if end > at + 1 else at  # one line alone is an author's
    program = next((one for one in _PROGRAMS if one.rule.fullmatch(line)), None)
    if program is None:
        return at
    end = _end_of_part(lines, at, program, program.mark)
    while end > at and program.more and program.rule.fullmatch(lines[end - 1].strip()):
        further = _end_of_part(lines, end - 1, program, program.more)
        if further <= end:
            break
        end = further
    return end


def _end_of_part(lines: list[str], at: int, program: _Program, mark: re.Pattern[str]) -> int:
    """Return the index of the first line behind a part of an invitation that begins with the line
    across at `at`; `at` if no such part begins."""
    rules = (n for n in range(at + 1, len(lines)) if program.rule.fullmatch(lines[n].strip()))
    close = next(rules, None)
    inside = "\n".join(lines[at + 1 : close])
    if not (_ADDRESS.search(inside) and mark.search(inside)):
        return at
    return _end_of_lines(lines, at) if close is None else close + 1


def _end_of_lines(lines: list[str], at: int) -> int:
    """Return the index behind the last line of an invitation that begins at one and has no end: in
    the paragraphs with such lines that follow on each other."""
    end, is_part = at + 1, True
    for n in range(at + 1, len(lines)):
        if _LINE.search(lines[n].strip()):
            end, is_part = n + 1, True
        elif not lines[n].strip() and lines[n - 1].strip():
            if not is_part:
                break
            is_part = False
    return end
