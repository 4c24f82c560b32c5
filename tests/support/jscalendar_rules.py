"""The rules of RFC 8984 for a group of events, as a JSON schema of our own: of each property that
we write, its type and where it may be. Nothing else may be there."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft202012Validator

Rule = dict[str, Any]

ID = "^[A-Za-z0-9_-]{1,255}$"  # §1.4.1
TEXT: Rule = {"type": "string", "minLength": 1}
UTC_TIME: Rule = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}  # §1.4.5
LOCAL_TIME: Rule = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$"}  # §1.4.4
DURATION: Rule = {  # §1.4.6
    "type": "string",
    "pattern": r"^P(\d+W|(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?)$",
    "not": {"pattern": "(P|T)$"},
}
ADDRESS: Rule = {"type": "string", "pattern": "^[a-z][a-z0-9+.-]*:.+"}
ZONE: Rule = {"type": "string", "pattern": "^([A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*)$"}
TAG: Rule = {"type": "string", "pattern": "^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$"}


def _object(of_type: str, needed: Rule, **may: Rule) -> Rule:
    properties = {"@type": {"const": of_type}, **needed, **may}
    required = ["@type", *needed]
    return {
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": False,
    }


def _by_id(rule: Rule) -> Rule:
    return {
        "type": "object",
        "minProperties": 1,
        "patternProperties": {ID: rule},
        "additionalProperties": False,
    }


def _set(*names: str) -> Rule:
    return {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"enum": list(names)} if names else TEXT,
        "additionalProperties": {"const": True},
    }


LINK = _object(
    "Link",
    {"href": ADDRESS},
    rel={"enum": ["alternate", "related"]},
    title=TEXT,
    contentType=TEXT,
)
LOCATION = _object(
    "Location",
    {"name": TEXT},
    description=TEXT,
    timeZone=ZONE,
    coordinates={"type": "string", "pattern": r"^geo:-?[\d.e-]+,-?[\d.e-]+$"},
)
VIRTUAL = _object(
    "VirtualLocation",
    {"uri": ADDRESS},
    name=TEXT,
    features=_set("audio", "chat", "feed", "moderator", "phone", "screen", "video"),
)
PARTICIPANT = _object(
    "Participant",
    {"roles": _set("owner", "attendee", "optional", "informational", "chair", "contact")},
    name=TEXT,
    kind={"enum": ["individual", "group", "location", "resource"]},
)
PATCH: Rule = {
    "type": "object",
    "minProperties": 1,
    "propertyNames": {"pattern": "^(title|description|locations/[a-z0-9-]+/name)$"},
    "additionalProperties": TEXT,
}
EVENT = _object(
    "Event",
    {"uid": TEXT, "updated": UTC_TIME, "start": LOCAL_TIME},
    sequence={"type": "integer", "minimum": 0},
    created=UTC_TIME,
    duration=DURATION,
    timeZone=ZONE,
    showWithoutTime={"const": True},
    status={"enum": ["confirmed", "cancelled", "tentative"]},
    freeBusyStatus={"enum": ["free", "busy"]},
    locale=TAG,
    title=TEXT,
    description=TEXT,
    color={"type": "string", "pattern": "^[a-z]+$"},
    keywords=_set(),
    links=_by_id(LINK),
    locations=_by_id(LOCATION),
    virtualLocations=_by_id(VIRTUAL),
    participants=_by_id(PARTICIPANT),
    localizations={"type": "object", "propertyNames": TAG, "additionalProperties": PATCH},
)
GROUP = Draft202012Validator(
    _object(
        "Group",
        {"uid": TEXT, "updated": UTC_TIME, "entries": {"type": "array", "items": EVENT}},
        prodId=TEXT,
        locale=TAG,
        title=TEXT,
        description=TEXT,
        color={"type": "string", "pattern": "^[a-z]+$"},
        links=_by_id(LINK),
    )
)
"""The validator of a group."""
