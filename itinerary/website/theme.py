"""A theme: an author's folder of templates, static files and words that replace ours."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from itinerary.model import language_parents
from itinerary.model.itinerary import OwnWords
from itinerary.model.text import visible
from itinerary.value import Value, field, replace

STATIC = "static/"
"""The prefix of the names of static files; the other files are templates."""

TRANSLATIONS = "translations/"
"""The prefix of the names of files with words; `translations/eu.po` has those in Basque."""

MOVED = {
    "about.html": "pages/about.html",
    "agenda.html": "pages/agenda.html",
    "calendar.html": "pages/calendar.html",
    "category.html": "pages/category.html",
    "changes.html": "pages/changes.html",
    "choices.html": "partials/choices.html",
    "day.html": "pages/day.html",
    "door.html": "static_host/front_door.html",
    "drawing.html": "partials/map.html",
    "embed-event.html": "frames/event.html",
    "embed.html": "frames/programme.html",
    "embedding.html": "pages/embed_builder.html",
    "error.html": "pages/error.html",
    "event.html": "pages/event.html",
    "frame.html": "frames/base.html",
    "grid.html": "partials/calendar.html",
    "index.html": "pages/index.html",
    "leaflet.html": "pdf.html",
    "map.html": "pages/map.html",
    "moved.html": "static_host/moved.html",
    "offline.html": "pages/offline.html",
    "parts.html": "partials/events.html",
    "party.html": "pages/party.html",
    "place.html": "pages/place.html",
    "subscribe.html": "pages/subscribe.html",
    "thing.html": "pages/facet.html",
    "timeline.html": "pages/timeline.html",
}
"""Templates by the names that they had before 0.2.0: a theme may have been written for these."""

MOST_NAMED = 5
"""The number of files that one message names."""


class Theme(Value):
    """The files of a theme by their names (`base.html`, `static/itinerary.css`), and its words for
    pages, by language. `left_out` has sentences about what is in its folder and not used."""

    files: Mapping[str, Path] = field(default_factory=dict)
    words: tuple[OwnWords, ...] = ()
    left_out: tuple[str, ...] = ()

    def words_in(self, tag: str) -> tuple[OwnWords, ...]:
        """Return the words for pages in the language `tag` (BCP 47): those in the language, or in
        its nearest parent."""
        nearest = language_parents.nearest(tag, [one.language for one in self.words])
        return tuple(replace(one, language=tag) for one in self.words if one.language == nearest)

    def static(self) -> dict[str, Path]:
        """Return the static files by their names in `static`."""
        return {n.removeprefix(STATIC): p for n, p in self.files.items() if n.startswith(STATIC)}


def read(folder: Path | None) -> Theme:
    """Return the theme in `folder`, without hidden files (`.git`, `.env`), links to folders or out
    of the folder, and templates with a former name. Everybody can read the rest."""
    if folder is None:
        return Theme()
    files: dict[str, Path] = {}
    odd: dict[str, list[str]] = {}
    for name, path in _walk(folder):
        if why := _why_not(path, folder, name):
            odd.setdefault(why, []).append(name)
        elif path.is_file():
            files[name] = path
    odd_files = tuple(f"The theme is without {_listed(odd[why])}: {why}." for why in sorted(odd))
    words, faults = _words(files)
    return Theme({name: files[name] for name in sorted(files)}, words, (*odd_files, *faults))


def _words(files: Mapping[str, Path]) -> tuple[tuple[OwnWords, ...], tuple[str, ...]]:
    """Return the words in the gettext files of a theme, and sentences about what is wrong.

    A theme is the look of pages. What calendars say belongs to the programme, whose editions it
    changes; on pages alone it would be said otherwise than in calendars.
    """
    found: list[OwnWords] = []
    faults: list[str] = []
    for name in sorted(files):
        if not (name.startswith(TRANSLATIONS) and name.endswith(".po")):
            continue
        from itinerary.model import gettext_words  # hardly any theme has words

        tag = files[name].stem
        if not language_parents.parents(tag):
            why = "it is not called like a language; call it eu.po, say"
            faults.append(f"The theme is without “{visible(name)}”: {why}.")
            continue
        try:
            text = files[name].read_text("utf-8-sig")
        except UnicodeDecodeError:
            faults.append(f"The theme is without “{name}”: this is not in UTF-8; save it as UTF-8.")
            continue
        words, wrong = gettext_words.read(text, tag, further=True)
        where = f"In “{name}” of the theme"
        faults += (f"{where}, line {one.line}: {one.message}; {one.hint}." for one in wrong)
        if words and words.in_calendars:
            said = _listed([id for id, _ in words.in_calendars])
            place = f"the programme’s own words, {name} beside its file"
            faults.append(f"{where}: calendars say {said} too; put this into {place}.")
        if words and words.elsewhere:
            found.append(replace(words, in_calendars=()))
    return tuple(found), tuple(faults)


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a folder with their names in it, and the folders that are not entered:
    hidden ones and links."""
    for where, folders, names in os.walk(folder):
        parent = Path(where)
        entered = [n for n in folders if not n.startswith(".") and not (parent / n).is_symlink()]
        for name in sorted({*folders, *names} - {*entered}):
            yield (parent / name).relative_to(folder).as_posix(), parent / name
        folders[:] = sorted(entered)


def _why_not(path: Path, folder: Path, name: str) -> str:
    """Return why the file or folder called `name` in a theme is left out; empty if it is not."""
    if path.name.startswith("."):
        return "what is hidden is not served"
    if path.is_symlink():
        target = Path(os.path.realpath(path))
        if not target.is_relative_to(folder.resolve()):
            return "a link must not lead out of the theme; copy the file"
        if any(part.startswith(".") for part in target.relative_to(folder.resolve()).parts):
            return "what is hidden is not served"
    if not path.is_file():
        return "these are no files"
    if not os.access(path, os.R_OK):
        return "these files must not be read"
    return f"this template is called “{MOVED[name]}” now; rename the file" if name in MOVED else ""


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"“{visible(name)}”" for name in sorted(names)[:MOST_NAMED])
    more = len(names) - MOST_NAMED
    return f"{shown} and {more} more" if more > 0 else shown
