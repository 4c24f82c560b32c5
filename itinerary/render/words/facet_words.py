"""What places, people, categories, tracks and series are called on pages: as the author says, else
as usual."""

from __future__ import annotations

from itinerary.model.itinerary import Itinerary
from itinerary.render.words.language import Language, _

_USUAL = {
    "places": _("Places"),
    "parties": _("People and organisations"),
    "categories": _("Categories"),
    "tracks": _("Tracks"),
    "series": _("Series"),
}
_PEOPLE = _("People")


def facet_words(
    field: str, itinerary: Itinerary, language: Language, *, brief: bool = False
) -> str:
    """Return what the facets of a field are called (“Speakers”); where there is little room,
    `brief`."""
    own = getattr(itinerary.words, field, None)
    if own:
        return str(own.to(language.tag))
    usual = _PEOPLE if brief and field == "parties" else _USUAL[field]
    return language.say(usual)
