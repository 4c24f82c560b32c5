"""What the site serves: an edition at an address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property

from itinerary.formats import icalendar
from itinerary.formats.icalendar import Feed, Vevents
from itinerary.formats.plan import Plan
from itinerary.formats.route import Route, route
from itinerary.ledger import Edition, Entry
from itinerary.model import Event, Itinerary, Selection, agenda
from itinerary.source.problems import Problem


@dataclass(frozen=True)
class Publication:
    """An edition as it is served at `site` (absolute, ends in a slash).

    `log` returns the editions up to this one with what they changed, newest first: all that are
    told on the site for None, those that changed one event for its UID. `trouble` has what is wrong
    with a newer state of the file, which is therefore not served. `vevents` is handed on from
    publication to publication.
    """

    edition: Edition
    site: str
    log: Callable[[str | None], tuple[Entry, ...]] = field(default=lambda _: (), compare=False)
    trouble: tuple[Problem, ...] = field(default=(), compare=False)
    vevents: Vevents = field(default_factory=Vevents, compare=False)

    @property
    def itinerary(self) -> Itinerary:
        """The programme."""
        return self.edition.itinerary

    def in_trouble(self, problems: tuple[Problem, ...]) -> Publication:
        """Return the same publication, with what is wrong with the newer state of the file."""
        return replace(self, trouble=problems)

    @cached_property
    def plan(self) -> Plan:
        """Its calendar."""
        return Plan(self.itinerary)

    @cached_property
    def order(self) -> tuple[Event, ...]:
        """The events in the order of reading."""
        return tuple(e for section in agenda(self.itinerary.events) for e in section.events)

    @cached_property
    def route(self) -> Route:
        """Where the programme goes."""
        return route(self.itinerary)

    def feed(self, selection: Selection, language: str) -> Feed:
        """Render a feed; see `formats.icalendar.feed`."""
        return icalendar.feed(
            self.edition, selection, language, site=self.site, vevents=self.vevents
        )

    def single(self, event: str, language: str) -> Feed:
        """Render an event's one-time copy; see `formats.icalendar.single`."""
        chosen = self.edition.find(event)
        if chosen is None:
            raise KeyError(event)
        return icalendar.single(self.edition, chosen, language, site=self.site)
