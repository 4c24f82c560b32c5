"""Where a file becomes editions: its newest state is read and published to a ledger."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from itinerary.formats import review
from itinerary.ledger import Edition, ReusedIdError
from itinerary.ledger.store import Ledger, LedgerError, TooManyCancellationsError
from itinerary.source import Album, PictureError, Problem, SourceError, contents, read_file


def digest(file: Path) -> str:
    """Return a digest of a file's bytes; nothing if it cannot be read."""
    try:
        return hashlib.sha256(contents(file)).hexdigest()
    except (OSError, ValueError):
        return ""


class Desk:
    """Publishes `file` to `ledger` (or, without a file, only follows the ledger).

    `warnings` are those of the state that was read last, `trouble` is what was wrong with it,
    `notices` what publishing it means for addresses that were handed out, and `pictures` are the
    files of pictures that it names.
    """

    def __init__(self, file: Path | None, ledger: Ledger) -> None:
        self.file = file
        self.ledger = ledger
        self.warnings: tuple[Problem, ...] = ()
        self.trouble: tuple[Problem, ...] = ()
        self.notices: tuple[str, ...] = ()
        self.pictures: frozenset[Path] = frozenset()
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
        known = self.file is not None and published and published == digest(self.file)
        self.pictures = pictures
        if not known:
            self.publish()
        edition = self.ledger.latest(programme or self._programme())
        if edition is None:
            if self.trouble:
                raise SourceError(self.trouble)
            raise LedgerError(f"there is no edition in {self.ledger.name} yet; publish one first")
        return edition

    def publish(self) -> None:
        """Publish the newest state of the file; if that cannot be done, `trouble` says why."""
        self.trouble = self._publish()

    def _publish(self) -> tuple[Problem, ...]:
        if self.file is None:
            return ()
        now = datetime.now(UTC)
        self.notices = ()
        album = Album.beside(self.file)
        try:
            reading = read_file(self.file, now=now, album=album)
            self.warnings = reading.warnings
            self._id = reading.itinerary.id
            previous = self.ledger.latest(self._id)
            edition = self.ledger.publish(reading.itinerary, now, renditions=album.renditions)
            if previous and previous.head != edition.head:
                self.notices = tuple(review.languages(previous, edition))
        except SourceError as error:
            return error.problems
        except TooManyCancellationsError as error:
            hint = f"if it is meant: itinerary publish {self.file} --allow-cancellations"
            return (Problem(str(self.file), 1, 1, "events", str(error), hint),)
        except ReusedIdError as error:
            hint = "take another id, or write was: if the event was renamed"
            return (Problem(str(self.file), 1, 1, "events", str(error), hint),)
        except PictureError as error:
            return (Problem(str(self.file), 1, 1, "", error.message, error.hint),)
        except LedgerError as error:
            return (Problem(str(self.file), 1, 1, "", str(error)),)
        finally:
            self.pictures = frozenset(album.named)
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
