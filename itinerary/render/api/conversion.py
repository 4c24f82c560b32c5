"""The values of the model as objects of the JSON.

An object has the properties of its value that have the same names. Here is only what differs: texts
become maps, what has an id becomes that id, and some properties come from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from functools import cache
from typing import Any, TypeVar

from itinerary.ledger.edition import Record
from itinerary.model import itinerary as model
from itinerary.model.repetition import Recurrence, Rhythm, Weekday
from itinerary.model.text import Text
from itinerary.model.when import Day, Span, Timed, When, Window
from itinerary.model.when_notation import notation
from itinerary.render import addresses
from itinerary.render.api import objects
from itinerary.render.api.edtf import edtf
from itinerary.value import Value, field_names

T = TypeVar("T", bound=Value)

ALIKE: dict[type, type[Value]] = {
    model.About: objects.OtherEventJson,
    model.After: objects.OtherEventJson,
    model.Colour: objects.ColourJson,
    model.Coordinates: objects.CoordinatesJson,
    model.Deadline: objects.DeadlineJson,
    model.FacetWords: objects.FacetWordsJson,
    model.Fact: objects.FactJson,
    model.Former: objects.FormerJson,
    model.Image: objects.ImageJson,
    model.ImportedFrom: objects.ImportedFromJson,
    model.Licence: objects.LicenceJson,
    model.Link: objects.LinkJson,
    model.Occurrence: objects.OccurrenceJson,
    model.Online: objects.OnlineJson,
    model.Participation: objects.ParticipationJson,
    model.Press: objects.PressJson,
    model.Publisher: objects.PublisherJson,
    model.Recording: objects.RecordingJson,
    model.Registration: objects.RegistrationJson,
    Recurrence: objects.RecurrenceJson,
}
"""The objects whose properties are those of their values."""

_BY_ID = (model.Category, model.Party, model.Place, model.Source, model.Track)
"""The values of which an event has the id."""

_FREQUENCIES = ("yearly", "monthly", "weekly", "daily")


class Conversion:
    """Makes the objects of a site, whose address ends in a slash."""

    def __init__(self, site: str) -> None:
        self.site = site
        self._how: dict[type, Callable[[Any], Any]] = {
            Text: dict,
            time: clock,
            tuple: self._tuple,
            model.TimeZone: _zone_id,
            model.OwnWords: _own_words,
            model.Picture: self._picture,
            Rhythm: _rhythm,
            Weekday: tuple,
            **dict.fromkeys((Timed, Day, Window, Span), when),
            **dict.fromkeys(_BY_ID, _id),
            **dict.fromkeys(ALIKE, self._alike),
        }

    def value(self, value: Any) -> Any:
        """Return a value of the model in the form that it has in the JSON."""
        how = self._how.get(type(value))
        return how(value) if how else value

    def object(self, kind: type[T], of: Any, **given: Any) -> T:
        """Return an object of some kind: what is `given`, and the properties of `of`."""
        for name in _common(kind, of.__struct_fields__):
            if name not in given:
                given[name] = self.value(getattr(of, name))
        return kind(**given)

    def absolute(self, path: str) -> str:
        """Return the absolute address of a path."""
        return addresses.absolute(self.site, path)

    def _alike(self, value: Any) -> Value:
        return self.object(ALIKE[type(value)], value)

    def _tuple(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(map(self.value, values))

    def _picture(self, picture: model.Picture) -> objects.PictureJson:
        by_width = {
            str(width): self.absolute(addresses.picture(picture, width)) for width in picture.widths
        }
        return self.object(objects.PictureJson, picture, addresses=by_width)

    def event(
        self, record: Record, ordinal: int, where: objects.AddressesJson
    ) -> objects.EventJson:
        """Return the object of an event, a deadline or a tombstone, which is at addresses."""
        revision = record.revision
        return self.object(
            objects.EventJson,
            record.event,
            ordinal=ordinal,
            sequence=revision.number,
            created=revision.created,
            modified=revision.modified,
            removed=record.removed,
            addresses=where,
        )


@cache
def _common(kind: Any, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the names of a value's properties that an object of some kind has, too."""
    return tuple(name for name in field_names(kind) if name in names)


def when(known: When) -> objects.WhenJson:
    """Return what is known of a time."""
    start, end = (known.start, known.end) if isinstance(known, Timed) else (None, None)
    return objects.WhenJson(
        kind=_KINDS[type(known)],
        notation=notation(known),
        edtf=edtf(known),
        first=known.first,
        last=known.last,
        part=known.part if isinstance(known, Day) else None,
        later=isinstance(known, Window) and known.later,
        start=start,
        end=end,
    )


_KINDS: dict[type, Any] = {Timed: "timed", Day: "day", Window: "window", Span: "span"}


def clock(of_day: time) -> str:
    """Return a time of day as `09:30`."""
    return f"{of_day:%H:%M}"


def utc(moment: datetime) -> datetime:
    """Return an instant in UTC, in whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _zone_id(zone: model.TimeZone) -> str:
    return zone.info.key


def _id(value: Any) -> str:
    return str(value.id)


def _rhythm(rhythm: Rhythm) -> objects.RhythmJson:
    return objects.RhythmJson(
        frequency=_FREQUENCIES[rhythm.frequency],  # type: ignore[arg-type]  # they are literals
        interval=rhythm.interval,
        weekdays=tuple((day.day, day.nth) for day in rhythm.weekdays),
        month_day=rhythm.month_day,
        month=rhythm.month,
    )


def _own_words(words: model.OwnWords) -> objects.OwnWordsJson:
    return objects.OwnWordsJson(
        language=words.language,
        plural=words.plural,
        in_calendars=dict(words.in_calendars),
        elsewhere=dict(words.elsewhere),
    )
