"""Tables (CSV, TSV, XLSX, ODS) as imported programmes: a row is an event."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from itinerary.errors import NotationError, Problem
from itinerary.imports import column_names, typed_dates
from itinerary.imports.archives import is_archive, require_workbook
from itinerary.imports.doubts import says_online, says_tba
from itinerary.imports.markup import cut_prose, prose, unhtml
from itinerary.imports.options import Options
from itinerary.imports.programme import (
    Hours,
    ImportedEvent,
    ImportedProgramme,
    ImportedTime,
    Position,
    WallTime,
    WholeDays,
)
from itinerary.imports.recognise import WORDS, SourceKind, text_of
from itinerary.imports.report import counted
from itinerary.imports.source_reader import SourceReader
from itinerary.imports.spreadsheet_process import (
    MOST_COLUMNS,
    MOST_ROWS,
    Cell,
    SpreadsheetError,
    rows_of,
)
from itinerary.imports.typed_dates import AmbiguousDateError, DateOrder
from itinerary.imports.values import file_words, line, link, title
from itinerary.imports.zone_names import zone_called
from itinerary.model import when_notation
from itinerary.model.spelling import did_you_mean
from itinerary.source.fields import is_language, spoken_language
from itinerary.source.problems import SourceError
from itinerary.value import Value, replace

MOST_PROBLEMS = 50
_STATUS = {
    "tentative": ("tentative", "vorläufig", "geplant", "provisoire", "provisional", "expected"),
    "cancelled": (
        *("cancelled", "canceled", "abgesagt", "annulé", "annulée", "cancelado", "cancelada"),
        *("annullato", "annullata", "geannuleerd", "odwołane", "отменено", "отменён", "скасовано"),
        *("iptal", "dibatalkan", "取消", "已取消", "中止", "취소", "ملغى", "لغو شد", "בוטל", "रद्द"),
    ),
    "postponed": (
        *("postponed", "verschoben", "reporté", "reportée", "aplazado", "rinviato", "adiado"),
        *(
            "uitgesteld",
            "przełożone",
            "перенесено",
            "отложено",
            "ertelendi",
            "ditunda",
            "延期",
            "연기",
        ),
    ),
    "": (
        "confirmed",
        "bestätigt",
        "confirmé",
        "confirmado",
        "confermato",
        "ok",
        "подтверждено",
        "确认",
    ),
}


def read(data: bytes, name: str, url: str, options: Options) -> ImportedProgramme:
    """Return what a table says. Raises SourceError with the row and the column of each mistake."""
    if is_archive(data) or data[:4] == b"\xd0\xcf\x11\xe0":
        return read_spreadsheet(data, name, url, options)
    return _Table(name, url, options, SourceKind.TABLE).read(list(_separated(text_of(data), name)))


def read_spreadsheet(data: bytes, name: str, url: str, options: Options) -> ImportedProgramme:
    """Return what the first sheet of a spreadsheet says."""
    if is_archive(data):
        require_workbook(data, name)
    try:
        sheet, rows = rows_of(data)
    except SpreadsheetError as error:
        message = f"this spreadsheet cannot be read: {error}"
        raise SourceError(
            [Problem(name, 1, 1, "", message, "save it again as .xlsx, or export it as .csv")]
        ) from None
    table = _Table(name, url, options, SourceKind.SPREADSHEET)
    table.sheet = sheet
    return table.read(list(enumerate(rows, 1)))


def _separated(text: str, file: str) -> Iterator[tuple[int, list[Cell]]]:
    """Yield the rows of a CSV or TSV file with the lines in which they begin."""
    first = next((one for one in text.splitlines() if one.strip()), "")
    mark = max(",;\t|", key=lambda one: (first.count(one), -",;\t|".index(one)))
    csv.field_size_limit(1 << 20)
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=mark)
    line = 1
    try:
        for n, row in enumerate(reader):
            if n > MOST_ROWS or len(row) > MOST_COLUMNS:
                message = (
                    f"this table has more than {MOST_ROWS - 1:,} rows or {MOST_COLUMNS} columns"
                )
                raise SourceError([Problem(file, line, 1, "", message, "split it")])
            yield line, [_DEFUSED.sub("", cell, count=1) for cell in row]
            line = reader.line_num + 1
    except csv.Error as error:
        raise SourceError(
            [Problem(file, reader.line_num, 1, "", f"this row cannot be read: {error}", "mend it")]
        ) from None


_DEFUSED = re.compile("^'(?='*[=+\\-@\t\r\n＝＋－＠])")
"""An apostrophe that keeps a spreadsheet from taking words for a formula (OWASP, CSV injection)."""


class _Column(Value):
    number: int
    name: str
    key: str
    language: str = ""

    @property
    def letters(self) -> str:
        """The name of the column in spreadsheets: A, B, … AA."""
        number, letters = self.number + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters


class _Table(SourceReader):
    def __init__(self, name: str, url: str, options: Options, kind: SourceKind) -> None:
        super().__init__(name, url, options)
        self.kind = kind
        self.sheet = ""
        self.tags: tuple[str, ...] = ()
        self.alone: set[str] = set()
        self.problems: list[Problem] = []
        try:
            self.order = DateOrder.of(options.locale, options.day_first)
        except NotationError as error:
            raise SourceError([Problem(name, 1, 1, "", error.message, error.hint)]) from None

    def read(self, rows: Sequence[tuple[int, Sequence[Cell]]]) -> ImportedProgramme:
        filled = [(n, row) for n, row in rows if any(str(cell).strip() for cell in row)]
        if not filled:
            raise SourceError([Problem(self.name, 1, 1, "", "this table is empty", "fill it in")])
        head_line, head = filled[0]
        names = [str(cell).strip() for cell in head]
        columns = self._columns(head_line, names)
        self.tags = tuple(dict.fromkeys(one.language for one in columns if one.language))
        languages = (self._first_language(names, filled[1:]), *self.tags) if self.tags else ()
        events = []
        for number, row in filled[1:]:
            event = self._row(number, row, columns)
            if event:
                events.append(event)
        events = self._named(events, columns)
        self._share_addresses()
        if self.problems:
            raise SourceError(self.problems[:MOST_PROBLEMS])
        if not events:
            message = "this table has no row with a title"
            raise SourceError([Problem(self.name, head_line, 1, "", message, "add an event")])
        name = file_words(self.name)
        self.report.kind = counted(len(events), "row", "rows", WORDS[self.kind])
        return ImportedProgramme(
            name=name,
            link=self.url,
            head={"title": name},
            zone=self.options.zone,
            facets=self.facets.found,
            events=tuple(events),
            languages=languages,
            translations=self.facets.translations,
            report=self.report.report(),
        )

    def _first_language(
        self, names: Sequence[str], rows: Sequence[tuple[int, Sequence[Cell]]]
    ) -> str:
        """Return the language of the columns without a tag, empty if it is not known. Tables of
        our sites have an address of a page in it."""
        if self.options.language or "page" not in names:
            return self.options.language
        pages = (str(row[names.index("page")]) for _, row in rows if len(row) == len(names))
        found = re.search("/([^/]+)/events/[^/]+/?$", next(pages, ""))
        known = found and is_language(found[1]) and found[1] not in self.tags
        return found[1] if found and known else ""

    def _columns(self, number: int, names: Sequence[str]) -> list[_Column]:
        """Return the columns whose meaning is known. Raises SourceError without a title."""
        given = {name.casefold(): key for name, key in self.options.columns.items()}
        known = (*column_names.NAMES, *column_names.IGNORED)
        for name, key in self.options.columns.items():
            if key not in known:
                hint = did_you_mean(key, known) or f"write one of {', '.join(column_names.NAMES)}"
                message = f"--map {name}={key}: “{key}” is nothing that a column can mean"
                raise SourceError([Problem(self.name, number, 1, "", message, hint)])
            if name.casefold() not in {one.casefold() for one in names}:
                message = f"--map {name}={key}: there is no column “{name}”"
                hint = did_you_mean(name, [one for one in names if one])
                raise SourceError([Problem(self.name, number, 1, "", message, hint)])
        columns: list[_Column] = []
        tags = _languages(names)
        for n, name in enumerate(names):
            plain, tag = column_names.tagged(name)
            in_language = column_names.meaning(plain) if tag in tags else ""
            if in_language in column_names.TRANSLATED and name.casefold() not in given:
                columns.append(_Column(n, name, in_language, tag))
                continue
            key = given.get(name.casefold(), "") or column_names.meaning(name)
            taken = next((c for c in columns if c.key == key and not c.language), None)
            if taken and key not in ("", "links", "categories", "tags", "parties", *_IGNORED):
                if name.casefold() in given:
                    columns.remove(taken)
                    columns.append(_Column(taken.number, taken.name, ""))
                else:
                    key = ""
            columns.append(_Column(n, name, key))
        if not any(one.key == "title" and not one.language for one in columns):
            shown = ", ".join(f"“{name}”" for name in names if name)[:200]
            raise SourceError(
                [
                    Problem(
                        self.name,
                        number,
                        1,
                        "",
                        f"none of the columns is known as the title: {shown}",
                        "say which is: --map 'Column=title'",
                    )
                ]
            )
        return columns

    def _row(
        self, number: int, row: Sequence[Cell], columns: Sequence[_Column]
    ) -> ImportedEvent | None:
        cells: dict[str, tuple[_Column, Cell]] = {}
        several: dict[str, list[str]] = {}
        others: dict[str, dict[str, list[str]]] = {tag: {} for tag in self.tags}
        for column in columns:
            cell = row[column.number] if column.number < len(row) else ""
            if isinstance(cell, str):
                cell = cell.strip()
            if cell == "" or column.key in _IGNORED:
                continue
            if column.language:
                others[column.language].setdefault(column.key, []).append(_words(cell))
                continue
            if not column.key:
                name = f"column “{column.name}”" if column.name else "cells without a heading"
                self.report.lose(name, "its meaning is not known; --map says it")
                continue
            cells.setdefault(column.key, (column, cell))
            several.setdefault(column.key, []).append(_words(cell))
        extra = sum(bool(str(cell).strip()) for cell in row[len(columns) :])
        self.report.lose("cells without a heading", "", extra)
        if "title" not in cells:
            where = f"row {number}"
            self.report.leave_out(self.name, number, where, "this row has no title", "add one")
            return None
        values: dict[str, Any] = _texts(several)
        self._place(values, several)
        self._lists(values, several)
        self._translate(values, several, others)
        self._others(values, cells)
        known = self._time(cells, number, values["title"])
        return ImportedEvent(
            uid=several.get("uid", [""])[0],
            values=values,
            time=known,
            position=Position(self.name, number, part=f"row {number}"),
            translations={tag: _texts(words) for tag, words in others.items() if words},
        )

    def _named(
        self, events: Sequence[ImportedEvent], columns: Sequence[_Column]
    ) -> list[ImportedEvent]:
        """Return the events, each with a name of its own. A row without one is named by its title,
        with a number if another row has that name: the row is found again by it as long as its
        title stays. Two rows with one name are a problem."""
        rows: dict[str, int] = {}
        for event in events:
            if event.uid in rows:
                column = next(one for one in columns if one.key == "uid")
                message = f"“{event.uid}” is the id of row {rows[event.uid]}, too"
                error = NotationError(message, "give one of them another id")
                self._problem(event.position.line, column, error)
            elif event.uid:
                rows[event.uid] = event.position.line
        taken, found = set(rows), dict[str, int]()
        named = []
        for event in events:
            uid = title = event.values["title"]
            while not event.uid and uid in taken:
                found[title] = found.get(title, 1) + 1
                uid = f"{title} ({found[title]})"
            taken.add(uid)
            named.append(event if event.uid else replace(event, uid=uid))
        return named

    def _problem(self, number: int, column: _Column, error: NotationError) -> None:
        place = f"row {number}, column “{column.name}” ({column.letters}{number})"
        if len(self.problems) <= MOST_PROBLEMS:
            self.problems.append(
                Problem(self.name, number, column.number + 1, place, error.message, error.hint)
            )

    def _place(self, values: dict[str, Any], several: Mapping[str, Sequence[str]]) -> None:
        room = line(unhtml(several.get("room", [""])[0]))
        where = line(unhtml(several.get("place", [""])[0]))
        address = line(unhtml(several.get("address", [""])[0]))
        for one in (room, where):
            if one and says_tba(one):
                taken = self.options.handling == "taken"
                how = "taken as written" if taken else "taken as not announced"
                self.report.doubt(f"the place is “{one}”: {how}", values["title"])
                if not taken:
                    room, where = ("" if one == room else room), ("" if one == where else where)
        if where and link(where):
            values["online"] = link(where)
            where = ""
        elif where and not address and says_online(where):
            self.report.guess(f"“{where}” is no place: the event is online", values["title"])
            values["online"] = "yes"
            where = ""
        key = ""
        if where or (address and not room):
            name = where or address
            key = " ".join(name.casefold().split())
            more = {"address": address} if address and address != name and not room else {}
            self.facets.add("places", key, {"name": title(name), **more})
            if not room:
                self.alone.add(key)
        if room:
            house, key = key, " ".join(f"{room} {where}".casefold().split())
            more = ({"in": house} if house else {}) | ({"address": address} if address else {})
            self.facets.add("places", key, {"name": title(room), **more})
        if key:
            values["place"] = [key]

    def _share_addresses(self) -> None:
        """Give a house the address that all its rooms have. Rooms of a city have their own, and
        a row that is in the city alone has none."""
        places, translations = self.facets.found["places"], self.facets.translations["places"]
        rooms: dict[str, list[str]] = {}
        for key, place in places.items():
            if "in" in place:
                rooms.setdefault(place["in"], []).append(key)
        for house, inside in rooms.items():
            addresses = {places[key].get("address") for key in inside}
            if house in self.alone or "address" in places[house]:
                addresses.add(places[house].get("address"))
            if len(addresses) > 1 or None in addresses:
                continue
            places[house].setdefault("address", places[inside[0]]["address"])
            for tag, words in translations.get(inside[0], {}).items():
                address = words.get("address", "")
                self.facets.translate("places", house, tag, {"address": address})
            for key in inside:
                del places[key]["address"]
                for words in translations.get(key, {}).values():
                    words.pop("address", None)

    def _lists(self, values: dict[str, Any], several: Mapping[str, Sequence[str]]) -> None:
        for key, field in _LISTED:
            found = []
            for words in several.get(key, ()):
                for one in _several(words):
                    if "@" in one and not self.options.with_contacts:
                        self.report.lose("mail addresses", "only with --with-contacts")
                        continue
                    name = title(unhtml(one))
                    if name and not says_tba(name):
                        found.append(self.facets.add(field, name.casefold(), {"name": name}))
            found = list(dict.fromkeys(found))
            if found:
                values[key] = [{"party": one} for one in found] if key == "parties" else found
        links: list[dict[str, str]] = []
        for words in several.get("links", ()):
            for one in words.split():
                address = link(one) or link(f"https://{one}" if one.startswith("www.") else "")
                if address:
                    links.append({"url": address})
                else:
                    self.report.lose("words in a column of links", "they are not web addresses")
        if links:
            values["links"] = list({one["url"]: one for one in links}.values())

    def _translate(
        self,
        values: Mapping[str, Any],
        several: Mapping[str, Sequence[str]],
        others: Mapping[str, Mapping[str, Sequence[str]]],
    ) -> None:
        """Give the facets of a row their names in the other languages."""
        for tag, words in others.items():
            if place := values.get("place"):
                self._translate_place(place[0], tag, several, words)
            for key, field in ((key, field) for key, field in _LISTED if key in words):
                before, after = (
                    [title(unhtml(one)) for each in said.get(key, ()) for one in _several(each)]
                    for said in (several, words)
                )
                if len(before) != len(after):
                    name = f"column “{key} ({tag})”"
                    self.report.lose(name, "it lists more or fewer than the first language")
                    continue
                for name, translation in zip(before, after, strict=True):
                    if "@" in translation and not self.options.with_contacts:
                        self.report.lose("mail addresses", "only with --with-contacts")
                    elif name.casefold() in self.facets.found[field]:
                        self.facets.translate(field, name.casefold(), tag, {"name": translation})

    def _translate_place(
        self,
        key: str,
        tag: str,
        several: Mapping[str, Sequence[str]],
        words: Mapping[str, Sequence[str]],
    ) -> None:
        room, where, address = (
            line(unhtml(words.get(name, [""])[0])) for name in ("room", "place", "address")
        )
        house = self.facets.found["places"][key].get("in")
        names = {house: where, key: room if "room" in several else where or address}
        for place, name in names.items():
            if place:
                with_address = "address" in self.facets.found["places"][place]
                more = {"address": address} if with_address else {}
                self.facets.translate("places", place, tag, {"name": title(name), **more})

    def _others(self, values: dict[str, Any], cells: Mapping[str, tuple[_Column, Cell]]) -> None:
        if "online" in cells:
            words = _words(cells["online"][1])
            if words.casefold() not in ("no", "nein", "non", "false", "0", "нет", "否"):
                values["online"] = link(words) or ("yes" if _agrees(words) else line(words))
        if "registration" in cells:
            words = _words(cells["registration"][1])
            values["registration"] = {"link": link(words)} if link(words) else {"note": line(words)}
        if "image" in cells:
            address = link(_words(cells["image"][1]))
            if address.startswith("https://"):
                values["image"] = address
            else:
                self.report.lose("images", "they are not https addresses")
        if "contact" in cells:
            words = _words(cells["contact"][1])
            good = re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", words, re.ASCII) or link(words)
            if good and (self.options.with_contacts or "@" not in words):
                values["contact"] = words
            else:
                self.report.lose("contacts", "mail addresses only with --with-contacts")
        if "spoken" in cells:
            tags = [
                one.strip() for one in re.split(r"[,;/]|\s+", _words(cells["spoken"][1])) if one
            ]
            try:
                values["spoken"] = list(dict.fromkeys(spoken_language(one.lower()) for one in tags))
            except Exception:  # noqa: BLE001  pydantic's error of a value
                self.report.lose("languages", "they are not codes such as en")
        if "break" in cells and _agrees(cells["break"][1]):
            values["kind"] = "break"
        if "status" in cells:
            _column, cell = cells["status"]
            words = _words(cell).casefold()
            found = next((key for key, names in _STATUS.items() if words in names), None)
            if found is None:
                self.report.guess(
                    f"the status “{_words(cell)}” is not known, and left out", values["title"]
                )
            elif found:
                values["status"] = found

    # --- time ---

    def _time(
        self, cells: Mapping[str, tuple[_Column, Cell]], number: int, title: str
    ) -> ImportedTime:
        """Return the time of a row: of all that can be a date or a time, what is there."""
        zone = self._zone(cells, number)
        if "when" in cells:
            column, cell = cells["when"]
            try:
                if isinstance(cell, str) and (known := _own_notation(cell, zone)) is not None:
                    self._agree(known, cells, number)
                    return known
            except NotationError as error:
                self._problem(number, column, error)
                return None
        first, start, after = self._moment(cells, ("when", "date"), number)
        if "start" in cells:
            day, clock, more = self._clock(cells["start"], number)
            first, start, after = first or day, clock or start, more or after
        last, end = None, after
        if "end-date" in cells:
            last, clock, _ = self._moment(cells, ("end-date",), number)
            end = clock or end
        if "end" in cells:
            day, clock, _ = self._clock(cells["end"], number)
            last, end = last or day, clock or end
        if first is None:
            if start or end or last:
                self.report.guess("has a time but no date, so nothing is known of it", title)
            return None
        if start is None:
            if end is not None:
                self.report.guess("has an end but no start, so its day alone is taken", title)
            if last and last > first:
                return WholeDays("all", first, last)
            return WholeDays("day", first, first)
        begins = datetime.combine(first, start)
        ends = None
        if end is not None:
            ends = datetime.combine(last or first, end)
            if ends < begins and not last:
                ends += timedelta(days=1)  # past midnight
        elif "duration" in cells:
            column, cell = cells["duration"]
            try:
                length = cell if isinstance(cell, timedelta) else _length(cell)
            except NotationError as error:
                self._problem(number, column, error)
                length = None
            ends = begins + length if length else None
        elif last and last > first:
            self.report.guess("ends on another day at no known time, so the end is left out", title)
        return Hours(WallTime(begins, zone), WallTime(ends, zone) if ends else None)

    def _zone(self, cells: Mapping[str, tuple[_Column, Cell]], number: int) -> ZoneInfo | None:
        """Return the zone of a row, None if it names none."""
        if "zone" not in cells:
            return None
        column, cell = cells["zone"]
        found = zone_called(_words(cell))
        if found is None:
            hint = (
                "write a name of IANA, such as Europe/Berlin; a column of areas is a place:"
                f' --map "{column.name}=place"'
            )
            self._problem(number, column, NotationError(f"“{cell}” is no time zone", hint))
        return found

    def _agree(
        self, known: ImportedTime, cells: Mapping[str, tuple[_Column, Cell]], number: int
    ) -> None:
        """Report a day of a row beside a time in our notation that is on another day: one of them
        was changed."""
        day, _, _ = self._moment(cells, ("date",), number)
        said = known.first if isinstance(known, WholeDays) else known and known.start.wall.date()
        if day and said and day != said:
            column, words = cells["date"][0], _words(cells["when"][1])
            message = f"the day is {day} here, and “{words}” in column “{cells['when'][0].name}”"
            error = NotationError(message, "write the same day in both, or empty one of them")
            self._problem(number, column, error)

    def _moment(
        self, cells: Mapping[str, tuple[_Column, Cell]], keys: Sequence[str], number: int
    ) -> tuple[date | None, time | None, time | None]:
        """Return the date in the first of some cells that is there, and the times in it."""
        found = next((cells[key] for key in keys if key in cells), None)
        if found is None:
            return None, None, None
        column, cell = found
        if isinstance(cell, datetime):
            return cell.date(), cell.time() if cell.time() != time() else None, None
        if isinstance(cell, date):
            return cell, None, None
        try:
            day, clock = typed_dates.split_moment(_words(cell))
            start, end = typed_dates.read_times(clock) if clock else (None, None)
            return typed_dates.read_date(day, self.order), start, end
        except NotationError as error:
            self._problem(number, column, error)
            return None, None, None

    def _clock(
        self, found: tuple[_Column, Cell], number: int
    ) -> tuple[date | None, time | None, time | None]:
        """Return the time of day in a cell, with its date and an end if it has them."""
        column, cell = found
        if isinstance(cell, datetime):
            day = cell.date() if cell.year > 1900 else None
            return day, cell.time(), None
        if isinstance(cell, time):
            return None, cell, None
        if isinstance(cell, timedelta):
            minutes = int(cell.total_seconds() // 60) % 1440
            return None, time(minutes // 60, minutes % 60), None
        if isinstance(cell, date):
            return cell, None, None
        words = _words(cell)
        try:
            return self._clock_in_words(words)
        except NotationError as error:
            self._problem(number, column, error)
            return None, None, None

    def _clock_in_words(self, words: str) -> tuple[date | None, time | None, time | None]:
        """Read a date with a time, a time, or a date. Raises NotationError."""
        on, clock = typed_dates.split_moment(words)
        if clock and re.search(r"\d", on):
            try:
                return (typed_dates.read_date(on, self.order), *typed_dates.read_times(clock))
            except AmbiguousDateError:
                raise
            except NotationError:
                pass  # it may be a range of times: 10:00 – 11:30
        try:
            return (None, *typed_dates.read_times(words))
        except NotationError as error:
            try:
                return typed_dates.read_date(words, self.order), None, None
            except AmbiguousDateError:
                raise
            except NotationError:
                raise error from None


_IGNORED = column_names.IGNORED
_LISTED = (
    ("parties", "parties"),
    ("organiser", "parties"),
    ("categories", "categories"),
    ("tracks", "tracks"),
)
"""Columns that list facets, and the maps of these."""


def _languages(names: Sequence[str]) -> set[str]:
    """Return the tags of the languages that have a title in a table: any other word in brackets
    behind a name, as in `Price (EUR)`, is no language."""
    tagged = map(column_names.tagged, names)
    return {tag for name, tag in tagged if tag and column_names.meaning(name) == "title"}


def _texts(several: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """Return the texts of a row in one language; cells are by what their columns mean."""
    values: dict[str, Any] = {}
    if "title" in several:
        values["title"] = title(unhtml(several["title"][0]))
    for key in ("summary", "reason", "price", "capacity", "level", "age", "accessibility"):
        if key in several:
            values[key] = line(several[key][0])
    if "description" in several:
        values["description"] = prose("\n\n".join(several["description"]))
    if "markdown" in several:
        values["description"] = cut_prose(several["markdown"][0])
    if "result" in several:
        values["result"] = cut_prose(several["result"][0])
    tags = [title(one) for words in several.get("tags", ()) for one in _several(words)]
    if tags:
        values["tags"] = list(dict.fromkeys(filter(None, tags)))
    return values


def _length(cell: Cell) -> timedelta | None:
    if isinstance(cell, time):
        return timedelta(hours=cell.hour, minutes=cell.minute)
    return typed_dates.read_length(_words(cell))


def _own_notation(words: str, zone: ZoneInfo | None) -> ImportedTime:
    """Return a time in the notation of our file, by the clocks of a zone if that is known; None if
    it is in another."""
    try:
        written = when_notation.parse(words)
    except NotationError:
        return None
    if written.start is None:
        kind = written.kind if written.kind != "timed" else "day"
        return WholeDays(kind, written.first, written.last, str(written.part or ""))
    start = WallTime(datetime.combine(written.first, written.start.wall), zone)
    end = None
    if written.end:
        end = WallTime(datetime.combine(written.last, written.end.wall), zone)
    return Hours(start, end)


def _words(cell: Cell) -> str:
    """Return a cell as words: 120 and not 120.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    return str(cell).strip()


def _agrees(cell: Cell) -> bool:
    return _words(cell).casefold() in ("yes", "ja", "oui", "true", "1", "x", "да", "是")


def _several(words: str) -> list[str]:
    """Return the items of a cell that lists some."""
    # Chinese and Japanese have marks of their own for these.
    mark = r"[;；|\n]" if re.search(r"[;；|\n]", words) else r"[,，、،]"
    return [one.strip() for one in re.split(mark, words) if one.strip()]
