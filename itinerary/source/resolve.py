"""From the tree of a file to an Itinerary: every piece validated, every id looked up.

A piece that is wrong is reported, and the rest of the file is checked with what is left of it, so
that one reading finds every error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta

from itinerary.errors import NotationError
from itinerary.model import itinerary as model
from itinerary.model import when_notation
from itinerary.source import schema, text_fields, yaml_tree
from itinerary.source.accepted_warnings import Acceptance
from itinerary.source.context import Context
from itinerary.source.deadlines import deadlines
from itinerary.source.drafts import Draft, drafts
from itinerary.source.events import Directory, events
from itinerary.source.pictures import Album
from itinerary.source.places import places
from itinerary.source.precedence import follow
from itinerary.source.problems import KeyPath, Name
from itinerary.source.reporter import Reporter
from itinerary.source.series import series
from itinerary.source.text_fields import LONGEST_LINE
from itinerary.source.upstream import Upstream, upstreams
from itinerary.source.validation import Pieces
from itinerary.value import Value


class Resolved(Value):
    """An itinerary, for publishing only if no error was reported.

    `acceptances` are the warnings that the author accepts, `texts` all texts of the file with their
    paths in it, and `event_paths` the paths of the events by id. `valid_until` is the time at which
    the same file may have more dates, None if it has no repetition without an end.
    """

    itinerary: model.Itinerary
    acceptances: tuple[Acceptance, ...]
    texts: tuple[tuple[KeyPath, text_fields.Words], ...]
    event_paths: Mapping[str, KeyPath]
    valid_until: datetime | None = None
    imports: tuple[Upstream, ...] = ()


def resolve(reporter: Reporter, now: datetime, album: Album | None = None) -> Resolved:
    """Resolve the file of `reporter`.

    `now` (aware) is compared with `published`, and says how far repetitions without an end go.
    `album` has the pictures beside the file.
    """
    pieces = Pieces(reporter)
    lists = {
        "places",
        "parties",
        "categories",
        "tracks",
        "series",
        "sources",
        "events",
        "deadlines",
    }
    top = reporter.root.items.items()
    head = pieces.one(
        schema.HeadIn, {key: yaml_tree.plain(node) for key, node in top if key not in lists}, ()
    )
    context = Context.of(head, pieces, album, now)
    published = _published(head, now, reporter)
    written_parties = pieces.by_id("parties", schema.PartyIn)
    written_tracks = pieces.by_id("tracks", schema.TrackIn)
    written_places = pieces.by_id("places", schema.PlaceIn)
    written_series = pieces.by_id("series", schema.SeriesIn)
    found_places = places(written_places, context)
    directory = _directory(written_parties, written_tracks, found_places, context)
    portraits = (
        *context.portraits("parties", written_parties),
        *context.portraits("places", written_places),
        *context.portraits("series", written_series),
    )
    profiles = (
        *_profiles("parties", written_parties, context),
        *_profiles("tracks", written_tracks, context),
    )
    background = _background(head, directory, context)
    drafted = drafts(head.id, found_places, context)
    follow(drafted, head.days[1] if head.days else None, reporter)
    found_series = series(written_series, drafted, context)
    acceptances = tuple(_acceptances(head, drafted.by_id, reporter))
    found_events = events(head, drafted.by_id, directory, context)
    title = context.text(head.title)
    itinerary = model.Itinerary(
        id=head.id,
        title=title,
        description=context.optional_text(head.description),
        background=background,
        languages=tuple(dict.fromkeys(head.languages)),
        zone=context.zone,
        days=head.days,
        day_starts=head.day_starts,
        published=published,
        cancel_style=head.cancel_style,
        publisher=_publisher(head, context),
        licence=context.licence(head.licence),
        site=head.site,
        colour=head.colour,
        places=tuple(found_places.values()),
        parties=tuple(directory.parties.values()),
        categories=tuple(directory.categories.values()),
        portraits=tuple(sorted(portraits, key=lambda one: (one.field, one.id))),
        events=found_events,
        tracks=tuple(directory.tracks.values()),
        profiles=tuple(sorted(profiles, key=lambda one: (one.field, one.id))),
        words=_facet_words(head.words, context),
        series=tuple(found_series.values()),
        deadlines=deadlines(head.id, found_events, drafted.by_id, context),
        logo=context.image(head.logo, ("logo",), title, named=True) if head.logo else None,
        header=context.image(head.header, ("header",), title) if head.header else None,
    )
    return Resolved(
        itinerary,
        acceptances,
        tuple(pieces.texts),
        {event.id: drafted.by_id[event.id].path for event in found_events},
        _tomorrow(context) if drafted.endless else None,
        upstreams(head.imports),
    )


def _tomorrow(context: Context) -> datetime:
    """Return the moment at which the next day begins in the zone of the programme."""
    day = context.today + timedelta(days=1)
    return datetime.combine(day, time(), context.zone.info).astimezone(UTC)


def _published(head: schema.HeadIn, now: datetime, reporter: Reporter) -> datetime | None:
    """Return the declared time of publication in UTC. It must not be in the future, because clients
    would take every later edition for an older one."""
    if head.published is None:
        return None
    try:
        moment = when_notation.moment(*head.published, head.zone)
    except NotationError as error:
        reporter.problem(("published",), error.message, error.hint)
        return None
    if moment > now:
        reporter.problem(
            ("published",),
            f"this is in the future (it is {now.astimezone(head.zone):%Y-%m-%d %H:%M})",
            "write when this state of the file was published",
        )
    return moment


def _directory(
    parties: Mapping[str, schema.PartyIn],
    tracks: Mapping[str, schema.TrackIn],
    places: Mapping[str, model.Place],
    context: Context,
) -> Directory:
    """Return the parties, categories, tracks, sources and places of a file."""
    categories = context.pieces.by_id("categories", schema.CategoryIn)
    sources = context.pieces.by_id("sources", schema.SourceIn)
    return Directory(
        {id: _party(id, party, context) for id, party in parties.items()},
        {id: _category(id, category, context) for id, category in categories.items()},
        {id: _track(id, track, context) for id, track in tracks.items()},
        {id: _source(id, source, context) for id, source in sources.items()},
        places,
    )


def _category(id: str, written: schema.CategoryIn, context: Context) -> model.Category:
    return model.Category(
        id=id, name=context.text(written.name), colour=written.colour, length=written.length
    )


def _track(id: str, written: schema.TrackIn, context: Context) -> model.Track:
    return model.Track(id=id, name=context.text(written.name), colour=written.colour)


def _party(id: str, written: schema.PartyIn, context: Context) -> model.Party:
    about = written.description
    return model.Party(
        id=id,
        name=context.text(written.name),
        kind=written.kind,
        description=context.text(about) if about and _is_short(about) else None,
        link=written.link,
        affiliation=context.optional_text(written.affiliation),
    )


def _is_short(words: text_fields.Words) -> bool:
    """Tell whether a description is a line beside a name, and not a biography."""
    return all("\n" not in each and len(each) <= LONGEST_LINE for each in words.each())


def _profiles(
    field: str,
    written: Mapping[str, schema.PartyIn] | Mapping[str, schema.TrackIn],
    context: Context,
) -> Iterator[model.Profile]:
    """Yield what the pages of parties or tracks say beside their names; `field` says of which."""
    for id, piece in written.items():
        text, links = piece.description, tuple[model.Link, ...]()
        if isinstance(piece, schema.PartyIn):
            text = text if text and not _is_short(text) else None
            links = context.links(piece.links)
        if text or links:
            words = context.optional_text(text)
            yield model.Profile(field=field, id=id, text=words, links=links)


def _facet_words(written: schema.WordsIn, context: Context) -> model.FacetWords:
    return model.FacetWords(
        places=context.optional_text(written.places),
        categories=context.optional_text(written.categories),
        parties=context.optional_text(written.people),
        tracks=context.optional_text(written.tracks),
    )


def _source(id: str, written: schema.SourceIn, context: Context) -> model.Source:
    return model.Source(
        id=id,
        who=context.text(written.who),
        when=written.when,
        where=context.optional_text(written.where),
        link=written.link,
    )


def _background(
    head: schema.HeadIn, directory: Directory, context: Context
) -> tuple[model.Fact, ...]:
    look_up_all = context.reporter.look_up_all
    return tuple(
        model.Fact(
            context.text(fact.text),
            look_up_all("source", directory.sources, fact.sources, ("background", n, "sources")),
        )
        for n, fact in enumerate(head.background)
    )


def _publisher(head: schema.HeadIn, context: Context) -> model.Publisher | None:
    if head.publisher is None:
        return None
    name = context.text(head.publisher.name)
    return model.Publisher(name, head.publisher.contact, head.publisher.link)


def _acceptances(
    head: schema.HeadIn, drafts: Mapping[str, Draft], reporter: Reporter
) -> Iterator[Acceptance]:
    """Yield the warnings that the author accepts. Report events among them that do not exist."""
    known = {draft.written.id: draft.written.id for draft in drafts.values()}
    for n, written in enumerate(head.accept):
        path: KeyPath = ("accept", n)
        reporter.look_up_all("event", known, written.events, (*path, "events"))
        about = f" about {', '.join(written.events)}" if written.events else ""
        stale = reporter.warning(
            path,
            Name.STALE_ACCEPTANCE,
            f"there is no warning “{written.warning}”{about}",
            "remove this from accept",
        )
        yield Acceptance(written.warning, frozenset(written.events), stale)
