"""Bringing a file up to date with a source elsewhere, without a question."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from itinerary.errors import ItineraryError
from itinerary.imports import memory, read
from itinerary.imports.fetch import Fetched
from itinerary.imports.merge import Gone, Step, plan
from itinerary.imports.options import Options
from itinerary.imports.recognise import SourceKind
from itinerary.source import contents
from itinerary.source import read as read_programme
from itinerary.value import Value

Fetch = Callable[[str, Mapping[str, Mapping[str, str]]], Fetched]
"""Returns what is at an address; see `fetch.fetch`."""

_TRIES = 3
"""How often a merge begins again because its author saved the file meanwhile."""


class Order(Value, kw_only=True):
    """What to import, and how."""

    address: str
    kind: SourceKind | None = None
    options: Options
    gone: Gone = "keep"
    keep_uids: bool = False


class BusyFileError(ItineraryError):
    """The author saves the file while it is brought up to date."""


def refresh(file: Path, order: Order, fetch: Fetch, now: datetime) -> tuple[Step, ...] | None:
    """Bring `file` up to date as of `now` (aware), and return what was done; None if it is as it
    was.

    The rules are those of `merge`. Raises an ItineraryError, and has changed nothing then: the
    source is away or says nonsense, or the file has mistakes.
    """
    path = memory.path_beside(file)
    known = memory.load(path)
    validators = {one.address: one.validators for one in known.values() if one.address}
    fetched = fetch(order.address, validators)
    if fetched.data is None:
        return None
    programme = read(
        fetched.data,
        name=fetched.name,
        link=fetched.link,
        kind=order.kind,
        options=order.options,
    )
    for _ in range(_TRIES):
        data = contents(file)
        read_programme(data, file=str(file), now=now, linted=False)
        text = data.decode("utf-8-sig")
        planned = plan(
            text,
            [programme],
            known,
            today=now.date(),
            handling=order.options.handling,
            keep_uids=order.keep_uids,
            gone=order.gone,
            validators={fetched.link: fetched.validators},
        )
        record = memory.dump(planned.memory)
        if planned.text != text:
            # A source may have what no file can have.
            read_programme(planned.text.encode(), file=str(file), now=now, linted=False)
            if contents(file) != data:
                continue
            mark = "\ufeff" if data.startswith(codecs.BOM_UTF8) else ""
            memory.write(file, mark + planned.text)
        if record != memory.dump(known):
            memory.write(path, record)
        return planned.steps or None
    raise BusyFileError(f"{file} is being edited", "nothing was imported; it is tried again")
