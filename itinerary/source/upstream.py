"""The calendars, tables and pages elsewhere from which a file is kept up to date (`imports`)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from itinerary.value import Value

if TYPE_CHECKING:
    from itinerary.source import schema


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
            zone=one.zone,
            gone=one.gone,
            doubt=one.doubt,
            keep_uids=one.keep_uids == "yes",
            with_contacts=one.with_contacts == "yes",
            columns=tuple(sorted(one.columns.items())),
            locale=one.locale,
        )
        for one in written
    )
