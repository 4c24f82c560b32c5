"""The programme as JSON-LD in the vocabulary of schema.org, for search engines and assistants.

It claims no more than the page does:

- `startDate` has an hour only if one was announced. It is left out if the day was not: then only
  the days of the programme are known, which are those of the event's `superEvent`.
- A party is an `attendee`; `performer` would say more than the file does. A role (“host”) is
  schema.org's Role. `organizer` is who the file says organises it.
- A price is in words, so an Offer has it as its `description`. `price` and `isAccessibleForFree`
  would need a number that the file does not have.
- An expected event has no `eventStatus`: schema.org has no word for it, and EventScheduled says
  that it is certain.
- The contact of an event is a `contactPoint` of its organiser, if it has only one: an Event has no
  such property. What an author says of accessibility is about the event, and schema.org has
  properties for that of a Place or of a work alone, so it is left out.
- A broadcast is what a link calls a stream. The address for the press is for the press alone.
- `inLanguage` of an event is the language spoken there; the language, the sources and the date of
  the last revision are properties of its page (`mainEntityOfPage`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from itinerary.ledger import Edition, LogEntry
from itinerary.model.itinerary import (
    Attendance,
    Event,
    Image,
    Itinerary,
    Kind,
    LinkKind,
    Participation,
    Party,
    Place,
    Recording,
    Registration,
    Series,
    Source,
    Status,
)
from itinerary.model.reading_order import agenda
from itinerary.model.text import Text
from itinerary.model.when import Day, Span, Timed, When
from itinerary.render import addresses
from itinerary.render.compact_json import compact
from itinerary.render.words import moment_wording, place_wording, wording
from itinerary.render.words.language import Language

Node = dict[str, Any]

CONTEXT = "https://schema.org"

# JSON that can stand in a <script>: “</script>” and “<!--” cannot occur in it.
_ESCAPES = str.maketrans({"<": r"\u003c", ">": r"\u003e", "&": r"\u0026"})


def dump(node: Node) -> str:
    """Return `node` as JSON-LD that can stand in a `<script>` of a page."""
    words = compact({"@context": CONTEXT, **node})
    return words.translate(_ESCAPES)


def event_node(
    edition: Edition,
    event: Event,
    tag: str,
    *,
    site: str,
    log: Sequence[LogEntry] = (),
    images: Sequence[str] = (),
) -> Node:
    """Return an `Event` in the language `tag` with everything that its page says.

    `log` has the editions that changed it, newest first, for earlier dates; `images` has the
    addresses of its pictures. Addresses begin with `site`.
    """
    itinerary = edition.itinerary
    language = Language.of(tag, itinerary.own_words)
    page = addresses.absolute(site, addresses.event_page(tag, event.id))
    places: set[str] = set()
    return _known(
        {
            **_event(event, itinerary, language, site, places, earlier=_earlier_dates(event, log)),
            "identifier": event.uid,
            "description": wording.description_words(event, language),
            "image": list(dict.fromkeys((*_images(event.image, site), *images))),
            "attendee": [_attendee(taking, itinerary, language, site) for taking in event.parties],
            "organizer": _organizers(event, itinerary, language, site),
            "keywords": [
                *(facet.name.to(tag) for facet in event.categories),
                *(facet.name.to(tag) for facet in event.tracks),
                *(words.to(tag) for words in event.tags),
            ],
            "inLanguage": list(event.spoken),
            "doorTime": event.doors_open and event.doors_open.isoformat(timespec="minutes"),
            "maximumAttendeeCapacity": _number(event.capacity),
            "typicalAgeRange": event.age and event.age.to(tag),
            "audience": event.level and {"@type": "Audience", "audienceType": event.level.to(tag)},
            "offers": _offer(event, language),
            "recordedIn": _recording(event.recording, language),
            "subjectOf": [*_works(event, language), *_broadcast(event, language)],
            "superEvent": _around(event, itinerary, language, site),
            "mainEntityOfPage": _page(
                page,
                itinerary,
                language,
                edition.revision(event).created,
                edition.revision(event).modified,
                citation=[_citation(source, language) for source in event.sources],
                relatedLink=[link.url for link in event.links],
            ),
        }
    )


_WORKS = (LinkKind.SLIDES, LinkKind.VIDEO, LinkKind.RECORDING, LinkKind.DOCUMENT)
"""The kinds of links that lead to a work about the event."""

MOST_DETAILED = 100
"""Events up to which the programme's node lists them; a longer list would be a third of the bytes
of the agenda, and each event has a node on its own page."""


def programme_node(edition: Edition, tag: str, *, site: str, images: Sequence[str] = ()) -> Node:
    """Return the programme as an `EventSeries` in the language `tag`, with its events, in short, in
    the order of the agenda."""
    itinerary = edition.itinerary
    language = Language.of(tag, itinerary.own_words)
    home = addresses.absolute(site, addresses.home(tag))
    places: set[str] = set()
    created = min((r.revision.created for r in edition.records.values()), default=None)
    return _known(
        {
            **_programme(itinerary, language, site),
            "description": itinerary.description
            and wording.plain_words(itinerary.description, language),
            "image": list(dict.fromkeys((*images, *_images(edition.itinerary.header, site)))),
            "subEvent": [
                _known(_event(event, itinerary, language, site, places))
                for section in agenda(itinerary.events, itinerary.day_starts)
                for event in section.events
                if len(itinerary.events) <= MOST_DETAILED and not event.is_break
            ],
            "mainEntityOfPage": _page(
                home,
                itinerary,
                language,
                created or edition.published,
                edition.published,
                publisher=_publisher(itinerary, language),
            ),
        }
    )


def series_node(
    edition: Edition, series: Series, events: Sequence[Event], tag: str, *, site: str
) -> Node:
    """Return a series of the programme as an `EventSeries` in the language `tag`, with its `events`
    in short."""
    itinerary = edition.itinerary
    language = Language.of(tag, itinerary.own_words)
    places: set[str] = set()
    return _known(
        {
            **_series_in_short(series, itinerary, language, site),
            "description": series.description and wording.plain_words(series.description, language),
            "image": _images(itinerary.portrait("series", series.id), site),
            "sameAs": series.link,
            "superEvent": _programme(itinerary, language, site),
            "subEvent": [
                _known(_event(event, itinerary, language, site, places))
                for event in events
                if len(events) <= MOST_DETAILED
            ],
        }
    )


def _series_in_short(series: Series, itinerary: Itinerary, language: Language, site: str) -> Node:
    return _known(
        {
            "@type": "EventSeries",
            "@id": _id(itinerary, addresses.series_page(itinerary.languages[0], series.id), site),
            "name": series.name.to(language.tag),
            "url": addresses.absolute(site, addresses.series_page(language.tag, series.id)),
        }
    )


def _event(
    event: Event,
    itinerary: Itinerary,
    language: Language,
    site: str,
    places: set[str],
    *,
    earlier: Sequence[str] = (),
) -> Node:
    return {
        "@type": "Event",
        "@id": _id(itinerary, addresses.event_page(itinerary.languages[0], event.id), site),
        "name": event.title.to(language.tag),
        "url": addresses.absolute(site, addresses.event_page(language.tag, event.id)),
        "startDate": start_of(event.when),
        "endDate": end_of(event.when),
        "previousStartDate": list(earlier),
        "eventStatus": _status(event, bool(earlier)),
        "eventAttendanceMode": _ATTENDANCE[event.attendance] if event.online else None,
        "location": _location(event, itinerary, language, site, places),
    }


_ATTENDANCE = {
    Attendance.ON_SITE: "https://schema.org/OfflineEventAttendanceMode",
    Attendance.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Attendance.HYBRID: "https://schema.org/MixedEventAttendanceMode",
    None: None,
}


def _location(
    event: Event, itinerary: Itinerary, language: Language, site: str, seen: set[str]
) -> Node | list[Node] | None:
    """Return the place of an event; a list if it has several, or can be attended from elsewhere."""
    found = [_place(place, itinerary, language, site, seen) for place in event.places]
    if event.online:
        access = event.online.access and event.online.access.to(language.tag)
        virtual = {"@type": "VirtualLocation", "url": event.online.url, "description": access}
        found.append(_known(virtual))
    return found if len(found) > 1 else next(iter(found), None)


def _number(words: Text | None) -> int | None:
    """Return a number that is written without any words, else None."""
    plain = words.entries[0][1] if words else ""
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


def _offer(event: Event, language: Language) -> Node | None:
    """Return how to get in: the price in words, where to get a ticket, and until when; None if
    neither a price nor an address is known."""
    registration = event.registration or Registration()
    tickets = next((link.url for link in event.links if link.kind is LinkKind.TICKETS), None)
    url = registration.link or tickets
    if not (event.price or url):
        return None
    price = event.price and event.price.to(language.tag)
    by = registration.by
    return _known(
        {
            "@type": "Offer",
            "description": price,
            "url": url,
            "availabilityEnds": by.start.isoformat(timespec="minutes")
            if isinstance(by, Timed)
            else by and by.last.isoformat(),
        }
    )


def _works(event: Event, language: Language) -> Iterator[Node]:
    """Yield the works about an event that its links lead to."""
    for link in event.links:
        if link.kind in _WORKS:
            name = wording.link_words(link, language)
            yield {"@type": "CreativeWork", "name": name, "url": link.url}


def _broadcast(event: Event, language: Language) -> Iterator[Node]:
    """Yield the public streams of an event that takes place."""
    if event.status.off:
        return
    for link in event.links:
        if link.kind is LinkKind.STREAM:
            yield _known(
                {
                    "@type": "BroadcastEvent",
                    "name": event.title.to(language.tag),
                    "url": link.url,
                    "isLiveBroadcast": True,
                    "startDate": start_of(event.when),
                }
            )


def _recording(recording: Recording | None, language: Language) -> Node | None:
    if recording is None:
        return None
    licence = recording.licence
    terms = licence and (licence.link or licence.name.to(language.tag))
    return _known({"@type": "CreativeWork", "url": recording.url, "license": terms})


def start_of(when: When | None) -> str | None:
    """Return the first moment or day, None if not even the day was announced."""
    match when:
        case Timed(start=start):
            return start.isoformat(timespec="minutes")
        case Day(first=day) | Span(first=day):
            return day.isoformat()
        case _:
            return None


def end_of(when: When | None) -> str | None:
    """Return the end if it was announced; a day whose hours are not known has none."""
    match when:
        case Timed(end=datetime() as end):
            return end.isoformat(timespec="minutes")
        case Span(last=day):
            return day.isoformat()
        case _:
            return None


def _status(event: Event, moved: bool) -> str | None:
    match event.status:
        case Status.CANCELLED:
            return "https://schema.org/EventCancelled"
        case Status.POSTPONED:
            return "https://schema.org/EventPostponed"
        case _ if event.former:
            return "https://schema.org/EventPostponed"  # “no new date has been set”
        case _ if moved:
            return "https://schema.org/EventRescheduled"
        case Status.CONFIRMED:
            return "https://schema.org/EventScheduled"
        case _:
            return None


def _earlier_dates(event: Event, log: Sequence[LogEntry]) -> list[str]:
    """Return the dates on which it was to begin before, newest first.

    A time that was only told more exactly (the day first, then the hour) was not another, and an
    event whose day is one of several again has no new date that could replace the old.
    """
    off = event.former or event.status.off
    if start_of(event.when) is None and not off:
        return []
    befores = [
        change.before.when
        for entry in log
        for change in entry.changes
        if change.before is not None and change.after.uid == event.uid
    ]
    dates = (start_of(when) for when in befores if when and _other_start(when, event.when))
    return [date for date in dict.fromkeys(dates) if date]


def _other_start(before: When, now: When | None) -> bool:
    if isinstance(before, Timed) and isinstance(now, Timed):
        return before.start.astimezone(UTC) != now.start.astimezone(UTC)
    return now is None or start_of(now) is None or before.first != now.first


def _images(image: Image | None, site: str) -> list[str]:
    return [addresses.image(image, site)] if image else []


def _attendee(taking: Participation, itinerary: Itinerary, language: Language, site: str) -> Node:
    party = _party(taking.party, itinerary, language, site)
    if taking.role is None:
        return party
    return {"@type": "Role", "roleName": taking.role.to(language.tag), "attendee": party}


def _party(party: Party, itinerary: Itinerary, language: Language, site: str) -> Node:
    tag, body = language.tag, party.affiliation
    return _known(
        {
            "@type": "Organization" if party.kind is Kind.ORGANISATION else "Person",
            "name": party.name.to(tag),
            "description": party.description and party.description.to(tag),
            "affiliation": body and {"@type": "Organization", "name": body.to(tag)},
            "url": party.link,
            "sameAs": [link.url for link in itinerary.profile("parties", party.id).links],
            "image": _images(itinerary.portrait("parties", party.id), site),
        }
    )


def _organizers(event: Event, itinerary: Itinerary, language: Language, site: str) -> list[Node]:
    """Return who organises an event; with how to reach them for it if that is one party."""
    found = [_party(party, itinerary, language, site) for party in event.organisers]
    if len(found) == 1 and event.contact:
        found[0]["contactPoint"] = {"@type": "ContactPoint", **_contact(event.contact)}
    return found


def _contact(contact: str) -> Node:
    if contact.startswith(("http://", "https://")):
        return {"url": contact}
    return {"email" if "@" in contact else "telephone": contact}


def _place(
    place: Place, itinerary: Itinerary, language: Language, site: str, seen: set[str]
) -> Node:
    """Return a place with those around it; only its name if it is in `seen`, to which it is added:
    JSON-LD then knows it by its `@id`."""
    id = _id(itinerary, addresses.place_page(itinerary.languages[0], place.id), site)
    named = {"@type": "Place", "@id": id, "name": place.name.to(language.tag)}
    if id in seen:
        return named
    seen.add(id)
    at = place.coordinates
    street = place.addressed()
    return _known(
        {
            **named,
            "url": addresses.absolute(site, addresses.place_page(language.tag, place.id)),
            # Without a street it is where its name says: “Harbin, Heilongjiang, China”.
            "address": {"@type": "PostalAddress", "streetAddress": street.address.to(language.tag)}
            if street and street.address
            else place_wording.place_words(place, language),
            "image": _images(itinerary.portrait("places", place.id), site),
            "geo": at
            and {"@type": "GeoCoordinates", "latitude": at.latitude, "longitude": at.longitude},
            "containedInPlace": place.within
            and _place(place.within, itinerary, language, site, seen),
        }
    )


def _around(event: Event, itinerary: Itinerary, language: Language, site: str) -> Any:
    """Return what an event is a part of: the programme, and its series if it is in one."""
    programme = _programme(itinerary, language, site)
    series = itinerary.series_of(event)
    if series is None:
        return programme
    return [_series_in_short(series, itinerary, language, site), programme]


def _programme(itinerary: Itinerary, language: Language, site: str) -> Node:
    return _known(
        {
            "@type": "EventSeries",
            "@id": _id(itinerary, addresses.home(itinerary.languages[0]), site),
            "name": itinerary.title.to(language.tag),
            "url": addresses.absolute(site, addresses.home(language.tag)),
            "startDate": itinerary.first and itinerary.first.isoformat(),
            "endDate": itinerary.last and itinerary.last.isoformat(),
        }
    )


def _page(
    address: str,
    itinerary: Itinerary,
    language: Language,
    created: datetime,
    modified: datetime,
    **more: Any,
) -> Node:
    return _known(
        {
            "@type": "WebPage",
            "@id": address,
            "inLanguage": language.tag,
            "datePublished": moment_wording.moment_value(created, itinerary),
            "dateModified": moment_wording.moment_value(modified, itinerary),
            **more,
        }
    )


def _publisher(itinerary: Itinerary, language: Language) -> Node | None:
    publisher = itinerary.publisher
    if publisher is None:
        return None
    return _known(
        {
            "@type": "Organization",
            "name": publisher.name.to(language.tag),
            "url": publisher.link,
            "email": publisher.contact,
        }
    )


def _citation(source: Source, language: Language) -> Node:
    return _known(
        {
            "@type": "CreativeWork",
            "name": wording.source_words(source, language),
            "url": source.link,
            "datePublished": source.when,
        }
    )


def _id(itinerary: Itinerary, path: str, site: str) -> str:
    """Return the name of what the page at `path` is about: the same in every language."""
    return f"{addresses.absolute(site, path)}#{itinerary.id}"


def _known(node: Node) -> Node:
    """Return `node` without what is not known: an empty value would claim that there is none."""
    return {key: value for key, value in node.items() if value is not None and value != []}
