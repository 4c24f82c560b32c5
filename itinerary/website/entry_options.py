"""The options that pages offer for the entries of a calendar, with one entry as it will be."""

from __future__ import annotations

from collections.abc import Sequence

from itinerary.model.feed_options import OPTIONS, REMINDERS, FeedOptions
from itinerary.model.itinerary import Event, Status
from itinerary.render.calendars.entry_text import summary
from itinerary.render.calendars.vevent import has_sure_hour
from itinerary.render.words import wording
from itinerary.render.words.language import Language
from itinerary.value import Value


class Example(Value):
    """An entry as calendar apps show it: its title and its time in words; `reminded` tells whether
    it can have a reminder."""

    title: str
    when: str
    reminded: bool


def of(
    events: Sequence[Event], options: FeedOptions, page: Language, calendar: Language
) -> dict[str, object]:
    """Return what the macro `entry_options` needs, on a page in one language and for a calendar of
    dated events in another."""
    return {
        "feed_options": options,
        "option_keys": tuple(OPTIONS),
        "reminders": {key: page.ahead(length) for key, length in REMINDERS.items()},
        "example": _example(events, calendar, options),
    }


def _example(events: Sequence[Event], language: Language, options: FeedOptions) -> Example | None:
    """Return an entry on which the options can be seen, as far as there is one: with words after
    its title if these are left out, with an hour if it is to be reminded of."""
    shown = [e for e in events if not (options.cancelled and e.status is Status.CANCELLED)]

    def shows(event: Event) -> int:
        worded = bool(options.titles) and bool(wording.around_title(event, language)[1])
        return 2 * (bool(options.remind) and has_sure_hour(event)) + worded

    best = max(shown, key=shows, default=None)
    if best is None:
        return None
    title = summary(best, language, short=bool(options.titles))
    return Example(title, wording.when_words(best, language), has_sure_hour(best))
