"""Static files, at addresses that name their content, so that browsers cache them without end."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from flask import Blueprint, Flask, Response, abort, current_app

from itinerary.render.addresses import Address
from itinerary.value import Value
from itinerary.website.responses import answer

blueprint = Blueprint("assets", __name__)

_KEY = "itinerary.assets"
# The table of the machine may differ; a file has the same type everywhere.
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
}
# The dates of files differ from machine to machine.
SINCE = datetime(2024, 1, 1, tzinfo=UTC)
"""Last-Modified of responses that never change."""


class Assets(Value):
    """Static files by name (`itinerary.css`), and a digest of them all.

    All are at `/static/<digest>/<name>`: one digest for the whole set, so that stylesheets and
    modules reach each other by relative addresses.
    """

    files: Mapping[str, bytes]
    digest: str

    def path(self, name: str) -> str:
        """Return the path of the file called `name`. Raises KeyError if there is none."""
        if name not in self.files:
            raise KeyError(f"there is no static file {name}")
        return Address.STATIC_FILE.path(digest=self.digest, name=name)

    def paths(self) -> Iterator[str]:
        """Yield the paths of all files."""
        return map(self.path, self.files)


def gather(folder: Path, theme: Mapping[str, Path]) -> Assets:
    """Return our static files by their base names, from the folders in `folder` (`css`, `js`,
    `icons`). A file of a theme replaces ours of the same name."""
    ours = {file.name: file for file in folder.glob("*/*")}
    found = {name: file for name, file in (ours | dict(theme)).items() if file.is_file()}
    files = {name: file.read_bytes() for name, file in found.items()}
    seen = hashlib.sha256()
    for name in sorted(files):
        seen.update(f"{name}\0{len(files[name])}\0".encode() + files[name])
    return Assets({name: files[name] for name in sorted(files)}, seen.hexdigest()[:12])


def init_app(app: Flask, assets: Assets) -> None:
    """Serve the static files of `app`."""
    app.extensions[_KEY] = assets
    app.register_blueprint(blueprint)


def assets(app: Flask | None = None) -> Assets:
    """Return the static files of an application, by default of the current one."""
    return cast(Assets, (app or current_app).extensions[_KEY])


@blueprint.get(Address.STATIC_FILE)
def file(digest: str, name: str) -> Response:
    """A static file, to be cached without end.

    A cached page may refer to a digest of former files: it gets today's file, which is better than
    none, and which caches must revalidate.
    """
    known = assets()
    if name not in known.files:
        abort(404)
    kind = _TYPES.get(Path(name).suffix, "application/octet-stream")
    ours = digest == known.digest
    return answer(known.files[name], kind, SINCE, public=ours, immutable=ours)
