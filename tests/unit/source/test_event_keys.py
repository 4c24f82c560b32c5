"""Keys of events, people and the head, from the file to the model; and their short forms."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from itinerary.ledger.canonical import dump, load
from itinerary.model.itinerary import Attendance, Event, FacetWords, Link, LinkKind
from itinerary.model.selection import Selection
from itinerary.model.when import Day, Part, Timed
from tests.support.small_programme import (
    SMALL,
    assert_shown,
    changed,
    itinerary,
    parse,
    problems,
)


def one(keys: str, *, words: str = SMALL) -> Event:
    """Return the first event of the small programme, with further keys."""
    lines = "".join(f"\n    {line}" for line in keys.splitlines())
    return itinerary(changed("    place: hall", f"    place: hall{lines}", words)).events[0]


def place(value: str, keys: str = "") -> Event:
    return itinerary(changed("    place: hall", f"    place: {value}\n{keys}")).events[0]


@pytest.mark.parametrize(
    ("keys", "url", "access"),
    [
        ("online: https://meet.example/x", "https://meet.example/x", None),
        ("online: Register to get the link", None, "Register to get the link"),
        ("online: yes", None, None),
        ("online: {url: 'https://meet.example/x', access: By ticket}",
         "https://meet.example/x", "By ticket"),
    ],
)  # fmt: skip
def test_online_is_an_address_words_both_or_yes(
    keys: str, url: str | None, access: str | None
) -> None:
    online = one(keys).online
    assert online
    assert (online.url, online.access and online.access.to("en")) == (url, access)


@pytest.mark.parametrize(
    ("feature", "features"),
    [("phone", ("phone",)), ("[video, chat, video]", ("chat", "video")), ("[]", ())],
)
def test_online_has_features_of_its_address_in_one_order(
    feature: str, features: tuple[str, ...]
) -> None:
    online = one(f"online: {{url: 'https://meet.example/x', feature: {feature}}}").online
    assert online
    assert online.features == features


def test_attendance_follows_from_online_and_places() -> None:
    assert one("").attendance is Attendance.ON_SITE
    assert one("online: yes").attendance is Attendance.HYBRID
    assert place("none", "    online: yes\n").attendance is Attendance.ONLINE
    assert place("none").attendance is None
    call = changed("name: Hall, in: town", "name: Call, address: none")
    assert one("", words=call).attendance is None
    assert one("online: yes", words=call).attendance is Attendance.ONLINE


def test_first_of_several_places_decides_the_zone_and_all_have_the_event() -> None:
    words = changed("coordinates: [45.8, 126.5]", "zone: Asia/Shanghai")
    event = itinerary(changed("    place: hall", "    place: [far, hall, far]", words)).events[0]
    assert [here.id for here in event.places] == ["far", "hall"]
    assert event.zone.info.key == "Asia/Shanghai"
    for id in ("far", "hall", "town"):
        assert ("places", id) in event.facets
        assert event in Selection.only("places", id)


def test_tracks_are_a_facet_beside_categories() -> None:
    tracks = "tracks:\n  main: Main stage\n  side: {name: Side, colour: teal}\n"
    words = changed("categories:", f"{tracks}categories:")
    event = one("tracks: [side]", words=words)
    assert [track.name.to("en") for track in event.tracks] == ["Side"]
    assert event.tracks[0].colour
    assert event in Selection.only("tracks", "side")
    assert event not in Selection.only("tracks", "main")
    assert_shown(
        problems(changed("    place: hall", "    place: hall\n    tracks: sid", words)),
        ["25:13 events[0].tracks: there is no track “sid”; did you mean side?"],
    )


def test_words_of_the_head_name_the_facets() -> None:
    words = changed("id: small", "id: small\nwords: {people: Speakers, tracks: {en: Stages}}")
    names = itinerary(words).words
    assert names.parties
    assert names.tracks
    assert (names.parties.to("en"), names.tracks.to("en")) == ("Speakers", "Stages")
    assert itinerary(changed("id: small", "id: small")).words == FacetWords()


def test_links_have_kinds_and_need_no_title() -> None:
    event = one(
        "links:\n  - https://a.example\n  - {url: 'https://b.example', kind: slides}\n"
        "  - {url: 'https://c.example', title: More}"
    )
    plain, slides, more = event.links
    assert plain == Link(None, "https://a.example")
    assert slides.kind is LinkKind.SLIDES
    assert more.title
    assert one("links: https://a.example").links == (plain,)


def test_registration_has_a_deadline_as_exact_as_it_is_known() -> None:
    def by(words: str) -> object:
        registration = one(f"registration: {{link: 'https://a.example', by: {words}}}").registration
        assert registration
        return registration.by

    assert by("2026-05-10") == Day(date(2026, 5, 10))
    assert by("2026-05-10 evening") == Day(date(2026, 5, 10), Part.EVENING)
    moment = by("2026-05-10 18:00")
    assert isinstance(moment, Timed)
    assert moment.start.astimezone(UTC) == datetime(2026, 5, 10, 16, tzinfo=UTC)


def test_registration_in_short_is_an_address_or_words() -> None:
    link, note = one("registration: https://a.example").registration, one(
        "registration: At the door"
    ).registration  # fmt: skip
    assert link
    assert note
    assert (link.link, link.note) == ("https://a.example", None)
    assert note.note
    assert note.link is None


@pytest.mark.parametrize(
    ("keys", "shown"),
    [
        ("registration: {by: all 2026-05-10 to 2026-05-11}",
         "*registration.by: *is not a single day or moment; write the last day, such as 2026-05-1"),
        ("registration: {by: 2026-03-29 02:30}", "*registration.by: *not exist in Europe/Berlin*"),
        ("registration: {}", "*registration: this does not say how to register*"),
        ("doors: 7pm", "*doors: “7pm” is not a time of day; write 19:00"),
        ("doors: 11:00", "*doors: the doors open at 11:00, after the start at 10:00; mend*"),
        ("online: no", "*online: an event is only online if it says so; remove online:"),
        ("online: {}", "*online: this does not say how to attend*"),
        ("online: {feature: telephone}",
         "*online.feature[[]0]: “telephone” is not known here; write phone"),
        ("contact: ask Tom", "*contact: “ask Tom” is no way to reach anybody; write an e-mail*"),
        ("spoken: [english]", "*spoken[[]0]: “english” is not a language*"),
        ("organiser: clib", "*organiser: there is no party “clib”; did you mean club?"),
        ("kind: pause", "*kind: “pause” is not known here; write break"),
        ("recording: {licence: x}", "*recording.url: “url” is missing*"),
        ("place: [hall, 7]", "*place[[]1]*"),
    ],
)  # fmt: skip
def test_wrong_value_says_what_to_write(keys: str, shown: str) -> None:
    if keys.startswith("place"):
        (found,) = problems(changed("    place: hall", f"    {keys}"))
    else:
        (found,) = problems(changed("    place: hall", f"    place: hall\n    {keys}"))
    line = f"{found.path}: {found.message}; {found.hint}"
    for part in shown.replace("[[]", "[").split("*"):
        assert part in line


def test_doors_open_before_the_start_even_if_that_is_after_midnight() -> None:
    doors = one("doors: 09:30").doors_open
    assert doors
    assert doors.isoformat() == "2026-05-16T09:30:00+02:00"
    late = itinerary(
        changed(
            "    when: 2026-05-16 10:00 to 11:00", "    when: 2026-05-16 00:30\n    doors: 23:00"
        )
    ).events[0]
    assert late.doors == time(23)
    assert late.doors_open
    assert late.doors_open.date() == date(2026, 5, 15)
    unknown = itinerary(changed("    when: 2026-05-16 10:00 to 11:00", "    doors: 19:00")).events[
        0
    ]
    assert unknown.doors_open is None


def test_event_says_in_words_and_lists_what_its_author_says() -> None:
    event = one(
        "spoken: [en, bfi]\nprice: 12 €\ncapacity: 120\nlevel: beginners\nage: 16+\n"
        "accessibility: Step-free\ntags: Jazz\norganiser: club\ncontact: +49 30 123456\n"
        "result: |\n  **3 : 1**\n\n  after extra time\nrecording: https://v.example/1"
    )
    assert event.spoken == ("en", "bfi")
    said = event.price, event.capacity, event.level, event.age, event.accessibility
    assert [words and words.to("en") for words in said] == [
        "12 €", "120", "beginners", "16+", "Step-free",
    ]  # fmt: skip
    assert [tag.to("en") for tag in event.tags] == ["Jazz"]
    assert ("parties", "club") in event.facets
    assert event in Selection.only("parties", "club")
    assert event.recording
    assert event.recording.url == "https://v.example/1"


def test_ledger_reads_what_it_wrote_of_every_key() -> None:
    event = one(
        "online: {feature: [chat, video]}\nspoken: en\nprice: free\ndoors: 09:00\norganiser: club\n"
        "kind: break\n"
        "registration: {by: 2026-05-10 18:00, note: x}\nrecording: {url: 'https://v.example',"
        " licence: CC BY 4.0}\ntags: [a, b]\nlinks: https://a.example"
    )
    again = load(dump(event))
    assert again == event
    assert event.registration
    assert again.registration
    assert again.registration.by == event.registration.by


def test_party_has_a_line_or_a_biography() -> None:
    line = itinerary(changed("ada: {name: Ada}", "ada: {name: Ada, description: engineer}"))
    assert line.parties[0].description
    assert line.profile("parties", "ada").text is None
    words = changed(
        "ada: {name: Ada}",
        "ada:\n    name: Ada\n    affiliation: Analytical Engines\n    links: https://ada.example\n"
        "    description: |\n      Ada *wrote*\n\n      programmes.",
    )
    long = itinerary(words)
    profile = long.profile("parties", "ada")
    assert long.parties[0].description is None
    assert long.parties[0].affiliation
    assert profile.text
    assert profile.links == (Link(None, "https://ada.example"),)


def test_new_biography_is_no_revision_of_the_events_of_a_person() -> None:
    words = "ada:\n    name: Ada\n    description: |\n      {}\n\n      More."
    before, after = (
        itinerary(changed("ada: {name: Ada}", words.format(text))) for text in ("One", "Two")
    )
    assert dump(before.events[0]) == dump(after.events[0])
    assert before.profiles != after.profiles


def test_plain_value_stands_for_a_map_of_one_name_and_for_a_list_of_one() -> None:
    short = parse("""\
id: small
title: Small
languages: en
zone: UTC
background: It was founded in 1900.
places:
  bar: Bar
parties:
  xi: Xi Jinping
categories:
  talk: Talk
sources:
  b: Board
events:
  - id: one
    title: One
    place: bar
    parties: xi
    categories: talk
    sources: b
    links: https://a.example
""")
    assert not short.warnings
    (event,) = short.itinerary.events
    assert event.place
    assert event.place.name.to("en") == "Bar"
    assert event.parties[0].party.name.to("en") == "Xi Jinping"
    assert event.sources[0].who.to("en") == "Board"
    assert short.itinerary.background[0].text.to("en") == "It was founded in 1900."


def test_break_needs_no_source_and_is_not_counted() -> None:
    reading = parse(changed("    categories: [talk]\n    sources: [press]\n", "    kind: break\n"))
    assert not reading.warnings
    assert [event.id for event in reading.itinerary.counted] == ["two"]
