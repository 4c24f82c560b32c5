"""A programme as a YAML file, in the style of the one that `itinerary new` writes."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from itinerary.imports.programme import FACET_FIELDS
from itinerary.imports.settle import SettledProgramme

_HEAD = (
    *("id", "title", "description", "languages", "zone", "days", "published", "publisher"),
    *("licence", "site", "words", "colour"),
)
_FACET_KEYS = {
    "places": ("name", "in", "address", "coordinates", "zone", "image"),
    "parties": ("name", "kind", "affiliation", "description", "link", "links", "image"),
    "categories": ("name", "colour", "length"),
    "tracks": ("name", "colour", "description"),
    "series": ("title", "description", "link", "image"),
    "sources": ("who", "when", "where", "link"),
}
_FLOW = {"from", "repeat", "registration", "online", "recording"}
"""Keys of which a map is written in one line, where it fits."""
_WIDTH = 100


@cache
def event_keys() -> tuple[str, ...]:
    """Return the keys of an event, in the order of the documentation."""
    from itinerary.source.schema import EventIn

    return tuple(field.alias or name for name, field in EventIn.model_fields.items())


def new_file(settled: SettledProgramme, head: Mapping[str, Any], about: str) -> str:
    """Return a complete file; `about` says in a comment where it is from."""
    lines = [f"# {words}" if words else "#" for words in about.splitlines()]
    lines += [
        "#",
        "#   itinerary check FILE    finds mistakes and says how to fix them",
        "#   itinerary serve FILE    shows the site, and publishes every change that you save",
        "",
    ]
    comments = {
        "id": "Permanent: addresses of calendars contain it, and calendar apps know events by it.",
        "languages": "The languages of the texts.",
        "zone": "The time zone of all times below, except at places that have a zone of their own.",
    }
    for key in _HEAD:
        if key in head:
            if key in comments:
                lines += ["", f"# {comments[key]}"]
            lines += entry(key, head[key], 0)
    for field in FACET_FIELDS:
        if settled.facets[field]:
            lines += ["", f"{field}:"]
            for id, values in settled.facets[field].items():
                lines += facet(field, id, values, 2)
    lines += ["", "# Who said what is below: every event cites its source.", "sources:"]
    for id, values in settled.sources.items():
        lines += facet("sources", id, values, 2)
    lines += ["", "events:"]
    for n, event in enumerate(settled.events):
        lines += ([""] if n else []) + event_lines(event.values, "  ")
    return "\n".join(lines) + "\n"


def event_lines(values: Mapping[str, Any], indent: str, step: int = 2) -> list[str]:
    """Return an event as an item of a list; the dash stands behind `indent`, and each level has
    `step` blanks more."""
    keys = [key for key in event_keys() if key in values]
    lines = [line for key in keys for line in entry(key, values[key], len(indent) + 2, step)]
    lines[0] = f"{indent}- {lines[0].lstrip()}"
    return lines


def facet(field: str, id: str, values: Mapping[str, Any], indent: int, step: int = 2) -> list[str]:
    """Return an entry of one of the maps of facets, in short if it has a name alone."""
    keys = _FACET_KEYS[field]
    known = [key for key in keys if values.get(key) not in (None, "", [], {})]
    if known == [keys[0]] and not ("\n" in (name := values[keys[0]]) or isinstance(name, Mapping)):
        return entry(id, values[keys[0]], indent, step)
    lines = [f"{' ' * indent}{key_text(id)}:"]
    for key in known:
        lines += entry(key, values[key], indent + step, step)
    return lines


def entry(key: str, value: Any, indent: int, step: int = 2) -> list[str]:
    """Return a key and its value as lines."""
    blanks = " " * indent
    name = f"{blanks}{key_text(key)}:"
    value = short(key, value)
    if isinstance(value, str):
        if "\n" in value:
            return _block(name, value, indent + step)
        return [f"{name} {scalar(value)}"]
    one_line = f"{name} {flow(value)}"
    if isinstance(value, Mapping):
        if not value or (key in _FLOW and len(one_line) <= _WIDTH):
            return [one_line]
        inner = (entry(k, v, indent + step, step) for k, v in value.items())
        return [name, *(line for lines in inner for line in lines)]
    if not value or (all(isinstance(one, str) for one in value) and len(one_line) <= _WIDTH):
        return [one_line]
    lines = [name]
    for one in value:
        lines += _item(one, indent + step, step)
    return lines


def _item(value: Any, indent: int, step: int) -> list[str]:
    blanks = " " * indent
    if isinstance(value, str):
        return [f"{blanks}- {scalar(value)}"]
    one_line = f"{blanks}- {flow(value)}"
    if len(one_line) <= _WIDTH:
        return [one_line]
    lines = [line for k, v in value.items() for line in entry(k, v, indent + 2, step)]
    lines[0] = f"{blanks}- {lines[0].lstrip()}"
    return lines


def short(key: str, value: Any) -> Any:
    """Return a value in the shortest form that means the same."""
    if key == "parties" and isinstance(value, Sequence) and not isinstance(value, str):
        value = [
            one["party"] if isinstance(one, Mapping) and set(one) == {"party"} else one
            for one in value
        ]
    if key == "links" and isinstance(value, Sequence) and not isinstance(value, str):
        value = [
            one["url"] if isinstance(one, Mapping) and set(one) == {"url"} else one for one in value
        ]
    if key == "repeat" and isinstance(value, Mapping) and set(value) == {"every"}:
        return value["every"]
    if key == "coordinates":
        return value
    if (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and len(value) == 1
        and key not in ("dates", "except", "languages", "deadlines", "events")
    ):
        return value[0]
    return value


def flow(value: Any) -> str:
    """Return a value in one line."""
    if isinstance(value, Mapping):
        inside = (f"{key_text(k)}: {flow(short(k, v))}" for k, v in value.items())
        return "{" + ", ".join(inside) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(str(value), in_flow=True)


@cache
def key_text(key: str) -> str:
    """Return a key of a map: in quotes, unless every reader of YAML takes it for a word."""
    plain = _WORD.fullmatch(key) and not _NUMBER.fullmatch(key) and key.casefold() not in _VALUES
    return key if plain else json.dumps(key)


_NUMBER = re.compile(r"0[xob][0-9a-f_]+|[0-9]+e[0-9]+", re.I)
_WORD = re.compile(r"[A-Za-z][\w-]*|[a-z0-9][a-z0-9-]*[a-z][a-z0-9-]*")


_VALUES = frozenset({"null", "~", "none", "yes", "no", "true", "false", "on", "off", "y", "n"})
"""Words that are values of YAML 1.1 or 1.2, or of our files."""

_PLAIN = re.compile(r"""[^\s\-?:,\[\]{}#&*!|>'"%@`~=<\\](?:[^\n]*\S)?""")


def scalar(words: str, *, in_flow: bool = False) -> str:
    """Return words as a scalar: plain if that means the same, else in double quotes."""
    risky = (
        not words
        or not words.isprintable()
        or not _PLAIN.fullmatch(words)
        or ": " in words
        or words.endswith(":")
        or " #" in words
        or words.casefold() in _VALUES
        or (in_flow and re.search(r"[,\[\]{}]|:(?=[\"',\[\]{}])", words))
    )
    if risky and words in ("none", "yes"):
        return words  # our file means them as they stand; texts never consist of them alone
    return _quoted(words) if risky else words


def in_quotes(words: str, style: str) -> str:
    """Return words of one line in the quotes that their author used: single ones, if they can have
    the words, else double ones."""
    if words in ("none", "yes"):
        return scalar(words)  # our file means them as they stand
    if style == "'" and words.isprintable():
        return "'{}'".format(words.replace("'", "''"))
    return f'"{words}"' if words.isprintable() and not set('"\\') & {*words} else _quoted(words)


def _quoted(words: str) -> str:
    """Return words in double quotes. Letters stay letters; what cannot be seen is escaped."""
    if '"' in words and "'" not in words and "\\" not in words and words.isprintable():
        return f"'{words}'"
    text = json.dumps(words, ensure_ascii=False)
    return "".join(
        letter
        if letter.isprintable()
        else f"\\u{ord(letter):04x}"
        if ord(letter) < 0x10000
        else f"\\U{ord(letter):08x}"
        for letter in text
    )


def _block(name: str, words: str, indent: int) -> list[str]:
    """Return words of several lines as a literal block, or in quotes if a block would change
    them."""
    lines = words.split("\n")
    seen = all(line.isprintable() for line in lines)
    if not seen or lines[0][:1] in (" ", "\t", "") or any(line != line.rstrip() for line in lines):
        return [f"{name} {_quoted(words)}"]
    blanks = " " * indent
    return [f"{name} |", *(f"{blanks}{line}" if line else "" for line in lines)]
