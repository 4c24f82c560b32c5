"""The objects of the JSON, and what each of their properties means.

A property that is missing was not announced, or is empty. The names of properties are those of
`model.itinerary` where they mean the same.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from msgspec import UNSET, Meta, UnsetType

from itinerary.model.itinerary import (
    CancelStyle,
    DeadlineKind,
    EventKind,
    Kind,
    LinkKind,
    OnlineFeature,
    PressAccess,
    Status,
)
from itinerary.model.when import Part
from itinerary.value import Value


def _says(description: str, *examples: Any) -> Meta:
    """Return the description of a property, with examples."""
    return Meta(description=description, examples=list(examples) or None)


Id = Annotated[
    str,
    Meta(
        pattern="^[a-z0-9]+(-[a-z0-9]+)*$",
        description="An id: lower-case ASCII, permanent, part of addresses.",
        examples=["gala"],
    ),
]
Words = Annotated[
    dict[str, str],
    _says(
        "Words by language (a BCP 47 tag; `mul`: the same in every language). A language that is"
        " missing falls back to the first one of the programme that is there.",
        {"en": "Beijing", "zh": "北京"},
    ),
]
Prose = Annotated[dict[str, str], _says("Markdown by language, as in Words.")]
ZoneId = Annotated[
    str, _says("A time zone: a name of IANA's tz database, or a fixed offset.", "Asia/Shanghai")
]
Clock = Annotated[
    str,
    Meta(
        pattern="^[0-2][0-9]:[0-5][0-9]$",
        description="A wall-clock time of the event's zone, in hours and minutes.",
        examples=["09:30"],
    ),
]
Instant = Annotated[datetime, Meta(tz=True)]
Moment = Annotated[
    datetime,
    Meta(
        tz=True,
        description="An instant (RFC 3339) in UTC, in whole seconds.",
        examples=["2024-05-14T08:00:00Z"],
    ),
]
Address = Annotated[str, Meta(description="An absolute address.")]
Addresses = Annotated[
    dict[str, str],
    _says("Absolute addresses by language.", {"en": "https://visit.example/en/events/gala/"}),
]


class WhenJson(Value, kw_only=True, omit_defaults=True):
    """What is known of a time, and never more. Only `timed` has hours."""

    kind: Annotated[
        Literal["timed", "day", "window", "span"],
        _says(
            "timed: the start is known, the end if it was announced. day: the day is known, and no"
            " hour. window: some time from the first to the last day. span: all of these days."
        ),
    ]
    notation: Annotated[
        str | None,
        _says(
            "As an author writes it in the programme's file, by the clocks of the event's zone."
            " Missing where it follows from `after` alone.",
            "within 2024-05-16 to 2024-05-17",
            "2024-05-16 10:00 to 11:30",
        ),
    ] = None
    edtf: Annotated[
        str,
        _says(
            "The time, or of several hours the start, in EDTF (ISO 8601-2:2019, level 2). `[a..b]`:"
            " one of these days. `[a..]`: that day or a later one. `a/b`: all of these days.",
            "[2024-05-16..2024-05-17]",
        ),
    ]
    first: Annotated[date, _says("The first day that is possible, by the clocks of the zone.")]
    last: Annotated[date, _says("The last day that is possible, inclusive.")]
    part: Annotated[Part | None, _says("The part of the day, where no hour is known.")] = None
    later: Annotated[
        bool, _says("It may be on any day after the last one, too: it follows another event.")
    ] = False
    start: Annotated[
        Instant | None,
        _says(
            "The announced start (RFC 3339), with the zone's offset.", "2024-05-16T10:00:00+08:00"
        ),
    ] = None
    end: Annotated[
        Instant | None,
        _says("The announced end (RFC 3339), exclusive.", "2024-05-16T11:30:00+08:00"),
    ] = None


class ColourJson(Value):
    """A colour: as `#rrggbb`, and the CSS3 name that is nearest to it."""

    hex: str
    name: str


class CoordinatesJson(Value):
    """A point in degrees, WGS 84: latitude is positive in the north, longitude in the east."""

    latitude: Annotated[float, Meta(ge=-90, le=90)]
    longitude: Annotated[float, Meta(ge=-180, le=180)]


class TimeZoneJson(Value, kw_only=True, omit_defaults=True):
    """A time zone, and what people call it."""

    id: ZoneId
    name: Words | None = None


class PictureJson(Value, kw_only=True):
    """A picture of the site's own. The address of each width is in `addresses`, by its pixels."""

    digest: Annotated[str, _says("A hash of the original.")]
    width: Annotated[int, _says("Of the original, upright, in pixels.")]
    height: Annotated[int, _says("Of the original, upright, in pixels.")]
    type: Literal["jpeg", "webp"]
    addresses: Annotated[dict[str, str], _says("Absolute addresses by width in pixels.")]


class ImageJson(Value, kw_only=True, omit_defaults=True):
    """A picture: elsewhere, at `url`, or of the site's own."""

    url: Address | None = None
    alt: Annotated[dict[str, str], _says("What it shows, for who cannot see it, as in Words.")]
    credit: Words | None = None
    picture: PictureJson | None = None


class LinkJson(Value, kw_only=True, omit_defaults=True):
    """A link, with its words, and what it leads to if that was said."""

    title: Words | None = None
    url: Address
    kind: LinkKind | None = None


class PlaceJson(Value, kw_only=True, omit_defaults=True):
    """A venue, a city or a region."""

    id: Id
    name: Words
    within: Annotated[str | None, _says("The id of the place that it is in.", "heilongjiang")] = (
        None
    )
    address: Words | None = None
    addressless: Annotated[bool, _says("It has no address, as a video call.")] = False
    coordinates: CoordinatesJson | None = None
    zone: ZoneId
    image: ImageJson | None = None
    events: Annotated[
        tuple[str, ...] | UnsetType,
        _says("The ids of its events and of those in the places in it; in its own file alone."),
    ] = UNSET
    addresses: AddressesJson


class PartyJson(Value, kw_only=True, omit_defaults=True):
    """A person or a body that takes part."""

    id: Id
    name: Words
    kind: Kind
    description: Annotated[dict[str, str] | None, _says("One line, as in Words.")] = None
    affiliation: Annotated[
        dict[str, str] | None, _says("The body that a person belongs to, as in Words.")
    ] = None
    link: Address | None = None
    image: ImageJson | None = None
    text: Annotated[Prose | None, _says("The biography.")] = None
    links: Annotated[tuple[LinkJson, ...], _says("Its pages elsewhere.")] = ()
    events: Annotated[
        tuple[str, ...] | UnsetType,
        _says("The ids of the events that it takes part in or organises; in its own file alone."),
    ] = UNSET
    addresses: AddressesJson


class CategoryJson(Value, kw_only=True, omit_defaults=True):
    """A category of events."""

    id: Id
    name: Words
    colour: ColourJson | None = None
    length: Annotated[
        int | None,
        _says(
            "Minutes for which calendars show its events whose end was not announced. It is no"
            " announcement.",
            45,
        ),
    ] = None
    events: Annotated[
        tuple[str, ...] | UnsetType, _says("The ids of its events; in its own file alone.")
    ] = UNSET
    addresses: AddressesJson


class TrackJson(Value, kw_only=True, omit_defaults=True):
    """A track, such as a stage or a subject: a second grouping beside categories."""

    id: Id
    name: Words
    colour: ColourJson | None = None
    text: Annotated[Prose | None, _says("What its page says.")] = None
    links: Annotated[tuple[LinkJson, ...], _says("Its pages elsewhere.")] = ()
    events: Annotated[
        tuple[str, ...] | UnsetType, _says("The ids of its events; in its own file alone.")
    ] = UNSET
    addresses: AddressesJson


class RhythmJson(Value, kw_only=True, omit_defaults=True):
    """The rule of a repetition: every `interval` units of its frequency."""

    frequency: Literal["yearly", "monthly", "weekly", "daily"]
    interval: Annotated[int, Meta(ge=1)] = 1
    weekdays: Annotated[
        tuple[tuple[int, int], ...],
        _says("Pairs: the day (0 is Monday), and the how-many-eth of a month (0: each, -1: last)."),
    ] = ()
    month_day: Annotated[int | None, _says("The day of the month; -1 is its last one.")] = None
    month: Annotated[int, Meta(ge=1, le=12)] | None = None


class RecurrenceJson(Value, kw_only=True, omit_defaults=True):
    """How a part of a series repeats. Its dates are events of their own; no date follows from this
    alone."""

    event: Annotated[str, _says("The id of the repeated event in the programme's file.")]
    every: Annotated[
        RhythmJson | None, _says("Missing where the days were written one by one.")
    ] = None
    first: date
    until: Annotated[date | None, _says("Missing if no end was announced.")] = None
    start: Clock | None = None
    end: Clock | None = None
    part: Part | None = None


class SeriesJson(Value, kw_only=True, omit_defaults=True):
    """Events that belong together, such as the dates of a choir."""

    id: Id
    name: Words
    description: Prose | None = None
    link: Address | None = None
    image: ImageJson | None = None
    recurrences: tuple[RecurrenceJson, ...] = ()
    events: Annotated[
        tuple[str, ...] | UnsetType, _says("The ids of its events; in its own file alone.")
    ] = UNSET
    addresses: AddressesJson


class SourceJson(Value, kw_only=True, omit_defaults=True):
    """The source of a fact: who said it, when and where."""

    id: Id
    who: Words
    when: Annotated[
        str | None, _says("A year, a month or a day (EDTF level 0).", "2024-05-14", "2024-05")
    ] = None
    where: Words | None = None
    link: Address | None = None


class ParticipationJson(Value, kw_only=True, omit_defaults=True):
    """A party at one event."""

    party: Annotated[str, _says("The id of the party.", "putin")]
    role: Words | None = None


class OtherEventJson(Value, kw_only=True):
    """Another event: its id and its title."""

    id: Id
    title: Words


class OnlineJson(Value, kw_only=True, omit_defaults=True):
    """How an event can be attended from elsewhere; empty if only that it can was announced."""

    url: Address | None = None
    access: Words | None = None
    features: tuple[OnlineFeature, ...] = ()


class RegistrationJson(Value, kw_only=True, omit_defaults=True):
    """How to register, and until when."""

    link: Address | None = None
    by: WhenJson | None = None
    note: Words | None = None


class LicenceJson(Value, kw_only=True, omit_defaults=True):
    """The terms under which others may use the data, or a recording."""

    name: Words
    link: Address | None = None


class PressJson(Value, kw_only=True, omit_defaults=True):
    """What the press has to know of an event."""

    access: tuple[PressAccess, ...] = ()
    access_note: Words | None = None
    call: Annotated[
        Clock | None, _says("By when the press has to be there, on the day of the event.")
    ] = None
    call_at: Annotated[WhenJson | None, _says("The same with a day of its own.")] = None
    entrance: Words | None = None
    entrance_place: Annotated[str | None, _says("The id of a place.")] = None
    accreditation: RegistrationJson | None = None
    live: Annotated[str | None, _says("The address of a stream for the press.")] = None
    contact: Annotated[
        dict[str, str] | None,
        _says("An e-mail address, a web address, a telephone number, or words, as in Words."),
    ] = None


class DeadlineJson(Value, kw_only=True, omit_defaults=True):
    """What makes an event a deadline: what ends then, and what it is about."""

    kind: DeadlineKind
    about: tuple[OtherEventJson, ...] = ()


class RecordingJson(Value, kw_only=True, omit_defaults=True):
    """The recording of an event that took place."""

    url: Address
    licence: LicenceJson | None = None


class OccurrenceJson(Value, kw_only=True, omit_defaults=True):
    """The place of an event in a series, by the day that the rhythm gives."""

    series: Id
    day: date
    was: Annotated[str | None, _says("The former id of the series.")] = None


class FormerJson(Value, kw_only=True, omit_defaults=True):
    """The last announcement of an event whose day is open again."""

    when: WhenJson
    facets: Annotated[
        tuple[tuple[str, str], ...],
        _says("Field and id of each place, category, party, track and series that had it."),
    ] = ()


class ImportedFromJson(Value, kw_only=True, omit_defaults=True):
    """Where an event was imported from: the id of the source, its name and its revision there."""

    source: Id
    uid: str | None = None
    sequence: Annotated[int, Meta(ge=0)] | None = None
    modified: Moment | None = None


class AddressesJson(Value, kw_only=True, omit_defaults=True):
    """The addresses of an object on this site."""

    data: Annotated[str | None, _says("The object alone, as JSON.")] = None
    page: Annotated[Addresses, _says("Its page, by language.")] = {}  # noqa: RUF012  frozen
    calendar: Annotated[
        Addresses,
        _says("Its calendar (RFC 5545), by language. That of an event is a copy of it alone."),
    ] = {}  # noqa: RUF012


class EventJson(Value, kw_only=True, omit_defaults=True):
    """One item of the programme, or a deadline, or the tombstone of what left the programme."""

    id: Id
    uid: Annotated[
        str, _says("Its permanent name, also in calendars.", "gala@state-visit-2024.itinerary")
    ]
    ordinal: Annotated[
        int,
        Meta(
            ge=0,
            description="Its place in the order of first publication; permanent, and unique in the"
            " programme. Lists of events are in this order.",
        ),
    ]
    sequence: Annotated[
        int, Meta(ge=0, description="The number of its revision: SEQUENCE of RFC 5545 §3.8.7.4.")
    ]
    created: Annotated[Moment, _says("When it was first published.")]
    modified: Annotated[Moment, _says("When this revision was published.")]
    removed: Annotated[
        Moment | None, _says("When it left the programme. Only a tombstone has it.")
    ] = None
    was: Annotated[str | None, _says("Its former id.")] = None
    kind: EventKind
    status: Status
    title: Words
    summary: Annotated[dict[str, str] | None, _says("One sentence, as in Words.")] = None
    description: Prose | None = None
    when: Annotated[WhenJson | None, _says("Missing: nothing was announced.")] = None
    zone: Annotated[str, _says("The zone of its wall-clock times.", "Asia/Shanghai")]
    after: Annotated[OtherEventJson | None, _says("The event that it follows.")] = None
    place: Annotated[str | None, _says("The id of its place.", "harbin")] = None
    more_places: Annotated[
        tuple[str, ...], _says("The ids of further places where it is at the same time.")
    ] = ()
    online: OnlineJson | None = None
    parties: tuple[ParticipationJson, ...] = ()
    organisers: Annotated[tuple[str, ...], _says("The ids of the parties that organise it.")] = ()
    categories: Annotated[tuple[str, ...], _says("Ids of categories.")] = ()
    tracks: Annotated[tuple[str, ...], _says("Ids of tracks.")] = ()
    series: Annotated[str | None, _says("The id of its series.")] = None
    occurrence: OccurrenceJson | None = None
    tags: Annotated[tuple[Words, ...], _says("Free words.")] = ()
    reason: Annotated[dict[str, str] | None, _says("Why it is postponed or cancelled.")] = None
    spoken: Annotated[tuple[str, ...], _says("Languages spoken or signed there, BCP 47.")] = ()
    doors: Annotated[Clock | None, _says("When the doors open.")] = None
    registration: RegistrationJson | None = None
    price: Words | None = None
    capacity: Words | None = None
    level: Words | None = None
    age: Words | None = None
    accessibility: Words | None = None
    contact: Annotated[str | None, _says("An e-mail or web address, or a telephone number.")] = None
    press: PressJson | None = None
    image: ImageJson | None = None
    result: Annotated[Prose | None, _says("What came of it.")] = None
    recording: RecordingJson | None = None
    links: tuple[LinkJson, ...] = ()
    sources: Annotated[tuple[str, ...], _says("The ids of the sources of what is said here.")] = ()
    without: Annotated[
        tuple[Literal["end", "parties", "place"], ...],
        _says("What it does not have. Anything else that is missing was not announced."),
    ] = ()
    deadline: Annotated[
        DeadlineJson | None, _says("It is a deadline, and not in the programme.")
    ] = None
    withdrawn: Annotated[
        Moment | None,
        _says("Since when calendars have no entry of it: it became a break, or its day is open."),
    ] = None
    former: FormerJson | None = None
    imported: ImportedFromJson | None = None
    addresses: AddressesJson


class FactJson(Value, kw_only=True, omit_defaults=True):
    """A piece of background, with the ids of its sources."""

    text: Words
    sources: tuple[str, ...] = ()


class PublisherJson(Value, kw_only=True, omit_defaults=True):
    """The publisher of the programme."""

    name: Words
    contact: str | None = None
    link: Address | None = None


class FacetWordsJson(Value, kw_only=True, omit_defaults=True):
    """What the author calls the parts of the programme, in the plural."""

    places: Words | None = None
    categories: Words | None = None
    parties: Words | None = None
    tracks: Words | None = None


class OwnWordsJson(Value, kw_only=True, omit_defaults=True):
    """The programme's own words for what pages and calendars say in a language: by the English
    message the translation, or one for each form of the plural."""

    language: str
    plural: Annotated[str, _says("The number of the form for `n` things, as gettext writes it.")]
    in_calendars: dict[str, tuple[str, ...]] = {}  # noqa: RUF012  frozen
    elsewhere: dict[str, tuple[str, ...]] = {}  # noqa: RUF012


class RetiredJson(Value, kw_only=True):
    """A place, category, party, track or series that left the programme, and keeps its page."""

    field: Literal["places", "categories", "parties", "tracks", "series"]
    id: Id
    name: Words


class HeadJson(Value, kw_only=True, omit_defaults=True):
    """A programme without its events."""

    edition: Annotated[int, Meta(ge=1, description="The number of this edition, from 1.")]
    published: Annotated[Moment, _says("When this edition was published.")]
    note: Annotated[str, _says("What its publisher noted of this edition.")] = ""
    id: Id
    title: Words
    description: Prose | None = None
    languages: Annotated[tuple[str, ...], _says("BCP 47, in fallback order.", ["en", "zh", "ru"])]
    former_languages: Annotated[
        tuple[str, ...], _says("Those of earlier editions that it is no longer in.")
    ] = ()
    zone: ZoneId
    days: Annotated[
        tuple[date, date] | None, _says("The first and the last day that the author declares.")
    ] = None
    day_starts: Annotated[
        Clock,
        _says("A day of the programme lasts from this hour to the same hour of the next day."),
    ] = "00:00"
    first_published: Annotated[
        Moment | None, _says("When it was first published, if that was before the first edition.")
    ] = None
    cancel_style: CancelStyle
    publisher: PublisherJson | None = None
    licence: LicenceJson | None = None
    site: Annotated[str | None, _says("The address that the author declares.")] = None
    colour: ColourJson
    logo: ImageJson | None = None
    header: ImageJson | None = None
    words: FacetWordsJson | None = None
    own_words: tuple[OwnWordsJson, ...] = ()
    background: tuple[FactJson, ...] = ()
    zones: Annotated[tuple[TimeZoneJson, ...], _says("All zones of it and of its events.")]
    places: Annotated[tuple[PlaceJson, ...], _says("Those of tombstones, too.")]
    parties: Annotated[tuple[PartyJson, ...], _says("Those of tombstones, too.")]
    categories: Annotated[tuple[CategoryJson, ...], _says("Those of tombstones, too.")]
    tracks: Annotated[tuple[TrackJson, ...], _says("Those of tombstones, too.")]
    series: tuple[SeriesJson, ...]
    sources: Annotated[tuple[SourceJson, ...], _says("All that something cites.")]
    retired: tuple[RetiredJson, ...] = ()
    addresses: AddressesJson


class ProgrammeJson(HeadJson, kw_only=True, omit_defaults=True):
    """A programme as one edition has it, or a selection of its events."""

    selection: Annotated[
        dict[str, tuple[str, ...]] | UnsetType,
        _says("The filters of the address, by key. Events and tombstones are those that pass."),
    ] = UNSET
    events: Annotated[tuple[EventJson, ...], _says("In the order of their ordinals.")]
    deadlines: Annotated[tuple[EventJson, ...], _says("What one has to do in time.")]
    tombstones: Annotated[
        tuple[EventJson, ...],
        _says("What left the programme; for 30 days after that, or after its end."),
    ]


class ChangeJson(Value, kw_only=True, omit_defaults=True):
    """The change of one event. The object `after` replaces `before`, the one of the same `uid`."""

    uid: str
    kind: Annotated[
        Literal["added", "changed", "cancelled", "removed", "returned", "expired", "addresses"],
        _says(
            "removed: it is a tombstone now. expired: its tombstone is left out from now on, so"
            " there is no `after`. addresses: only these differ, as the programme has other"
            " languages."
        ),
    ]
    before: Annotated[
        EventJson | None, _says("Missing for what was not in the edition before.")
    ] = None
    after: EventJson | None = None


class EditionJson(Value, kw_only=True, omit_defaults=True):
    """An edition: what it changed in the one before, of which the first has nothing. It never
    changes."""

    edition: Annotated[int, Meta(ge=1)]
    published: Moment
    note: str = ""
    programme: Annotated[
        dict[str, Any],
        _says(
            "What it changed in the programme without its events, as JSON Merge Patch (RFC 7396) of"
            " an object Head; the first edition patches an empty object."
        ),
    ]
    changes: Annotated[tuple[ChangeJson, ...], _says("In the order of the ordinals.")]


class EditionEntryJson(Value, kw_only=True, omit_defaults=True):
    """An edition in the list of all."""

    edition: Annotated[int, Meta(ge=1)]
    published: Moment
    note: str = ""
    href: Address


class EditionsJson(Value, kw_only=True, omit_defaults=True):
    """All editions of a programme, from the first to the latest."""

    latest: Annotated[int, Meta(ge=1, description="The number of the latest edition.")]
    editions: tuple[EditionEntryJson, ...]


class ProblemJson(Value, kw_only=True, omit_defaults=True):
    """An error (RFC 9457)."""

    type: Annotated[str, _says("Always about:blank: the status says the kind.")] = "about:blank"
    title: Annotated[str, _says("The name of the status.", "Not Found")]
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: Annotated[str, _says("What is wrong, and what to write instead.")] = ""
