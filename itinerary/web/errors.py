"""Errors in the form that the asker reads: plain text for files, a page elsewhere."""

from __future__ import annotations

from flask import Flask, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError
from werkzeug.wrappers import Response as BaseResponse

from itinerary.web.languages import best_language, speak


def init_app(app: Flask) -> None:
    """Answer every error in a form that its asker can read."""
    app.register_error_handler(HTTPException, handle)


def handle(error: HTTPException) -> BaseResponse:
    """Return the error as plain text for files (under `.ics` HTML would make GNOME empty its
    calendar), else as a page."""
    response = error.get_response()
    if error.code is None or error.code < 400 or error.response is not None:
        return response
    if request.path.endswith((".ics", ".pdf", ".png")):
        said = str(error.description) if error.code == 404 else str(error.name)
        response.data = f"{said}\n"
        response.content_type = "text/plain; charset=utf-8"
        response.access_control_allow_origin = "*"
        return response
    try:
        language = best_language()
        speak(language)
        response.data = render_template(
            "error.html", code=error.code, name=error.name, language=language
        )
    except Exception:
        if not isinstance(error, InternalServerError):
            raise
        response.data = f"{error.code} {error.name}\n"
        response.content_type = "text/plain; charset=utf-8"
        return response
    response.content_type = "text/html; charset=utf-8"
    return response
