"""What is printed: words that others wrote never steer the terminal that shows them.

Escape sequences in a title could move the cursor, rewrite what is above or set the window's title,
and characters that turn the direction of writing could show another value than the one that is
published. All output of the commands and of the server goes through here.
"""

from __future__ import annotations

import json
import re
from typing import Any

import click

# C0 without tab and line feed, DEL, C1 (which has one-character forms of escape sequences), line
# and paragraph separators, embeddings, overrides and isolates of direction (Unicode UAX #9),
# deprecated format characters, tags, and what no encoding can write.
_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u206f\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


def harmless(words: str) -> str:
    """Return words with each character that steers a terminal or turns the direction of writing as
    its code: `<U+001B>`."""
    return _STEERING.sub(lambda found: f"<U+{ord(found[0]):04X}>", words)


def echo(words: str = "", *, nl: bool = True, err: bool = False) -> None:
    """Print words, as `click.echo` does."""
    click.echo(harmless(words), nl=nl, err=err)


def secho(words: str, *, nl: bool = True, err: bool = False, **style: Any) -> None:
    """Print words in a style, as `click.secho` does."""
    click.secho(harmless(words), nl=nl, err=err, **style)


def print_json(value: object) -> None:
    """Print a value for programs; what would steer a terminal is escaped as JSON can, so that they
    read what was written."""
    said = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(_STEERING.sub(lambda found: json.dumps(found[0])[1:-1], said))
