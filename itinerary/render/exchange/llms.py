"""llms.txt (https://llmstxt.org): what assistants may read instead of the pages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from itinerary.ledger import Edition
from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.words import markdown
from itinerary.render.words.language import Language

NOTES = """\
- An hour or a day that is not there was not announced. Do not guess it: say so.
- Hours are by the clocks of the place. The JSON has them with their offset from UTC.
- The programme changes. Say which edition an answer is from, and give the address of its page.
- A cancelled event stays in the programme, and says that it is cancelled."""
"""What an assistant has to know of the programme, whatever it reads."""


def llms_txt(edition: Edition, *, site: str, spreadsheets: bool) -> str:
    """Return llms.txt; links begin with `site`. `spreadsheets` tells whether the site makes one."""
    return "".join(f"{line}\n" for line in _lines(edition, site, spreadsheets))


def _lines(edition: Edition, site: str, spreadsheets: bool) -> Iterator[str]:
    itinerary = edition.itinerary
    first = itinerary.languages[0]
    about = itinerary.description or itinerary.title
    yield f"# {_text(itinerary.title.to(first))}"
    yield from ("", f"> {_text(markdown.plain(about.to(first)))}")
    yield from ("", f"Edition {edition.number}, {edition.published:%Y-%m-%d %H:%M} UTC.")
    yield from ("", NOTES)

    def link(name: str, path: str, note: str) -> str:
        return f"- [{name}]({addresses.absolute(site, path)}): {note}"

    yield from ("", "## Programme", "")
    for tag in itinerary.languages:
        name = _language(tag)
        yield link(f"Programme in {name}", addresses.programme_text(tag), "all events, plain text")
    yield from ("", "## Data", "")
    yield link(
        *("Programme as JSON", addresses.programme_json()),
        "all that is known, in all languages, with sources, status and revisions",
    )
    csv, xlsx = Address.PROGRAMME_CSV.path(), Address.PROGRAMME_XLSX.path()
    yield link("Programme as CSV", csv, "one row an event, for code and spreadsheets")
    if spreadsheets:
        yield link("Programme as XLSX", xlsx, "the same as a spreadsheet")
    if itinerary.first:
        note = "only events with an announced start and end, for apps of conferences"
        yield link("schedule.xml", Address.SCHEDULE_XML.path(), note)
        yield link("schedule.json", Address.SCHEDULE_JSON.path(), note)
        yield from ("", "## Calendars", "")
        for tag in itinerary.languages:
            name = _language(tag)
            feed = addresses.feed(itinerary.id, Selection(), tag)
            yield link(f"Calendar in {name}", feed, "to subscribe to in any calendar app")
    yield from ("", "## Optional", "")
    yield link("Changes", addresses.changes_atom(first), "what each edition changed, as Atom")
    yield link("About", addresses.about_page(first), "background, sources, licence")
    yield link("Sitemap", addresses.SITEMAP, "all pages")


def _language(tag: str) -> str:
    """Return the English name of a language, with its tag, which alone tells scripts apart."""
    return f"{Language.of(tag).locale.get_language_name('en')} ({tag})"


def _text(words: str) -> str:
    """Return words as one line of text in Markdown."""
    return re.sub(r"([\\\\`*_\[\]<>#])", r"\\\1", " ".join(words.split()))
