"""Error responses: problem+json for the API, plain text for other files, else an HTML page."""

from __future__ import annotations

from flask import Flask, abort, request
from werkzeug.exceptions import HTTPException, InternalServerError, NotFound
from werkzeug.wrappers import Response as BaseResponse

from itinerary.model.selection import Selection
from itinerary.render import addresses
from itinerary.website.api.problem import problem
from itinerary.website.publication import Publication
from itinerary.website.request_context import publication
from itinerary.website.request_language import best_language, use_language
from itinerary.website.responses import page_html

LOST = "itinerary.lost"
"""Key of the WSGI environment that marks a request to be answered with 404."""


_FILES = (".ics", ".json", ".xml", ".csv", ".xlsx", ".txt", ".pdf", ".png")
"""The endings of paths whose errors are plain text: programs read them, or save them."""


class ExplainedNotFound(NotFound):
    """A page is not found, and its description tells readers why, in the language of the page."""


def init_app(app: Flask) -> None:
    """Register the handler of all HTTP errors."""
    app.register_error_handler(HTTPException, handle)

    @app.before_request
    def lost() -> None:
        if LOST in request.environ:
            abort(404)


def with_whole_programme(reason: str, current: Publication) -> str:
    """Return why there is no calendar at an address, and the address of the whole programme."""
    itinerary = current.itinerary
    path = addresses.feed(itinerary.id, Selection(), itinerary.languages[0])
    return f"{reason}\nThe whole programme: {addresses.absolute(current.site, path)}"


def handle(error: HTTPException) -> BaseResponse:
    """Return an error in the form that readers of its address understand: GNOME empties a calendar
    whose address answers with HTML."""
    response = error.get_response()
    if error.code is None or error.code < 400 or error.response is not None:
        return response
    if request.path.startswith(addresses.API) or request.path == addresses.MCP:
        return problem(error, response)
    if addresses.is_my(request.path):
        return problem(error, response, shared=False)
    path = request.path.lower().rstrip("/")
    if path.endswith(_FILES):
        reason = str(error.description) if error.code in (404, 503) else str(error.name)
        if path.endswith(".ics") and reason == NotFound.description:
            reason = with_whole_programme("There is no such calendar here.", publication())
        response.data = f"{reason}\n"
        response.content_type = "text/plain; charset=utf-8"
        response.access_control_allow_origin = "*"
        return response
    try:
        language = best_language()
        use_language(language)
        response.data = page_html(
            "pages/error.html",
            code=error.code,
            name=error.name,
            reason=error.description if isinstance(error, ExplainedNotFound) else None,
            language=language,
        )
    except Exception:
        if not isinstance(error, InternalServerError):
            raise
        response.data = f"{error.code} {error.name}\n"
        response.content_type = "text/plain; charset=utf-8"
        return response
    response.content_type = "text/html; charset=utf-8"
    return response
