"""Dependency tracking: what the files of a build were rendered from, so that the next build renders
only what would differ.

While a page is rendered, its reads of the publication are recorded (`website.tracked_reads`), each
with a hash of its answer. A page whose reads have the same answers in the next publication is the
same page.

Two dependencies are common to all pages and part of `base`: the head of the edition with the
address of the site, and the software, by the hashes of its files and the versions of its libraries.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

import msgspec

from itinerary.ledger.edition import Record
from itinerary.model.itinerary import Event
from itinerary.value import Value, field_names
from itinerary.website.publication import Publication
from itinerary.website.theme import Theme
from itinerary.website.tracked_reads import DECLARED, READS, WHOLE_EDITION, Key, Read


def base(publication: Publication, software: str, theme: Theme) -> str:
    """Return the hash of what all pages depend on; `software` is that of the software."""
    about = publication.edition.head, publication.site, software
    seen = hashlib.sha256(repr(about).encode())
    _add(seen, theme.files.items())
    return seen.hexdigest()


def software(folders: Iterable[Path]) -> str:
    """Return the hash of the software in some folders, and of the libraries."""
    seen = hashlib.sha256(repr((platform.python_version(), _versions())).encode())
    for folder in folders:
        files = (file for file in sorted(folder.rglob("*")) if file.is_file())
        _add(seen, ((str(f.relative_to(folder)), f) for f in files if f.suffix != ".pyc"))
    return seen.hexdigest()


def _add(to: hashlib._Hash, files: Iterable[tuple[str, Path]]) -> None:
    """Add files, each with its name, to a hash."""
    for name, file in files:
        body = file.read_bytes()
        to.update(f"{name}\0{len(body)}\0".encode() + body)


def _versions() -> list[str]:
    """Return the names of installed distributions with their versions, as their folders have them:
    `flask-3.1.2.dist-info`. Which of them a page depends on is not worth knowing."""
    found: set[str] = set()
    for folder in sys.path:
        with suppress(OSError):  # a part of the path that is not there, or an archive
            found.update(name for name in os.listdir(folder or ".") if name.endswith(_INFO))
    return sorted(found)


_INFO = (".dist-info", ".egg-info")

_PLAIN = frozenset({bool, int, str})


class ReadRecorder:
    """Records what is read of a publication, and hashes the answers."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._hashes: dict[str, str] = {}
        self._fingerprints: dict[str, str] = {}
        self._reads: set[tuple[object, ...]] = set()
        self.recorded = cast(Publication, _Recorded(publication, self))
        """The publication, whose reads are recorded."""

    @contextmanager
    def recording(self) -> Iterator[set[str]]:
        """Yield a set that has the reads of the block when it ends."""
        reads: set[str] = set()
        self._reads = set()
        yield reads
        reads |= {json.dumps(read) for read in self._reads}
        self._reads = set()

    def record(self, read: Read, key: Key | None = ()) -> None:
        """Record a read; one without a key is of the whole edition."""
        name, key = (WHOLE_EDITION.name, ()) if key is None else (read.name, key)
        self._reads.add((name, *key))  # a page of a thousand rows makes the same reads many times

    def hash(self, read: str) -> str:
        """Return a hash of the answer to a recorded read, equal in all processes."""
        if read not in self._hashes:
            name, *key = msgspec.json.decode(read)
            key = [tuple(part) if isinstance(part, list) else part for part in key]
            answer = self._canonical(READS[name].answer(self._publication, *key))
            digest = hashlib.blake2b(repr(answer).encode(), digest_size=10)
            self._hashes[read] = digest.hexdigest()
        return self._hashes[read]

    def _canonical(self, answer: object) -> object:
        """Return an answer as something whose `repr` is equal in all processes, with its events
        replaced by what the ledger knows of their content."""
        if answer is None or type(answer) in _PLAIN:
            return answer
        match answer:
            case Event(uid=uid):
                return self._fingerprint(uid)
            case Record(event=event):
                return self._fingerprint(event.uid)
            case tuple() if not hasattr(answer, "_fields"):
                return tuple(map(self._canonical, answer))
            case frozenset():
                return sorted(answer)
            case Mapping():
                return [(key, self._canonical(value)) for key, value in answer.items()]
            case Value():
                values = (
                    self._canonical(getattr(answer, name)) for name in field_names(type(answer))
                )
                return type(answer).__name__, *values
        return answer

    def _fingerprint(self, uid: str) -> str:
        """Return the state of an event. All else that it refers to is in the head."""
        if uid not in self._fingerprints:
            record = self._publication.edition.records.get(uid)
            self._fingerprints[uid] = repr(
                record and (record.event.id, uid, record.digest, record.revision, record.removed)
            )
        return self._fingerprints[uid]


class _Recorded:
    """A publication, an edition or an itinerary whose declared reads are recorded."""

    def __init__(self, raw: Any, recorder: ReadRecorder) -> None:
        self._raw = raw
        self._declared = DECLARED[type(raw)]
        self._recorder = recorder

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._raw, name)
        if type(value) in DECLARED:
            found: Any = _Recorded(value, self._recorder)
        elif name in self._declared.untracked:
            found = value
        else:
            read = self._declared.reads.get(name, WHOLE_EDITION)
            if read.key is None:
                self._recorder.record(read)
                return value
            found = self._method(read, value)
        self.__dict__[name] = found
        return found

    def _method(self, read: Read, method: Any) -> Any:
        key, recorder = read.key, self._recorder
        assert key

        def recorded(*arguments: Any) -> Any:
            recorder.record(read, key(*arguments))
            return method(*arguments)

        return recorded
