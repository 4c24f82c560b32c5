"""The order of names in lists."""

from __future__ import annotations

import pytest

from itinerary.render.words.collation import MANY, collation_key, in_order, initial


@pytest.mark.parametrize(
    ("tag", "names", "letters"),
    [
        ("en", "42nd Ángel angela Bob Čapek Émile O’Neill Øre Oscar Zoë Иван", "#AABCEOOOZИ"),
        ("sv", "Anna Zeta Åsa Ängel Östen", "AZÅÄÖ"),
        ("cs", "Cz Čapek Dvořák Sova Šíma Zora Žák", "CČDSŠZŽ"),
        ("ru", "Bob Егоров Ёлкин Жуков Иванов Йод Яков", "BЕЕЖИЙЯ"),
        ("tr", "Ali Işık İnci Jale", "AIİJ"),
        ("zh", "Bob 北京 哈尔滨 李强 普京 王毅 习近平", "BBHLPWX"),
        ("de", "Ärger Arzt Zoo", "AAZ"),
    ],
)
def test_names_are_in_the_order_of_the_language(tag: str, names: str, letters: str) -> None:
    ordered = names.split()
    assert sorted({*ordered}, key=lambda name: collation_key(name, tag)) == ordered
    assert "".join(initial(name, tag) for name in ordered) == letters


def test_a_few_names_keep_the_order_of_their_author() -> None:
    names = [chr(ord("z") - n) for n in range(MANY + 1)]
    assert in_order(names[1:], str, "en") == names[1:]
    assert in_order(names, str, "en") == names[::-1]
