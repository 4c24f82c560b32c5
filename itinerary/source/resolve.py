"""From the tree of a file to an Itinerary: every piece checked, every id looked up.

A piece that is wrong is reported and stands in with what is left of it, so that one reading finds
everything there is to mend.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import dropwhile
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from itinerary import errors
from itinerary.model import itinerary as model
from itinerary.model import notation, repetition, when, zones
from itinerary.model.spelling import Spelling, did_you_mean
from itinerary.model.text import Text, visible
from itinerary.source import fields as the_fields
from itinerary.source import schema, yaml_tree
from itinerary.source.accept import Acceptance
from itinerary.source.losses import Loss
from itinerary.source.pictures import Album, PictureError
from itinerary.source.problems import KeyPath, Name, Problem, Severity
from itinerary.source.synonyms import ours, value_of_ours

P = TypeVar("P", bound=BaseModel)
V = TypeVar("V")

MOST_INSIDE = 16
"""Places around each other, of which the innermost is in all the others. An event holds them one in
another, and readers of JSON go only so deep."""

MOST_EVENTS = 100_000
"""Events that the list may have."""

MOST_REPEATED = 10_000
"""Events that all repetitions of a file may come to: a line of it can make a thousand."""

MOST_LETTERS = 2**27
"""Characters that all events may have with what each of them refers to, which the ledger keeps with
each of them."""

# What a piece goes on with if a key that it needs is wrong; never published.
_STAND_INS: dict[type[BaseModel], dict[str, Any]] = {
    schema.HeadIn: {
        "id": "x",
        "title": "x",
        "languages": ["en"],
        "zone": "UTC",
    },
    schema.PlaceIn: {"name": "x"},
    schema.PartyIn: {"name": "x"},
    schema.CategoryIn: {"name": "x"},
    schema.SourceIn: {"who": "x"},
    schema.EventIn: {"id": "x", "title": "x"},
}


@dataclass(slots=True)
class Draft:
    """An event on its way: as written, where, under which id, and what is known of its time."""

    written: schema.EventIn
    path: KeyPath
    id: str
    uid: str
    when: when.When | None
    zone: model.TimeZone
    place: model.Place | None
    was: str | None = None
    occurrence: model.Occurrence | None = None
    inferred: bool = False


class Resolver:
    """Makes an Itinerary of one file; `problems` collects what is wrong with it."""

    def __init__(
        self, root: yaml_tree.Mapping, file: str, now: datetime, album: Album | None = None
    ) -> None:
        self.root = root
        self.file = file
        self.now = now
        self.album = album
        self.problems: list[Problem] = []
        self.acceptances: list[Acceptance] = []
        self.event_paths: dict[str, KeyPath] = {}
        self.texts: list[tuple[KeyPath, the_fields.Words]] = []
        self.spoilt: set[KeyPath] = set()
        self.missed: set[tuple[KeyPath, str]] = set()
        self._nameable: Mapping[str, Draft] | None = None
        self.spelling = Spelling()

    # --- reporting ----------------------------------------------------------------------------

    def problem(self, path: Sequence[str | int], message: str, hint: str = "") -> None:
        """Report a problem at `path`, or at the nearest piece around what is missing."""
        node, _ = yaml_tree.find(self.root, path)
        self.problems.append(
            Problem(self.file, node.line, node.column, yaml_tree.words(path), message, hint)
        )

    def warn(
        self,
        path: KeyPath,
        name: Name,
        message: str,
        hint: str,
        *,
        others: Sequence[KeyPath] = (),
        at: tuple[int, int] | None = None,
    ) -> None:
        """Report something to look at: at `path`, or at a line and column in it; `others` are the
        paths of other events that it is about."""
        self.problems.append(self.warning(path, name, message, hint, others=others, at=at))

    def warning(
        self,
        path: KeyPath,
        name: Name,
        message: str,
        hint: str,
        *,
        others: Sequence[KeyPath] = (),
        at: tuple[int, int] | None = None,
    ) -> Problem:
        """Return what `warn` reports."""
        node, _ = yaml_tree.find(self.root, path)
        line, column = at or (node.line, node.column)
        events = {id for about in (path, *others) if (id := self.event_id(about))}
        words = yaml_tree.words(path)
        return Problem(
            *(self.file, line, column, words, message, hint),
            severity=Severity.WARNING,
            name=name,
            events=tuple(sorted(events)),
        )

    def event_id(self, path: KeyPath) -> str | None:
        """Return the id, as it is in the file, of the event that `path` leads into, if any."""
        if path[:1] != ("events",) or len(path) < 2:
            return None
        node, walked = yaml_tree.find(self.root, (*path[:2], "id"))
        return node.value if len(walked) == 3 and isinstance(node, yaml_tree.Scalar) else None

    def warn_of_losses(self, losses: Iterable[Loss]) -> None:
        """Report what YAML takes from texts, and the colours that it takes for comments."""
        for loss in losses:
            key, annotation = _value_at(loss.path)
            if loss.markdown and key not in ("description", "text"):
                continue
            if model.Colour in _options(annotation) or _takes_words(annotation):
                self.warn(
                    loss.path, loss.name, loss.message, loss.hint, at=(loss.line, loss.column)
                )

    def key_problem(self, path: KeyPath, message: str, hint: str = "") -> None:
        """Report a problem of the key that `path` ends in."""
        around, _ = yaml_tree.find(self.root, path[:-1])
        node = around.keys[str(path[-1])] if isinstance(around, yaml_tree.Mapping) else around
        self.problems.append(
            Problem(self.file, node.line, node.column, yaml_tree.words(path), message, hint)
        )

    # --- pieces -------------------------------------------------------------------------------

    def piece(self, kind: type[P], data: Any, path: KeyPath) -> P:
        """Check one piece; report what is wrong and return what can be used of it."""
        try:
            good = kind.model_validate(data)
            self.texts.extend(_texts(good, path))
            return good
        except ValidationError as error:
            details = error.errors(include_url=False)
        for detail in details:
            self.report(kind, detail, path)
        needed = _STAND_INS[kind]
        spoilt = {detail["loc"][0] for detail in details if detail["loc"]}
        self.spoilt.update((*path, key) for key in spoilt)
        rest = (
            {key: value for key, value in data.items() if key not in spoilt}
            if isinstance(data, dict)
            else {}
        )
        # Two keys may contradict each other and nothing else: those that can go without loss.
        for without in ((), ("reason", "repeat", "end"), tuple(rest)):
            kept = {key: value for key, value in rest.items() if key not in without}
            try:
                return kind.model_validate({**needed, **kept})
            except ValidationError:
                continue
        return kind.model_validate(needed)

    def report(self, kind: type[BaseModel], detail: ErrorDetails, path: KeyPath) -> None:
        """Report one of pydantic's errors in our words."""
        location = tuple(detail["loc"])
        at = (*path, *location)
        value = detail["input"]
        context = detail.get("ctx", {})
        match detail["type"]:
            case the_fields.OWN_ERROR:
                self.problem(at, context["message"], context["hint"])
            case the_fields.TOO_LONG:
                self.problem(at, context["message"], _shorter(kind, location))
            case "missing":
                self.problem(at, f"“{location[-1]}” is missing", f"write {location[-1]}: …")
            case "extra_forbidden":
                known = _keys_of(schema.Document if not path else kind, location[:-1])
                key = str(location[-1])
                hint = ours(key, known) or did_you_mean(key, known, listed="known keys")
                self.key_problem(at, f"there is no key “{visible(key)}” here", hint)
            case "enum":
                choices = context["expected"].replace("'", "").replace(" or ", ", ").split(", ")
                shown = f"“{visible(value)}”" if isinstance(value, str) else "this"
                word = str(value[0] if isinstance(value, list) and len(value) == 1 else value)
                hint = value_of_ours(word, choices) or did_you_mean(word, choices)
                self.problem(at, f"{shown} is not known here", hint)
            case "list_type":
                self.problem(
                    at,
                    f"this is {the_fields.shape(value)}, not a list",
                    "begin each item with “- ”",
                )
            case "dict_type" | "model_type" | "model_attributes_type":
                self.problem(
                    at,
                    f"this is {the_fields.shape(value)}, not a map",
                    "write keys and values: key: value",
                )
            case "string_type":
                self.problem(
                    at, f"this is {the_fields.shape(value)}, not a single value", "write one value"
                )
            case "too_short":
                self.problem(at, "this list is empty", "write at least one item")
            case _:
                self.problem(at, detail["msg"])

    def pieces(self, key: str, kind: type[P]) -> dict[str, P]:
        """Check a map from id to piece."""
        node = self.root.items.get(key)
        if node is None or yaml_tree.plain(node) is None:
            return {}
        if not isinstance(node, yaml_tree.Mapping):
            self.problem((key,), "this is not a map", "write each as id: {…}, indented")
            return {}
        found: dict[str, P] = {}
        for id, inner in node.items.items():
            try:
                the_fields.slug(id)
            except PydanticCustomError as error:
                context = error.context or {}
                self.key_problem((key, id), context["message"], context["hint"])
            found[id] = self.piece(kind, yaml_tree.plain(inner), (key, id))
        return found

    def look_up(self, what: str, known: Mapping[str, V], id: str, path: KeyPath) -> V | None:
        """Return the thing called `id`, or report that there is none; once, though each date of a
        repetition asks."""
        if id in known:
            return known[id]
        if (path, id) not in self.missed:
            self.missed.add((path, id))
            otherwise = f"declare it under {'events' if what == 'event' else _PLURAL[what]}"
            hint = self.spelling.did_you_mean(id, known, otherwise)
            self.problem(path, f"there is no {what} “{visible(id)}”", hint)
        return None

    def look_up_all(
        self, what: str, known: Mapping[str, V], ids: Sequence[str], path: KeyPath
    ) -> tuple[V, ...]:
        """Return the things called `ids`, without those that are reported as unknown."""
        node, _ = yaml_tree.find(self.root, path)
        listed = isinstance(node, yaml_tree.Listing)
        found = (
            self.look_up(what, known, id, (*path, n) if listed else path)
            for n, id in enumerate(ids)
        )
        things = [thing for thing in found if thing is not None]
        if len(things) < len(ids):
            self.spoilt.add(path)
        return tuple(dict.fromkeys(things))

    # --- the whole ----------------------------------------------------------------------------

    def itinerary(self) -> model.Itinerary:
        """Resolve the whole file. The result is for publishing only if no error was reported."""
        lists = {"places", "parties", "categories", "sources", "events"}
        plain = {k: yaml_tree.plain(v) for k, v in self.root.items.items() if k not in lists}
        head = self.piece(schema.HeadIn, plain, ())
        self.languages = head.languages
        self.zone_names: dict[str, Text] = {}
        for name, words in head.zones.items():
            try:
                self.zone_names[zones.zone(name).key] = self.text(words)
            except errors.NotationError as error:
                self.key_problem(("zones", name), error.message, error.hint)
        self.zone = self.time_zone(head.zone)
        published = self.published(head)
        self.portraits: list[model.Portrait] = []
        written_parties = self.pieces("parties", schema.PartyIn)
        parties = {
            id: model.Party(
                id=id,
                name=self.text(party.name),
                kind=party.kind,
                description=self.text_or_none(party.description),
                link=party.link,
            )
            for id, party in written_parties.items()
        }
        for id, party in written_parties.items():
            self.portray("parties", id, party)
        categories = {
            id: model.Category(
                id=id,
                name=self.text(category.name),
                colour=category.colour,
                length=category.length,
            )
            for id, category in self.pieces("categories", schema.CategoryIn).items()
        }
        self.sources = {
            id: model.Source(
                id=id,
                who=self.text(source.who),
                when=source.when,
                where=self.text_or_none(source.where),
                link=source.link,
            )
            for id, source in self.pieces("sources", schema.SourceIn).items()
        }
        places = self.places()
        background = tuple(
            model.Fact(
                self.text(fact.text),
                self.look_up_all(
                    "source", self.sources, fact.sources, ("background", n, "sources")
                ),
            )
            for n, fact in enumerate(head.background)
        )
        publisher = None
        if head.publisher:
            called = self.text(head.publisher.name)
            publisher = model.Publisher(called, head.publisher.contact, head.publisher.link)
        licence = None
        if head.licence:
            licence = model.Licence(self.text(head.licence.name), head.licence.link)
        return model.Itinerary(
            id=head.id,
            title=self.text(head.title),
            description=self.text_or_none(head.description),
            background=background,
            languages=tuple(dict.fromkeys(head.languages)),
            zone=self.zone,
            days=head.days,
            published=published,
            cancel_style=head.cancel_style,
            publisher=publisher,
            licence=licence,
            site=head.site,
            colour=head.colour,
            places=tuple(places.values()),
            parties=tuple(parties.values()),
            categories=tuple(categories.values()),
            portraits=tuple(sorted(self.portraits, key=lambda one: (one.field, one.id))),
            events=self.events(head, places, parties, categories),
        )

    def text(self, words: the_fields.Words) -> Text:
        """Return an author's words as a Text."""
        return Text.of(words.said, self.languages)

    def text_or_none(self, words: the_fields.Words | None) -> Text | None:
        """Return an author's words as a Text, None if there are none."""
        return None if words is None else self.text(words)

    def time_zone(self, info: ZoneInfo) -> model.TimeZone:
        """Return a time zone with its name in words, if it has one."""
        return model.TimeZone(info, self.zone_names.get(info.key))

    def published(self, head: schema.HeadIn) -> datetime | None:
        """Return the declared time of publication in UTC; it must not be in the future, because
        clients would take every later edit for older."""
        if head.published is None:
            return None
        try:
            moment = notation.moment(*head.published, head.zone)
        except errors.NotationError as error:
            self.problem(("published",), error.message, error.hint)
            return None
        if moment > self.now:
            self.problem(
                ("published",),
                f"this is in the future (it is {self.now.astimezone(head.zone):%Y-%m-%d %H:%M})",
                "write when this state of the file was published",
            )
        return moment

    def places(self) -> dict[str, model.Place]:
        """Resolve places from the outside in."""
        pieces = self.pieces("places", schema.PlaceIn)
        if the_fields.NONE in pieces:
            self.problem(
                ("places", the_fields.NONE),
                f"“{the_fields.NONE}” says that there is no place",
                "give this place another id",
            )
        done: dict[str, model.Place] = {}
        depths: dict[str, int] = {}

        for start in pieces:
            chain: dict[str, None] = {}
            id: str | None = start
            while id is not None and id not in done:
                if id in chain:
                    loop = " in ".join((*_from(id, chain), id))
                    self.problem(
                        ("places", id, "in"),
                        f"places cannot be in each other: {loop}",
                        "remove one of these in:",
                    )
                    break
                chain[id] = None
                inside = pieces[id].inside
                known = inside and self.look_up("place", pieces, inside, ("places", id, "in"))
                id = inside if known else None
            for id in reversed(chain):
                inside = pieces[id].inside or ""
                depths[id] = depths.get(inside, 0) + 1
                if depths[id] == MOST_INSIDE + 1:
                    self.problem(
                        ("places", id, "in"),
                        f"{MOST_INSIDE} places are around this one already",
                        "leave some of them out",
                    )
                around = done.get(inside) if depths[id] <= MOST_INSIDE else None
                done[id] = self.place(id, pieces[id], around)
        for id, piece in pieces.items():
            self.portray("places", id, piece)
        return {id: done[id] for id in pieces}

    def place(self, id: str, piece: schema.PlaceIn, around: model.Place | None) -> model.Place:
        """Return a place, in the place around it."""
        zone = around.zone if around else self.zone
        return model.Place(
            id=id,
            name=self.text(piece.name),
            within=around,
            address=self.text_or_none(piece.address),
            addressless=piece.has_no("address"),
            coordinates=piece.coordinates,
            zone=self.time_zone(piece.zone) if piece.zone else zone,
        )

    # --- events -------------------------------------------------------------------------------

    def events(
        self,
        head: schema.HeadIn,
        places: Mapping[str, model.Place],
        parties: Mapping[str, model.Party],
        categories: Mapping[str, model.Category],
    ) -> tuple[model.Event, ...]:
        """Resolve all events, repetitions expanded."""
        drafts = self.drafts(head, places)
        self.follow(drafts, head.days[1] if head.days else None)
        self.accept(head, drafts)
        events: list[model.Event] = []
        letters = self.letters()
        total = 0
        for draft in drafts.values():
            written, path = draft.written, draft.path
            total += letters(path, draft)
            if total > MOST_LETTERS:
                self.problem(
                    path,
                    f"up to here, events have more than {MOST_LETTERS:,} characters, those of their"
                    " places, people, categories and sources counted with each, and each day of a"
                    " repetition counted",
                    "shorten the descriptions of what repeats, or split the programme",
                )
                break
            if head.days and draft.when and not draft.inferred:
                first, last = head.days
                if not when.is_within(draft.when, draft.zone.info, self.zone.info, first, last):
                    self.problem(
                        (*path, "when"),
                        f"this is outside the programme's days, {first} to {last}",
                        "mend the date, or widen days: at the top",
                    )
            listed = tuple(
                model.Participation(party, self.text_or_none(participation.role))
                for n, participation in enumerate(written.parties or ())
                if (
                    party := self.look_up(
                        "party", parties, participation.party, (*path, "parties", n)
                    )
                )
            )
            other = drafts.get(written.after) if written.after else None
            events.append(
                model.Event(
                    id=draft.id,
                    uid=draft.uid,
                    was=draft.was,
                    occurrence=draft.occurrence,
                    title=self.text(written.title),
                    summary=self.text_or_none(written.summary),
                    description=self.text_or_none(written.description),
                    when=draft.when,
                    zone=draft.zone,
                    after=model.After(other.id, self.text(other.written.title)) if other else None,
                    place=draft.place,
                    parties=listed,
                    categories=self.look_up_all(
                        "category", categories, written.categories, (*path, "categories")
                    ),
                    status=written.status,
                    reason=self.text_or_none(written.reason),
                    links=tuple(model.Link(self.text(ln.title), ln.url) for ln in written.links),
                    image=self.image(written.image, (*path, "image"), self.text(written.title)),
                    sources=self.look_up_all(
                        "source", self.sources, written.sources, (*path, "sources")
                    ),
                    without=tuple(name for name in _DECLINABLE if written.has_no(name)),
                )
            )
            self.event_paths[draft.id] = path
        return tuple(events)

    def letters(self) -> Callable[[KeyPath, Draft], int]:
        """Return a function that counts the characters of an event with what it refers to."""
        of = {
            key: {id: inner.letters for id, inner in node.items.items()}
            for key in ("places", "parties", "categories", "sources")
            if isinstance(node := self.root.items.get(key), yaml_tree.Mapping)
        }

        def count(path: KeyPath, draft: Draft) -> int:
            written = draft.written
            node, _ = yaml_tree.find(self.root, path)
            named = (
                ("places", [place.id for place in draft.place.chain()] if draft.place else ()),
                ("parties", [taking.party for taking in written.parties or ()]),
                ("categories", written.categories),
                ("sources", written.sources),
            )
            own = node.letters if isinstance(node, yaml_tree.Mapping) else 0
            return own + sum(of.get(key, {}).get(id, 0) for key, ids in named for id in ids)

        return count

    def accept(self, head: schema.HeadIn, drafts: Mapping[str, Draft]) -> None:
        """Resolve which warnings the author accepts."""
        known = {draft.written.id: draft.written.id for draft in drafts.values()}
        for n, written in enumerate(head.accept):
            path: KeyPath = ("accept", n)
            self.look_up_all("event", known, written.events, (*path, "events"))
            about = f" about {', '.join(written.events)}" if written.events else ""
            stale = self.warning(
                path,
                Name.STALE_ACCEPTANCE,
                f"there is no warning “{written.warning}”{about}",
                "remove this from accept",
            )
            self.acceptances.append(Acceptance(written.warning, frozenset(written.events), stale))

    def portray(self, field: str, id: str, piece: schema.PlaceIn | schema.PartyIn) -> None:
        """Take down the picture of a place or a party, if it has one."""
        image = self.image(piece.image, (field, id, "image"), self.text(piece.name))
        if image:
            self.portraits.append(model.Portrait(field, id, image))

    def image(self, image: schema.ImageIn | None, path: KeyPath, name: Text) -> model.Image | None:
        """Return an author's picture of what is called `name`."""
        if image is None:
            return None
        if image.alt is None:
            key = "file" if image.file else "url"
            self.warn(
                path,
                Name.PICTURE_WORDS,
                "this picture has no words for those who do not see it; the title stands in",
                f"write {{{key}: {image.file or image.url}, alt: what it shows}}",
            )
        alt = self.text(image.alt) if image.alt else name
        credit = self.text_or_none(image.credit)
        if image.file is None:
            return model.Image(image.url, alt, credit)
        try:
            if self.album is None:
                raise PictureError(
                    "there is no folder in which to look for this picture", "read the file itself"
                )
            return model.Image(None, alt, credit, self.album.picture(image.file))
        except PictureError as error:
            self.problem((*path, "file") if image.alt else path, error.message, error.hint)
            return None

    def drafts(self, head: schema.HeadIn, places: Mapping[str, model.Place]) -> dict[str, Draft]:
        """Check the events one by one and expand repetitions."""
        node = self.root.items.get("events")
        if not isinstance(node, yaml_tree.Listing) or not node.items:
            at = ("events",)
            if node is None:
                self.problem(at, "“events” is missing", "write events: and a list below it")
            else:
                self.problem(at, "there must be a list of at least one event", "write - id: …")
            return {}
        if len(node.items) > MOST_EVENTS:
            self.problem(
                ("events", MOST_EVENTS),
                f"there are {len(node.items):,} events, more than {MOST_EVENTS:,}",
                "split the programme",
            )
            return {}
        drafts: dict[str, Draft] = {}
        names: dict[str, int] = {}
        uids: dict[str, str] = {}
        self.repeated: dict[str, str] = {}
        self.repeats = 0
        excepted: dict[str, model.Occurrence] = {}
        for n, item in enumerate(node.items):
            path: KeyPath = ("events", n)
            written = self.piece(schema.EventIn, yaml_tree.plain(item), path)
            if not isinstance(item, yaml_tree.Mapping):
                continue  # it was reported
            if (*path, "id") in self.spoilt:  # it goes on under a name that nobody can write
                written = written.model_copy(update={"id": f"?{n}"})
            if written.id in names:
                line = yaml_tree.find(self.root, ("events", names[written.id], "id"))[0].line
                self.problem(
                    (*path, "id"),
                    f"“{written.id}” is here twice; the first is in line {line}",
                    "give one of them another id",
                )
                continue
            names[written.id] = n
            place = (
                self.look_up("place", places, written.place, (*path, "place"))
                if written.place
                else None
            )
            zone = place.zone if place else self.zone
            told: set[str] = set()  # what is wrong with a repetition is told for one of its days
            for day, planned in self.days_of(written, path):
                suffix = f"-{day}" if day else ""
                id, uid = written.id + suffix, (written.was or written.id) + suffix
                if uid in uids or (id in drafts):
                    if "id" not in told:
                        told.add("id")
                        self.problem(
                            (*path, "was" if written.was else "id"),
                            f"“{uid}” already names the event “{uids.get(uid, id)}”",
                            "give it a name of its own",
                        )
                    continue
                uids[uid] = id
                calendar_uid = f"{uid}@{head.id}.itinerary"
                if len(calendar_uid) > model.LONGEST_UID and (*path, "id") not in self.spoilt:
                    self.spoilt.add((*path, "id"))
                    self.problem(
                        (*path, "was" if written.was else "id"),
                        f"“{calendar_uid}”, the name of this event in calendar apps, has"
                        f" {len(calendar_uid)} characters, more than {model.LONGEST_UID}",
                        "shorten this id, or the programme's",
                    )
                if day:
                    self.repeated.setdefault(written.id, id)
                try:
                    known = planned.at(zone.info) if planned else None
                except errors.NotationError as error:
                    if "when" not in told:
                        told.add("when")
                        self.problem((*path, "when"), error.message, error.hint)
                    known = None
                drafts[id] = Draft(
                    written=written,
                    path=path,
                    id=id,
                    uid=calendar_uid,
                    was=None if day else written.was,
                    occurrence=model.Occurrence(written.id, day, written.was) if day else None,
                    when=known,
                    zone=zone,
                    place=place,
                )
            if written.repeat:
                for day in written.repeat.exceptions:
                    place_in = model.Occurrence(written.id, day, written.was)
                    excepted[place_in.name] = place_in
        for name in excepted.keys() & drafts.keys():
            drafts[name].occurrence = excepted[name]
        return drafts

    def days_of(
        self, written: schema.EventIn, path: KeyPath
    ) -> Iterable[tuple[date | None, notation.Written | None]]:
        """Return what an event is planned for: once, or once for each day of its repetition."""
        if not written.repeat or not written.when:
            return [(None, written.when)]
        first, every, until = written.when.first, written.repeat.every, written.repeat.until
        try:
            days = repetition.repeats(
                first,
                every,
                until=until,
                times=written.repeat.times,
                without=frozenset(written.repeat.exceptions),
            )
        except errors.NotationError as error:
            self.problem((*path, "repeat"), error.message, error.hint)
            return [(None, written.when)]
        before, self.repeats = self.repeats, self.repeats + len(days)
        if self.repeats > MOST_REPEATED:
            if before <= MOST_REPEATED:
                self.problem(
                    (*path, "repeat"),
                    f"with this, the repetitions of the file make {self.repeats:,} events, more"
                    f" than {MOST_REPEATED:,}",
                    "write an earlier end, or repeat less",
                )
            return [(None, written.when)]
        if skipped := repetition.months_without(first, every, until or days[-1]):
            end = (first + timedelta(days=1)).day == 1
            more = f" and {len(skipped) - 6} more" if len(skipped) > 6 else ""
            self.warn(
                (*path, "repeat"),
                Name.SKIPPED_MONTHS,
                f"{', '.join(skipped[:6])}{more} have no day {first.day} and are skipped",
                f"write every: {repetition.LAST_DAY}"
                if end
                else "begin on a day up to 28, or write events of their own for these months",
            )
        return [(day, written.when.on(day)) for day in days]

    def follow(self, drafts: dict[str, Draft], last: date | None) -> None:
        """Resolve `after`: no circles, no contradictions; alone it takes the other's days. `last`
        is the programme's last day if the author declared one."""
        circles: set[str] = set()
        resolved: set[str] = set()
        for id in drafts:
            chain: dict[str, None] = {}
            while id in drafts and id not in resolved and id not in chain:
                chain[id] = None
                draft = drafts[id]
                if draft.written.after is None:
                    break
                self.follow_known(draft, drafts)
                id = draft.written.after
            if id in chain and drafts[id].written.after is not None:
                loop = _from(id, chain)
                circles.update(loop)
                circle = " after ".join((*loop, loop[0]))
                self.problem(
                    (*drafts[loop[0]].path, "after"),
                    f"events cannot follow each other in a circle: {circle}",
                    "remove one of these after:",
                )
            for link in reversed(chain):
                if link not in resolved and link not in circles:
                    self.take_days(drafts[link], drafts, last)
                resolved.add(link)

    def follow_known(self, draft: Draft, drafts: Mapping[str, Draft]) -> None:
        """Report an `after` that names no event."""
        other = draft.written.after
        if other is None or other in drafts:
            return
        if other in self.repeated:
            self.problem(
                (*draft.path, "after"),
                f"“{other}” repeats, so it is not clear which is meant",
                f"write for example {self.repeated[other]}",
            )
        else:
            self.look_up("event", self.nameable(drafts), other, (*draft.path, "after"))

    def nameable(self, drafts: Mapping[str, Draft]) -> Mapping[str, Draft]:
        """Return the events of which the file has the name."""
        if self._nameable is None:
            self._nameable = {id: it for id, it in drafts.items() if not id.startswith("?")}
        return self._nameable

    def take_days(self, draft: Draft, drafts: Mapping[str, Draft], last: date | None) -> None:
        """Compare an event with the one it follows, or take over its days."""
        other = drafts.get(draft.written.after) if draft.written.after else None
        if other is None or other.when is None:
            return
        if draft.when is None and draft.written.when is None:
            draft.when = _following(*when.days_in(other.when, draft.zone.info), last)
            draft.inferred = True
        elif draft.when is not None and when.starts_before(
            draft.when, draft.zone.info, other.when, other.zone.info
        ):
            self.problem(
                (*draft.path, "after"),
                f"this follows “{other.id}”, but its time is before it",
                "mend the time, or remove after:",
            )


_DECLINABLE = ("end", "parties", "place")
"""What an author can say that an event has none of."""

_PLURAL = {
    "place": "places",
    "party": "parties",
    "category": "categories",
    "source": "sources",
}


def _from(id: str, chain: Iterable[str]) -> list[str]:
    """Return a chain from `id` on."""
    return list(dropwhile(lambda other: other != id, chain))


def _following(first: date, end: date, last: date | None) -> when.When:
    """Return what is known of what follows something from `first` to `end`: it is on those days or
    later, and no later than the programme's `last` day where the author declared one."""
    if last is None or end < last:
        return when.Window(first, end, later=True)
    return when.Window(first, last) if first < last else when.Day(first)


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
        if option is the_fields.Words:  # words by language
            return option
        if isinstance(option, type) and issubclass(option, BaseModel):
            fields = {field.alias or name: field for name, field in option.model_fields.items()}
            if step in fields:
                return fields[step].annotation
        elif get_origin(option) is (list if isinstance(step, int) else dict):
            return inner[-1]
    return None


def _value_at(path: KeyPath) -> tuple[str, Any]:
    """Return the key that a value of the file stands under, and its annotation, if known."""
    key, annotation = "", schema.Document
    for step in path:
        inner = _at_step(annotation, step)
        if isinstance(step, str) and the_fields.Words not in _options(annotation):
            key = step
        annotation = inner
    return key, annotation


def _takes_words(annotation: Any) -> bool:
    """Tell whether a plain value is a text here: as such, or in short for a map with a name."""
    return any(
        option is the_fields.Words
        or (isinstance(option, type) and issubclass(option, BaseModel) and _named(option))
        for option in _options(annotation)
    )


def _named(kind: type[BaseModel]) -> bool:
    return "name" in kind.model_fields and the_fields.Words in _options(
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
    if isinstance(annotation, type) and issubclass(annotation, the_fields.Words | BaseModel):
        return True
    return any(map(_holds_texts, get_args(annotation)))


def _texts(value: Any, path: KeyPath) -> Iterator[tuple[KeyPath, the_fields.Words]]:
    """Yield the texts in a piece, with their paths in the file."""
    match value:
        case the_fields.Words():
            yield path, value
        case BaseModel():
            for name, alias in _names(type(value)):
                yield from _texts(getattr(value, name), (*path, alias))
        case list():
            for n, item in enumerate(value):
                yield from _texts(item, (*path, n))
        case dict():
            for key, item in value.items():
                yield from _texts(item, (*path, key))


def _shorter(kind: type[BaseModel], location: KeyPath) -> str:
    """Return what to do with a text that is too long."""
    known = _keys_of(kind, location[:-1])
    if location[-1] != "description" and "description" in known:
        return "shorten it; details belong in description"
    return "shorten it; link can lead to the whole text" if "link" in known else "shorten it"


def _keys_of(kind: type[BaseModel], location: Sequence[str | int]) -> list[str]:
    """Return the keys that the model at `location` inside `kind` knows."""
    for step in location:
        if isinstance(step, int):
            continue
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        inner = _model_in(fields[step].annotation) if step in fields else None
        if inner is not None:
            kind = inner
    return [field.alias or name for name, field in kind.model_fields.items()]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model inside an annotation such as `list[Annotated[LinkIn, …]] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (list, dict, Annotated, Union, types.UnionType):
        found = (_model_in(inner) for inner in get_args(annotation))
        return next((inner for inner in found if inner), None)
    return None
