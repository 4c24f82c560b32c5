"""The paths of all that the site has: a static build writes them, the cache keeps them warm."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from itinerary.ledger import Edition
from itinerary.model.itinerary import FACETS, Event
from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.api.documents import Twin
from itinerary.render.calendars.empty_notice import has_calendars
from itinerary.render.documents import sitemap
from itinerary.render.drawings.share_image import has_share_image
from itinerary.render.layout.months import CalendarLayout, Unit
from itinerary.website.publication import Publication


def pages(current: Publication) -> Iterator[str]:
    """Yield the paths of all pages, those with the most readers first."""
    edition = current.edition
    itinerary = edition.itinerary
    for tag in itinerary.languages:
        yield addresses.home(tag)
    for tag in itinerary.languages:
        yield from _calendar_pages(current.calendar, tag)
        yield addresses.subscribe_page(tag)
        yield addresses.changes_page(tag)
        yield addresses.about_page(tag)
        if edition.has_advisory:
            yield addresses.advisory_page(tag)
        yield addresses.embed_page(tag)
        yield addresses.api_page(tag)
        yield addresses.map_page(tag)
        yield addresses.index_page(tag)
        for field, page in addresses.PAGES.items():
            # Those that left the programme have a page as well, for readers of old links and feeds.
            for id in facet_ids(edition, field):
                yield page(tag, id)
        for event in (*itinerary.events, *edition.tombstones):
            yield addresses.event_page(tag, event.id)


def _calendar_pages(layout: CalendarLayout, language: str) -> Iterator[str]:
    """Yield the paths of the calendar's pages."""
    yield addresses.calendar_page(language)
    yield addresses.timeline_page(language)
    for month in layout.months:
        yield addresses.calendar_month(language, month)
    if layout.timeline_unit is Unit.YEARS:
        for year in layout.years:
            yield addresses.timeline_year(language, year)
    if layout.timeline_unit in (Unit.MONTHS, Unit.YEARS):
        for month in layout.months:
            yield addresses.timeline_month(language, month)
    for monday in layout.weeks:
        yield addresses.timeline_week(language, monday)
    for day in layout.days:
        yield addresses.calendar_day(language, day)


def facet_ids(edition: Edition, field: str) -> list[str]:
    """Return the ids that have a page and a feed in a field of Selection: of the facets in the
    programme, and of those that left it. A subscribed feed must not become a 404, because its
    events would stay on phones as they were."""
    present = [facet.id for facet in getattr(edition.itinerary, field)]
    return present + [facet.id for facet in edition.retired if facet.field == field]


def feeds(current: Publication) -> Iterator[str]:
    """Yield the paths of all feeds that have a path of their own, the whole programme first."""
    edition = current.edition
    itinerary = edition.itinerary
    if edition.had_deadlines:
        for tag in (*itinerary.languages, *edition.former_languages):
            yield addresses.deadlines_feed(itinerary.id, tag)
    if not has_calendars(edition):
        return  # calendar apps reject an empty calendar
    yield Address.GUESSED_FEED.path()
    facets = [(field, facet.id) for field in FACETS for facet in getattr(itinerary, field)]
    # Facets without events and those that left the programme too: a subscribed feed stays.
    facets += [(facet.field, facet.id) for facet in edition.retired]
    for selection in (Selection(), *(Selection.only(*facet) for facet in facets)):
        for tag in (*itinerary.languages, *edition.former_languages):
            yield addresses.feed(itinerary.id, selection, tag)


def exchange(current: Publication) -> Iterator[str]:
    """Yield the paths of the programme in formats of other tools."""
    from itinerary.render.exchange.table import has_spreadsheets  # slow import

    yield from (addresses.jcal(feed) for feed in feeds(current) if feed != Address.GUESSED_FEED)
    if current.itinerary.first is not None:
        yield from (Address.SCHEDULE_XML.path(), Address.SCHEDULE_JSON.path())
    yield from map(addresses.programme_text, current.itinerary.languages)
    yield from (Address.LLMS.path(), Address.JSCALENDAR.path())
    yield Address.PROGRAMME_CSV.path()
    if has_spreadsheets():
        yield Address.PROGRAMME_XLSX.path()
    edition = current.edition
    for event in (*edition.itinerary.events, *edition.tombstones):
        yield addresses.newsml(event.id)


def files(current: Publication) -> Iterator[str]:
    """Yield the paths of the files that are not feeds, static files or drawn pictures."""
    yield addresses.STYLESHEET
    yield addresses.WORKER
    yield addresses.ICON
    yield from map(addresses.icon, addresses.ICONS)
    yield addresses.ROBOTS
    edition = current.edition
    yield from sitemap.sitemap_paths(edition, pages(current), site=current.site)
    yield from (addresses.FRAME_SCRIPT, addresses.frame_colours())
    for picture in edition.pictures.values():
        yield from (addresses.picture(picture, width) for width in picture.widths)
    portraits = (p.image.picture for p in edition.itinerary.portraits if p.field == "parties")
    for digest in {own.digest: None for own in portraits if own}:
        own = edition.pictures[digest]
        if own.face not in own.widths:
            yield addresses.picture(own, own.face)
    for tag in edition.itinerary.languages:
        yield addresses.changes_atom(tag)
        yield addresses.changes_json(tag)
        if edition.has_advisory:
            yield addresses.advisory_text(tag)
        yield addresses.manifest(tag)
        yield addresses.offline_page(tag)
        yield addresses.my_page(tag)
        yield addresses.screen_page(tag)
        yield addresses.my_programme_json(tag)
        yield addresses.zones(tag)
        yield addresses.search_index(tag)
        yield addresses.frame(tag)
        for event in (*edition.itinerary.events, *edition.tombstones):
            yield addresses.frame(tag, event=event.id)
            if event.when or edition.entry(event):
                yield addresses.event_file(tag, event.id)
    for tag in edition.former_languages:  # programs request these; pages redirect
        yield addresses.changes_atom(tag)
        for event in (*edition.itinerary.events, *edition.tombstones):
            if event.when or edition.entry(event):
                yield addresses.event_file(tag, event.id)


def twins(current: Publication) -> Iterator[str]:
    """Yield the paths of the programme as JSON."""
    edition = current.edition
    yield addresses.openapi()
    yield addresses.programme_json()
    for field, facets in Twin(edition, current.site).facets.items():
        for id in facets:
            yield addresses.facet_json(field, id)
    for event in (*edition.itinerary.events, *edition.tombstones):
        yield addresses.event_json(event.id)
    stamps = current.editions()
    if stamps:
        yield addresses.editions_json()
    for stamp in stamps:
        yield addresses.edition_json(stamp.number)


def moved(current: Publication) -> Iterator[tuple[str, str]]:
    """Yield the former paths of pages and frames, of dropped languages and of renamed events, and
    the present path of each."""
    edition = current.edition
    first = edition.itinerary.languages[0]
    for tag in (*edition.itinerary.languages, *edition.former_languages):
        spoken = edition.language_for(tag) or first
        for old, id in edition.renames.items():
            yield addresses.event_page(tag, old), addresses.event_page(spoken, id)
            yield addresses.frame(tag, event=old), addresses.frame(spoken, event=id)
    here = [path for path in pages(current) if path.startswith(addresses.home(first))]
    here += [addresses.my_page(first), addresses.screen_page(first)]
    for tag in edition.former_languages:
        for path in here:
            yield addresses.translation(path, tag), path
        yield addresses.frame(tag), addresses.frame(first)
        for event in (*edition.itinerary.events, *edition.tombstones):
            yield addresses.frame(tag, event=event.id), addresses.frame(first, event=event.id)


def pictures(current: Publication) -> Iterator[str]:
    """Yield the paths of the share images and PDF that can be made on this machine. They are large,
    slow to make and seldom requested, so only a static build needs all of them."""
    edition, itinerary = current.edition, current.itinerary
    tags = sorted(itinerary.languages)
    yield from map(addresses.pdf, filter(current.has_pdf, tags))
    yield from map(addresses.share_image, filter(current.has_share_image, tags))
    for tag in itinerary.languages:
        for event in (*itinerary.events, *edition.tombstones):
            if _has_share_image(current, event, tag):
                yield addresses.event_share_image(tag, event.id)


def _has_share_image(current: Publication, event: Event, tag: str) -> bool:
    """Tell whether an event has a share image, for which all its letters are looked up."""

    def made() -> Markup:
        return _YES if has_share_image(current.itinerary, event, tag) else _NO

    return current.rows.get(event.uid, (tag, "picture"), current.version(event), made) == _YES


_YES, _NO = Markup("yes"), Markup("no")


def sitemaps(current: Publication) -> dict[str, bytes]:
    """Return the sitemap of all pages by its path, or its index and its parts."""
    return sitemap.sitemaps(current.edition, pages(current), site=current.site)


def paths(current: Publication) -> Iterator[str]:
    """Yield every path of the site except those of static files (`Assets.paths`), of `pictures` and
    of combined selections."""
    yield from feeds(current)
    yield from pages(current)
    yield from files(current)
    yield from twins(current)
    yield from exchange(current)
