"""A publication: an edition that the site serves at an address."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache, cached_property, partial
from hashlib import blake2b, sha256

from markupsafe import Markup

from itinerary.errors import Problem
from itinerary.ledger import Edition, EditionStamp, LogEntry, canonical
from itinerary.ledger.chosen_events import ChosenEvents
from itinerary.model.feed_options import DEFAULT, FeedOptions
from itinerary.model.itinerary import Event, Itinerary, OwnWords, Status, TimeZone
from itinerary.model.parallel import ParallelEvents
from itinerary.model.reading_order import agenda
from itinerary.model.selection import Selection
from itinerary.model.selection_query import filters_of
from itinerary.model.text import Text
from itinerary.model.when import Timed
from itinerary.render.calendars.feed import (
    Feed,
    render_chosen_feed,
    render_deadlines,
    render_event_file,
    render_feed,
)
from itinerary.render.calendars.vevent_cache import VeventCache
from itinerary.render.documents import pdf
from itinerary.render.drawings import share_image
from itinerary.render.fragments import Kept
from itinerary.render.layout import bars
from itinerary.render.layout.months import CalendarLayout
from itinerary.render.layout.route import Route, route
from itinerary.render.search import SearchIndex, search_index
from itinerary.render.words import moment_wording, said_once
from itinerary.render.words.language import Language
from itinerary.render.words.unannounced import unannounced_in
from itinerary.render.words.wording import beside_title
from itinerary.value import Value, field
from itinerary.website.jinja.row_cache import Rows

FRESH = timedelta(days=3)
"""The time for which a changed event is marked in lists."""

MOST_BESIDE = 8
"""The number of events at the same time that an event's page lists."""

MOST_WITH_PARTIES = 6
"""The number of other events of its parties that an event's page lists."""


class Beside(Value):
    """Events at the same time as an event: those that start nearest to it, in the order of their
    starts, and how many there are beside these."""

    events: tuple[Event, ...] = ()
    more: int = 0


def _unknown(number: int) -> Edition:
    raise LookupError(f"edition {number} is not known here")


class Publication(Value, dict=True, eq=False):
    """An edition as it is served at `site` (absolute, ends in a slash).

    `log` returns the editions up to this one with what they changed, newest first: all that are
    told on the site for None, those that changed one event for its UID. `trouble` has what is wrong
    with a newer state of the file, which is therefore not served. `vevents` and `rows` are handed
    on from publication to publication. `rendition` returns a picture, by digest and width, from the
    ledger. `editions` returns all editions up to this one, and `at` the one of a number as it was
    published. `local` tells whether only people at the machine of the server see the pages: what is
    wrong is for them alone, because it has paths, names of hosts and words that are not published.
    """

    edition: Edition
    site: str
    log: Callable[[str | None], tuple[LogEntry, ...]] = lambda _: ()
    trouble: tuple[Problem, ...] = ()
    vevents: VeventCache = field(default_factory=VeventCache)
    rows: Rows = field(default_factory=Rows)
    rendition: Callable[[str, int], bytes | None] = lambda *_: None
    local: bool = False
    editions: Callable[[], tuple[EditionStamp, ...]] = tuple
    at: Callable[[int], Edition] = _unknown

    @property
    def itinerary(self) -> Itinerary:
        """The programme."""
        return self.edition.itinerary

    def has_edition(self, number: int) -> bool:
        """Tell whether there is an edition of a number, up to this one."""
        return 0 < number <= len(self.editions())

    @property
    def stamp(self) -> datetime:
        """The Last-Modified of answers that do not have a time of their own. Nothing else may show
        it (see `export.incremental`)."""
        return self.edition.published

    @cached_property
    def calendar(self) -> CalendarLayout:
        """The layout of its calendar."""
        return CalendarLayout(self.itinerary)

    # A page whose reads name its language shows of the events nothing that is only in another one
    # (see `tracked_reads`), nor their revisions.

    def days(self, first: date, last: date, language: str) -> CalendarLayout:
        """Return the layout of its calendar, for a page in a language that shows of the events on
        other days only when and where they are."""
        del first, last, language  # they are tracked
        return self.calendar

    def layout(self, language: str) -> CalendarLayout:  # noqa: ARG002  it is tracked
        """Return the layout of its calendar, for a page in a language."""
        return self.calendar

    def programme(self, language: str) -> Itinerary:  # noqa: ARG002  it is tracked
        """Return the programme, for a page in a language."""
        return self.itinerary

    def in_order(self, language: str) -> tuple[Event, ...]:  # noqa: ARG002  it is tracked
        """Return the events in the order of reading, for a page in a language."""
        return self.order

    def version(self, event: Event) -> tuple[str, str]:
        """Return hashes of all that can be seen of an event, and of the rest of the programme."""
        return self.edition.records[event.uid].digest, self.edition.head

    def said(self, event: Event, language: str) -> str:
        """Return a hash of all that can be seen of an event in a language."""
        if event.uid not in self._said:
            made = self.rows.get(event.uid, "said", self.version(event), lambda: self._made(event))
            self._said[event.uid] = dict(zip(self.itinerary.languages, made.split(), strict=True))
        return self._said[event.uid][language]

    def _made(self, event: Event) -> Markup:
        """Return the hashes of what can be seen of an event in each language."""
        found = canonical.by_language(event, self.itinerary.languages).values()
        return Markup(" ").join(blake2b(one.encode(), digest_size=10).hexdigest() for one in found)

    @cached_property
    def listed(self) -> Callable[[Event, str], str]:
        """Returns a hash of what the page of one event shows of another in its lists, in a
        language; places are in the head."""

        @cache
        def listed(uid: str, language: str) -> str:
            event = self.edition.records[uid].event
            place = event.place and event.place.id
            shown = (event.id, event.title.pick(language), event.when, event.zone.info.key)
            reason = event.reason and event.reason.pick(language)
            of = repr((*shown, event.status, reason, place))
            return blake2b(of.encode(), digest_size=10).hexdigest()

        return lambda event, language: listed(event.uid, language)

    @cached_property
    def _said(self) -> dict[str, dict[str, str]]:
        return {}

    @cached_property
    def schedule(self) -> str:
        """A hash of when and where each event is, and of what it is apart from words."""
        known = repr(
            [
                (
                    *(event.id, event.when, event.zone, event.status, event.kind, event.online),
                    event.after and event.after.id,
                    [place.id for place in event.places],
                    [category.id for category in event.categories],
                    [track.id for track in event.tracks],
                )
                for event in self.itinerary.events
            ]
        )
        return sha256(known.encode()).hexdigest()

    def events_on(self, first: date, last: date) -> tuple[Event, ...]:
        """Return the events that the calendar shows on these days, each once."""
        found: dict[str, Event] = {}
        for column in bars.each_day(first, last):
            found |= {event.id: event for event in self.calendar.shown_on(column.first)}
        return tuple(found.values())

    @cached_property
    def order(self) -> tuple[Event, ...]:
        """The events in the order of reading."""
        sections = agenda(self.itinerary.events, self.itinerary.day_starts)
        return tuple(event for section in sections for event in section.events)

    @cached_property
    def search_index(self) -> Callable[[str], SearchIndex]:
        """Returns the index of its words, in the language that it is given."""

        def make(tag: str) -> SearchIndex:
            names = {series.id: series.name.to(tag) for series in self.itinerary.series}
            return search_index(self.order, names, tag)

        return cache(make)

    def count(self, key: str, value: str) -> int:
        """Return how many events pass a filter (`selection_query.filters_of`), without breaks."""
        return self._counts[key, value]

    @cached_property
    def _counts(self) -> Counter[tuple[str, str]]:
        starts = self.itinerary.day_starts
        return Counter(key for event in self.itinerary.counted for key in filters_of(event, starts))

    @cached_property
    def route(self) -> Route:
        """The route of the programme."""
        return route(self.itinerary)

    # Facts that the page of one event shows of the others. Each is a small value, so that such a
    # page changes only if one of these values does (see `export.incremental`).

    @cached_property
    def as_of(self) -> date:
        """The day of the edition."""
        return moment_wording.moment_day(self.edition.published, self.itinerary)

    @cached_property
    def origins(self) -> tuple[str, ...]:
        """The origins elsewhere from which pages load pictures: https://img.example."""
        origins = {image.origin for image in self.edition.images}
        # A ledger may have older editions, in which there was http.
        return tuple(sorted(origin for origin in origins if origin.startswith("https:")))

    def picture(self, digest: str, width: int) -> bytes | None:
        """Return a rendition of a picture that pages show, None if they do not show it."""
        picture = self.edition.pictures.get(digest)
        if picture is None or width not in picture.renditions:
            return None
        body = self.rendition(digest, width)
        if body is None and width == picture.face:  # an earlier version made none as small
            body = self.rendition(digest, picture.widths[0])
        return body

    @cached_property
    def has_pdf(self) -> Callable[[str], bool]:
        """Tells whether there is a PDF of the programme in a language."""
        return cache(partial(pdf.has_pdf, self.itinerary))

    @cached_property
    def has_share_image(self) -> Callable[[str], bool]:
        """Tells whether there is a share image of the programme in a language."""
        return cache(partial(share_image.has_share_image, self.itinerary, None))

    @cached_property
    def has_map(self) -> bool:
        """Whether drawings say something about where the programme takes place."""
        return self.route.drawn

    @cached_property
    def has_places(self) -> bool:
        """Whether there is anything to say of places: an event takes place somewhere, or awaits its
        place."""
        return any(
            any(not place.addressless for place in event.places)
            if event.places
            else not event.placeless
            for event in self.itinerary.events
        )

    @cached_property
    def has_times(self) -> bool:
        """Whether any event has an hour."""
        return any(isinstance(event.when, Timed) for event in self.itinerary.events)

    @cached_property
    def zones(self) -> tuple[TimeZone, ...]:
        """The time zones of the programme and of its events, each once."""
        zones = (self.itinerary.zone, *(event.zone for event in self.itinerary.events))
        return tuple(dict.fromkeys(zones))

    @cached_property
    def only_zone(self) -> TimeZone | None:
        """The zone in which all hours are, if it is one."""
        zones = {
            event.zone.info.key: event.zone
            for event in reversed(self.itinerary.events)
            if isinstance(event.when, Timed)
        }
        return next(iter(zones.values())) if len(zones) == 1 else None

    @cached_property
    def usual_role(self) -> Text | None:
        """The role that lists on pages need not repeat; they do not name who is in the title."""
        tag = self.itinerary.languages[0]
        return said_once.usual_role(
            taking for event in self.itinerary.events for taking in beside_title(event, tag)
        )

    def neighbours(self, id: str, language: str) -> tuple[Event | None, Event | None]:  # noqa: ARG002  it is tracked
        """Return the events before and after one in the order of reading, for a list in a
        language, as the next two are."""
        at = self._places[id]
        order = self.order
        return order[at - 1] if at else None, order[at + 1] if at + 1 < len(order) else None

    @cached_property
    def _places(self) -> dict[str, int]:
        return {event.id: at for at, event in enumerate(self.order)}

    def beside(self, id: str, language: str) -> Beside:  # noqa: ARG002  it is tracked
        """Return the events at the same time as one."""
        found = self._parallel.to(self.itinerary.by_id[id])
        nearest = sorted(found[:MOST_BESIDE], key=lambda event: self._places[event.id])
        return Beside(tuple(nearest), len(found) - len(nearest))

    @cached_property
    def _parallel(self) -> ParallelEvents:
        return ParallelEvents(event for event in self.order if not event.is_break)

    def with_parties(self, id: str, language: str) -> tuple[Event, ...]:  # noqa: ARG002  it is tracked
        """Return other events with a party of one, in the order of reading: those nearest to it
        that were not cancelled. The other dates of its series are on the page of that; of another
        series, the nearest date stands for all."""
        at = self._places[id]
        own = self.itinerary.series_of(self.itinerary.by_id[id])

        def others(party: str) -> list[int]:
            found = self._taking_part.get(party, [])
            if own is None:
                return found
            return [place for place in found if self.order[place].series_id != own.id]

        near = {
            place
            for taking in self.itinerary.by_id[id].parties
            for places in [others(taking.party.id)]
            for middle in [bisect_left(places, at)]
            for place in places[max(0, middle - MOST_WITH_PARTIES) :][: 2 * MOST_WITH_PARTIES + 1]
        }
        nearest: dict[str, int] = {}
        for place in sorted(near - {at}, key=lambda place: (abs(place - at), place)):
            other = self.order[place]
            series = self.itinerary.series_of(other)
            nearest.setdefault(f"series {series.id}" if series else other.uid, place)
        chosen = sorted(list(nearest.values())[:MOST_WITH_PARTIES])
        return tuple(self.order[place] for place in chosen)

    @cached_property
    def _taking_part(self) -> dict[str, list[int]]:
        """The places in the order of reading at which a party takes part."""
        found: dict[str, list[int]] = {}
        for at, event in enumerate(self.order):
            if event.status is not Status.CANCELLED:
                for taking in event.parties:
                    found.setdefault(taking.party.id, []).append(at)
        return found

    def has_namesake(self, id: str) -> bool:
        """Tell whether another event of the programme has the same title as one, which may have a
        tombstone: a date of a series, say."""
        event = self.edition.find(id)
        assert event
        return self._titles[event.title] > (0 if self.is_removed(id) else 1)

    @cached_property
    def _titles(self) -> Counter[Text]:
        return Counter(event.title for event in self.itinerary.events)

    def is_removed(self, id: str) -> bool:
        """Tell whether an event, which may have a tombstone, is not in the programme."""
        return id not in self.itinerary.by_id

    def followers(self, id: str, language: str) -> tuple[Event, ...]:  # noqa: ARG002  it is tracked
        """Return the events of which it is known that they follow one, for a list in a language."""
        return self._following.get(id, ())

    @cached_property
    def _following(self) -> dict[str, tuple[Event, ...]]:
        found: dict[str, tuple[Event, ...]] = {}
        for event in self.itinerary.events:
            if event.after:
                found[event.after.id] = (*found.get(event.after.id, ()), event)
        return found

    def unannounced(self, id: str, language: str) -> tuple[str, ...]:
        """Return what is not yet known of an event; see `unannounced_in`."""
        event = self.edition.find(id)
        assert event
        return unannounced_in(self.edition, event, self.speech(language))

    def speech(self, tag: str, of_theme: tuple[OwnWords, ...] = ()) -> Language:
        """Return a language of pages, with the programme's own words and, where it has none, those
        of a theme; see `Language.marked`."""
        return Language.of(tag, (*self.itinerary.own_words, *of_theme)).marked

    def fresh(self, id: str) -> datetime | None:
        """Return when an event was last changed, if that was shortly before this edition: pages
        know no other clock, and `recency.js` takes the mark away when the reader's says that it is
        old."""
        edition = self.edition
        event = edition.find(id)
        assert event
        revision = edition.revision(event)
        recent = edition.published - revision.modified <= FRESH
        return revision.modified if recent and edition.number > 1 and revision.number else None

    def ids(self, selection: Selection) -> tuple[str, ...]:
        """Return the ids of the events of a selection, in the order of first publication."""
        return tuple(event.id for event in selection.of(self.itinerary))

    def kept(self, *kind: str) -> Kept:
        """Return what keeps the fragments of events that are of a kind, and no HTML."""

        def kept(uid: str, version: object, make: Callable[[], str]) -> str:
            return str(self.rows.get(uid, kind, version, lambda: Markup(make())))  # noqa: S704  it is not HTML

        return kept

    def feed(self, selection: Selection, language: str, options: FeedOptions = DEFAULT) -> Feed:
        """Render a feed; see `render_feed`."""
        cache = self.vevents
        return render_feed(
            self.edition, selection, language, site=self.site, options=options, vevents=cache
        )

    def chosen_feed(
        self,
        choice: ChosenEvents,
        language: str,
        options: FeedOptions = DEFAULT,
        *,
        secret: str = "",
    ) -> Feed:
        """Render the feed of events that a reader chose; see `render_chosen_feed`."""
        return render_chosen_feed(
            self.edition,
            choice,
            language,
            site=self.site,
            secret=secret,
            options=options,
            vevents=self.vevents,
        )

    def deadlines(self, language: str, options: FeedOptions = DEFAULT) -> Feed:
        """Render the feed of deadlines; see `render_deadlines`."""
        cache = self.vevents
        return render_deadlines(
            self.edition, language, site=self.site, options=options, vevents=cache
        )

    def single(self, event: str, language: str) -> Feed:
        """Render an event's one-time copy; see `render_event_file`."""
        chosen = self.edition.find(event)
        if chosen is None:
            raise KeyError(event)
        return render_event_file(self.edition, chosen, language, site=self.site)
