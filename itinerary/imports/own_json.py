"""A programme of Itinerary, as its site has it as JSON, as a file again.

Other sources are settled: they become events that cite their source, with ids of ours. This one is
a programme already. The file that comes of it is read as the same programme.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NoReturn

from itinerary.errors import Problem
from itinerary.imports.options import Options
from itinerary.imports.own_repetitions import Entry, Programme, folded, recurrence_of
from itinerary.imports.recognise import WORDS, SourceKind, text_of
from itinerary.imports.report import Report, ReportCollector, counted
from itinerary.imports.schedule_source import parse_json
from itinerary.imports.values import line
from itinerary.imports.yaml_writer import entry
from itinerary.model import gettext_words
from itinerary.model.itinerary import OwnWords, own_uid
from itinerary.model.when import Timed
from itinerary.model.when_notation import notation
from itinerary.model.zones import zone
from itinerary.source.problems import SourceError
from itinerary.value import Value

_ODD = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What values that no site of ours has lead to."""

_SAID = ("in_calendars", "elsewhere")
_TAG = re.compile("[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")

_DEADLINE = "deadline--"
"""What the ids of deadlines of the file's own list begin with."""

Json = Mapping[str, Any]


def refuse(_data: bytes, name: str, _link: str, _options: Options) -> NoReturn:
    """Refuse to bring a file up to date with a whole programme. Raises SourceError."""
    message = "this is a whole programme of Itinerary, which becomes a file of its own"
    hint = "import it alone, into a file that is not there yet: --into new.yaml"
    raise SourceError([Problem(name, 1, 1, "", message, hint)])


class WholeFile(Value):
    """The file of a programme: its text, the number of events, and a report of what a file cannot
    have. `words` are the programme's own words for what the product says: the texts of gettext
    files, by language."""

    text: str
    events: int
    report: Report
    words: Mapping[str, str]


def file_of(data: bytes, name: str) -> WholeFile:
    """Return the file of a programme as JSON. `name` names the source. Raises SourceError."""
    found = parse_json(text_of(data), name)
    reader = _Reader()
    try:
        lines = [f"# A programme for Itinerary, imported from {line(name)}", ""]
        for key, value in reader.file(found):
            if value not in (None, "", [], {}):
                lines += entry(key, value, 0) + ([""] if key in _PARTS else [])
    except _ODD as error:
        message = f"this programme cannot be read: {type(error).__name__}: {error}"
        hint = "read it again from its site: /api/programme.json"
        raise SourceError([Problem(name, 1, 1, "", message, hint)]) from None
    reader.report.kind = counted(
        len(found["events"]), "event", "events", WORDS[SourceKind.ITINERARY]
    )
    text = "\n".join(lines).rstrip("\n") + "\n"
    return WholeFile(text, len(found["events"]), reader.report.report(), reader.words)


_PARTS = {"places", "parties", "categories", "tracks", "series", "sources", "deadlines", "events"}


def _some(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that say something."""
    return {key: value for key, value in values.items() if value not in (None, "", [], {}, ())}


def _short(values: Json) -> Any:
    """Return an entry of a map in short if it has a name alone."""
    (name, *more) = values.values()
    return name if not more and isinstance(name, str) else values


class _Reader:
    def __init__(self) -> None:
        self.report = ReportCollector()
        self.languages: list[str] = []
        self.words: dict[str, str] = {}

    def file(self, found: Json) -> Iterator[tuple[str, Any]]:
        """Yield the keys of a file."""
        self.languages = found["languages"]
        yield from self._head(found)
        retired = {(each["field"], each["id"]) for each in found.get("retired", ())}

        def present(field: str) -> list[Json]:
            return [one for one in found[field] if (field, one["id"]) not in retired]

        entries = self._entries(found)
        by_themselves = {one["id"] for one in self._series_by_themselves(found, entries)}
        zones = {one["id"]: one["zone"] for one in found["places"]}
        unwritten = {"series": by_themselves}
        makers = {
            "places": lambda one: self._place(one, zones, found["zone"]),
            "parties": self._party,
            "categories": self._category,
            "tracks": self._track,
            "series": self._series,
        }
        for field, make in makers.items():
            written = [one for one in present(field) if one["id"] not in unwritten.get(field, ())]
            yield field, {one["id"]: _short(make(one)) for one in written}
        yield "sources", {one["id"]: _short(self._source(one)) for one in found["sources"]}
        if found.get("deadlines"):
            own = [one for one in found["deadlines"] if one["id"].startswith(_DEADLINE)]
            yield "deadlines", [self._deadline(one) for one in own]
        yield "events", [entry.keys for entry in entries]
        why = "a file has what is in the programme"
        self.report.lose("tombstone", why, len(found.get("tombstones", ())))
        for words in found.get("own_words", ()):
            self._own_words(words)

    def _own_words(self, words: Json) -> None:
        tag = words["language"]
        said = [[(id, tuple(each)) for id, each in words.get(key, {}).items()] for key in _SAID]
        text = gettext_words.written(OwnWords(tag, words["plural"], *map(tuple, said)))
        _, faults = gettext_words.read(text, tag)
        # The language is the name of a file.
        if tag in self.languages and _TAG.fullmatch(tag) and all(one.unknown for one in faults):
            self.words[tag] = text
        else:
            self.report.lose("language with words of its own", "they cannot be read")

    def _head(self, found: Json) -> Iterator[tuple[str, Any]]:
        yield "id", found["id"]
        yield "title", self._text(found["title"])
        yield "description", self._text(found.get("description"))
        yield "languages", list(self.languages)
        yield "zone", found["zone"]
        yield "zones", {z["id"]: self._text(z["name"]) for z in found["zones"] if "name" in z}
        yield "days", " to ".join(found.get("days", ()))
        yield "day-starts", found.get("day_starts", "00:00").replace("00:00", "")
        if first := found.get("first_published"):
            moment = datetime.fromisoformat(first)
            if moment.tzinfo is None:
                raise ValueError("first_published has no offset from UTC")
            yield "published", notation(Timed(moment.astimezone(zone(found["zone"]))))
        style = found["cancel_style"]
        yield "cancel-style", style if style != "hard" else None
        yield "publisher", self._named(found.get("publisher"))
        yield "licence", self._named(found.get("licence"))
        yield "site", found.get("site")
        yield "colour", found["colour"]["hex"]
        words = found.get("words", {})
        yield (
            "words",
            _some(
                {
                    "people" if key == "parties" else key: self._text(value)
                    for key, value in words.items()
                }
            ),
        )
        for key in ("logo", "header"):
            if key in found:
                address = (self._image(found[key]) or {}).get("url", "")
                self.report.lose(key, f"put the picture beside the file: {address}")
        yield (
            "background",
            [
                _some({"text": self._text(fact["text"]), "sources": fact.get("sources")})
                for fact in found.get("background", ())
            ],
        )

    # --- facets ---

    def _place(self, place: Json, zones: Mapping[str, str], home: str) -> Json:
        around = place.get("within")
        usual = zones.get(around, home) if around else home
        point = place.get("coordinates")
        return _some(
            {
                "name": self._text(place["name"]),
                "in": around,
                "address": "none" if place.get("addressless") else self._text(place.get("address")),
                "coordinates": [_number(point["latitude"]), _number(point["longitude"])]
                if point
                else None,
                "zone": place["zone"] if place["zone"] != usual else None,
                "image": self._image(place.get("image")),
            }
        )

    def _party(self, party: Json) -> Json:
        return _some(
            {
                "name": self._text(party["name"]),
                "kind": party["kind"] if party["kind"] != "person" else None,
                "affiliation": self._text(party.get("affiliation")),
                # A file has one of the two: a description of several lines is a biography.
                "description": self._text(party.get("text") or party.get("description")),
                "link": party.get("link"),
                "links": self._links(party),
                "image": self._image(party.get("image")),
            }
        )

    def _category(self, category: Json) -> Json:
        length = category.get("length")
        return _some(
            {
                "name": self._text(category["name"]),
                "colour": category.get("colour", {}).get("hex"),
                "length": f"{length} min" if length else None,
            }
        )

    def _track(self, track: Json) -> Json:
        return _some(
            {
                "name": self._text(track["name"]),
                "colour": track.get("colour", {}).get("hex"),
                "description": self._text(track.get("text")),
            }
        )

    def _series(self, series: Json) -> Json:
        return _some(
            {
                "title": self._text(series["name"]),
                "description": self._text(series.get("description")),
                "link": series.get("link"),
                "image": self._image(series.get("image")),
            }
        )

    def _source(self, source: Json) -> Json:
        return _some(
            {
                "who": self._text(source["who"]),
                "when": source.get("when"),
                "where": self._text(source.get("where")),
                "link": source.get("link"),
            }
        )

    # --- events ---

    def _entries(self, found: Json) -> list[Entry]:
        """Return the events, with one for all dates of a repetition."""
        published = datetime.fromisoformat(found["published"])
        days = found.get("days")
        entries = folded(
            [Entry(one, self._event(one, found["id"])) for one in found["events"]],
            {
                one["event"]: recurrence_of(one)
                for series in found["series"]
                for one in series.get("recurrences", ())
            },
            Programme(
                id=found["id"],
                day=published.astimezone(zone(found["zone"])).date(),
                last=date.fromisoformat(days[1]) if days else None,
            ),
        )
        repeated = {entry.keys["id"] for entry in entries if "repeat" in entry.keys}
        self.report.lose(
            "date of a repetition",
            "it is an event of its own; write repeat: for all of them",
            sum(
                "occurrence" in entry.event and entry.event["occurrence"]["series"] not in repeated
                for entry in entries
            ),
        )
        return entries

    def _series_by_themselves(self, found: Json, entries: Sequence[Entry]) -> Iterator[Json]:
        """Yield the series that long repetitions make without a word of their author."""
        repeated = {one.keys["id"]: one.keys for one in entries if "repeat" in one.keys}
        named = {one.keys.get("series") for one in entries}
        for series in found["series"]:
            keys = repeated.get(series["id"])
            same = keys and self._series(series) == {"title": keys["title"]}
            if same and series["id"] not in named:
                yield series

    def _event(self, event: Json, programme: str) -> dict[str, Any]:
        known, uid = event.get("when", {}), event["uid"]
        without = event.get("without", ())
        places = [id for id in (event.get("place"), *event.get("more_places", ())) if id]
        made = {
            "id": event["id"],
            "was": event.get("was"),
            # One that the file would not give it: it is kept, or the event had several ids.
            "uid": uid if uid != own_uid(event.get("was", event["id"]), programme) else None,
            **{key: self._text(event.get(key)) for key in ("title", "summary", "description")},
            "kind": event["kind"] if event["kind"] != "event" else None,
            "when": known.get("notation"),
            "doors": event.get("doors"),
            "end": "none" if "end" in without else None,
            "after": event.get("after", {}).get("id"),
            "series": event.get("series"),
            "place": "none" if "place" in without else places,
            "online": self._online(event.get("online")),
            "parties": "none"
            if "parties" in without
            else [
                _some({"party": taking["party"], "role": self._text(taking.get("role"))})
                for taking in event.get("parties", ())
            ],
            "organiser": event.get("organisers"),
            "contact": event.get("contact"),
            "categories": event.get("categories"),
            "tracks": event.get("tracks"),
            "tags": [self._text(tag) for tag in event.get("tags", ())],
            "spoken": event.get("spoken"),
            **{
                key: self._text(event.get(key))
                for key in ("level", "age", "accessibility", "price", "capacity")
            },
            "registration": self._registration(event.get("registration")),
            "press": self._press(event.get("press")),
            "status": event["status"] if event["status"] != "confirmed" else None,
            "reason": self._text(event.get("reason")),
            "links": self._links(event),
            "result": self._text(event.get("result")),
            "recording": self._recording(event.get("recording")),
            "image": self._image(event.get("image")),
            "sources": event.get("sources"),
            "from": event.get("imported"),
        }
        return _some(made)

    def _online(self, online: Json | None) -> Any:
        if online is None:
            return None
        made = {
            "url": online.get("url"),
            "access": self._text(online.get("access")),
            "feature": online.get("features"),
        }
        said = _some(made)
        return said["url"] if [*said] == ["url"] else said or "yes"

    def _registration(self, registration: Json | None) -> Json | None:
        if registration is None:
            return None
        return _some(
            {
                "link": registration.get("link"),
                "by": registration.get("by", {}).get("notation"),
                "note": self._text(registration.get("note")),
            }
        )

    def _press(self, press: Json | None) -> Json | None:
        if press is None:
            return None
        return _some(
            {
                "access": press.get("access") or self._text(press.get("access_note")),
                "call": press.get("call") or press.get("call_at", {}).get("notation"),
                "entrance": press.get("entrance_place") or self._text(press.get("entrance")),
                "accreditation": self._registration(press.get("accreditation")),
                "live": press.get("live"),
                "contact": self._text(press.get("contact")),
            }
        )

    def _deadline(self, deadline: Json) -> Json:
        links = deadline.get("links", ())
        return _some(
            {
                "id": deadline["id"].removeprefix(_DEADLINE),
                "title": self._text(deadline["title"]),
                "by": deadline.get("when", {}).get("notation"),
                "description": self._text(deadline.get("description")),
                "link": links[0]["url"] if links else None,
                "about": [each["id"] for each in deadline["deadline"].get("about", ())],
                "status": deadline["status"] if deadline["status"] != "confirmed" else None,
                "was": deadline["was"].removeprefix(_DEADLINE) if "was" in deadline else None,
            }
        )

    # --- parts ---

    def _text(self, words: Mapping[str, str] | None) -> Any:
        """Return a text: words in the first language alone, else a map."""
        if not words:
            return None
        return words[self.languages[0]] if [*words] == self.languages[:1] else dict(words)

    def _named(self, piece: Json | None) -> Json | None:
        return piece and {**piece, "name": self._text(piece["name"])}

    def _links(self, piece: Json) -> list[Json]:
        return [
            _some({**link, "title": self._text(link.get("title"))})
            for link in piece.get("links", ())
        ]

    def _recording(self, recording: Json | None) -> Json | None:
        return recording and _some({**recording, "licence": self._named(recording.get("licence"))})

    def _image(self, image: Json | None) -> Json | None:
        if image is None:
            return None
        url = image.get("url")
        if "picture" in image:
            by_width = image["picture"]["addresses"]
            url = by_width[max(by_width, key=int)]
            self.report.guess("pictures of the site are named by their addresses there")
        words = {"alt": self._text(image["alt"]), "credit": self._text(image.get("credit"))}
        return _some({"url": url, **words})


def _number(degrees: float) -> str:
    """Return degrees as a file has them, without an exponent."""
    return format(Decimal(repr(degrees)), "f")
