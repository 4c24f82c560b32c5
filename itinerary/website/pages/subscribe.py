"""The page that leads to a subscription of any selection, in any calendar app."""

from __future__ import annotations

from flask import Blueprint, Response

from itinerary.ledger.edition import all_cancelled, all_over
from itinerary.model.feed_options import DEFAULT, FeedOptions
from itinerary.model.reading_order import agenda
from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.calendars.feed import feed_name, selected_names
from itinerary.render.drawings import qr
from itinerary.render.vendors import calendar_apps
from itinerary.render.vendors.calendar_links import SubscribeLinks, subscribe_links
from itinerary.render.words.language import Language
from itinerary.website import entry_options, filter_choices
from itinerary.website.request_context import publication
from itinerary.website.request_language import chosen_language, page_language
from itinerary.website.request_selection import page_options, page_selection
from itinerary.website.responses import render_page

blueprint = Blueprint("subscribe", __name__)

MOST_SHOWN = 100
"""The number of events that the page lists."""


@blueprint.get(Address.SUBSCRIBE)
def page(language: str) -> Response:
    """The instructions for subscribing to the selection of the query, and its events."""
    speech = page_language(language)
    current = publication()
    chosen = chosen_language(language)
    selection = page_selection()
    events = [event for event in current.edition.select(selection) if not event.is_break]
    dated = [event for event in events if event.when]
    options = page_options()
    path = addresses.subscribe_page(language, selection, chosen, options)
    query = path.partition("?")[2]
    address = addresses.absolute(current.site, path)
    ways = subscription(selection, publication().speech(chosen), options)
    return render_page(
        "pages/subscribe.html",
        speech,
        query=query,
        ask={"query": query and f"?{query}"},
        chosen_language=chosen,
        names=selected_names(current.edition, selection, speech),
        events=events,
        dated=dated,
        sections=agenda(dated[:MOST_SHOWN], current.itinerary.day_starts),
        shown=MOST_SHOWN,
        cancelled=all_cancelled(events),
        over=all_over(events),
        ways=ways,
        feed_name=feed_name(current.edition, selection, speech),
        too_long=len(ways.address) > addresses.LONGEST,
        longest=addresses.LONGEST,
        page_address=address,
        qr=qr.svg(address),
        options=filter_choices.of(current, selection, speech),
        **entry_options.of(dated, options, speech, publication().speech(chosen)),
        apps=calendar_apps.APPS,
    )


def subscription(
    selection: Selection, language: Language, options: FeedOptions = DEFAULT
) -> SubscribeLinks:
    """Return the ways to subscribe to the feed of `selection` in a language."""
    current = publication()
    path = addresses.feed(current.itinerary.id, selection, language.tag, options)
    name = feed_name(current.edition, selection, language)
    return subscribe_links(addresses.absolute(current.site, path), name)
