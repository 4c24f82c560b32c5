"""What was imported last, kept beside the programme's file.

A merge has three sides: what the source said last time, what it says now, and what the author made
of it. The first is kept in a file of its own, because it has to go where the programme's file goes
(into a repository, to another machine), and a ledger does not.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from itinerary.errors import ItineraryError
from itinerary.value import replace

VERSION = 1


class RecordError(ItineraryError):
    """The record of the last import cannot be read."""


class SourceMemory(Struct):
    """What one source said last: its events by uid and its facets by field and key, each with the
    id that it has in our file; the headers for the next conditional request; and the fingerprint of
    a merge after which there is nothing left to do (see `merge.fingerprint`), empty if there is.
    `day` is that of the merge if another day has other dates of the same source, else empty."""

    events: dict[str, dict[str, Any]] = field(default_factory=dict)
    facets: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    validators: dict[str, str] = field(default_factory=dict)
    address: str = ""
    fingerprint: str = ""
    day: str = ""


def same(sources: Mapping[str, SourceMemory], fingerprint: str, link: str) -> str | None:
    """Return the id of the source whose last merge has a fingerprint, None if there is none. A
    calendar that came as a file is not yet known as that of a `link`."""
    return next(
        (
            id
            for id, one in sources.items()
            if one.fingerprint == fingerprint and link in ("", one.address)
        ),
        None,
    )


def validators_of(sources: Mapping[str, SourceMemory], today: date) -> dict[str, Mapping[str, str]]:
    """Return the headers for the next conditional requests by address; none where “not modified”
    would not mean that there is nothing to do."""
    return {
        one.address: one.validators
        for one in sources.values()
        if one.address and one.day in ("", str(today))
    }


def with_validators(
    sources: Mapping[str, SourceMemory], id: str, validators: Mapping[str, str]
) -> dict[str, SourceMemory]:
    """Return what to remember if a source has not changed: the newest validators of its address.
    With those of an earlier answer, its server would send all of it each time. A file has none."""
    return (
        {**sources, id: replace(sources[id], validators=dict(validators))}
        if validators
        else {**sources}
    )


def path_beside(file: Path) -> Path:
    """Return the path of the record for a programme's file; of a link, beside the file itself."""
    file = file.resolve() if file.is_symlink() else file
    return file.with_suffix(".imports.json")


def load(path: Path) -> dict[str, SourceMemory]:
    """Return what each source said last, by the source's id. Raises an error for a record that is
    not one of ours."""
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise RecordError(f"{path} cannot be read: {error}", "restore it, or delete it") from None
    try:
        if data["version"] != VERSION:
            raise RecordError(f"{path} is of another version of Itinerary", "install that one")
        return {id: _read(one) for id, one in data["sources"].items()}
    except (KeyError, TypeError, AttributeError):
        raise RecordError(
            f"{path} is not a record of imports", "restore it, or delete it"
        ) from None


def _read(written: Any) -> SourceMemory:
    """Return what one source said. Raises TypeError, KeyError or AttributeError for others."""
    for said in written["events"].values():
        said["values"].items()
    for facets in written["facets"].values():
        for one in facets.values():
            one["id"], one["values"].items()
    written["validators"].items()
    return SourceMemory(**written)


def dump(sources: Mapping[str, SourceMemory]) -> str:
    """Return the record as text, the same for the same content."""
    inner = ",\n".join(f"  {_json(id)}: {_of_source(one)}" for id, one in sorted(sources.items()))
    about = _json("What itinerary import has imported last. Keep it with the programme's file.")
    return f'{{\n "about": {about},\n "version": {VERSION},\n "sources": {{\n{inner}\n }}\n}}\n'


def _of_source(one: SourceMemory) -> str:
    """Return what one source said as JSON, with a line for each event, so that versions of the
    record can be compared."""
    events = ",\n".join(
        f"    {_json(uid)}: {_json(said)}" for uid, said in sorted(one.events.items())
    )
    day = f'   "day": {_json(one.day)},\n' if one.day else ""
    return (
        f'{{\n   "address": {_json(one.address)},\n   "validators": {_json(one.validators)},\n'
        f'   "fingerprint": {_json(one.fingerprint)},\n{day}'
        f'   "facets": {_json(one.facets)},\n   "events": {{\n{events}\n   }}\n  }}'
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
