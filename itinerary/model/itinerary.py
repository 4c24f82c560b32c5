"""What an itinerary is: frozen values, complete in themselves, without I/O and without a clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from math import asin, cos, radians, sin, sqrt
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import PlainSerializer, PlainValidator

from itinerary.model.text import Text
from itinerary.model.when import When, spell, unspell
from itinerary.model.zones import zone

DEFAULT_LENGTH = timedelta(hours=1)
"""How long an event is taken to last in calendars if neither it nor its category says."""

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""What ids are: they stand in addresses and in names of files as they are."""

LONGEST_UID = 120
"""Characters of an event's name for calendar apps; Proton takes 191, and others may take less."""

FACETS = ("places", "categories", "parties")
"""What an itinerary has beside events: each has a page and a calendar of its events."""


class Status(StrEnum):
    """How sure an event is."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


class CancelStyle(StrEnum):
    """How calendars tell of a cancellation: HARD by STATUS:CANCELLED, for which Google hides the
    event; VISIBLE by the title alone, for owners who want Google's users to see it."""

    HARD = "hard"
    VISIBLE = "visible"


class Kind(StrEnum):
    """What a party is."""

    PERSON = "person"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour as `#rrggbb`, and the CSS3 name nearest to it (RFC 7986 §5.9 knows names only)."""

    hex: str
    name: str


@dataclass(frozen=True, slots=True)
class Coordinates:
    """A point in degrees, WGS 84."""

    latitude: float
    longitude: float

    def kilometres_to(self, other: Coordinates) -> float:
        """Return the great-circle distance in kilometres."""
        here, there = radians(self.latitude), radians(other.latitude)
        east = radians(other.longitude - self.longitude)
        half = sin((there - here) / 2) ** 2 + cos(here) * cos(there) * sin(east / 2) ** 2
        return 2 * 6371.0 * asin(sqrt(min(1.0, half)))


def _zone(value: ZoneInfo | str) -> ZoneInfo:
    return zone(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class TimeZone:
    """A time zone, and what people call it if the author says so (“Beijing time”)."""

    info: Annotated[ZoneInfo, PlainSerializer(lambda info: info.key), PlainValidator(_zone)]
    name: Text | None = None

    def local(self, moment: datetime) -> datetime:
        """Return the same instant as the clocks of this zone show it."""
        return moment.astimezone(self.info)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A venue, a city, a region: anywhere an event can be. `addressless`: it has no address, as its
    author says (a video call)."""

    id: str
    name: Text
    within: Place | None = None
    address: Text | None = None
    addressless: bool = False
    coordinates: Coordinates | None = None
    zone: TimeZone

    def chain(self) -> Iterator[Place]:
        """Yield this place and those around it, innermost first."""
        place: Place | None = self
        while place is not None:
            yield place
            place = place.within

    def point(self) -> Coordinates | None:
        """Return where it is: its own coordinates, else those of the nearest place around it."""
        return next((p.coordinates for p in self.chain() if p.coordinates), None)

    def addressed(self) -> Place | None:
        """Return the place at whose address it is: itself, else the nearest around it that has one;
        a room is in the street of its house. What has no address is at none."""
        found = next((place for place in self.chain() if place.address or place.addressless), None)
        return found if found and found.address else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A person or a body that takes part."""

    id: str
    name: Text
    kind: Kind = Kind.PERSON
    description: Text | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Participation:
    """A party at one event, with its role there if one was given."""

    party: Party
    role: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A sort of event: its colour, and how long such events usually last."""

    id: str
    name: Text
    colour: Colour | None = None
    length: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Who said something, when and where. `when` is `2024`, `2024-05` or `2024-05-14`."""

    id: str
    who: Text
    when: str | None = None
    where: Text | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link to read on, with its words."""

    title: Text
    url: str


WIDTHS = (400, 800, 1600)
"""Pixels across in which pictures are shown: small ones, on phones, on sharp screens."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the site's own. Its bytes are in the ledger; here is what pages must know.

    `digest` is a hash of the original, `width` and `height` its size in pixels as it is seen,
    `type` in which form it is shown: `jpeg`, or `webp` if one can see through it.
    """

    digest: str
    width: int
    height: int
    type: str

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths in which there are renditions of it, from the smallest; none is enlarged, and
        none nearly as large as the next."""
        most = min(self.width, WIDTHS[-1])
        return (*(width for width in WIDTHS if 3 * width <= 2 * most), most)

    def height_at(self, width: int) -> int:
        """Return the height of its rendition of that width."""
        return max(1, round(self.height * width / self.width))


@dataclass(frozen=True, slots=True)
class Image:
    """A picture, with words for those who do not see it: one elsewhere, at the address `url`, or
    a `picture` of the site's own."""

    url: str | None
    alt: Text
    credit: Text | None = None
    picture: Picture | None = None

    @property
    def origin(self) -> str:
        """The scheme and host that a reader's browser asks for it; nothing for the site's own."""
        return "/".join(self.url.split("/", 3)[:3]) if self.url else ""


@dataclass(frozen=True, slots=True)
class Portrait:
    """The picture of a place or a party; `field` is places or parties.

    It is no part of Place and Party, which events hold by value: a new photo of a hall would be a
    revision of every event there.
    """

    field: str
    id: str
    image: Image


@dataclass(frozen=True, slots=True)
class After:
    """The event that this one follows: its permanent id and its title."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True)
class Occurrence:
    """The place of an event in a series: the series' id in the file, and the day that its rhythm
    gives, which is not the event's own if that single one was moved. `was` is the id that the
    author says the series had before.

    It names the event in the file (`rehearsal-2024-05-16`), where another day is another name. It
    is not the event's identity: a series may move.
    """

    series: str
    day: date
    was: str | None = None

    @property
    def name(self) -> str:
        """What the file calls the event."""
        return f"{self.series}-{self.day}"


UNSEEN = ("uid", "was", "occurrence")
"""The properties of an event that nobody is shown: their change is no change of the event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One item of the programme.

    `when` is None if nothing was announced. `zone` is the zone of its wall-clock times. `uid` is
    its permanent name for calendar apps: it never changes with date, title, order, language or
    host. `was` is the id that the author says it had before, `occurrence` its place in a series if
    it is one of several. `without` names what it has none of, as the author says: `end`, `parties`,
    `place`; what else is missing was not announced.

    In a file, `id` is what the file calls it; in an edition, it is permanent and part of the
    addresses of its pages: an event of a series keeps that of the day it was first published for.
    """

    id: str
    uid: str
    was: str | None = None
    occurrence: Occurrence | None = None
    title: Text
    summary: Text | None = None
    description: Text | None = None
    when: Annotated[When | None, PlainSerializer(spell), PlainValidator(unspell)] = None
    zone: TimeZone
    after: After | None = None
    place: Place | None = None
    parties: tuple[Participation, ...] = ()
    categories: tuple[Category, ...] = ()
    status: Status = Status.CONFIRMED
    reason: Text | None = None
    links: tuple[Link, ...] = ()
    image: Image | None = None
    sources: tuple[Source, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def usual_length(self) -> timedelta:
        """How long it is taken to last where its end was not announced."""
        lengths = (category.length for category in self.categories)
        return next((length for length in lengths if length), DEFAULT_LENGTH)

    @property
    def facets(self) -> tuple[tuple[str, str], ...]:
        """What it belongs to: field (of FACETS) and id of each one whose calendar has it, each
        once; its place is before the places around that."""
        places = self.place.chain() if self.place else ()
        facets = (
            *(("places", place.id) for place in places),
            *(("categories", category.id) for category in self.categories),
            *(("parties", taking.party.id) for taking in self.parties),
        )
        return tuple(dict.fromkeys(facets))


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes the itinerary."""

    name: Text
    contact: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Licence:
    """Under which terms others may use the programme's data."""

    name: Text
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A piece of background, with its sources."""

    text: Text
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Itinerary:
    """The whole programme. Places, parties, categories and events are in the author's order."""

    id: str
    title: Text
    description: Text | None = None
    background: tuple[Fact, ...] = ()
    languages: tuple[str, ...]
    zone: TimeZone
    days: tuple[date, date] | None = None
    published: datetime | None = None
    cancel_style: CancelStyle = CancelStyle.HARD
    publisher: Publisher | None = None
    licence: Licence | None = None
    site: str | None = None
    colour: Colour
    places: tuple[Place, ...] = ()
    parties: tuple[Party, ...] = ()
    categories: tuple[Category, ...] = ()
    portraits: tuple[Portrait, ...] = ()
    events: tuple[Event, ...] = ()

    def portrait(self, field: str, id: str) -> Image | None:
        """Return the picture of a place or a party."""
        return next((p.image for p in self.portraits if (p.field, p.id) == (field, id)), None)

    @cached_property
    def by_id(self) -> dict[str, Event]:
        """The events by their ids."""
        return {event.id: event for event in self.events}

    @cached_property
    def first(self) -> date | None:
        """The first day: as declared, else that of the earliest event, else None."""
        if self.days:
            return self.days[0]
        return min((e.when.first for e in self.events if e.when), default=None)

    @cached_property
    def last(self) -> date | None:
        """The last day: as declared, else that of the latest event, else None."""
        if self.days:
            return self.days[1]
        return max((e.when.last for e in self.events if e.when), default=None)
