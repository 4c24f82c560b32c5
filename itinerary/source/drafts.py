"""Events one by one, before what one says of another: ids, places, repetitions expanded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import partial

from msgspec import Struct

from itinerary.errors import NotationError
from itinerary.model import itinerary as model
from itinerary.model import repetition, when, when_notation
from itinerary.source import schema, yaml_tree
from itinerary.source.context import Context
from itinerary.source.problems import KeyPath, Name

MOST_EVENTS = 100_000
"""Events that the list may have."""

MOST_REPEATED = 10_000
"""Events that all repetitions of a file may come to: a line of it can make a thousand."""

Planned = tuple[date | None, when_notation.Written | None]
"""The day of a repetition, None for a single event; and what is written of the time then."""


class Draft(Struct):
    """An event on its way: as written, where, under which id, and what is known of its time.

    The first of `places` decides the zone. `inferred`: its days are those of the event that it
    follows.
    """

    written: schema.EventIn
    path: KeyPath
    id: str
    uid: str
    when: when.When | None
    zone: model.TimeZone
    places: tuple[model.Place, ...]
    was: str | None = None
    series: str | None = None
    occurrence: model.Occurrence | None = None
    inferred: bool = False


def drafts(programme: str, places: Mapping[str, model.Place], context: Context) -> Drafts:
    """Return the drafts of all events of a file. `programme` is its id."""
    reporter, at = context.reporter, ("events",)
    made = Drafts(programme, places, context)
    node = reporter.root.items.get("events")
    if node is None:
        reporter.problem(at, "“events” is missing", "write events: and a list below it")
    elif not isinstance(node, yaml_tree.Listing) or not node.items:
        reporter.problem(at, "there must be a list of at least one event", "write - id: …")
    elif len(node.items) > MOST_EVENTS:
        reporter.problem(
            ("events", MOST_EVENTS),
            f"there are {len(node.items):,} events, more than {MOST_EVENTS:,}",
            "split the programme",
        )
    else:
        for n, item in enumerate(node.items):
            made.add(n, item)
        made.name_exceptions()
    return made


class Drafts:
    """The drafts of a file, `by_id`. `repeated` has the id of the first date of each series.

    `endless` tells whether a repetition has no end, so that its dates depend on today.
    `recurrences` has the repetitions by the ids of their events as written.
    """

    def __init__(self, programme: str, places: Mapping[str, model.Place], context: Context) -> None:
        self.by_id: dict[str, Draft] = {}
        self.repeated: dict[str, str] = {}
        self.endless = False
        self.recurrences: dict[str, repetition.Recurrence] = {}
        self._programme = programme
        self._places = places
        self._context = context
        self._reporter = context.reporter
        self._numbers: dict[str, int] = {}  # in the list, by the id as written
        self._uids: dict[str, str] = {}  # to ids
        self._dates = 0
        self._excepted: dict[str, model.Occurrence] = {}

    def add(self, n: int, item: yaml_tree.Value) -> None:
        """Validate item `n` of the list, and add its drafts."""
        path: KeyPath = ("events", n)
        written = self._context.pieces.one(schema.EventIn, yaml_tree.plain(item), path)
        if not isinstance(item, yaml_tree.Mapping):
            return  # it was reported
        if (*path, "id") in self._reporter.spoilt:  # it gets a name that no author can write
            written = written.model_copy(update={"id": f"?{n}"})
        if written.id in self._numbers:
            first = ("events", self._numbers[written.id], "id")
            line = yaml_tree.find(self._reporter.root, first)[0].line
            self._reporter.problem(
                (*path, "id"),
                f"“{written.id}” is here twice; the first is in line {line}",
                "give one of them another id",
            )
            return
        self._numbers[written.id] = n
        at = (*path, "place")
        places = self._reporter.look_up_all("place", self._places, written.place or (), at)
        self._add_dates(written, path, places)
        for day in written.repeat.exceptions if written.repeat else ():
            occurrence = model.Occurrence(written.id, day, written.was)
            self._excepted[occurrence.name] = occurrence

    def name_exceptions(self) -> None:
        """Give single events that stand in for an excepted date of a series its occurrence."""
        for name in self._excepted.keys() & self.by_id.keys():
            self.by_id[name].occurrence = self._excepted[name]

    def _add_dates(
        self, written: schema.EventIn, path: KeyPath, places: tuple[model.Place, ...]
    ) -> None:
        """Add a draft for each date. An error that all dates have is reported for the first."""
        zone = places[0].zone if places else self._context.zone
        reported: set[str] = set()
        for day, planned in self._planned(written, path, zone):
            suffix = f"-{day}" if day else ""
            id, own = written.id + suffix, (written.was or written.id) + suffix
            uid = model.own_uid(own, self._programme)
            if written.uid:
                # Calendars have the dates of a repetition as events, so each has a UID.
                uid = f"{written.uid}#{day}" if day else written.uid
            if uid in self._uids or id in self.by_id:
                if "id" not in reported:
                    reported.add("id")
                    taken = self._uids.get(uid, id)
                    self._reporter.problem(
                        (*path, "uid" if written.uid else "was" if written.was else "id"),
                        f"“{written.uid or own}” already names the event “{taken}”",
                        "give it a name of its own",
                    )
                continue
            self._uids[uid] = id
            self._check_uid(uid, written, path)
            if day:
                self.repeated.setdefault(written.id, id)
            try:
                known = planned.at(zone.info) if planned else None
            except NotationError as error:
                known = None
                if "when" not in reported:
                    reported.add("when")
                    self._reporter.problem((*path, "when"), error.message, error.hint)
            self.by_id[id] = Draft(
                written=written,
                path=path,
                id=id,
                uid=uid,
                was=None if day else written.was,
                occurrence=model.Occurrence(written.id, day, written.was) if day else None,
                when=known,
                zone=zone,
                places=places,
            )

    def _check_uid(self, uid: str, written: schema.EventIn, path: KeyPath) -> None:
        """Report a UID that cannot be one, once for each event of the file."""
        at = (*path, "id")
        if written.uid:
            name, _, rest = written.uid.rpartition("@")
            ours = rest == f"{self._programme}.itinerary"
            if ours and ("--" in name or name.startswith("nothing-")):
                self._reporter.problem(
                    (*path, "uid"),
                    f"“{written.uid}” can be the uid of a deadline, or of an empty calendar",
                    "remove it: the event gets a uid of its own",
                )
            elif len(uid.encode("utf-8", "surrogatepass")) > model.LONGEST_KEPT_UID:
                self._reporter.problem(
                    (*path, "uid"),
                    f"with the days of its repetition, this uid has more than"
                    f" {model.LONGEST_KEPT_UID} octets",
                    "remove it: each date gets a uid of its own",
                )
        elif len(uid) > model.LONGEST_UID and at not in self._reporter.spoilt:
            self._reporter.spoilt.add(at)
            self._reporter.problem(
                (*path, "was" if written.was else "id"),
                f"“{uid}”, the name of this event in calendar apps, has"
                f" {len(uid)} characters, more than {model.LONGEST_UID}",
                "shorten this id, or the programme's",
            )

    def _planned(
        self, written: schema.EventIn, path: KeyPath, zone: model.TimeZone
    ) -> Iterable[Planned]:
        """Return what an event is planned for: once, or on each day of its repetition."""
        once = [(None, written.when)]
        if not written.repeat or not written.when:
            return once
        first, repeat = written.when.first, written.repeat
        horizon = None
        until = repeat.until
        if repeat.every and until is None and repeat.times is None:
            horizon, until = self._horizon(repeat)
        days_of = partial(
            repetition.repeats,
            first,
            repeat.every,
            until=until,
            times=repeat.times,
            dates=repeat.dates,
            without=repeat.exceptions,
        )
        try:
            days = days_of(horizon=horizon)
        except NotationError as error:
            self._reporter.problem((*path, "repeat"), error.message, error.hint)
            return once
        if not days:
            return once
        most = len(days)
        if repeat.every and horizon:
            self.endless = True
            ahead = repeat.ahead or repetition.MONTHS_AHEAD
            # Not as many as today, so that no limit is exceeded by the passing of time.
            most = max(most, repetition.most_repeats(repeat.every, ahead) + len(repeat.dates))
            self._check_later(written, path, zone, days_of(horizon=horizon.later()))
        if not self._count(most, path):
            return once
        last = until or days[-1]
        if months := repetition.skipped(first, repeat.every, last):
            self._warn_of_skipped(months, first, path)
        self.recurrences[written.id] = repetition.Recurrence(
            event=written.id,
            every=repeat.every,
            first=first,
            until=None if horizon else days[-1],
            start=written.when.start.wall if written.when.start else None,
            end=written.when.end.wall if written.when.end else None,
            part=written.when.part,
        )
        return [(day, written.when.on(day)) for day in days]

    def _check_later(
        self, written: schema.EventIn, path: KeyPath, zone: model.TimeZone, days: Iterable[date]
    ) -> None:
        """Report a later date on which clocks do not show the time. When it comes near, the author
        may be away, and nothing could be published."""
        assert written.when
        for day in days:
            try:
                written.when.on(day).at(zone.info)
            except NotationError as error:
                self._reporter.problem((*path, "when"), error.message, error.hint)
                return

    def _horizon(self, repeat: schema.RepeatIn) -> tuple[repetition.Horizon | None, date | None]:
        """Return the horizon of a repetition without an end, or the end that the last day of the
        programme gives it."""
        today, last = self._context.today, self._context.last_day
        if repeat.ahead is None:
            return (None, last) if last else (repetition.Horizon.of(today), None)
        return repetition.Horizon.of(today, repeat.ahead, last), None

    def _count(self, dates: int, path: KeyPath) -> bool:
        """Count the dates of a repetition. Tell whether the file may have so many; report the
        first repetition with which it may not."""
        before, self._dates = self._dates, self._dates + dates
        if before <= MOST_REPEATED < self._dates:
            self._reporter.problem(
                (*path, "repeat"),
                f"with this, the repetitions of the file make {self._dates:,} events, more"
                f" than {MOST_REPEATED:,}",
                "write an earlier end, or repeat less",
            )
        return self._dates <= MOST_REPEATED

    def _warn_of_skipped(self, months: list[str], first: date, path: KeyPath) -> None:
        """Warn of months that have no day such as the `first`."""
        is_last_day = (first + timedelta(days=1)).day == 1
        more = f" and {len(months) - 6} more" if len(months) > 6 else ""
        self._reporter.warn(
            (*path, "repeat"),
            Name.SKIPPED_MONTHS,
            f"{', '.join(months[:6])}{more} have no day {first.day} and are skipped",
            f"write every: {repetition.LAST_DAY}"
            if is_last_day
            else "begin on a day up to 28, or write events of their own for these months",
        )
