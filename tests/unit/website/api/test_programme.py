"""The programme as JSON, as the application answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient

from tests.conftest import led_to


def get(client: FlaskClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    return answer.json


def test_programme_has_the_objects_that_stand_alone(
    client_of: Callable[[str], FlaskClient],
) -> None:
    client = client_of("conference")
    programme = get(client, "/api/programme.json")
    for field in ("places", "parties", "categories"):
        each = programme[field][0]
        alone = get(client, f"/api/{field}/{each['id']}.json")
        ids = alone.pop("events")
        assert alone == each
        assert ids == [e["id"] for e in programme["events"] if e["id"] in ids]
    for event in programme["events"][:2]:
        assert get(client, f"/api/events/{event['id']}.json") == event


def test_window_has_no_hour_and_says_so_twice(visit: FlaskClient) -> None:
    assert get(visit, "/api/events/gala.json")["when"] == {
        "kind": "window",
        "notation": "within 2024-05-16 to 2024-05-17",
        "edtf": "[2024-05-16..2024-05-17]",
        "first": "2024-05-16",
        "last": "2024-05-17",
    }


def test_filters_have_one_order_and_leave_the_programme_whole(visit: FlaskClient) -> None:
    asked = "/api/programme.json?place=harbin&category=economy"
    answer = visit.get(asked)
    assert answer.status_code == 301
    canonical = led_to(asked, answer)
    assert canonical == "/api/programme.json?category=economy&place=harbin"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    part, whole = get(visit, canonical), get(visit, "/api/programme.json")
    assert part["selection"] == {"category": ["economy"], "place": ["harbin"]}
    assert part["events"] == [e for e in whole["events"] if e["id"] in ("expo", "forum")]
    assert part["places"] == whole["places"]
    assert led_to("/api/programme.json?v=2", visit.get("/api/programme.json?v=2")) == (
        "/api/programme.json"
    )


def test_errors_are_problems_that_say_what_to_write(visit: FlaskClient) -> None:
    for path, detail in {
        "/api/programme.json?place=harbim": "There is no place “harbim” (did you mean harbin?).",
        "/api/places/harbim.json": "There is no place “harbim” (did you mean harbin?).",
        "/api/events/galla.json": "There is no event “galla” (did you mean gala?).",
        "/api/nothing": "There is nothing at this address.",
    }.items():
        answer = visit.get(path)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.json == {
            "type": "about:blank",
            "title": "Not Found",
            "status": 404,
            "detail": detail,
        }


def test_scripts_of_other_sites_may_send_validators(visit: FlaskClient) -> None:
    asked = {"Origin": "https://app.example", "Access-Control-Request-Headers": "if-none-match"}
    answer = visit.options("/api/programme.json", headers=asked)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]
    first = visit.get("/api/programme.json")
    again = visit.get("/api/programme.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["Access-Control-Allow-Origin"] == "*"
