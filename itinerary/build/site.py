"""What a static site consists of: every path of the live site as a file, and what only hosts of
files need."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import brotli
from flask import Flask
from werkzeug.datastructures import Headers

from itinerary.build import hosts
from itinerary.web import doors, http, inventory
from itinerary.web.assets import assets
from itinerary.web.publication import Publication

COMPRESS_FROM = 500
"""Bytes from which a file has compressed siblings."""

BROTLI = 7
"""Above this, pages of this kind get 10 % smaller at best, and a build several times longer."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the site: its name below the root (`en/index.html`), its bytes, when its content
    was last changed (UTC), and the headers that the live server sends with it."""

    name: str
    body: bytes
    modified: datetime
    headers: Mapping[str, str]

    def siblings(self) -> Iterator[tuple[str, bytes]]:
        """Yield the names and bytes of the same compressed, where that is smaller; web servers take
        them instead (nginx `gzip_static`, Caddy `precompressed`)."""
        kind = self.headers["Content-Type"]
        if len(self.body) < COMPRESS_FROM or not _compressible(kind) or self.name == "_headers":
            return
        for suffix, packed in (
            (".br", brotli.compress(self.body, quality=BROTLI)),
            (".gz", gzip.compress(self.body, 9, mtime=0)),
        ):
            if len(packed) < len(self.body):
                yield self.name + suffix, packed


def name_of(path: str) -> str:
    """Return the name of the file for a path of the site: static hosts answer a path that ends in
    a slash with the `index.html` in that folder."""
    return path.removeprefix("/") + ("index.html" if path.endswith("/") else "")


class Site:
    """The site of one publication, as files."""

    def __init__(self, app: Flask, publication: Publication) -> None:
        """Take the files from `app`, which serves `publication`."""
        self.app = app
        self.publication = publication
        self._client = app.test_client()

    def paths(self) -> list[str]:
        """Return all paths of the live site that have a file."""
        current = self.publication
        return [
            *assets(self.app).paths(),
            *inventory.paths(current),
            *inventory.pictures(current),
        ]

    def file(self, path: str) -> File:
        """Return the file for a path, as the live server answers it."""
        answer = self._client.get(path)
        if answer.status_code != 200 or answer.last_modified is None:
            raise RuntimeError(f"{path} is in the inventory, but the answer is {answer.status}")
        return File(name_of(path), answer.get_data(), answer.last_modified, _told(answer.headers))

    def extras(self, files: Iterable[File]) -> Iterator[File]:
        """Yield what only hosts of files need: the front door, pages of errors, their headers."""
        modified = self.publication.edition.published
        answers = {f"/{file.name.removesuffix('index.html')}": file.headers for file in files}
        for path, page in doors.pages(self.app, self.publication).items():
            kind = "text/plain" if path.endswith(".txt") else "text/html"
            told = http.COMMON | {"Content-Type": f"{kind}; charset=utf-8"}
            answers[path] = told
            yield File(name_of(path), page, modified, told)
        plain = {"Content-Type": "text/plain; charset=utf-8"}
        yield File("_headers", hosts.headers_file(answers), modified, plain)


def _told(headers: Headers) -> dict[str, str]:
    """Return the headers that are the same for all who ask, whatever they accept."""
    return {name: value for name, value in headers if name in hosts.KEPT}


def _compressible(content_type: str) -> bool:
    kind = content_type.partition(";")[0]
    return kind.startswith("text/") or kind.endswith(("json", "xml", "javascript"))
