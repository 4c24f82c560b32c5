"""Times and places that other tools write because they have to write something."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Literal

from itinerary.imports.programme import Hours, ImportedTime, WholeDays

Handling = Literal["taken", "tba"]
"""What becomes of a doubtful value: it is taken as written, or as not announced."""

_WORDS = (
    *("tba", "tbc", "tbd", "t.b.a.", "t.b.c.", "t.b.d.", "to be announced", "to be confirmed"),
    *(
        "to be determined",
        "à confirmer",
        "à préciser",
        "à définir",
        "noch offen",
        "wird bekanntgegeben",
    ),
    *("wird noch bekannt gegeben", "n. n.", "por confirmar", "por determinar", "a confirmar"),
    *("a definir", "da definire", "da confermare", "nog te bepalen", "n.n.b.", "do ustalenia"),
    *("уточняется", "будет объявлено", "буде оголошено", "уточнюється", "待定", "待公布", "未定"),
    *("не объявлено", "не объявлена", "не оголошено", "未公布", "未発表", "미발표"),
    *("未定です", "調整中", "미정", "추후 공지", "belirlenecek", "akan diumumkan", "घोषणा शेष"),
    *("يحدد لاحقا", "سيعلن لاحقا", "اعلام خواهد شد", "ייקבע בהמשך", "יפורסם בהמשך"),
)
_TBA = re.compile(
    r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(_WORDS, key=len, reverse=True))) + r")(?!\w)",
    re.IGNORECASE,
)
_TBA_ALONE = re.compile(r"[\s(\[*?–—:-]*" + _TBA.pattern + r"[\s)\].*!?–—:-]*", re.IGNORECASE)
_TIME_TBA = re.compile(
    r"(?<!\w)(?:time|times|hour|hours|date/time|uhrzeit|zeit|heure|horaire|hora|orario|ora|tijd"
    r"|godzina|время|час|时间|時間|시간)\W{0,3}" + _TBA.pattern,
    re.IGNORECASE,
)


def says_tba(words: str) -> bool:
    """Tell whether words are nothing but “to be announced”, in one of many languages."""
    return bool(_TBA_ALONE.fullmatch(words.strip()))


_ONLINE_WORDS = (
    *("online", "virtual", "remote", "digital", "livestream", "webinar", "virtuell", "en ligne"),
    *("en línea", "онлайн", "线上", "線上", "オンライン", "온라인", "عبر الإنترنت", "ऑनलाइन"),
    *(
        "zoom",
        "google meet",
        "microsoft teams",
        "teams",
        "webex",
        "jitsi",
        "skype",
        "bigbluebutton",
    ),
)
_ONLINE = re.compile(
    "(?:" + "|".join(map(re.escape, _ONLINE_WORDS)) + ")"
    "(?:[ -]?(?:event|only|meeting|call|conference|veranstaltung|besprechung|termin))?",
    re.IGNORECASE,
)


def says_online(words: str) -> bool:
    """Tell whether words in place of a place say that an event is online, or by which program."""
    return bool(_ONLINE.fullmatch(words.strip(" .()[]")))


def mentions_tba(words: str) -> bool:
    """Tell whether words say somewhere that something is to be announced."""
    return bool(_TBA.search(words))


def doubt_of_time(known: ImportedTime, title: str) -> str:
    """Return in words why a time was probably not announced, empty if it probably was."""
    if not isinstance(known, Hours):
        return ""
    if _TIME_TBA.search(title):
        return "the title says that the time is to be announced"
    start, end = known.start.wall, known.end.wall if known.end else None
    if end == start:
        return "start and end are the same" if start.time() != time() else "00:00–00:00"
    if start.time() == time() and end and end - start == timedelta(days=1):
        return "00:00–00:00"
    if start.time() == time() and end and (end.hour, end.minute) == (23, 59):
        return "00:00–23:59"
    if start.time() == time() and end is None:
        return "00:00"
    if (start.hour, start.minute) == (0, 1):
        return "00:01"
    if (start.hour, start.minute) == (3, 30):
        return "03:30, at which some tools put what has no time"
    return ""


def without_hours(known: Hours) -> ImportedTime:
    """Return a time as its day alone; equal start and end as the start."""
    start, end = known.start.wall, known.end.wall if known.end else None
    if end == start and start.time() != time():
        return Hours(known.start)
    last = start.date()
    if end and end > start:
        last = max(last, (end - timedelta(minutes=1)).date())
    if last > start.date() and last - start.date() > timedelta(days=1):
        return WholeDays("all", start.date(), last)
    return WholeDays("day", start.date(), start.date())
