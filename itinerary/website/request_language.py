"""Which language a request is answered in."""

from __future__ import annotations

from flask import abort, g, request

from itinerary.render.words.language import Language
from itinerary.website.redirects import lead_on
from itinerary.website.request_context import publication


def page_language(tag: str) -> Language:
    """Return the language of an address.

    An address of a former language leads to the same in the first. 404 if the programme was never
    in it.
    """
    spoken = publication().edition.language_for(tag)
    if spoken is None:
        abort(404)
    if spoken != tag:
        lead_on(language=spoken)
    return use_language(tag)


def use_language(tag: str) -> Language:
    """Make `tag` the language that templates are translated into."""
    g.language = Language.of(tag)
    return Language.of(tag)


def current_language() -> Language:
    """Return the language that templates are translated into; English until one is chosen."""
    return g.language if "language" in g else Language.of("en")


def best_language() -> str:
    """Return the programme's language for a reader: of the address, else the best by
    Accept-Language, else the first."""
    languages = publication().itinerary.languages
    asked = request.path.split("/")[1]
    if asked in languages:
        return asked
    return request.accept_languages.best_match(languages) or languages[0]
