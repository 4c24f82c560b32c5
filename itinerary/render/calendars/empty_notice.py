"""The single entry of a feed whose selection has no dated event."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256

from itinerary.ledger import Edition
from itinerary.model.itinerary import LONGEST_UID
from itinerary.render import addresses
from itinerary.render.calendars.content_lines import (
    content_lines,
    escape_text,
    time_property,
    utc_time,
)
from itinerary.render.calendars.vevent import NothingDatedError, Vevent, sort_moment
from itinerary.render.words import moment_wording
from itinerary.render.words.language import Language

_SLUG_LENGTH = 80
"""Characters of a feed's path in a UID; UIDs of longer paths have a hash instead, and so have those
of secret paths: people hand single entries on."""


def has_calendars(edition: Edition) -> bool:
    """Tell whether a programme has calendars: not before an event has a day, except that a later
    edition may withdraw all days, of which subscribers have to learn."""
    return edition.itinerary.first is not None or edition.number > 1


def empty_notice(edition: Edition, path: str, language: Language, site: str) -> Vevent:
    """Return the entry of the feed at `path`, which has no dated event: over the days of the
    programme, or on the day of the edition if those were withdrawn.

    Raises NothingDatedError if the programme has no calendars (`has_calendars`).
    """
    if not has_calendars(edition):
        raise NothingDatedError(f"no event of {path} has a day yet, and a calendar is never empty")
    today = moment_wording.moment_day(edition.published, edition.itinerary)
    first, last = edition.itinerary.first or today, edition.itinerary.last or today
    # Each edition can have other days; GNOME and ICSx5 detect that by these properties alone.
    stamp = utc_time(edition.published)
    since = utc_time(min(record.revision.created for record in edition.records.values()))
    page = addresses.absolute(site, addresses.home(language.tag))
    uid = _uid(path, edition.itinerary.id)
    words = language.say("When something is announced, it will appear in this calendar by itself.")
    body = content_lines(
        ("BEGIN", "VEVENT"),
        ("SUMMARY", escape_text(language.say("No dated events here at present"))),
        time_property("DTSTART", first),
        time_property("DTEND", last + timedelta(days=1)),
        ("DTSTAMP", stamp),
        ("UID", escape_text(uid)),
        ("SEQUENCE", str(edition.number - 1)),
        ("CLASS", "PUBLIC"),
        ("CREATED", since),
        ("DESCRIPTION", escape_text(f"{words}\n{page}")),
        ("LAST-MODIFIED", stamp),
        ("STATUS", "TENTATIVE"),
        ("TRANSP", "TRANSPARENT"),
        ("URL", page),
        ("END", "VEVENT"),
    )
    return Vevent(body, None, (sort_moment(first), uid))


def _uid(path: str, itinerary: str) -> str:
    slug = re.sub(r"[^A-Za-z0-9]+", "-", path.removesuffix(".ics")).strip("-")
    uid = f"nothing-{slug}@{itinerary}.itinerary"
    short = len(slug) < _SLUG_LENGTH and len(uid) <= LONGEST_UID
    if short and not addresses.is_living(path):
        return uid
    return f"nothing-{sha256(path.encode()).hexdigest()[:32]}@{itinerary}.itinerary"
