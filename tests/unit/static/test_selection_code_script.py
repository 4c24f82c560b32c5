"""The code of a selection in browsers: the same as on the server, for every choice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.selection_code import LONGEST, UnknownCodeError, decode, encode
from tests.unit.static.conftest import Script

MODULE = "selection_code"
UIDS = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12),
    min_size=1,
    max_size=300,
    unique=True,
)
"""UIDs that other tools made may have any letters."""


@given(uids=UIDS, data=st.data())
def test_a_browser_makes_and_reads_the_code_that_the_server_makes(
    call: Script, uids: list[str], data: st.DataObject
) -> None:
    chosen = data.draw(st.lists(st.sampled_from(uids), min_size=1))
    code = encode(chosen, {uid: ordinal for ordinal, uid in enumerate(uids)})
    assert call(MODULE, "encode", chosen, uids) == code
    assert call(MODULE, "decode", code, uids) == list(decode(code, uids))


@given(code=st.text("1AB-_z", min_size=1, max_size=20))
def test_a_browser_refuses_what_the_server_refuses(call: Script, code: str) -> None:
    uids = [f"event-{n}@visit.itinerary" for n in range(50)]
    try:
        expected: list[str] | None = list(decode(code, uids))
    except UnknownCodeError:
        expected = None
    assert call(MODULE, "decode", code, uids) == expected


def test_a_browser_knows_when_an_address_would_be_too_long(call: Script) -> None:
    uids = [f"event-{n}@visit.itinerary" for n in range(20_000)]
    assert call(MODULE, "encode", uids[::3], uids) is None
    assert len(call(MODULE, "encode", uids[:5_000:2], uids)) <= LONGEST
