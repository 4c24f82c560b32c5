"""The code of a selection: a bijection, short, and never another selection than was chosen."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from itinerary.model.selection_code import (
    LONGEST,
    TooManyChosenError,
    UnknownCodeError,
    decode,
    encode,
)

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def events(count: int, programme: str = "visit") -> list[str]:
    return [f"event-{number}@{programme}.itinerary" for number in range(count)]


UIDS = events(200)
CHOICES = st.sets(st.integers(0, 199), min_size=1)


def code_of(choice: Iterable[int], uids: list[str] = UIDS) -> str:
    ordinals = {uid: ordinal for ordinal, uid in enumerate(uids)}
    return encode([uids[ordinal] for ordinal in choice], ordinals)


@given(CHOICES)
def test_a_code_is_of_the_selection_that_it_was_made_of(choice: set[int]) -> None:
    assert decode(code_of(choice), UIDS) == tuple(UIDS[ordinal] for ordinal in sorted(choice))


@given(CHOICES, st.integers(0, 2**32))
def test_a_selection_has_one_code_in_whatever_order_it_was_chosen(
    choice: set[int], seed: int
) -> None:
    shuffled = Random(seed).sample(sorted(choice), len(choice))
    assert code_of([*shuffled, shuffled[0]]) == code_of(sorted(choice))


@given(CHOICES, st.integers(0, 1000))
def test_a_code_stays_when_events_are_published_later(choice: set[int], more: int) -> None:
    assert code_of(choice, events(200 + more)) == code_of(choice)


@given(CHOICES, st.data())
def test_a_damaged_code_is_refused(choice: set[int], data: st.DataObject) -> None:
    code = code_of(choice)
    at = data.draw(st.integers(0, len(code) - 1))
    to = data.draw(st.integers(at, len(code)))
    damaged = code[:at] + data.draw(st.text(DIGITS + "=.~ 1", max_size=6)) + code[to:]
    assume(damaged != code)
    with pytest.raises(UnknownCodeError):
        decode(damaged, UIDS)


@given(st.text(DIGITS, max_size=80))
def test_digits_at_random_are_refused(digits: str) -> None:
    with pytest.raises(UnknownCodeError):
        decode(f"1{digits}", UIDS)


@given(CHOICES)
def test_a_code_of_another_programme_is_refused(choice: set[int]) -> None:
    with pytest.raises(UnknownCodeError):
        decode(code_of(choice), events(200, "other"))


@given(CHOICES, st.integers(0, 2**32))
def test_a_ledger_in_another_order_never_gives_other_events(choice: set[int], seed: int) -> None:
    """The same events in another order are the same selection."""
    restored = Random(seed).sample(UIDS, len(UIDS))
    chosen = {UIDS[ordinal] for ordinal in choice}
    try:
        assert set(decode(code_of(choice), restored)) == chosen
    except UnknownCodeError:
        assert {restored[ordinal] for ordinal in choice} != chosen


def test_other_spellings_of_a_code_are_refused() -> None:
    code = code_of([3, 17, 190])
    last = DIGITS.index(code[-1])
    spellings = [
        *(f"{code}=", f"{code}_", f"{code}__", f"{code}A", f"{code}\n", code.lower()),
        f"2{code[1:]}",
        *(code[:-1] + DIGITS[last ^ 1 << bit] for bit in range(6)),
        *(code[:6] + DIGITS[digit] + code[7:] for digit in range(64) if DIGITS[digit] != code[6]),
    ]  # fmt: skip
    for spelling in spellings:
        with pytest.raises(UnknownCodeError):
            decode(spelling, UIDS)


def test_the_empty_selection_has_no_code() -> None:
    with pytest.raises(ValueError, match="no code"):
        encode([], {})
    for code in ("", "1", "1AAAAAA", "1AAAAAA_", "1AAAAAAAA"):
        with pytest.raises(UnknownCodeError):
            decode(code, UIDS)


def test_sixty_of_a_thousand_events_take_64_characters_and_all_take_175() -> None:
    uids, random = events(1000), Random(1)
    sixty = [code_of(random.sample(range(1000), 60), uids) for _ in range(50)]
    assert max(map(len, sixty)) <= 64
    assert len(code_of(range(1000), uids)) <= 175


def test_a_selection_that_is_too_large_for_an_address_is_refused() -> None:
    uids = events(20_000)
    assert len(code_of(range(5900), uids)) <= LONGEST
    with pytest.raises(TooManyChosenError):
        code_of(range(0, 20_000, 2), uids)
