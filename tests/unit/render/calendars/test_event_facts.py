"""What calendars, the terminal and changes say of an event beside its time, place and people."""

from __future__ import annotations

import pytest

from itinerary.ledger import Edition, revise
from itinerary.ledger.diff import changes
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_event_file, render_feed
from itinerary.render.documents.plain_text import plain_text_agenda
from itinerary.render.words.changes import sentences
from itinerary.render.words.fact_wording import spoken_words
from itinerary.render.words.language import Language
from tests.conftest import NOW
from tests.support.contract import unfolded
from tests.support.small_programme import SMALL, changed, itinerary

SITE = "https://small.example/"


def edition(keys: str = "", words: str = SMALL, before: Edition | None = None) -> Edition:
    lines = "".join(f"\n    {line}" for line in keys.splitlines())
    programme = itinerary(changed("    place: hall", f"    place: hall{lines}", words))
    return revise(before, programme, NOW)


def entry(keys: str = "", words: str = SMALL, language: str = "en") -> dict[str, str]:
    """Return the first event's properties in its feed, names with their parameters."""
    body = render_feed(edition(keys, words), Selection(), language, site=SITE).body
    vevents = body.decode().replace("\r\n ", "").split("BEGIN:VEVENT\r\n")
    (vevent,) = (vevent for vevent in vevents if "UID:one@" in vevent)
    lines = vevent.split("END:VEVENT")[0].splitlines()
    split = (line.split('":', 1) if '":' in line else line.split(":", 1) for line in lines)
    return dict(tuple(pair) for pair in split)  # type: ignore[misc]


def test_description_has_a_line_for_each_fact() -> None:
    said = entry(
        "doors: 09:30\nonline: {url: 'https://meet.example/x', access: By ticket}\n"
        "registration: {link: 'https://tickets.example/', by: 2026-05-10 18:00, note: Free}\n"
        "price: 12 €\ncapacity: 120\nspoken: [en, bfi]\nlevel: easy\nage: 16+\n"
        "accessibility: Step-free\norganiser: club\ncontact: info@club.example\ntags: [Jazz, Blues]"
        "\nrecording: {url: 'https://v.example/1', licence: CC BY 4.0}\n"
        "links: {url: 'https://a.example/x.pdf', kind: slides}"
    )["DESCRIPTION"]
    for line in (
        "Doors open: 09:30",
        r"Online: https://meet.example/x\; By ticket",
        r"Registration: until 10 May 2026\, 18:00 (Central European Summer Time\, UTC+2)\; Free\;"
        " https://tickets.example/",
        "Price: 12 €",
        "Capacity: 120",
        "Languages: English and British Sign Language",
        "Organiser: Club",
        "Contact: info@club.example",
        r"Tags: Jazz\; Blues",
        r"Recording: https://v.example/1\; CC BY 4.0",
        "Slides: https://a.example/x.pdf",
    ):
        assert rf"\n{line}\n" in said


def test_result_is_before_what_was_written_beforehand() -> None:
    said = entry("summary: A match\nresult: '**3:1**'")["DESCRIPTION"]
    assert r"\n\nResult: 3:1\nA match" in said


def test_label_of_conference_escapes_what_rfc_6868_reads_as_an_escape() -> None:
    said = entry("online: {url: 'https://meet.example/x', access: 'a^nb'}")
    assert said['CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL="a^^nb'] == "https://meet.example/x"


def test_conference_leads_to_an_online_event_unless_it_is_off() -> None:
    keys = "online: {url: 'https://meet.example/x', access: 'Say \"friend\", and enter'}"
    label = 'CONFERENCE;VALUE=URI;FEATURE=VIDEO;LABEL="Say ”friend”, and enter'
    assert entry(keys)[label] == "https://meet.example/x"
    off = entry(f"{keys}\nstatus: cancelled")
    assert not [name for name in off if name.startswith("CONFERENCE")]


def test_location_is_all_places_or_the_address_of_an_event_online_only() -> None:
    hybrid = entry("online: https://meet.example/x")
    assert hybrid["LOCATION"] == r"Hall\, Town"
    both = changed("    place: hall", "    place: [hall, far]")
    body = render_feed(revise(None, itinerary(both), NOW), Selection(), "en", site=SITE).body
    assert r"LOCATION:Hall\, Town\; Far" in unfolded(body)
    alone = changed("    place: hall", "    online: https://meet.example/x")
    body = render_feed(revise(None, itinerary(alone), NOW), Selection(), "en", site=SITE).body
    assert "LOCATION:https://meet.example/x" in unfolded(body)


def test_tracks_and_tags_are_categories_of_the_entry() -> None:
    words = changed("categories:", "tracks: {main: Main stage}\ncategories:")
    assert entry("tracks: main\ntags: [Jazz]", words)["CATEGORIES"] == "Talk,Main stage,Jazz"


def test_break_is_in_no_feed_but_has_a_file_of_its_own() -> None:
    lunch = edition("kind: break")
    for selection in (Selection(), Selection(places=("hall",))):
        body = render_feed(lunch, selection, "en", site=SITE).body
        assert b"SUMMARY:One" not in body
    (event, _) = lunch.itinerary.events
    assert b"SUMMARY:One" in render_event_file(lunch, event, "en", site=SITE).body


@pytest.mark.parametrize(
    ("tag", "language", "name"),
    [("en", "ru", "английский"), ("pt-BR", "en", "Brazilian Portuguese"),
     ("rsl", "zh", "俄罗斯手语"), ("de-AT", "zh", "奥地利德语"), ("en-ZA", "en", "English (ZA)")],
)  # fmt: skip
def test_spoken_language_is_named_in_the_language_of_the_page(
    tag: str, language: str, name: str
) -> None:
    assert spoken_words(tag, Language.of(language)) == name


def test_terminal_has_the_facts() -> None:
    assert "      Price: free\n" in plain_text_agenda(edition("price: free"), "en")


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("", "doors: 09:30", "Announced: Doors open: 09:30."),
        ("price: 12 €", "price: 15 €", "Changed: Price: 15 €."),
        ("price: 12 €", "", "No longer said: Price."),
        ("", "result: 3:1", "The result was added."),
        ("", "kind: break", "It is a break now, and not in calendars."),
    ],
)  # fmt: skip
def test_change_of_a_fact_is_told_with_the_fact(before: str, after: str, sentence: str) -> None:
    first = edition(before)
    (change,) = changes(first, edition(after, before=first))
    assert sentences(change, Language.of("en")) == (sentence,)
