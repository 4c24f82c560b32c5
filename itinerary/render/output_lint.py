"""Warnings about what becomes of a programme: calendars, addresses, colours, our own words.

Each function yields findings: the path in the file, a message and a hint. (What fonts lack is in
`documents.glyph_coverage`.)
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from itinerary.ledger import Edition
from itinerary.model.itinerary import FACETS, Category, Itinerary, Track
from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.render.calendars.feed import MOST_BYTES, render_feed
from itinerary.render.calendars.vevent import NothingDatedError
from itinerary.render.programme_colours import alike
from itinerary.render.words import translation_file
from itinerary.render.words.language import Language

MOST_PAIRS = 3
"""Pairs of like colours that a warning names; further ones are counted."""

Finding = tuple[tuple[str | int, ...], str, str]
"""A path in the file, a message, and a hint of what to write instead."""


def large_calendars(edition: Edition, site: str) -> Iterator[Finding]:
    """Yield each language in which the feed of the whole programme is larger than Google reads."""
    itinerary = edition.itinerary
    for tag in itinerary.languages:
        try:
            size = len(render_feed(edition, Selection(), tag, site=site).body)
        except NothingDatedError:
            return
        if size >= MOST_BYTES:
            path = addresses.feed(itinerary.id, Selection(), tag)
            yield (
                ("events",),
                f"the calendar of everything, {path}, has {size:,} bytes;"
                " Google loses events of calendars above 1,000,000",
                "shorten the descriptions, or offer the calendars of places and categories instead",
            )


def long_addresses(itinerary: Itinerary, site: str) -> Iterator[Finding]:
    """Yield each place, category, party and track whose calendar has a longer address than calendar
    apps surely take."""
    longest = max(itinerary.languages, key=len)
    for field in FACETS:
        for thing in getattr(itinerary, field):
            path = addresses.feed(itinerary.id, Selection.only(field, thing.id), longest)
            address = addresses.absolute(site, path)
            if len(address) > addresses.LONGEST:
                yield (
                    (field, thing.id),
                    f"the address of its calendar, {address}, has {len(address)} characters, more"
                    f" than {addresses.LONGEST}; calendar apps cut or refuse long addresses",
                    "shorten this id before it is published, or the address of the site",
                )


def alike_colours(itinerary: Itinerary) -> Iterator[Finding]:
    """Yield once the categories, and once the tracks, whose colours are alike on pages."""
    fields: tuple[tuple[str, Sequence[Category | Track]], ...] = (
        ("categories", itinerary.categories),
        ("tracks", itinerary.tracks),
    )
    for field, facets in fields:
        pairs = list(alike(facets))
        if not pairs:
            continue
        named = [f"“{one}” and “{other}”" for one, other in pairs[:MOST_PAIRS]]
        if more := len(pairs) - len(named):
            named.append(f"{more} more pair{'s' if more > 1 else ''}")
        yield (
            (field, pairs[0][1], "colour"),
            f"the colours of {'; '.join(named)} look alike on pages, which make colours darker or"
            " lighter until words in them are legible",
            "give one of each pair another hue",
        )


def untranslated_interface(itinerary: Itinerary) -> Iterator[Finding]:
    """Yield each language into which the words of the product are not translated."""
    for n, tag in enumerate(itinerary.languages):
        speech = Language.of(tag, itinerary.own_words)
        if speech.translated:
            continue
        messages = translation_file.messages()
        missing = [message for message in messages if not speech.has_own(message)]
        if not missing:
            continue
        what = "buttons, headings and notes" if missing == messages else f"{len(missing)} messages"
        yield (
            ("languages", n),
            f"there is no translation of {what} into “{tag}”; they will be in {speech.words_name}",
            f"translate the file that “itinerary translate {tag}” writes, or accept the warning",
        )
