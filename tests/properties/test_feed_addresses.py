"""Addresses of feeds: whatever filters and options are asked for, in whatever order, each meaning
has one address, and options change entries alike whichever filters choose these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from hypothesis import example, given
from hypothesis import strategies as st

from itinerary.ledger import Edition, revise
from itinerary.ledger.chosen_events import chosen
from itinerary.model.feed_options import DEFAULT, OPTIONS, FeedOptions
from itinerary.model.itinerary import Status
from itinerary.model.selection import Selection
from itinerary.model.selection_query import FILTERS
from itinerary.model.when import Timed
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.serve.living import LivingSelections
from itinerary.website.publication import Publication
from itinerary.website.site_paths import facet_ids
from tests.conftest import SITE, edition_of, led_to
from tests.support.cached_app import cached_app
from tests.support.examples import examples
from tests.support.small_programme import SUMMIT, itinerary
from tests.support.visit import FIRST, HOUR, START, VISIT, edited, without
from tools.golden import GOLDEN

WHOLE = addresses.feed(VISIT.id, Selection(), "en")
MARKS = [("utm_source", "x"), ("fbclid", "1"), ("remind", ""), ("titles", "")]
"""What people, services and forms add to an address, which means nothing."""


def shown() -> Edition:
    """Return the visit with an event that has an hour, a cancelled one, and a removed one."""
    at = datetime(2024, 5, 16, 19, tzinfo=VISIT.by_id["gala"].zone.info)
    programme = edited(VISIT, "gala", when=Timed(at))
    programme = edited(without(programme, "forum"), "expo", status=Status.CANCELLED)
    return revise(FIRST, programme, START + HOUR)


EDITION = shown()


class Site:
    """A site of each kind of feed. `paths` are those of feeds that take options and no filters."""

    def __init__(self, folder: Path) -> None:
        selections = LivingSelections(str(folder / "selections.sqlite"))
        self.client: FlaskClient = cached_app(
            Publication(EDITION, SITE), living=selections
        ).test_client()
        ours = {"Origin": SITE.rstrip("/")}
        uids = [event.uid for event in EDITION.itinerary.counted]
        made = self.client.post("/my", json={"events": uids}, headers=ours).json
        assert made
        self.paths = [
            Address.GUESSED_FEED.path(),
            addresses.feed(VISIT.id, Selection.only("places", "harbin"), "en"),
            addresses.feed(VISIT.id, Selection.only("categories", "talks"), "zh"),
            addresses.chosen_feed("en", chosen(EDITION, EDITION.itinerary.counted).code),
            addresses.living_feed("en", made["secret"]),
        ]
        self.paths += [addresses.jcal(path) for path in self.paths[1:]]
        self.close = selections.store.close


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with TemporaryDirectory() as folder:
        made = Site(Path(folder))
        yield made
        made.close()


@pytest.fixture(scope="module")
def summit() -> FlaskClient:
    return cached_app(Publication(revise(None, itinerary(SUMMIT), START), SITE)).test_client()


options = st.builds(
    FeedOptions, **{key: st.sampled_from(["", *values]) for key, values in OPTIONS.items()}
)
days = st.dates(date(2024, 5, 14), date(2024, 5, 19))
selections = st.builds(
    Selection,
    **{
        field: st.lists(st.sampled_from(sorted(facet_ids(EDITION, field))), max_size=2)
        if field != "days"
        else st.lists(days, max_size=2)
        for field in FILTERS.values()
        if field == "days" or facet_ids(EDITION, field)
    },
).map(lambda made: Selection(**{f: getattr(made, f) for f in FILTERS.values()}))


def pairs_of(selection: Selection) -> list[tuple[str, str]]:
    return [(key, str(value)) for key, f in FILTERS.items() for value in getattr(selection, f)]


@st.composite
def disordered(draw: st.DrawFn, pairs: list[tuple[str, str]]) -> str:
    """Draw a query that means the same as `pairs`: in any order, some of them twice, with marks."""
    again = draw(st.lists(st.sampled_from(pairs), max_size=2)) if pairs else []
    marks = draw(st.lists(st.sampled_from(MARKS), max_size=2))
    return urlencode(draw(st.permutations([*pairs, *again, *marks])))


def check_leads(client: FlaskClient, path: str, query: str, canonical: str) -> None:
    """Check that an address is the canonical one, or leads there."""
    asked = f"{path}?{query}" if query else path
    answer = client.get(asked)
    if asked != canonical:
        assert (answer.status_code, led_to(asked, answer)) == (301, canonical), asked
        answer = client.get(canonical)
    assert answer.status_code == 200, canonical


@examples(60)
@given(data=st.data(), selection=selections, chosen=options, as_jcal=st.booleans())
def test_filters_and_options_in_any_order_have_one_address(
    site: Site, data: st.DataObject, selection: Selection, chosen: FeedOptions, as_jcal: bool
) -> None:
    query = data.draw(disordered([*pairs_of(selection), *chosen.pairs]))
    canonical = addresses.feed(VISIT.id, selection, "en", chosen)
    if as_jcal:
        check_leads(site.client, addresses.jcal(WHOLE), query, addresses.jcal(canonical))
    else:
        check_leads(site.client, WHOLE, query, canonical)


@examples(60)
@given(data=st.data(), chosen=options)
def test_options_of_every_other_feed_have_one_address(
    site: Site, summit: FlaskClient, data: st.DataObject, chosen: FeedOptions
) -> None:
    query = data.draw(disordered(chosen.pairs))
    behind = f"?{urlencode(chosen.pairs)}" if chosen.pairs else ""
    for path in site.paths:
        check_leads(site.client, path, query, path + behind)
    path = addresses.deadlines_feed("summit", "en")
    check_leads(summit, path, query, addresses.deadlines_feed("summit", "en", chosen))


def entries(client: FlaskClient, address: str) -> dict[bytes, bytes]:
    """Return the entries of a feed, byte for byte, by their UIDs."""
    found = re.findall(
        rb"^BEGIN:VEVENT\r\n.*?^END:VEVENT\r\n", client.get(address).data, re.DOTALL | re.MULTILINE
    )
    uids = [re.search(rb"^UID:(.*(?:\r\n .*)*)\r$", one, re.MULTILINE) for one in found]
    return {uid[1]: one for uid, one in zip(uids, found, strict=True) if uid}


@examples(60)
@given(selection=selections, chosen=options)
@example(Selection.only("categories", "economy"), FeedOptions(cancelled="hide"))
@example(Selection.only("places", "harbin"), FeedOptions(remind="1d", titles="short"))
def test_options_and_filters_commute(site: Site, selection: Selection, chosen: FeedOptions) -> None:
    """A filter takes the same entries out of a feed with options as out of one without."""
    usual, formed = (entries(site.client, with_options(WHOLE, some)) for some in (DEFAULT, chosen))
    assert formed.keys() <= usual.keys()
    filtered = entries(site.client, addresses.feed(VISIT.id, selection, "en"))
    both = entries(site.client, addresses.feed(VISIT.id, selection, "en", chosen))
    wanted = {uid: formed[uid] for uid in filtered if uid in formed}
    if wanted:
        assert both == wanted
    else:
        assert both.keys().isdisjoint(usual), "a notice, because a calendar is never empty"
        assert len(both) == 1


def with_options(path: str, chosen: FeedOptions) -> str:
    return f"{path}?{urlencode(chosen.pairs)}" if chosen.pairs else path


@examples(20)
@given(chosen=st.lists(options, max_size=3))
def test_a_feed_without_options_is_the_golden_one_whatever_was_asked_for_before(
    chosen: list[FeedOptions], golden: FlaskClient
) -> None:
    for some in chosen:
        golden.get(with_options(WHOLE, some))
    assert golden.get(WHOLE).data == (GOLDEN / "visit.en.ics").read_bytes()
    place = addresses.feed(VISIT.id, Selection.only("places", "harbin"), "en")
    assert golden.get(place).data == (GOLDEN / "visit.harbin.en.ics").read_bytes()


@pytest.fixture(scope="module")
def golden() -> FlaskClient:
    return cached_app(Publication(edition_of("visit"), SITE)).test_client()
