"""Pieces of the file, each validated by itself; pydantic's errors are reported in our words."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from itinerary.model.spelling import did_you_mean
from itinerary.model.text import visible
from itinerary.source import fields, schema, schema_lookup, text_fields, yaml_tree
from itinerary.source.problems import KeyPath
from itinerary.source.reporter import Reporter
from itinerary.source.synonyms import ours, value_of_ours

P = TypeVar("P", bound=BaseModel)

_STAND_INS: dict[type[BaseModel], dict[str, Any]] = {
    schema.HeadIn: {"id": "x", "title": "x", "languages": ["en"], "zone": "UTC"},
    schema.PlaceIn: {"name": "x"},
    schema.PartyIn: {"name": "x"},
    schema.CategoryIn: {"name": "x"},
    schema.TrackIn: {"name": "x"},
    schema.SeriesIn: {"title": "x"},
    schema.SourceIn: {"who": "x"},
    schema.EventIn: {"id": "x", "title": "x"},
    schema.DeadlineEntryIn: {"id": "x", "title": "x"},
}
"""Values of the keys that a piece needs, for a piece in which they are wrong. They are never
published: they let the rest of the file be checked."""


class Pieces:
    """Validates pieces; `texts` are all texts of the file, with their paths in it."""

    def __init__(self, reporter: Reporter) -> None:
        self.reporter = reporter
        self.texts: list[tuple[KeyPath, text_fields.Words]] = []

    def one(self, kind: type[P], data: Any, path: KeyPath) -> P:
        """Validate one piece. Report what is wrong, and return what can be used of it."""
        try:
            good = kind.model_validate(data)
        except ValidationError as error:
            details = error.errors(include_url=False)
        else:
            self.texts.extend(schema_lookup.texts(good, path))
            return good
        for detail in details:
            _report(self.reporter, kind, detail, path)
        wrong = {detail["loc"][0] for detail in details if detail["loc"]}
        self.reporter.spoilt.update((*path, key) for key in wrong)
        rest = data if isinstance(data, dict) else {}
        return _mended(kind, {key: value for key, value in rest.items() if key not in wrong})

    def by_id(self, key: str, kind: type[P]) -> dict[str, P]:
        """Validate the map from id to piece that is at `key`."""
        node = self.reporter.root.items.get(key)
        if node is None or yaml_tree.plain(node) is None:
            return {}
        if not isinstance(node, yaml_tree.Mapping):
            hint = "write each as id: {…}, indented"
            self.reporter.problem((key,), "this is not a map", hint)
            return {}
        found: dict[str, P] = {}
        for id, inner in node.items.items():
            try:
                fields.slug(id)
            except PydanticCustomError as error:
                context = error.context or {}
                self.reporter.key_problem((key, id), context["message"], context["hint"])
            found[id] = self.one(kind, yaml_tree.plain(inner), (key, id))
        return found


def _mended(kind: type[P], rest: dict[str, Any]) -> P:
    """Return a piece of those keys that are right by themselves.

    Two of them may still contradict each other: then of those that can go without loss, else of
    none.
    """
    needed = _STAND_INS[kind]
    for without in ((), ("reason", "repeat", "end"), tuple(rest)):
        kept = {key: value for key, value in rest.items() if key not in without}
        try:
            return kind.model_validate({**needed, **kept})
        except ValidationError:
            continue
    return kind.model_validate(needed)


def _report(reporter: Reporter, kind: type[BaseModel], detail: ErrorDetails, path: KeyPath) -> None:
    """Report one of pydantic's errors in a piece at `path`."""
    location = tuple(detail["loc"])
    at = (*path, *location)
    if detail["type"] == "extra_forbidden":
        known = schema_lookup.keys_of(schema.Document if not path else kind, location[:-1])
        key = str(location[-1])
        listed = f"known keys: {', '.join(sorted(known))}"
        hint = ours(key, known) or did_you_mean(key, known, listed)
        reporter.key_problem(at, f"there is no key “{visible(key)}” here", hint)
    else:
        reporter.problem(at, *_in_our_words(kind, detail, location))


def _in_our_words(
    kind: type[BaseModel], detail: ErrorDetails, location: KeyPath
) -> tuple[str, str]:
    """Return the message and the hint for one of pydantic's errors."""
    value, context = detail["input"], detail.get("ctx", {})
    match detail["type"]:
        case fields.OWN_ERROR:
            return context["message"], context["hint"]
        case fields.TOO_LONG:
            return context["message"], schema_lookup.shorter(kind, location)
        case "missing":
            return f"“{location[-1]}” is missing", f"write {location[-1]}: …"
        case "enum" | "literal_error":
            return _unknown_choice(value, context["expected"])
        case "list_type":
            return f"this is {fields.shape(value)}, not a list", "begin each item with “- ”"
        case "dict_type" | "model_type" | "model_attributes_type":
            hint = "write keys and values: key: value"
            return f"this is {fields.shape(value)}, not a map", hint
        case "string_type":
            return f"this is {fields.shape(value)}, not a single value", "write one value"
        case "too_short":
            return "this list is empty", "write at least one item"
    return detail["msg"], ""


def _unknown_choice(value: Any, expected: str) -> tuple[str, str]:
    """Return the message and the hint for a value that is not among those that pydantic lists."""
    choices = expected.replace("'", "").replace(" or ", ", ").split(", ")
    shown = f"“{visible(value)}”" if isinstance(value, str) else "this"
    word = str(value[0] if isinstance(value, list) and len(value) == 1 else value)
    hint = value_of_ours(word, choices) or did_you_mean(word, choices)
    return f"{shown} is not known here", hint
