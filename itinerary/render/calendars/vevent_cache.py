"""VEVENTs rendered once and used by every feed."""

from __future__ import annotations

from collections.abc import Iterable

from itinerary.ledger import Edition
from itinerary.ledger.edition import Record
from itinerary.model.itinerary import Event
from itinerary.render.calendars.vevent import Vevent, render_vevent
from itinerary.render.words.language import Language


class VeventCache:
    """VEVENTs that were rendered: each once for all feeds that it is in, and for all editions in
    which it is the same."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[object, dict[str, tuple[Record, Vevent]]]] = {}

    def of(
        self, edition: Edition, events: Iterable[Event], language: Language, site: str
    ) -> list[Vevent]:
        """Return the VEVENTs of events in an edition."""
        seen = (site, edition.itinerary.cancel_style)
        context, known = self._known.get(language.tag, (None, {}))
        if context != seen:
            known = {}
            self._known[language.tag] = seen, known
        found = []
        for event in events:
            record = edition.records[event.uid]
            kept = known.get(event.uid)
            if kept is None or kept[0] is not record:  # after an edit nearly all are the very same
                same = kept[1] if kept and _same(kept[0], record) else None
                kept = record, same or render_vevent(edition, event, language, site)
                known[event.uid] = kept
            found.append(kept[1])
        return found


def _same(one: Record, other: Record) -> bool:
    """Tell whether two records of an event look the same: the digest is of all that can be seen of
    it, in any language (`ledger.canonical`)."""
    return (one.digest, one.revision) == (other.digest, other.revision)
