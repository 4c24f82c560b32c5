"""How a value is written in the JSON of the ledger, where its type does not say."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from msgspec import Struct

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema


class JsonForm(Struct, frozen=True):
    """An annotation for pydantic: `dump` makes the JSON, and `load` the value of it (by default as
    the type says).

    Pydantic's own annotations do the same, but processes that read no JSON would import it.
    """

    dump: Callable[[Any], str | None]
    load: Callable[[Any], Any] | None = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        """Return how pydantic reads and writes the value."""
        from pydantic_core import core_schema

        written = core_schema.plain_serializer_function_ser_schema(self.dump)
        if self.load:
            return core_schema.no_info_plain_validator_function(self.load, serialization=written)
        return cast("CoreSchema", {**handler(source), "serialization": written})
