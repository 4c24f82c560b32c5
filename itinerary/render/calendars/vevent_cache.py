"""Memoised VEVENTs: each is rendered once for all feeds and editions in which it is the same."""

from __future__ import annotations

from collections.abc import Iterable

from itinerary.ledger import Edition
from itinerary.ledger.edition import Record
from itinerary.model.feed_options import DEFAULT, FeedOptions
from itinerary.model.itinerary import Event
from itinerary.render.calendars.vevent import Vevent, reminding, render_vevent, vevent_of
from itinerary.render.fragments import FragmentStore
from itinerary.render.words.language import Language


class VeventCache:
    """Rendered VEVENTs by language, form of titles and UID, for one site and one style of
    cancellation. A store keeps those without options for other processes; it is of one site."""

    def __init__(self, store: FragmentStore | None = None) -> None:
        self._store = store
        self._kept: dict[tuple[str, str], tuple[object, dict[str, tuple[Record, Vevent]]]] = {}

    def of(
        self,
        edition: Edition,
        events: Iterable[Event],
        language: Language,
        site: str,
        options: FeedOptions = DEFAULT,
    ) -> list[Vevent]:
        """Return the VEVENTs of dated events of an edition, in the same order."""
        context = (site, edition.itinerary.cancel_style)
        which = language.tag, options.titles
        kept_context, kept = self._kept.get(which, (None, {}))
        if kept_context != context:
            kept = {}
            self._kept[which] = context, kept
        vevents = []
        for event in events:
            record = edition.records[event.uid]
            entry = kept.get(event.uid)
            if entry is None or entry[0] is not record:  # after an edit, most are identical objects
                same = entry[1] if entry and _same(entry[0], record) else None
                entry = record, same or self._stored(edition, event, language, site, options)
                kept[event.uid] = entry
            # An alarm is quick to add, so there is no copy of each entry for each reminder.
            vevents.append(reminding(entry[1], event, language, options))
        return vevents

    def _stored(
        self, edition: Edition, event: Event, language: Language, site: str, options: FeedOptions
    ) -> Vevent:
        """Return a VEVENT from the store, or render it and keep it there."""
        if self._store is None or options.titles:
            return render_vevent(edition, event, language, site, short=bool(options.titles))
        record = edition.records[event.uid]
        group = f"vevent {language.tag}"
        version = repr((record.digest, record.revision, edition.itinerary.cancel_style))
        body = self._store.get(bytes, group, event.uid, version)
        if body is not None:
            return vevent_of(event, body)
        vevent = render_vevent(edition, event, language, site)
        self._store.put(group, event.uid, version, vevent.body)
        return vevent


def _same(one: Record, other: Record) -> bool:
    """Tell whether two records of an event give the same VEVENT: the digest covers every visible
    property, in all languages (`ledger.canonical`)."""
    return (one.digest, one.revision) == (other.digest, other.revision)
