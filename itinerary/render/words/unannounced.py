"""The unannounced facts of an event, stated as plainly as the announced ones."""

from __future__ import annotations

from collections.abc import Iterator

from itinerary.ledger import Edition
from itinerary.ledger.edition import certain_end
from itinerary.model.itinerary import Event, Itinerary, Place, Status
from itinerary.model.when import Day, Span, Timed, Window
from itinerary.render.words.language import Language


def unannounced(event: Event, itinerary: Itinerary, language: Language) -> tuple[str, ...]:
    """Return, as nouns, what is not yet known of an event: the day, the hour, the place.

    It is empty for a cancelled event and a break, and leaves out properties that the event does not
    have, as its author says.

    It follows from the programme alone: the participants of a meeting are expected if other events
    of its category name theirs.
    """
    if event.status is Status.CANCELLED or event.is_break:
        return ()
    return tuple(_open(event, itinerary, language))


def unannounced_in(edition: Edition, event: Event, language: Language) -> tuple[str, ...]:
    """Return the same of an event of an edition; nothing of one that is over when the edition is
    published."""
    end = certain_end(event)
    if end and end <= edition.published:
        return ()
    return unannounced(event, edition.itinerary, language)


def _open(event: Event, itinerary: Itinerary, language: Language) -> Iterator[str]:
    say = language.say
    if event.status is Status.TENTATIVE:
        yield say("whether it will take place")
    if event.status is Status.POSTPONED:
        yield say("when it will take place instead")
    match event.when:
        case None | Window():
            yield say("the day")
            yield say("the hour")
        case Day(part=None):
            yield say("the hour")
        case Day():
            yield say("the exact hour")
        case Timed(end=None) if "end" not in event.without:
            yield say("when it ends")
    if event.place is None:
        if not event.placeless:
            yield say("the place")
    elif not isinstance(event.when, Span):  # an event of several days is not at one door
        yield from _open_of_place(event.place, itinerary, language)
    declined = "parties" in event.without
    if not event.parties and not declined and _names_expected(event, itinerary):
        yield say("who takes part")


def _open_of_place(place: Place, itinerary: Itinerary, language: Language) -> Iterator[str]:
    if place.address or place.addressless:  # a house to go to, even if it has rooms
        return
    if any(other.within and other.within.id == place.id for other in itinerary.places):
        yield language.say("the exact place")
    elif place.addressed() is None and not any(around.addressless for around in place.chain()):
        yield language.say("the address")


def _names_expected(event: Event, itinerary: Itinerary) -> bool:
    """Tell whether some event of the same category says who takes part."""
    return any(category.id in itinerary.categories_with_parties for category in event.categories)
