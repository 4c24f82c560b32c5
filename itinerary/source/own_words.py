"""A programme's own words for what the product says: gettext files beside the programme's file.

`translations/eu.po` has those in Basque. `itinerary translate` writes such a file.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from io import StringIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po

from itinerary.errors import Problem, Severity
from itinerary.model import graphemes
from itinerary.model.itinerary import OwnWords
from itinerary.model.text import visible
from itinerary.source.files import NoFileError, contents
from itinerary.source.pictures import Album
from itinerary.source.problems import Name

MESSAGES = Path(__file__).parents[1] / "translations" / "messages.pot"
"""All that the product says, with the modules that say it."""

_IN_CALENDARS = ("itinerary/render/calendars/", "itinerary/render/words/")
_LINE = re.compile(
    r'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d\])?)\s+)?"([^"\\]|\\.)*"\s*)?'
)
_PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
# A message may be a part of a page as it is, and the last four are marks of its own.
_NOT_IN_TEXT = re.compile("[<>\x00-\x08\x0b-\x1f\ufdd0-\ufdd3]")
_MOST = 1000
"""Numbers of things for which the rule of the plural is tried."""

_HEADER = "itinerary translate writes the header of a language"


def own_words(
    album: Album, folder: Path, languages: Sequence[str], problems: list[Problem]
) -> tuple[OwnWords, ...]:
    """Return the own words of a programme in its `languages`, from the files in `folder`.

    What is wrong with them is appended to `problems`; `album` is told the names of the files.
    """
    found: list[OwnWords] = []
    for file in sorted(path for path in folder.iterdir() if path.suffix == ".po"):
        if file.stem not in languages:
            problems.append(_unused(file, languages))
            continue
        album.name(file)
        try:
            text = contents(file).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            problems.append(_error(file, line, "this is not in UTF-8", "save it as UTF-8"))
        except NoFileError as error:
            problems.append(_error(file, 1, f"cannot be read: {error.message}", error.hint))
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            problems.append(_error(file, 1, f"cannot be read: {reason}", "let it be read"))
        else:
            found += _read(text, file, problems)
    return tuple(found)


def _unused(file: Path, languages: Sequence[str]) -> Problem:
    alike = file.stem.replace("_", "-").lower()
    meant = next((one for one in languages if one.lower() == alike), None)
    hint = f"call it {meant}.po" if meant else f"add {file.stem} to languages, or remove the file"
    return _warning(file, 1, f"“{file.stem}” is not one of the programme’s languages", hint)


def _error(file: Path, line: int, message: str, hint: str) -> Problem:
    return Problem(str(file), line, 1, "", message, hint)


def _warning(file: Path, line: int, message: str, hint: str) -> Problem:
    warning, name = Severity.WARNING, Name.OWN_WORDS
    return Problem(str(file), line, 1, "", message, hint, severity=warning, name=name)


def _read(text: str, file: Path, problems: list[Problem]) -> Iterator[OwnWords]:
    """Yield the words in a file, unless there are none."""
    # Babel takes a line that it does not understand for a part of the one before.
    for number, written in enumerate(text.splitlines(), 1):
        if not _LINE.fullmatch(written):
            fault = f"this is no line of a gettext file: {_short(visible(written))}"
            problems.append(_error(file, number, fault, 'write msgid "…" and msgstr "…"'))
            return
    try:
        catalog = read_po(StringIO(text), abort_invalid=True)
    except PoFileError as error:
        fault = f"this is no gettext file: {error}"
        hint = "edit it with an editor of gettext files, or write it anew: itinerary translate"
        problems.append(_error(file, error.lineno + 1, fault, hint))
        return
    except (ValueError, LookupError) as error:
        problems.append(_error(file, 1, f"its header is wrong: {error}", _HEADER))
        return
    if not _counts(catalog):
        problems.append(_error(file, 1, "its header has a wrong rule of plurals", _HEADER))
        return
    known = _known()
    said: dict[bool, list[tuple[str, tuple[str, ...]]]] = {True: [], False: []}
    for message in catalog:
        if not message.id or message.fuzzy or not any(_strings(message)):
            continue
        id, line = _id(message), message.lineno or 1
        if id not in known:
            hint = "remove it, or look for what it says now: itinerary translate"
            problems.append(_warning(file, line, f"the product does not say “{_short(id)}”", hint))
        elif wrong := _mistake(message, catalog.num_plurals):
            problems.append(_error(file, line, *wrong))
        else:
            said[known[id]].append((id, tuple(_strings(message))))
    if said[True] or said[False]:
        in_calendars, elsewhere = (tuple(sorted(said[where])) for where in (True, False))
        yield OwnWords(file.stem, catalog.plural_expr, in_calendars, elsewhere)


def _counts(catalog: Catalog) -> bool:
    """Tell whether the rule of plurals of a catalogue gives a form for every number."""
    try:
        form = gettext.c2py(catalog.plural_expr)
        return {form(number) for number in range(_MOST)} <= set(range(catalog.num_plurals))
    except (ValueError, ZeroDivisionError, RecursionError, OverflowError):
        return False


@cache
def _known() -> dict[str, bool]:
    """Return the messages of the product, and whether calendars say them."""
    with MESSAGES.open("rb") as file:
        return {
            _id(message): any(path.startswith(_IN_CALENDARS) for path, _ in message.locations)
            for message in read_po(file)
            if message.id
        }


def _id(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def _strings(message: Message) -> list[str]:
    string = message.string or ""
    return [string] if isinstance(string, str) else [str(one) for one in string]


def _mistake(message: Message, forms: int) -> tuple[str, str] | None:
    """Return what is wrong with a translated message, and what to write instead."""
    strings, plural = _strings(message), not isinstance(message.id, str)
    if plural and (len(strings) != forms or not all(strings)):
        return f"“{_short(_id(message))}” lacks forms of the plural", f"write {forms}"
    ids: Iterable[str] = [message.id] if isinstance(message.id, str) else message.id
    wanted = {place for id in ids for place in _PLACE.findall(id)}
    for string in strings:
        places = set(_PLACE.findall(string))
        if odd := _NOT_IN_TEXT.search(string):
            return f"a message must not have {odd[0]!r}", "leave it out"
        if unknown := sorted(places - wanted):
            has = " and ".join(sorted(wanted)) or "nothing to be filled in"
            return f"there is no {unknown[0]} in this message", f"it has {has}"
        if missing := sorted(wanted - places - ({"%(num)d"} if plural else set())):
            return f"{missing[0]} is missing", "keep it: what it stands for is put there"
        filled = any(place.startswith("%") for place in wanted)
        if filled and "%" in _PLACE.sub("", string).replace("%%", ""):
            return "“%” alone has another meaning here", "write %%"
    return None


def _short(id: str) -> str:
    return graphemes.shortened(id, 60)
