"""Types of single values in the file: ids, languages, addresses, times, colours.

Each validates a value by itself, and says what the JSON Schema has for it. Their names end in In.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import webcolors
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from msgspec import Struct
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from itinerary import errors
from itinerary.model import repetition, when_notation, zones
from itinerary.model.itinerary import SIGN_LANGUAGES, SLUG, Colour, Coordinates
from itinerary.model.text import visible

T = TypeVar("T")

NONE = "none"
"""The value for a place, parties or an end that an event does not have. A missing key means that it
was not announced."""

OWN_ERROR = "itinerary"
"""pydantic's type of errors that carry our own message and hint."""
TOO_LONG = "too long"
"""pydantic's type of errors about too long texts. Their hint depends on the keys beside the
text."""


def wrong(message: str, hint: str = "") -> PydanticCustomError:
    """Return an error for pydantic that carries our own message and hint."""
    return PydanticCustomError(OWN_ERROR, "{message}", {"message": message, "hint": hint})


class ReadBy(Struct, frozen=True):
    """An annotation for pydantic: a function reads the value, whatever its type.

    Pydantic's PlainValidator also makes the schema of the type, to write values. No value is
    written in the form of the file, and each start would wait for these schemas.
    """

    read: Callable[[Any], Any]

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return how pydantic reads the value."""
        return core_schema.no_info_plain_validator_function(self.read)


def read_with(reader: Callable[[str], T], expected: str) -> ReadBy:
    """Return a validator that reads strings with `reader`, which raises NotationError. `expected`
    says in errors what kind of value is needed."""

    def validate(value: Any) -> T:
        if not isinstance(value, str):
            raise wrong(f"this is {shape(value)}, not {expected}", f"write {expected}")
        try:
            return reader(value)
        except errors.NotationError as error:
            raise wrong(error.message, error.hint) from None

    return ReadBy(validate)


def shape(value: Any) -> str:
    """Return the kind of a YAML value, in words."""
    match value:
        case None:
            return "empty"
        case dict():
            return "a map"
        case list():
            return "a list"
        case _:
            return "a plain value"


# --- values --------------------------------------------------------------------------------------

LONGEST_ID = 100
"""Characters of an id. The address of a feed contains one, a UID those of event and programme."""
LONGEST_PROGRAMME = 60
"""Characters of the programme's id, which the UID of each of its events contains."""
LONGEST_SITE = 80
"""Characters of the site's address, with which all addresses of feeds begin."""

# Letters as they are written with a–z only. NFKD removes other marks (é, č, ñ).
_LATIN = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "œ": "oe", "ø": "oe", "å": "aa"}
    | {"ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def tidy_slug(value: str) -> str:
    """Return the id nearest to some words, empty if they have neither a Latin letter nor a
    digit."""
    latin = unicodedata.normalize("NFC", value).casefold().translate(_LATIN)
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", latin)
        if not unicodedata.combining(letter)
    )
    tidy = re.sub("[^a-z0-9\u200b-\u200d\u2060\ufeff]+", "-", plain)
    return re.sub("[^a-z0-9-]", "", tidy).strip("-")


def slug(value: str) -> str:
    """Check an id, and return it. Raises an error for pydantic."""
    if not re.fullmatch(SLUG, value):
        tidy = tidy_slug(value)
        hint = f"write {tidy}" if tidy else "write for example opening-gala"
        raise wrong(f"“{visible(value)}” is not an id: ids have a–z, 0–9 and hyphens", hint)
    if len(value) > LONGEST_ID:
        raise wrong(
            f"an id has at most {LONGEST_ID} characters, this has {len(value)}", "shorten it"
        )
    return value


SlugIn = Annotated[
    str,
    AfterValidator(slug),
    Field(
        description="A permanent id: a–z, 0–9 and hyphens.",
        json_schema_extra={
            "type": ["string", "integer"],
            "pattern": SLUG,
            "maxLength": LONGEST_ID,
        },
    ),
]


def programme_id(value: str) -> str:
    """Check the length of a programme's id."""
    if len(value) > LONGEST_PROGRAMME:
        raise wrong(
            f"the programme's id has at most {LONGEST_PROGRAMME} characters, this has {len(value)}",
            "shorten it: it is in the name of every event in calendar apps",
        )
    return value


@lru_cache
def language_tag(tag: str) -> str:
    """Check that CLDR knows a language by its BCP 47 tag."""
    if is_language(tag):
        return tag
    meant = next(filter(is_language, _meant(tag)), None)
    hint = f"write {meant}" if meant else "write a code such as en, zh or pt-BR"
    if meant and meant.lower() == tag.lower().replace("_", "-"):
        raise wrong(f"“{tag}” is not how a language is written", hint)
    raise wrong(f"“{tag}” is not a language", hint)


def is_language(tag: str) -> bool:
    """Tell whether CLDR knows a language by a tag, written as in BCP 47."""
    try:
        Locale.parse(tag, sep="-")
    except (LookupError, ValueError, TypeError, UnknownLocaleError):
        return False
    return re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", tag) is not None


def _meant(tag: str) -> Iterator[str]:
    """Yield the tags that may be meant by a wrong one, the likeliest first: the same in the right
    spelling, CLDR's alias (sh is sr-Latn), the extended language (zh-yue is yue), and ever shorter
    tags (no-NO is no)."""
    first, *rest = tag.replace("_", "-").split("-")
    rest = [part.upper() if len(part) == 2 else part for part in rest]
    alias = get_global("language_aliases").get(first.lower(), first.lower()).replace("_", "-")
    yield "-".join((alias, *rest))
    if rest and len(rest[0]) == 3:  # an extended language (RFC 5646 §2.2.2)
        yield "-".join(rest).lower()
    for end in reversed(range(len(rest))):
        yield "-".join((alias, *rest[:end]))


LanguageIn = Annotated[
    str,
    AfterValidator(language_tag),
    Field(
        json_schema_extra={
            "examples": ["en", "zh", "ru"],
            "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        }
    ),
]


def spoken_language(tag: str) -> str:
    """Check the BCP 47 tag of a language that is spoken or signed."""
    return tag if tag in SIGN_LANGUAGES else language_tag(tag)


SpokenIn = Annotated[
    str,
    AfterValidator(spoken_language),
    Field(
        json_schema_extra={
            "examples": ["en", "uk", "bfi"],
            "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$",
        }
    ),
]


def web_address(value: str) -> str:
    """Check an http or https address."""
    try:
        parts = urlsplit(value)
        good = parts.scheme in ("http", "https") and bool(parts.hostname)
        parts.port  # noqa: B018  reading it raises if the port is not a number
    except ValueError:
        good = False
    if not good or re.search(r"[\s<>\"\\^`{|}]", value):
        guess = f"https://{value}" if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", value) else ""
        raise wrong(f"“{value}” is not a web address", f"write {guess or 'https://…'}")
    return value


UrlIn = Annotated[
    str,
    AfterValidator(web_address),
    Field(json_schema_extra={"format": "uri", "pattern": "^https?://"}),
]


def site_address(value: str) -> str:
    """Check the address of the site, and return it with one slash at its end."""
    if "?" in value or "#" in value:
        raise wrong("the address of the site has no “?” and no “#”", "leave them out")
    if len(value) > LONGEST_SITE or not value.isascii():
        raise wrong(
            f"the address of the site must be ASCII and at most {LONGEST_SITE} characters long:"
            " calendar apps cut or refuse long feed addresses",
            "write the punycode form of the host, or a shorter path",
        )
    return value.rstrip("/") + "/"


def _colour(value: str) -> Colour:
    """Read a CSS colour name or `#rrggbb`."""
    try:
        if value.startswith("#"):
            exact = webcolors.normalize_hex(value)
            rgb = webcolors.hex_to_rgb(exact)
            near = min(
                webcolors.names("css3"),
                key=lambda name: sum(
                    (a - b) ** 2 for a, b in zip(webcolors.name_to_rgb(name), rgb, strict=True)
                ),
            )
            return Colour(exact, near)
        return Colour(webcolors.name_to_hex(value), value.lower())
    except ValueError:
        near_names = get_close_matches(value.lower(), webcolors.names("css3"), 1)
        hint = f"did you mean {near_names[0]}?" if near_names else "write firebrick or '#b22222'"
        raise errors.NotationError(f"“{value}” is not a CSS colour", hint) from None


ColourIn = Annotated[
    Colour,
    read_with(_colour, "a colour"),
    WithJsonSchema(
        {
            "type": "string",
            "description": "A CSS colour name or #rrggbb.",
            "examples": ["firebrick"],
        }
    ),
]

_LENGTH = r"^(?=.)((\d{1,3}) h)? ?((\d{1,4}) min)?$"


def _length(value: str) -> timedelta:
    found = re.fullmatch(_LENGTH, value.strip())
    length = timedelta(hours=int(found[2] or 0), minutes=int(found[4] or 0)) if found else None
    if not length:
        raise errors.NotationError(f"“{value}” is not a length", "write 45 min, 2 h or 1 h 30 min")
    return length


LengthIn = Annotated[
    timedelta,
    read_with(_length, "a length such as 45 min"),
    WithJsonSchema({"type": "string", "pattern": _LENGTH, "examples": ["45 min", "1 h 30 min"]}),
]


_INTERVAL = r"^(?=.)((\d{1,3}) ?h)? ?((\d{1,4}) ?(m|min))?$"
SHORTEST_INTERVAL, LONGEST_INTERVAL = timedelta(minutes=1), timedelta(days=7)


def interval(value: str) -> timedelta:
    """Read how often something is done, such as `15 min` or `15m`. Raises NotationError."""
    found = re.fullmatch(_INTERVAL, value.strip())
    length = timedelta(hours=int(found[2] or 0), minutes=int(found[4] or 0)) if found else None
    if length is None or not SHORTEST_INTERVAL <= length <= LONGEST_INTERVAL:
        raise errors.NotationError(
            f"“{value}” is no interval between a minute and a week", "write 15 min or 6 h"
        )
    return length


IntervalIn = Annotated[
    timedelta,
    read_with(interval, "an interval such as 15 min"),
    WithJsonSchema({"type": "string", "pattern": _INTERVAL, "examples": ["15 min", "6 h"]}),
]


def _yes_or_no(value: str) -> bool:
    words = {"yes": True, "true": True, "no": False, "false": False}
    if value.lower() not in words:
        raise errors.NotationError(f"“{visible(value)}” is neither yes nor no", "write yes or no")
    return words[value.lower()]


YesOrNoIn = Annotated[
    bool,
    read_with(_yes_or_no, "yes or no"),
    # YAML 1.1, which some editors read, takes yes for a boolean.
    WithJsonSchema({"enum": ["yes", "no", True, False]}),
]


def _locale(value: str) -> str:
    try:
        Locale.parse(value.replace("_", "-"), sep="-")
    except (UnknownLocaleError, ValueError, TypeError):
        raise errors.NotationError(
            f"“{visible(value)}” is not a locale", "write en-GB, de or fr-CA"
        ) from None
    return value


LocaleIn = Annotated[
    str,
    read_with(_locale, "a locale such as en-GB"),
    WithJsonSchema({"type": "string", "examples": ["en-GB", "de"]}),
]


def _coordinates(value: Any) -> Coordinates:
    hint = "write latitude and longitude in degrees: [39.9042, 116.4074]"
    if isinstance(value, str):
        value = re.split(r"\s*,\s*", value.strip("[] "))
    if not isinstance(value, list) or not all(
        isinstance(number, str) and re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", number)
        for number in value
    ):
        raise wrong("these are not coordinates", hint)
    if len(value) != 2:
        raise wrong("these are not coordinates", hint)
    latitude, longitude = map(float, value)
    if 90 < abs(latitude) <= 180 and abs(longitude) <= 90:
        raise wrong(f"the latitude {latitude} is beyond a pole", f"write [{longitude}, {latitude}]")
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise wrong("these coordinates are not on Earth", hint)
    return Coordinates(latitude, longitude)


CoordinatesIn = Annotated[
    Coordinates,
    ReadBy(_coordinates),
    WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "number"},
            "minItems": 2,
            "maxItems": 2,
            "description": "Latitude and longitude in degrees, WGS 84.",
            "examples": [[39.9042, 116.4074]],
        }
    ),
]

ZoneIn = Annotated[
    ZoneInfo,
    read_with(zones.zone, "a time zone"),
    WithJsonSchema(
        {"type": "string", "description": "An IANA time zone.", "examples": ["Asia/Shanghai"]}
    ),
]
WhenIn = Annotated[
    when_notation.Written,
    read_with(when_notation.parse, "a time"),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": when_notation.PATTERN,
            "description": "What is known of the time, and no more.",
            "examples": list(when_notation.EXAMPLES),
        }
    ),
]
DeadlineIn = Annotated[
    when_notation.Written,
    read_with(when_notation.parse_deadline, "a day or a moment"),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": when_notation.PATTERN,
            "description": "The last day, or the last moment.",
            "examples": ["2024-05-10", "2024-05-10 18:00"],
        }
    ),
]
ClockIn = Annotated[
    time,
    read_with(when_notation.parse_clock, "a time of day such as 19:00"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}$", "examples": ["19:00"]}),
]


def call_time(value: Any) -> time | when_notation.Written:
    """Read a time of day, or a day or moment. Raises an error for pydantic."""
    if not isinstance(value, str):
        raise wrong(f"this is {shape(value)}, not a time", "write a time of day such as 18:30")
    try:
        if re.match(r"\d{4}", value):
            return when_notation.parse_deadline(value)
        return when_notation.parse_clock(value)
    except errors.NotationError as error:
        raise wrong(error.message, error.hint) from None


_DATE_SCHEMA = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "examples": ["2024-05-16"]}
DateIn = Annotated[
    date, read_with(when_notation.parse_date, "a date"), WithJsonSchema(_DATE_SCHEMA)
]
DaysIn = Annotated[
    tuple[date, date],
    read_with(when_notation.parse_days, "days"),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\d{4}-\d{2}-\d{2}( to \d{4}-\d{2}-\d{2})?$",
            "examples": ["2024-05-16 to 2024-05-17"],
        }
    ),
]
DayStartIn = Annotated[
    time,
    read_with(when_notation.parse_day_start, "a time of day"),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": "^(0[0-9]|1[01]):[0-5][0-9]$|^12:00$",
            "examples": ["06:00"],
        }
    ),
]
MomentIn = Annotated[
    tuple[date, when_notation.Clock],
    read_with(when_notation.parse_moment, "a date and time"),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^\d{4}-\d{2}-\d{2}([ T]\d{2}:\d{2}([+-]\d{2}:\d{2})?)?$",
            "examples": ["2024-05-14 09:00"],
        }
    ),
]


def partial_date(value: str) -> str:
    """Check a year, a month or a day: `2024`, `2024-05` or `2024-05-14`. Raises NotationError."""
    if not re.fullmatch(r"\d{4}(-\d{2}){0,2}", value):
        raise errors.NotationError(f"“{value}” is not a date", "write 2024, 2024-05 or 2024-05-14")
    when_notation.parse_date((value + "-01-01")[:10])
    return value


PartialDateIn = Annotated[
    str,
    read_with(partial_date, "a date"),
    WithJsonSchema(
        {
            "type": ["string", "integer"],
            "pattern": r"^\d{4}(-\d{2}){0,2}$",
            "examples": ["2024-05-14", "2024-05"],
        }
    ),
]
_RHYTHM_SCHEMA: dict[str, Any] = {
    "type": "string",
    "pattern": repetition.EVERY_PATTERN,
    "examples": list(repetition.EVERY_EXAMPLES),
}
RhythmIn = Annotated[
    repetition.Rhythm,
    read_with(repetition.parse_every, "a rhythm such as day"),
    # A list, `[tuesday, thursday]`, means the same as its items with commas between them.
    BeforeValidator(
        lambda value: (
            ", ".join(value)
            if isinstance(value, list) and value and all(isinstance(item, str) for item in value)
            else value
        )
    ),
    WithJsonSchema(
        {"anyOf": [_RHYTHM_SCHEMA, {"type": "array", "items": {"type": "string"}, "minItems": 1}]}
    ),
]
AheadIn = Annotated[
    int,
    read_with(repetition.parse_ahead, "a number of months"),
    WithJsonSchema(
        {"type": "string", "pattern": repetition.AHEAD_PATTERN, "examples": ["3 months"]}
    ),
]


def list_or_one(of: Any, at_least: int = 0, *, maps: bool = False) -> BeforeValidator:
    """Let a single value stand for a list of one; also a map, if `maps` can be in the list."""
    listed = Annotated[list[of], Field(min_length=at_least)] if at_least else list[of]
    single = str | dict if maps else str
    return BeforeValidator(
        lambda value: [value] if isinstance(value, single) else value,
        json_schema_input_type=of | listed,
    )


def map_or_value(key: str, piece: Any, *, link: str = "") -> BeforeValidator:
    """Let a plain value stand for a map with that value under `key`, or under `link` if it is a web
    address."""

    def expanded(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        return {link if link and re.match("https?://|www[.]", value) else key: value}

    return BeforeValidator(expanded, json_schema_input_type=str | piece)


def unless_none(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """Read `none` as None. The key is then set, which tells it from a missing one."""
    return None if value == NONE else read(value)


def no_end(value: str) -> None:
    """Check the value of `end`, which can only be `none`. Raises NotationError."""
    if value != NONE:
        raise errors.NotationError(
            f"“{value}” is no end", "write the end in when: 2024-05-16 10:00 to 11:30, or end: none"
        )


_PHONE = r"\+?[0-9][0-9 ()/.-]{4,28}[0-9]"


def contact(value: str) -> str:
    """Check a way to reach someone: an e-mail address, a web address or a telephone number."""
    if re.match("https?://", value):
        return web_address(value)
    if re.fullmatch(_PHONE, value):
        return value
    if "@" not in value:
        raise wrong(
            f"“{value}” is no way to reach anybody",
            "write an e-mail address, https://… or a telephone number such as +49 30 123456",
        )
    return email_address(value)


ContactIn = Annotated[
    str,
    AfterValidator(contact),
    Field(description="An e-mail address, a web address or a telephone number."),
]


def email_address(value: str) -> str:
    """Check an e-mail address."""
    if not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+", value):
        raise wrong(f"“{value}” is not an e-mail address", "write for example press@visit.example")
    return value
