"""Hypothesis strategies for itineraries: valid values, with the worst valid texts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import combinations
from typing import Any, TypeVar

from hypothesis import strategies as st

from itinerary.model.itinerary import (
    After,
    Category,
    Colour,
    Coordinates,
    Event,
    Fact,
    Itinerary,
    Kind,
    Link,
    Occurrence,
    Online,
    OnlineFeature,
    Participation,
    Party,
    Place,
    Press,
    PressAccess,
    Recording,
    Registration,
    Source,
    Status,
    TimeZone,
    Track,
)
from itinerary.model.text import FORBIDDEN, Text, clean
from itinerary.model.when import Day, Part, Span, Timed, When, Window
from itinerary.model.zones import zone

T = TypeVar("T", Category, Party, Place, Track)

LANGUAGES = ("en", "zh", "ru")
ZONES = [
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Shanghai",
    "Europe/Berlin",
    "Europe/Istanbul",
    "Europe/Lisbon",
    "Pacific/Apia",
    "UTC",
]
PUBLISHED = datetime(2024, 5, 14, tzinfo=UTC)

# Texts that break calendars: escapes, line breaks, tags, quotes, characters of several bytes.
_HOSTILE = [
    "C:\\New\\Nice\\now",
    "a, b; c\\, d\\; e\\\\",
    'He said "yes"',
    "<b>bold</b> & <script>alert(1)</script>",
    "Vec<T>",
    "10:00–11:30",
    "👩‍👩‍👧‍👦 family",
    "哈尔滨工业大学师生会见" * 8,
    "Харбинский политехнический университет " * 3,
    "e\u0301 decomposed",
    "BEGIN:VEVENT",
    "END:VCALENDAR\r\nBEGIN:VCALENDAR",
    "tab\there",
    "\u202eright to left\u202c",
    "x" * 140,
    "1_000",
    "# heading\n\n- item *one*\n- [link](https://a.example/?x=1,2;3)\n\n1. first\n2. second",
    "^n ^' ^^",
    "=?utf-8?Q?no?=",
]


# The strategies of texts are made once: hypothesis validates each new one, which takes longer than
# to draw from it.


@cache
def words(most: int = 300) -> st.SearchStrategy[str]:
    """Draw clean, non-empty words."""
    free = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=60)
    parts = st.lists(free | st.sampled_from(_HOSTILE), min_size=1, max_size=4)

    def cleaned(parts: list[str]) -> str:
        return clean(clean(FORBIDDEN.sub("", " ".join(parts)))[:most].strip()) or "x"

    return parts.map(cleaned)


@cache
def texts(most: int = 300) -> st.SearchStrategy[Text]:
    """Draw a text in some of the languages."""
    some = [tags for n in (1, 2, 3) for tags in combinations(LANGUAGES, n)]
    said = [st.fixed_dictionaries(dict.fromkeys(tags, words(most))) for tags in some]
    return st.one_of(said).map(lambda said: Text.of(said, LANGUAGES))


@cache
def lines() -> st.SearchStrategy[Text]:
    """Draw a text of one line, such as a title."""
    return texts(120).map(lambda text: Text(tuple((t, " ".join(w.split())) for t, w in text)))


days = st.dates(date(1970, 1, 2), date(2150, 12, 30))


@st.composite
def whens(draw: st.DrawFn, where: str) -> When | None:
    """Draw a `When`. Its times are in the zone called `where`."""
    first = draw(days)
    last = first + timedelta(days=draw(st.integers(1, 20)))
    form = draw(st.sampled_from(["timed", "open end", "day", "part", "window", "span", "none"]))
    if form in ("timed", "open end"):
        minute = timedelta(minutes=draw(st.integers(0, 24 * 60 - 1)))
        start = (datetime(first.year, first.month, first.day, tzinfo=UTC) + minute).astimezone(
            zone(where)
        )
        if form == "open end":
            return Timed(start)
        length = timedelta(minutes=draw(st.integers(1, 3 * 24 * 60)))
        return Timed(start, (start.astimezone(UTC) + length).astimezone(zone(where)))
    match form:
        case "day":
            return Day(first)
        case "part":
            return Day(first, draw(st.sampled_from(Part)))
        case "window":
            later = draw(st.booleans())
            return Window(first, first if later and draw(st.booleans()) else last, later)
        case "span":
            return Span(first, draw(st.sampled_from([first, last])))
    return None


@st.composite
def facts(draw: st.DrawFn, where: str, places: Sequence[Place]) -> dict[str, Any]:
    """Draw the further properties of an event in the zone called `where`: all, or none."""
    if not draw(st.booleans()):
        return {}
    said = st.none() | lines()
    url = "https://a.example/?q=1,2;3&x=y"
    by = draw(whens(where).filter(lambda when: when is None or isinstance(when, Day | Timed)))
    if isinstance(by, Timed):
        by = Timed(by.start)
    return {
        "online": Online(
            url=draw(st.none() | st.just(url)),
            access=draw(said),
            features=tuple(draw(st.sets(st.sampled_from(OnlineFeature)).map(sorted))),
        ),
        "more_places": tuple(draw(st.sets(st.sampled_from(places)).map(sorted_by_id))),
        "tracks": tuple(draw(st.sets(st.sampled_from(TRACKS)).map(sorted_by_id))),
        "spoken": tuple(draw(st.lists(st.sampled_from(["en", "zh-TW", "bfi"]), unique=True))),
        "doors": draw(st.none() | st.times().map(lambda t: t.replace(second=0, microsecond=0))),
        "registration": Registration(link=url, by=by, note=draw(said)),
        "press": Press(
            access=tuple(draw(st.lists(st.sampled_from(PressAccess), unique=True, max_size=2))),
            access_note=draw(said),
            call_at=draw(st.just(by)),
            entrance=draw(said),
            accreditation=Registration(link=url, by=by),
            contact=draw(said),
        ),
        "price": draw(said),
        "accessibility": draw(said),
        "tags": tuple(draw(st.lists(lines(), max_size=2))),
        "contact": draw(st.none() | st.sampled_from(["a@b.example", "+49 30 123456", url])),
        "result": draw(st.none() | texts(2000)),
        "recording": draw(st.none() | st.just(Recording(url))),
    }


TRACKS = tuple(Track(id=id, name=Text.of(id, LANGUAGES)) for id in ("main", "side"))


@st.composite
def itineraries(draw: st.DrawFn, most: int = 6) -> Itinerary:
    """Draw an itinerary with up to `most` events, of which at least one has a day."""
    home = TimeZone(zone(draw(st.sampled_from(ZONES))), draw(st.none() | lines()))
    region = Place(id="region", name=draw(lines()), zone=home)
    city = Place(
        id="city",
        name=draw(lines()),
        within=region,
        coordinates=Coordinates(draw(st.floats(-90, 90)), draw(st.floats(-180, 180))),
        zone=home,
    )
    abroad = TimeZone(zone(draw(st.sampled_from(ZONES))))
    hall = Place(id="hall", name=draw(lines()), within=city, address=draw(lines()), zone=home)
    away = Place(id="away", name=draw(lines()), zone=abroad)
    places = (region, city, hall, away)
    parties = (
        Party(id="one", name=draw(lines()), description=draw(st.none() | lines())),
        Party(id="two", name=draw(lines()), kind=Kind.ORGANISATION),
    )
    categories = (
        Category(
            id="talk",
            name=draw(lines()),
            colour=Colour("#008080", "teal"),
            length=timedelta(minutes=draw(st.integers(1, 600))),
        ),
        Category(id="other", name=draw(lines())),
    )
    sources = (
        Source(id="said", who=draw(lines()), when="2024-05", where=draw(st.none() | lines())),
    )
    events: list[Event] = []
    for n in range(draw(st.integers(1, most))):
        place = draw(st.none() | st.sampled_from(places))
        where = place.zone if place else home
        when = draw(whens(where.info.key))
        if n == 0 and when is None:
            when = Day(draw(days))
        status = draw(st.sampled_from(Status))
        off = status in (Status.CANCELLED, Status.POSTPONED)
        events.append(
            Event(
                id=f"event-{n}",
                uid=f"event-{n}@made.itinerary",
                occurrence=draw(st.none() | st.builds(Occurrence, st.just(f"of-{n}"), days)),
                title=draw(lines()),
                summary=draw(st.none() | lines()),
                description=draw(st.none() | texts(4000)),
                when=when,
                zone=where,
                after=After(events[0].id, events[0].title) if n and draw(st.booleans()) else None,
                place=place,
                parties=tuple(
                    Participation(party, draw(st.none() | lines()))
                    for party in draw(st.sets(st.sampled_from(parties)).map(sorted_by_id))
                ),
                categories=tuple(draw(st.sets(st.sampled_from(categories)).map(sorted_by_id))),
                status=status,
                reason=draw(st.none() | lines()) if off else None,
                links=tuple(
                    Link(draw(st.none() | lines()), "https://a.example/?q=1,2;3&x=y")
                    for _ in range(draw(st.integers(0, 2)))
                ),
                sources=sources if draw(st.booleans()) else (),
                **(draw(facts(where.info.key, places)) if place else {}),
            )
        )
    return Itinerary(
        id="made",
        title=draw(lines()),
        description=draw(st.none() | texts()),
        background=(Fact(draw(texts()), sources),),
        languages=LANGUAGES,
        zone=home,
        published=PUBLISHED,
        colour=Colour("#b22222", "firebrick"),
        places=places,
        parties=parties,
        categories=categories,
        events=tuple(events),
        tracks=TRACKS,
    )


def sorted_by_id(drawn: set[T]) -> list[T]:
    """Return facets by their ids, so that an example is reproducible."""
    return sorted(drawn, key=lambda one: one.id)
