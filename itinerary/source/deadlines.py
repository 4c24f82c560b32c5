"""Deadlines: those of a programme's list, and those of registration and accreditation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from itinerary.model import itinerary as model
from itinerary.model.itinerary import DeadlineKind
from itinerary.source import schema, yaml_tree
from itinerary.source.admission import moment_of
from itinerary.source.context import Context
from itinerary.source.drafts import Draft
from itinerary.source.problems import KeyPath
from itinerary.value import Value

MOST_DEADLINES = 1_000
"""Deadlines that the list may have."""


class _Written(Value):
    """A deadline of the list, and where it is."""

    piece: schema.DeadlineEntryIn
    path: KeyPath


def deadlines(
    programme: str, events: Sequence[model.Event], drafts: Mapping[str, Draft], context: Context
) -> tuple[model.Event, ...]:
    """Return the deadlines of a file: those of its list, in its order, then those of accreditation
    and registration of its events.

    `programme` is its id. A file that has neither the list nor anything for the press has no
    deadlines: it was written before there were any, and its subscribers asked for none. The list
    may be empty.
    """
    node = context.reporter.root.items.get("deadlines")
    if node is None and not any(event.press for event in events):
        return ()
    own = tuple(_entry(written, programme, drafts, context) for written in _listed(node, context))
    return (*own, *_derived(programme, events, drafts))


def _listed(node: yaml_tree.Value | None, context: Context) -> Iterator[_Written]:
    reporter, seen = context.reporter, dict[str, int]()
    if node is None or yaml_tree.plain(node) is None:
        return
    if not isinstance(node, yaml_tree.Listing):
        reporter.problem(("deadlines",), "this is not a list", "begin each item with “- ”")
        return
    if len(node.items) > MOST_DEADLINES:
        reporter.problem(
            ("deadlines", MOST_DEADLINES),
            f"there are {len(node.items):,} deadlines, more than {MOST_DEADLINES:,}",
            "remove those that are long over",
        )
        return
    for n, item in enumerate(node.items):
        path: KeyPath = ("deadlines", n)
        piece = context.pieces.one(schema.DeadlineEntryIn, yaml_tree.plain(item), path)
        if (*path, "id") in reporter.spoilt or not isinstance(item, yaml_tree.Mapping):
            continue  # it was reported
        for key in filter(None, (piece.id, piece.was)):
            if key in seen:
                line = yaml_tree.find(reporter.root, ("deadlines", seen[key], "id"))[0].line
                reporter.problem(
                    (*path, "id" if key == piece.id else "was"),
                    f"“{key}” is here twice; the first is in line {line}",
                    "give one of them another id",
                )
                break
        else:
            seen |= dict.fromkeys(filter(None, (piece.id, piece.was)), n)
            yield _Written(piece, path)


def _entry(
    written: _Written, programme: str, drafts: Mapping[str, Draft], context: Context
) -> model.Event:
    piece, path = written.piece, written.path
    key = "when" if piece.when else "by"
    by = moment_of(piece.by or piece.when, context.zone, (*path, key), context)
    ids = {id: id for id in drafts}
    for draft in drafts.values():  # of a repetition, the first date
        ids.setdefault(draft.written.id, draft.id)
    look_up_all = context.reporter.look_up_all
    found = look_up_all("event", ids, piece.about, (*path, "about")) if piece.about else ()
    about = [(id, context.text(drafts[id].written.title)) for id in found]
    return model.Event(
        id=f"deadline--{piece.id}",
        uid=f"deadline--{piece.was or piece.id}@{programme}.itinerary",
        was=f"deadline--{piece.was}" if piece.was else None,
        title=context.text(piece.title),
        description=context.optional_text(piece.description),
        when=by,
        zone=context.zone,
        status=piece.status,
        links=(model.Link(None, piece.link),) if piece.link else (),
        deadline=model.Deadline(about=tuple(model.About(id, title) for id, title in about)),
    )


def _derived(
    programme: str, events: Iterable[model.Event], drafts: Mapping[str, Draft]
) -> Iterator[model.Event]:
    """Yield the deadlines of events: one for all dates of a repetition, about the first of them.

    Authors cannot write two hyphens in an id, so these never have the id of another event.
    """
    seen: set[str] = set()
    for event in events:
        written = drafts[event.id].written
        if written.id in seen:
            continue
        seen.add(written.id)
        of_press = event.press and event.press.accreditation
        found = (
            (DeadlineKind.ACCREDITATION, of_press),
            (DeadlineKind.REGISTRATION, event.registration),
        )
        for kind, how in found:
            if how and how.by:
                own = written.was or written.id
                yield model.Event(
                    id=f"{written.id}--{kind}",
                    uid=f"{own}--{kind}@{programme}.itinerary",
                    was=f"{written.was}--{kind}" if written.was else None,
                    title=event.title,
                    when=how.by,
                    zone=event.zone,
                    status=event.status if event.status is model.Status.CANCELLED else _CONFIRMED,
                    links=(model.Link(None, how.link),) if how.link else (),
                    deadline=model.Deadline(kind, (model.About(event.id, event.title),)),
                )


_CONFIRMED = model.Status.CONFIRMED
