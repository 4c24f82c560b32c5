"""Where a file becomes editions: its newest state is read and published to a ledger."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from itinerary.ledger import Edition, ReusedIdError, TooManyCancellationsError
from itinerary.ledger.database import LedgerError
from itinerary.ledger.store import Ledger
from itinerary.render.words import review
from itinerary.source import (
    Album,
    NoFileError,
    PictureError,
    Problem,
    SourceError,
    Stamp,
    contents,
    read_file,
    stamp,
)


def digest(file: Path) -> str:
    """Return a digest of a file's bytes; nothing if it cannot be read."""
    try:
        return hashlib.sha256(contents(file)).hexdigest()
    except (OSError, NoFileError):
        return ""


def unforeseen(file: str, error: Exception) -> Problem:
    """Return an error that nobody has thought of as a problem with `file`: what, and where in our
    code."""
    frame = traceback.extract_tb(error.__traceback__)[-1:]
    where = "".join(f" ({Path(f.filename).name}, line {f.lineno})" for f in frame)
    message = f"unforeseen {type(error).__name__}: {error}{where}"
    return Problem(file, 1, 1, "", message, "please report it to those who make Itinerary")


class Publisher:
    """Publishes `file` to `ledger` (or, without a file, only follows the ledger).

    `warnings` are those of the state that was read last, `trouble` is what was wrong with it,
    `passing` tells whether that may pass without an edit, `notices` what publishing it means for
    addresses that were handed out, and `pictures` are the files of pictures that it names. `seen`
    has the stamps of all these files, of before they were read.
    """

    def __init__(self, file: Path | None, ledger: Ledger) -> None:
        self.file = file
        self.ledger = ledger
        self.warnings: tuple[Problem, ...] = ()
        self.trouble: tuple[Problem, ...] = ()
        self.passing = False
        self.notices: tuple[str, ...] = ()
        self.pictures: frozenset[Path] = frozenset()
        self.seen: Mapping[Path, Stamp] = {}
        self._id = ""

    def open(
        self,
        programme: str | None = None,
        published: str = "",
        pictures: frozenset[Path] = frozenset(),
    ) -> Edition:
        """Publish the file, and return the ledger's latest edition even if that cannot be done;
        publish nothing if `published` is the file's digest: then it was done before, with
        `pictures`.

        `programme` is needed only where there is no (good) file and the ledger holds several.
        Raises SourceError if there is no edition because of the file, LedgerError if because of the
        ledger.
        """
        self.pictures = pictures
        self.seen = self.look()
        known = self.file is not None and published and published == digest(self.file)
        if not known:
            self.publish()
        edition = self.ledger.latest(programme or self._programme())
        if edition is None:
            if self.trouble:
                raise SourceError(self.trouble)
            raise LedgerError(f"there is no edition in {self.ledger.name} yet; publish one first")
        return edition

    def look(self) -> Mapping[Path, Stamp]:
        """Return the stamps of the file and of its pictures as they are now, to be held against
        `seen`."""
        files = (self.file,) if self.file else ()
        return {path: stamp(path) for path in (*files, *self.pictures)}

    def publish(self) -> None:
        """Publish the newest state of the file; if that cannot be done, `trouble` says why. Raises
        nothing."""
        if self.file is None:
            return
        here = stamp(self.file)
        named: Mapping[Path, Stamp] = {}
        self.notices, self.passing = (), False
        try:
            album = Album.beside(self.file)
            named = album.named
            self.trouble = self._publish(self.file, album)
        except LedgerError as error:
            self.trouble, self.passing = (Problem(str(self.file), 1, 1, "", str(error)),), True
        except Exception as error:  # noqa: BLE001  it must not end what follows the file
            self.trouble, self.passing = (unforeseen(str(self.file), error),), True
        finally:
            self.pictures = frozenset(named)
            self.seen = {self.file: here, **named}

    def _publish(self, file: Path, album: Album) -> tuple[Problem, ...]:
        """Publish; return what the author has to mend. Raises LedgerError."""
        now = datetime.now(UTC)
        try:
            reading = read_file(file, now=now, album=album)
            self.warnings = reading.warnings
            self._id = reading.itinerary.id
            previous = self.ledger.latest(self._id)
            edition = self.ledger.publish(reading.itinerary, now, renditions=album.renditions)
            if previous and previous.head != edition.head:
                self.notices = tuple(review.languages(previous, edition))
        except SourceError as error:
            self.passing = not digest(file)  # disks and shares come back, and no stamp tells
            return error.problems
        except (TooManyCancellationsError, ReusedIdError) as error:
            return (Problem(str(file), 1, 1, "events", error.message, error.hint),)
        except PictureError as error:
            return (Problem(str(file), 1, 1, "", error.message, error.hint),)
        return ()

    def _programme(self) -> str:
        """Return the programme to serve: the file's, else the only one of the ledger."""
        if self._id:
            return self._id
        known = self.ledger.programmes()
        if len(known) > 1:
            raise LedgerError(
                f"{self.ledger.name} holds several programmes; name one with --programme:"
                f" {', '.join(known)}"
            )
        return known[0] if known else ""
