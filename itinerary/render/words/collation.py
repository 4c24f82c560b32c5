"""The order of names in lists, as dictionaries of a language have it, and the letters to jump to.

Names are compared letter by letter without accents and case, as in the root of CLDR's collation; of
equal ones the accents decide, then case. Letters that a language counts as letters of their own (å
in Swedish, č in Czech) have their place in its alphabet. Chinese is ordered by pinyin. Numbers are
ordered by value (`kn` in CLDR): Room 2 is before Room 10.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import groupby
from typing import TypeVar
from unicodedata import decimal

T = TypeVar("T")

MANY = 12
"""The length up to which a list keeps the order of its author, who may mean something by it."""

_ALPHABETS = {
    "cs": "abcčdefghijklmnopqrřsštuvwxyzž",
    "da": "abcdefghijklmnopqrstuvwxyzæøå",
    "es": "abcdefghijklmnñopqrstuvwxyz",
    "et": "abcdefghijklmnopqrsšzžtuvwõäöüxy",
    "fi": "abcdefghijklmnopqrstuvwxyzåäö",
    "hr": "abcčćdđefghijklmnopqrsštuvwxyzž",
    "hu": "abcdefghijklmnoöpqrstuüvwxyz",
    "is": "aábcdðeéfghiíjklmnoópqrstuúvwxyýzþæö",
    "lt": "abcčdefghijklmnopqrsštuvwxyzž",
    "lv": "abcčdefgģhijkķlļmnņopqrsštuvwxyzž",
    "no": "abcdefghijklmnopqrstuvwxyzæøå",
    "pl": "aąbcćdeęfghijklłmnńoópqrsśtuvwxyzźż",
    "ro": "aăâbcdefghiîjklmnopqrsștțuvwxyz",
    "sk": "aäbcčdefghijklmnoôpqrsštuvwxyzž",
    "sl": "abcčdefghijklmnopqrsštuvwxyzž",
    "sv": "abcdefghijklmnopqrstuvwxyzåäö",
    "tr": "abcçdefgğhıijklmnoöpqrsştuüvwxyz",
    "az": "abcçdeəfgğhxıijkqlmnoöprsştuüvyz",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "vi": "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz",
}
_ALPHABETS["nb"] = _ALPHABETS["nn"] = _ALPHABETS["no"]

# Letters that Unicode writes with an accent, and that are letters of their own in every language.
_WHOLE = frozenset("йўїѓќ")

# GB 2312 has its 3,755 most frequent characters in the order of pinyin. These are the first ones of
# each initial; no syllable begins with i, u or v.
_INITIALS = "abcdefghjklmnopqrstwxyz"
_FIRST = [one.encode("gb2312") for one in "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"]
_LAST = "座".encode("gb2312")

# Letters that Unicode does not decompose, by those beside which dictionaries have them.
_LIKE = {"ß": "s", "æ": "a", "œ": "o", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "t"}

Key = tuple[object, ...]


def collation_key(name: str, tag: str) -> Key:
    """Return the key by which names in the language `tag` are sorted."""
    alphabet = _ALPHABETS.get(tag.partition("-")[0], "")
    lower = _lower(name, tag)
    weights = (_weight(part, alphabet, tag) for part in _parts(lower))
    primary = tuple(weight for weight in weights if weight)
    return primary, unicodedata.normalize("NFD", lower), name.swapcase()


def in_order(items: Sequence[T], name: Callable[[T], str], tag: str) -> list[T]:
    """Return items sorted by their names in the language `tag`; up to MANY in the order that they
    have."""
    if len(items) <= MANY:
        return list(items)
    return sorted(items, key=lambda item: collation_key(name(item), tag))


def initial(name: str, tag: str) -> str:
    """Return the letter under which a name stands: A for Ángel, except where á is a letter of its
    own; “#” for a name that begins with none."""
    alphabet = _ALPHABETS.get(tag.partition("-")[0], "")
    for letter in _lower(name, tag):
        if not letter.isalnum():
            continue
        if letter.isdigit():
            return "#"
        if pinyin := _pinyin(letter, tag):
            return pinyin[0].upper()
        if letter in alphabet or letter in _WHOLE:
            return "İ" if (letter, tag[:2]) in (("i", "tr"), ("i", "az")) else letter.upper()
        base = _base(letter)
        return base.upper() if base < "\u3000" and len(base.upper()) == 1 else "#"
    return "#"


def _lower(name: str, tag: str) -> str:
    if tag[:2] in ("tr", "az"):
        name = name.replace("I", "ı").replace("İ", "i")
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower())


def _parts(lower: str) -> Iterator[str]:
    """Yield the letters of a name, and its numbers, the digits of each as those of ASCII."""
    for is_number, letters in groupby(lower, key=lambda letter: _base(letter).isdecimal()):
        if is_number:
            yield "".join(str(decimal(_base(letter))) for letter in letters)
        else:
            yield from letters


@lru_cache(maxsize=4096)  # names have the same letters again and again
def _weight(letter: str, alphabet: str, tag: str) -> Key:
    """Return the weight of a letter or a number; empty if it does not count, as a dash or an
    apostrophe."""
    if letter.isdecimal():
        digits = letter.lstrip("0")  # by length and then by digit, because it may have thousands
        return (1, float(len(digits)), digits)
    if letter.isspace():
        return (0, 0.0)
    if pinyin := _pinyin(letter, tag):
        return (2, ord(pinyin[0]), pinyin[1:])
    if (place := alphabet.find(letter)) >= 0:
        # Its letters stand where the first of them does: Latin at a, Cyrillic at а.
        return (2, ord(alphabet[0]) + place / 100, "")
    if letter in _WHOLE:
        return (2, ord(unicodedata.normalize("NFD", letter)[0]) + 0.5, "")
    base = _base(letter)
    if not base.isalnum():
        return ()
    return (1 if base.isdigit() else 2, _place(base, alphabet), "")


@lru_cache(maxsize=4096)
def _base(letter: str) -> str:
    return _LIKE.get(letter) or unicodedata.normalize("NFKD", letter)[0]


def _place(base: str, alphabet: str) -> float:
    place = alphabet.find(base)
    return ord(alphabet[0]) + place / 100 if place >= 0 else float(ord(base))


def _pinyin(letter: str, tag: str) -> str:
    """Return the initial of a Chinese character and its place among all; empty if it has none."""
    if not tag.startswith("zh") or not "\u4e00" <= letter <= "\u9fff":
        return ""
    try:
        code = letter.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    if not _FIRST[0] <= code <= _LAST:
        return ""
    return _INITIALS[bisect_right(_FIRST, code) - 1] + code.hex()
