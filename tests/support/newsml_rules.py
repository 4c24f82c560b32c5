"""The rules of NewsML-G2 2.35 for a concept item: IPTC's own declarations of elements and
attributes (`newsmlg2`), and what its XML Schema says beyond them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

from NewsMLG2.conceptitem import ConceptItem
from NewsMLG2.core import NEWSMLG2NSPREFIX

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_DAY = r"\d{4}-\d\d-\d\d"
_MOMENT = _DAY + r"T\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)"
_NEEDED = {
    "conceptItem": {"itemMeta", "concept"},
    "itemMeta": {"itemClass", "provider", "versionCreated"},
    "concept": {"conceptId", "type", "name"},
    "eventDetails": {"dates"},
    "dates": {"start"},
}
"""Children that the schema, or for concepts IPTC's guidelines, make mandatory."""

_FORMS = {
    "start": rf"{_MOMENT}|{_DAY}|\d{{4}}(-\d\d)?",
    "end": f"{_MOMENT}|{_DAY}",
    "versionCreated": _MOMENT,
    "firstCreated": _MOMENT,
    "@created": _MOMENT,
    "@retired": _MOMENT,
    "@approxstart": _DAY,
    "@approxend": _DAY,
    "@version": "[1-9][0-9]*",
    "@uri": r"(https?://|urn:uuid:)\S+",
    "@href": r"[a-z][a-z0-9+.-]*:\S+",
    "@latitude": r"-?\d+(\.\d+)?",
    "@longitude": r"-?\d+(\.\d+)?",
    "@qcode": "(cinat:concept|cpnat:event|stat:usable|eocstat:eos[356])",
    "@type": "cpnat:(event|person|organisation)",
    "@confirmationstatus": "edconf:(approximate|undefined)",
    "@tag": "[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*",
}
"""Forms of elements and of attributes."""

_MIXED = {"definition", "note", "edNote", "registration", "usageTerms"}


def broken(body: bytes) -> list[str]:
    """Return what is wrong with a concept item; nothing if it keeps the rules."""
    root = ET.fromstring(body)
    if root.tag != f"{NEWSMLG2NSPREFIX}conceptItem":
        return [f"{root.tag} is no concept item"]
    return list(_broken(root, ConceptItem))


def _broken(element: ET.Element, of: type[Any]) -> Iterator[str]:
    name = element.tag.removeprefix(NEWSMLG2NSPREFIX)
    declared = of()
    attributes = declared.get_attribute_definitions()
    known = {a["xml_name"] if isinstance(a, dict) else a for a in attributes.values()}
    for attribute, value in element.items():
        if attribute not in {*known, _LANG, "xml:lang"}:
            yield f"{name} has no attribute {attribute}"
        form = _FORMS.get(f"@{attribute}")
        if form and not re.fullmatch(form, value):
            yield f"{attribute} of {name}: {value}"
    if name in _FORMS and not re.fullmatch(_FORMS[name], element.text or ""):
        yield f"{name}: {element.text}"
    if len(element) and element.text and name not in _MIXED:
        yield f"{name} has words beside elements"
    definitions = dict(declared.get_element_definitions())
    order = [definition["xml_name"] for definition in definitions.values()]
    by_name = {definition["xml_name"]: definition for definition in definitions.values()}
    children = [child.tag.removeprefix(NEWSMLG2NSPREFIX) for child in element]
    if unknown := set(children) - set(order):
        yield f"{name} has no {', '.join(sorted(unknown))}"
        return
    if missing := _NEEDED.get(name, set()) - set(children):
        yield f"{name} lacks {', '.join(sorted(missing))}"
    if [order.index(child) for child in children] != sorted(order.index(c) for c in children):
        yield f"{name} has its elements in another order: {children}"
    for child, child_name in zip(element, children, strict=True):
        definition = by_name[child_name]
        if definition["type"] == "single" and children.count(child_name) > 1:
            yield f"{name} has more than one {child_name}"
        yield from _broken(child, declared.get_element_class(definition["element_class"]))
