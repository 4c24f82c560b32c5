"""The form of our values: frozen structs, made in C.

A dataclass writes the source of its methods and compiles it, a millisecond for each class in each
process that starts; a struct takes a fiftieth.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any, dataclass_transform, get_type_hints

from msgspec import NODEFAULT, Struct, field
from msgspec.structs import asdict, astuple, force_setattr, replace

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

__all__ = ["Value", "asdict", "astuple", "field", "field_names", "force_setattr", "replace"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Value(Struct, frozen=True):
    """A value: frozen, equal to those of its type with equal fields, hashable if its fields are.

    `class Place(Value, kw_only=True)` takes its fields by name alone, `order=True` compares by the
    order of fields, and `dict=True` has room for a `cached_property`.
    """

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return how pydantic reads a value from JSON, and writes it."""
        from pydantic_core import core_schema  # processes that read no JSON do without

        ref = f"{cls.__module__}.{cls.__qualname__}"
        known = core_schema.definition_reference_schema(ref)
        with suppress(LookupError):
            handler.resolve_ref_schema(known)
            return known
        itself = Annotated[Any, _Reference(ref)]
        hints = get_type_hints(cls, localns={cls.__name__: itself}, include_extras=True)
        defaults = _defaults(cls)
        fields = {
            name: core_schema.with_default_schema(schema, default=defaults[name])
            if name in defaults
            else schema
            for name in field_names(cls)
            for schema in (handler.generate_schema(hints[name]),)
        }
        read = core_schema.no_info_after_validator_function(
            lambda given: cls(**given),
            core_schema.typed_dict_schema(
                {name: core_schema.typed_dict_field(schema) for name, schema in fields.items()}
            ),
        )
        written = core_schema.dataclass_schema(
            cls,
            core_schema.dataclass_args_schema(
                cls.__name__,
                [core_schema.dataclass_field(name, schema) for name, schema in fields.items()],
            ),
            list(fields),
            slots=True,
        )
        # pydantic writes by the strict one of two schemas. It asks for the marks of a dataclass,
        # except in a union, where it asks for the class.
        strict = core_schema.union_schema([written, core_schema.none_schema()])
        return core_schema.lax_or_strict_schema(read, strict, ref=ref)


def field_names(kind: type[Struct]) -> tuple[str, ...]:
    """Return the names of the fields of a type of values, in their order."""
    return kind.__struct_fields__


def _defaults(kind: type[Struct]) -> dict[str, Any]:
    given = zip(reversed(kind.__struct_fields__), reversed(kind.__struct_defaults__), strict=False)
    return {name: default for name, default in given if default is not NODEFAULT}


class _Reference:
    """The type of a field that has the type of its own value: a reference to the schema of that."""

    def __init__(self, ref: str) -> None:
        self.ref = ref

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        from pydantic_core import core_schema

        return core_schema.definition_reference_schema(self.ref)
