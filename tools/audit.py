"""Known vulnerabilities of the installed packages: `python -m tools.audit PIP-AUDIT FOLDER…`.

pip-audit checks the packages of this environment, npm the package-lock.json of each folder. The
audit waits for an answer for at most `PATIENCE`. It passes with a message if the advisories cannot
be reached.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

PATIENCE = 120
"""Seconds that pip-audit, or npm in one folder, may take."""

OWN = {"itinerary", "pip", "setuptools", "wheel"}
"""Packages that are not audited: those of every environment, and our own."""


class UnreachableError(Exception):
    """The advisories could not be read."""


def of_python(pip_audit: str) -> list[str]:
    """Return the vulnerabilities of the packages of this environment. Raises UnreachableError."""
    found = {dist.metadata["Name"].lower(): dist.version for dist in distributions()}
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "requirements.txt")
        pins = (f"{name}=={found[name]}\n" for name in sorted(found.keys() - OWN))
        listed.write_text("".join(pins), "utf-8")
        flags = ("--no-deps", "--disable-pip", "--progress-spinner=off", "--format=json")
        asked = _json([pip_audit, "--requirement", str(listed), *flags, "--timeout=20"], folder)
    return told_by_pip_audit(asked)


def told_by_pip_audit(asked: Any) -> list[str]:
    """Return the vulnerabilities in pip-audit's JSON. Raises UnreachableError."""
    judged = [one for one in (asked or {}).get("dependencies", ()) if "vulns" in one]
    if not judged:  # an index without advisories has no result for any package
        raise UnreachableError
    return [
        f"{one['name']} {one['version']}: {vulnerability['id']}, fixed in"
        f" {', '.join(vulnerability['fix_versions']) or 'no version'}"
        for one in judged
        for vulnerability in one["vulns"]
    ]


def of_npm(folder: str) -> list[str]:
    """Return the vulnerabilities of a package-lock.json. Raises UnreachableError."""
    npm = shutil.which("npm")
    if npm is None:
        raise UnreachableError
    flags = ("--package-lock-only", "--json", "--fetch-retries=0", "--fetch-timeout=20000")
    return told_by_npm(_json([npm, "audit", *flags], folder))


def told_by_npm(asked: Any) -> list[str]:
    """Return the vulnerabilities in npm's JSON. Raises UnreachableError."""
    if "vulnerabilities" not in (asked or {}):
        raise UnreachableError
    return [
        f"{name} {one['range']}: {one['severity']}"
        for name, one in sorted(asked["vulnerabilities"].items())
    ]


def _json(command: Sequence[str], folder: str) -> Any:
    """Return the JSON that a command prints, None if it prints none; its exit code is ignored."""
    try:
        done = subprocess.run(
            command,
            cwd=folder,
            capture_output=True,
            timeout=PATIENCE,
            env={**os.environ, "CI": "1"},
        )
        return json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError):
        return None


def main(pip_audit: str, *folders: str) -> int:
    """Print the vulnerabilities; return 1 if there are any."""
    wrong = 0
    audits: list[tuple[str, Callable[[str], list[str]], str]] = [
        ("Python's packages", of_python, pip_audit),
        *((f"{folder}/package-lock.json", of_npm, folder) for folder in folders),
    ]
    for what, audit, argument in audits:
        try:
            known = audit(argument)
        except UnreachableError:
            print(f"audit: {what}: skipped, the advisories cannot be reached")
            continue
        wrong += len(known)
        for line in known or ["nothing is known against them"]:
            print(f"audit: {what}: {line}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
