"""The publisher of a file: it reads the newest state, and publishes it to a ledger."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path

from itinerary.ledger import Edition, LedgerError, ReusedIdError, TooManyCancellationsError
from itinerary.ledger.identity import has_kept_uids, late_uids
from itinerary.ledger.store import Ledger
from itinerary.serve.backoff import Backoff
from itinerary.serve.settings import TICK
from itinerary.serve.unforeseen_error import unforeseen
from itinerary.source import (
    PUBLISHED,
    Album,
    NoFileError,
    PictureError,
    Problem,
    Reading,
    SourceError,
    Stamp,
    Upstream,
    contents,
    read_file,
    stamp,
)
from itinerary.source.problems import Name

_TRANSLATIONS = Path(__file__).parents[1] / "translations"


def read_after(ledger: Ledger, file: Path, now: datetime, album: Album) -> Reading:
    """Read `file` as of `now` (aware), or as of the last edition if that is later.

    Where the clock was set back, repetitions without an end keep the dates that are published.
    Raises SourceError and LedgerError.
    """
    reading = read_file(file, now=now, album=album)
    if reading.valid_until is not None:
        previous = ledger.latest(reading.itinerary.id)
        if previous is not None and previous.published > now:
            reading = read_file(file, now=previous.published, album=album)
    return after_ledger(reading, ledger, now)


def after_ledger(reading: Reading, ledger: Ledger, now: datetime) -> Reading:
    """Return a reading with the warnings about what `ledger` has of its events as of `now`. Raises
    LedgerError."""
    if not has_kept_uids(reading.itinerary):
        return reading.plus((), PUBLISHED)
    previous = ledger.latest(reading.itinerary.id)
    late: dict[str, str] = {}
    with suppress(ReusedIdError):  # publishing tells of it
        late = late_uids(reading.itinerary, previous.records, now) if previous else {}
    by_path = {(*reading.event_paths[id], "uid"): uid for id, uid in reversed(late.items())}
    found = (
        reading.warning(
            path,
            Name.LATE_UID,
            f"this comes too late: the event is published, and calendars know it as “{uid}”",
            "remove it; if an import wrote it, import without keep-uids",
        )
        for path, uid in by_path.items()
    )
    return reading.plus(found, PUBLISHED)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class FilePublisher:
    """Publishes `file` to `ledger`; without a file it publishes nothing. `clock` returns the time.

    Of the state that was read last, `warnings` are its warnings and `problems` what keeps it from
    being published; `transient` tells whether those may pass without an edit. `published` is the
    edition of the last state that could be published, and `imports` the sources that this state is
    kept up to date from.
    """

    def __init__(
        self, file: Path | None, ledger: Ledger, *, clock: Callable[[], datetime] = _utc_now
    ) -> None:
        self.file = file
        self.ledger = ledger
        self.warnings: tuple[Problem, ...] = ()
        self.problems: tuple[Problem, ...] = ()
        self.transient = False
        self.published: Edition | None = None
        self.imports: tuple[Upstream, ...] = ()
        self._stamps: Mapping[Path, Stamp] = {}
        self._last_look: Mapping[Path, Stamp] | None = None
        self._clock = clock
        self._valid_until: datetime | None = None
        self._renewed: tuple[Edition, Edition] | None = None
        self._without_words: frozenset[str] = frozenset()
        self._new_languages_without_words: tuple[str, ...] = ()
        self._late_uids: frozenset[str] = frozenset()
        self._new_late_uids: tuple[str, ...] = ()

    @property
    def notices(self) -> tuple[str, ...]:
        """What publishing the last state means for addresses that were handed out; and once, the
        languages in which the product has no words, and that a `uid` comes too late."""
        said = (*self._new_languages_without_words, *self._new_late_uids)
        if self._renewed is None:
            return said
        from itinerary.render.words import (
            changes_for_publisher,  # it imports all words of calendars
        )

        return (*changes_for_publisher.languages(*self._renewed), *said)

    def open(self, programme: str | None = None) -> Edition:
        """Publish the file, and return the ledger's latest edition even if that cannot be done.

        `programme` is needed only where there is no (good) file and the ledger holds several.
        Raises SourceError if there is no edition because of the file, LedgerError if because of the
        ledger.
        """
        self.publish()
        edition = self.ledger.latest(programme or self._programme())
        if edition is None:
            if self.problems:
                raise SourceError(self.problems)
            raise LedgerError(f"there is no edition in {self.ledger.name} yet; publish one first")
        return edition

    def publish(self) -> None:
        """Publish the newest state of the file; if that cannot be done, `problems` says why. Raises
        nothing."""
        if self.file is None:
            return
        file_stamp = stamp(self.file)  # before it is read: a later change is another state
        picture_stamps: Mapping[Path, Stamp] = {}
        self._renewed, self.transient, self._valid_until = None, False, None
        self._new_languages_without_words, self._new_late_uids = (), ()
        try:
            album = Album.beside(self.file)
            picture_stamps = album.named
            self.problems = self._publish(self.file, album)
        except LedgerError as error:
            self.problems, self.transient = (Problem(str(self.file), 1, 1, "", str(error)),), True
        except Exception as error:  # noqa: BLE001  it must not end what follows the file
            self.problems, self.transient = (unforeseen(str(self.file), error),), True
        finally:
            self._stamps = {self.file: file_stamp, **picture_stamps}

    def _publish(self, file: Path, album: Album) -> tuple[Problem, ...]:
        """Publish; return the problems that the author has to correct. Raises LedgerError."""
        now = self._clock()
        try:
            reading = read_after(self.ledger, file, now, album)
            self.warnings, self._valid_until = reading.warnings, reading.valid_until
            self.imports = reading.imports
            previous = self.ledger.latest(reading.itinerary.id)
            edition = self.published = self.ledger.publish(
                reading.itinerary, now, renditions=album.renditions
            )
            self._new_languages_without_words = self._find_without_words(reading)
            self._new_late_uids = self._find_late_uids(reading)
            if previous and previous.head != edition.head:
                self._renewed = previous, edition
        except SourceError as error:
            self.transient = not _is_readable(file)  # disks come back, and no stamp tells
            return error.problems
        except (TooManyCancellationsError, ReusedIdError) as error:
            return (Problem(str(file), 1, 1, "events", error.message, error.hint),)
        except PictureError as error:
            return (Problem(str(file), 1, 1, "", error.message, error.hint),)
        return ()

    def _find_without_words(self, reading: Reading) -> tuple[str, ...]:
        """Return a sentence for each language in which the product has no words, if that was not
        said before and the author does not accept it."""
        itinerary = reading.itinerary
        accepted = any(one.name is Name.INTERFACE_LANGUAGE for one in reading.waiting)
        known = {file.name.replace("_", "-") for file in _TRANSLATIONS.iterdir()} | {"en"}
        if accepted or known.issuperset(itinerary.languages):
            return ()  # without the import of what knows the parents of languages
        from itinerary.render import output_lint

        said = tuple(
            f"{message[0].upper()}{message[1:]}; {hint}."
            for _where, message, hint in output_lint.untranslated_interface(itinerary)
        )
        new = tuple(words for words in said if words not in self._without_words)
        self._without_words = frozenset(said)
        return new

    def _find_late_uids(self, reading: Reading) -> tuple[str, ...]:
        """Return a sentence if events have a `uid` that comes too late, and that was not so
        before."""
        late = frozenset(one.message for one in reading.warnings if one.name == Name.LATE_UID)
        new, self._late_uids = late - self._late_uids, late
        if not new:
            return ()
        return (
            f"Events with a uid that comes too late: {len(late)}. Calendars know them by other"
            " UIDs; itinerary check lists them.",
        )

    def is_outdated(self) -> bool:
        """Tell whether the file, or a picture that it names, changed since it was published.

        The files are not watched but looked at, by their names: a folder may be replaced and a link
        turned, as Kubernetes does with ConfigMaps, and network file systems report no changes. A
        new state has to be the same for two looks, because saving takes more than a moment.
        """
        look, before = {path: stamp(path) for path in self._stamps}, self._last_look
        self._last_look = look
        return look == before and look != self._stamps

    def is_due(self) -> bool:
        """Tell whether a new day has begun for a file whose repetitions have no end: it may have
        more dates without an edit."""
        return self._valid_until is not None and self._clock() >= self._valid_until

    def _programme(self) -> str:
        """Return the programme to serve: the file's, else the only one of the ledger."""
        if self.published:
            return self.published.itinerary.id
        known = self.ledger.programmes()
        if len(known) > 1:
            raise LedgerError(
                f"{self.ledger.name} holds several programmes; name one with --programme:"
                f" {', '.join(known)}"
            )
        return known[0] if known else ""


def _is_readable(file: Path) -> bool:
    try:
        contents(file)
    except (OSError, NoFileError):
        return False
    return True


class WatchEvent(Enum):
    """The events that a watch reports."""

    NEW_EDITION = "others published an edition"
    PUBLISHED = "the file was published"
    PROBLEMS = "the newest state of the file cannot be published"
    LEDGER_AWAY = "the ledger cannot be used"
    LEDGER_BACK = "the ledger can be used again"


class Watch:
    """Keeps a file published, and looks after the ledger.

    `problems` and `number`, that of the latest edition, are those of now; `away` is why the ledger
    cannot be used, "" if it can.
    """

    def __init__(self, publisher: FilePublisher, edition: Edition) -> None:
        self.publisher = publisher
        self.number = edition.number
        self.away = ""
        self._programme = edition.itinerary.id
        self._fault: tuple[Problem, ...] = ()
        self._file_backoff = Backoff()
        self._ledger_backoff = Backoff()
        if publisher.transient:
            self._file_backoff.failed()

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The problems of the newest state of the file."""
        return self.publisher.problems or self._fault

    @property
    def retries(self) -> bool:
        """Whether the failed operation is retried without an edit."""
        return self.publisher.transient or bool(self._fault or self.away)

    def run(
        self,
        report: Callable[[Watch, WatchEvent], None],
        show: Callable[[Sequence[Problem]], None],
        stop: threading.Event,
    ) -> None:
        """Publish each new state of the file and of its pictures, until `stop` is set.

        No error ends this. What cannot be done for no fault of the file is tried again, after a
        second and then after twice as long each time, a minute at most. `report` is called once for
        each event, `show` with the problems whenever they change.
        """
        show(self.problems)
        while not stop.wait(TICK):
            before = self.problems
            try:
                event = self._step()
            except Exception as error:  # noqa: BLE001  a state that is never published is worse
                event = self._failed(error)
            if self.problems != before:
                show(self.problems)
            if event:
                with suppress(Exception):
                    report(self, event)

    def _step(self) -> WatchEvent | None:
        outdated = self.publisher.is_outdated()
        if outdated or self._file_backoff.due:
            return self._publish(retry=not outdated)
        if self.publisher.is_due():
            number = self.number
            event = self._publish(retry=True)
            unchanged = event is WatchEvent.PUBLISHED and self.number == number
            return None if unchanged else event
        return self._look_at_ledger()

    def _publish(self, *, retry: bool) -> WatchEvent | None:
        """Publish the file's state."""
        publisher, before = self.publisher, self.problems
        same_state = retry or bool(self._fault)
        publisher.publish()
        if publisher.transient:
            self._file_backoff.failed()
        else:
            self._file_backoff.succeeded()
        if publisher.problems:
            return None if same_state and publisher.problems == before else WatchEvent.PROBLEMS
        self._fault = ()
        if publisher.published and publisher.published.itinerary.id == self._programme:
            self.number = publisher.published.number
        return WatchEvent.PUBLISHED

    def _look_at_ledger(self) -> WatchEvent | None:
        """Look for editions of others."""
        if self._ledger_backoff.failing and not self._ledger_backoff.due:
            return None
        away, failed = self.away, self._fault
        try:
            number = self.publisher.ledger.number(self._programme)
        except LedgerError as error:
            self.away = str(error)
            self._ledger_backoff.failed()
            return None if away else WatchEvent.LEDGER_AWAY
        self._ledger_backoff.succeeded()
        self.away, self._fault = "", ()
        if number != self.number:
            self.number = number
            if self.publisher.problems:
                self._file_backoff.retry_now()  # what was published may be this very state
            return WatchEvent.NEW_EDITION
        return WatchEvent.LEDGER_BACK if away or failed else None

    def _failed(self, error: Exception) -> WatchEvent | None:
        before = self.problems
        name = str(self.publisher.file or self.publisher.ledger.name)
        self._fault = (unforeseen(name, error),)
        self._ledger_backoff.failed()
        return None if self.problems == before else WatchEvent.PROBLEMS
