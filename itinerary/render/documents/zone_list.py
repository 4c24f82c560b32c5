"""The list of time zones that pages offer."""

from __future__ import annotations

import json
from functools import cache

from itinerary.model.zones import zone_names
from itinerary.render.words.language import Language
from itinerary.render.words.zone_names import zone_city


@cache
def zone_list(language: Language) -> bytes:
    """Return JSON: for each zone its IANA id, its city and its country in the language
    (CLDR), in the order of the ids; what the clocks show there the browser knows itself."""
    rows = [
        [id, zone_city(id, language), language.locale.territories.get(country, country)]
        for id, (country, _) in zone_names().items()
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")).encode()
