"""Languages near another one: its parents by CLDR, in the same script.

CLDR's parent of a language is the one that it inherits words from (UTS #35, part 1, “Parent
Locales”): es-MX has es-419 and then es, pt-AO has pt-PT, zh-TW has zh-Hant and never zh.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.core import get_global, parse_locale


@lru_cache(2048)
def parents(tag: str) -> tuple[str, ...]:
    """Return a language and its parents, from the nearest to the most general, as identifiers of
    CLDR without a script where it is the usual one: es_MX, es_419, es.

    All are in the script of `tag`, also if it does not name its own (pa-PK is in Arabic letters).
    A parent may be another language: that of nn is no, that of ht is fr. `tag` is a BCP 47 tag or
    an identifier of CLDR. Its last parts are left out as long as CLDR does not know it; nothing is
    returned for an unknown language.
    """
    locale = _locale(tag)
    return tuple(_parents(locale)) if locale else ()


def script_of(locale: Locale) -> str | None:
    """Return the script of a locale (`Latn`), the likely one if it names none; None if CLDR knows
    none."""
    return locale.script or _likely_script(locale.language, locale.territory)


def unlike_their_names(offered: Collection[str]) -> dict[str, str]:
    """Return languages whose nearest of `offered` does not begin their own tag, for scripts that do
    not know CLDR's parents: es-MX, say, with es-419."""
    found = {}
    for name in sorted(get_global("parent_exceptions")):
        tag = name.replace("_", "-")
        near = nearest(tag, offered)
        if near and not is_below(tag, [near]):
            found[tag] = near
    return found


def nearest(tag: str, offered: Iterable[str]) -> str | None:
    """Return the one of `offered` that is `tag` or its nearest parent; None if there is none."""
    by_name = _by_name(offered)
    return next((by_name[name] for name in parents(tag) if name in by_name), None)


def preferred(
    wanted: Iterable[str], offered: Collection[str], refused: Collection[str] = ()
) -> str | None:
    """Return the language of `offered` that a reader of the languages `wanted` reads best, the most
    wanted first; None if there is no such one.

    As in RFC 4647 §3.4 (lookup) each wanted language comes with its parents before the next one.
    Without any of these another variety in the same script is taken, that of the likely territory
    first (pt-BR for pt), and at last the same language in another script: readers of zh-TW read zh
    rather than English. Languages in `refused`, and those below them, are not returned unless they
    are wanted by name. `preferred_language.js` does the same in the browser.
    """
    wanted = tuple(wanted)
    asked = {tag.lower() for tag in wanted}
    left = [tag for tag in offered if tag.lower() in asked or not is_below(tag, refused)]
    kinds = {tag: _kind(tag) for tag in left}
    for tag in wanted:
        if best := nearest(tag, left):
            return best
        kind = _kind(tag)
        same = [other for other in left if kind[0] and kinds[other] == kind]
        if same:
            usual = _territory(tag)
            return next((one for one in same if _territory(one) == usual), same[0])
    for tag in wanted:
        kind = _kind(tag)
        for other in left:
            if kind[0] and kinds[other][0] == kind[0]:
                return other
    return None


def _territory(tag: str) -> str | None:
    """Return the territory of a tag, the likely one if it names none."""
    locale = _locale(tag)
    if locale is None or locale.territory:
        return locale.territory if locale else None
    known = get_global("likely_subtags")
    likely = known.get(f"{locale.language}_{locale.script}") or known.get(locale.language)
    return parse_locale(likely)[1] if likely else None


def is_below(tag: str, ranges: Collection[str]) -> bool:
    """Tell whether a tag is one of some ranges or begins with one (RFC 4647 §3.3.1)."""
    return any(f"{tag}-".lower().startswith(f"{one}-".lower()) for one in ranges)


@lru_cache(2048)
def _locale(tag: str) -> Locale | None:
    """Return the locale of a tag without the last parts that CLDR does not know."""
    name = tag.replace("-", "_")
    while name:
        with suppress(UnknownLocaleError, ValueError, TypeError):
            return Locale.parse(name)
        name = name.rpartition("_")[0]
    return None


def _by_name(tags: Iterable[str]) -> dict[str, str]:
    """Return tags by the name with which they stand in `parents`; of two alike the first."""
    found: dict[str, str] = {}
    for tag in tags:
        for name in parents(tag)[:1]:
            found.setdefault(name, tag)
    return found


def _kind(tag: str) -> tuple[str, str | None]:
    """Return the language and the script of a tag; Bokmål and Nynorsk are both Norwegian. The
    language is empty if CLDR does not know it."""
    locale = _locale(tag)
    if locale is None:
        return "", None
    norwegian = locale.language in ("nb", "nn")
    return "no" if norwegian else locale.language, script_of(locale)


def _likely_script(language: str, territory: str | None) -> str | None:
    known = get_global("likely_subtags")
    likely = known.get(f"{language}_{territory}") or known.get(language)
    return parse_locale(likely)[2] if likely else None


def _parents(locale: Locale) -> Iterator[str]:
    exceptions = get_global("parent_exceptions")
    script = script_of(locale)
    usual = script_of(Locale(locale.language))
    implied = _likely_script(locale.language, locale.territory)
    named = script if script != usual or script != implied else None
    parts = [locale.language, named, locale.territory, locale.variant]
    name = "_".join(part for part in parts if part)
    while name:
        # In another script than the usual one a language has no parent without it.
        if name == locale.language and script != usual:
            return
        yield name
        name = exceptions.get(name) or name.rpartition("_")[0]
