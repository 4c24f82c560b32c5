"""Warnings for authors: characters for which the fonts of documents have no glyph.

Pages and calendars are set by the reader's machine, which has its own fonts; a PDF and the cards of
shared links are set by ours. What these fonts lack is not left out: the document is not made.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from itinerary.model.itinerary import Itinerary
from itinerary.model.text import Text
from itinerary.render.documents import pdf
from itinerary.render.documents.pdf import pdf_text
from itinerary.render.drawings import fonts, share_image
from itinerary.render.drawings.share_image import share_image_text
from itinerary.render.words.language import Language

Path = tuple[str | int, ...]
Warned = tuple[Path, str, str]
"""A warning: the path in the file, the message, the hint."""

_NEEDLESS = "nothing needs to be done for pages and calendars, which have everything"

MOST_NAMED = 5
"""The most characters that a warning names."""


def missing_letters(itinerary: Itinerary, texts: Sequence[tuple[Path, Text]]) -> Iterator[Warned]:
    """Yield a warning for each language without PDF or share images, with the reason, and for each
    text whose characters are the reason. `texts` are all texts of the file with their paths in it.
    """
    documents = [name for kind, name in _DOCUMENTS if kind.available()]
    if not documents:
        return
    what = f"no {' and no '.join(documents)}"
    shown = [(path, text) for path, text in texts if _is_set(path)]
    for tag in itinerary.languages:
        language = Language.of(tag, itinerary.own_words)
        if package := fonts.missing_package(language):
            why = f"their fonts for it are not installed: {package}"
            hint = f"pip install {package}, or itinerary[fonts-cjk] for all; {_NEEDLESS}"
        elif lacking := fonts.lacking("".join(language.alphabet)):
            why = f"their fonts have no {_scripts(lacking)} letters"
            hint = _NEEDLESS
        else:
            yield from _texts(itinerary, language, shown, what)
            continue
        yield ("languages",), f"in “{tag}” there will be {what}: {why}", hint
    yield from _pictographs(shown, itinerary.languages, documents)


_DOCUMENTS = ((pdf, "PDF"), (share_image, "picture for shared links"))


def _texts(
    itinerary: Itinerary,
    language: Language,
    texts: Iterable[tuple[Path, Text]],
    what: str,
) -> Iterator[Warned]:
    """Yield a warning for each text of a document with characters that the fonts lack."""
    words = [share_image_text(itinerary, event, language) for event in (None, *itinerary.events)]
    wanted = set(fonts.lacking("".join((pdf_text(itinerary, language), *words))))
    for path, text in texts if wanted else ():
        if lacking := "".join(c for c in fonts.lacking(text.to(language.tag)) if c in wanted):
            yield (
                path,
                f"in “{language.tag}” there will be {what} with this text: their fonts have no"
                f" {_named(lacking)} ({_scripts(lacking)})",
                f"if they are to be made, {_remedy(lacking)}",
            )


def _remedy(lacking: str) -> str:
    packages = fonts.packages_with(lacking)
    other = f", or pip install {' '.join(packages)}" if packages else ""
    return f"write it in letters of the language{other}"


def _pictographs(
    texts: Iterable[tuple[Path, Text]],
    languages: Sequence[str],
    documents: Sequence[str],
) -> Iterator[Warned]:
    """Yield one warning for all emoji that documents leave out."""
    found = {
        path: fonts.pictographs("".join(text.to(tag) for tag in languages)) for path, text in texts
    }
    where = [path for path, lacking in found.items() if lacking]
    if not where:
        return
    others = len(where) - 1
    also = f", as in {others} other text{'s' * (others > 1)}" if others else ""
    every = "".join(sorted(set("".join(found.values()))))
    yield (
        where[0],
        f"the {' and the '.join(documents)} leave out {_named(every)}, which no font of theirs has"
        f"{also}",
        "nothing needs to be done if the words say the same without",
    )


def _is_set(path: Path) -> bool:
    """Tell whether the text at a path of the file is in a PDF or a share image."""
    match path:
        case ("title" | "description" | "zones" | "publisher", *_):
            return True
        case ("places" | "parties" | "categories", _, "name") | ("sources", _, "who"):
            return True
        case ("events", _, "price" | "capacity" | "level" | "age" | "accessibility" | "result"):
            return True
        case ("events", _, "press", *_) | ("deadlines", _, "title" | "description"):
            return True
        case ("events", _, "online" | "registration" | "recording" | "tags", *_):
            return True
        case ("series", _, "title"):
            return True
        case ("events", _, "title" | "summary" | "reason") | ("events", _, "parties", _, "role"):
            return True
    return False


def _named(characters: str) -> str:
    more = "…" if len(characters) > MOST_NAMED else ""
    return f"“{characters[:MOST_NAMED]}{more}”"


def _scripts(characters: str) -> str:
    """Return the scripts of characters, as their Unicode names begin: Thai."""
    names = (unicodedata.name(char, "unknown").split()[0].capitalize() for char in characters)
    return ", ".join(dict.fromkeys(names))
