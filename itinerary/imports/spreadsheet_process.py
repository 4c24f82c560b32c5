"""Reads a spreadsheet in a process of its own: a few bytes of one can ask for all memory there is.

Run as `python -m itinerary.imports.spreadsheet_process`, with the file on standard input. It writes
the first sheet with content as JSON, or a message, and exits with 0, 1 or by a signal.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from typing import Any

from itinerary.errors import ItineraryError

MOST_ROWS = 100_001
MOST_COLUMNS = 200
_MEMORY = 1 << 30
_SECONDS = 60
_MOST_BYTES = 128 << 20

_LONG_TIME = re.compile(r"PT([0-9]{1,6})H([0-9]{1,2})M([0-9]{1,2}(?:\.[0-9]{1,9})?)S")
"""A time of a day or more in ODS, which python-calamine does not read: 25:30 is half past one."""

Cell = str | int | float | bool | date | datetime | time | timedelta
"""The value of a cell; empty ones are empty strings."""


class SpreadsheetError(ItineraryError):
    """A spreadsheet that cannot be read; the message is for the middle of a sentence."""


def rows_of(data: bytes) -> tuple[str, list[list[Cell]]]:
    """Return the name and the rows of the first sheet that has any. Raises SpreadsheetError."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "itinerary.imports.spreadsheet_process"],
            input=data,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SpreadsheetError("it takes too long to read") from None
    if done.returncode == 1 and done.stderr:
        raise SpreadsheetError(done.stderr.decode("utf-8", "replace").strip())
    if done.returncode:
        raise SpreadsheetError("it would need more memory than it may")
    name, rows = json.loads(done.stdout)
    return name, [[_cell(one) for one in row] for row in rows]


def _cell(value: Any) -> Cell:
    if not isinstance(value, list):
        return "" if value is None else value
    kind, words = value
    if kind == "length":
        return timedelta(seconds=float(words))
    readers: dict[str, Any] = {
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
        "time": time.fromisoformat,
    }
    return readers[kind](words)  # type: ignore[no-any-return]


def _written(value: Any) -> Any:
    if isinstance(value, datetime):
        return ["datetime", value.isoformat()]
    if isinstance(value, date):
        return ["date", value.isoformat()]
    if isinstance(value, time):
        return ["time", value.isoformat()]
    if isinstance(value, timedelta):
        return ["length", value.total_seconds()]
    if isinstance(value, str) and (long := _LONG_TIME.fullmatch(value)):
        hours, minutes, seconds = (float(part) for part in long.groups())
        return ["length", hours * 3600 + minutes * 60 + seconds]
    return value


def main() -> int:
    """Read the spreadsheet on standard input."""
    try:
        from python_calamine import load_workbook
    except ImportError:
        return _refuse("a library is not installed: pip install 'itinerary[import]'")
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    except (ImportError, ValueError, OSError):
        pass  # no such limits on this system
    try:
        book = load_workbook(io.BytesIO(sys.stdin.buffer.read()))
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if not sheet.height:
                continue
            # calamine counts from 0: these are the last row and the last column.
            height, width = sheet.total_height + 1, sheet.total_width + 1
            if height > MOST_ROWS or width > MOST_COLUMNS:
                return _refuse(
                    f"the sheet “{name}” has {height:,} rows and {width:,} columns, more than"
                    f" {MOST_ROWS:,} and {MOST_COLUMNS}"
                )
            rows = [
                [_written(one) for one in row] for row in sheet.to_python(skip_empty_area=False)
            ]
            text = json.dumps([name, rows])
            if len(text) > _MOST_BYTES:
                return _refuse("it has too many words")
            sys.stdout.write(text)
            return 0
    except Exception as error:  # noqa: BLE001  whatever the library says of a broken file
        return _refuse(" ".join(str(error).split())[:200] or "it is broken")
    return _refuse("it has no row")


def _refuse(message: str) -> int:
    sys.stderr.write(message)
    return 1


if __name__ == "__main__":
    sys.exit(main())
