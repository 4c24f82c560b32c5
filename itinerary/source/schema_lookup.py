"""Questions to the schema about the value at a path in the file."""

from __future__ import annotations

import types
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from itinerary.model.itinerary import Colour
from itinerary.source import schema, text_fields
from itinerary.source.problems import KeyPath


def is_shown(path: KeyPath, *, markdown: bool = False) -> bool:
    """Tell whether the value at `path` is a text that people read, in Markdown if `markdown`; or a
    colour, of which YAML takes `#b22222` for a comment."""
    key, annotation = _value_at(path)
    if markdown and key not in ("description", "text"):
        return False
    return Colour in _options(annotation) or _takes_words(annotation)


def _options(annotation: Any) -> Iterator[Any]:
    """Yield the alternatives of an annotation such as `Annotated[X, …] | None`."""
    if get_origin(annotation) is Annotated:
        yield from _options(get_args(annotation)[0])
    elif get_origin(annotation) in (Union, types.UnionType):
        for option in get_args(annotation):
            yield from _options(option)
    else:
        yield annotation


def _at_step(annotation: Any, step: str | int) -> Any:
    """Return the annotation of what is at `step` in a value of `annotation`, None if unknown."""
    for option in _options(annotation):
        inner = get_args(option)
        if option is text_fields.Words:  # words by language
            return option
        if isinstance(option, type) and issubclass(option, BaseModel):
            if step in (known := _by_key(option)):
                return known[step].annotation
        elif get_origin(option) is (list if isinstance(step, int) else dict):
            return inner[-1]
    return None


def _value_at(path: KeyPath) -> tuple[str, Any]:
    """Return the key that a value of the file stands under, and its annotation, if known."""
    key, annotation = "", schema.Document
    for step in path:
        inner = _at_step(annotation, step)
        if isinstance(step, str) and text_fields.Words not in _options(annotation):
            key = step
        annotation = inner
    return key, annotation


def _takes_words(annotation: Any) -> bool:
    """Tell whether a plain value is a text here: as such, or in short for a map with a name."""
    return any(
        option is text_fields.Words
        or (isinstance(option, type) and issubclass(option, BaseModel) and _named(option))
        for option in _options(annotation)
    )


def _named(kind: type[BaseModel]) -> bool:
    return "name" in kind.model_fields and text_fields.Words in _options(
        kind.model_fields["name"].annotation
    )


@cache
def _names(kind: type[BaseModel]) -> list[tuple[str, str]]:
    """Return the names of a model's fields in which texts can be, and how the file writes them."""
    return [
        (name, field.alias or name)
        for name, field in kind.model_fields.items()
        if _holds_texts(field.annotation)
    ]


def _holds_texts(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, text_fields.Words | BaseModel):
        return True
    return any(map(_holds_texts, get_args(annotation)))


def texts(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, text_fields.Words]]:
    """Yield the texts in a piece, with their paths in the file."""
    inner: Iterable[tuple[str | int, Any]] = ()
    match value:
        case BaseModel():
            inner = ((alias, getattr(value, name)) for name, alias in _names(type(value)))
        case list():
            inner = enumerate(value)
        case dict():
            inner = value.items()
    for step, item in inner:
        if isinstance(item, text_fields.Words):
            yield (*path, step), item
        elif item:  # most keys of most pieces are not written
            yield from texts(item, (*path, step))


def shorter(kind: type[BaseModel], location: KeyPath) -> str:
    """Return what to do with a text that is too long."""
    known = keys_of(kind, location[:-1])
    if location[-1] != "description" and "description" in known:
        return "shorten it; details belong in description"
    return "shorten it; link can lead to the whole text" if "link" in known else "shorten it"


def keys_of(kind: type[BaseModel], location: Sequence[str | int]) -> list[str]:
    """Return the keys that the model at `location` inside `kind` knows."""
    for step in location:
        if isinstance(step, int):
            continue
        known = _by_key(kind)
        inner = _model_in(known[step].annotation) if step in known else None
        if inner is not None:
            kind = inner
    return list(_by_key(kind))


@cache
def _by_key(kind: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return a model's fields by the keys that they have in the file."""
    return {field.alias or name: field for name, field in kind.model_fields.items()}


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside an annotation such as `list[Annotated[LinkIn, …]] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (list, dict, Annotated, Union, types.UnionType):
        found = (_model_in(inner) for inner in get_args(annotation))
        return next((inner for inner in found if inner), None)
    return None
