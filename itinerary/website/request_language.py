"""The language in which a request is answered."""

from __future__ import annotations

from flask import Flask, abort, current_app, g, request

from itinerary.model import language_parents
from itinerary.render.words.language import Language
from itinerary.website.redirects import lead_on
from itinerary.website.request_context import publication
from itinerary.website.theme import Theme

_KEY = "itinerary.theme"


def init_app(app: Flask, theme: Theme) -> None:
    """Let pages of `app` say the words of a theme."""
    app.extensions[_KEY] = theme


def page_language(tag: str) -> Language:
    """Return the language of an address.

    An address in a former language redirects to the first language. 404 if the programme was never
    in the language.
    """
    served = publication().edition.language_for(tag)
    if served is None:
        abort(404)
    if served != tag:
        lead_on(language=served)
    return use_language(tag)


def chosen_language(tag: str) -> str:
    """Return the language that the query of a page in the language `tag` chooses for a calendar or
    a frame: that of the page if it chooses none. 404 if the programme was never in it."""
    chosen = publication().edition.language_for(request.args.get("language", tag))
    if chosen is None:
        abort(404)
    return chosen


def use_language(tag: str) -> Language:
    """Make `tag` the language into which templates are translated, and return it: with marks
    on the product's words if they are in another language, see `page_html`."""
    theme: Theme = current_app.extensions[_KEY]
    own = theme.words_in(tag) if theme.words else ()
    g.language = speech = publication().speech(tag, own)
    return speech


def current_language() -> Language:
    """Return the language into which templates are translated; English until one is set."""
    return g.language if "language" in g else Language.of("en")


def best_language() -> str:
    """Return the tag of the programme's language that fits a reader best: that of the address, else
    by Accept-Language (RFC 9110 §12.5.4), else the first."""
    languages = publication().itinerary.languages
    asked = request.path.split("/")[1]
    if asked in languages:
        return asked
    accepted = list(request.accept_languages)  # by quality
    wanted = [tag for tag, quality in accepted if quality > 0 and tag != "*"]
    refused = [tag for tag, quality in accepted if quality <= 0 and tag != "*"]
    others = (tag for tag in languages if not language_parents.is_below(tag, refused))
    return (
        language_parents.preferred(wanted, languages, refused) or next(others, None) or languages[0]
    )
