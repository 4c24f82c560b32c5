"""`make check` prints known vulnerabilities, and passes if the advisories cannot be reached."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from tools import audit


def program(path: Path, answer: Any, code: int) -> Path:
    """Write a program that prints an answer, as pip-audit and npm do, and fails or not."""
    path.write_text(f"#!/bin/sh\ncat <<'END'\n{json.dumps(answer)}\nEND\nexit {code}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


FLASK = {"name": "flask", "version": "0.1"}
KNOWN = {**FLASK, "vulns": [{"id": "PYSEC-1", "fix_versions": ["0.2"]}]}
NPM = {"vulnerabilities": {"axe-core": {"range": "<4", "severity": "high"}}}
ERROR = {"message": "request failed", "error": {"summary": "", "detail": ""}}


@pytest.mark.parametrize(
    ("pip_audit", "npm", "code", "told"),
    [
        (
            {"dependencies": [{**FLASK, "vulns": []}]},
            {"vulnerabilities": {}},
            0,
            ["Python's packages: nothing is known", "package-lock.json: nothing is known"],
        ),
        (
            {"dependencies": [KNOWN]},
            NPM,
            1,
            ["flask 0.1: PYSEC-1, fixed in 0.2", "axe-core <4: high"],
        ),
        (
            {"dependencies": [{**FLASK, "skip_reason": "not found"}]},
            ERROR,
            0,
            ["Python's packages: skipped", "package-lock.json: skipped"],
        ),
        ({}, None, 0, ["Python's packages: skipped", "package-lock.json: skipped"]),
    ],
    ids=["nothing", "something", "unreachable", "no output"],
)
def test_audit_prints_vulnerabilities_or_that_it_was_skipped(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    pip_audit: Any,
    npm: Any,
    code: int,
    told: list[str],
) -> None:
    asked = program(tmp_path / "pip-audit", pip_audit, 1)
    program(tmp_path / "npm", npm, 1)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    assert audit.main(str(asked), str(tmp_path)) == code
    said = capsys.readouterr().out
    assert all(words in said for words in told), said


def test_audit_without_its_programs_is_skipped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert audit.main(str(tmp_path / "nothing"), str(tmp_path)) == 0
    assert capsys.readouterr().out.count("skipped") == 2
