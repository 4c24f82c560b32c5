"""The pages of an event and of what it has: what is known, what is open, and honest links."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from itinerary.ledger import Edition, revise
from itinerary.model.itinerary import Coordinates, Event, Place, Status, TimeZone
from itinerary.model.reading_order import agenda
from itinerary.model.text import Text
from itinerary.model.when import MIDNIGHT, Timed
from itinerary.model.zones import zone
from itinerary.render.calendars.entry_text import description, summary
from itinerary.render.calendars.vevent import start_and_end
from itinerary.render.vendors import calendar_links
from itinerary.render.vendors.calendar_links import add_once_links
from itinerary.render.vendors.map_links import map_links
from itinerary.render.words.language import Language
from itinerary.source import read
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website.publication import MOST_BESIDE, Publication
from itinerary.website.tracked_reads import READS
from tests.conftest import NOW, PROGRAMMES, SITE, edition_of, led_to
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page

HEAD = """
id: small
title: Small
languages: [en, zh]
zone: Asia/Shanghai
published: 2024-01-01
places:
  town: {name: Town, coordinates: [40, 116]}
  hall: {name: Hall, in: town, address: 1 Street}
  field: {name: Field, coordinates: [41, 117]}
  house: {name: House, in: town, address: 2 Street}
  room: {name: Room, in: house}
  call: {name: Video call, address: none}
parties:
  ann: {name: Ann, description: Chair}
  bob: {name: Bob, link: "https://www.bob.example/me"}
categories:
  talk: {name: Talk}
  lunch: {name: Lunch, length: 30 min}
sources: {me: {who: Me}}
events:
"""


def programme(*events: str) -> bytes:
    rows = (f"  - {{id: e{n}, title: E{n}, sources: me, {row}}}\n" for n, row in enumerate(events))
    return (HEAD + "".join(rows)).encode()


def edition(*events: str) -> Edition:
    return revise(None, read(programme(*events), file="small.yaml", now=NOW).itinerary, NOW)


def site(of: Edition) -> FlaskClient:
    publication = Publication(of, SITE)
    return cached_app(publication).test_client()


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\xa0", " ")


# --- what is not announced -----------------------------------------------------------------------

TALK = "parties: [ann], categories: talk"


@pytest.mark.parametrize(
    ("event", "open"),
    [
        (f"when: 2027-05-16 10:00 to 11:00, place: hall, {TALK}", []),
        (f"when: 2027-05-16 10:00, place: hall, {TALK}", ["when it ends"]),
        (f"when: 2027-05-16, place: hall, {TALK}", ["the hour"]),
        (f"when: 2027-05-16 evening, place: hall, {TALK}", ["the exact hour"]),
        (f"when: within 2027-05-16 to 2027-05-17, place: hall, {TALK}", ["the day", "the hour"]),
        (f"when: all 2027-05-16 to 2027-05-17, place: town, {TALK}", []),
        (f"place: hall, {TALK}", ["the day", "the hour"]),
        (f"when: 2027-05-16 10:00 to 11:00, {TALK}", ["the place"]),
        (f"when: 2027-05-16 10:00 to 11:00, place: town, {TALK}", ["the exact place"]),
        (f"when: 2027-05-16 10:00 to 11:00, place: field, {TALK}", ["the address"]),
        ("when: 2027-05-16 10:00 to 11:00, place: hall, categories: talk", ["who takes part"]),
        ("when: 2027-05-16 10:00 to 11:00, place: hall, categories: lunch", []),
        (
            f"when: 2027-05-16, place: hall, status: tentative, {TALK}",
            ["whether it will take place", "the hour"],
        ),
        (
            f"when: 2027-05-16 10:00 to 11:00, place: hall, status: postponed, {TALK}",
            ["when it will take place instead"],
        ),
        ("status: cancelled", []),
        (f"when: 2027-05-16 10:00, end: none, place: hall, {TALK}", []),
        (f"when: 2027-05-16 10:00 to 11:00, place: none, {TALK}", []),
        (f"when: 2027-05-16 10:00 to 11:00, place: call, {TALK}", []),
        (f"when: 2027-05-16 10:00 to 11:00, place: house, {TALK}", []),
        ("when: 2027-05-16 10:00 to 11:00, place: hall, parties: none, categories: talk", []),
    ],
)
def test_page_lists_exactly_the_unannounced_facts(event: str, open: list[str]) -> None:
    # The other talk, whose speaker is named, is why a reader may expect one.
    of = edition(event, f"when: 2027-05-16 10:00 to 11:00, place: hall, {TALK}")
    first = of.itinerary.by_id["e0"]
    publication = Publication(of, SITE)
    assert list(publication.unannounced(first.id, "en")) == open
    html = site(of).get("/en/events/e0/").text
    listed = re.findall(r'<ul class="open">(.*?)</ul>', html, re.DOTALL)
    assert [words(item).strip() for item in re.findall("<li>(.*?)</li>", "".join(listed))] == open
    assert ("Not yet announced" in html) == bool(open)


def test_past_event_lists_no_unannounced_facts() -> None:
    events = ("when: 2024-05-16 10:00", "when: within 2024-05-16 to 2024-05-17, status: tentative")
    before = edition(*events)
    again = read(programme(*events, "when: 2027-01-01"), file="small.yaml", now=NOW).itinerary
    after = revise(before, again, NOW)
    for id in ("e0", "e1"):
        html = site(before).get(f"/en/events/{id}/").text
        assert "Not yet announced" in html
        assert 'data-until="2024-05-1' in html  # recency.js takes it away when that is past
        assert "Not yet announced" not in site(after).get(f"/en/events/{id}/").text
    assert "Not yet announced" in site(after).get("/en/events/e2/").text


def test_event_without_place_does_not_mention_one() -> None:
    client = site(edition("when: 2027-05-16 10:00, end: none, place: none, categories: talk"))
    html = words(client.get("/en/events/e0/").text)
    assert "Where" not in html
    assert "to be announced" not in html
    feed = client.get("/en/events/e0.ics").text.replace("\r\n ", "")
    assert "There is no set end\\; shown as 1 hour." in feed
    assert "LOCATION" not in feed


def test_a_programme_that_goes_nowhere_does_not_promise_cities() -> None:
    events = ("when: 2027-05-16 10:00, place: call", "when: 2027-05-17 10:00, place: none")
    client = site(edition(*events))
    page = client.get("/en/map/").text
    assert 'class="lead"' not in page
    html = words(page)
    assert "Without a place" in html
    assert "announced" not in html.partition("<footer")[0].split("As of")[0]
    assert 'href="map/"' not in client.get("/en/").text
    awaited = site(edition(*events, "when: 2027-05-18 10:00"))
    assert "No city was announced yet." in words(awaited.get("/en/map/").text)
    assert 'href="map/"' in awaited.get("/en/").text


def test_map_of_a_programme_online_has_a_page_but_is_not_among_the_main_ones() -> None:
    online = site(edition("when: 2027-05-16 10:00, online: https://call.example"))
    assert 'href="map/"' not in online.get("/en/").text
    html = words(online.get("/en/map/").text)
    assert "Online" in html
    assert "No place was announced yet." not in html


def test_of_no_event_of_the_visit_an_hour_a_day_or_an_address_is_known(
    visit: FlaskClient, editions: dict[str, Edition]
) -> None:
    for event in editions["visit"].itinerary.events:
        html = visit.get(f"/en/events/{event.id}/").text
        if event.id == "state-visit":  # lasts all days, in all the country
            assert "Not yet announced" not in html
            continue
        (listed,) = re.findall(r'<ul class="open">(.*?)</ul>', html, re.DOTALL)
        assert "<li>the day</li>" in listed
        assert "<li>the hour</li>" in listed
        assert ("the address" if event.place else "the place") in listed
        assert "As of 14 May 2024" in words(html)
    assert "尚未公布" in visit.get("/zh/events/gala/").text
    assert "Ещё не объявлено" in visit.get("/ru/events/gala/").text


# --- what belongs together -----------------------------------------------------------------------


def test_people_places_and_categories_lead_to_their_pages(visit: FlaskClient) -> None:
    page = Page(visit.get("/en/events/talks/").text)
    found = page.targets("/en/events/talks/", "a")
    for path in ("parties/xi/", "parties/putin/", "categories/talks/", "places/beijing/"):
        assert f"/en/{path}" in found
        assert "Talks between Xi Jinping and Vladimir Putin" in visit.get(f"/en/{path}").text


def test_event_names_its_predecessor_and_follower(visit: FlaskClient) -> None:
    assert "follows “Talks between" in words(visit.get("/en/events/signing/").text)
    talks = words(visit.get("/en/events/talks/").text)
    assert "is followed by “ Signing of a joint statement" in talks


@pytest.mark.parametrize("of", PROGRAMMES)
def test_from_event_to_event_one_reads_the_whole_programme_in_order(
    of: str, editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    client = client_of(of)
    order = [
        e.id for section in agenda(editions[of].itinerary.events, MIDNIGHT) for e in section.events
    ]
    for before, here, behind in zip([None, *order], order, [*order[1:], None], strict=False):
        page = Page(client.get(f"/en/events/{here}/").text)
        at = {a["rel"]: a["href"] for a in page.all("a") if a.get("rel") in ("prev", "next")}
        assert at == {
            rel: f"../{id}/" for rel, id in (("prev", before), ("next", behind)) if id is not None
        }


def test_roles_are_listed_with_the_events_in_which_they_are_played() -> None:
    of = edition(
        "parties: [{party: ann, role: chair}, bob]",
        "parties: [{party: ann, role: speaker}]",
        "parties: [{party: ann, role: chair}]",
    )
    client = site(of)
    (roles,) = re.findall(
        r'<dl class="facts roles">.*?</dl>', client.get("/en/parties/ann/").text, 16
    )
    assert words(roles).split() == ["chair", "E0", "E2", "speaker", "E1"]
    bob = client.get("/en/parties/bob/").text
    assert "roles" not in bob
    assert ">bob.example</a>" in bob
    assert "Chair" in client.get("/en/parties/ann/").text


def test_a_role_that_a_party_always_has_is_said_without_its_events() -> None:
    html = site(edition("parties: [{party: ann, role: chair}]", TALK.replace("ann", "bob"))).get(
        "/en/parties/ann/"
    )
    assert "chair" in words(html.text)
    assert html.text.count('href="../../events/e0/"') == 1


def test_long_lists_of_a_role_are_folded() -> None:
    of = edition(*["parties: [{party: ann, role: chair}]"] * 6, TALK)
    html = site(of).get("/en/parties/ann/").text
    assert "6 events" in words(re.findall(r"<summary>.*?</summary>", html, re.DOTALL)[-1])


def test_the_index_has_everything_with_the_number_of_its_events(visit: FlaskClient) -> None:
    html = visit.get("/en/index/").text
    of = edition_of("visit").itinerary
    for path, things in (
        ("places", of.places),
        ("parties", of.parties),
        ("categories", of.categories),
    ):
        for thing in things:
            assert html.count(f'href="../{path}/{thing.id}/"') == 1
    assert "Vladimir Putin 8 President of Russia" in words(html)
    assert "Harbin 3" in words(html)


@pytest.mark.parametrize("field", ["places", "parties", "categories"])
def test_a_shortened_address_leads_to_the_index(visit: FlaskClient, field: str) -> None:
    got = visit.get(f"/zh/{field}/")
    assert got.status_code == 301
    assert led_to(f"/zh/{field}/", got) == f"/zh/index/#{field}"
    assert f'id="{field}"' in visit.get("/zh/index/").text


@pytest.mark.parametrize("path", ["parties/nobody", "categories/none", "places/nowhere"])
def test_unknown_id_is_404(visit: FlaskClient, path: str) -> None:
    assert visit.get(f"/en/{path}/").status_code == 404


def test_a_category_without_events_has_its_page_and_calendar(visit: FlaskClient) -> None:
    client = site(edition("when: 2024-05-16, categories: talk"))
    html = client.get("/en/categories/lunch/").text
    assert "Nothing was announced here." in html
    assert "calendars show 30 minutes" in words(html)
    assert f'value="{SITE}feeds/en/categories/lunch.ics"' in html


# --- other events --------------------------------------------------------------------------------


def listed(html: str, heading: str) -> list[str]:
    """Return the ids of the events in the list under a heading."""
    found = re.search(rf"<h2>{re.escape(heading)}</h2>(.*?)</section>", html, re.DOTALL)
    return re.findall(r'href="\.\./(\w+)/"', found[1]) if found else []


def test_page_lists_the_events_at_the_same_time_with_their_places() -> None:
    client = site(
        edition(
            "when: 2027-05-16 10:00 to 11:00, place: hall",
            "when: 2027-05-16 11:00 to 12:00, place: hall",
            "when: 2027-05-16 10:30 to 12:00, place: room",
            "when: 2027-05-16 10:00 to 10:30, place: hall, status: cancelled",
            "when: 2027-05-16, place: hall",
            "when: 2027-05-16 10:00 to 11:00, kind: break",
        )
    )
    html = client.get("/en/events/e0/").text
    assert listed(html, "At the same time") == ["e2"]
    assert "10:30–12:00 · Room" in words(html)
    assert listed(client.get("/en/events/e3/").text, "At the same time") == []


def test_page_counts_the_parallel_events_that_it_does_not_list() -> None:
    client = site(edition(*["when: 2027-05-16 10:00 to 11:00"] * (MOST_BESIDE + 3)))
    html = client.get("/en/events/e0/").text
    assert listed(html, "At the same time") == [f"e{n}" for n in range(1, MOST_BESIDE + 1)]
    assert 'href="../../calendar/2027-05-16/">and 2 more</a>' in html


@pytest.mark.parametrize(
    ("event", "joins"),
    [
        ("when: 2027-05-16 10:00 to 11:00, online: https://call.example/x", True),
        ("when: 2027-05-16 10:00, place: hall, online: https://call.example/x", True),
        ("when: 2027-05-16 10:00 to 11:00, online: yes", False),
        ("when: 2027-05-16 10:00, online: https://call.example/x, status: cancelled", False),
        ("when: 2027-05-16 10:00, online: https://call.example/x, status: postponed", False),
    ],
)
def test_the_first_of_what_one_can_do_is_to_join_an_event_online(event: str, joins: bool) -> None:
    html = site(edition(event)).get("/en/events/e0/").text
    actions = html.split('<ul class="actions">')[1]
    first = actions.split("</li>")[0]
    assert ('href="https://call.example/x" rel="noopener">Join</a>' in first) == joins
    assert ('<li data-until="2027-05-16T03:00:00+00:00">' in first) == joins  # recency.js
    assert joins == (">Join<" in actions)


def test_page_lists_the_nearest_events_of_its_parties() -> None:
    days = [f"when: 2027-05-{n + 1:02}, parties: [ann]" for n in range(12)]
    client = site(edition(*days, "when: 2027-05-30", "when: 2027-05-31, parties: [ann, bob]"))
    html = client.get("/en/events/e6/").text
    assert listed(html, "More with Ann") == ["e3", "e4", "e5", "e7", "e8", "e9"]
    both = client.get("/en/events/e13/").text
    assert listed(both, "More with Ann and Bob") == [f"e{n}" for n in range(6, 12)]
    assert "More with" not in client.get("/en/events/e12/").text


def test_page_lists_one_date_of_each_series_of_its_parties() -> None:
    weekly = "when: 2027-05-0{} 10:00, parties: [ann], repeat: {{every: week, times: 8}}"
    client = site(edition(weekly.format(3), weekly.format(4), "when: 2027-05-20, parties: [ann]"))
    html = client.get("/en/events/e2/").text
    found = re.findall(
        r'href="\.\./(e[01]-[\d-]+)/"', html.split("More with Ann")[1].split("</ul>")[0]
    )
    assert found == ["e1-2027-05-18", "e0-2027-05-24"]


def test_cancelled_event_is_not_more_of_its_parties() -> None:
    client = site(edition("parties: [ann]", "parties: [ann], status: cancelled"))
    assert "More with" not in client.get("/en/events/e0/").text
    assert listed(client.get("/en/events/e1/").text, "More with Ann") == ["e0"]


@pytest.mark.parametrize("read", ["beside", "neighbours", "with_parties"])
@pytest.mark.parametrize(
    ("edit", "changes"), [("description: More of it.", False), ("place: hall", True)]
)
def test_page_depends_only_on_what_its_lists_show_of_other_events(
    read: str, edit: str, changes: bool
) -> None:
    what = "when: 2027-05-16 10:00 to 11:00, parties: [ann]"
    before, after = edition(what, what), edition(what, f"{what}, {edit}")
    answers = [READS[read].answer(Publication(of, SITE), "e0", "en") for of in (before, after)]
    assert (answers[0] != answers[1]) == changes


def test_actions_are_right_below_when_and_where(visit: FlaskClient) -> None:
    html = visit.get("/en/events/talks/").text
    order = ["Where</dt>", 'class="actions"', "Who</dt>", 'class="prose', 'class="locator"']
    order += ["More with", 'id="sources"']
    assert sorted(order, key=html.index) == order


# --- what left -----------------------------------------------------------------------------------


@pytest.fixture
def later() -> Edition:
    """Give an edition from which the second event has gone, with its place and its people."""
    first = edition(
        "when: 2024-05-16, place: hall, parties: [ann], categories: talk",
        "when: 2024-05-17, place: field, parties: [bob], categories: lunch",
        "when: 2024-05-18",
    )
    rest = (
        programme("when: 2024-05-16, place: hall, parties: [ann], categories: talk")
        .replace(b"  field: {name: Field, coordinates: [41, 117]}\n", b"")
        .replace(b'  bob: {name: Bob, link: "https://www.bob.example/me"}\n', b"")
        .replace(b"  lunch: {name: Lunch, length: 30 min}\n", b"")
    )
    rest += b"  - {id: e2, title: E2, sources: me, when: 2024-05-18}\n"
    now = NOW + timedelta(hours=1)
    return revise(first, read(rest, file="small.yaml", now=now).itinerary, now)


def test_removed_facet_keeps_its_page_and_feed(later: Edition) -> None:
    client = site(later)
    assert {thing.id for thing in later.retired} == {"field", "bob", "lunch"}
    every = set(site_paths.pages(Publication(later, SITE)))
    for path in ("places/field", "parties/bob", "categories/lunch"):
        got = client.get(f"/en/{path}/")
        assert got.status_code == 200
        assert f"/en/{path}/" in every
        assert "No longer in the programme." in got.text
        assert 'href="../../events/e1/"' in got.text  # the feed has it too, as cancelled
        assert 'class="ways"' not in got.text  # the page does not offer a subscription
        assert client.get(f"/feeds/en/{path}.ics").status_code == 200
    assert "bob" not in client.get("/en/index/").text
    assert "Field" not in client.get("/en/map/").text


def test_page_of_removed_event_offers_no_copy(later: Edition) -> None:
    html = site(later).get("/en/events/e1/").text
    assert "No longer in the programme." in html
    for word in ("One-time copy", "Subscribe to the programme", "Not yet announced", 'rel="next"'):
        assert word not in html
    assert "Add to calendar" not in html
    assert "data-share" in html
    assert 'href="../../parties/bob/"' in html


# --- one-time copies -----------------------------------------------------------------------------


def query(link: str) -> dict[str, str]:
    found = parse_qs(urlsplit(link).query, strict_parsing=True)
    assert all(len(values) == 1 for values in found.values())
    return {key: values[0] for key, values in found.items()}


def moment(written: str) -> date:
    digits = re.sub(r"[-:]", "", written)
    if "T" not in digits:
        return datetime.strptime(digits, "%Y%m%d").date()
    return datetime.strptime(digits, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def all_links(copy: calendar_links.AddOnceLinks) -> Iterator[str]:
    yield from filter(None, (copy.google, copy.outlook, copy.microsoft365, copy.yahoo))


@cache
def known(of: str) -> Edition:
    return edition_of(of)


@pytest.mark.parametrize("of", PROGRAMMES)
def test_copies_have_facts_of_page_only(of: str) -> None:
    itinerary = known(of).itinerary
    for event in itinerary.events:
        for tag in itinerary.languages:
            speech = Language.of(tag)
            page = f"{SITE}{tag}/events/{event.id}/"
            copy = add_once_links(event, speech, page)
            if event.when is None or event.status is Status.CANCELLED:
                assert copy is None
                continue
            assert copy
            check(copy, event, summary(event, speech), page)


def check(copy: calendar_links.AddOnceLinks, event: Event, title: str, page: str) -> None:
    """Read the links as each vendor would, and hold them against the event."""
    start, end = start_and_end(event)
    timed = isinstance(event.when, Timed)
    free = not timed or event.status is Status.POSTPONED
    google = query(copy.google)
    begins, ends = map(moment, google["dates"].split("/"))
    assert (begins, ends) == (start, end)
    assert google["action"] == "TEMPLATE"
    assert google["text"] == title
    assert google["crm"] == ("AVAILABLE" if free else "BUSY")
    assert google.get("ctz") == (event.zone.info.key if timed else None)
    assert google["details"].endswith(page)
    for link, host in (
        (copy.outlook, "outlook.live.com"),
        (copy.microsoft365, "outlook.office.com"),
    ):
        assert urlsplit(link).hostname == host
        outlook = query(link)
        assert (moment(outlook["startdt"]), moment(outlook["enddt"])) == (start, end)
        assert outlook.get("allday") == (None if timed else "true")
        assert outlook["freebusy"] == ("free" if free else "busy")
        assert outlook["subject"] == title
        assert outlook["body"].endswith(page)
        assert "\n" not in outlook["body"]
    if event.when and not timed and event.when.first != event.when.last:
        assert copy.yahoo is None
    else:
        assert copy.yahoo
        yahoo = query(copy.yahoo)
        assert moment(yahoo["st"]) == start
        assert (moment(yahoo["et"]) == end) if timed else (yahoo["dur"] == "allday")
        assert yahoo["desc"].endswith(page)
    for link in all_links(copy):
        assert len(link) < calendar_links.LONGEST
        assert link.isascii()


def test_copy_of_event_without_hour_says_so_in_title(editions: dict[str, Edition]) -> None:
    talks = editions["visit"].itinerary.by_id["talks"]
    copy = add_once_links(talks, Language.of("en"), f"{SITE}en/events/talks/")
    assert copy
    assert "(date TBA, 16–17 May)" in query(copy.google)["text"]
    assert query(copy.google)["dates"] == "20240516/20240518"


@settings(max_examples=30)
@given(st.text("习近平 <&>\n№", min_size=1, max_size=400), st.integers(0, 6000))
def test_however_long_the_words_are_the_link_is_not(title: str, length: int) -> None:
    event = known("visit").itinerary.by_id["talks"]
    long = Event(
        id=event.id,
        uid=event.uid,
        title=Text((("zh", title.strip() or "会"),)),
        description=Text((("zh", "会谈" * (length // 2) or "会"),)),
        when=event.when,
        zone=event.zone,
        place=event.place,
    )
    page = f"{SITE}zh/events/talks/"
    copy = add_once_links(long, Language.of("zh"), page)
    assert copy
    for link in all_links(copy):
        assert len(link) < calendar_links.LONGEST
        assert unquote(link).endswith(page)


def bodies(copy: calendar_links.AddOnceLinks) -> Iterator[tuple[str, str]]:
    """Yield body and title of each copy as its app shows them."""
    google = query(copy.google)
    yield google["details"], google["text"]
    for link in (copy.outlook, copy.microsoft365):
        outlook = query(link)
        yield unescape(outlook["body"].replace("<br>", "\n")), outlook["subject"]
    if copy.yahoo:
        yahoo = query(copy.yahoo)
        yield yahoo["desc"], yahoo["title"]


def is_shortened(said: str, whole: str, page: str) -> bool:
    """Tell whether it is the whole, or has some of its lines, in their order, with a mark where the
    author's words were cut, and the first and the last."""
    if said in (whole, page):
        return True
    lines = iter(whole.split("\n"))
    kept = [line for line in said.split("\n") if line not in ("", "…")]
    ordered = all(line in lines for line in kept)
    return ordered and kept[0] == whole.split("\n")[0] and kept[-1] == page


def test_a_copy_says_that_an_end_was_not_announced_and_all_else_that_the_feed_says() -> None:
    what = 'links: [{title: Video, url: "https://meet.example/x"}], description: Doors at nine.'
    made = edition(f"place: hall, status: tentative, when: 2024-05-16 10:00, {what}")
    event = made.itinerary.events[0]
    page = f"{SITE}en/events/{event.id}/"
    copy = add_once_links(event, Language.of("en"), page)
    assert copy
    for said, _ in bodies(copy):
        assert said == description(event, Language.of("en"), page)
        assert "The end was not announced; shown as 1 hour.\nExpected" in said
        assert "\n\nDoors at nine.\n\n" in said
        assert "\nVideo: https://meet.example/x\n" in said


def test_a_copy_that_is_too_long_loses_lines_of_the_author_before_details() -> None:
    event = known("visit").itinerary.by_id["talks"]
    words = "\n\n".join(f"{n}. {'Ж' * 30}." for n in range(40))
    long = replace(event, description=Text((("ru", words),)))
    page = f"{SITE}ru/events/talks/"
    copy = add_once_links(long, Language.of("ru"), page)
    assert copy
    details = query(copy.google)["details"]
    body = details.split("\n\n")
    whole = description(long, Language.of("ru"), page)
    assert body[0] == whole.split("\n\n")[0]
    assert body[-1] == whole.split("\n\n")[-1], "people, sources and the page"
    assert body[-2].endswith("…")
    assert details != whole


def test_the_page_calls_a_copy_a_copy_and_a_subscription_a_subscription(visit: FlaskClient) -> None:
    html = visit.get("/en/events/talks/").text
    copy = html[html.index('class="copy"') :].split("</section>")[0]
    assert "a copy never learns of a change or a cancellation" in copy
    assert 'href="../talks.ics" download' in copy
    subscribe = html[html.index('class="keep"') :].split("</section>")[0]
    assert "follows every change" in subscribe
    assert 'href="../../subscribe/?place=beijing"' in subscribe
    assert "talks.ics" not in subscribe


def test_event_without_day_has_no_copy_and_says_why() -> None:
    client = site(edition("place: hall", "when: 2024-05-16"))
    html = client.get("/en/events/e0/").text
    assert "because no day was announced" in html
    assert "e0.ics" not in html


def test_cancelled_event_offers_a_subscription_and_no_copy() -> None:
    html = site(edition("when: 2027-05-16, status: cancelled")).get("/en/events/e0/").text
    assert "Add to calendar" not in html
    assert "One-time copy" not in html
    assert "Subscribe to the programme" in html


# --- maps ----------------------------------------------------------------------------------------

SOMEWHERE = TimeZone(zone("UTC"))


@given(st.floats(-90, 90), st.floats(-180, 180), st.text("Ab 中&#?/", min_size=1, max_size=20))
def test_every_map_is_led_to_the_same_point(latitude: float, longitude: float, name: str) -> None:
    name = name.strip() or "A"
    place = Place(
        id="p",
        name=Text((("en", name),)),
        coordinates=Coordinates(latitude, longitude),
        zone=SOMEWHERE,
    )
    found = {map.name: urlsplit(map.link) for map in map_links(place, Language.of("en"))}
    assert list(found) == ["OpenStreetMap", "Apple Maps", "Google Maps", "Amap", "Yandex Maps"]
    asked = {called: parse_qs(link.query) for called, link in found.items()}
    osm, apple, google = asked["OpenStreetMap"], asked["Apple Maps"], asked["Google Maps"]
    amap, yandex = asked["Amap"], asked["Yandex Maps"]
    pairs = [
        (osm["mlat"][0], osm["mlon"][0]),
        tuple(found["OpenStreetMap"].fragment.removeprefix("map=").split("/")[1:]),
        tuple(apple["ll"][0].split(",")),
        tuple(google["query"][0].split(",")),
        tuple(reversed(amap["position"][0].split(","))),
        tuple(reversed(yandex["pt"][0].split(","))),
    ]
    for one, other in pairs:
        assert float(one) == pytest.approx(latitude, abs=1e-5)
        assert float(other) == pytest.approx(longitude, abs=1e-5)
    assert amap["coordinate"] == ["wgs84"]  # else it would be taken for GCJ-02
    assert amap["name"] == apple["q"] == [name]


def test_a_place_is_marked_where_the_nearest_one_around_it_is() -> None:
    town = Place(
        id="t", name=Text((("en", "Town"),)), coordinates=Coordinates(1.5, -2.0), zone=SOMEWHERE
    )
    hall = Place(id="h", name=Text((("en", "Hall"),)), within=town, zone=SOMEWHERE)
    assert "q=Town" in map_links(hall, Language.of("en"))[1].link
    assert "ll=1.5,-2&" in map_links(hall, Language.of("en"))[1].link
    bare = Place(id="b", name=Text((("en", "Bare"),)), zone=SOMEWHERE)
    assert map_links(bare, Language.of("en")) == ()
