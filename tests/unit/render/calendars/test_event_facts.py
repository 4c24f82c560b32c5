"""What calendars, the terminal and changes say of an event beside its time, place and people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from itinerary.ledger import Edition, revise
from itinerary.ledger.canonical import digest
from itinerary.ledger.diff import changes
from itinerary.ledger.edition import with_recorded
from itinerary.ledger.restore import PublishedEvent, restored
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_event_file, render_feed
from itinerary.render.documents.plain_text import plain_text_agenda
from itinerary.render.words.changes import sentences
from itinerary.render.words.fact_wording import spoken_words
from itinerary.render.words.language import Language
from itinerary.value import replace
from tests.conftest import NOW
from tests.support.contract import PROMISES, Checked, unfolded
from tests.support.small_programme import SMALL, changed, itinerary

SITE = "https://small.example/"


def edition(
    keys: str = "", words: str = SMALL, before: Edition | None = None, now: datetime = NOW
) -> Edition:
    lines = "".join(f"\n    {line}" for line in keys.splitlines())
    programme = itinerary(changed("    place: hall", f"    place: hall{lines}", words))
    return revise(before, programme, now)


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
    assert said['CONFERENCE;VALUE=URI;LABEL="a^^nb'] == "https://meet.example/x"


def test_conference_leads_to_an_online_event_unless_it_is_off() -> None:
    keys = "online: {url: 'https://meet.example/x', access: 'Say \"friend\", and enter'}"
    label = 'CONFERENCE;VALUE=URI;LABEL="Say ”friend”, and enter'
    assert entry(keys)[label] == "https://meet.example/x"
    off = entry(f"{keys}\nstatus: cancelled")
    assert not [name for name in off if name.startswith("CONFERENCE")]


def test_conference_has_the_features_that_the_programme_says_and_no_other() -> None:
    told = entry("online: {url: 'https://meet.example/x', feature: [video, chat]}")
    assert told['CONFERENCE;VALUE=URI;FEATURE=CHAT,VIDEO;LABEL="Online'] == "https://meet.example/x"
    assert r"Online: https://meet.example/x\; chat and video\n" in told["DESCRIPTION"]


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


BEFORE = datetime(2026, 5, 1, tzinfo=UTC)
"""A time before the event."""

AFTER = datetime(2026, 5, 17, tzinfo=UTC)
"""A time after it at which its tombstone would be in feeds."""


def entry_of_one(edition: Edition) -> dict[str, str]:
    """Return the values of the first event's entry, empty if it has none; checks the whole feed."""
    body = render_feed(edition, Selection(), "en", site=SITE).body
    address = f"{SITE}feeds/en/small.ics"
    checked = Checked(body, edition, edition.itinerary.events, address, "en", NOW)
    if any(edition.entry(event) for event in edition.itinerary.events):
        for promise in PROMISES:
            promise(checked)
    found = [v for v in checked.vevents if v["UID"].value.startswith("one@")]
    return {name: line.text for name, line in found[0].items()} if found else {}


def test_event_that_becomes_a_break_is_cancelled_in_feeds_until_a_month_after_it() -> None:
    became = edition("kind: break", before=edition(now=BEFORE), now=BEFORE)
    told = entry_of_one(became)
    assert (told["SUMMARY"], told["STATUS"]) == ("CANCELLED: One", "CANCELLED")
    assert (told["TRANSP"], told["SEQUENCE"]) == ("TRANSPARENT", "1")
    assert "\nIt is a break now, and not in calendars.\n" in told["DESCRIPTION"]
    end = datetime(2026, 5, 16, 9, tzinfo=UTC)
    for days, shown in ((0, "2"), (29, "2"), (31, None)):
        now = end + timedelta(days=days)
        later = edition("kind: break\nprice: free", before=became, now=now)
        assert entry_of_one(later).get("SEQUENCE") == shown


def test_break_that_becomes_an_event_again_is_revived_in_feeds() -> None:
    became = edition("kind: break", before=edition(now=BEFORE), now=BEFORE)
    back = edition(before=became, now=BEFORE)
    revived = entry_of_one(back)
    assert (revived["SUMMARY"], revived["STATUS"], revived["SEQUENCE"]) == ("One", "CONFIRMED", "2")
    assert back.itinerary.by_id["one"].withdrawn is None


def test_event_that_is_over_leaves_feeds_as_a_break_without_being_called_cancelled() -> None:
    assert entry_of_one(edition("kind: break", before=edition(now=BEFORE), now=NOW)) == {}


@pytest.mark.parametrize("status", ["confirmed", "cancelled"])
def test_coming_event_that_becomes_a_break_of_a_past_day_is_cancelled_in_feeds(status: str) -> None:
    first = edition(f"status: {status}", now=BEFORE)
    past = changed("2026-05-16", "2026-04-01")
    told = entry_of_one(edition(f"status: {status}\nkind: break", past, first, BEFORE))
    assert told["STATUS"] == "CANCELLED"


def test_removed_event_that_comes_back_as_a_break_stays_cancelled_in_feeds() -> None:
    first = edition(now=BEFORE)
    removed = revise(first, replace(first.itinerary, events=first.itinerary.events[1:]), BEFORE)
    told = entry_of_one(edition("kind: break", before=removed, now=BEFORE))
    assert (told["STATUS"], told["SEQUENCE"]) == ("CANCELLED", "2")


@pytest.mark.parametrize(("now", "status"), [(BEFORE, "CANCELLED"), (AFTER, None)])
def test_break_of_a_restored_ledger_is_cancelled_unless_it_had_taken_place(
    now: datetime, status: str | None
) -> None:
    copy = edition(now=now)
    told = [PublishedEvent(record.event, record.revision) for record in copy.records.values()]
    became = edition("kind: break")
    again = edition("kind: break", before=restored(became.itinerary, told), now=now)
    assert entry_of_one(again).get("STATUS") == status


def test_break_of_an_earlier_version_s_ledger_gets_no_revision_and_no_entry() -> None:
    became = edition("kind: break", before=edition(now=BEFORE), now=BEFORE)
    events = {u: replace(r.event, withdrawn=None) for u, r in became.records.items()}
    records = {
        uid: replace(record, event=events[uid], digest=digest(events[uid], became.itinerary))
        for uid, record in became.records.items()
    }
    programme = with_recorded(became.itinerary, records.values())
    before = replace(became, records=records, itinerary=programme)
    assert edition("kind: break", before=before, now=BEFORE) is before
    assert entry_of_one(before) == {}


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
        ("doors: 09:30", "doors: 09:00", "Changed: Doors open: 09:00; it was 09:30."),
        (
            "press: {call: 09:30}",
            "press: {call: 09:00}",
            "Changed: Press call: 09:00; it was 09:30.",
        ),
        (
            "spoken: en",
            "spoken: [en, de]",
            "Changed: Languages: English and German; it was English.",
        ),
        ("price: 12 €", "", "No longer said: Price."),
        ("", "result: 3:1", "The result was added."),
        ("", "kind: break", "It is a break now, and not in calendars."),
    ],
)  # fmt: skip
def test_change_of_a_fact_is_told_with_the_fact(before: str, after: str, sentence: str) -> None:
    first = edition(before)
    (change,) = changes(first, edition(after, before=first))
    assert sentences(change, Language.of("en")) == (sentence,)
