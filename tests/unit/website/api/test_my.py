"""The endpoints of living selections, and their calendars."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from datetime import timedelta
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from itinerary.ledger import Edition, LedgerError, revise
from itinerary.ledger.living_selection import LivingSelection
from itinerary.ledger.selection_store import SelectionStore, new_secret
from itinerary.model.itinerary import Status
from itinerary.render import addresses
from itinerary.render.drawings import qr
from itinerary.serve import living
from itinerary.serve.cache.negotiation import RequestKey
from itinerary.serve.cache.private_validators import PrivateValidators
from itinerary.serve.cache.representation import Validators
from itinerary.serve.living import LivingSelections
from itinerary.value import replace
from itinerary.website.publication import Publication
from itinerary.website.request_context import LONGEST_MESSAGE
from tests.conftest import NOW, SITE, edition_of, led_to
from tests.support.cached_app import cache_of, cached_app, switch
from tests.support.contract import PROMISES, Checked
from tests.support.small_programme import SMALL, changed, itinerary

OURS = {"Origin": SITE.rstrip("/"), "Sec-Fetch-Site": "same-origin"}
LIVING = partial(addresses.living_feed, "en")
TALKS, SIGNING = "talks@state-visit-2024.itinerary", "signing@state-visit-2024.itinerary"
GALA = "gala@state-visit-2024.itinerary"


@pytest.fixture(scope="module")
def edition() -> Edition:
    return edition_of("visit", "en", "zh")


@pytest.fixture
def site(edition: Edition, tmp_path: Path) -> FlaskClient:
    selections = LivingSelections(str(tmp_path / "selections.sqlite"))
    return cached_app(Publication(edition, SITE), living=selections).test_client()


def post(site: FlaskClient, *uids: str) -> dict[str, Any]:
    """Return what is told of a new selection."""
    answer = site.post("/my", json={"events": uids}, headers=OURS)
    assert answer.status_code == 201, answer.text
    told: Any = answer.json
    return dict(told)


def put(site: FlaskClient, secret: str, version: object, *uids: str) -> TestResponse:
    path = addresses.my_selection(secret)
    return site.put(path, json={"events": uids, "version": version}, headers=OURS)


def feed(site: FlaskClient, secret: str, query: str = "", **headers: str) -> TestResponse:
    path = addresses.living_feed("en", secret) + query
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return site.get(path, headers=named)


def problem(answer: TestResponse, status: int) -> str:
    """Return the detail of a problem, which must not be kept or read by other sites."""
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    assert answer.json
    assert answer.json["status"] == status
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Cache-Control"].endswith("no-store")
    return str(answer.json["detail"])


def test_selection_is_made_read_changed_and_deleted(site: FlaskClient) -> None:
    made = post(site, TALKS, SIGNING, TALKS)
    secret = made["secret"]
    feeds = {tag: f"{SITE}feeds/{tag}/mine/s/{secret}/my-programme.ics" for tag in ("en", "zh")}
    state = {"version": 1, "events": [SIGNING, TALKS], "unknown": [], "feeds": feeds}
    assert made == state | {"secret": secret}
    path = addresses.my_selection(secret)
    read = site.get(path)
    assert read.json == state
    changed = put(site, secret, 1, TALKS)
    assert changed.json == state | {"version": 2, "events": [TALKS]}
    for answer in (read, changed):
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Content-Type"] == "application/json"
        assert "Access-Control-Allow-Origin" not in answer.headers
    gone = site.delete(path, headers=OURS)
    assert (gone.status_code, gone.data) == (204, b"")
    assert "Content-Length" not in gone.headers  # RFC 9110 §8.6
    for answer in (site.get(path), put(site, secret, 2), site.delete(path, headers=OURS)):
        assert "has been deleted" in problem(answer, 404)


def test_change_based_on_another_state_is_answered_with_the_present_one(site: FlaskClient) -> None:
    secret = post(site, TALKS)["secret"]
    put(site, secret, 1, TALKS, SIGNING)
    conflict = put(site, secret, 1, TALKS, GALA)
    assert "merge" in problem(conflict, 409)
    assert conflict.json
    assert (conflict.json["version"], conflict.json["events"]) == (2, [SIGNING, TALKS])
    again = put(site, secret, 1, TALKS, SIGNING)  # its answer was lost
    assert again.json
    assert (again.status_code, again.json["version"]) == (200, 2)


def test_invitation_leads_to_the_calendar_and_to_other_devices(
    site: FlaskClient, tmp_path: Path
) -> None:
    secret = post(site, TALKS)["secret"]
    path = addresses.my_selection(secret)
    told = site.get(f"{path}?language=zh").json
    assert told
    feed_address = f"{SITE}feeds/zh/mine/s/{secret}/my-programme.ics"
    assert told["feeds"]["zh"] == feed_address
    assert told["page"] == f"{SITE}zh/mine/#s={secret}"
    assert told["qr"] == qr.data_uri(told["page"])
    assert told["subscribe"]["webcal"] == feed_address.replace("https", "webcal")
    assert set(told["subscribe"]) == {"address", "webcal", "google", "outlook", "microsoft365"}
    for query in ("", "?language=de"):
        assert "page" not in (site.get(path + query).json or {"page": 1})
    undated = itinerary(re.sub("(?m)^ *(when|days): .*\n", "", SMALL))
    other = cached_app(
        Publication(revise(None, undated, NOW), SITE),
        living=LivingSelections(str(tmp_path / "other.sqlite")),
    ).test_client()
    path = addresses.my_selection(post(other)["secret"])
    assert (other.get(f"{path}?language=en").json or {})["subscribe"] is None


def test_events_that_the_programme_never_had_are_named_and_not_stored(site: FlaskClient) -> None:
    made = post(site, TALKS, "nothing", "<script>", "\ud800")
    assert made["unknown"] == ["<script>", "nothing", "\ud800"]
    assert made["events"] == [TALKS]
    changed = put(site, made["secret"], 1, "nothing")
    assert changed.json
    assert (changed.json["events"], changed.json["unknown"]) == ([], ["nothing"])


def test_event_that_another_worker_knows_already_stays(
    site: FlaskClient, edition: Edition, tmp_path: Path
) -> None:
    store, programme = SelectionStore(tmp_path / "selections.sqlite"), edition.itinerary.id
    secret, _ = store.make(programme, ["later", TALKS], NOW)
    assert feed(site, secret).text.count("BEGIN:VEVENT") == 1
    changed = put(site, secret, 1, "later", SIGNING, "nothing")
    assert changed.json
    assert changed.json["events"] == ["later", SIGNING]
    assert changed.json["unknown"] == ["nothing"]
    store.close()


def test_calendar_has_what_is_chosen_now_and_its_stamp_never_goes_back(
    site: FlaskClient, edition: Edition
) -> None:
    secret = post(site, TALKS, SIGNING)["secret"]
    stamps, tags = [], []
    for version, chosen in enumerate(([TALKS, SIGNING], [SIGNING], [], [TALKS]), 1):
        if version > 1:
            assert put(site, secret, version - 1, *chosen).status_code == 200
        answer = feed(site, secret)
        events = [edition.records[uid].event for uid in chosen]
        address = SITE + addresses.living_feed("en", secret).removeprefix("/")
        checked = Checked(answer.data, edition, events, address, "en", NOW)
        if chosen:
            for promise in PROMISES:
                promise(checked)
        else:
            uids = [vevent["UID"].value for vevent in checked.vevents]
            assert "No dated events here at present" in answer.text
            assert secret.strip("-_") not in uids[0]
        assert answer.last_modified
        stamps.append(answer.last_modified)
        tags.append(answer.headers["ETag"])
        assert answer.headers["Cache-Control"] == "private, no-cache"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Vary"] == "Accept-Encoding"
    assert stamps == sorted(set(stamps))
    assert stamps[0] > edition.published
    assert len(set(tags)) == 4
    jcal = site.get(addresses.jcal(addresses.living_feed("en", secret)))
    assert jcal.content_type == "application/calendar+json"
    assert TALKS in jcal.text


def test_calendar_is_answered_304_by_either_validator_and_in_any_encoding(
    site: FlaskClient,
) -> None:
    secret = post(site, TALKS)["secret"]
    plain = feed(site, secret)
    packed = feed(site, secret, Accept_Encoding="gzip")
    assert packed.headers["Content-Encoding"] == "gzip"
    for tag in (plain.headers["ETag"], packed.headers["ETag"], f"W/{plain.headers['ETag']}", "*"):
        same = feed(site, secret, If_None_Match=tag, Accept_Encoding="gzip")
        assert (same.status_code, same.data) == (304, b"")
        assert same.headers["Cache-Control"] == "private, no-cache"
    since = feed(site, secret, If_Modified_Since=plain.headers["Last-Modified"])
    assert since.status_code == 304
    put(site, secret, 1, SIGNING)
    for old in (
        {"If_None_Match": plain.headers["ETag"]},
        {"If_Modified_Since": plain.headers["Last-Modified"]},
    ):
        assert feed(site, secret, **old).status_code == 200


def test_calendar_honours_if_match(site: FlaskClient, edition: Edition) -> None:
    secret = post(site, edition.itinerary.events[0].uid)["secret"]
    tag = feed(site, secret).headers["ETag"]
    assert feed(site, secret, **{"If-Match": tag}).status_code == 200
    for _ in range(2):
        assert feed(site, secret, **{"If-Match": '"other"'}).status_code == 412


def test_calendar_takes_options_and_nothing_else(site: FlaskClient) -> None:
    secret = post(site, TALKS)["secret"]
    assert re.search("SUMMARY:.*TBA", feed(site, secret).text)
    assert not re.search("SUMMARY:.*TBA", feed(site, secret, "?titles=short").text)
    path = addresses.living_feed("en", secret)
    moved = feed(site, secret, "?utm_source=x&titles=short&remind=15m")
    assert moved.status_code == 301
    assert led_to(path, moved) == f"{path}?remind=15m&titles=short"
    for query, words in (("?place=harbin", "takes no filters"), ("?remind=x", "remind")):
        answer = feed(site, secret, query)
        assert answer.status_code == 404
        assert words in answer.text
    unknown = site.get(addresses.living_feed("en", new_secret()))
    assert (unknown.status_code, unknown.mimetype) == (404, "text/plain")
    assert "There is no such selection here" in unknown.text
    assert site.get(addresses.living_feed("xx", secret)).status_code == 404


def test_calendar_has_its_secret_as_its_source_alone_and_scripts_may_read_it(
    site: FlaskClient,
) -> None:
    secret = post(site, TALKS, GALA)["secret"]
    got = feed(site, secret)
    lines = got.text.replace("\r\n ", "").split("\r\n")
    assert [line.partition(":")[0] for line in lines if secret in line] == ["SOURCE;VALUE=URI"]
    jcal = site.get(addresses.jcal(addresses.living_feed("en", secret)))
    _, properties, components = json.loads(jcal.text)
    assert [name for name, *rest in properties if secret in json.dumps(rest)] == ["source"]
    assert secret not in json.dumps(components)
    for answer in (got, jcal):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_no_answer_at_a_secret_address_leads_away_with_it(site: FlaskClient) -> None:
    secret, unknown = post(site, TALKS)["secret"], new_secret()
    paths = [make(one) for make in (addresses.my_selection, LIVING) for one in (secret, unknown)]
    for path in (*paths, f"{LIVING(secret)}?place=harbin", f"{LIVING(secret)}?utm_source=x"):
        answer = site.get(path)
        assert answer.headers["Referrer-Policy"] == "no-referrer", path
        assert answer.headers["X-Robots-Tag"] == "noindex", path
        assert not answer.headers.getlist("Set-Cookie")


def test_calendar_follows_editions(site: FlaskClient, edition: Edition) -> None:
    secret = post(site, TALKS, SIGNING)["secret"]
    before = feed(site, secret)
    events = tuple(
        replace(event, status=Status.CANCELLED) if event.uid == TALKS else event
        for event in edition.itinerary.events
    )
    later = revise(edition, replace(edition.itinerary, events=events), NOW)
    switch(site, Publication(later, SITE))
    after = feed(site, secret, If_None_Match=before.headers["ETag"])
    assert after.status_code == 200
    assert after.text.count("STATUS:CANCELLED") == before.text.count("STATUS:CANCELLED") + 1
    read = site.get(addresses.my_selection(secret)).json
    assert read
    assert read["events"] == [SIGNING, TALKS]


def test_poll_that_finds_nothing_new_renders_nothing_and_no_calendar_is_kept(
    site: FlaskClient, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = cache_of(site.application)
    secret = post(site, TALKS)["secret"]
    site.get(addresses.my_selection(secret))
    etag = feed(site, secret, Accept_Encoding="gzip").headers["ETag"]
    for store in (cache.generation.finite, cache.generation.unbounded):
        assert not store.responses
    whole = feed(site, secret, "?titles=short").headers["ETag"]
    with monkeypatch.context() as patched:
        patched.setattr(cache, "app", lambda *_: pytest.fail("it renders"))
        for query, tag in (("", etag), ("?titles=short", whole)):
            same = feed(site, secret, query, If_None_Match=tag)
            assert (same.status_code, same.headers["ETag"]) == (304, tag)
    put(site, secret, 1, SIGNING)
    changed = feed(site, secret, If_None_Match=etag)
    assert changed.status_code == 200
    switch(site, Publication(replace(edition, number=2), "https://other.example/"))
    assert feed(site, secret, If_None_Match=changed.headers["ETag"]).status_code == 200


def test_so_many_validators_are_kept() -> None:
    kept = PrivateValidators(2)
    state = LivingSelection(1, (TALKS,), NOW)
    for address in "abac":
        kept.keep(address, state, Validators(address, None, ()))
    found = {
        address
        for address in "abc"
        if kept.unchanged(address, state, RequestKey("GET", None, f'"{address}-br"'))
    }
    assert found == {"a", "c"}
    assert len(kept) == 2


def test_validators_are_those_of_all_of_a_state_and_not_of_its_version() -> None:
    kept, key = PrivateValidators(), RequestKey("GET", None, '"tag"')
    state = LivingSelection(2, (TALKS,), NOW)
    kept.keep("a", state, Validators("tag", None, ()))
    assert kept.unchanged("a", replace(state), key)
    later = NOW + timedelta(seconds=1)
    for other in (replace(state, uids=(GALA,)), replace(state, changed=later)):
        assert kept.unchanged("a", other, key) is None


def test_restored_database_gives_no_304_for_another_choice_of_the_same_version(
    site: FlaskClient, tmp_path: Path
) -> None:
    stored, backup = tmp_path / "selections.sqlite", tmp_path / "backup.sqlite"

    def copied(source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
            one.backup(other)

    secret = post(site, TALKS)["secret"]
    copied(stored, backup)
    put(site, secret, 1, SIGNING)
    tag = feed(site, secret).headers["ETag"]
    copied(backup, stored)
    assert (put(site, secret, 1, GALA).json or {})["version"] == 2
    answer = feed(site, secret, If_None_Match=tag)
    assert answer.status_code == 200
    assert GALA in answer.text
    assert SIGNING not in answer.text


@pytest.mark.parametrize("broken", [True, False])
def test_poll_looks_into_the_database_once(edition: Edition, tmp_path: Path, broken: bool) -> None:
    looks: list[str] = []

    class Counted(LivingSelections):
        def find(self, programme: str, secret: str) -> LivingSelection | None:
            looks.append(secret)
            return super().find(programme, secret)

        @property
        def store(self) -> SelectionStore:
            looks.append("the store")
            if broken:
                raise LedgerError("broken")
            return SelectionStore(tmp_path / "selections.sqlite")

    selections = Counted("nowhere")
    site = cached_app(Publication(edition, SITE), living=selections).test_client()
    secret = new_secret()
    assert feed(site, secret).status_code == (503 if broken else 404)
    assert looks == [secret, "the store"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://visit.example:8080", "Sec-Fetch-Site": "same-origin"},
        {"Origin": SITE.rstrip("/"), "Sec-Fetch-Site": "same-site"},
        {"Origin": SITE.rstrip("/"), "Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "same-origin, cross-site"},
        {"Origin": "https://visit.example.evil.example", "Host": "visit.example"},
    ],
)
def test_only_pages_of_the_site_change_selections(
    site: FlaskClient, headers: dict[str, str]
) -> None:
    secret = post(site, TALKS)["secret"]
    path = addresses.my_selection(secret)
    body = {"events": [], "version": 1}
    for answer in (
        site.post("/my", json=body, headers=headers),
        site.put(path, json=body, headers=headers),
        site.delete(path, headers=headers),
    ):
        assert "Only pages of this site" in problem(answer, 403)
    assert site.get(path).json["version"] == 1  # type: ignore[index]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Origin": "HTTPS://visit.example"},
        {"Origin": "http://localhost:8001", "Host": "localhost:8001"},
    ],
)
def test_browsers_of_any_age_say_that_a_page_is_ours(
    site: FlaskClient, headers: dict[str, str]
) -> None:
    assert site.post("/my", json={"events": []}, headers=headers).status_code == 201


def test_other_sites_get_no_leave_to_write(site: FlaskClient) -> None:
    asks = {"Origin": "https://evil.example", "Access-Control-Request-Method": "PUT"}
    for path in ("/my", addresses.my_selection(new_secret())):
        preflight = site.options(path, headers=asks)
        assert not [name for name, _ in preflight.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        (b"", 400, "not JSON"),
        (b"\xff", 400, "not JSON"),
        (b"[" * 60_000, 400, "not JSON"),
        (b"[]", 400, "a JSON object"),
        (b"{}", 400, "“events” is a list"),
        (b'{"events": "talks"}', 400, "“events” is a list"),
        (b'{"events": [1]}', 400, "“events” is a list"),
        (b'{"events": []}', 400, "“version” is the version"),
        (b'{"events": [], "version": true}', 400, "“version” is the version"),
        (b'{"events": [], "version": "1"}', 400, "“version” is the version"),
        (b'{"events": [], "version": 0}', 400, "“version” is the version"),
        (b"{" + b" " * LONGEST_MESSAGE, 413, "at most 65536 bytes"),
    ],
)
def test_malformed_message_is_told_what_to_send(
    site: FlaskClient, body: bytes, status: int, words: str
) -> None:
    path = addresses.my_selection(post(site, TALKS)["secret"])
    answer = site.put(path, data=body, content_type="application/json", headers=OURS)
    assert words in problem(answer, status)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_forms_of_other_sites_have_no_type_that_is_taken(site: FlaskClient, kind: str) -> None:
    answer = site.post("/my", data=b'{"events": []}', content_type=kind, headers=OURS)
    assert "application/json" in problem(answer, 415)


def test_selection_that_is_too_large_is_refused_with_a_reason(tmp_path: Path) -> None:
    rows = "\n".join(f"  - {{id: e{hash_of(n)}, title: T, sources: press}}" for n in range(400))
    programme = revise(None, itinerary(changed("events:\n", f"events:\n{rows}\n")), NOW)
    site = cached_app(
        Publication(programme, SITE), living=LivingSelections(str(tmp_path / "s.sqlite"))
    ).test_client()
    uids = [event.uid for event in programme.itinerary.events]
    answer = site.post("/my", json={"events": uids}, headers=OURS)
    assert "choose fewer" in problem(answer, 413)


def hash_of(number: int) -> str:
    return sha256(str(number).encode()).hexdigest()[:40]


def test_network_that_writes_too_often_has_to_wait(
    site: FlaskClient, monkeypatch: pytest.MonkeyPatch, edition: Edition, tmp_path: Path
) -> None:
    monkeypatch.setattr(living, "NEW_PER_HOUR", 2)
    selections = LivingSelections(str(tmp_path / "selections.sqlite"))
    site = cached_app(Publication(edition, SITE), living=selections).test_client()

    def asked(address: str) -> TestResponse:
        here = {"REMOTE_ADDR": address}
        return site.post("/my", json={"events": []}, headers=OURS, environ_base=here)

    assert [asked(f"192.0.2.{n}").status_code for n in (1, 2)] == [201, 201]
    refused = asked("192.0.2.3")
    assert "Try again later" in problem(refused, 429)
    assert 0 < int(refused.headers["Retry-After"]) <= 1800
    assert asked("198.51.100.1").status_code == 201


def test_refused_write_costs_no_look_into_the_database(edition: Edition) -> None:
    class Unused(LivingSelections):
        @property
        def store(self) -> SelectionStore:
            pytest.fail("it looks into the database")

        def wait(self, peer: str, forwarded_for: str, *, new: bool) -> float:
            del peer, forwarded_for, new
            return 7.5

    site = cached_app(Publication(edition, SITE), living=Unused("nowhere")).test_client()
    path = addresses.my_selection(new_secret())
    body = {"events": [], "version": 1}
    for answer in (
        site.post("/my", json=body, headers=OURS),
        site.put(path, json=body, headers=OURS),
        site.delete(path, headers=OURS),
    ):
        problem(answer, 429)
        assert answer.headers["Retry-After"] == "8"
    evil = {"Origin": "https://evil.example"}
    problem(site.put(path, json=body, headers=evil), 403)


def test_full_database_takes_no_new_selection_and_keeps_what_is_there(
    edition: Edition, tmp_path: Path
) -> None:
    class Full(LivingSelections):
        @cached_property
        def store(self) -> SelectionStore:
            return SelectionStore(tmp_path / "selections.sqlite", most=1)

    selections = Full("nowhere")
    site = cached_app(Publication(edition, SITE), living=selections).test_client()
    secret = post(site, TALKS)["secret"]
    refused = site.post("/my", json={"events": [GALA]}, headers=OURS)
    assert "can store no more" in problem(refused, 507)
    assert put(site, secret, 1, GALA).status_code == 200
    assert GALA in feed(site, secret).text
    assert site.get("/en/").status_code == 200
    selections.store.close()


def test_database_that_is_away_is_told_and_pages_are_answered(
    edition: Edition, tmp_path: Path
) -> None:
    selections = LivingSelections(str(tmp_path / "no folder" / "selections.sqlite"))
    site = cached_app(Publication(edition, SITE), living=selections).test_client()
    answer = site.post("/my", json={"events": []}, headers=OURS)
    assert "cannot be stored just now" in problem(answer, 503)
    assert answer.headers["Retry-After"] == "60"

    class Away(LivingSelections):
        @property
        def store(self) -> SelectionStore:
            raise LedgerError("away")

    site = cached_app(Publication(edition, SITE), living=Away("x")).test_client()
    away = feed(site, new_secret())
    assert (away.status_code, away.mimetype) == (503, "text/plain")
    assert away.headers["Retry-After"] == "60"
    assert problem(site.get(addresses.my_selection(new_secret())), 503)
    assert site.get("/en/").status_code == 200


def test_site_without_selections_says_so(visit: FlaskClient) -> None:
    answer = visit.post("/my", json={"events": []}, headers=OURS)
    assert "keeps no selections" in problem(answer, 404)
    assert visit.get(addresses.my_selection(new_secret())).status_code == 404
    assert feed(visit, new_secret()).status_code == 404


def test_address_of_selections_is_that_of_the_burmese_site_as_well(tmp_path: Path) -> None:
    programme = revise(None, itinerary(changed("[en]", "[my, en]")), NOW)
    selections = LivingSelections(str(tmp_path / "s.sqlite"))
    site = cached_app(Publication(programme, SITE), living=selections).test_client()
    led = site.get("/my")
    assert led.status_code == 301
    assert led_to("/my", led) == "/my/"
    assert site.get("/my/").status_code == 200
    assert site.get("/my/about/").status_code == 200
    assert site.post("/my", json={"events": []}, headers=OURS).status_code == 201


def test_no_page_is_at_the_address_of_selections(visit: FlaskClient) -> None:
    answer = visit.get("/my")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
