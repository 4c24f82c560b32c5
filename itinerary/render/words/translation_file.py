"""The gettext file in which a programme, or a theme, has own words for what the product says."""

from __future__ import annotations

import gettext
import re
from collections.abc import Iterable
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.plurals import get_plural
from babel.messages.pofile import PoFileError, read_po, write_po

from itinerary.errors import ItineraryError
from itinerary.model import gettext_words, language_parents
from itinerary.model.text import visible
from itinerary.render.words.language import TRANSLATIONS, Language

WIDTH = 100
"""Characters in a line of the file."""

_HEADER = """# Own words in {name} ({tag}) for what Itinerary says.
# Keep %(name)s and {{name}} as they are: what they stand for is put there.
# What is left empty is said as before. Remove what you do not change: it gets better with updates.
msgid ""
msgstr ""
"Language: {tag}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plural}\\n"
"""
"""Without the time at which it was written: the same command writes the same file."""

_TAG = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


class TranslationFileError(ItineraryError):
    """A file that should be updated is not a gettext file."""


@cache
def messages() -> list[str]:
    """Return all messages of the product, of plurals the singular."""
    return [_id(message) for message in _template() if message.id]


def updated(tag: str, before: str | None = None, *, theme: Iterable[Path] | None = None) -> bytes:
    """Return a file for the language `tag` (BCP 47) with all messages of the product; for a theme,
    whose templates are given, with their messages and without those that calendars say.

    They have the words of the catalogue that the language takes, if there is one, and those of
    `before`, the present file, which keeps its header and comments too. What the product no longer
    says is kept at the end, as comments. Raises TranslationFileError if `before` is something else,
    or if the language is unknown.
    """
    if not _TAG.fullmatch(tag) or not language_parents.parents(tag):
        hint = "write a code such as eu, cy or pt-BR"
        raise TranslationFileError(f"“{visible(tag)}” is not a language", hint)
    speech = Language.of(tag)
    catalog = _read(_header(speech) if before is None else before)
    template = _template() if theme is None else _template_of(theme)
    catalog.update(template, no_fuzzy_matching=True)
    for message in catalog:
        message.locations = []
        left_out = catalog.obsolete.pop(_id(message), None) if message.id else None
        if left_out and left_out.string:  # it is said again
            message.string = left_out.string
        elif before is None and message.id:
            message.string = _taken(message, speech.catalog, catalog.num_plurals)
    body = BytesIO()
    write_po(body, catalog, width=WIDTH, omit_header=True)
    head = _header(speech) if before is None else _header_of(before)
    return f"{head.rstrip()}\n\n".encode() + body.getvalue()


def _read(text: str) -> Catalog:
    try:
        return read_po(StringIO(text), abort_invalid=True)
    except (PoFileError, ValueError, LookupError) as error:
        raise TranslationFileError(f"this is no gettext file: {error}", "correct it") from None


def _header(speech: Language) -> str:
    name = speech.locale.english_name or speech.tag
    of_words = speech.catalog.info().get("plural-forms")  # Babel's differ in Arabic and Hebrew
    plural = of_words or get_plural(str(speech.locale)).plural_forms
    return _HEADER.format(name=name, tag=speech.tag, plural=plural)


def _header_of(text: str) -> str:
    """Return the first entry of a file."""
    return re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").lstrip("\ufeff\n"), maxsplit=1)[0]


def _taken(message: Message, words: gettext.NullTranslations, forms: int) -> str | tuple[str, ...]:
    """Return the words of a catalogue for a message, empty where it has none."""
    known = getattr(words, "_catalog", {})
    if isinstance(message.id, str):
        return str(known.get(message.id, ""))
    return tuple(str(known.get((message.id[0], form), "")) for form in range(forms))


def _template() -> Catalog:
    with (TRANSLATIONS / "messages.pot").open("rb") as file:
        return read_po(file)


def _template_of(templates: Iterable[Path]) -> Catalog:
    """Return the messages of a theme: those of its templates, and the product's on pages alone."""
    catalog, in_calendars = _template(), gettext_words.in_calendars()
    for message in list(catalog):
        if _id(message) in in_calendars:
            catalog.delete(message.id)
    for file in templates:
        try:
            source = BytesIO(file.read_text("utf-8").encode())
        except UnicodeDecodeError:
            raise TranslationFileError(f"{file} is not in UTF-8", "save it as UTF-8") from None
        found = extract("jinja2.ext:babel_extract", source, options={"encoding": "utf-8"})
        for _line, said, notes, _context in found:
            if (said if isinstance(said, str) else said[0]) not in in_calendars:
                catalog.add(said, auto_comments=notes)
    return catalog


def _id(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])
