"""Living selections on several devices: whatever they star at once, and however their requests
cross, nothing is lost. The devices run the script of the site, which is asked without a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from itinerary.ledger import Edition
from itinerary.serve.living import LivingSelections
from itinerary.website.publication import Publication
from tests.conftest import SITE
from tests.support.cached_app import cached_app
from tests.support.examples import examples
from tests.support.living_devices import Answer, Device, Devices, RefusedError, devices

uids = st.sets(st.sampled_from("abcdefgh"))


class Site:
    """A site with living selections, which a fault can strike in the middle of a request."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.meanwhile: list[Device] = []
        self.lost = 0
        """Answers that do not arrive from now on, though the server does what it is asked."""

    def ask(self, address: str, method: str, body: str | None) -> Answer:
        """Answer a request; before a PUT, another device may be faster."""
        if method == "PUT" and self.meanwhile:
            self.meanwhile.pop().synchronise()
        headers = {"Origin": SITE.rstrip("/"), "Content-Type": "application/json"}
        path = urlsplit(address).path
        answer = self.client.open(path, method=method, data=body, headers=headers)
        if method == "PUT" and self.lost:
            self.lost -= 1
            return 502, "{}"
        return answer.status_code, answer.text


@pytest.fixture(scope="module")
def site(editions: dict[str, Edition]) -> Iterator[Site]:
    with TemporaryDirectory() as folder:
        selections = LivingSelections(str(Path(folder) / "selections.sqlite"))
        app = cached_app(Publication(editions["conference"], SITE), living=selections)
        yield Site(app.test_client())
        selections.store.close()


@pytest.fixture(scope="module")
def script(site: Site) -> Iterator[Devices]:
    with devices(site.ask) as started:
        yield started


@examples(200)
@given(base=uids, mine=uids, theirs=uids)
def test_merge_takes_what_either_side_added_and_leaves_what_either_removed(
    script: Devices, base: set[str], mine: set[str], theirs: set[str]
) -> None:
    def merged(*sides: set[str]) -> set[str]:
        return set(script.call("merge", *map(sorted, sides)))

    found = merged(base, mine, theirs)
    assert found == merged(base, theirs, mine)
    assert found == (base & mine & theirs) | (mine - base) | (theirs - base)
    assert merged(base, base, theirs) == theirs
    assert merged(base, mine, mine) == mine


@examples(60)
@given(data=st.data())
def test_devices_that_star_at_once_lose_nothing(
    data: st.DataObject, site: Site, script: Devices, editions: dict[str, Edition]
) -> None:
    known = [event.uid for event in editions["conference"].itinerary.events[:6]]
    ours = [Device(script, SITE) for _ in range(3)]
    starred: set[str] = set()
    unstarred: set[str] = set()
    site.meanwhile, site.lost = [], 0
    secret = ours[0].make()
    for device in ours[1:]:
        device.join(secret)
    for _ in range(data.draw(st.integers(1, 12), label="steps")):
        device = data.draw(st.sampled_from(ours), label="device")
        match data.draw(st.sampled_from(["star", "star", "unstar", "sync", "cross", "lose"])):
            case "star":
                uid = data.draw(st.sampled_from([*known, "unknown"]))
                device.stars.add(uid)
                starred.add(uid)
            case "unstar" if device.stars:
                uid = data.draw(st.sampled_from(sorted(device.stars)))
                device.stars.discard(uid)
                unstarred.add(uid)
            case "sync":
                device.synchronise()
            case "cross":  # others are faster, one after another
                site.meanwhile = [other for other in ours if other is not device]
                device.synchronise()
                site.meanwhile = []
            case "lose":
                site.lost = 1
                with suppress(RefusedError):
                    device.synchronise()
                site.lost = 0
    for device in (*ours, *ours):
        device.synchronise()
    answer = site.client.get(f"/my/{secret}").json
    assert answer
    found = set(answer["events"])
    assert starred - unstarred - {"unknown"} <= found <= starred
    for device in ours:
        assert device.stars - {"unknown"} == found
