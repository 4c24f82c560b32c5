"""What a build remembers for the next: what each file was made from, so that it need not be made
again.

A page is a function of what it asks of the publication. So while it is made, its questions are
written down, and with each question a hash of the answer. If the next publication gives the same
answers to a page's questions, the page is the same. Nobody has to know which page shows what, and a
theme may show what it likes: whoever asks in a way that is not known here, asks for the whole
edition.

What is the same for all pages is in `base`: everything of the programme that is no event, the
address of the site, and the software, by the hashes of its files and the versions of what it uses.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any, cast

from itinerary.ledger import Edition
from itinerary.ledger.edition import Record
from itinerary.model.itinerary import Event, Itinerary
from itinerary.model.selection import Selection
from itinerary.website.publication import Publication
from itinerary.website.theme import Theme

# `portrait` looks only at `portraits`.
_HEAD = {field.name for field in fields(Itinerary)} - {"events"} | {"portrait"}
_OF_ITINERARY = {"first", "last"}
_OF_EDITION = {"number", "published", "note", "retired", "former_languages"}
_OF_PUBLICATION = {
    "as_of",
    "share_image_languages",
    "has_times",
    "pdf_languages",
    "only_zone",
    "origins",
    "route",
    "zones",
}
_OF_ONE_EVENT = {"followers", "neighbours", "unannounced"}


@dataclass(frozen=True, slots=True)
class Dependencies:
    """What was asked for each path, and a hash of the answer to each question."""

    base: str = ""
    asked: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)

    def unchanged(self, tracker: ReadTracker, base: str) -> set[str]:
        """Return the paths whose files are the same for another publication."""
        if base != self.base:
            return set()
        same = {q for q, answer in self.answers.items() if tracker.answer(q) == answer}
        return {path for path, asked in self.asked.items() if same.issuperset(asked)}


def base(publication: Publication, folders: Iterable[Path], theme: Theme) -> str:
    """Return the hash of what all pages depend on; `folders` have the software."""
    seen = hashlib.sha256()
    seen.update(repr((publication.edition.head, publication.site)).encode())
    seen.update(repr((platform.python_version(), _versions())).encode())
    files = [
        (str(file.relative_to(folder)), file)
        for folder in folders
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.suffix != ".pyc"
    ]
    for name, file in (*files, *theme.files.items()):
        body = file.read_bytes()
        seen.update(f"{name}\0{len(body)}\0".encode() + body)
    return seen.hexdigest()


def _versions() -> list[tuple[str, str]]:
    """Return what is installed; which of it a page depends on is not worth finding out."""
    return sorted({(found.name, found.version) for found in metadata.distributions()})


class ReadTracker:
    """Answers questions about a publication, and lends it to those whose questions are noted."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._answers: dict[str, str] = {}
        self._asked: set[str] = set()
        self.watched = cast(Publication, _Publication(publication, self))
        """The publication, as pages are made from it."""

    @contextmanager
    def noting(self) -> Iterator[set[str]]:
        """Yield a set that is filled with what is asked until the block ends."""
        asked: set[str] = set()
        self._asked = asked
        yield asked
        self._asked = set()

    def ask(self, *question: object) -> None:
        """Note a question."""
        self._asked.add(json.dumps(question))

    def ask_of(self, what: str, selection: Selection) -> None:
        """Note a question about a selection; about one of days, that for all there is."""
        chosen = asdict(selection)
        self.ask(*(("edition",) if chosen.pop("days") else (what, chosen)))

    def answer(self, question: str) -> str:
        """Return a hash of the answer to a question."""
        if question not in self._answers:
            found = _marked(self._find(*json.loads(question)), self._publication.edition)
            self._answers[question] = hashlib.sha256(repr(found).encode()).hexdigest()[:20]
        return self._answers[question]

    def _find(self, what: str, *of: Any) -> object:
        current = self._publication
        edition = current.edition
        match what:
            case "edition":
                told = (edition.published, edition.note, current.log(None))
                return edition.number, told, tuple(edition.records.values())
            case "event":
                return edition.find(*of)
            case "is here":
                return of[0] in current.itinerary.by_id
            case "record":
                return edition.records.get(*of)
            case "log":
                return current.log(*of)
            case "feed":
                selection = Selection(**of[0])
                selected = tuple(edition.select(selection))
                if any(event.when for event in selected):
                    return edition.modified(selection), selected, edition.retired
                days = current.itinerary.first, current.itinerary.last
                return edition.published, selected, edition.retired, days
            case "selected":
                return tuple(edition.select(Selection(**of[0])))
            case "modified":
                return edition.modified(Selection(**of[0]))
            case "count":
                return current.count(*of)
            case "fresh":
                return current.fresh(*of) if edition.find(*of) else None
            case _ if what in _OF_ONE_EVENT:
                return getattr(current, what)(*of) if of[0] in current.itinerary.by_id else None
            case _ if what in _OF_PUBLICATION:
                return getattr(current, what)
            case _ if what in _OF_EDITION:
                return getattr(edition, what)
        return getattr(current.itinerary, what)


def _marked(found: object, edition: Edition) -> object:
    """Return an answer with its events replaced by what the ledger says of their content; all
    else that is in them is of the programme."""
    if isinstance(found, Event):
        return _marked(edition.records.get(found.uid), edition)
    if isinstance(found, Record):
        return found.event.id, found.event.uid, found.digest, found.revision, found.removed
    if isinstance(found, tuple) and not hasattr(found, "_fields"):
        return tuple(_marked(part, edition) for part in found)
    return found


class _Watched:
    """Something of a publication that tells the tracker what it is asked."""

    def __init__(self, raw: Any, tracker: ReadTracker) -> None:
        self._raw = raw
        self._tracker = tracker

    def __getattr__(self, name: str) -> Any:
        self._tracker.ask("edition")
        return getattr(self._raw, name)


class _Publication(_Watched):
    def __init__(self, raw: Publication, tracker: ReadTracker) -> None:
        super().__init__(raw, tracker)
        self.site = raw.site
        self.trouble, self.local = raw.trouble, raw.local
        # Whoever shows a row has asked for what is in it.
        self.rows = raw.rows
        # The time of a file is that of its last change (`folder`), so this is no question.
        self.stamp = raw.stamp
        self.edition = _Edition(raw.edition, tracker)
        self.itinerary = self.edition.itinerary

    def __getattr__(self, name: str) -> Any:
        if name in _OF_PUBLICATION:
            self._tracker.ask(name)
            return getattr(self._raw, name)
        if name in _OF_ONE_EVENT:
            return partial(self._of_one_event, name)
        return super().__getattr__(name)

    def count(self, key: str, value: str) -> int:
        self._tracker.ask("count", key, value)
        return cast(int, self._raw.count(key, value))

    def fresh(self, id: str) -> datetime | None:
        self._tracker.ask("fresh", id)
        return cast(datetime | None, self._raw.fresh(id))

    def _of_one_event(self, name: str, *of: str) -> Any:
        self._tracker.ask(name, *of)
        return getattr(self._raw, name)(*of)

    def log(self, uid: str | None) -> Any:
        self._tracker.ask(*(("log", uid) if uid else ("edition",)))
        return self._raw.log(uid)

    def feed(self, selection: Selection, language: str) -> Any:
        self._tracker.ask_of("feed", selection)
        return self._raw.feed(selection, language)

    def picture(self, digest: str, width: int) -> bytes | None:
        # Its address names its content, so this is no question.
        return cast("bytes | None", self._raw.picture(digest, width))

    def single(self, event: str, language: str) -> Any:
        self._tracker.ask("event", event)
        return self._raw.single(event, language)


class _Edition(_Watched):
    def __init__(self, raw: Edition, tracker: ReadTracker) -> None:
        super().__init__(raw, tracker)
        self.head = raw.head
        self.itinerary = _Itinerary(raw.itinerary, tracker)

    def __getattr__(self, name: str) -> Any:
        if name in _OF_EDITION:
            self._tracker.ask(name)
            return getattr(self._raw, name)
        return super().__getattr__(name)

    def find(self, id: str) -> Event | None:
        self._tracker.ask("event", id)
        return cast(Event | None, self._raw.find(id))

    def language_for(self, tag: str) -> str | None:
        self._tracker.ask("former_languages")  # which languages it has is in its head
        return cast(str | None, self._raw.language_for(tag))

    def record(self, event: Event) -> Any:
        self._tracker.ask("record", event.uid)
        return self._raw.record(event)

    def revision(self, event: Event) -> Any:
        self._tracker.ask("record", event.uid)
        return self._raw.revision(event)

    def select(self, selection: Selection) -> Any:
        self._tracker.ask_of("selected", selection)
        return self._raw.select(selection)

    def modified(self, selection: Selection) -> Any:
        self._tracker.ask_of("modified", selection)
        return self._raw.modified(selection)


class _Itinerary(_Watched):
    def __getattr__(self, name: str) -> Any:
        if name == "by_id":
            return _ById(self._raw, self._tracker)
        if name in _OF_ITINERARY:
            self._tracker.ask(name)
        elif name not in _HEAD:
            return super().__getattr__(name)
        return getattr(self._raw, name)


class _ById:
    """The events by id, of which one is asked for, or whether it is here."""

    def __init__(self, raw: Itinerary, tracker: ReadTracker) -> None:
        self._raw = raw
        self._tracker = tracker

    def __contains__(self, id: str) -> bool:
        self._tracker.ask("is here", id)
        return id in self._raw.by_id

    def __getitem__(self, id: str) -> Event:
        self._tracker.ask("is here", id)
        self._tracker.ask("event", id)
        return self._raw.by_id[id]

    def get(self, id: str) -> Event | None:
        """Return the event, or None."""
        if id not in self:
            return None
        return self[id]
