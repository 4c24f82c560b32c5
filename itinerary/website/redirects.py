"""Redirects from former addresses: of languages that were dropped, and of renamed events."""

from __future__ import annotations

from typing import NoReturn

from flask import abort, redirect, request, url_for

from itinerary.model.itinerary import Event
from itinerary.website.request_context import publication


def lead_on(**parts: str) -> NoReturn:
    """Redirect to the address of this request with other `parts`. The redirect is temporary,
    because a language or an id may come back."""
    there = url_for(str(request.endpoint), **{**(request.view_args or {}), **parts})
    query = request.query_string.decode("ascii", "replace")
    abort(redirect(f"{there}?{query}" if query else there))


def find(id: str) -> Event:
    """Return the event, or the tombstone, of an `id` in an address. Redirects if the event has
    another id now; 404 if there is none."""
    edition = publication().edition
    event = edition.find(id)
    if event is None:
        if renamed := edition.renamed(id):
            lead_on(id=renamed)
        abort(404, f"There is no event “{id}”.")
    return event
