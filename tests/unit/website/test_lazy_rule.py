"""The rules of addresses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from itinerary.website.lazy_rule import LazyRule


def test_lazy_rule_compiles_the_builder_of_an_address_when_that_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compiled = []
    compile_builder = Rule._compile_builder

    def counted(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled.append(rule.rule)
        return compile_builder(rule, append_unknown)

    monkeypatch.setattr(Rule, "_compile_builder", counted)
    app = Flask(__name__, static_folder=None)
    app.url_rule_class = LazyRule
    app.add_url_rule("/<language>/<name>", "event", lambda language, name: f"{language} {name}")
    app.add_url_rule("/other", "other", lambda: "")
    assert app.test_client().get("/en/gala").text == "en gala"
    assert not compiled
    with app.test_request_context():
        for _ in range(2):
            assert url_for("event", language="zh", name="gala", a="b c") == "/zh/gala?a=b+c"
    assert compiled == ["/<language>/<name>"]
