"""Errors of writing a site as files."""

from __future__ import annotations

from itinerary.errors import ItineraryError


class BuildError(ItineraryError):
    """A static site cannot be written."""
