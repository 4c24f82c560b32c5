"""Events, complete: drafts with what they refer to."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from itinerary.model import itinerary as model
from itinerary.model import when
from itinerary.source import schema, yaml_tree
from itinerary.source.admission import before_start, press, registration
from itinerary.source.context import Context
from itinerary.source.drafts import Draft
from itinerary.source.problems import KeyPath
from itinerary.value import Value

MOST_LETTERS = 2**27
"""Characters that all events may have with what each of them refers to, which the ledger keeps with
each of them."""

_DECLINABLE = ("end", "parties", "place")
"""The keys at which an author can write `none`."""


class Directory(Value):
    """The parts of a file that events refer to, by id."""

    parties: Mapping[str, model.Party]
    categories: Mapping[str, model.Category]
    tracks: Mapping[str, model.Track]
    sources: Mapping[str, model.Source]
    places: Mapping[str, model.Place]


def events(
    head: schema.HeadIn, drafts: Mapping[str, Draft], directory: Directory, context: Context
) -> tuple[model.Event, ...]:
    """Return the events of all drafts, in their order."""
    done: list[model.Event] = []
    count = _letters(context.reporter.root)
    total = 0
    for draft in drafts.values():
        total += count(draft)
        if total > MOST_LETTERS:
            context.reporter.problem(
                draft.path,
                f"up to here, events have more than {MOST_LETTERS:,} characters, those of their"
                " places, people, categories and sources counted with each, and each day of a"
                " repetition counted",
                "shorten the descriptions of what repeats, or split the programme",
            )
            break
        _check_days(head, draft, context)
        done.append(_event(draft, drafts, directory, context))
    return tuple(done)


def _letters(root: yaml_tree.Mapping) -> Callable[[Draft], int]:
    """Return a function that counts the characters of an event with what it refers to."""
    of = {
        key: {id: inner.letters for id, inner in node.items.items()}
        for key in ("places", "parties", "categories", "tracks", "sources")
        if isinstance(node := root.items.get(key), yaml_tree.Mapping)
    }

    def count(draft: Draft) -> int:
        written = draft.written
        node, _ = yaml_tree.find(root, draft.path)
        named = (
            ("places", [inner.id for place in draft.places for inner in place.chain()]),
            ("parties", [taking.party for taking in written.parties or ()]),
            ("parties", written.organiser),
            ("categories", written.categories),
            ("tracks", written.tracks),
            ("sources", written.sources),
            ("places", _entrance(written)),
        )
        own = node.letters if isinstance(node, yaml_tree.Mapping) else 0
        return own + sum(of.get(key, {}).get(id, 0) for key, ids in named for id in ids)

    return count


def _entrance(written: schema.EventIn) -> list[str]:
    """Return the id of a place that may be the entrance of the press."""
    entrance = written.press.entrance if written.press else None
    return [entrance.written] if entrance and isinstance(entrance.written, str) else []


def _check_days(head: schema.HeadIn, draft: Draft, context: Context) -> None:
    """Report an event outside the days that the author declared."""
    if not head.days or not draft.when or draft.inferred:
        return
    known, zone, home = draft.when, draft.zone.info, context.zone.info
    if when.is_within(known, zone, home, head.days, head.day_starts):
        return
    first, last = head.days
    outside = f"this is outside the programme's days, {first} to {last}"
    begun, _ = when.programme_days(known, head.day_starts)
    if begun < known.first:
        outside += f": it begins before day-starts, so it belongs to {begun}"
    context.reporter.problem(
        (*draft.path, "when"), outside, "mend the date, or widen days: at the top"
    )


def _event(
    draft: Draft, drafts: Mapping[str, Draft], directory: Directory, context: Context
) -> model.Event:
    """Return an event. Report the ids in it that name nothing."""
    written, path = draft.written, draft.path
    look_up_all = context.reporter.look_up_all
    title = context.text(written.title)
    other = drafts.get(written.after) if written.after else None
    before_start(written.doors, "the doors open", ("doors",), draft, context)
    return model.Event(
        id=draft.id,
        uid=draft.uid,
        was=draft.was,
        occurrence=draft.occurrence,
        title=title,
        summary=context.optional_text(written.summary),
        description=context.optional_text(written.description),
        when=draft.when,
        zone=draft.zone,
        after=model.After(other.id, context.text(other.written.title)) if other else None,
        place=draft.places[0] if draft.places else None,
        parties=_participations(draft, directory, context),
        categories=look_up_all(
            "category", directory.categories, written.categories, (*path, "categories")
        ),
        status=written.status,
        reason=context.optional_text(written.reason),
        links=context.links(written.links),
        image=context.image(written.image, (*path, "image"), title) if written.image else None,
        sources=look_up_all("source", directory.sources, written.sources, (*path, "sources")),
        without=tuple(name for name in _DECLINABLE if written.has_no(name)),
        kind=written.kind,
        online=_online(written.online, context),
        more_places=draft.places[1:],
        tracks=look_up_all("track", directory.tracks, written.tracks, (*path, "tracks")),
        spoken=tuple(dict.fromkeys(written.spoken)),
        doors=written.doors,
        registration=registration(written.registration, ("registration",), draft, context),
        price=context.optional_text(written.price),
        capacity=context.optional_text(written.capacity),
        level=context.optional_text(written.level),
        age=context.optional_text(written.age),
        accessibility=context.optional_text(written.accessibility),
        tags=tuple(dict.fromkeys(map(context.text, written.tags))),
        organisers=look_up_all("party", directory.parties, written.organiser, (*path, "organiser")),
        contact=written.contact,
        result=context.optional_text(written.result),
        recording=_recording(written.recording, context),
        series=draft.series,
        press=press(draft, directory.places, context),
        imported=_imported(written.imported, (*path, "from", "source"), directory, context),
    )


def _imported(
    written: schema.ImportedFromIn | None, at: KeyPath, directory: Directory, context: Context
) -> model.ImportedFrom | None:
    if written is None:
        return None
    context.reporter.look_up("source", directory.sources, written.source, at)
    return model.ImportedFrom(written.source, written.uid, written.sequence, written.modified)


def _online(written: schema.OnlineIn | None, context: Context) -> model.Online | None:
    if written is None:
        return None
    access = context.optional_text(written.access)
    # The order and repetitions in the file mean nothing.
    features = tuple(feature for feature in model.OnlineFeature if feature in written.feature)
    return model.Online(url=written.url, access=access, features=features)


def _recording(written: schema.RecordingIn | None, context: Context) -> model.Recording | None:
    return model.Recording(written.url, context.licence(written.licence)) if written else None


def _participations(
    draft: Draft, directory: Directory, context: Context
) -> tuple[model.Participation, ...]:
    found = []
    for n, taking in enumerate(draft.written.parties or ()):
        at = (*draft.path, "parties", n)
        party = context.reporter.look_up("party", directory.parties, taking.party, at)
        if party:
            found.append(model.Participation(party, context.optional_text(taking.role)))
    return tuple(found)
