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


@pytest.mark.parametrize(
    ("tag", "names"),
    [
        ("en", "2nd floor;Hall;Room 01;Room 1;Room 2;Room 2b;Room 10;Room 10.2;Room 10.11;Rooms"),
        ("en", "H1.100;H1.1000;H2.99;H10.1"),
        ("ar", "قاعة ٢;قاعة ١٠"),
        ("zh", "2号厅;10号厅;第3厅;第12厅"),
        ("en", f"Room 9{'0' * 5000};Room 10{'0' * 5000}"),
    ],
)
def test_numbers_in_names_are_in_the_order_of_their_values(tag: str, names: str) -> None:
    ordered = names.split(";")
    assert sorted({*ordered}, key=lambda name: collation_key(name, tag)) == ordered


def test_a_few_names_keep_the_order_of_their_author() -> None:
    names = [chr(ord("z") - n) for n in range(MANY + 1)]
    assert in_order(names[1:], str, "en") == names[1:]
    assert in_order(names, str, "en") == names[::-1]
