"""A programme's own words for what the product says: gettext files beside the programme's file.

`translations/eu.po` has those in Basque. `itinerary translate` writes such a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from itinerary.errors import Problem, Severity
from itinerary.model import gettext_words
from itinerary.model.itinerary import OwnWords
from itinerary.source.files import NoFileError, contents
from itinerary.source.pictures import Album
from itinerary.source.problems import Name


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
            words, faults = gettext_words.read(text, file.stem)
            found += [words] if words else []
            for fault in faults:
                problem = _warning if fault.unknown else _error
                problems.append(problem(file, fault.line, fault.message, fault.hint))
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
