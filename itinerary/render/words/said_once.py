"""What is the same of all events of a list: it is said once above the rows, which leave it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from itinerary.model.itinerary import Event, Participation, Source
from itinerary.model.text import Text
from itinerary.model.when import Timed
from itinerary.render.words import wording
from itinerary.render.words.language import Language
from itinerary.value import Value


class SaidOnce(Value):
    """The `sources` of all events, and the role of those who take part that rows leave out."""

    sources: tuple[Source, ...] = ()
    role: Text | None = None

    def sources_of(self, event: Event) -> tuple[Source, ...]:
        """Return the sources that the row of an event names."""
        return event.sources if event.sources != self.sources else ()

    def who(self, event: Event, language: Language) -> str:
        """Return who takes part in an event, for its row."""
        return language.series(
            taking.party.name.to(language.tag)
            if taking.role and taking.role == self.role
            else wording.party_words(taking, language)
            for taking in event.parties
        )


NOTHING = SaidOnce()
"""Each row says all."""


def said_once(events: Sequence[Event]) -> SaidOnce:
    """Return what is said once of events whose rows name all who take part."""
    role = usual_role(taking for event in events for taking in event.parties)
    return SaidOnce(shared_sources(events), role)


def shared_sources(events: Iterable[Event]) -> tuple[Source, ...]:
    """Return the sources of every event but breaks, if all have the same ones; else nothing."""
    found = {event.sources for event in events if not event.is_break}
    return found.pop() if len(found) == 1 else ()


def usual_role(named: Iterable[Participation]) -> Text | None:
    """Return the role that a list need not repeat: all that it names have a role, and at least half
    of the times it is this one. None if no role is so frequent."""
    roles = Counter(taking.role for taking in named)
    if not roles or None in roles:
        return None
    role, times = roles.most_common(1)[0]
    return role if times > 1 and 2 * times >= roles.total() else None


def one_clock(events: Sequence[Event]) -> Event | None:
    """Return an event with the clocks by which all announced times of `events` are, if they are the
    same: of one zone, and set alike."""
    timed = {
        (e.zone.info.key, e.when.start.utcoffset()): e
        for e in reversed(events)
        if isinstance(e.when, Timed)
    }
    return next(iter(timed.values())) if len(timed) == 1 else None
