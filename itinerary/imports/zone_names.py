"""Time zones by the names that calendars give them, and by the rules that they define."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from itinerary.errors import NotationError
from itinerary.model.zones import zone


@lru_cache(1024)
def zone_called(name: str) -> ZoneInfo | None:
    """Return the zone that a TZID names: IANA's id, perhaps behind a prefix, or Windows' name.
    None if it is neither."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    plain = name.strip().strip('"')
    parts = [part for part in plain.split("/") if part]
    # Prefixes: /mozilla.org/20050126_1/Europe/Berlin, /freeassociation.sourceforge.net/…
    candidates = [plain, WINDOWS_TO_OLSON.get(plain, "")]
    if len(parts) > 2:
        candidates += ["/".join(parts[-3:]), "/".join(parts[-2:])]
    elif plain.startswith("/"):
        candidates.append("/".join(parts))
    # Exchange: (UTC+01:00) Amsterdam, Berlin, Bern, Rom, Stockholm, Wien
    if found := re.match(r"\((?:UTC|GMT)([+-]\d\d:\d\d)?\)", plain):
        cities = [c.strip().replace(" ", "_") for c in plain[found.end() :].split(",")]
        candidates += [f"Europe/{c}" for c in cities] + [f"America/{c}" for c in cities]
        candidates += [f"Asia/{c}" for c in cities]
    for candidate in candidates:
        if not candidate:
            continue
        try:
            return zone(candidate)
        except (NotationError, ValueError):
            continue
    return None


class HomemadeZone:
    """A zone that a calendar defines itself (VTIMEZONE), by its rules."""

    def __init__(self, timezone: Any) -> None:
        """Take icalendar's Timezone. Raises an error if its rules cannot be read."""
        self._rules = timezone.to_tz(lookup_tzid=False)

    def in_utc(self, wall: datetime) -> datetime:
        """Return the instant at which clocks there show `wall`, in UTC, naive."""
        offset = self._rules.utcoffset(wall.replace(tzinfo=self._rules))
        return wall - (offset if offset is not None else timedelta())

    def is_like(self, other: ZoneInfo, year: int) -> bool:
        """Tell whether clocks there show the same as in `other` all through a year."""
        start = datetime(year, 1, 1, 12)  # noqa: DTZ001  a wall clock
        days = (start + timedelta(days=n) for n in range(0, 366, 7))
        return all(self.in_utc(day) == _in_utc(day, other) for day in days)


def _in_utc(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
