"""One table of addresses: the routes of the app, and the links that lead to them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.routing import MapAdapter

from itinerary.model.itinerary import FACETS, Picture
from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.website.app import create_app
from tests.support.examples import examples

OTHER = {"absolute", "image", "relative", "translation"}
"""Functions of `addresses` that return a reference to any path, or that are given one."""

SHARED = {"deadline", "deadlines_feed", "joining_page"}
"""Functions that return paths of addresses for which another function is tried, too."""

HARBIN = Selection.only("places", "harbin")
DAY = Selection(days=(date(2024, 5, 16),))

slugs = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
tags = st.sampled_from(["en", "zh", "pt-BR", "zh-Hant"])
days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
codes = st.from_regex("[A-Za-z0-9_-]{9,200}", fullmatch=True)
secrets = st.from_regex("[A-Za-z0-9_-]{22}", fullmatch=True)
pictures = st.builds(
    Picture,
    digest=st.from_regex("[0-9a-f]{20}", fullmatch=True),
    type=st.sampled_from(["jpeg", "webp"]),
    width=st.just(1600),
    height=st.just(900),
)


def link(
    function: Callable[..., str], *of: Any, **named: Any
) -> tuple[Callable[..., str], st.SearchStrategy[str]]:
    """Return a function of `addresses`, and what it returns for values of these strategies."""
    return function, st.builds(function, *of, **named)


LINKS: dict[Address, tuple[Callable[..., str], st.SearchStrategy[str]]] = {
    Address.HOME: link(addresses.home, tags),
    Address.CALENDAR: link(addresses.calendar_page, tags),
    Address.CALENDAR_MONTH: link(addresses.calendar_month, tags, days),
    Address.CALENDAR_DAY: link(addresses.calendar_day, tags, days),
    Address.TIMELINE: link(addresses.timeline_page, tags),
    Address.TIMELINE_YEAR: link(addresses.timeline_year, tags, days),
    Address.TIMELINE_MONTH: link(addresses.timeline_month, tags, days),
    Address.TIMELINE_WEEK: link(addresses.timeline_week, tags, days),
    Address.MAP: link(addresses.map_page, tags),
    Address.SUBSCRIBE: link(
        addresses.subscribe_page, tags, st.sampled_from([Selection(), HARBIN, DAY]), tags
    ),
    Address.CHANGES: link(addresses.changes_page, tags),
    Address.ADVISORY: link(addresses.advisory_page, tags),
    Address.ADVISORY_TEXT: link(addresses.advisory_text, tags),
    Address.ABOUT: link(addresses.about_page, tags),
    Address.INDEX: link(addresses.index_page, tags),
    Address.PLACE: link(addresses.place_page, tags, slugs),
    Address.PARTY: link(addresses.party_page, tags, slugs),
    Address.CATEGORY: link(addresses.category_page, tags, slugs),
    Address.TRACK: link(addresses.track_page, tags, slugs),
    Address.SERIES: link(addresses.series_page, tags, slugs),
    Address.EVENT: link(addresses.event_page, tags, slugs),
    Address.MINE: link(addresses.my_page, tags),
    Address.MINE_CHOSEN: link(addresses.chosen_page, tags, codes),
    Address.CHOSEN_FEED: link(addresses.chosen_feed, tags, codes),
    Address.LIVING_FEED: link(addresses.living_feed, tags, secrets),
    Address.LIVING_FEED_JCAL: link(addresses.jcal, st.builds(addresses.living_feed, tags, secrets)),
    Address.MY_SELECTION: link(addresses.my_selection, secrets),
    Address.EMBED_BUILDER: link(addresses.embed_page, tags),
    Address.SCREEN: link(addresses.screen_page, tags, st.sampled_from([Selection(), HARBIN])),
    Address.OFFLINE: link(addresses.offline_page, tags),
    Address.FEED: link(addresses.feed, slugs, st.sampled_from([Selection(), DAY]), tags),
    Address.FACET_FEED: link(
        addresses.feed,
        slugs,
        st.builds(Selection.only, st.sampled_from(FACETS), slugs),
        tags,
    ),
    Address.FEED_JCAL: link(addresses.jcal, st.builds(addresses.feed, slugs, st.just(DAY), tags)),
    Address.PROGRAMME_TEXT: link(addresses.programme_text, tags),
    Address.NEWSML: link(addresses.newsml, slugs),
    Address.EVENT_FILE: link(addresses.event_file, tags, slugs),
    Address.API_PROGRAMME: link(addresses.programme_json, st.sampled_from([Selection(), DAY])),
    Address.API_EVENT: link(addresses.event_json, slugs),
    Address.API_FACET: link(addresses.facet_json, st.sampled_from(FACETS), slugs),
    Address.API_EDITIONS: link(addresses.editions_json),
    Address.API_EDITION: link(addresses.edition_json, st.integers(1, 999)),
    Address.API_DESCRIPTION: link(addresses.openapi),
    Address.API_PAGE: link(addresses.api_page, tags),
    Address.FRAME: link(addresses.frame, tags, st.sampled_from([Selection(), HARBIN])),
    Address.EVENT_FRAME: link(addresses.frame, tags, event=slugs),
    Address.FRAME_COLOURS: link(addresses.frame_colours),
    Address.FRAME_COLOURS_OF: link(
        addresses.frame_colours, st.from_regex("[0-9a-f]{6}", fullmatch=True)
    ),
    Address.OEMBED: link(addresses.oembed, st.just("https://visit.example/en/")),
    Address.CHANGES_ATOM: link(addresses.changes_atom, tags),
    Address.CHANGES_JSON: link(addresses.changes_json, tags),
    Address.MINE_JSON: link(addresses.my_programme_json, tags),
    Address.CHOSEN_PDF: link(addresses.chosen_pdf, tags, codes),
    Address.ZONES: link(addresses.zones, tags),
    Address.SEARCH_INDEX: link(addresses.search_index, tags),
    Address.PDF: link(addresses.pdf, tags),
    Address.SHARE_IMAGE: link(addresses.share_image, tags),
    Address.EVENT_SHARE_IMAGE: link(addresses.event_share_image, tags, slugs),
    Address.PICTURE: link(addresses.picture, pictures, st.sampled_from([480, 1600])),
    Address.FAVICON: link(addresses.icon, st.just("favicon.ico")),
    Address.MANIFEST: link(addresses.manifest, tags),
    Address.SITEMAP_PART: link(addresses.sitemap_part, st.integers(1, 999)),
}
"""Functions that return the paths of addresses with variables."""


@cache
def routes() -> MapAdapter:
    """Return the routes of an app; it is asked for nothing, so it needs no publication."""
    return create_app(lambda: pytest.fail("no page is rendered")).url_map.bind("visit.example")


def test_every_route_of_the_app_is_in_the_table_and_every_address_has_a_route() -> None:
    rules = [rule.rule for rule in routes().map.iter_rules()]
    assert sorted(rules) == sorted(Address)


@examples(30)
@given(st.data())
def test_every_link_is_routed_by_the_rule_of_its_address(data: st.DataObject) -> None:
    for address, (_, links) in LINKS.items():
        path = data.draw(links).partition("?")[0]
        rule, _ = routes().match(path, return_rule=True)
        assert rule.rule == address, path


def test_links_to_deadlines_and_their_calendar_are_routed() -> None:
    for programme in ("small", "deadlines"):
        path = addresses.deadlines_feed(programme, "en")
        assert routes().match(path, return_rule=True)[0].rule == Address.FEED
        assert path != addresses.feed(programme, Selection(), "en")
    page = addresses.deadline("en", "deadline--visas").partition("#")[0]
    assert routes().match(page, return_rule=True)[0].rule == Address.ADVISORY


def test_every_function_that_returns_a_path_is_tried() -> None:
    public = {
        name: function
        for name, function in inspect.getmembers(addresses, inspect.isfunction)
        if function.__module__ == addresses.__name__ and not name.startswith("_")
    }
    paths = {n for n, f in public.items() if inspect.signature(f).return_annotation == "str"}
    assert paths - OTHER - SHARED == {function.__name__ for function, _ in LINKS.values()}


@pytest.mark.parametrize("address", [a for a in Address if "<" not in a])
def test_an_address_without_variables_is_its_own_path(address: Address) -> None:
    assert address.path() == address.value
