"""Editions: the published states of an itinerary."""

from itinerary.ledger.edition import Edition, Revision, unrevised

__all__ = ["Edition", "Revision", "unrevised"]
