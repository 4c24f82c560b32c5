"""`python -m tools.autonyms`: write what languages call themselves, from CLDR.

CLDR has each name in a file of half a megabyte with all else that is known of the language; the
menu of a page in six languages would read six of them. The table is of the release of CLDR that
setup.cfg pins with Babel (Unicode License v3).
"""

from __future__ import annotations

import json

from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

from itinerary.render.words.autonyms import TABLE


def autonyms() -> dict[str, str]:
    """Return the name in itself of each language that CLDR knows, by its identifier there; those
    with a territory, of which there are a thousand, are left to Babel."""
    found = {}
    for name in sorted(locale_identifiers()):
        try:
            locale = Locale.parse(name)
        except UnknownLocaleError:
            continue
        own = locale.get_display_name(name)
        if own and not locale.territory and not locale.variant:
            found[name] = own
    return found


def text() -> str:
    """Return the table."""
    return json.dumps(autonyms(), ensure_ascii=False, indent=0) + "\n"


if __name__ == "__main__":
    TABLE.write_text(text(), encoding="utf-8")
