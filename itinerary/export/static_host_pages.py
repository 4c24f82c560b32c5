"""Pages for static hosts in place of the live server's decisions for each request: the root page,
which leads to the reader's language, redirects, and error pages."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, g

from itinerary.model import language_parents
from itinerary.render import addresses
from itinerary.render.words.language import Language
from itinerary.website import site_paths
from itinerary.website.assets import assets
from itinerary.website.errors import with_whole_programme
from itinerary.website.publication import Publication
from itinerary.website.request_language import use_language
from itinerary.website.responses import page_html


def pages(app: Flask, current: Publication) -> dict[str, bytes]:
    """Return these pages, made by `app` which serves `current`, by their paths.

    There is a `404.html` at the root, and one in each language for hosts that can choose. Calendar
    apps are to get `/404.txt`, because GNOME empties a calendar when it gets a page.
    """
    languages = current.itinerary.languages
    parents = language_parents.unlike_their_names(languages)
    door = _page(app, "/", "static_host/front_door.html", languages[0], parents=parents)
    found = {"/": door}
    for tag in languages:
        found[f"/{tag}/404.html"] = _missing(app, f"/{tag}/404.html", tag)
    found["/404.html"] = _missing(app, "/404.html", languages[0])
    said = "There is no such calendar here; calendars have no filters, each is an address."
    found["/404.txt"] = f"{with_whole_programme(said, current)}\n".encode()
    return found


def moved(app: Flask, current: Publication) -> Iterator[tuple[str, bytes]]:
    """Yield pages that lead from where others were in a former language to where they are now."""
    template = app.jinja_env.get_template("static_host/moved.html")
    itinerary = current.itinerary
    first = itinerary.languages[0]
    for path, there in site_paths.moved(current):
        page = template.render(
            language=first,
            speech=Language.of(first),
            title=itinerary.title.to(first),
            canonical=addresses.absolute(current.site, there),
            there=addresses.relative(there, path),
            script=addresses.relative(assets(app).path("moved_page.js"), path),
        )
        yield path, page.encode()


def _missing(app: Flask, path: str, tag: str) -> bytes:
    # It is sent for addresses of any depth, so its links cannot be relative.
    return _page(app, path, "pages/error.html", tag, anywhere=True, code=404)


def _page(
    app: Flask, path: str, template: str, tag: str, *, anywhere: bool = False, **values: object
) -> bytes:
    with app.test_request_context(path):
        use_language(tag)
        g.anywhere = anywhere
        return page_html(template, language=tag, **values).encode()
