"""The reads that pages may make of a publication, each declared once.

Dependency tracking (`export.incremental`) records the reads that render a page. The page stays as
it is while their answers do. An attribute that is not declared here counts as a read of the whole
edition, so a theme may read what it likes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from itinerary.ledger.edition import Edition
from itinerary.model.itinerary import FACETS, Event, Itinerary
from itinerary.model.selection import Selection
from itinerary.value import Value, field_names
from itinerary.website.publication import Publication

Key = tuple[object, ...]
"""The arguments of a read as plain data: texts, numbers, and tuples of these."""


class Read(Value):
    """A declared read.

    `answer(publication, *key)` returns all that the result depends on besides the head of the
    edition. `key(*arguments)` returns what a call is about, or None if only the whole edition
    answers it; `key` is None for an attribute.
    """

    name: str
    answer: Callable[..., object]
    key: Callable[..., Key | None] | None = None


class DeclaredReads(Value):
    """The reads of a class, by the names of its attributes. `untracked` are attributes that depend
    on nothing but the head and the address of the site, or whose name determines their content."""

    reads: Mapping[str, Read]
    untracked: frozenset[str]


def _attributes(of: Callable[[Publication], object], *names: str) -> dict[str, Read]:
    """Return reads of attributes, which are their own answers."""

    def attribute(name: str) -> Read:
        return Read(name, lambda publication: getattr(of(publication), name))

    return {name: attribute(name) for name in names}


def _first(id: str, *_: object) -> Key:
    return (id,)


def _all(*arguments: str) -> Key:
    return arguments


def _uid(event: Event) -> Key:
    return (event.uid,)


def _facets(selection: Selection, *_: object) -> Key | None:
    """Return the key of a selection; those of days are too many to be tracked one by one."""
    return None if selection.days else tuple(getattr(selection, field) for field in FACETS)


def _selection(*facets: tuple[str, ...]) -> Selection:
    """Return the selection that has a key."""
    return Selection(**dict(zip(FACETS, facets, strict=True)))  # type: ignore[arg-type]  # no days


def _whole_edition(publication: Publication) -> object:
    edition = publication.edition
    about = edition.number, edition.published, edition.note, publication.log(None)
    return about, tuple(edition.records.values())


def _feed(publication: Publication, *facets: tuple[str, ...]) -> object:
    edition, selection = publication.edition, _selection(*facets)
    events = tuple(edition.entries(selection))
    if events:
        return edition.modified(selection), events, edition.retired
    days = publication.itinerary.first, publication.itinerary.last  # the notice of an empty feed
    return edition.published, events, edition.retired, days


def _deadlines(publication: Publication) -> object:
    edition = publication.edition
    deadlines = *edition.itinerary.deadlines, *edition.deadline_tombstones
    return edition.published, tuple(map(edition.record, deadlines))


def _unannounced(publication: Publication, id: str) -> object:
    """Return it in one language: the words in any other follow from the same facts. It looks at
    other events too, as participants are expected if events of the same category name theirs."""
    return publication.edition.find(id) and publication.unannounced(id, "en")


def _listed(publication: Publication, events: Iterable[Event | None], language: str) -> object:
    """Return what the page of an event shows of other events in its lists."""
    return tuple(event and publication.listed(event, language) for event in events)


def _followers(publication: Publication, id: str, language: str) -> object:
    if publication.is_removed(id):
        return None
    return _listed(publication, publication.followers(id, language), language)


def _neighbours(publication: Publication, id: str, language: str) -> object:
    if publication.is_removed(id):
        return None
    return _listed(publication, publication.neighbours(id, language), language)


def _beside(publication: Publication, id: str, language: str) -> object:
    if publication.is_removed(id):
        return None
    found = publication.beside(id, language)
    return _listed(publication, found.events, language), found.more


def _with_parties(publication: Publication, id: str, language: str) -> object:
    if publication.is_removed(id):
        return None
    return _listed(publication, publication.with_parties(id, language), language)


def _fresh(publication: Publication, id: str) -> object:
    return publication.fresh(id) if publication.edition.find(id) else None


def _has_namesake(publication: Publication, id: str) -> object:
    return publication.edition.find(id) is not None and publication.has_namesake(id)


def _find(publication: Publication, id: str) -> object:
    return publication.edition.find(id)


def _log(publication: Publication, uid: str) -> object:
    return publication.log(uid)


def _record(publication: Publication, uid: str) -> object:
    return publication.edition.records.get(uid)


def _ids(publication: Publication, *facets: tuple[str, ...]) -> object:
    return publication.ids(_selection(*facets))


def _at(publication: Publication, number: int) -> object:
    """Return the hash of an edition, which is of all before it, too."""
    return next((s.digest for s in publication.editions() if s.number == number), None)


def _ordinal(publication: Publication, uid: str) -> object:
    record = publication.edition.records.get(uid)
    return record and publication.edition.ordinal(record.event)


def _entry(publication: Publication, uid: str) -> object:
    record = publication.edition.records.get(uid)
    return record and publication.edition.entry(record.event) is not None


def _days(publication: Publication, first: str, last: str, language: str) -> object:
    on = publication.events_on(date.fromisoformat(first), date.fromisoformat(last))
    return publication.schedule, tuple(publication.said(event, language) for event in on)


def _in_language(publication: Publication, language: str) -> object:
    events = publication.itinerary.events
    return tuple(publication.said(event, language) for event in events)


IN_LANGUAGE = Read("events", _in_language, _first)


WHOLE_EDITION = Read("edition", _whole_edition)

OF_PUBLICATION = DeclaredReads(
    {
        **_attributes(
            lambda publication: publication,
            *(
                "as_of",
                "has_map",
                "has_places",
                "has_times",
                "only_zone",
                "origins",
                "route",
                "usual_role",
                "zones",
            ),
        ),
        "at": Read("at", _at, lambda number: (number,)),
        "beside": Read("beside", _beside, _all),
        "count": Read("count", Publication.count, lambda key, value: (key, value)),
        "days": Read(
            "days", _days, lambda first, last, tag: (first.isoformat(), last.isoformat(), tag)
        ),
        "feed": Read("feed", _feed, _facets),
        "followers": Read("followers", _followers, _all),
        "editions": Read("editions", lambda publication: publication.editions(), lambda: ()),
        "fresh": Read("fresh", _fresh, _first),
        "has_edition": Read("has_edition", Publication.has_edition, _first),
        "has_namesake": Read("has_namesake", _has_namesake, _first),
        "has_pdf": Read("has_pdf", lambda publication, tag: publication.has_pdf(tag), _first),
        "has_share_image": Read(
            "has_share_image", lambda publication, tag: publication.has_share_image(tag), _first
        ),
        "in_order": IN_LANGUAGE,
        "is_removed": Read("is_removed", Publication.is_removed, _first),
        "ids": Read("ids", _ids, _facets),
        "layout": IN_LANGUAGE,
        "log": Read("log", _log, lambda uid: (uid,) if uid else None),
        "neighbours": Read("neighbours", _neighbours, _all),
        "programme": IN_LANGUAGE,
        "search_index": IN_LANGUAGE,
        "single": Read("event", _find, _first),
        "deadlines": Read("deadlines", _deadlines, lambda *_: ()),
        "unannounced": Read("unannounced", _unannounced, _first),
        "with_parties": Read("with_parties", _with_parties, _all),
    },
    # A file of the static build has the time of its last change, so `stamp` is not read by a page.
    # Cached rows are looked up by what is in them: `version` is for that alone. A programme's own
    # words are in its head.
    untracked=frozenset(
        {
            "site",
            "trouble",
            "local",
            "rows",
            "stamp",
            "picture",
            "speech",
            "version",
            "kept",
        }
    ),
)

OF_EDITION = DeclaredReads(
    {
        **_attributes(
            lambda publication: publication.edition,
            *("number", "published", "note", "retired", "former_languages"),
            *("had_deadlines", "has_advisory"),
        ),
        # Whether there is one; what is in it follows from the record.
        "entry": Read("entry", _entry, _uid),
        "find": Read("event", _find, _first),
        "language_for": Read(
            "former_languages",
            lambda publication: publication.edition.former_languages,
            lambda _tag: (),
        ),
        "modified": Read(
            "modified",
            lambda publication, *facets: publication.edition.modified(_selection(*facets)),
            _facets,
        ),
        "ordinal": Read("ordinal", _ordinal, _uid),
        "record": Read("record", _record, _uid),
        "revision": Read("record", _record, _uid),
        "select": Read(
            "selected",
            lambda publication, *facets: tuple(publication.edition.select(_selection(*facets))),
            _facets,
        ),
    },
    untracked=frozenset({"head"}),
)

OF_ITINERARY = DeclaredReads(
    _attributes(lambda publication: publication.itinerary, "first", "is_empty", "last", "size"),
    # All that is not an event is in the head; so is what these methods look at.
    untracked=frozenset(
        {*field_names(Itinerary)} - {"events", "deadlines"} | {"portrait", "profile", "series_of"}
    ),
)

READS: Mapping[str, Read] = {
    read.name: read
    for read in (
        WHOLE_EDITION,
        *OF_PUBLICATION.reads.values(),
        *OF_EDITION.reads.values(),
        *OF_ITINERARY.reads.values(),
    )
}
"""The declared reads by name. Reads of one name have one answer."""

DECLARED: Mapping[type, DeclaredReads] = {
    Publication: OF_PUBLICATION,
    Edition: OF_EDITION,
    Itinerary: OF_ITINERARY,
}
