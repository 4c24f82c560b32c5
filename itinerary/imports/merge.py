"""Bringing a file up to date with its sources: a three-way merge, event by event and key by key.

The source changed and the author did not: the source's value is taken. The author changed: the
author's stays. Both did: the author's stays, and the plan lists the conflict with both values.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import chain
from types import MappingProxyType
from typing import Any, Literal

from itinerary.errors import ItineraryError, NotationError
from itinerary.imports.forms import normal
from itinerary.imports.memory import SourceMemory
from itinerary.imports.programme import FACET_FIELDS, ImportedProgramme
from itinerary.imports.report import Report, ReportCollector, together
from itinerary.imports.settle import (
    Known,
    SettledEvent,
    SettledProgramme,
    name_of,
    public_link,
    settle,
    without_lost_after,
)
from itinerary.imports.yaml_edit import EditableFile, EditError, plain
from itinerary.model import when_notation
from itinerary.model.zones import zone
from itinerary.value import Value, replace

Gone = Literal["keep", "cancel", "remove"]
"""What becomes of events that a source no longer has."""

_FACET_ORDER = ("name", "title", "in", "address", "coordinates", "zone", "kind", "affiliation")
_SOURCE_ORDER = ("who", "when", "link")
_NEVER = ("id", "uid", "from", "sources")
"""Keys of an event that belong to the file once it is there."""


class KeyDifference(Value):
    """A key of an event, its value in the file, and the value that the source has for it."""

    key: str
    before: Any
    after: Any


class Step(Value):
    """What a merge does with one event, or with a facet (`places.hall`).

    `kind` is added, changed, gone, cancelled, removed, kept, conflict, or continued: a source that
    is the same as one that was imported before. `note` says why. Of a source that is continued by
    another address, `differences` has the address in its entry.
    """

    kind: str
    id: str
    title: str
    differences: tuple[KeyDifference, ...] = ()
    note: str = ""

    @property
    def is_edit(self) -> bool:
        """Whether the file is changed by it. The other steps are proposed again by each import."""
        if self.kind == "continued":
            return bool(self.differences)
        return self.kind not in ("gone", "kept", "conflict")

    @property
    def words(self) -> str:
        """What is done, in words."""
        said = {
            "gone": "gone from its source",
            "conflict": "changed by you and by the source; yours stays",
        }
        return said.get(self.kind, self.kind) + (f": {self.note}" if self.note else "")


class Plan(Value):
    """What a merge would do: its steps, the new text of the file, and what to remember."""

    steps: tuple[Step, ...]
    text: str
    memory: Mapping[str, SourceMemory]
    settled: SettledProgramme


def fingerprint(digest: str, text: str, handling: str, keep_uids: bool, gone: Gone) -> str:
    """Return what tells a merge that ended with `text` from every other; `digest` is that of the
    source. Where it is remembered, the same merge again would change and propose nothing."""
    said = f"{digest} {handling} {keep_uids} {gone}\n{text}"
    return hashlib.sha256(said.encode()).hexdigest()[:32]


class TooManyGoneError(ItineraryError):
    """Half of the coming events, or more, are gone from their source."""


def known_of(edit: EditableFile, memory: Mapping[str, SourceMemory]) -> Known:
    """Return what a file already has: its ids, zones and sources."""
    head = edit.head()
    facets: dict[str, dict[str, str]] = {}
    for name in FACET_FIELDS:
        nodes = edit.facet_nodes(name)
        found: dict[str, str] = {}
        for remembered in memory.values():
            for key, facet in remembered.facets.get(name, {}).items():
                if facet["id"] in nodes:
                    found[key] = facet["id"]
        for id, node in nodes.items():
            for words in _names(node):
                found.setdefault(" ".join(words.casefold().split()), id)
        facets[name] = found
    zones = _place_zones(edit, zone(str(head["zone"])))
    origins = _origins(edit)
    sources: dict[str, str] = {}
    for id, node in edit.facet_nodes("sources").items():
        values = _facet_values(node, "who")
        for said in (values.get("link"), values.get("who")):
            if isinstance(said, str):
                sources.setdefault(said, id)
    # A source whose words the author changed is still known by its address, or its name then.
    for id, one in memory.items():
        if one.address:
            sources[one.address] = id
    return Known(
        zone=zone(str(head["zone"])),
        facets=facets,
        facet_ids={name: frozenset(edit.facet_nodes(name)) for name in FACET_FIELDS},
        place_zones=zones,
        events=origins,
        ids=frozenset(edit.event_nodes),
        sources=sources,
        source_ids=frozenset(edit.facet_nodes("sources")),
        languages=_languages(head),
    )


def plan(
    text: str,
    programmes: Sequence[ImportedProgramme],
    memory: Mapping[str, SourceMemory],
    *,
    today: date,
    handling: Literal["taken", "tba"] = "taken",
    keep_uids: bool = False,
    gone: Gone = "keep",
    allow_cancellations: bool = False,
    validators: Mapping[str, Mapping[str, str]] | None = None,
) -> Plan:
    """Return what a merge would do with the text of a file that can be read.

    `memory` is what the sources said last, and `validators` are, by the addresses from which
    sources were fetched, the headers for their next conditional requests. Raises EditError, and
    TooManyGoneError.
    """
    edit = EditableFile(text)
    known = known_of(edit, memory)
    same = list(_continued(programmes, known, memory))
    known = replace(known, sources={**known.sources, **{one.name: one.id for one in same}})
    settle_with = partial(settle, programmes, today=today, handling=handling, keep_uids=keep_uids)
    settled = settle_with(known=known)
    found = _matched(edit, settled, known)
    if found:
        known = _with_events(known, found)
        settled = settle_with(known=known)
    merge = _Merge(edit, settled, memory, found, known.events, today)
    merge.sources(same, validators or {})
    merge.facets()
    merge.events()
    merge.gone(gone, allow_cancellations)
    settled = replace(settled, report=together([settled.report, _secrets(edit, settled)]))
    new = edit.text() if edit.changed else text
    done = not settled.day and all(step.is_edit for step in merge.steps)
    prints = [fingerprint(one.digest, new, handling, keep_uids, gone) for one in programmes]
    remembered = _remembered(
        settled,
        memory,
        merge.overruled,
        validators or {},
        merge.forgotten,
        dict(zip(settled.source_ids, prints, strict=True)) if done else {},
    )
    return Plan(tuple(merge.steps), new, remembered, settled)


def first_memory(
    settled: SettledProgramme,
    validators: Mapping[str, Mapping[str, str]],
    fingerprints: Sequence[str] = (),
) -> dict[str, SourceMemory]:
    """Return what to remember of the first import of a new file; `fingerprints` are those of its
    sources."""
    known = dict(zip(settled.source_ids, fingerprints, strict=False)) if not settled.day else {}
    return _remembered(settled, {}, {}, validators, fingerprints=known)


def _languages(head: Mapping[str, Any]) -> tuple[str, ...]:
    said = head.get("languages") or ["en"]
    return (said,) if isinstance(said, str) else tuple(map(str, said))


def _names(node: Any) -> Iterator[str]:
    values = _facet_values(node, "name")
    name = values.get("name", values.get("title", ""))
    if isinstance(name, str):
        yield name
    elif isinstance(name, Mapping):
        yield from (words for words in name.values() if isinstance(words, str))


def _facet_values(node: Any, short: str) -> dict[str, Any]:
    value = plain(node)
    return value if isinstance(value, dict) else {short: value}


def _place_zones(edit: EditableFile, own: Any) -> dict[str, Any]:
    nodes = edit.facet_nodes("places")
    values = {id: _facet_values(node, "name") for id, node in nodes.items()}
    found = {}
    for id in values:
        at: Any = id
        for _ in range(17):
            here = values.get(at, {})
            if "zone" in here:
                found[id] = zone(str(here["zone"]))
                break
            at = here.get("in")
        found.setdefault(id, own)
    return found


def _origins(edit: EditableFile) -> dict[tuple[str, str], str]:
    found = {}
    for id in edit.event_nodes:
        origin = edit.event(id).get("from")
        if isinstance(origin, Mapping) and origin.get("uid"):
            found[str(origin["source"]), str(origin["uid"])] = id
    return found


def _secrets(edit: EditableFile, settled: SettledProgramme) -> Report:
    """Return the report of links that stand in the file and may have a secret."""
    nodes = edit.facet_nodes("sources")
    collector = ReportCollector()
    for id in settled.sources:
        link = _facet_values(nodes[id], "who").get("link", "") if id in nodes else ""
        if isinstance(link, str) and public_link(link) != link:
            collector.guess("its `link` may have a secret, and the site shows it to all", id)
    return collector.report()


class _Continued(Value):
    """A source that is the same as one that was imported before from elsewhere: its name (see
    `settle.name_of`) and its address, the id of that one, and how many of its events are known."""

    name: str
    link: str
    id: str
    title: str
    known: int
    all: int

    @property
    def note(self) -> str:
        """Why it is the same."""
        known = f"{self.known} of {self.all} events of {self.name} are known from it by their UIDs"
        return f"{known}, so it is taken for the same"


_FEW = 3
"""Events that are known by their UIDs, below which all of a source must be."""


def _continued(
    programmes: Iterable[ImportedProgramme], known: Known, memory: Mapping[str, SourceMemory]
) -> Iterator[_Continued]:
    """Yield the sources that are new by their names, and most of whose events one source has that
    was imported before: a calendar was imported as a file, and is now by its address; or its
    address has a secret, so that the file does not name it, and the record of it is lost."""
    programmes = list(programmes)
    events: dict[str, set[str]] = {}
    remembered = ((id, uid) for id, one in memory.items() for uid in one.events)
    for source, uid in chain(known.events, remembered):
        # Dates of a series have its UID before their own moment; see `settle`.
        events.setdefault(source, set()).update((uid, uid.rpartition("#")[0]))
    taken = {known.sources.get(name_of(one)) for one in programmes}
    for one in programmes:
        uids = {event.uid for event in one.events if event.uid and not event.date_of}
        if name_of(one) in known.sources or not uids:
            continue
        counts = {id: len(uids & theirs) for id, theirs in events.items() if id not in taken}
        id = max(counts, key=lambda each: counts[each], default="")
        most = counts.get(id, 0)
        if 2 * most > len(uids) and (most >= _FEW or most == len(uids)):
            taken.add(id)
            yield _Continued(name_of(one), one.link, id, one.name, most, len(uids))


def _with_events(known: Known, found: Mapping[tuple[str, str], str]) -> Known:
    return replace(known, events={**known.events, **found})


def _matched(
    edit: EditableFile, settled: SettledProgramme, known: Known
) -> dict[tuple[str, str], str]:
    """Return the events of the file that are those of a source under another uid, or that the
    author had written before: by title and time, else by a title that both have once."""
    new = [
        event
        for event in settled.events
        if (event.source, event.uid) not in known.events and event.uid
    ]
    if not new:
        return {}
    present = {(event.source, event.uid) for event in settled.events}
    sources = {event.source for event in settled.events}
    free: dict[str, Mapping[str, Any]] = {}
    for id in edit.event_nodes:
        values = edit.event(id)
        origin = values.get("from", {})
        if origin.get("source") in {None, *sources} and (
            (origin.get("source"), origin.get("uid")) not in present
        ):
            free[id] = values
    # Dates of one title that come and go, as in a window of weeks, are no events that moved.
    titles = Counter(_key(event.normal, ("title",)) for event in settled.events)
    written = Counter(_key(edit.event(id), ("title",)) for id in edit.event_nodes)
    found: dict[tuple[str, str], str] = {}
    for keys in (("title", "when"), ("title",)):
        theirs: dict[tuple[Any, ...], list[SettledEvent]] = {}
        ours: dict[tuple[Any, ...], list[str]] = {}
        for event in new:
            single = "repeat" not in event.values
            if (event.source, event.uid) not in found and (single or len(keys) > 1):
                theirs.setdefault(_key(event.normal, keys), []).append(event)
        for id, values in free.items():
            # One that the author wrote is the same only with the same time.
            if id not in found.values() and (len(keys) > 1 or "from" in values):
                ours.setdefault(_key(values, keys), []).append(id)
        for key, events in theirs.items():
            alone = len(keys) > 1 or titles[key] == written[key] == 1
            if not alone or len(ours.get(key, ())) != 1:
                continue
            (id,) = ours[key]
            # Of several sources that have it, the one that it is from, else the first.
            own = free[id].get("from", {}).get("source")
            from_own = [event for event in events if event.source == own]
            likely = from_own or [event for event in events if event.source == events[0].source]
            if len(likely) == 1 and ("repeat" in likely[0].values) == ("repeat" in free[id]):
                found[likely[0].source, likely[0].uid] = id
    return found


def _key(values: Mapping[str, Any], keys: Iterable[str]) -> tuple[Any, ...]:
    return tuple(str(values.get(key, "")).casefold() for key in keys)


class _Merge:
    def __init__(
        self,
        edit: EditableFile,
        settled: SettledProgramme,
        memory: Mapping[str, SourceMemory],
        found: Mapping[tuple[str, str], str],
        origins: Mapping[tuple[str, str], str],
        today: date,
    ) -> None:
        self.edit = edit
        self.settled = settled
        self.memory = memory
        self.found = found
        self.origins = origins
        self.today = today
        self.steps: list[Step] = []
        self.overruled: dict[tuple[str, str], dict[str, Any]] = {}
        self.forgotten: set[tuple[str, str]] = set()

    def sources(self, continued: Iterable[_Continued], fetched: Collection[str]) -> None:
        """Add sources that are new, and tell those that are continued."""
        nodes = self.edit.facet_nodes("sources")
        for one in continued:
            link = public_link(one.link) if one.link in fetched else ""
            self._continue(one, nodes.get(one.id), link)
        for id, values in self.settled.sources.items():
            if id not in nodes:
                self.edit.add_facet("sources", id, values)

    def _continue(self, one: _Continued, node: Any, link: str) -> None:
        """Give the entry of a source the address by which it is continued, so that the file knows
        it, too. An address that the author wrote there, or removed, stays so."""
        ours = _facet_values(node, "who") if node is not None else {}
        before = ours.get("link")
        address = KeyDifference("link", before, link)
        address_before = self.memory.get(one.id, SourceMemory()).address
        is_ours = node is not None and (before or "") != public_link(address_before)
        done: tuple[KeyDifference, ...] = ()
        note = one.note
        if link and before != link and not is_ours:
            try:
                if node is not None and isinstance(node.value, str):
                    self.edit.expand("sources", one.id, {**ours, "link": link})
                elif node is not None:
                    self.edit.set(node, "link", link, _SOURCE_ORDER)
                done = (address,)
            except EditError as error:
                note = f"{note}; {error}"
        self.steps.append(Step("continued", one.id, one.title, done, note))

    def facets(self) -> None:
        """Merge places, parties and so on, and add what is new."""
        used = self._used()
        for name in FACET_FIELDS:
            nodes = self.edit.facet_nodes(name)
            before = {
                one["id"]: one["values"]
                for source in self.memory.values()
                for one in source.facets.get(name, {}).values()
            }
            for id, values in self.settled.facets[name].items():
                if id in nodes:
                    self._facet(name, id, nodes[id], values, before.get(id))
                elif (name, id) in used:
                    self.edit.add_facet(name, id, values)

    def _used(self) -> set[tuple[str, str]]:
        """Return the facets that events name which will be in the file, with those around them."""
        fields = {"place": "places", "organiser": "parties", "categories": "categories"}
        fields |= {"tracks": "tracks", "series": "series"}
        used: set[tuple[str, str]] = set()
        for event in self.settled.events:
            if self._is_left_out(event):
                continue
            for key, name in fields.items():
                value = event.values.get(key, ())
                used |= {(name, id) for id in ([value] if isinstance(value, str) else value)}
            used |= {("parties", one["party"]) for one in event.values.get("parties", ())}
        around = [id for name, id in used if name == "places"]
        while around:
            inside = self.settled.facets["places"].get(around.pop(), {}).get("in")
            if inside and ("places", inside) not in used:
                used.add(("places", inside))
                around.append(inside)
        return used

    def _facet(self, name: str, id: str, node: Any, theirs: Mapping[str, Any], base: Any) -> None:
        ours = _facet_values(node, "title" if name == "series" else "name")
        # A place without a record of what it was is the author's.
        if base is None:
            return
        # The zone of a place is decided when it is added: times in the file depend on it.
        sides = (
            {key: value for key, value in normal(side).items() if key != "zone"}
            for side in (base, theirs, ours)
        )
        changes, conflicts = _three_ways(*sides)
        title = _title({"title": theirs.get("name", theirs.get("title", id))})
        if isinstance(node.value, str) and changes:
            self._expand(name, id, title, node, changes, theirs)
            changes = []
        self._apply(f"{name}.{id}", title, node, changes, conflicts, theirs)

    def _expand(
        self,
        name: str,
        id: str,
        title: str,
        node: Any,
        changes: Sequence[KeyDifference],
        theirs: Mapping[str, Any],
    ) -> None:
        """Write a facet that is there in short with what its source says of it now."""
        new = {one.key: theirs[one.key] for one in changes if one.after is not None}
        ours = _facet_values(node, "title" if name == "series" else "name")
        try:
            self.edit.expand(name, id, {**ours, **new})
            self.steps.append(Step("changed", f"{name}.{id}", title, tuple(changes)))
        except EditError as error:
            step = Step("conflict", f"{name}.{id}", title, tuple(changes), str(error))
            self.steps.append(step)

    def events(self) -> None:
        """Merge the events that sources have."""
        there = {event.id for event in self.settled.events if not self._is_left_out(event)}
        for event in self.settled.events:
            event = without_lost_after(event, there)
            base = self._base(event)
            id = self.origins.get((event.source, event.uid)) if event.uid else None
            id = id or event.id
            if id not in self.edit.event_nodes:
                if self._is_left_out(event):
                    self.steps.append(
                        Step("kept", event.id, _title(event.values), (), "you removed it")
                    )
                    continue
                self.edit.add_event(event.values)
                self.steps.append(
                    Step("added", event.id, _title(event.values), (), _when(event.values))
                )
                continue
            self._event(event, id, base)

    def _is_left_out(self, event: SettledEvent) -> bool:
        """Tell whether the author removed an event that was imported before."""
        if (event.source, event.uid) in self.origins or event.id in self.edit.event_nodes:
            return False
        return self._base(event) is not None

    def _base(self, event: SettledEvent) -> Mapping[str, Any] | None:
        memory = self.memory.get(event.source)
        one = memory.events.get(event.uid) if memory and event.uid else None
        return one["values"] if one else None

    def _event(self, event: SettledEvent, id: str, base: Mapping[str, Any] | None) -> None:
        ours, theirs = self.edit.event(id), event.normal
        note = ""
        found = self.found.get((event.source, event.uid))
        if found:
            earlier = ours.get("from", {})
            note = "found by its title and time, because the source has a new uid for it"
            if earlier.get("uid"):
                self.forgotten.add((event.source, earlier["uid"]))
            if base is None and earlier.get("uid"):
                memory = self.memory.get(event.source)
                one = memory.events.get(earlier["uid"]) if memory else None
                base = one["values"] if one else None
            if not earlier:
                note = "found by its title and time"
        changes, conflicts = _three_ways(normal(base) if base is not None else None, theirs, ours)
        values = dict(event.values)
        if "uid" in values and "uid" not in ours:
            changes.append(KeyDifference("uid", None, values["uid"]))
        elif "uid" in ours:  # also in an import that does not keep those of new events
            values["from"] = {**values["from"], **event.revision}
        kept = "uid" in values or "uid" in ours
        if found or (kept and ours.get("from") != values["from"]):
            changes.append(KeyDifference("from", ours.get("from"), values["from"]))
        node = self.edit.event_nodes[id]
        self._apply(event.id, _title(values), node, changes, conflicts, values, note)

    def _apply(
        self,
        id: str,
        title: str,
        node: Any,
        changes: list[KeyDifference],
        conflicts: list[KeyDifference],
        theirs: Mapping[str, Any],
        note: str = "",
    ) -> None:
        """Edit a map of the file, and note what was done."""
        done = []
        order = _FACET_ORDER if "." in id else ()
        for change in sorted(changes, key=lambda one: one.after is not None):
            try:
                if change.after is None:
                    self.edit.remove(node, change.key)
                else:
                    self.edit.set(node, change.key, theirs[change.key], order)
                done.append(change)
            except EditError as error:
                conflicts.append(change)
                note = f"{note}; {error}".strip("; ")
        if done:
            self.steps.append(Step("changed", id, title, tuple(done), note))
        if conflicts:
            self.steps.append(Step("conflict", id, title, tuple(conflicts), "" if done else note))

    def gone(self, gone: Gone, allow_cancellations: bool) -> None:
        """Propose what becomes of events that their source no longer has, or do it."""
        present = {(event.source, event.uid) for event in self.settled.events}
        taken = set(self.found.values())
        sources = {event.source for event in self.settled.events}
        coming, missing = 0, []
        for id, node in self.edit.event_nodes.items():
            values = self.edit.event(id)
            origin = values.get("from")
            if not isinstance(origin, Mapping) or origin.get("source") not in sources:
                continue
            if not self._is_coming(values):
                continue
            coming += 1
            key = str(origin["source"]), str(origin.get("uid", ""))
            if key[1] and key not in present and id not in taken:
                missing.append((id, node, values, key))
        if gone != "keep" and missing and 2 * len(missing) >= coming and not allow_cancellations:
            raise TooManyGoneError(
                f"{len(missing)} of {coming} coming events are gone from their source,"
                " which may be a part of what it was",
                "look at it; if that is meant, add --allow-cancellations",
            )
        for id, node, values, key in missing:
            title = _title(values)
            if values.get("status") == "cancelled" and gone != "remove":
                continue
            if gone == "keep":
                self.steps.append(
                    Step("gone", id, title, (), "it stays; --gone cancel or --gone remove")
                )
                continue
            try:
                if gone == "remove":
                    self.edit.remove_event(id)
                    self.forgotten.add(key)
                    self.steps.append(Step("removed", id, title))
                else:
                    self.edit.set(node, "status", "cancelled")
                    self.overruled[key] = {"status": "cancelled"}
                    self.steps.append(Step("cancelled", id, title))
            except EditError as error:
                self.steps.append(Step("gone", id, title, (), f"it stays; {error}"))

    def _is_coming(self, values: Mapping[str, Any]) -> bool:
        """Tell whether an event is not over. A source may leave out what is."""
        when = values.get("when")
        if not isinstance(when, str):
            return True
        try:
            last = when_notation.parse(when).last
        except NotationError:
            return True
        repeat = values.get("repeat")
        if isinstance(repeat, Mapping):
            until = repeat.get("until")
            if not isinstance(until, str):
                return True
            last = max(last, date.fromisoformat(until)) if _is_date(until) else last
        return last >= self.today


def _remembered(
    settled: SettledProgramme,
    memory: Mapping[str, SourceMemory],
    overruled: Mapping[tuple[str, str], Mapping[str, Any]],
    validators: Mapping[str, Mapping[str, str]],
    forgotten: Collection[tuple[str, str]] = (),
    fingerprints: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, SourceMemory]:
    """Return what to remember: what each source says now, and what it said of events that it no
    longer has."""
    new = dict(memory)
    for id, link in settled.addresses.items():
        before = memory.get(id, SourceMemory())
        # A file may name the site that it is from, which is not the address that is asked again.
        address = link if link in validators or not before.address else before.address
        events = {uid: one for uid, one in before.events.items() if (id, uid) not in forgotten}
        for (source, uid), more in overruled.items():
            if source == id and uid in events:
                events[uid] = {"id": events[uid]["id"], "values": {**events[uid]["values"], **more}}
        for event in settled.events:
            if event.source == id and event.uid:
                kept = {k: v for k, v in event.normal.items() if k not in _NEVER}
                events[event.uid] = {"id": event.id, "values": kept}
        facets = {
            name: {
                **before.facets.get(name, {}),
                **{
                    key: {"id": facet, "values": normal(settled.facets[name].get(facet, {}))}
                    for key, facet in settled.keys[name].items()
                },
            }
            for name in FACET_FIELDS
        }
        new[id] = SourceMemory(
            events=events,
            facets={name: found for name, found in facets.items() if found},
            # Those of an earlier answer would make “not modified” hide what changed since then.
            validators=dict(validators.get(link, {})),
            address=address,
            day=settled.day,
            fingerprint=fingerprints.get(id, ""),
        )
    return new


def _is_date(words: str) -> bool:
    return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", words))


def _title(values: Mapping[str, Any]) -> str:
    title = values.get("title", "")
    if isinstance(title, Mapping):
        title = next(iter(title.values()), "")
    return str(title)


def _when(values: Mapping[str, Any]) -> str:
    return str(values.get("when", "no time"))


def _three_ways(
    base: Mapping[str, Any] | None, theirs: Mapping[str, Any], ours: Mapping[str, Any]
) -> tuple[list[KeyDifference], list[KeyDifference]]:
    """Return the keys that the source changed and the author did not, and those that both did.

    Without a record of what the source said before (`base` is None), what the file has is the
    author's, and what it lacks is taken.
    """
    changes, conflicts = [], []
    keys = [key for key in dict.fromkeys((*theirs, *(base or ()))) if key not in _NEVER]
    for key in keys:
        new, mine = theirs.get(key), ours.get(key)
        old = base.get(key) if base is not None else None
        if new == mine or (base is not None and new == old):
            continue
        difference = KeyDifference(key, mine, new)
        if mine == old:
            changes.append(difference)
        else:
            conflicts.append(difference)
    return changes, conflicts
