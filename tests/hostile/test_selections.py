"""Attacks on living selections: whatever is sent, others keep theirs, and no page has its words."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from itinerary.ledger import Edition
from itinerary.ledger.selection_store import SelectionStore
from itinerary.render import addresses
from itinerary.serve import living
from itinerary.serve.living import LivingSelections
from itinerary.website.publication import Publication
from tests.conftest import SITE
from tests.hostile.bounds import bounded
from tests.process.test_workers import exchange
from tests.support.cached_app import cached_app
from tests.support.serving import Server

TALKS = "talks@state-visit-2024.itinerary"
OURS = {"Origin": SITE.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
WORDS = "</script><script>alert(1)</script>"


class Victim:
    """A site on which a reader has a selection."""

    def __init__(self, edition: Edition, file: Path) -> None:
        self.programme = edition.itinerary.id
        selections = LivingSelections(str(file))
        self.client = cached_app(Publication(edition, SITE), living=selections).test_client()
        self.store: SelectionStore = selections.store
        made = self.client.post("/my", json={"events": [TALKS]}, headers=OURS).json
        assert made
        self.secret = str(made["secret"])


@pytest.fixture(scope="module")
def victim(editions: dict[str, Edition]) -> Iterator[Victim]:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(living, "NEW_PER_HOUR", 10**9)
        patched.setattr(living, "CHANGES_PER_HOUR", 10**9)
        site = Victim(editions["visit"], Path(folder) / "selections.sqlite")
        yield site
        site.store.close()


texts = st.text(max_size=30) | st.sampled_from([TALKS, WORDS, "' OR 1=1 --", "\0", "\u202e"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=12,
)
messages = st.fixed_dictionaries(
    {}, optional={"events": st.lists(texts) | anything, "version": st.integers() | anything}
)
bodies = st.binary(max_size=200) | (messages | anything).map(
    lambda found: json.dumps(found).encode()
)
paths = st.just("/my") | st.builds(
    "/my/{}".format,
    st.from_regex("[A-Za-z0-9_-]{22}", fullmatch=True)
    | st.text("AZaz09_-%./\\?#'\"<>é", max_size=30),
)


@bounded(100)
@given(
    path=paths,
    method=st.sampled_from(["POST", "PUT", "DELETE", "GET", "PATCH", "OPTIONS", "HEAD"]),
    body=bodies,
    kind=st.sampled_from(["application/json", "text/plain", "application/json; charset=x", ""]),
    origin=st.sampled_from([SITE.rstrip("/"), "https://evil.example", "null", "//", "http://["]),
)
@example("/my", "POST", json.dumps({"events": [WORDS]}).encode(), "application/json", SITE[:-1])
def test_no_message_harms_a_selection_of_others(
    victim: Victim, path: str, method: str, body: bytes, kind: str, origin: str
) -> None:
    before = victim.store.find(victim.programme, victim.secret)
    headers = {"Origin": origin, "Content-Type": kind}
    answer = victim.client.open(path, method=method, data=body, headers=headers)
    assert answer.status_code < 500, answer.text
    told = answer.text
    if answer.status_code == 201:
        made = json.loads(told)
        assert set(made["events"]) <= {TALKS}
        assert origin == SITE.rstrip("/")
    if addresses.is_my(path):
        assert answer.mimetype != "text/html" or method == "OPTIONS"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer.headers["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer.headers
    else:
        assert WORDS not in told
    assert victim.store.find(victim.programme, victim.secret) == before


@bounded(50)
@given(st.text(st.characters(codec="utf-8"), max_size=30))
@example("' OR ''='")
@example("%00")
def test_no_other_secret_opens_a_selection(victim: Victim, guess: str) -> None:
    tried = guess if guess != victim.secret else guess[::-1]
    assert victim.store.find(victim.programme, tried) is None
    near = victim.secret[:-1] + ("A" if victim.secret[-1] != "A" else "Q")
    for secret in (near, victim.secret.lower() + "_", f"{victim.secret}%20"):
        assert victim.client.get(f"/my/{secret}").status_code == 404
        feed = victim.client.get(f"/feeds/en/mine/s/{secret}/my-programme.ics")
        assert (feed.status_code, feed.mimetype) == (404, "text/plain")


def test_selection_of_another_programme_is_not_shown(
    victim: Victim, editions: dict[str, Edition]
) -> None:
    tour = cached_app(Publication(editions["tour"], SITE), living=Shared(victim.store))
    assert tour.test_client().get(f"/my/{victim.secret}").status_code == 404
    assert victim.client.get(f"/my/{victim.secret}").status_code == 200


class Shared(LivingSelections):
    """Living selections in a store that another site has opened."""

    def __init__(self, store: SelectionStore) -> None:
        super().__init__("")
        self.__dict__["store"] = store


HIDDEN = b"GET /en/events/signing.ics HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize("path", [b"/my", b"/my/abcdefghijklmnopqrstuv"])
def test_body_of_a_message_is_never_taken_for_a_request(served: Server, path: bytes) -> None:
    head = b"POST %b HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nConnection: close\r\n"
    for framing, body in (
        (b"Content-Length: %d\r\n" % len(HIDDEN), HIDDEN),
        (b"Content-Length: 999999\r\n", HIDDEN),
        (b"Transfer-Encoding: chunked\r\n", b"%x\r\n%b\r\n0\r\n\r\n" % (len(HIDDEN), HIDDEN)),
    ):
        answer = exchange(served, head % path + framing + b"\r\n" + body)
        assert answer.count(b"HTTP/1.1 ") == 1
        assert answer.startswith((b"HTTP/1.1 403", b"HTTP/1.1 405", b"HTTP/1.1 413"))
        assert b"BEGIN:VCALENDAR" not in answer
    assert "Traceback" not in served.said()


def test_server_prints_no_secret(served: Server) -> None:
    body = b'{"events": ["%b"]}' % TALKS.encode()
    head = (
        b"POST /my HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    )
    made = json.loads(exchange(served, head + body).partition(b"\r\n\r\n")[2])
    secret = made["secret"]
    status, headers, page = served.get(f"/feeds/en/mine/s/{secret}/my-programme.ics")
    assert (status, headers["Referrer-Policy"]) == (200, "no-referrer")
    assert page.count(secret.encode()) <= 1  # in SOURCE, which may be folded
    for path in ("/en/", "/en/mine/", "/sitemap.xml", "/en/search.json"):
        assert secret.encode() not in served.get(path)[2]
    assert secret not in served.said()
