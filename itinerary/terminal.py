"""Output to a terminal, in which characters that control the terminal are made visible.

Escape sequences in a title could move the cursor, overwrite earlier lines or set the title of the
window, and characters that change the direction of writing could show another value than the one
that is published. All output of the commands and of the server goes through this module.
"""

from __future__ import annotations

import json
import re
from typing import Any

import click

# C0 without tab and line feed, DEL, C1 (which has one-character forms of escape sequences), line
# and paragraph separators, embeddings, overrides and isolates of direction (Unicode UAX #9),
# deprecated format characters, tags, and surrogates, which no encoding can write.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def harmless(words: str) -> str:
    """Return words in which each character that controls a terminal or the direction of writing is
    replaced by its code: `<U+001B>`."""
    return _CONTROLS.sub(lambda match: f"<U+{ord(match[0]):04X}>", words)


def echo(words: str = "", *, nl: bool = True, err: bool = False) -> None:
    """Print words, as `click.echo` does."""
    click.echo(harmless(words), nl=nl, err=err)


def secho(words: str, *, nl: bool = True, err: bool = False, **style: Any) -> None:
    """Print words in a style, as `click.secho` does."""
    click.secho(harmless(words), nl=nl, err=err, **style)


def print_json(value: object) -> None:
    """Print a value for programs. Characters that control a terminal are escaped as JSON escapes
    them, so that programs read what was written."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(_CONTROLS.sub(lambda match: json.dumps(match[0])[1:-1], text))
