"""The code of a selection in browsers: the same as on the server, for every choice."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model.selection_code import LONGEST, UnknownCodeError, decode, encode

SCRIPT = Path(__file__).parents[3] / "itinerary" / "static" / "js" / "selection_code.js"
NODE = shutil.which("node")
LOOP = f"""
import {{ createInterface }} from "node:readline";
import {{ decode, encode }} from {json.dumps(SCRIPT.as_uri())};
const known = {{ decode, encode }};
for await (const line of createInterface({{ input: process.stdin }})) {{
  const [name, ...values] = JSON.parse(line);
  console.log(JSON.stringify(known[name](...values) ?? null));
}}
"""

UIDS = st.lists(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12),
    min_size=1,
    max_size=300,
    unique=True,
)
"""UIDs that other tools made may have any letters."""

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Give a function that calls one of the module's functions in Node.js."""
    if NODE is None:
        pytest.skip("Node.js is not installed (Debian: nodejs)")
    loop = tmp_path_factory.mktemp("js") / "loop.mjs"
    loop.write_text(LOOP, "utf-8")
    with subprocess.Popen(
        [NODE, loop], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin
        assert process.stdout
        write, read = process.stdin, process.stdout

        def call(name: str, *values: object) -> Any:
            write.write(json.dumps([name, *values]) + "\n")
            write.flush()
            return json.loads(read.readline())

        yield call
        write.close()


@given(uids=UIDS, data=st.data())
def test_a_browser_makes_and_reads_the_code_that_the_server_makes(
    ask: Ask, uids: list[str], data: st.DataObject
) -> None:
    chosen = data.draw(st.lists(st.sampled_from(uids), min_size=1))
    code = encode(chosen, {uid: ordinal for ordinal, uid in enumerate(uids)})
    assert ask("encode", chosen, uids) == code
    assert ask("decode", code, uids) == list(decode(code, uids))


@given(code=st.text("1AB-_z", min_size=1, max_size=20))
def test_a_browser_refuses_what_the_server_refuses(ask: Ask, code: str) -> None:
    uids = [f"event-{n}@visit.itinerary" for n in range(50)]
    try:
        expected: list[str] | None = list(decode(code, uids))
    except UnknownCodeError:
        expected = None
    assert ask("decode", code, uids) == expected


def test_a_browser_knows_when_an_address_would_be_too_long(ask: Ask) -> None:
    uids = [f"event-{n}@visit.itinerary" for n in range(20_000)]
    assert ask("encode", uids[::3], uids) is None
    assert len(ask("encode", uids[:5_000:2], uids)) <= LONGEST
