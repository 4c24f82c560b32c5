"""What the user says of a source that the source does not say itself."""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from itinerary.imports.doubts import Handling
from itinerary.value import Value, field


class Options(Value, kw_only=True):
    """How sources are read.

    `zone` is that of times that have none. `handling` says what becomes of doubtful times.
    `with_contacts`: mail addresses are imported, too. `columns` are the keys of our file that
    columns of a table mean, by the name of the column. `locale` is that of dates in a table,
    `day_first` the order of dates such as 03/04/2027, None if that was not said. `language` is the
    one of texts that do not say theirs, empty if that was not said.
    """

    zone: ZoneInfo | None = None
    handling: Handling = "taken"
    with_contacts: bool = False
    columns: Mapping[str, str] = field(default_factory=dict)
    locale: str = ""
    day_first: bool | None = None
    language: str = ""
