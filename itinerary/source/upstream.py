"""The calendars, tables and pages elsewhere from which a file is kept up to date (`imports`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from itinerary.value import Value

if TYPE_CHECKING:
    from itinerary.source import schema


COLUMN_MEANINGS = (
    *("title", "description", "date", "start", "end", "end-date", "duration", "when", "place"),
    *("room", "address", "parties", "organiser", "categories", "tracks", "tags", "links", "online"),
    *("zone", "markdown", "break", "status", "price", "capacity", "spoken", "registration"),
    *("level", "age", "image", "contact", "summary", "reason", "accessibility", "result"),
    *("uid", "-", "ignore"),
)
"""What a column of a table can mean; the last two leave it out."""


class Upstream(Value, kw_only=True):
    """A source that is imported regularly, with the options of `itinerary import`."""

    address: str
    every: timedelta
    format: str | None = None
    zone: ZoneInfo | None = None
    gone: str = "keep"
    doubt: str = "taken"
    keep_uids: bool = False
    with_contacts: bool = False
    columns: tuple[tuple[str, str], ...] = ()
    locale: str = ""
    day_first: bool | None = None


def upstreams(written: Iterable[schema.ImportIn]) -> tuple[Upstream, ...]:
    """Return the sources that a file names."""
    return tuple(
        Upstream(
            address=one.address,
            every=one.every,
            format=one.format,
            zone=one.zone,
            gone=one.gone,
            doubt=one.doubt,
            keep_uids=one.keep_uids,
            with_contacts=one.with_contacts,
            columns=tuple(sorted(one.columns.items())),
            locale=one.locale,
            day_first=one.day_first,
        )
        for one in written
    )
