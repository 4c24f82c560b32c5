"""The tools: questions about a small programme, and what they are answered."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import Any

import jsonschema
import msgspec
import pytest

from itinerary.ledger import Edition, revise
from itinerary.model.reading_order import agenda
from itinerary.render.api.openapi import schemas
from itinerary.render.mcp.tools import (
    TOOLS,
    AskedProgramme,
    QuestionError,
    definitions,
    find_tool,
)
from itinerary.render.search import search_index
from itinerary.value import replace
from itinerary.website.site_paths import facet_ids
from tests.conftest import SITE
from tests.support.small_programme import changed, itinerary

NOW = datetime(2026, 4, 1, 12, tzinfo=UTC)
FILE = changed("languages: [en]", "languages: [en, de]")
FILE = changed(
    "  - id: two\n",
    """  - id: day
    title: Dinner
    when: 2026-05-16
    place: far
    sources: [press]
  - id: off
    title: Walk
    when: 2026-05-16 10:00 to 12:00
    status: cancelled
    reason: Heavy rain
    sources: [press]
  - id: open
    title: Reception
    sources: [press]
  - id: two
""",
    FILE,
)


@cache
def programme(file: str = FILE, *, now: datetime | None = NOW) -> AskedProgramme:
    first = revise(None, itinerary(FILE), NOW)
    edition = first if file == FILE else revise(first, itinerary(file), NOW)
    events = edition.itinerary.events
    order = tuple(
        e for section in agenda(events, edition.itinerary.day_starts) for e in section.events
    )

    def at(number: int) -> Edition:
        if number != 1:
            raise LookupError
        return first

    return AskedProgramme(
        edition,
        SITE,
        order,
        ids=lambda field: facet_ids(edition, field),
        find=lambda tag, words: search_index(order, {}, tag).find(words),
        at=at,
        now=now,
    )


def ask(name: str, of: AskedProgramme | None = None, **arguments: Any) -> tuple[str, Any]:
    """Return text and content of an answer, after a check against the tool's schemas."""
    tool = find_tool(name)
    assert validator(name, "inputSchema").is_valid(arguments)
    answer = tool.call(of or programme(), arguments)
    content = msgspec.json.decode(msgspec.json.encode(answer.content))
    validator(name, "outputSchema").validate(content)
    whole_schema(name).validate(content)
    assert content["edition"] == (of or programme()).edition.number
    assert content["page"].startswith(SITE)
    assert content["page"] in answer.text
    assert "Edition" in answer.text or "Ausgabe" in answer.text
    return answer.text, content


@cache
def validator(name: str, schema: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(find_tool(name).definition()[schema])


@cache
def whole_schema(name: str) -> jsonschema.Draft202012Validator:
    """Return what checks an answer with all objects in it."""
    kind = find_tool(name).content
    found = schemas((kind,), "#/$defs/{name}")
    return jsonschema.Draft202012Validator(
        {**found[kind.__name__.removesuffix("Json")], "$defs": found}
    )


def ids(events: Any) -> list[str]:
    return [event["id"] for event in events]


def refusal(name: str, **arguments: Any) -> str:
    with pytest.raises(QuestionError) as caught:
        find_tool(name).call(programme(), arguments)
    return str(caught.value)


def test_schemas_are_schemas_and_tools_only_read() -> None:
    for tool in definitions():
        for schema in (tool["inputSchema"], tool["outputSchema"]):
            jsonschema.Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
        assert tool["annotations"]["readOnlyHint"]
    assert len({tool.name for tool in TOOLS}) == len(TOOLS)


def test_definitions_are_few_tokens_and_refer_to_nothing() -> None:
    listed = msgspec.json.encode(definitions())
    assert b"$ref" not in listed
    assert len(listed) < 16_000


def test_moment_has_what_is_on_what_may_be_and_what_is_off() -> None:
    text, content = ask("whats_on", at="2026-05-16T10:30:00+02:00")
    assert ids(content["events"]) == ["one"]
    assert ids(content["possible"]) == ["two", "day"]
    assert ids(content["off"]) == ["off"]
    assert (content["undated"], content["clock"]) == (1, "asked")
    assert content["unannounced"]["day"] == ["the hour", "the address"]
    assert [source["id"] for source in content["sources"]] == ["press"]
    assert "Not yet announced: the hour and the address" in text
    assert "Cancelled: Heavy rain" in text
    assert "https://visit.example/en/events/one/" in text


def test_day_has_all_events_of_the_day_in_the_language_asked_for() -> None:
    text, content = ask("whats_on", at="2026-05-16", language="de")
    assert ids(content["events"]) == ["one", "day"]
    assert ids(content["possible"]) == ["two"]
    assert ids(content["off"]) == ["off"]
    assert content["page"] == "https://visit.example/de/?day=2026-05-16"
    assert text.startswith("Samstag, 16. Mai 2026")
    assert not ask("whats_on", at="2026-05-15")[1].get("events")


def test_now_is_that_of_the_clock_which_the_answer_names() -> None:
    text, content = ask("whats_on", programme(now=datetime(2026, 5, 16, 8, 30, tzinfo=UTC)))
    assert (content["at"], content["clock"]) == ("2026-05-16T10:30:00+02:00", "server")
    assert ids(content["events"]) == ["one"]
    assert text.startswith("Now: 16 May 2026, 10:30 (2026-05-16T10:30:00+02:00)")
    with pytest.raises(QuestionError, match="knows no clock"):
        find_tool("whats_on").call(programme(now=None), {})


def test_filters_add_up_and_places_include_those_in_them() -> None:
    asked: dict[str, Any] = {"at": "2026-05-16", "place": ["town"]}
    assert ids(ask("whats_on", **asked)[1]["events"]) == ["one"]
    content = ask("whats_on", **asked, party=["club"])[1]
    assert not content.keys() & {"events", "possible", "off"}


def test_limit_leaves_out_and_says_how_many() -> None:
    text, content = ask("whats_on", at="2026-05-16", limit=1)
    assert "\nand 3 more\n" in text
    assert (ids(content["events"]), content["more"]) == (["one"], 3)
    assert not content.keys() & {"possible", "off"}


def test_event_has_its_source_and_what_is_open() -> None:
    text, content = ask("get_event", id="open")
    assert ids(content["events"]) == ["open"]
    assert content["unannounced"] == {"open": ["the day", "the hour", "the place"]}
    assert "Source: Press" in text
    assert "Time to be announced" in text


def test_removed_and_renamed_events_are_found() -> None:
    cut = FILE[FILE.index("  - id: day") : FILE.index("  - id: off")]
    text, content = ask("get_event", programme(FILE.replace(cut, "")), id="day")
    assert content["events"][0]["removed"]
    assert "No longer in the programme." in text
    renamed = changed("- id: day\n", "- id: dinner\n    was: day\n", FILE)
    assert ids(ask("get_event", programme(renamed), id="day")[1]["events"]) == ["dinner"]


@pytest.mark.parametrize(("month", "off"), [(4, ["off", "day"]), (6, ["off"])])
def test_event_that_left_the_programme_before_it_was_over_is_off(
    month: int, off: list[str]
) -> None:
    cut = FILE[FILE.index("  - id: day") : FILE.index("  - id: off")]
    present = itinerary(FILE.replace(cut, ""))
    first = revise(None, itinerary(FILE), datetime(2026, 3, 1, tzinfo=UTC))
    edition = revise(first, present, datetime(2026, month, 1, tzinfo=UTC))
    asked = replace(programme(), edition=edition, order=present.events)
    content = ask("whats_on", asked, at="2026-05-16")[1]
    assert ids(content["events"]) == ["one"]
    assert ids(content["off"]) == off


def test_search_finds_words_with_a_typo() -> None:
    assert ids(ask("search_events", words="recepton")[1]["events"]) == ["open"]
    text, content = ask("search_events", words="nothing")
    assert "events" not in content
    assert text.startswith("Nothing in the programme matches.")


def test_changes_are_those_since_the_edition_that_is_known() -> None:
    new = programme(changed("10:00 to 11:00", "10:30 to 11:00", FILE))
    text, content = ask("changes_since", new, edition=1)
    (change,) = content["changes"]
    assert (change["kind"], change["after"]["id"]) == ("changed", "one")
    assert change["before"]["when"]["start"] == "2026-05-16T10:00:00+02:00"
    assert "One [one]" in text
    assert "10:30" in text
    assert "Source: Press" in text
    assert not ask("changes_since", new, edition=2)[1].get("changes")
    assert refusal("changes_since", edition=2) == "There is no such edition; the latest is 1."


def test_subscription_has_the_one_address_of_a_selection() -> None:
    text, content = ask("subscribe_address", place=["hall"], language="de")
    assert content["calendar"] == "https://visit.example/feeds/de/places/hall.ics"
    assert content["webcal"] == "webcal://visit.example/feeds/de/places/hall.ics"
    assert content["page"] == "https://visit.example/de/subscribe/?place=hall"
    assert content["events"] == 1
    assert content["calendar"] in text
    combined = ask("subscribe_address", place=["town"], day=["2026-05-16"])[1]
    assert "longer than" not in text
    days = [f"2026-05-{day}" for day in range(10, 31)]
    assert "longer than 200 characters" in ask("subscribe_address", day=days)[0]
    assert combined["selection"] == {"day": ["2026-05-16"], "place": ["town"]}


def test_programme_names_what_filters_take() -> None:
    text, content = ask("describe_programme")
    assert ids(content["programme"]["places"]) == ["town", "hall", "far"]
    assert "party: Ada [ada] and Club [club]" in text


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("get_event", {"id": "ope"}, "There is no event “ope” (did you mean open?)."),
        ("get_event", {}, "Object missing required field `id`. get_event takes: language, id."),
        ("get_event", {"id": 7}, "Expected `str`, got `int` - at `$.id`."),
        ("get_event", {"id": "one", "x": 1}, "Object contains unknown field `x`."),
        ("get_event", {"id": "one", "language": "fr"}, "There is no language “fr”"),
        ("whats_on", {"at": "2026-05-16T10:30"}, "“2026-05-16T10:30” has no offset from UTC."),
        ("whats_on", {"at": "noon"}, "“noon” is neither a day nor a moment. Write for example"),
        ("whats_on", {"at": "2026-02-30"}, "“2026-02-30” is not a day"),
        ("whats_on", {"at": "0001-01-01T00:00:00+14:00"}, "The year 1 is not plausible."),
        ("whats_on", {"place": ["hal"]}, "There is no place “hal” (did you mean hall?)."),
        ("whats_on", {"place": "hall"}, "Expected `array`, got `str` - at `$.place`."),
        ("whats_on", {"limit": 0}, "Expected `int` >= 1"),
        ("search_events", {"words": ""}, "Expected `str` of length >= 1"),
        ("search_events", {"words": "x" * 101}, "Expected `str` of length <= 100"),
        ("subscribe_address", {"day": ["today"]}, "“today” is not a day"),
        ("changes_since", {"edition": -1}, "Expected `int` >= 1"),
        ("changes_since", {"edition": 10**30}, "Expected `int`"),
    ],
)
def test_question_that_is_wrong_is_told_what_to_ask_instead(
    name: str, arguments: dict[str, Any], words: str
) -> None:
    assert refusal(name, **arguments).startswith(words)
