"""Bringing a file up to date with sources, and with one elsewhere without a question."""

from __future__ import annotations

import codecs
import shlex
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from itinerary.errors import ItineraryError, Problem
from itinerary.imports import digest_of, memory, read, whole_files
from itinerary.imports.fetch import Fetched
from itinerary.imports.merge import Gone, Plan, Step, TooManyGoneError, fingerprint, plan
from itinerary.imports.options import Options
from itinerary.imports.recognise import SourceKind
from itinerary.source import contents, yaml_tree
from itinerary.source import read as read_programme
from itinerary.value import Value

Fetch = Callable[[str, Mapping[str, Mapping[str, str]]], Fetched]
"""Returns what is at an address; see `fetch.fetch`."""

_TRIES = 3
"""How often a merge begins again because its author saved the file meanwhile."""


class Order(Value, kw_only=True):
    """What to import, and how."""

    address: str
    kind: SourceKind | None = None
    options: Options
    gone: Gone = "keep"
    keep_uids: bool = False


class BusyFileError(ItineraryError):
    """The author saves the file while it is brought up to date."""


def refresh(
    file: Path, order: Order, fetch: Fetch, now: datetime, *, anew: bool = False
) -> tuple[Step, ...] | None:
    """Bring `file` up to date as of `now` (aware), and return what was done; None if it is as it
    was. `anew`: a source that has not changed is read all the same.

    The rules are those of `merge`. Raises an ItineraryError, and has changed nothing then: the
    source is away or says nonsense, or the file has mistakes.
    """
    path = memory.path_beside(file)
    known = memory.load(path)
    fetched = fetch(order.address, {} if anew else memory.validators_of(known, now.date()))
    if fetched.data is None:
        return None
    options = order.options
    digest = digest_of(fetched.data, order.kind, options)
    text = contents(file).decode("utf-8-sig", "replace")
    done = fingerprint(digest, text, options.handling, order.keep_uids, order.gone)
    if not anew and (id := memory.same(known, done, fetched.link)):
        newer = memory.with_validators(known, id, fetched.validators)
        if newer != known:
            whole_files.write(path, memory.dump(newer))
        return None
    programme = read(
        fetched.data, name=fetched.name, link=fetched.link, kind=order.kind, options=options
    )

    def merge(text: str) -> Plan:
        return plan(
            text,
            [programme],
            known,
            today=now.date(),
            handling=options.handling,
            keep_uids=order.keep_uids,
            gone=order.gone,
            validators={fetched.link: fetched.validators},
        )

    for _ in range(_TRIES):
        data = contents(file)
        try:
            planned, _warnings = merged(data, file, merge, now, linted=False)
        except TooManyGoneError as error:
            hint = f"if that is meant, import once by hand: {_by_hand(order, file)}"
            raise TooManyGoneError(error.message, hint) from None
        if planned.text != data.decode("utf-8-sig") and not whole_files.write_over(
            file, with_mark_of(data, planned.text), data
        ):
            continue
        record = memory.dump(planned.memory)
        if record != memory.dump(known):
            whole_files.write(path, record)
        return planned.steps or None
    raise BusyFileError(f"{file} is being edited", "nothing was imported; it is tried again")


def merged(
    data: bytes, file: Path, merge: Callable[[str], Plan], now: datetime, *, linted: bool = True
) -> tuple[Plan, tuple[Problem, ...]]:
    """Return what `merge` does with the bytes of a file, and the warnings of what becomes of it.

    Raises SourceError with the mistakes of the file as it is, else what the merge raises, else
    SourceError with what no file can have: a source may have it. Without `linted`, or where nothing
    changes, warnings are incomplete.
    """

    def checked(written: bytes, *, linted: bool) -> tuple[Problem, ...]:
        return read_programme(written, file=str(file), now=now, linted=linted).warnings

    if b"&" in data:
        yaml_tree.parse(data, str(file))  # before aliases multiply
    try:
        text = data.decode("utf-8-sig")
        planned = merge(text)
        changed = planned.text != text
        return planned, checked(planned.text.encode(), linted=linted and changed)
    except Exception:
        # To read a large file takes seconds, so it is read for mistakes of its own only here.
        checked(data, linted=False)
        raise


def with_mark_of(data: bytes, text: str) -> str:
    """Return the new text of a file, with the byte order mark of its author if it has one."""
    return "\ufeff" + text if data.startswith(codecs.BOM_UTF8) else text


def _by_hand(order: Order, file: Path) -> str:
    """Return the command that imports as ordered, and takes whatever is gone."""
    options = order.options
    said = {
        "--format": order.kind.value if order.kind else "",
        "--zone": options.zone.key if options.zone else "",
        "--locale": options.locale,
        "--doubt": "tba" if options.handling == "tba" else "",
        "--gone": order.gone,
    }
    words = ["itinerary", "import", order.address, "--into", str(file)]
    words += [word for name, value in said.items() if value for word in (name, value)]
    for column, key in options.columns.items():
        words += ["--map", f"{column}={key}"]
    if options.day_first is not None:
        words.append("--day-first" if options.day_first else "--month-first")
    words += ["--keep-uids"] * order.keep_uids + ["--with-contacts"] * options.with_contacts
    return shlex.join([*words, "--allow-cancellations"])
