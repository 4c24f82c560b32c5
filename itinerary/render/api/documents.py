"""The documents of the API: the programme, and single objects of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, cast

import msgspec

from itinerary.ledger import Edition
from itinerary.model.itinerary import FACETS, Event, Fact, Source, TimeZone
from itinerary.model.selection import Selection
from itinerary.model.selection_query import KEY_OF
from itinerary.render import addresses
from itinerary.render.api import objects
from itinerary.render.api.conversion import Conversion, utc
from itinerary.render.calendars.empty_notice import has_calendars
from itinerary.render.fragments import Kept
from itinerary.value import Value

_OBJECTS: Mapping[str, type[Any]] = {
    "places": objects.PlaceJson,
    "parties": objects.PartyJson,
    "categories": objects.CategoryJson,
    "tracks": objects.TrackJson,
    "series": objects.SeriesJson,
}
"""The object of a facet, by field."""


def encode(document: Value) -> bytes:
    """Return a document or an object as JSON, without a line break."""
    return msgspec.json.encode(document)


class Twin:
    """The JSON of an edition, as it is served at `site`, which ends in a slash."""

    def __init__(self, edition: Edition, site: str) -> None:
        self._edition = edition
        self._conversion = Conversion(site)

    # --- events ------------------------------------------------------------------------------

    def event(self, event: Event) -> objects.EventJson:
        """Return the object of an event, a deadline or a tombstone of the edition."""
        edition = self._edition
        return self._conversion.event(
            edition.record(event), edition.ordinal(event), self.addresses_of(event)
        )

    def event_json(self, event: Event, kept: Kept) -> bytes:
        """Return the object of an event as JSON."""
        made = kept(event.uid, self.version(event), lambda: encode(self.event(event)).decode())
        return made.encode()

    def version(self, event: Event) -> tuple[object, ...]:
        """Return what the object of an event depends on: objects of one version are equal."""
        edition = self._edition
        record = edition.record(event)
        return (
            *(record.digest, record.revision, record.removed),
            *(self._conversion.site, edition.itinerary.languages),
            *(edition.find(event.id) is event, self._is_dated(event)),
        )

    def _is_dated(self, event: Event) -> bool:
        return bool(event.when or self._edition.entry(event))

    def addresses_of(self, event: Event) -> objects.AddressesJson:
        """Return the addresses of an event. A deadline stands on the page of the advisory."""
        edition, absolute = self._edition, self._conversion.absolute
        tags = edition.itinerary.languages
        if event.deadline:
            present = edition.record(event).removed is None
            pages = {tag: absolute(addresses.deadline(tag, event.id)) for tag in tags if present}
            return objects.AddressesJson(page=pages)
        if edition.find(event.id) is not event:  # another event has its id now
            return objects.AddressesJson()
        return objects.AddressesJson(
            data=absolute(addresses.event_json(event.id)),
            page={tag: absolute(addresses.event_page(tag, event.id)) for tag in tags},
            calendar={tag: absolute(addresses.event_file(tag, event.id)) for tag in tags}
            if self._is_dated(event)
            else {},
        )

    # --- facets ------------------------------------------------------------------------------

    def facet(self, field: str, facet: Any, events: tuple[str, ...] | None = None) -> Value:
        """Return the object of a place, category, party, track or series, with the ids of its
        `events` if they are given."""
        itinerary, convert = self._edition.itinerary, self._conversion
        given: dict[str, Any] = {"addresses": self._addresses_of_facet(field, facet.id)}
        if events is not None:
            given["events"] = events
        if field == "places":
            given["within"] = facet.within and facet.within.id
        if field == "categories":
            given["length"] = facet.length and int(facet.length.total_seconds()) // 60
        if field in ("places", "parties", "series"):
            given["image"] = convert.value(itinerary.portrait(field, facet.id))
        if field in ("parties", "tracks"):
            profile = itinerary.profile(field, facet.id)
            given |= {"text": convert.value(profile.text), "links": convert.value(profile.links)}
        return cast("Value", convert.object(_OBJECTS[field], facet, **given))

    def find_facet(self, field: str, id: str) -> Any | None:
        """Return a facet of the programme, or of its tombstones, by its id."""
        present = getattr(self._edition.itinerary, field)
        return next((facet for facet in present if facet.id == id), None) or self.facets[field].get(
            id
        )

    def _addresses_of_facet(self, field: str, id: str) -> objects.AddressesJson:
        itinerary, absolute = self._edition.itinerary, self._conversion.absolute
        page, feed = addresses.PAGES[field], Selection.only(field, id)
        tags = itinerary.languages
        return objects.AddressesJson(
            data=absolute(addresses.facet_json(field, id)),
            page={tag: absolute(page(tag, id)) for tag in tags},
            calendar=self._feeds(feed),
        )

    def _feeds(self, selection: Selection) -> dict[str, str]:
        itinerary, absolute = self._edition.itinerary, self._conversion.absolute
        if not has_calendars(self._edition):
            return {}
        return {
            tag: absolute(addresses.feed(itinerary.id, selection, tag))
            for tag in itinerary.languages
        }

    @cached_property
    def facets(self) -> dict[str, dict[str, Any]]:
        """The facets by field and id: those of the programme, then those that only tombstones
        still have."""
        edition = self._edition
        found: dict[str, dict[str, Any]] = {
            field: {facet.id: facet for facet in getattr(edition.itinerary, field)}
            for field in FACETS
        }
        for event in (*edition.tombstones, *edition.deadline_tombstones):
            for field, facet in _facets_of(event):
                found[field].setdefault(facet.id, facet)
        return found

    # --- the programme -----------------------------------------------------------------------

    @cached_property
    def head(self) -> objects.HeadJson:
        """The programme without its events."""
        edition, convert = self._edition, self._conversion
        itinerary = edition.itinerary
        return convert.object(
            objects.HeadJson,
            itinerary,
            edition=edition.number,
            published=edition.published,
            note=edition.note,
            former_languages=edition.former_languages,
            first_published=itinerary.published and utc(itinerary.published),
            words=convert.value(itinerary.words) if any(_fields(itinerary.words)) else None,
            zones=tuple(self._zones()),
            # What the programme has of a source comes before a tombstone's, which may be older.
            sources=self.sources((*itinerary.background, *events_of(edition))),
            retired=tuple(
                convert.object(objects.RetiredJson, retired) for retired in edition.retired
            ),
            addresses=objects.AddressesJson(
                data=convert.absolute(addresses.programme_json()),
                page={tag: convert.absolute(addresses.home(tag)) for tag in itinerary.languages},
                calendar=self._feeds(Selection()),
            ),
            **{
                field: tuple(self.facet(field, facet) for facet in facets.values())
                for field, facets in self.facets.items()
            },
        )

    def programme(self, selection: Selection, kept: Kept) -> bytes:
        """Return the programme, or a selection of its events."""
        edition = self._edition
        chosen = {
            KEY_OF[field]: tuple(map(str, getattr(selection, field)))
            for field in KEY_OF
            if getattr(selection, field)
        }

        def made(events: Iterable[Event]) -> Any:
            """The objects of the selected ones among events, as JSON that msgspec copies."""
            return tuple(
                msgspec.Raw(self.event_json(event, kept))
                for event in sorted(events, key=edition.ordinal)
                if event in selection
            )

        itinerary = edition.itinerary
        document = objects.ProgrammeJson(
            **msgspec.structs.asdict(self.head),
            selection=chosen or msgspec.UNSET,
            events=made(itinerary.events),
            deadlines=made(itinerary.deadlines),
            tombstones=made((*edition.tombstones, *edition.deadline_tombstones)),
        )
        return encode(document)

    def sources(self, citing: Iterable[Event | Fact]) -> tuple[objects.SourceJson, ...]:
        """Return the sources that events and facts cite, each id once, as the first has it."""
        found: dict[str, Source] = {}
        for each in citing:
            for source in each.sources:
                found.setdefault(source.id, source)
        convert = self._conversion
        return tuple(convert.object(objects.SourceJson, source) for source in found.values())

    def _zones(self) -> Iterator[objects.TimeZoneJson]:
        itinerary = self._edition.itinerary
        places = self.facets["places"].values()
        zones: dict[str, TimeZone] = {}
        for zone in (
            itinerary.zone,
            *(place.zone for place in places),
            *(event.zone for event in events_of(self._edition)),
        ):
            zones.setdefault(zone.info.key, zone)
        for id, zone in zones.items():
            yield objects.TimeZoneJson(id=id, name=self._conversion.value(zone.name))


def events_of(edition: Edition) -> Iterator[Event]:
    """Yield all that the JSON of an edition has: events, deadlines, and the tombstones of both."""
    yield from (*edition.itinerary.events, *edition.itinerary.deadlines)
    yield from (*edition.tombstones, *edition.deadline_tombstones)


def _facets_of(event: Event) -> Iterator[tuple[str, Any]]:
    """Yield field and value of each facet of an event, as the event has it."""
    entrance = event.press.entrance_place if event.press else None
    for first in (*event.places, *([entrance] if entrance else ())):
        yield from (("places", place) for place in first.chain())
    yield from (("categories", category) for category in event.categories)
    yield from (("parties", taking.party) for taking in event.parties)
    yield from (("parties", party) for party in event.organisers)
    yield from (("tracks", track) for track in event.tracks)


def _fields(value: Value) -> tuple[Any, ...]:
    return msgspec.structs.astuple(value)
