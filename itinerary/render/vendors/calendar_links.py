"""Links that subscribe a calendar app to a feed, or copy an event into it.

Their forms are the vendors'. Most are undocumented and change without notice, so a page always has
the plain way beside them: an address to copy, or a file.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from html import escape
from urllib.parse import quote

from itinerary.model.itinerary import Event, Status
from itinerary.model.when import Timed
from itinerary.render.calendars.client_text import cut
from itinerary.render.calendars.content_lines import utc_time
from itinerary.render.calendars.entry_text import SUMMARY_LENGTH, description, summary
from itinerary.render.calendars.vevent import LOCATION_LENGTH, start_and_end
from itinerary.render.words import place_wording
from itinerary.render.words.language import Language
from itinerary.value import Value

LONGEST = 2000
"""Characters from which browsers or servers cut a link."""

_LENGTHS = (
    (SUMMARY_LENGTH, LOCATION_LENGTH),
    (SUMMARY_LENGTH, 80),
    (80, 40),
)
"""Characters of the title and of the place, tried in this order until a link is short enough."""


class SubscribeLinks(Value):
    """The ways to subscribe to one feed: its address, and links that hand it to an app.

    Google takes a webcal address, Microsoft an https one; webcal itself is for Apple, GNOME, KDE,
    Thunderbird, DAVx5 and ICSx5.
    """

    address: str
    webcal: str
    google: str
    outlook: str
    microsoft365: str


def subscribe_links(address: str, name: str) -> SubscribeLinks:
    """Return the ways to subscribe to the feed at `address` (absolute, http or https)."""
    webcal = "webcal://" + address.split("://", 1)[1]
    whole, called = quote(address, safe=""), quote(name, safe="")
    add = f"/calendar/0/addfromweb?url={whole}&name={called}"
    return SubscribeLinks(
        address=address,
        webcal=webcal,
        google=f"https://calendar.google.com/calendar/r?cid={quote(webcal, safe='')}",
        outlook=f"https://outlook.live.com{add}",
        microsoft365=f"https://outlook.office.com{add}",
    )


class AddOnceLinks(Value):
    """Links that fill in an app's form for a new event: a copy that does not follow changes.

    A link is None if the app's form cannot express honestly what is known.
    """

    google: str
    outlook: str
    microsoft365: str
    yahoo: str | None


def add_once_links(event: Event, language: Language, page: str) -> AddOnceLinks | None:
    """Return the links to copy an event, whose page is at the absolute address `page`; None if it
    has no day, or will not take place.

    An event without an announced hour becomes an all-day entry that leaves the day free and says so
    in its title. Title and text are those of the feed's entry (`entry_text`), also where an end was
    not announced. Each link is shorter than LONGEST.
    """
    if event.when is None or event.status is Status.CANCELLED:
        return None
    start, end = start_and_end(event)
    one_day = isinstance(event.when, Timed) or event.when.first == event.when.last

    def link(form: LinkForm) -> str:
        return _fitting(event, language, page, lambda words: form(event, start, end, words))

    return AddOnceLinks(
        google=link(_google),
        outlook=link(partial(_outlook, "outlook.live.com")),
        microsoft365=link(partial(_outlook, "outlook.office.com")),
        # Yahoo has no form for several whole days.
        yahoo=link(_yahoo) if one_day else None,
    )


class _Words(Value):
    title: str
    place: str
    body: str


LinkForm = Callable[[Event, date, date, _Words], str]
"""Returns the link for an event with its start and end: datetimes, or dates with an exclusive
end."""


def _google(event: Event, start: date, end: date, words: _Words) -> str:
    timed = isinstance(start, datetime)
    busy = timed and event.status is not Status.POSTPONED
    return _link(
        "https://calendar.google.com/calendar/render",
        action="TEMPLATE",
        text=words.title,
        dates=f"{_basic(start)}/{_basic(end)}",
        ctz=event.zone.info.key if timed else "",
        crm="BUSY" if busy else "AVAILABLE",
        location=words.place,
        details=words.body,
    )


def _outlook(host: str, event: Event, start: date, end: date, words: _Words) -> str:
    timed = isinstance(start, datetime)
    busy = timed and event.status is not Status.POSTPONED
    return _link(
        f"https://{host}/calendar/0/deeplink/compose",
        path="/calendar/action/compose",
        rru="addevent",
        startdt=_extended(start),
        enddt=_extended(end),
        allday="" if timed else "true",
        freebusy="busy" if busy else "free",
        subject=words.title,
        location=words.place,
        # Outlook reads the body as HTML, in which a line break is an element.
        body="<br>".join(escape(line, quote=False) for line in words.body.split("\n")),
    )


def _yahoo(_event: Event, start: date, end: date, words: _Words) -> str:
    timed = isinstance(start, datetime)
    return _link(
        "https://calendar.yahoo.com/",
        v="60",
        title=words.title,
        st=_basic(start),
        # Yahoo cuts a length (`dur=0130`) at a day.
        et=_basic(end) if timed else "",
        dur="" if timed else "allday",
        in_loc=words.place,
        desc=words.body,
    )


def _basic(moment: date) -> str:
    """Return a time in UTC, or a date, as iCalendar writes it: 20240516T020000Z, 20240516."""
    if isinstance(moment, datetime):
        return utc_time(moment.astimezone(UTC))
    return moment.strftime("%Y%m%d")


def _extended(moment: date) -> str:
    """Return a time in UTC, or a date, in ISO 8601: 2024-05-16T02:00:00Z, 2024-05-16."""
    if isinstance(moment, datetime):
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return moment.isoformat()


def _fitting(event: Event, language: Language, page: str, form: Callable[[_Words], str]) -> str:
    """Return the link with as much of the feed's text as fits: a Chinese character takes nine of an
    address. The title and the place are cut only if the text alone does not make it fit."""
    title = summary(event, language)
    place = place_wording.event_location(event, language)

    def link(body: str) -> str:
        return form(_Words(named, located, body))

    def fits(body: str) -> bool:
        return len(link(body)) < LONGEST

    for title_length, place_length in _LENGTHS:
        named, located = cut(title, title_length), cut(place, place_length)
        body = description(event, language, page, fits)
        if fits(body):
            return link(body)
    return link(page)


def _link(base: str, **fields: str) -> str:
    """Return a link with the fields that are not empty."""
    query = "&".join(f"{key}={quote(value, safe='')}" for key, value in fields.items() if value)
    return f"{base}?{query}"
