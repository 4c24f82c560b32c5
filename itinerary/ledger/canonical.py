"""The canonical form of events and of a programme's head: what a reader or subscriber could see.

The form is JSON of the values, not of the file and not of a rendering. So neither the layout of the
YAML nor the folding of a calendar library makes a change; a word in any language does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING, Any, TypeVar

from itinerary.model.itinerary import (
    FACETS,
    UNSEEN,
    CancelStyle,
    Category,
    Event,
    Itinerary,
    OwnWords,
    Party,
    Place,
    Press,
    Status,
    TimeZone,
    Track,
)
from itinerary.model.text import TaggedText, Text
from itinerary.model.when import Timed
from itinerary.value import Value, field_names, replace

if TYPE_CHECKING:
    from pydantic import TypeAdapter

T = TypeVar("T")

WORDING = 6
"""Version of what feeds say of an event. Raise it when feeds say something else about the same
event: every event then gets a new revision, without which GNOME and ICSx5 never show the edit."""

_RECORDED = {"events", "deadlines"}
"""The parts of a programme that have records of their own in the ledger."""


@cache
def _events() -> TypeAdapter[Event]:
    from pydantic import TypeAdapter  # not at the top: who only renders does without

    return TypeAdapter(Event)


@cache
def _heads() -> TypeAdapter[Itinerary]:
    from pydantic import TypeAdapter

    return TypeAdapter(Itinerary)


def dump(event: Event) -> str:
    """Return an event as canonical JSON, without the properties that have their default value: so a
    new property changes no event that does not use it."""
    return _events().dump_json(event, exclude_defaults=True).decode()


def load(data: str) -> Event:
    """Return the event that `dump` wrote."""
    event = _loaded(_events(), data)
    if isinstance(event.when, Timed):
        event = replace(event, when=localised(event.when, event.zone))
    if event.registration and isinstance(event.registration.by, Timed):
        by = localised(event.registration.by, event.zone)
        event = replace(event, registration=replace(event.registration, by=by))
    if event.former and isinstance(event.former.when, Timed):
        when = localised(event.former.when, event.zone)
        event = replace(event, former=replace(event.former, when=when))
    return replace(event, press=_local_press(event.press, event.zone)) if event.press else event


def _local_press(press: Press, zone: TimeZone) -> Press:
    if isinstance(press.call_at, Timed):
        press = replace(press, call_at=localised(press.call_at, zone))
    if press.accreditation and isinstance(press.accreditation.by, Timed):
        by = localised(press.accreditation.by, zone)
        press = replace(press, accreditation=replace(press.accreditation, by=by))
    return press


def localised(when: Timed, zone: TimeZone) -> Timed:
    """Return a time of JSON, which has the offset alone, in the zone of its event."""
    return Timed(zone.local(when.start), zone.local(when.end) if when.end else None)


def digest(event: Event, itinerary: Itinerary) -> str:
    """Return the SHA-256 of what can be seen of `event` in `itinerary`, in any language."""
    visible = _events().dump_json(event, exclude_defaults=True, exclude=set(UNSEEN))
    off = event.status is Status.CANCELLED or event.withdrawn
    style = itinerary.cancel_style if off else None
    around = _around(WORDING, itinerary.site, style)
    said = _said(itinerary.own_words) if itinerary.own_words else b""
    return hashlib.sha256(visible + around + said).hexdigest()


def by_language(event: Event, languages: Sequence[str]) -> dict[str, str]:
    """Return what can be seen of an event in each of some languages, as JSON: each text as it is
    shown in that one, and of facets the ids, because the rest is in the head."""
    visible = json.loads(
        _events().dump_json(event, exclude_defaults=True, exclude=_beside_ids()),
        object_hook=lambda value: Text(**value) if value.keys() == {"entries"} else value,
    )
    return {tag: json.dumps(visible, default=partial(_picked, tag)) for tag in languages}


def _picked(language: str, text: Text) -> TaggedText:
    return text.pick(language)


@cache
def _beside_ids() -> Any:
    """Return what `by_language` leaves out, as pydantic takes it."""

    def rest(kind: type[Value]) -> set[str]:
        return {*field_names(kind)} - {"id"}

    facets: dict[str, Any] = {
        "place": rest(Place),
        "more_places": {"__all__": rest(Place)},
        "categories": {"__all__": rest(Category)},
        "tracks": {"__all__": rest(Track)},
        "parties": {"__all__": {"party": rest(Party)}},
        "organisers": {"__all__": rest(Party)},
    }
    return facets | dict.fromkeys(UNSEEN, True)


@lru_cache(16)  # nearly all events have the same value
def _around(wording: int, site: str | None, style: CancelStyle | None) -> bytes:
    return json.dumps([wording, site, style]).encode()


@lru_cache(4)
def _said(own_words: tuple[OwnWords, ...]) -> bytes:
    """Return what calendars say in words of the programme's own, empty if there is nothing."""
    said = [[one.language, one.plural, one.in_calendars] for one in own_words if one.in_calendars]
    return json.dumps(said).encode() if said else b""


def dump_head(itinerary: Itinerary) -> str:
    """Return a programme without its events as JSON."""
    return _heads().dump_json(itinerary, exclude_defaults=True, exclude=_RECORDED).decode()


def load_head(data: str) -> Itinerary:
    """Return the programme, without events, that `dump_head` wrote."""
    return _loaded(_heads(), data)


def _loaded(adapter: TypeAdapter[T], data: str) -> T:
    """Return the value that an adapter wrote. Raises ValueError if `data` is something else."""
    from pydantic import ValidationError

    try:
        return adapter.validate_json(data)
    except ValidationError:
        # pydantic reads 200 levels of JSON and writes 255. Ledgers are kept for good, and earlier
        # versions let places be nested as deep as that.
        return adapter.validate_python(json.loads(data))


def head_digest(itinerary: Itinerary) -> str:
    """Return the SHA-256 of what can be seen of a programme apart from its events. The order in
    which places, parties and categories are declared is layout, and not covered."""
    visible: dict[str, Any] = _heads().dump_python(
        itinerary, mode="json", exclude_defaults=True, exclude=_RECORDED | {"published"}
    )
    always = {"places", "categories", "parties"}  # the first versions' form has them, also empty
    for field in (field for field in FACETS if field in always or field in visible):
        visible[field] = sorted(visible.get(field, ()), key=lambda facet: facet["id"])
    canonical = json.dumps([WORDING, visible], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


Difference = tuple[str, str | None, str | None]
"""A property that differs: its path (`title.ru`), its value before and after; None where absent."""


def differences(before: Event | None, after: Event) -> list[Difference]:
    """Return what differs between two states of an event, property by property."""
    return _differences(dump(before) if before else None, dump(after))


def head_differences(before: Itinerary, after: Itinerary) -> list[Difference]:
    """Return what differs between two states of a programme apart from its events."""
    return _differences(dump_head(before), dump_head(after))


def _differences(before: str | None, after: str) -> list[Difference]:
    old, new = (dict(_flat(_visible(data))) for data in (before or "{}", after))
    paths = [*new, *(path for path in old if path not in new)]
    # Where one object replaced another, its id says so; the differences inside are left out.
    replaced = {
        path.removesuffix(".id")
        for path in new
        if path.endswith(".id") and path in old and old[path] != new[path]
    }
    found: list[Difference] = []
    for path in paths:
        inside = next((outer for outer in replaced if path.startswith(f"{outer}.")), None)
        if inside is None and old.get(path) != new.get(path):
            found.append((path, old.get(path), new.get(path)))
        elif inside is not None and path == f"{inside}.id":
            found.append((inside, old[path], new[path]))
    return found


def _visible(data: str) -> dict[str, Any]:
    """Return the properties in canonical JSON that a reader could see."""
    unseen = (*UNSEEN, "published")
    return {name: value for name, value in json.loads(data).items() if name not in unseen}


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield the path and the value of each property in a JSON value: texts by language, objects in
    lists by id."""
    if isinstance(value, dict) and set(value) == {"entries"}:
        value = dict(value["entries"])
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            name = inner.get("id", n) if isinstance(inner, dict) else n
            yield from _flat(inner, f"{path}[{name}]")
    else:
        yield path, str(value)
