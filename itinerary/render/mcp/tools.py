"""The tools: what each may be asked, and the pure functions that answer from an edition.

Assistants read the descriptions, which are in English; the text of an answer is in a language of
the programme.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, datetime, time
from functools import cache, cached_property
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from itinerary.errors import ItineraryError
from itinerary.ledger import Edition
from itinerary.ledger.diff import changes as changes_of_events
from itinerary.model.itinerary import FACETS, Event
from itinerary.model.selection import Selection
from itinerary.model.selection_query import (
    FILTERS,
    KEY_OF,
    LONGEST_SEARCH,
    UnknownFilterError,
    check,
    read,
)
from itinerary.model.when import Timed, Window, programme_days
from itinerary.model.zones import YEARS
from itinerary.render import addresses
from itinerary.render.api import steps
from itinerary.render.api.documents import Twin
from itinerary.render.api.openapi import schemas
from itinerary.render.calendars.empty_notice import has_calendars
from itinerary.render.mcp import answers
from itinerary.render.mcp.answer_text import AnswerText
from itinerary.render.mcp.presence import is_on
from itinerary.render.vendors.calendar_links import subscribe_links
from itinerary.render.words import markdown
from itinerary.render.words.language import Language
from itinerary.render.words.unannounced import unannounced_in
from itinerary.value import Value, field_names

# --- what may be asked ---------------------------------------------------------------------------

_Ids = tuple[str, ...]
_Limit = Annotated[int, Meta(ge=1, le=200, description="The most that is answered.")]
_LANGUAGE = Meta(
    description="The language of the text: one of the programme's, as a BCP 47 tag. Its first one"
    " if it is left out. The structured content has all languages.",
    examples=["en"],
)


def _ids(of: str) -> Meta:
    return Meta(description=f"Ids of {of}, of which an event has at least one.")


class Worded(Value, kw_only=True, forbid_unknown_fields=True):
    """A question with an answer in a language."""

    language: Annotated[str, _LANGUAGE] = ""


class Filtered(Worded, kw_only=True):
    """A question about a part of the programme. Filters add up."""

    category: Annotated[_Ids, _ids("categories")] = ()
    party: Annotated[_Ids, _ids("parties: people and organisations")] = ()
    place: Annotated[_Ids, _ids("places; a place includes the places in it")] = ()
    series: Annotated[_Ids, _ids("series")] = ()
    track: Annotated[_Ids, _ids("tracks")] = ()


class WhatsOn(Filtered, kw_only=True):
    """What is on at a moment or on a day."""

    at: Annotated[
        str,
        Meta(
            description="A day of the programme (2024-05-16), or a moment with its offset from UTC"
            " (2024-05-16T10:00:00+08:00). Now, by the server's clock, if it is left out.",
            examples=["2024-05-16", "2024-05-16T10:00:00+08:00"],
        ),
    ] = ""
    limit: _Limit = 50


class OneEvent(Worded, kw_only=True):
    """One event."""

    id: Annotated[str, Meta(description="The id of the event.", examples=["gala"])]


class SearchEvents(Filtered, kw_only=True):
    """A search for words."""

    words: Annotated[
        str,
        Meta(
            min_length=1,
            max_length=LONGEST_SEARCH,
            description="Words in the language of the answer; an event has each of them.",
        ),
    ]
    limit: _Limit = 50


class ChangesSince(Worded, kw_only=True):
    """What changed since an edition."""

    edition: Annotated[
        int, Meta(ge=1, le=2**31 - 1, description="The number of the edition that is known.")
    ]
    limit: _Limit = 50


class Subscribe(Filtered, kw_only=True):
    """The calendar of a selection."""

    day: Annotated[_Ids, Meta(description="Days of the programme, for example 2024-05-16.")] = ()


class Answer(Value):
    """An answer: words for people, and the same as an object of the JSON."""

    text: str
    content: answers.AnswerJson


class QuestionError(ItineraryError):
    """A question cannot be answered as it was asked; the message says what to ask instead."""


# --- answering -----------------------------------------------------------------------------------


class AskedProgramme(Value, dict=True, eq=False):
    """The programme that is asked: an edition whose site is at `site`.

    `order` has its events in the order of reading. `ids` returns the ids that a field of Selection
    may have; `find` the ids of the events that have words, in a language; `at` an earlier edition
    by its number, from 1. `now` is the time (aware) of the question, None if it is not known.
    """

    edition: Edition
    site: str
    order: tuple[Event, ...]
    ids: Callable[[str], Collection[str]]
    find: Callable[[str, str], Collection[str]]
    at: Callable[[int], Edition]
    now: datetime | None = None

    @cached_property
    def twin(self) -> Twin:
        """The JSON of the edition."""
        return Twin(self.edition, self.site)

    def language(self, asked: Worded) -> Language:
        """Return the language of an answer. Raises UnknownFilterError."""
        languages = self.edition.itinerary.languages
        check("language", tag := asked.language or languages[0], languages)
        return Language.of(tag, self.edition.itinerary.own_words)

    def selection(self, asked: Filtered, days: Iterable[str] = ()) -> Selection:
        """Return the selection of a question. Raises UnknownFilterError."""
        given = {key: getattr(asked, key, ()) for key in FILTERS} | {"day": tuple(days)}
        query = [(key, value) for key, values in given.items() for value in values]
        return read(query, self.ids, self.edition.itinerary.day_starts)

    def words(self, language: Language) -> AnswerText:
        """Return what makes the text of answers."""
        return AnswerText(self.edition, self.site, language)

    def absolute(self, path: str) -> str:
        """Return the absolute address of a path."""
        return addresses.absolute(self.site, path)

    def head(self, page: str) -> dict[str, Any]:
        """Return what every answer says, with the path of its page."""
        edition = self.edition
        return {
            "edition": edition.number,
            "published": edition.published,
            "page": self.absolute(page),
        }

    def found(
        self, events: Iterable[Event], shown: Iterable[Event], facts: dict[str, tuple[str, ...]]
    ) -> dict[str, Any]:
        """Return events as an answer has them, with what is not known of all that it shows, and
        the sources of these."""
        return {
            "events": tuple(map(self.twin.event, events)),
            "unannounced": facts,
            "sources": self.twin.sources(shown),
        }

    def open_facts(self, events: Iterable[Event], language: Language) -> dict[str, tuple[str, ...]]:
        """Return what was not announced of events, by id."""
        present = (event for event in events if self.edition.find(event.id) is event)
        facts = {event.id: unannounced_in(self.edition, event, language) for event in present}
        return {id: words for id, words in facts.items() if words}


def whats_on(programme: AskedProgramme, asked: WhatsOn) -> Answer:
    """Return what is on at a moment, or on a day: certainly, possibly, or no longer."""
    language = programme.language(asked)
    at = _time(asked.at, programme)
    day, note, said = _named(at, programme, language)
    chosen = programme.selection(asked)
    selected = [event for event in programme.order if event in chosen]
    known = [(event, _is_on(event, at, programme)) for event in selected if event.when]
    # Calendars have these as cancelled; without them an answer would say that nothing was planned.
    gone = [event for event in programme.edition.tombstones if event in chosen and event.when]
    left = [(event, _is_on(event, at, programme)) for event in gone]
    groups = (
        [event for event, on in known if on and not event.status.off],
        [event for event, on in known if on is None and not event.status.off],
        [e for e, on in (*known, *left) if on is not False and e.status.off],
    )
    events, possible, off = _first(groups, asked.limit)
    shown = [*events, *possible, *off]
    more = sum(map(len, groups)) - len(shown)
    facts = programme.open_facts(shown, language)
    words = programme.words(language)
    lines = [said if asked.at else words.labelled(language.say("Now"), said), ""]
    lines += words.events(events, facts) if events or not shown else []
    lines += ["", language.say("To be announced"), ""] if possible else []
    lines += words.events(possible, facts) if possible else []
    lines += ["", *words.events(off, facts)] if off else []
    page = addresses.home(language.tag, programme.selection(asked, [day.isoformat()]))
    return Answer(
        words.answer(lines, programme.absolute(page), more),
        answers.OnJson(
            **programme.head(page),
            **programme.found(events, shown, facts),
            more=more,
            at=note,
            clock="asked" if asked.at else "server",
            possible=tuple(map(programme.twin.event, possible)),
            off=tuple(map(programme.twin.event, off)),
            undated=len(selected) - len(known),
        ),
    )


def _time(words: str, programme: AskedProgramme) -> date | datetime:
    """Return the day or the moment that is asked for, by the clocks of the programme."""
    if _DAY.fullmatch(words):
        (day,) = read([("day", words)], programme.ids, time()).days
        return day
    try:
        moment = datetime.fromisoformat(words) if words else programme.now
    except ValueError:
        raise QuestionError(f"“{words}” is neither a day nor a moment. {_WRITE}") from None
    if moment is None:
        raise QuestionError(f"This site knows no clock. Say for when you ask. {_WRITE}")
    if moment.tzinfo is None:
        raise QuestionError(f"“{words}” has no offset from UTC. {_WRITE}")
    if moment.year not in YEARS:
        raise QuestionError(f"The year {moment.year} is not plausible. {_WRITE}")
    return moment.astimezone(programme.edition.itinerary.zone.info).replace(microsecond=0)


_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_WRITE = "Write for example at=2024-05-16, or at=2024-05-16T10:00:00+08:00."


def _named(
    at: date | datetime, programme: AskedProgramme, language: Language
) -> tuple[date, str, str]:
    """Return the day of the programme, the time as the JSON has it, and the time in words."""
    if not isinstance(at, datetime):
        return at, at.isoformat(), language.day(at)
    day, _ = programme_days(Timed(at), programme.edition.itinerary.day_starts)
    note = at.isoformat()
    return day, note, language.say("%(words)s (%(more)s)", words=language.stamp(at), more=note)


def _is_on(event: Event, at: date | datetime, programme: AskedProgramme) -> bool | None:
    """Tell whether an event is on at a moment or on a day; None if that is open."""
    starts = programme.edition.itinerary.day_starts
    if isinstance(at, datetime):
        return is_on(event, at, starts)
    if event not in Selection(days=(at,), day_starts=starts):
        return False
    window = isinstance(event.when, Window) and (event.when.later or not event.when.from_one_day)
    return None if window else True


def one_event(programme: AskedProgramme, asked: OneEvent) -> Answer:
    """Return one event, also by a former id, and also after it left the programme."""
    language, edition = programme.language(asked), programme.edition
    id = edition.renamed(asked.id) or asked.id
    event = edition.find(id)
    if event is None:
        check("event", id, [e.id for e in (*edition.itinerary.events, *edition.tombstones)])
        raise AssertionError(id)
    facts = programme.open_facts([event], language)
    words, page = programme.words(language), addresses.event_page(language.tag, event.id)
    return Answer(
        words.answer(words.whole(event, facts), programme.absolute(page)),
        answers.EventsJson(**programme.head(page), **programme.found([event], [event], facts)),
    )


def search_events(programme: AskedProgramme, asked: SearchEvents) -> Answer:
    """Return the events that have all of some words."""
    language = programme.language(asked)
    chosen, hits = programme.selection(asked), programme.find(language.tag, asked.words)
    found = [event for event in programme.order if event.id in hits and event in chosen]
    events = found[: asked.limit]
    more = len(found) - len(events)
    facts = programme.open_facts(events, language)
    words, page = programme.words(language), addresses.home(language.tag, chosen, asked.words)
    return Answer(
        words.answer(words.events(events, facts), programme.absolute(page), more),
        answers.EventsJson(
            **programme.head(page),
            **programme.found(events, events, facts),
            more=more,
        ),
    )


def changes_since(programme: AskedProgramme, asked: ChangesSince) -> Answer:
    """Return what changed from an edition to the present one."""
    language, edition = programme.language(asked), programme.edition
    if asked.edition > edition.number:
        raise QuestionError(f"There is no such edition; the latest is {edition.number}.")
    same = asked.edition == edition.number
    try:
        earlier = edition if same else programme.at(asked.edition)
    except LookupError:
        raise QuestionError(f"This site has no record of edition {asked.edition}.") from None
    changed, count = steps.changes(earlier, edition, programme.site, asked.limit)
    told = changes_of_events(earlier, edition)
    words, page = programme.words(language), addresses.changes_page(language.tag)
    return Answer(
        words.answer(
            words.changes(told[: asked.limit]),
            programme.absolute(page),
            max(0, len(told) - asked.limit),
        ),
        answers.ChangesJson(
            **programme.head(page),
            since=asked.edition,
            programme=steps.programme_patch(earlier, edition, programme.site),
            changes=tuple(changed),
            more=count - len(changed),
        ),
    )


def subscribe_address(programme: AskedProgramme, asked: Subscribe) -> Answer:
    """Return the address at which a selection is a calendar that keeps up with the programme."""
    language, itinerary = programme.language(asked), programme.edition.itinerary
    chosen = programme.selection(asked, asked.day)
    words, page = programme.words(language), addresses.subscribe_page(language.tag, chosen)
    calendar = programme.absolute(addresses.feed(itinerary.id, chosen, language.tag))
    has = has_calendars(programme.edition)
    webcal = subscribe_links(calendar, "").webcal
    lines = [language.say("Nothing is announced yet.")]
    if has:
        lines = [calendar, webcal, language.say("A subscription follows every change.")]
        if len(calendar) > addresses.LONGEST:
            lines.append(
                language.say(
                    "This address is longer than %(num)s characters, and some calendar apps cut it"
                    " off. Choose less, or the whole of something.",
                    num=language.number(addresses.LONGEST),
                )
            )
    return Answer(
        words.answer(lines, programme.absolute(page)),
        answers.SubscriptionJson(
            **programme.head(page),
            selection={
                key: tuple(map(str, values))
                for key, field in FILTERS.items()
                if (values := getattr(chosen, field))
            },
            events=sum(1 for event in chosen.of(itinerary) if not event.is_break),
            calendar=calendar if has else None,
            webcal=webcal if has else None,
        ),
    )


def describe_programme(programme: AskedProgramme, asked: Worded) -> Answer:
    """Return the programme without its events: its days, and all that filters may name."""
    language, itinerary = programme.language(asked), programme.edition.itinerary
    words, page = programme.words(language), addresses.home(language.tag)
    lines = []
    if itinerary.description:
        lines += [markdown.plain(itinerary.description.to(language.tag)), ""]
    if itinerary.first and itinerary.last:
        lines += [language.days(itinerary.first, itinerary.last), ""]
    for field in FACETS:
        if facets := getattr(itinerary, field):
            names = (f"{facet.name.to(language.tag)} [{facet.id}]" for facet in facets)
            lines.append(f"{KEY_OF[field]}: {language.series(names)}")
    return Answer(
        words.answer(lines, programme.absolute(page)),
        answers.DescriptionJson(**programme.head(page), programme=programme.twin.head),
    )


def _first(groups: Iterable[Sequence[Event]], limit: int) -> list[Sequence[Event]]:
    """Return the first events of groups, `limit` of them in all."""
    found = []
    for group in groups:
        found.append(group[:limit])
        limit -= len(found[-1])
    return found


# --- the table -----------------------------------------------------------------------------------


class Tool(Value):
    """A tool: its name, what assistants are told of it, what it may be asked, and what answers."""

    name: str
    title: str
    description: str
    asked: type[Worded]
    content: type[answers.AnswerJson]
    answer: Callable[[AskedProgramme, Any], Answer]

    def definition(self) -> dict[str, Any]:
        """Return the tool as `tools/list` has it, with the schemas of question and answer."""
        return {
            "name": self.name,
            "title": self.title,
            "description": self.description,
            "inputSchema": _schema(self.asked),
            "outputSchema": _outline(_schema(self.content)),
            "annotations": {
                "readOnlyHint": True,
                "destructiveHint": False,
                "idempotentHint": True,
                "openWorldHint": False,
            },
        }

    def call(self, programme: AskedProgramme, arguments: object) -> Answer:
        """Return the answer to a question. Raises QuestionError, also for arguments that are not
        those of the schema."""
        try:
            asked = msgspec.convert(arguments, self.asked)
        except msgspec.ValidationError as wrong:
            raise QuestionError(f"{wrong}. {self._may_be_asked()}") from None
        try:
            return self.answer(programme, asked)
        except UnknownFilterError as unknown:
            raise QuestionError(str(unknown)) from None

    def _may_be_asked(self) -> str:
        return f"{self.name} takes: {', '.join(field_names(self.asked))}."


def _schema(kind: type[Value]) -> dict[str, Any]:
    """Return the schema of questions or answers. It refers to other objects by their names."""
    found: dict[str, Any] = schemas((kind,), "{name}")[kind.__name__.removesuffix("Json")]
    return found


def _outline(schema: Any) -> Any:
    """Return a schema in which the objects of the API are no more than objects. Assistants read it
    in each conversation; what is in those objects is in the description of the API."""
    if isinstance(schema, list):
        return [_outline(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return {"type": "object", "title": schema["$ref"]}
    return {name: _outline(value) for name, value in schema.items()}


TOOLS = (
    Tool(
        "whats_on",
        "What is on",
        "What is on at a moment or on a day of the programme, also in one place, category or track,"
        " or with one party. An event of which it is not known whether it is on then, because its"
        " hour, day or end was not announced, is under `possible`.",
        WhatsOn,
        answers.OnJson,
        whats_on,
    ),
    Tool(
        "get_event",
        "One event",
        "All that is known of one event, by its id, and what was not announced.",
        OneEvent,
        answers.EventsJson,
        one_event,
    ),
    Tool(
        "search_events",
        "Search",
        "Events by words of their titles, descriptions, places and people. One typo is forgiven.",
        SearchEvents,
        answers.EventsJson,
        search_events,
    ),
    Tool(
        "changes_since",
        "What changed",
        "What changed since an edition, event by event, with before and after. Every answer says of"
        " which edition it is.",
        ChangesSince,
        answers.ChangesJson,
        changes_since,
    ),
    Tool(
        "subscribe_address",
        "Subscribe",
        "The address of a calendar of the programme, or of a part of it, to which any calendar app"
        " can subscribe. It follows every change.",
        Subscribe,
        answers.SubscriptionJson,
        subscribe_address,
    ),
    Tool(
        "describe_programme",
        "The programme",
        "The title, languages, days and sources of the programme, and the ids and names of its"
        " places, categories, parties, tracks and series, which filters take. No events.",
        Worded,
        answers.DescriptionJson,
        describe_programme,
    ),
)
"""All tools, in the order in which assistants are told of them."""


@cache
def definitions() -> tuple[dict[str, Any], ...]:
    """Return the definitions of all tools."""
    return tuple(tool.definition() for tool in TOOLS)


def find_tool(name: str) -> Tool:
    """Return a tool by its name. Raises QuestionError, with a suggestion."""
    try:
        check("tool", name, [tool.name for tool in TOOLS])
    except UnknownFilterError as unknown:
        raise QuestionError(str(unknown)) from None
    return next(tool for tool in TOOLS if tool.name == name)
