"""A selection of events: by place, party, category, track, series and day."""

from __future__ import annotations

from datetime import date, time

from itinerary.model.itinerary import FACETS, Event, Former, Itinerary
from itinerary.model.when import MIDNIGHT, When, programme_days
from itinerary.value import Value, force_setattr


class Selection(Value):
    """A filter over events; empty, it is the whole programme.

    Values of one filter are alternatives, filters add up: (Harbin or Beijing) and talks. A place
    includes the places in it. An event of several possible days is on each of them.
    Each of its `days` is one of the programme, which lasts from `day_starts` to the same hour of
    the next day. Values are sorted and unique, so that equal selections are equal values.
    """

    places: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    days: tuple[date, ...] = ()
    day_starts: time = MIDNIGHT

    def __post_init__(self) -> None:
        for name in (*FACETS, "days"):
            force_setattr(self, name, tuple(sorted(set(getattr(self, name)))))
        if not self.days:
            force_setattr(self, "day_starts", MIDNIGHT)

    @property
    def facets(self) -> tuple[tuple[str, str], ...]:
        """The facets that it names: field and id of each."""
        return tuple((field, id) for field in FACETS for id in getattr(self, field))

    @classmethod
    def only(cls, field: str, id: str) -> Selection:
        """Return the selection of one facet; `field` is one of FACETS."""
        return cls(**{field: (id,)})  # type: ignore[arg-type]  # field is never days

    def had(self, former: Former) -> bool:
        """Tell whether it had an event when that was last announced."""
        of = set(former.facets)
        named = ([(field, id) for id in getattr(self, field)] for field in FACETS)
        return self._has_day_of(former.when) and not any(
            facets and of.isdisjoint(facets) for facets in named
        )

    def _has_day_of(self, when: When) -> bool:
        first, last = programme_days(when, self.day_starts)
        return not self.days or any(first <= day <= last for day in self.days)

    def __contains__(self, event: Event) -> bool:
        # Cheapest first: this is evaluated for each event and each feed of an edition.
        if self.days and not (event.when and self._has_day_of(event.when)):
            return False
        if self.places:
            chains = (place.chain() for place in event.places)
            if not any(place.id in self.places for chain in chains for place in chain):
                return False
        if self.categories and not any(c.id in self.categories for c in event.categories):
            return False
        if self.series and event.series_id not in self.series:
            return False
        if self.tracks and not any(track.id in self.tracks for track in event.tracks):
            return False
        return not self.parties or any(
            party.id in self.parties
            for party in (*(taking.party for taking in event.parties), *event.organisers)
        )

    def of(self, itinerary: Itinerary) -> tuple[Event, ...]:
        """Return the events of `itinerary` that it selects, in the author's order."""
        return tuple(event for event in itinerary.events if event in self)
