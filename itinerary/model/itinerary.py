"""An itinerary and its parts: frozen, complete values, without I/O and without a clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from math import asin, cos, radians, sin, sqrt
from typing import Annotated
from zoneinfo import ZoneInfo

from itinerary.model.json_form import JsonForm
from itinerary.model.repetition import Recurrence
from itinerary.model.text import Text
from itinerary.model.when import MIDNIGHT, Day, Timed, When, programme_days, spell, unspell
from itinerary.model.zones import zone
from itinerary.value import Value

DEFAULT_LENGTH = timedelta(hours=1)
"""How long an event is taken to last in calendars if neither it nor its category says."""

DEADLINE_LENGTH = timedelta(minutes=15)
"""How long a deadline is shown in calendars, which draw what takes no time as a line or not."""

SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
"""The form of ids: they are parts of addresses and of file names without any escaping."""

LONGEST_UID = 120
"""Characters of a UID that we make, the name of an event for calendar apps. Proton takes 191;
others may take less."""

LONGEST_KEPT_UID = 255
"""Octets of a UID that is kept from another calendar: as many as every program must be able to keep
(RFC 5545 §3.8.4.7)."""

HIGHEST_SEQUENCE = 2**30
"""The highest revision that is taken from other calendars: half of the maximum of SEQUENCE (RFC
5545 §3.3.8), so that enough can follow."""

FACETS = ("places", "categories", "parties", "tracks", "series")
"""The parts of an itinerary that group events: each has a page and a calendar of its events."""


SIGN_LANGUAGES = ("ase", "bfi", "csl", "fsl", "gsg", "ils", "rsl")
"""Sign languages that an event can be in, as ISO 639-3 codes; CLDR has hardly any name of them."""


class Status(StrEnum):
    """The certainty of an event."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"

    @property
    def off(self) -> bool:
        """Whether an event does not take place when it was announced for."""
        return self in (Status.POSTPONED, Status.CANCELLED)


class CancelStyle(StrEnum):
    """How calendars show a cancellation.

    HARD: by STATUS:CANCELLED, for which Google hides the event. VISIBLE: by the title alone, for
    owners who want Google's users to see it.
    """

    HARD = "hard"
    VISIBLE = "visible"


class Kind(StrEnum):
    """Whether a party is a person or a body."""

    PERSON = "person"
    ORGANISATION = "organisation"


class EventKind(StrEnum):
    """What an item of the programme is.

    A BREAK (coffee, lunch, changing the stage) is shown where it is in the programme. It is not
    counted as an event, and is not in calendars of several events.
    """

    EVENT = "event"
    BREAK = "break"


class Attendance(StrEnum):
    """Where an event can be attended."""

    ON_SITE = "on-site"
    ONLINE = "online"
    HYBRID = "hybrid"


class LinkKind(StrEnum):
    """What a link of an event leads to."""

    SLIDES = "slides"
    VIDEO = "video"
    RECORDING = "recording"
    STREAM = "stream"
    TICKETS = "tickets"
    DOCUMENT = "document"


class OnlineFeature(StrEnum):
    """What the address of an online event offers (RFC 7986 §6.3): MODERATOR is for its moderators,
    SCREEN a shared screen, FEED a feed of news (Atom, RSS)."""

    AUDIO = "audio"
    CHAT = "chat"
    FEED = "feed"
    MODERATOR = "moderator"
    PHONE = "phone"
    SCREEN = "screen"
    VIDEO = "video"


class PressAccess(StrEnum):
    """Who of the press may be at an event.

    ACCREDITED: all with an accreditation. HOST_BROADCASTER: pictures of the host alone. POOL: a few
    who share what they get. PHOTO: pictures at the beginning or the end, without questions.
    """

    OPEN = "open"
    ACCREDITED = "accredited"
    INVITED = "invited"
    HOST_BROADCASTER = "host-broadcaster"
    POOL = "pool"
    PHOTO = "photo-opportunity"
    DOORSTEP = "doorstep"
    CLOSED = "closed"


class DeadlineKind(StrEnum):
    """What ends at a deadline: accreditation or registration for an event, or what its author
    names."""

    ACCREDITATION = "accreditation"
    REGISTRATION = "registration"
    OTHER = "other"


class Colour(Value):
    """A colour as `#rrggbb`, and the CSS3 name nearest to it (RFC 7986 §5.9 knows names only)."""

    hex: str
    name: str


class Coordinates(Value):
    """A point in degrees, WGS 84."""

    latitude: float
    longitude: float

    def kilometres_to(self, other: Coordinates) -> float:
        """Return the great-circle distance in kilometres."""
        start, end = radians(self.latitude), radians(other.latitude)
        east = radians(other.longitude - self.longitude)
        half = sin((end - start) / 2) ** 2 + cos(start) * cos(end) * sin(east / 2) ** 2
        return 2 * 6371.0 * asin(sqrt(min(1.0, half)))


def _zone(value: ZoneInfo | str) -> ZoneInfo:
    return zone(value) if isinstance(value, str) else value


class TimeZone(Value):
    """A time zone, and what people call it if the author says so (“Beijing time”)."""

    info: Annotated[ZoneInfo, JsonForm(lambda info: info.key, _zone)]
    name: Text | None = None

    def local(self, moment: datetime) -> datetime:
        """Return the same instant in this zone."""
        return moment.astimezone(self.info)


class Place(Value, kw_only=True):
    """A venue, a city or a region.

    `addressless`: the author says that it has no address, as a video call. `zone` is its own, else
    that of the place around it.
    """

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
        """Return its own coordinates, else those of the nearest place around it that has some."""
        return next((p.coordinates for p in self.chain() if p.coordinates), None)

    def addressed(self) -> Place | None:
        """Return the place whose address it has: its own, else that of the nearest place around it,
        as a room has that of its house. A place in an addressless one has none."""
        found = next((place for place in self.chain() if place.address or place.addressless), None)
        return found if found and found.address else None


class Party(Value, kw_only=True):
    """A person or a body that takes part.

    `description` is short and one line; a biography is in the Profile. `affiliation` is the body
    that a person belongs to, in words.
    """

    id: str
    name: Text
    kind: Kind = Kind.PERSON
    description: Text | None = None
    link: str | None = None
    affiliation: Text | None = None


class Participation(Value):
    """A party at one event, with its role there if one was given."""

    party: Party
    role: Text | None = None


class Category(Value, kw_only=True):
    """A category of events: its colour, and how long its events usually last."""

    id: str
    name: Text
    colour: Colour | None = None
    length: timedelta | None = None


class Track(Value, kw_only=True):
    """A track, such as a stage or a subject: a second grouping of events beside categories."""

    id: str
    name: Text
    colour: Colour | None = None


class Series(Value, kw_only=True):
    """Events that belong together, such as the dates of a choir. `description` is Markdown, and
    `recurrences` say how its dates repeat.

    An event has its id alone, so a change of these words is no revision of every date.
    """

    id: str
    name: Text
    description: Text | None = None
    link: str | None = None
    recurrences: tuple[Recurrence, ...] = ()


class Source(Value, kw_only=True):
    """The source of a fact: author, date and place. `when` is `2024`, `2024-05` or `2024-05-14`."""

    id: str
    who: Text
    when: str | None = None
    where: Text | None = None
    link: str | None = None


class Link(Value):
    """A link, with its words if it has some, and what it leads to if that was said."""

    title: Text | None
    url: str
    kind: LinkKind | None = None


WIDTHS = (400, 800, 1600)
"""Widths of renditions, in pixels: for small pictures, for phones, for sharp screens."""

FACE_WIDTH = 132
"""Width of the rendition for a small portrait beside a name, in pixels: 44 on sharp screens."""


class Picture(Value):
    """A picture of the site's own, as far as pages need it; its bytes are in the ledger.

    `digest` is a hash of the original. `width` and `height` are its size in pixels, turned upright.
    `type` is the format of its renditions: `jpeg`, or `webp` for a picture with transparency.
    """

    digest: str
    width: int
    height: int
    type: str

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths of its renditions for pages in pixels, ascending. Pictures are not enlarged,
        and a width near the next one is left out."""
        most = min(self.width, WIDTHS[-1])
        return (*(width for width in WIDTHS if 3 * width <= 2 * most), most)

    @property
    def face(self) -> int:
        """The width of the rendition that stands small beside a name."""
        return FACE_WIDTH if 2 * self.widths[0] >= 3 * FACE_WIDTH else self.widths[0]

    @property
    def renditions(self) -> tuple[int, ...]:
        """The widths of all its renditions in pixels, ascending."""
        return tuple(dict.fromkeys((self.face, *self.widths)))

    def height_at(self, width: int) -> int:
        """Return the height in pixels of its rendition of a width."""
        return max(1, round(self.height * width / self.width))


class Image(Value):
    """A picture with alternative text: one elsewhere, at the address `url`, or a `picture` of the
    site's own."""

    url: str | None
    alt: Text
    credit: Text | None = None
    picture: Picture | None = None

    @property
    def origin(self) -> str:
        """The scheme and host that it is fetched from; empty for a picture of the site's own."""
        return "/".join(self.url.split("/", 3)[:3]) if self.url else ""


class Portrait(Value):
    """The picture of a place, a party or a series; `field` is places, parties or series.

    It is not in Place and Party, which events hold by value: a new photo of a hall would be a
    revision of every event there.
    """

    field: str
    id: str
    image: Image


class Profile(Value, kw_only=True):
    """What the page of a party or a track says beside its name; `field` is parties or tracks.
    `text` is Markdown of any length.

    It is not in Party and Track for the reason that Portrait has.
    """

    field: str
    id: str
    text: Text | None = None
    links: tuple[Link, ...] = ()


class After(Value):
    """The event that this one follows: its permanent id and its title."""

    id: str
    title: Text


class Online(Value, kw_only=True):
    """How an event can be attended from elsewhere: the address, how to get access, in words, and
    what the address offers. Without any, only that it can be was announced."""

    url: str | None = None
    access: Text | None = None
    features: tuple[OnlineFeature, ...] = ()


class Registration(Value, kw_only=True):
    """How to register, until when, and what else there is to know. `by` is a day or a moment."""

    link: str | None = None
    by: Annotated[When | None, JsonForm(spell, unspell)] = None
    note: Text | None = None


class About(Value):
    """An event that a deadline is about: its permanent id and its title."""

    id: str
    title: Text


class Deadline(Value):
    """What makes an Event a deadline: what ends then, and the events that it is about.

    A deadline is a value of the type Event because the promises of revisions hold for it alike. It
    is not in the programme, its `when` is a Day or the start of a Timed, and it takes no time.
    """

    kind: DeadlineKind = DeadlineKind.OTHER
    about: tuple[About, ...] = ()


class Licence(Value):
    """The terms under which others may use the programme's data, or a recording."""

    name: Text
    link: str | None = None


def _clock(value: time | None) -> str | None:
    return value.isoformat("minutes") if value else None


class Press(Value, kw_only=True):
    """What the press has to know of an event.

    `access` says who may be there, `access_note` the same in the author's words. `call` is the
    wall-clock time by which the press has to be there, on the day of the event; `call_at` has a day
    of its own. The `entrance` is in words, or a place. `live` is the address of a stream for the
    press. `contact` is an e-mail address, a web address, a telephone number, or words.
    """

    access: tuple[PressAccess, ...] = ()
    access_note: Text | None = None
    call: Annotated[time | None, JsonForm(_clock)] = None
    call_at: Annotated[When | None, JsonForm(spell, unspell)] = None
    entrance: Text | None = None
    entrance_place: Place | None = None
    accreditation: Registration | None = None
    live: str | None = None
    contact: Text | None = None


class Recording(Value):
    """The recording of an event that took place, and the terms under which others may use it."""

    url: str
    licence: Licence | None = None


class Occurrence(Value):
    """The place of an event in a series.

    `series` is the id of the series in the file. `day` is the day that the rhythm gives; an event
    that was moved on its own takes place on another. `was` is the former id of the series, if its
    author gives one.

    It names the event in the file (`rehearsal-2024-05-16`), but is not its identity: when a series
    moves, the name changes with the day.
    """

    series: str
    day: date
    was: str | None = None

    @property
    def name(self) -> str:
        """The name of the event in the file: the id of its series, and its day."""
        return f"{self.series}-{self.day}"


class Former(Value):
    """The last announcement of an event that has no day any more: its time, and field (of FACETS)
    and id of each facet whose calendar had it."""

    when: Annotated[When, JsonForm(spell, unspell)]
    facets: tuple[tuple[str, str], ...] = ()


class ImportedFrom(Value):
    """Where an event was imported from: the id of the Source, and its name there if it has one.

    `sequence` and `modified` (UTC) are those of its latest revision there (SEQUENCE and
    LAST-MODIFIED) if its UID is kept: our revisions are later ones.
    """

    source: str
    uid: str | None = None
    sequence: int | None = None
    modified: datetime | None = None


UNSEEN = ("uid", "was", "occurrence", "withdrawn", "former", "imported")
"""The properties of an event that are not shown: a change of them is not a change of the event."""


def own_uid(name: str, programme: str) -> str:
    """Return the UID that we make for an event called `name`."""
    return f"{name}@{programme}.itinerary"


class Event(Value, kw_only=True):
    """One item of the programme.

    `when` is None if nothing was announced. `zone` is the zone of its wall-clock times, that of
    `place`; `more_places` are further ones where it takes place at the same time. `uid` is
    its permanent name for calendar apps: it never changes with date, title, order, language or
    host. `was` is its former id, if its author gives one. `occurrence` is its place in a series.
    `series` is the id of the Series into which its author put it (see `series_id`). `without` are
    the properties that it does not have according to its author: `end`, `parties`, `place`. Any
    other property that is missing was not announced.

    `spoken` are the languages spoken there, as BCP 47 tags. `doors` is the wall-clock time at which
    the doors open. `organisers` are the parties that organise it. `contact` is an e-mail address, a
    web address or a telephone number. `result` is what came of it, in Markdown. `deadline` tells
    that it is a deadline and not in the programme. `withdrawn` is the time (UTC) since which
    calendars have no entry of it, because it became a break, or because its day is open again;
    `former` is then its last announcement. Both are None in a file, where that is not known.
    `imported` is where it was imported from.

    In a file, `id` is what the file calls it. In an edition, it is permanent and part of the
    addresses of its pages: an event of a series keeps the id of the day for which it was first
    published.
    """

    id: str
    uid: str
    was: str | None = None
    occurrence: Occurrence | None = None
    title: Text
    summary: Text | None = None
    description: Text | None = None
    when: Annotated[When | None, JsonForm(spell, unspell)] = None
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
    kind: EventKind = EventKind.EVENT
    online: Online | None = None
    more_places: tuple[Place, ...] = ()
    tracks: tuple[Track, ...] = ()
    spoken: tuple[str, ...] = ()
    doors: Annotated[time | None, JsonForm(_clock)] = None
    registration: Registration | None = None
    price: Text | None = None
    capacity: Text | None = None
    level: Text | None = None
    age: Text | None = None
    accessibility: Text | None = None
    tags: tuple[Text, ...] = ()
    organisers: tuple[Party, ...] = ()
    contact: str | None = None
    result: Text | None = None
    recording: Recording | None = None
    series: str | None = None
    press: Press | None = None
    deadline: Deadline | None = None
    withdrawn: datetime | None = None
    former: Former | None = None
    imported: ImportedFrom | None = None

    @property
    def usual_length(self) -> timedelta:
        """The length of the event in calendars if its end was not announced."""
        if self.deadline:
            return DEADLINE_LENGTH
        lengths = (category.length for category in self.categories)
        return next((length for length in lengths if length), DEFAULT_LENGTH)

    @property
    def places(self) -> tuple[Place, ...]:
        """The places where it takes place; the first one decides its zone."""
        return (self.place, *self.more_places) if self.place else ()

    @property
    def placeless(self) -> bool:
        """Whether it has no place and needs none: its author says so, or it is online."""
        return self.place is None and ("place" in self.without or self.online is not None)

    @property
    def is_break(self) -> bool:
        """Whether it is a break between events."""
        return self.kind is EventKind.BREAK

    @property
    def attendance(self) -> Attendance | None:
        """Where it can be attended; None if neither a place nor access from elsewhere is known."""
        if self.online:
            return Attendance.HYBRID if self._on_site else Attendance.ONLINE
        return Attendance.ON_SITE if self._on_site else None

    @property
    def _on_site(self) -> bool:
        """Whether it has a place to go to, and not a video call alone (a place without address)."""
        return not all(any(inner.addressless for inner in p.chain()) for p in self.places)

    @property
    def series_id(self) -> str | None:
        """The id of the series that it belongs to: the one its author gives, else its repetition's
        own. A short repetition is no Series of the programme."""
        return self.series or (self.occurrence.series if self.occurrence else None)

    @property
    def facets(self) -> tuple[tuple[str, str], ...]:
        """Field (of FACETS) and id of each place, category, party, track and series whose calendar
        has the event, without repetition. A place is before the places around it."""
        facets = (
            *(("places", place.id) for first in self.places for place in first.chain()),
            *(("categories", category.id) for category in self.categories),
            *(("parties", taking.party.id) for taking in self.parties),
            *(("parties", party.id) for party in self.organisers),
            *(("tracks", track.id) for track in self.tracks),
            *((("series", self.series_id),) if self.series_id else ()),
        )
        return tuple(dict.fromkeys(facets))

    @property
    def doors_open(self) -> datetime | None:
        """The moment at which the doors open: by the start if that is known, on the evening before
        of an event that starts after midnight; None if the day was not announced."""
        return self._before_start(self.doors)

    @property
    def press_call(self) -> datetime | None:
        """The moment by which the press has to be there; None if that, or its day, was not
        announced."""
        if self.press and isinstance(self.press.call_at, Timed):
            return self.press.call_at.start
        return self._before_start(self.press.call if self.press else None)

    def _before_start(self, clock: time | None) -> datetime | None:
        """Return the moment of a time of day by the start of the event."""
        match self.when:
            case Timed(start=start) if clock:
                opening = datetime.combine(start.date(), clock, self.zone.info)
                late = opening.replace(tzinfo=None) > start.replace(tzinfo=None)
                return opening - timedelta(days=1) if late else opening
            case Day(first=day) if clock:
                return datetime.combine(day, clock, self.zone.info)
        return None


class Publisher(Value):
    """The publisher of the itinerary."""

    name: Text
    contact: str | None = None
    link: str | None = None


class FacetWords(Value, kw_only=True):
    """What the author calls the facets of the programme, in the plural (“Speakers”); None where it
    has the usual name."""

    places: Text | None = None
    categories: Text | None = None
    parties: Text | None = None
    tracks: Text | None = None


class OwnWords(Value):
    """A programme's own words for what the product says in the language `language` (BCP 47).

    `in_calendars` are messages that calendars say too, `elsewhere` the others. Each is the English
    message and its translations: one, or one for each form of the plural. `plural` is the number of
    the form for `n` things, as an expression of gettext.
    """

    language: str
    plural: str
    in_calendars: tuple[tuple[str, tuple[str, ...]], ...] = ()
    elsewhere: tuple[tuple[str, tuple[str, ...]], ...] = ()


class Fact(Value):
    """A piece of background, with its sources."""

    text: Text
    sources: tuple[Source, ...] = ()


def _no_events(value: object) -> None:
    """Refuse events in the JSON of a programme, where there are none."""
    raise ValueError(f"the ledger has events in rows of their own, and not here: {value!r:.40}")


_ELSEWHERE = JsonForm(_no_events, _no_events)
"""The form of events in the JSON of a programme, without which that of each event would be made
twice."""


class Itinerary(Value, kw_only=True, dict=True):
    """The whole programme. Places, parties, categories, tracks and events are in the
    author's order. `deadlines` are what one has to do in time, and are not among the events.

    A day of it lasts from `day_starts`, by the clocks of each event, to the same hour of the next
    day: what begins after midnight and before that hour belongs to the evening before.

    `logo` stands beside its title on every page, `header` above the agenda; both are pictures of
    the site's own. `own_words` are by language, at most one each.
    """

    id: str
    title: Text
    description: Text | None = None
    background: tuple[Fact, ...] = ()
    languages: tuple[str, ...]
    zone: TimeZone
    days: tuple[date, date] | None = None
    day_starts: time = MIDNIGHT
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
    events: Annotated[tuple[Event, ...], _ELSEWHERE] = ()
    tracks: tuple[Track, ...] = ()
    profiles: tuple[Profile, ...] = ()
    words: FacetWords = FacetWords()
    series: tuple[Series, ...] = ()
    deadlines: Annotated[tuple[Event, ...], _ELSEWHERE] = ()
    logo: Image | None = None
    header: Image | None = None
    own_words: tuple[OwnWords, ...] = ()

    def portrait(self, field: str, id: str) -> Image | None:
        """Return the picture of a place, a party or a series."""
        return self._portraits.get((field, id))

    @cached_property
    def _portraits(self) -> dict[tuple[str, str], Image]:
        return {(portrait.field, portrait.id): portrait.image for portrait in self.portraits}

    def profile(self, field: str, id: str) -> Profile:
        """Return what the page of a party or a track says; an empty profile if that is nothing."""
        empty = Profile(field=field, id=id)
        return next((p for p in self.profiles if (p.field, p.id) == (field, id)), empty)

    @cached_property
    def by_id(self) -> dict[str, Event]:
        """The events by their ids."""
        return {event.id: event for event in self.events}

    def series_of(self, event: Event) -> Series | None:
        """Return the series that an event is in; None if it is in none."""
        return self._series_by_id.get(event.series_id or "")

    @cached_property
    def _series_by_id(self) -> dict[str, Series]:
        return {series.id: series for series in self.series}

    @cached_property
    def counted(self) -> tuple[Event, ...]:
        """The events without the breaks between them."""
        return tuple(event for event in self.events if not event.is_break)

    @property
    def is_empty(self) -> bool:
        """Whether there is no event, not even a break."""
        return not self.events

    @property
    def size(self) -> int:
        """The number of its events, without the breaks between them."""
        return len(self.counted)

    @cached_property
    def categories_with_parties(self) -> frozenset[str]:
        """The ids of the categories of which some event says who takes part."""
        return frozenset(
            category.id for event in self.events if event.parties for category in event.categories
        )

    @cached_property
    def first(self) -> date | None:
        """The first day: as declared, else that of the earliest event, else None."""
        if self.days:
            return self.days[0]
        return min((self._days_of(e.when)[0] for e in self.events if e.when), default=None)

    @cached_property
    def last(self) -> date | None:
        """The last day: as declared, else that of the latest event, else None."""
        if self.days:
            return self.days[1]
        return max((self._days_of(e.when)[1] for e in self.events if e.when), default=None)

    def _days_of(self, known: When) -> tuple[date, date]:
        return programme_days(known, self.day_starts)
