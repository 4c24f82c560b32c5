"""The head of a new file for what was imported."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itinerary.imports.identity import slug_of
from itinerary.imports.report import ReportCollector
from itinerary.imports.settle import SettledProgramme
from itinerary.imports.yaml_writer import new_file
from itinerary.source.fields import LONGEST_PROGRAMME


def file_of(
    settled: SettledProgramme, *, id: str = "", language: str = "", collector: ReportCollector
) -> str:
    """Return a complete file. `id` and `language` are what the user said, else they are guessed,
    and `collector` takes what was guessed."""
    head: dict[str, Any] = dict(settled.head)
    title = str(head.get("title", "Programme"))
    if not id:
        id = slug_of(title, "programme")[:LONGEST_PROGRAMME].strip("-")
        collector.guess(f"id: {id}, from the title; it is permanent, so change it now or never")
    if language:
        others = [one for one in head.get("languages", ())[1:] if one != language]
        head["languages"] = [language, *others]
    elif not head.get("languages"):
        head["languages"] = ["en"]
        collector.guess("languages: [en], because the source does not say which; --language does")
    head["id"] = id
    return new_file(settled, _complete(head), _about(settled.sources))


def _complete(head: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in head.items() if value not in (None, "", [], {})}


def _about(sources: Mapping[str, Mapping[str, Any]]) -> str:
    lines = ["A programme for Itinerary, imported from:", ""]
    for values in sources.values():
        link = f" ({values['link']})" if values.get("link") else ""
        lines.append(f"  {' '.join(str(values['who']).split())}{link}, {values['when']}")
    return "\n".join(lines)
