"""YAML → Itinerary, or a list of problems with file, line and column."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from itinerary.errors import Problem, Severity
from itinerary.model.itinerary import Itinerary, OwnWords
from itinerary.model.text import Text
from itinerary.source.accepted_warnings import LATER, PUBLISHED, RENDERED, Acceptance, sift
from itinerary.source.files import NoFileError, contents
from itinerary.source.pictures import Album, PictureError, Stamp, stamp
from itinerary.source.problems import KeyPath, Name, SourceError
from itinerary.source.upstream import Upstream
from itinerary.value import Value, field, replace

if TYPE_CHECKING:
    from itinerary.source.text_fields import Words

__all__ = [
    "PUBLISHED",
    "RENDERED",
    "TRANSLATIONS",
    "Album",
    "Name",
    "NoFileError",
    "PictureError",
    "Problem",
    "Reading",
    "Severity",
    "SourceError",
    "Stamp",
    "Upstream",
    "contents",
    "json_schema",
    "read",
    "read_file",
    "stamp",
]


TRANSLATIONS = "translations"
"""The folder, beside the file of a programme, with its own words for what the product says."""


class Reading(Value):
    """An itinerary, with the warnings about its file, those that its author accepts apart.

    `waiting` are the acceptances of warnings that reading does not find (see `plus`). `words` are
    all texts of the file as they are written, with their paths in it. `warning` makes a warning
    from a path in the file, a name, a message and a hint. `valid_until` is the time (UTC) at which
    the same file may have more dates, None if it has no repetition without an end. `imports` are
    the sources that the file is kept up to date from, and `event_paths` the paths of the events in
    the file, by id.
    """

    itinerary: Itinerary
    warnings: tuple[Problem, ...]
    accepted: tuple[Problem, ...]
    waiting: tuple[Acceptance, ...]
    words: tuple[tuple[KeyPath, Words], ...]
    warning: Callable[[KeyPath, Name, str, str], Problem]
    valid_until: datetime | None = None
    imports: tuple[Upstream, ...] = ()
    event_paths: Mapping[str, KeyPath] = field(default_factory=dict)

    @property
    def texts(self) -> tuple[tuple[KeyPath, Text], ...]:
        """All texts of the file, with their paths in it."""
        languages = self.itinerary.languages
        return tuple((path, Text.of(words.written, languages)) for path, words in self.words)

    def plus(self, later: Iterable[Problem], names: Collection[Name]) -> Reading:
        """Return the reading with the `later` warnings, which must be all that there are of these
        `names`."""
        asked = [acceptance for acceptance in self.waiting if acceptance.name in names]
        open_, accepted, unused = sift(later, asked)
        stale = (acceptance.stale for acceptance in unused)
        warnings = sorted((*self.warnings, *open_, *stale))
        return replace(
            self,
            warnings=tuple(warnings),
            accepted=(*self.accepted, *accepted),
            waiting=tuple(one for one in self.waiting if one not in asked),
        )


def read(
    data: bytes,
    *,
    file: str,
    now: datetime,
    album: Album | None = None,
    linted: bool = True,
) -> Reading:
    """Read a programme from the bytes of a YAML file.

    `file` names it in problems. `now` (aware) is compared with `published:`, and says how far
    repetitions without an end go. `album` has the pictures beside the file.
    Without `linted` it is read for its errors alone: warnings are incomplete.
    Raises SourceError with every problem found, warnings included, if there is any error.
    """
    from itinerary.source import lint, schema_lookup, yaml_tree
    from itinerary.source.reporter import Reporter
    from itinerary.source.resolve import resolve

    root, problems_of_form, losses = yaml_tree.parse(data, file)
    reporter = Reporter(root, file)
    resolved = resolve(reporter, now, album)
    problems_of_words: list[Problem] = []
    own_words = _own_words(album, resolved.itinerary.languages, problems_of_words)
    itinerary = replace(resolved.itinerary, own_words=own_words)
    for loss in losses:
        if schema_lookup.is_shown(loss.path, markdown=loss.markdown):
            at = loss.line, loss.column
            reporter.warn(loss.path, loss.name, loss.message, loss.hint, at=at)
    if linted:
        lint.lint(resolved.itinerary, resolved.texts, resolved.event_paths, reporter)
    problems, accepted, unused = sift(
        sorted({*problems_of_form, *problems_of_words, *reporter.problems}), resolved.acceptances
    )
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise SourceError(problems)
    stale = (acceptance.stale for acceptance in unused if acceptance.name not in LATER)
    return Reading(
        itinerary,
        tuple(sorted((*problems, *stale))),
        tuple(accepted),
        tuple(acceptance for acceptance in resolved.acceptances if acceptance.name in LATER),
        resolved.texts,
        reporter.warning,
        resolved.valid_until,
        resolved.imports,
        resolved.event_paths,
    )


def _own_words(
    album: Album | None, languages: Sequence[str], problems: list[Problem]
) -> tuple[OwnWords, ...]:
    """Return the own words of a programme, from the folder TRANSLATIONS beside its file; see
    `own_words`."""
    if album is None:
        return ()
    folder = album.folder / TRANSLATIONS
    album.name(folder)
    if not folder.is_dir():
        return ()
    from itinerary.source.own_words import own_words  # hardly any programme has its own

    return own_words(album, folder, languages, problems)


def read_file(
    path: Path,
    *,
    now: datetime,
    album: Album | None = None,
) -> Reading:
    """Read a programme from a file, by default with the pictures beside it; see `read`.

    Raises SourceError too if the file is missing or cannot be read.
    """
    try:
        data = contents(path)
    except NoFileError as error:
        message = f"cannot be read: {error.message}"
        raise SourceError([Problem(str(path), 1, 1, "", message, error.hint)]) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        hint = "create one with: itinerary new" if isinstance(error, FileNotFoundError) else ""
        raise SourceError(
            [Problem(str(path), 1, 1, "", f"cannot be read: {reason}", hint)]
        ) from None
    return read(data, file=str(path), now=now, album=album or Album.beside(path))


def json_schema() -> dict[str, object]:
    """Return the JSON Schema of a programme, for editors."""
    from itinerary.source.schema import json_schema as schema

    return schema()
