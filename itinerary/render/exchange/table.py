"""The programme as a table, one row an event: CSV, and a spreadsheet (XLSX).

Cells hold what was announced, as dates and times. What they cannot hold, such as “within these
days”, is in the column `when`, as in our file. Columns that are named alike in our import are read
back by it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import partial
from importlib.util import find_spec
from types import GenericAlias

import msgspec
from msgspec.json import Decoder

from itinerary.ledger import Edition
from itinerary.model.itinerary import Event
from itinerary.model.reading_order import agenda
from itinerary.model.text import Text
from itinerary.model.when import Day, Span, Timed, Window
from itinerary.model.when_notation import notation
from itinerary.render import addresses, fragments
from itinerary.render.fragments import Kept
from itinerary.render.words import place_wording, wording
from itinerary.render.words.language import Language
from itinerary.value import Value

Cell = str | int | date | time | datetime | None

LONGEST = 32_767
"""Characters that a cell of Excel holds at most."""

_FORMULA = re.compile("'*[=+\\-@\t\r\n＝＋－＠]")
"""What a cell begins with that spreadsheets take for a formula (OWASP, CSV injection); Excel takes
wide forms for the same in some languages."""

_FIRST_YEAR = 1900
"""The first year that a date of a spreadsheet can have."""


class TableColumn(Value):
    """A column: its name, its width in a spreadsheet in characters, the type of its cells unless
    they are empty, and the cell of an event."""

    name: str
    width: int
    kind: type[str | int | date | time]
    cell: Callable[[Event], Cell]


class Table(Value):
    """The programme as a table, with a row for each event in the order of reading."""

    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[Cell]]


def csv_table(edition: Edition, *, site: str, kept: Kept = fragments.made) -> bytes:
    """Return the programme as CSV (RFC 4180) in UTF-8; links begin with `site`.

    With a byte order mark, without which Excel takes UTF-8 for the code page of the machine and
    shows 北京 as åŒ—äº¬. Python (`utf-8-sig`), pandas, R and LibreOffice know it.

    Words that begin like a formula have an apostrophe before them, which our import takes off.

    There is no first line `sep=,`, which tells Excel the separator: other programs take it for the
    header, and Excel ignores the byte order mark behind it. Where lists have semicolons, Excel
    needs the spreadsheet.
    """
    written = io.StringIO(newline="")
    # All cells are in quotes, for programs that take semicolons and tabs for separators beside
    # commas, as the dialog of LibreOffice does unless it is told otherwise.
    writer = csv.writer(written, quoting=csv.QUOTE_ALL)
    table = _table(edition, site, kept)
    writer.writerow([column.name for column in table.columns])
    writer.writerows([_in_words(cell) for cell in row] for row in table.rows)
    return written.getvalue().encode("utf-8-sig")


def has_spreadsheets() -> bool:
    """Tell whether spreadsheets can be made here: the extra `xlsx` is installed."""
    return find_spec("xlsxwriter") is not None


class Spreadsheet(Value):
    """What a spreadsheet has: the title and the time (UTC) of the edition, whether its columns run
    from right to left, their names and widths, and the cells of each row."""

    title: str
    created: datetime
    leftwards: bool
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Cell]]


def sheet(edition: Edition, *, site: str, kept: Kept = fragments.made) -> Spreadsheet:
    """Return what the spreadsheet of a programme has; links begin with `site`."""
    itinerary, table = edition.itinerary, _table(edition, site, kept)
    first = itinerary.languages[0]
    return Spreadsheet(
        itinerary.title.to(first),
        edition.published.astimezone(UTC),
        Language.of(first).leftwards,
        [(column.name, column.width) for column in table.columns],
        table.rows,
    )


def spreadsheet(sheet: Spreadsheet) -> bytes:
    """Return a spreadsheet (XLSX). That takes half a millisecond for each row.

    Its words are cells of text, which no program takes for formulas.
    """
    from xlsxwriter import Workbook

    written = io.BytesIO()
    book = Workbook(written, {"in_memory": True})  # in memory, files in it have one constant time
    stamp = sheet.created.replace(tzinfo=None)
    book.set_properties({"title": sheet.title, "created": stamp})
    page = book.add_worksheet("Programme")
    if sheet.leftwards:
        page.right_to_left()
    formats = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss", "valign": "top"}),
        date: book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        time: book.add_format({"num_format": "hh:mm", "valign": "top"}),
    }
    top = book.add_format({"valign": "top"})
    bold = book.add_format({"bold": True})
    for n, (name, width) in enumerate(sheet.columns):
        page.set_column(n, n, width, top)
        page.write_string(0, n, name, bold)
    for row, cells in enumerate(sheet.rows, 1):
        for n, cell in enumerate(cells):
            if isinstance(cell, date) and cell.year < _FIRST_YEAR:
                cell = _in_words(cell)
            match cell:
                case int():
                    page.write_number(row, n, cell)
                case date() | time():  # a datetime is a date, too
                    page.write_datetime(row, n, cell, formats[type(cell)])
                case str():
                    page.write_string(row, n, cell)
    page.freeze_panes(1, 1)
    page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
    book.close()
    return written.getvalue()


def _table(edition: Edition, site: str, kept: Kept) -> Table:
    """Return the programme as a table. Rows are kept as JSON for both forms."""
    itinerary, columns = edition.itinerary, _columns(edition, site)
    kinds = GenericAlias(tuple, tuple(column.kind | None for column in columns))
    decoder: Decoder[tuple[Cell, ...]] = Decoder(kinds)

    def row(event: Event) -> str:
        return msgspec.json.encode([column.cell(event) for column in columns]).decode()

    rows = [
        decoder.decode(
            kept(event.uid, fragments.version(edition, event, site), partial(row, event))
        )
        for section in agenda(itinerary.events, itinerary.day_starts)
        for event in section.events
    ]
    return Table(columns, rows)


def _in_words(cell: Cell) -> str:
    """Return a cell as CSV has it."""
    match cell:
        case None:
            return ""
        case datetime():
            return f"{cell:%Y-%m-%d %H:%M:%S}"
        case time():
            return f"{cell:%H:%M}"
        case str():
            return f"'{cell}" if _FORMULA.match(cell) else cell
    return str(cell)


def _columns(edition: Edition, site: str) -> list[TableColumn]:
    """Return the columns: first those that are the same in all languages, then a set of them for
    each language; those of the first have plain names."""
    languages = edition.itinerary.languages
    found = [TableColumn(*described) for described in _common(edition, site)]
    for tag in languages:
        language = Language.of(tag, edition.itinerary.own_words)
        behind = "" if tag == languages[0] else f" ({tag})"
        found += (
            TableColumn(name + behind, width, str, cell) for name, width, cell in _worded(language)
        )
    return found


def _common(
    edition: Edition, site: str
) -> Iterator[tuple[str, int, type[str | int | date | time], Callable[[Event], Cell]]]:
    first = edition.itinerary.languages[0]
    yield "id", 16, str, lambda event: event.id
    yield "date", 11, date, lambda event: _moments(event)[0]
    yield "start", 7, time, lambda event: _moments(event)[1]
    yield "end date", 11, date, lambda event: _moments(event)[2]
    yield "end", 7, time, lambda event: _moments(event)[3]
    yield "time zone", 16, str, lambda event: event.zone.info.key
    yield "when", 20, str, _when
    yield "after", 12, str, lambda event: event.after.id if event.after else None
    yield "status", 10, str, lambda event: event.status.value
    yield "break", 6, str, lambda event: "yes" if event.is_break else None
    yield "doors", 7, time, lambda event: event.doors
    yield "series", 12, str, lambda event: event.series
    yield "languages", 10, str, lambda event: ", ".join(event.spoken)
    yield "online", 20, str, _online
    yield "links", 30, str, lambda event: "\n".join(link.url for link in event.links)
    yield "registration", 20, str, lambda e: e.registration.link if e.registration else None
    yield "contact", 16, str, lambda event: event.contact
    yield (
        "image",
        20,
        str,
        lambda event: addresses.image(event.image, site) if event.image else None,
    )
    yield (
        *("page", 30, str),
        lambda event: addresses.absolute(site, addresses.event_page(first, event.id)),
    )
    yield "revision", 8, int, lambda event: edition.revision(event).number
    yield "created (UTC)", 18, datetime, lambda event: _stamp(edition.revision(event).created)
    yield "modified (UTC)", 18, datetime, lambda event: _stamp(edition.revision(event).modified)


def _worded(language: Language) -> Iterator[tuple[str, int, Callable[[Event], Cell]]]:
    tag = language.tag

    def text(of: Callable[[Event], Text | None]) -> Callable[[Event], Cell]:
        return lambda event: _said(of(event), tag)

    def names(of: Callable[[Event], Iterable[Text]]) -> Callable[[Event], Cell]:
        return lambda event: _listed([name.to(tag) for name in of(event)])

    yield "title", 40, text(lambda event: event.title)
    yield "subtitle", 40, text(lambda event: event.summary)
    yield "description (Markdown)", 40, text(lambda event: event.description)
    yield "reason of the status", 20, text(lambda event: event.reason)
    yield "room", 20, lambda event: _room(event, tag)
    yield "place", 24, lambda event: _place(event, language)
    yield "further places", 24, lambda event: _further(event, language)
    yield "address", 24, lambda event: _address(event, tag)
    yield "people", 24, names(lambda event: (one.party.name for one in event.parties))
    yield "organiser", 20, names(lambda event: (party.name for party in event.organisers))
    yield "category", 16, names(lambda event: (category.name for category in event.categories))
    yield "track", 16, names(lambda event: (track.name for track in event.tracks))
    yield "tags", 16, names(lambda event: event.tags)
    yield "price", 12, text(lambda event: event.price)
    yield "capacity", 10, text(lambda event: event.capacity)
    yield "level", 10, text(lambda event: event.level)
    yield "age", 8, text(lambda event: event.age)
    yield "accessibility", 20, text(lambda event: event.accessibility)
    yield "result", 24, text(lambda event: event.result)
    yield (
        *("sources", 30),
        lambda event: "\n".join(wording.source_words(one, language) for one in event.sources),
    )


def _moments(event: Event) -> tuple[date | None, time | None, date | None, time | None]:
    """Return the announced day, start, last day and end; the last day only if it is another."""
    match event.when:
        case Timed(start=start, end=end):
            last = end.date() if end and end.date() != start.date() else None
            return start.date(), _clock(start), last, _clock(end) if end else None
        case Day() as day:
            return day.first, None, None, None
        case Span() as span if span.first != span.last:
            return span.first, None, span.last, None
    return None, None, None, None


def _clock(moment: datetime) -> time:
    return moment.timetz().replace(tzinfo=None)


def _when(event: Event) -> str | None:
    """Return what is known of a time that dates and hours cannot say, as in our file."""
    match event.when:
        case Day(part=None) | Timed() | None:
            return None
        case Span() as span if span.first != span.last:
            return None
        case Day() | Span() | Window() as known:
            return notation(known)


def _online(event: Event) -> str | None:
    if event.online is None:
        return None
    return event.online.url or "yes"


def _stamp(moment: datetime) -> datetime:
    """Return a moment in UTC without its zone, as spreadsheets have moments."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _said(text: Text | None, tag: str) -> str | None:
    words = text.to(tag) if text else None
    return words if words is None or len(words) <= LONGEST else f"{words[: LONGEST - 1]}…"


def _listed(names: Sequence[str]) -> str:
    """Return names as one cell. A comma in a name alone would look like a list."""
    return f"{names[0]};" if len(names) == 1 and "," in names[0] else "; ".join(names)


def _room(event: Event, tag: str) -> str | None:
    """Return the place of an event if others are around it."""
    return event.place.name.to(tag) if event.place and event.place.within else None


def _place(event: Event, language: Language) -> str | None:
    """Return the place of an event, or what is around it if it is a room, city or venue of that."""
    if event.place is None:
        return None
    return place_wording.place_words(event.place.within or event.place, language)


def _further(event: Event, language: Language) -> str:
    return _listed([place_wording.place_words(place, language) for place in event.more_places])


def _address(event: Event, tag: str) -> str | None:
    at = event.place.addressed() if event.place else None
    return " ".join(at.address.to(tag).split()) if at and at.address else None
