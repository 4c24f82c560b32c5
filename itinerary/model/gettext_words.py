"""Own words for what the product says: the text of a gettext file, read and checked.

A programme has them in `translations/eu.po` beside its file, and a theme in its folder.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable
from functools import cache
from io import StringIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, escape, read_po

from itinerary.model import graphemes
from itinerary.model.itinerary import OwnWords
from itinerary.model.text import visible
from itinerary.value import Value

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


class Fault(Value):
    """What is wrong at a line of a file, and what to write instead.

    `unknown` is about words for a message that the product does not say, which are left out. All
    others are errors.
    """

    line: int
    message: str
    hint: str
    unknown: bool = False


def read(
    text: str, language: str, *, further: bool = False
) -> tuple[OwnWords | None, tuple[Fault, ...]]:
    """Return the own words in `language` (BCP 47) in the text of a gettext file, None if it has
    none, and what is wrong with it.

    `further` admits words for messages that are not the product's, but a theme's.
    """
    # Babel takes a line that it does not understand for a part of the one before.
    for number, written in enumerate(text.splitlines(), 1):
        if not _LINE.fullmatch(written):
            fault = f"this is no line of a gettext file: {_short(visible(written))}"
            return _none(number, fault, 'write msgid "…" and msgstr "…"')
    try:
        catalog = read_po(StringIO(text), abort_invalid=True)
    except PoFileError as error:
        hint = "edit it with an editor of gettext files, or write it anew: itinerary translate"
        return _none(error.lineno + 1, f"this is no gettext file: {error}", hint)
    except (ValueError, LookupError) as error:
        return _none(1, f"its header is wrong: {error}", _HEADER)
    if not _counts(catalog):
        return _none(1, "its header has a wrong rule of plurals", _HEADER)
    known = _known()
    faults: list[Fault] = []
    said: dict[bool, list[tuple[str, tuple[str, ...]]]] = {True: [], False: []}
    for message in catalog:
        if not message.id or message.fuzzy or not any(_strings(message)):
            continue
        id, line = _id(message), message.lineno or 1
        if id not in known and not further:
            hint = "remove it, or look for what it says now: itinerary translate"
            fault = f"the product does not say “{_short(id)}”"
            faults.append(Fault(line, fault, hint, unknown=True))
        elif wrong := _mistake(message, catalog.num_plurals):
            faults.append(Fault(line, *wrong))
        else:
            said[known.get(id, False)].append((id, tuple(_strings(message))))
    if not (said[True] or said[False]):
        return None, tuple(faults)
    in_calendars, elsewhere = (tuple(sorted(said[where])) for where in (True, False))
    return OwnWords(language, catalog.plural_expr, in_calendars, elsewhere), tuple(faults)


def written(words: OwnWords) -> str:
    """Return own words as the text of a gettext file: the one that is read as these words."""
    form = gettext.c2py(words.plural)
    forms = max(form(number) for number in range(_MOST)) + 1
    head = {
        "Language": words.language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": f"nplurals={forms}; plural={words.plural};",
    }
    lines = ['msgid ""', 'msgstr ""', *(escape(f"{key}: {said}\n") for key, said in head.items())]
    for id, said in sorted((*words.in_calendars, *words.elsewhere)):
        lines += ["", f"msgid {escape(id)}"]
        if id in _plurals():
            lines.append(f"msgid_plural {escape(_plurals()[id])}")
            lines += (f"msgstr[{n}] {escape(one)}" for n, one in enumerate(said))
        else:
            lines.append(f"msgstr {escape(said[0])}")
    return "\n".join(lines) + "\n"


def _none(line: int, message: str, hint: str) -> tuple[None, tuple[Fault]]:
    return None, (Fault(line, message, hint),)


def in_calendars() -> frozenset[str]:
    """Return the messages that calendars say, of plurals the singular."""
    return frozenset(id for id, said in _known().items() if said)


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


@cache
def _plurals() -> dict[str, str]:
    """Return the plural of each message of the product that has one, by its singular."""
    with MESSAGES.open("rb") as file:
        return {
            str(message.id[0]): str(message.id[1])
            for message in read_po(file)
            if not isinstance(message.id, str)
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
