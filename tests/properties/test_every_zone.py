"""Every time zone that stands for a place has a name."""

from __future__ import annotations

import re

from itinerary.model.itinerary import TimeZone
from itinerary.model.zones import zone
from itinerary.render.words import clock_wording
from itinerary.render.words.language import Language
from tests.unit.render.words.test_zone_names import LANGUAGES, Named


def test_every_place_has_a_name_and_no_name_is_an_offset(named: Named) -> None:
    for (id, moment), (offset, names) in named.items():
        assert not any(re.search(r"\d|[+−]", name) for name in names), (id, names)
        assert all(names) or id.startswith("Etc/GMT"), (id, moment)
        for tag in LANGUAGES if not all(names) else ():
            here = moment.astimezone(zone(id))
            alone = clock_wording.zone_name(TimeZone(zone(id)), here, Language.of(tag))
            assert re.fullmatch(r"UTC[+−]\d+", alone), alone
            assert alone == clock_wording.utc_offset(here)
            assert offset == here.utcoffset()
