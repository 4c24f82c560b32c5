"""Changes of an event's time, in sentences: “The time is now known: …”."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from itinerary.ledger.diff import differs
from itinerary.model.itinerary import Event
from itinerary.model.when import Day, Span, Timed, When, Window
from itinerary.render.words import clock_wording, wording
from itinerary.render.words.language import Language, _


def time_sentences(before: Event, after: Event, language: Language) -> Iterator[str]:
    """Yield what changed of an event's time: it became known, moved, or is open again."""
    if differs(before, after, "when"):
        message = _when_message(before.when, after.when)
        now, was = when_phrase(after, language), _before_words(before, after, language)
        yield language.say(message, when=now, before=was)
        if isinstance(after.when, Timed):
            return  # the sentence has named the zone
    if after.when is None:
        return
    noon = datetime.combine(after.when.first, time(12))
    moment = after.when.start if isinstance(after.when, Timed) else noon
    old, new = (
        clock_wording.zone_name(event.zone, moment.replace(tzinfo=event.zone.info), language)
        for event in (before, after)
    )
    if old != new:
        yield language.say("The time zone is now %(zone)s.", zone=new)


def when_phrase(event: Event, language: Language) -> str:
    """Return all that is known of an event's time; that it is to be announced if nothing is."""
    if event.when is None:
        return language.say("time to be announced")
    return wording.when_words(event, language)


def _before_words(before: Event, after: Event, language: Language) -> str:
    """Return the former time, without its zone and its day if the new time has the same."""
    old, new = before.when, after.when
    if (
        isinstance(old, Timed)
        and isinstance(new, Timed)
        and before.zone == after.zone
        and old.start.utcoffset() == new.start.utcoffset()
    ):
        hours = wording.time_words(before, language)
        if old.first == new.first:
            return hours
        return language.day_comma.join((wording.date_words(before, language), hours))
    return when_phrase(before, language)


_KNOWN = _("The time is now known: %(when)s.")
_OPEN = _("The time is open again: %(when)s.")
_MOVED = _("Moved to %(when)s; it was %(before)s.")
_LONGER = _("It is now longer: %(when)s; it was %(before)s.")
_SHORTER = _("It is now shorter: %(when)s; it was %(before)s.")


def _when_message(old: When | None, new: When | None) -> str:
    """Return the message for a transition, with `%(when)s` and perhaps `%(before)s`.

    “Now known” needs a new time that agrees with the former knowledge; any other time has moved.
    """
    match old, new:
        case _, None:
            return _("The date is open again; it was %(before)s.")
        case None, _:
            return _first_known(new)
        case Timed(), Timed():
            return _timed_message(old, new)
        case _ if _latest(new) < old.first or _latest(old) < new.first:
            return _MOVED
        case Window(), _:
            return _narrowed(old, new)
        case Day(), Timed():
            return _KNOWN
        case Day(part=None), Day():
            return _("The part of the day is now known: %(when)s.")
        case Day(part=was), Day(part=now) if was and now:
            return _MOVED
        case Timed() | Day(), Day() | Window():
            return _OPEN
        case Span(), Span():
            return _LONGER if _within(old, new) else _SHORTER if _within(new, old) else _MOVED
        case _:
            return _("The time is now given as %(when)s; it was %(before)s.")


def _first_known(new: When) -> str:
    """Return the message for the first time after no time, or after a period."""
    if isinstance(new, Timed):
        return _KNOWN
    if new.first == _latest(new):
        return _("The day is now known: %(when)s.")
    return _("The days are now known: %(when)s.")


def _narrowed(old: Window, new: When) -> str:
    if not _within(new, old):
        wider = isinstance(new, Window) and _within(old, new)
        return _("The period is now wider: %(when)s; it was %(before)s.") if wider else _MOVED
    if isinstance(new, Window):
        return _("The period is now narrower: %(when)s; it was %(before)s.")
    return _first_known(new)


def _timed_message(old: Timed, new: Timed) -> str:
    if old.start.astimezone(UTC) != new.start.astimezone(UTC):
        return _MOVED
    match old.end, new.end:
        case None, datetime():
            return _("The end is now known: %(when)s.")
        case datetime(), None:
            return _("The end is open again: %(when)s.")
        case datetime() as before, datetime() as after:
            # In UTC: Python never finds times of a repeated hour equal between two zones.
            later = after.astimezone(UTC) - before.astimezone(UTC)
            if later:
                return _LONGER if later > timedelta() else _SHORTER
    return _("Now given in another time zone: %(when)s.")


def _within(inner: When, outer: When) -> bool:
    return outer.first <= inner.first and _latest(inner) <= _latest(outer)


def _latest(when: When) -> date:
    """Return the last possible day."""
    return date.max if isinstance(when, Window) and when.later else when.last
