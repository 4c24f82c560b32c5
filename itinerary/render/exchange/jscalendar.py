"""The programme as JSCalendar (RFC 8984): a group of events, in all languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from itinerary.ledger import Edition
from itinerary.model.itinerary import Event, Itinerary, Kind, Place, Status
from itinerary.model.selection import Selection
from itinerary.model.when import Timed, Window
from itinerary.render import addresses, fragments
from itinerary.render.calendars.entry_text import summary
from itinerary.render.calendars.feed import PRODID
from itinerary.render.calendars.vevent import keywords
from itinerary.render.compact_json import compact
from itinerary.render.fragments import Kept
from itinerary.render.words import markdown, wording
from itinerary.render.words.language import Language

_STATUS = {
    Status.CONFIRMED: "confirmed",
    Status.TENTATIVE: "tentative",
    Status.POSTPONED: "tentative",
    Status.CANCELLED: "cancelled",
}


def jscalendar(edition: Edition, *, site: str, kept: Kept = fragments.made) -> bytes:
    """Return a group (RFC 8984 §5.3) of the entries of the calendar of the whole programme; links
    begin with `site`. An event without any day has no entry, because `start` is mandatory."""
    group = _Group(edition, site)
    entries = ",".join(
        kept(event.uid, fragments.version(edition, event, site), partial(group.entry, event))
        for event in sorted(edition.entries(Selection()), key=lambda event: event.uid)
    )
    head = compact(group.head()).removesuffix("}")
    return f'{head},"entries":[{entries}]}}\n'.encode()


class _Group:
    def __init__(self, edition: Edition, site: str) -> None:
        self.edition, self.site = edition, site
        self.itinerary: Itinerary = edition.itinerary
        first, *others = self.itinerary.languages
        self.first = Language.of(first, self.itinerary.own_words)
        self.others = [Language.of(tag, self.itinerary.own_words) for tag in others]

    def head(self) -> dict[str, Any]:
        """Return the properties of the group except its entries."""
        itinerary, tag = self.itinerary, self.first.tag
        return {
            "@type": "Group",
            "uid": f"{itinerary.id}.itinerary",
            "prodId": PRODID,
            "updated": _utc(self.edition.published),
            "locale": tag,
            "title": itinerary.title.to(tag),
            **_if("description", itinerary.description and itinerary.description.to(tag)),
            "color": itinerary.colour.name,
            "links": {"1": self._link(addresses.absolute(self.site, addresses.home(tag)))},
        }

    def entry(self, event: Event) -> str:
        """Return the entry of an event as JSON."""
        return compact(self._event(event))

    def _event(self, event: Event) -> dict[str, Any]:
        revision = self.edition.revision(event)
        own = self._words(event, self.first)
        facets = event.categories or event.tracks
        colour = facets[0].colour if facets else None
        off = event.status.off
        open_day = isinstance(event.when, Window) and not off
        words = {language.tag: self._words(event, language) for language in self.others}
        patches = {
            tag: {key: said for key, said in found.items() if said != own.get(key)}
            for tag, found in words.items()
        }
        locations = {place.id: _location(place, self.first.tag) for place in event.places}
        return {
            "@type": "Event",
            "uid": event.uid,
            "sequence": revision.number,
            "created": _utc(revision.created),
            "updated": _utc(revision.modified),
            **_time(event),
            "status": "tentative" if open_day else _STATUS[event.status],
            "freeBusyStatus": "busy" if isinstance(event.when, Timed) and not off else "free",
            "locale": self.first.tag,
            "title": own["title"],
            "description": own["description"],
            **_if("locations", locations),
            **_if("virtualLocations", self._online(event)),
            **_if("participants", dict(self._participants(event))),
            "links": dict(self._links(event)),
            **_if("keywords", {name.to(self.first.tag): True for name in keywords(event)}),
            **_if("color", colour and colour.name),
            **_if("localizations", {tag: patch for tag, patch in patches.items() if patch}),
        }

    def _words(self, event: Event, language: Language) -> dict[str, str]:
        """Return the words of an event in a language by the paths at which they are: those of a
        localization, too (§4.6.1)."""
        found = {
            "title": summary(event, language),
            "description": "\n\n".join(_paragraphs(event, language)),
        }
        for place in event.places:
            found[f"locations/{place.id}/name"] = place.name.to(language.tag)
        return found

    def _online(self, event: Event) -> dict[str, Any]:
        """Return where to attend from elsewhere; nothing if the event is off (see `vevent.py`)."""
        online = event.online
        if online is None or online.url is None:
            return {}
        if event.status.off:
            return {}
        found = {"@type": "VirtualLocation", "uri": online.url}
        access = online.access.to(self.first.tag) if online.access else ""
        features = {feature.value: True for feature in online.features}
        return {"1": found | _if("name", access) | _if("features", features)}

    def _participants(self, event: Event) -> Iterator[tuple[str, dict[str, Any]]]:
        for party in dict.fromkeys(taking.party for taking in event.parties):
            kind = "individual" if party.kind is Kind.PERSON else "group"
            name = party.name.to(self.first.tag)
            roles = {"attendee": True}
            yield party.id, {"@type": "Participant", "name": name, "kind": kind, "roles": roles}

    def _links(self, event: Event) -> Iterator[tuple[str, dict[str, Any]]]:
        page = addresses.event_page(self.first.tag, event.id)
        yield "0", self._link(addresses.absolute(self.site, page))
        for n, link in enumerate(event.links, 1):
            title = wording.link_words(link, self.first)
            yield str(n), {"@type": "Link", "href": link.url, "title": title, "rel": "related"}

    def _link(self, address: str) -> dict[str, Any]:
        return {"@type": "Link", "href": address, "rel": "alternate", "contentType": "text/html"}


def _time(event: Event) -> dict[str, Any]:
    """Return `start` and what belongs to it. Days have `showWithoutTime` (§4.2.4), and the end has
    no `duration` (§4.2.2) unless it was announced."""
    when = event.when
    assert when is not None
    if not isinstance(when, Timed):
        days = (when.last - when.first).days + 1
        known = {"start": f"{when.first}T00:00:00", "duration": f"P{days}D"}
        return {**known, "showWithoutTime": True}
    start, zone = when.start, event.zone.info.key
    if start.fold:  # a local time that clocks show twice is taken for the first (§1.4.4)
        start, zone = start.astimezone(UTC), "Etc/UTC"
    length = when.end.astimezone(UTC) - when.start.astimezone(UTC) if when.end else None
    return {
        "start": f"{start:%Y-%m-%dT%H:%M:%S}",
        "timeZone": zone,
        **_if("duration", length and _duration(length)),
    }


def _duration(length: timedelta) -> str:
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    return "PT" + (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes or not hours else "")


def _paragraphs(event: Event, language: Language) -> Iterator[str]:
    tag = language.tag
    if event.former:
        yield wording.open_again_words(event, language)
    else:
        words, after = wording.when_words(event, language), wording.after_words(event, language)
        more = language.say("%(words)s (%(more)s)", words=words, more=after) if after else words
        yield more
    if event.status is not Status.CONFIRMED:
        yield wording.status_words(event, language)
    if event.summary:
        yield event.summary.to(tag)
    if event.description:
        yield markdown.plain(event.description.to(tag))


def _location(place: Place, tag: str) -> dict[str, Any]:
    point, at = place.point(), place.addressed()
    coordinates = point and f"geo:{point.latitude},{point.longitude}"
    return {
        "@type": "Location",
        "name": place.name.to(tag),
        **_if("description", at and at.address and at.address.to(tag)),
        "timeZone": place.zone.info.key,
        **_if("coordinates", coordinates),
    }


def _if(key: str, value: Any) -> dict[str, Any]:
    """Return a property, nothing if its value is empty."""
    return {key: value} if value else {}


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
