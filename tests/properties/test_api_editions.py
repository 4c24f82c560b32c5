"""A client that takes the editions one after another has exactly the programme."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import Deadline, Itinerary
from itinerary.model.text import Text
from itinerary.serve.ledger_follower import LedgerFollower
from itinerary.value import replace
from itinerary.website.app import create_app
from tests.conftest import SITE
from tests.support.api_client import Json, replay
from tests.support.databases import DATABASES, new_database
from tests.support.edits import Editor
from tests.support.examples import examples

KINDS: Counter[str] = Counter()


@pytest.mark.parametrize("kind", DATABASES)
def test_replayed_editions_are_the_programme(kind: str, tmp_path: Path) -> None:
    @given(st.integers(0, 2**32))
    @settings(examples(5 if kind == "sqlite" else 1), suppress_health_check=list(HealthCheck))
    def check(seed: int) -> None:
        random = Random(seed)
        editor = Editor(random, declared=seed % 2 == 0, kinds=True, repeats=seed % 3 == 0)
        follow(Ledger(new_database(kind, tmp_path)), editor, random)

    check()
    if kind == "sqlite":
        assert {"added", "changed", "removed", "expired", "addresses"} <= set(KINDS)


def follow(ledger: Ledger, editor: Editor, random: Random) -> None:
    """Publish random edits, and read each edition as two clients do: one takes each step when it is
    published, one all of them in the end."""
    client: Json = {}
    site = create_app(lambda: LedgerFollower.of(ledger, "edited", site=SITE).current).test_client()

    def get(path: str) -> Json:
        found: Json = json.loads(site.get(path).data)
        return found

    try:
        for _ in range(12):
            editor.step()
            if random.random() < 0.2:
                editor.now += timedelta(days=40)
            itinerary = with_more(editor.programme, random)
            number = ledger.publish(itinerary, editor.now, allow_cancellations=True).number
            if number > client.get("edition", 0):
                step = get(f"/api/editions/{number}.json")
                KINDS.update(change["kind"] for change in step["changes"])
                client = replay(client, [step])
            whole = get("/api/programme.json")
            assert client == whole
        listed = get("/api/editions.json")
        assert listed["latest"] == len(listed["editions"]) == number
        paths = [each["href"].removeprefix(SITE.rstrip("/")) for each in listed["editions"]]
        assert replay({}, map(get, paths)) == whole
        first = site.get(paths[0])
        assert first.cache_control.max_age == site.get("/api/programme.json").cache_control.max_age
        assert first.get_etag()[0]
        assert site.get(f"/api/editions/{number + 1}.json").status_code == 404
    finally:
        ledger.close()


def with_more(itinerary: Itinerary, random: Random) -> Itinerary:
    """Return a programme with other languages or words, or an event that is a deadline."""
    if random.random() < 0.2:
        itinerary = replace(itinerary, languages=("en",))
    if random.random() < 0.3:
        words = Text((("en", f"Words {random.randrange(3)}"),))
        itinerary = replace(itinerary, description=words)
    first, *rest = itinerary.events
    if random.random() < 0.3 and first.occurrence is None:
        due = replace(first, deadline=Deadline(), place=None)
        itinerary = replace(itinerary, events=tuple(rest), deadlines=(due,))
    return itinerary
