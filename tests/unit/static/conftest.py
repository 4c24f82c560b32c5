"""Modules of the site's scripts, called in Node.js: those that need no page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.support.node import conversation

SCRIPTS = Path(__file__).parents[3] / "itinerary" / "static" / "js"
LOOP = f"""
import {{ createInterface }} from "node:readline";
for await (const line of createInterface({{ input: process.stdin }})) {{
  const [module, call] = JSON.parse(line);
  const made = await import(`{SCRIPTS.as_uri()}/${{module}}.js`);
  console.log(JSON.stringify(Function("module", `return ${{call}}`)(made) ?? null));
}}
"""


class Script(Protocol):
    """Calls a function of a module, `call("entries", "only", …)`, with arguments that JSON has; a
    set becomes a Set."""

    def __call__(self, module: str, function: str, *values: object) -> Any: ...


def _written(value: object) -> str:
    return f"new Set({json.dumps(sorted(value))})" if isinstance(value, set) else json.dumps(value)


@pytest.fixture(scope="session")
def call(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Script]:
    """Give a function that calls one of a module's functions; see `Script`."""
    loop = tmp_path_factory.mktemp("script") / "loop.mjs"
    loop.write_text(LOOP, "utf-8")
    with conversation(loop) as script:

        def call(module: str, function: str, *values: object) -> Any:
            script.tell([module, f"module.{function}({', '.join(map(_written, values))})"])
            return script.hear()

        yield call
