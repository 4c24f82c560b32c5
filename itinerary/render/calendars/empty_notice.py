"""The one entry of a feed whose selection has no dated event."""

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
from itinerary.render.words import wording
from itinerary.render.words.language import Language

SLUG_LENGTH = 80


def has_calendars(edition: Edition) -> bool:
    """Tell whether there are calendars: not before anything has a day; but if the days of later
    editions are withdrawn, those who subscribed must hear of that."""
    return edition.itinerary.first is not None or edition.number > 1


def slug(path: str) -> str:
    """Return the path of a feed as part of a UID."""
    return re.sub(r"[^A-Za-z0-9]+", "-", path.removesuffix(".ics")).strip("-")[:SLUG_LENGTH]


def empty_notice(edition: Edition, path: str, language: Language, site: str) -> Vevent:
    """Return the one entry of a feed whose selection has no dated event: over the programme's days,
    or on that of the edition if it has none any more."""
    if not has_calendars(edition):
        raise NothingDatedError(f"no event of {path} has a day yet, and a calendar is never empty")
    today = wording.moment_day(edition.published, edition.itinerary)
    first, last = edition.itinerary.first or today, edition.itinerary.last or today
    # The days can be others in each edition, which GNOME and ICSx5 see by these alone.
    stamp = utc_time(edition.published)
    since = utc_time(min(record.revision.created for record in edition.records.values()))
    page = addresses.absolute(site, addresses.home(language.tag))
    uid = f"nothing-{slug(path)}@{edition.itinerary.id}.itinerary"
    if len(uid) > LONGEST_UID or len(slug(path)) == SLUG_LENGTH:
        uid = f"nothing-{sha256(path.encode()).hexdigest()[:32]}@{edition.itinerary.id}.itinerary"
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
