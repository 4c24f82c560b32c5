"""The shapes that a programme's file may have, and their JSON Schema."""

# Without `from __future__ import annotations`: pydantic would compile each of the strings, 10 ms of
# every start.

import re
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Annotated, Any, ClassVar, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    WithJsonSchema,
    WrapValidator,
    model_validator,
)

from itinerary import errors
from itinerary.model import repetition
from itinerary.model.itinerary import (
    HIGHEST_SEQUENCE,
    LONGEST_KEPT_UID,
    SLUG,
    CancelStyle,
    Colour,
    EventKind,
    Kind,
    LinkKind,
    OnlineFeature,
    PressAccess,
    Status,
)
from itinerary.model.spelling import did_you_mean, nearest
from itinerary.model.text import clean, visible
from itinerary.model.when import MIDNIGHT
from itinerary.model.when_notation import Written
from itinerary.source.fields import (
    LONGEST_ID,
    LONGEST_PROGRAMME,
    LONGEST_SITE,
    NONE,
    AheadIn,
    ClockIn,
    ColourIn,
    ContactIn,
    CoordinatesIn,
    DateIn,
    DaysIn,
    DayStartIn,
    DeadlineIn,
    IntervalIn,
    LanguageIn,
    LengthIn,
    LocaleIn,
    MomentIn,
    PartialDateIn,
    ReadBy,
    RhythmIn,
    SlugIn,
    SpokenIn,
    UrlIn,
    WhenIn,
    YesOrNoIn,
    ZoneIn,
    call_time,
    email_address,
    list_or_one,
    map_or_value,
    no_end,
    programme_id,
    read_with,
    site_address,
    unless_none,
    web_address,
    wrong,
)
from itinerary.source.problems import Name
from itinerary.source.text_fields import TEXTS, LineIn, ProseIn, TitleIn, Words
from itinerary.source.upstream import COLUMN_MEANINGS

LONGEST_FOREIGN_UID = 1000
"""Characters of the name that an event has in the source that it was imported from."""


class Piece(BaseModel):
    """A map in the file: no unknown keys, no second meaning of a value.

    `short` is the key that a plain value in place of the map stands for, where one does.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, defer_build=True
    )
    short: ClassVar[str] = ""

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, value: Any) -> Any:
        """Read a known key without a value as a missing one, and a value in short as a map."""
        if isinstance(value, str) and cls.short:
            return {cls.short: value}
        if not isinstance(value, dict) or None not in value.values():
            return value
        known = {field.alias or name for name, field in cls.model_fields.items()}
        return {key: inner for key, inner in value.items() if inner is not None or key not in known}

    def has_no(self, field: str) -> bool:
        """Tell whether a field was written as `none`."""
        return field in self.model_fields_set and getattr(self, field) is None


class PublisherIn(Piece):
    """Who publishes the programme."""

    name: TitleIn
    contact: (
        Annotated[str, AfterValidator(email_address), Field(description="An e-mail address.")]
        | None
    ) = None
    link: UrlIn | None = None


class LicenceIn(Piece):
    """Under which terms others may use the programme's data."""

    name: TitleIn
    link: UrlIn | None = None


class FactIn(Piece):
    """A piece of background, with its sources."""

    short = "text"
    text: ProseIn
    sources: Annotated[list[str], list_or_one(str)] = Field([], description="Ids of sources.")


_Fact = Annotated[FactIn, map_or_value("text", FactIn)]


def _file(value: str) -> str:
    """Check the path of a picture, without looking for the file."""
    hint = "write its path from the folder of this file, such as posters/gala.jpg"
    if not value.strip() or "\0" in value:
        raise wrong("this is no path of a file", hint)
    if "://" in value:
        raise wrong(f"“{value}” is a web address, not a file", f"write url: {value}")
    if "\\" in value:
        raise wrong("a path is written with “/”", f"write {value.replace(chr(92), '/')}")
    if re.match("/|~|[A-Za-z]:", value):
        raise wrong(f"“{value}” is a path on this machine alone", hint)
    if ".." in value.split("/"):
        raise wrong(
            f"“{value}” leads out of the folder of this file",
            "put the picture into the folder, or into one in it",
        )
    return value


def _picture_link(value: str) -> str:
    """Check the address of a picture elsewhere. Its host goes into a header of every page."""
    parts = urlsplit(web_address(value))
    if parts.scheme != "https":
        raise wrong(
            "a picture elsewhere must be https: browsers do not show others on secure pages",
            f"write https://{value.partition('://')[2]} if that works, or put the picture beside"
            " this file and write file: and its name",
        )
    if not re.fullmatch(r"[A-Za-z0-9.-]+(:[0-9]+)?", parts.netloc):
        raise wrong(
            f"“{parts.netloc}” is not how the host of a picture is written",
            "write its ASCII name (punycode), without a user's name",
        )
    return value


class ImageIn(Piece):
    """A picture: a file beside this one, or one elsewhere."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["file"]}, {"required": ["url"]}]}
    )

    file: (
        Annotated[
            str,
            AfterValidator(_file),
            Field(
                description="A JPEG, PNG or WebP in the folder of this file, or in one in it.",
                json_schema_extra={"examples": ["posters/gala.jpg"]},
            ),
        ]
        | None
    ) = None
    url: (
        Annotated[
            str,
            AfterValidator(_picture_link),
            Field(json_schema_extra={"format": "uri", "pattern": "^https://"}),
        ]
        | None
    ) = None
    # It is None only if the picture was written as a plain value.
    alt: Annotated[LineIn | None, TEXTS["Line"]] = Field(
        description="What the picture shows, for those who do not see it."
    )
    credit: TitleIn | None = None

    def model_post_init(self, _: Any) -> None:
        """Check that there is either a file or an address."""
        if (self.file is None) == (self.url is None):
            raise wrong(
                "a picture is either beside this file or elsewhere",
                "write either file: posters/gala.jpg or url: https://…",
            )


def _image(value: Any, read: Callable[[Any], ImageIn]) -> ImageIn:
    """Read a plain value as a picture without alternative text, for which there is a warning."""
    if not isinstance(value, str):
        return read(value)
    elsewhere = re.match("https?://", value)
    return ImageIn.model_construct(
        file=None if elsewhere else _file(value),
        url=_picture_link(value) if elsewhere else None,
        alt=None,
        credit=None,
    )


ImageOrPathIn = Annotated[ImageIn, WrapValidator(_image, json_schema_input_type=str | ImageIn)]


def _without_url(schema: dict[str, Any]) -> None:
    """Take the address out of the schema: an editor does not offer what the reader refuses."""
    del schema["properties"]["url"]
    schema["required"].append("file")


def _beside(image: ImageIn) -> ImageIn:
    """Check that a picture of every page is the site's own: no reader asks another host for it."""
    if image.url is not None:
        raise wrong(
            "this picture is elsewhere, and every reader's browser would ask for it there",
            "put a copy beside this file, and write its path, such as logo.png",
        )
    return image


class OwnImageFileIn(ImageIn):
    """A picture of the programme itself: a file beside this one."""

    model_config = ConfigDict(json_schema_extra=_without_url)


OwnImageIn = Annotated[
    ImageIn,
    WrapValidator(_image, json_schema_input_type=str | OwnImageFileIn),
    AfterValidator(_beside),
]


class LinkIn(Piece):
    """A link to read on."""

    short = "url"
    url: UrlIn
    title: TitleIn | None = Field(None, description="Left out: what it leads to, or its address.")
    kind: LinkKind | None = Field(None, description="What it leads to.")


_Link = Annotated[LinkIn, map_or_value("url", LinkIn)]


class PlaceIn(Piece):
    """A venue, a city, a region."""

    short = "name"
    name: TitleIn
    inside: str | None = Field(None, alias="in", description="The id of the place around it.")
    address: Annotated[LineIn | None, WrapValidator(unless_none)] = Field(
        None, description="`none` if there is none, as of a video call."
    )
    coordinates: CoordinatesIn | None = None
    zone: ZoneIn | None = Field(None, description="Only where it differs from the place around it.")
    image: ImageOrPathIn | None = None


class PartyIn(Piece):
    """A person or an organisation."""

    short = "name"
    name: TitleIn
    kind: Kind = Kind.PERSON
    affiliation: TitleIn | None = Field(None, description="The body that a person belongs to.")
    description: ProseIn | None = Field(None, description="A biography; Markdown.")
    link: UrlIn | None = None
    links: Annotated[list[_Link], list_or_one(_Link, maps=True)] = []
    image: ImageOrPathIn | None = None


class CategoryIn(Piece):
    """A sort of event."""

    short = "name"
    name: TitleIn
    colour: ColourIn | None = None
    length: LengthIn | None = Field(None, description="How long such events usually last.")


class TrackIn(Piece):
    """A track: a second grouping of events, beside categories."""

    short = "name"
    name: TitleIn
    colour: ColourIn | None = None
    description: ProseIn | None = Field(None, description="Markdown.")


class SeriesIn(Piece):
    """Events that belong together; those with `repeat` and the same id belong to it."""

    short = "title"
    title: TitleIn
    description: ProseIn | None = Field(None, description="Markdown.")
    link: UrlIn | None = None
    image: ImageOrPathIn | None = None


class SourceIn(Piece):
    """Who said something, when and where."""

    short = "who"
    who: LineIn
    when: PartialDateIn | None = Field(None, description="2024, 2024-05 or 2024-05-14.")
    where: LineIn | None = None
    link: UrlIn | None = None


class ParticipationIn(Piece):
    """A party at an event."""

    party: str = Field(description="The id of a party.")
    role: TitleIn | None = None


def _times(value: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", value):
        raise errors.NotationError(f"“{value}” is not a whole number", "write for example 6")
    if not 1 <= int(value) <= repetition.MOST_REPEATS:
        hint = f"write a number from 1 to {repetition.MOST_REPEATS}"
        raise errors.NotationError(f"{value} times is not possible", hint)
    return int(value)


_TIMES_SCHEMA = WithJsonSchema(
    {"type": "integer", "minimum": 1, "maximum": repetition.MOST_REPEATS}
)


class RepeatIn(Piece):
    """A repetition; each day becomes an event of its own, which the file calls `id-2024-05-16`."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [{"required": ["every"]}, {"required": ["dates"]}]}
    )

    every: RhythmIn | None = Field(None, description="The rhythm.")
    until: DateIn | None = Field(None, description="The last day, inclusive.")
    times: Annotated[int, read_with(_times, "a whole number"), _TIMES_SCHEMA] | None = None
    ahead: AheadIn | None = Field(
        None, description="How far ahead a repetition without an end is published."
    )
    dates: Annotated[list[DateIn], list_or_one(DateIn)] = Field(
        [], description="Days beside those of the rhythm, or all of them."
    )
    exceptions: Annotated[list[DateIn], list_or_one(DateIn)] = Field([], alias="except")

    def model_post_init(self, _: Any) -> None:
        """Check that there is a rhythm or a list of days, and that it ends in one way only."""
        if self.every is None and not self.dates:
            raise wrong(
                "this repetition has no rhythm",
                "add every: week, or dates: [2024-05-16, 2024-06-13]",
            )
        ends = [key for key in ("until", "times", "ahead") if getattr(self, key) is not None]
        if self.every is None and ends:
            raise wrong(f"{ends[0]}: needs a rhythm", f"add every: week, or remove {ends[0]}:")
        if self.until is not None and self.times is not None:
            raise wrong("this repetition ends in two ways", "keep either until: or times:")
        if self.ahead is not None and len(ends) > 1:
            raise wrong("ahead: is for a repetition without an end", f"remove ahead: or {ends[0]}:")
        if twice := sorted(day for day in set(self.dates) if self.dates.count(day) > 1):
            raise wrong(f"{twice[0]} is in dates: twice", "keep it once, or mend one of them")


class OnlineIn(Piece):
    """How an event can be attended from elsewhere."""

    url: UrlIn | None = None
    access: LineIn | None = Field(None, description="How to get access, in words.")
    feature: Annotated[list[OnlineFeature], list_or_one(OnlineFeature)] = Field(
        [], description="What the address offers."
    )

    def model_post_init(self, _: Any) -> None:
        """Check that something is said."""
        if not self.model_fields_set:
            raise wrong("this does not say how to attend", "write online: https://…")


def _online(value: Any, read: Callable[[Any], OnlineIn]) -> OnlineIn:
    """Read a web address or words in place of the map, and `yes` where nothing more is known."""
    if not isinstance(value, str):
        return read(value)
    if value.lower() in ("yes", "true"):
        return OnlineIn.model_construct(url=None, access=None, feature=[])
    if value.lower() in ("no", "false", NONE):
        raise wrong("an event is only online if it says so", "remove online:")
    return read({"url" if re.match("https?://", value) else "access": value})


class RegistrationIn(Piece):
    """How to register."""

    link: UrlIn | None = None
    by: DeadlineIn | None = Field(None, description="Until when.")
    note: LineIn | None = Field(None, description="What else there is to know.")

    def model_post_init(self, _: Any) -> None:
        """Check that something is said."""
        if not self.model_fields_set:
            raise wrong("this does not say how to register", "write registration: https://…")


def _accreditation(value: Any, read: Callable[[Any], RegistrationIn]) -> RegistrationIn:
    """Read a web address, a deadline or words in place of the map."""
    if not isinstance(value, str):
        return read(value)
    if re.match("https?://|www[.]", value):
        return read({"link": value})
    return read({"by" if re.match(r"\d", value) else "note": value})


_Accreditation = Annotated[
    RegistrationIn, WrapValidator(_accreditation, json_schema_input_type=str | RegistrationIn)
]


_LINE: TypeAdapter[Words] = TypeAdapter(LineIn)


def _access(value: Any) -> list[PressAccess] | Words:
    """Read one of the known kinds of access, several of them, or words."""
    kinds = [kind.value for kind in PressAccess]
    listed = value if isinstance(value, list) else [value]
    if all(isinstance(one, str) and one in kinds for one in listed) and listed:
        return [PressAccess(one) for one in listed]
    if isinstance(value, list):
        wrong_one = next((one for one in value if one not in kinds), value)
        shown = f"“{wrong_one}” is" if isinstance(wrong_one, str) else "this is"
        raise wrong(
            f"{shown} no kind of access",
            did_you_mean(wrong_one, kinds)
            if isinstance(wrong_one, str)
            else f"write one or more of: {', '.join(kinds)}, or words without a list",
        )
    if isinstance(value, str) and " " not in value and (near := nearest(value.lower(), kinds)):
        raise wrong(f"“{value}” is no kind of access", f"did you mean {near}?")
    return _LINE.validate_python(value)


class PressIn(Piece):
    """What the press has to know."""

    access: (
        Annotated[
            list[PressAccess] | Words,
            ReadBy(_access),
            WithJsonSchema(
                {
                    "anyOf": [
                        {"enum": [kind.value for kind in PressAccess]},
                        {"type": "array", "items": {"enum": [kind.value for kind in PressAccess]}},
                        TEXTS["Line"].json_schema,
                    ]
                }
            ),
        ]
        | None
    ) = Field(None, description="Who may be there: one or more kinds, or words.")
    call: (
        Annotated[
            time | Written,
            ReadBy(call_time),
            WithJsonSchema({"type": "string", "examples": ["18:30", "2024-05-15 18:30"]}),
        ]
        | None
    ) = Field(None, description="By when the press has to be there: a time of day, or a moment.")
    entrance: LineIn | None = Field(None, description="Words, or the id of a place.")
    accreditation: _Accreditation | None = Field(
        None, description="Until when and where to apply: a map, a deadline, an address or words."
    )
    live: UrlIn | None = Field(None, description="A stream for the press.")
    contact: LineIn | None = Field(
        None, description="An e-mail address, a web address, a telephone number, or words."
    )

    def model_post_init(self, _: Any) -> None:
        """Check that something is said."""
        if not self.model_fields_set:
            raise wrong("this does not say anything to the press", "write press: {access: open}")


class DeadlineEntryIn(Piece):
    """A deadline."""

    id: SlugIn
    title: TitleIn
    by: DeadlineIn | None = Field(None, description="The last day, or the last moment.")
    when: DeadlineIn | None = Field(None, description="The same as `by`.")
    description: LineIn | None = None
    link: UrlIn | None = None
    about: Annotated[list[str], list_or_one(str)] = Field(
        [], description="Ids of the events that it is about."
    )
    status: Status = Status.CONFIRMED
    was: SlugIn | None = Field(None, description="The id that it had before.")

    def model_post_init(self, _: Any) -> None:
        """Check that there is one time."""
        if self.by and self.when:
            raise wrong("by: and when: are the same here", "keep one of them")


def _uid(value: str) -> str:
    if not clean(value) or len(value) > LONGEST_FOREIGN_UID:
        raise wrong(
            f"a uid has 1 to {LONGEST_FOREIGN_UID} characters, this has {len(value)}",
            "leave it as the import wrote it",
        )
    return value


def _kept_uid(value: str) -> str:
    octets = len(value.encode("utf-8", "surrogatepass"))
    if not value or octets > LONGEST_KEPT_UID:
        raise wrong(
            f"a uid has 1 to {LONGEST_KEPT_UID} octets, this has {octets}",
            "remove it: the event gets a uid of its own",
        )
    if clean(value) != value or "\n" in value:
        raise wrong(
            "this uid has characters that calendars cannot have, or blanks around it",
            "remove it: the event gets a uid of its own",
        )
    return value


def _sequence(value: str) -> int:
    if not re.fullmatch("[0-9]{1,10}", value) or int(value) > HIGHEST_SEQUENCE:
        raise wrong(f"a revision has a number from 0 to {HIGHEST_SEQUENCE:,}", "write sequence: 4")
    return int(value)


_MODIFIED = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"


def _modified(value: str) -> datetime:
    hint = "write modified: 2024-05-14T09:00:00Z"
    if not re.match(_MODIFIED, value):
        raise wrong("this is no time in UTC", hint)
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise wrong("there is no such time", hint) from None


class RecordingIn(Piece):
    """A recording, and the terms under which others may use it."""

    short = "url"
    url: UrlIn
    licence: Annotated[LicenceIn, map_or_value("name", LicenceIn)] | None = None


class ImportedFromIn(Piece):
    """Where an event was imported from, by which the next import finds it again."""

    short = "source"
    source: str = Field(description="The id of the source that it was imported from.")
    uid: Annotated[str, AfterValidator(_uid), Field(description="Its name there.")] | None = None
    sequence: (
        Annotated[
            int,
            read_with(_sequence, "a number"),
            WithJsonSchema({"type": "integer", "minimum": 0, "maximum": HIGHEST_SEQUENCE}),
            Field(description="The number of its revision there; ours are higher."),
        ]
        | None
    ) = None
    modified: (
        Annotated[
            datetime,
            read_with(_modified, "a time"),
            WithJsonSchema(
                {"type": "string", "pattern": _MODIFIED, "examples": ["2024-05-14T09:00:00Z"]}
            ),
            Field(description="When it was changed there, in UTC; our revisions are later."),
        ]
        | None
    ) = None


_Participation = Annotated[ParticipationIn, map_or_value("party", ParticipationIn)]


class EventIn(Piece):
    """One item of the programme."""

    id: SlugIn = Field(description="Permanent: calendar apps know the event by it.")
    title: TitleIn
    summary: LineIn | None = Field(None, description="One sentence.")
    description: ProseIn | None = Field(None, description="Markdown.")
    kind: EventKind = Field(
        EventKind.EVENT,
        description="break: shown, but not counted and not in calendars of several events.",
    )
    when: WhenIn | None = None
    doors: ClockIn | None = Field(None, description="When the doors open, by the clocks there.")
    end: Annotated[
        None,
        read_with(no_end, "none"),
        WithJsonSchema({"const": NONE, "description": "No set end."}),
    ] = None
    after: str | None = Field(None, description="The id of the event that it follows.")
    repeat: Annotated[RepeatIn, map_or_value("every", RepeatIn)] | None = None
    series: str | None = Field(
        None, description="The id of a series; of a repetition, its own id if it is left out."
    )
    place: Annotated[
        list[str] | None,
        list_or_one(str),
        WrapValidator(unless_none, json_schema_input_type=str | list[str]),
    ] = Field(
        None,
        description="The id of a place, or of several, of which the first has the clocks; or"
        " `none`.",
    )
    online: (
        Annotated[OnlineIn, WrapValidator(_online, json_schema_input_type=str | OnlineIn)] | None
    ) = Field(None, description="A web address, words, or `yes`: attended from elsewhere (too).")
    parties: Annotated[
        list[_Participation] | None,
        list_or_one(_Participation, maps=True),
        WrapValidator(
            unless_none,
            json_schema_input_type=_Participation | list[_Participation] | Literal["none"],
        ),
    ] = []
    organiser: Annotated[list[str], list_or_one(str)] = Field(
        default_factory=list, description="Ids of the parties that organise it."
    )
    contact: ContactIn | None = None
    categories: Annotated[list[str], list_or_one(str)] = Field(
        default_factory=list, description="Ids of categories."
    )
    tracks: Annotated[list[str], list_or_one(str)] = Field(
        default_factory=list, description="Ids of tracks."
    )
    tags: Annotated[list[TitleIn], list_or_one(TitleIn, maps=True)] = Field(
        default_factory=list, description="Free words."
    )
    spoken: Annotated[list[SpokenIn], list_or_one(SpokenIn)] = Field(
        default_factory=list, description="The languages that are spoken or signed there."
    )
    level: LineIn | None = Field(None, description="Whom it suits, such as beginners.")
    age: LineIn | None = Field(None, description="For which age, such as 16+.")
    accessibility: LineIn | None = Field(None, description="Access for disabled people.")
    price: LineIn | None = Field(None, description="In words, such as free or 12 €.")
    capacity: LineIn | None = Field(None, description="A number of people, or words.")
    registration: (
        Annotated[RegistrationIn, map_or_value("note", RegistrationIn, link="link")] | None
    ) = Field(None, description="A web address, words, or a map.")
    press: PressIn | None = Field(None, description="What the press has to know.")
    status: Status = Status.CONFIRMED
    reason: LineIn | None = Field(None, description="Why it is postponed or cancelled.")
    links: Annotated[list[_Link], list_or_one(_Link, maps=True)] = Field(default_factory=list)
    result: ProseIn | None = Field(None, description="What came of it; Markdown.")
    recording: Annotated[RecordingIn, map_or_value("url", RecordingIn)] | None = None
    image: ImageOrPathIn | None = None
    sources: Annotated[list[str], list_or_one(str)] = Field(
        default_factory=list, description="Ids of sources."
    )
    was: SlugIn | None = Field(None, description="The id that it, or the series, had before.")
    uid: Annotated[
        str | None,
        AfterValidator(lambda value: value and _kept_uid(value)),
        Field(description="Its UID in calendars, if it was published elsewhere before. Permanent."),
    ] = None
    imported: Annotated[ImportedFromIn, map_or_value("source", ImportedFromIn)] | None = Field(
        None, alias="from", description="Where it was imported from; `itinerary import` writes it."
    )

    def model_post_init(self, _: Any) -> None:
        """Check keys that depend on each other."""
        if self.repeat and (self.when is None or self.when.kind == "within"):
            raise wrong("a repetition needs a known day", "write when: 2024-05-16 10:00 to 11:30")
        if self.has_no("end") and (
            self.when is None or self.when.kind != "timed" or self.when.end is not None
        ):
            raise wrong(
                "end: none is for an event with a start and no end",
                "write when: 2024-05-16 10:00, or remove end:",
            )
        if self.reason and not self.status.off:
            raise wrong(
                f"a reason is given, but the event is {self.status}",
                "write status: cancelled or status: postponed, or remove the reason",
            )


def _reason(value: str) -> str:
    if not clean(value):
        raise wrong("this reason is empty", "write why the warning is accepted")
    return value


class AcceptanceIn(Piece):
    """A warning that was looked at and is accepted."""

    warning: Name = Field(description="The name that check shows behind the warning.")
    events: Annotated[list[str], list_or_one(str)] = Field(
        [], description="Ids of all events that it is about; left out, of any."
    )
    reason: Annotated[
        str,
        AfterValidator(_reason),
        Field(description="Why; for those who read this file.", json_schema_extra={"minLength": 1}),
    ]


class WordsIn(Piece):
    """What the author calls the parts of the programme, in the plural."""

    places: TitleIn | None = None
    people: TitleIn | None = None
    categories: TitleIn | None = None
    tracks: TitleIn | None = None


def _column_meaning(key: str) -> str:
    if key not in COLUMN_MEANINGS:
        hint = did_you_mean(key, COLUMN_MEANINGS, f"write one of: {', '.join(COLUMN_MEANINGS)}")
        raise wrong(f"“{visible(key)}” is nothing that a column can mean", hint)
    return key


_ColumnMeaning = Annotated[
    str, AfterValidator(_column_meaning), Field(json_schema_extra={"enum": list(COLUMN_MEANINGS)})
]


class ImportIn(Piece):
    """A source elsewhere from which `itinerary serve` keeps this file up to date."""

    short = "address"
    address: Annotated[str, AfterValidator(web_address)]
    every: IntervalIn = Field(
        timedelta(minutes=15), description="How often.", json_schema_extra={"default": "15 min"}
    )
    format: (
        Literal["icalendar", "table", "spreadsheet", "schedule-xml", "schedule-json", "json-ld"]
        | None
    ) = Field(None, description="What it is; by default its content tells.")
    zone: ZoneIn | None = Field(None, description="The zone of times that have none there.")
    gone: Literal["keep", "cancel", "remove"] = Field(
        "keep", description="What becomes of coming events that are no longer there."
    )
    doubt: Literal["taken", "tba"] = Field(
        "taken", description="What becomes of times that were probably not announced."
    )
    keep_uids: YesOrNoIn = Field(
        False, alias="keep-uids", description="yes: events keep their UIDs in calendar apps."
    )
    with_contacts: YesOrNoIn = Field(
        False, alias="with-contacts", description="yes: mail addresses, too."
    )
    columns: dict[str, _ColumnMeaning] = Field(
        default_factory=dict, description="What columns of a table mean; - leaves one out."
    )
    locale: LocaleIn = Field("", description="The locale of dates in a table.")
    day_first: YesOrNoIn | None = Field(
        None,
        alias="day-first",
        description="How dates such as 03/04/2027 in a table are read; no: the month is first.",
    )


_Import = Annotated[ImportIn, map_or_value("address", ImportIn)]


class HeadIn(Piece):
    """The programme itself."""

    id: Annotated[
        SlugIn,
        AfterValidator(programme_id),
        Field(json_schema_extra={"maxLength": LONGEST_PROGRAMME}),
    ] = Field(description="Permanent: feed addresses and event UIDs contain it.")
    title: TitleIn
    description: ProseIn | None = None
    background: Annotated[list[_Fact], list_or_one(_Fact, maps=True)] = []
    languages: Annotated[list[LanguageIn], list_or_one(LanguageIn, 1)] = Field(
        min_length=1, description="The languages of the texts, in fallback order."
    )
    zone: ZoneIn
    zones: dict[str, TitleIn] = Field({}, description="What people call a time zone.")
    days: DaysIn | None = Field(None, description="The first and the last day.")
    day_starts: DayStartIn = Field(
        MIDNIGHT,
        alias="day-starts",
        description="When a day starts; what begins earlier belongs to the evening before.",
        json_schema_extra={"default": f"{MIDNIGHT:%H:%M}"},
    )
    published: MomentIn | None = Field(
        None, description="When the programme was first published, if that was before the ledger."
    )
    cancel_style: CancelStyle = Field(
        CancelStyle.HARD,
        alias="cancel-style",
        description="hard: Google hides cancelled events; visible: only the title tells of it.",
    )
    publisher: Annotated[PublisherIn, map_or_value("name", PublisherIn)] | None = None
    licence: Annotated[LicenceIn, map_or_value("name", LicenceIn)] | None = Field(
        None, description="Under which terms others may use the data."
    )
    site: (
        Annotated[
            str,
            AfterValidator(web_address),
            AfterValidator(site_address),
            Field(
                json_schema_extra={
                    "format": "uri",
                    "pattern": "^https?://",
                    "maxLength": LONGEST_SITE,
                }
            ),
        ]
        | None
    ) = Field(None, description="The address of the site.")
    words: WordsIn = Field(
        WordsIn(), description="What people, places, categories and tracks are called here."
    )
    colour: ColourIn = Colour("#4682b4", "steelblue")
    logo: OwnImageIn | None = Field(
        None, description="A file: the picture beside the title on every page."
    )
    header: OwnImageIn | None = Field(
        None, description="A file: a wide picture above the agenda, such as 1600 × 400 pixels."
    )
    imports: Annotated[list[_Import], list_or_one(_Import, maps=True)] = Field(
        [], description="Sources from which `itinerary serve` keeps this file up to date."
    )
    accept: list[AcceptanceIn] = Field(
        [], description="Warnings of check that were looked at and are as they should be."
    )


_BY_ID: Any = Field(
    {}, json_schema_extra={"propertyNames": {"pattern": SLUG, "maxLength": LONGEST_ID}}
)


class Document(HeadIn):
    """A programme of events, for Itinerary."""

    places: dict[SlugIn, Annotated[PlaceIn, map_or_value("name", PlaceIn)]] = _BY_ID
    parties: dict[SlugIn, Annotated[PartyIn, map_or_value("name", PartyIn)]] = _BY_ID
    categories: dict[SlugIn, Annotated[CategoryIn, map_or_value("name", CategoryIn)]] = _BY_ID
    tracks: dict[SlugIn, Annotated[TrackIn, map_or_value("name", TrackIn)]] = _BY_ID
    series: dict[SlugIn, Annotated[SeriesIn, map_or_value("title", SeriesIn)]] = _BY_ID
    sources: dict[SlugIn, Annotated[SourceIn, map_or_value("who", SourceIn)]] = _BY_ID
    deadlines: list[DeadlineEntryIn] = Field(
        [], description="What has to be done in time; those of events are added."
    )
    events: list[EventIn] = Field(min_length=1)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a programme, for editors."""
    schema = Document.model_json_schema(by_alias=True, mode="validation")
    schema = _tidy(schema)
    schema["$defs"].update({name: kind.json_schema for name, kind in TEXTS.items()})
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Itinerary programme",
        **schema,
    }


def _tidy(schema: Any) -> Any:
    """Return a schema without the titles that repeat Python's names, and with one definition of
    each kind of text."""
    if isinstance(schema, list):
        return [_tidy(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    for name, kind in TEXTS.items():
        if kind.json_schema and schema.get("anyOf") == kind.json_schema["anyOf"]:
            return {"$ref": f"#/$defs/{name}"}
    tidy = {
        key: _tidy(value)
        for key, value in schema.items()
        if not (key == "title" and isinstance(value, str))
        and not (key == "default" and value in (None, [], {}))
    }
    if isinstance(schema.get("properties"), dict):
        needed = schema.get("required", ())
        tidy["properties"] = {
            key: value if key in needed else _or_empty(value)
            for key, value in tidy["properties"].items()
        }
    return tidy


def _or_empty(schema: Any) -> Any:
    """Return the schema of a property that may be empty, as `Piece` reads it."""
    if {"type": "null"} in schema.get("anyOf", ()):
        return schema
    return {"anyOf": [schema, {"type": "null"}]}
