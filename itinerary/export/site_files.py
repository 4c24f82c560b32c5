"""The files of a static site: every path of the live site, and additions for static hosts."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path

import brotli

from itinerary.export import headers_file, incremental, static_host_pages
from itinerary.export.build_manifest import SUFFIXES
from itinerary.export.errors import BuildError
from itinerary.export.file_names import file_name
from itinerary.export.incremental import ReadRecorder
from itinerary.export.kept_fragments import FragmentFile
from itinerary.render import addresses
from itinerary.render.calendars.vevent_cache import VeventCache
from itinerary.value import Value, replace
from itinerary.website import responses, site_paths
from itinerary.website import theme as themes
from itinerary.website.app import SOFTWARE, create_app
from itinerary.website.assets import assets
from itinerary.website.compression import compressible
from itinerary.website.jinja.row_cache import Rows
from itinerary.website.publication import Publication

BROTLI = 7
"""Above this, pages of this kind get 10 % smaller at best, and a build several times longer."""


class SiteFile(Value):
    """A file of the site: its name below the root (`en/index.html`), its bytes, when its content
    was last changed (UTC), and the headers that the live server sends with it."""

    name: str
    body: bytes
    modified: datetime
    headers: Mapping[str, str]

    def siblings(self) -> Iterator[tuple[str, bytes]]:
        """Yield the names and bytes of the same compressed, where that is smaller; web servers take
        them instead (nginx `gzip_static`, Caddy `precompressed`)."""
        if self.name == "_headers" or not compressible(self.body, self.headers["Content-Type"]):
            return
        forms = brotli.compress(self.body, quality=BROTLI), gzip.compress(self.body, 9, mtime=0)
        for suffix, packed in zip(SUFFIXES, forms, strict=True):
            if len(packed) < len(self.body):
                yield self.name + suffix, packed


@cache
def software() -> str:
    """Return the hash of the software that makes a site, as it was when this process began."""
    return incremental.software(SOFTWARE)


class Site:
    """The site of one publication, as files. A theme is as in `website.app.create_app`;
    `fragments` names the file of fragments that earlier builds left."""

    def __init__(
        self, publication: Publication, theme: Path | None = None, fragments: Path | None = None
    ) -> None:
        self.publication = publication
        self._theme = themes.read(theme)
        self.fragments = FragmentFile(fragments, self.base) if fragments else None
        if self.fragments:
            kept = VeventCache(self.fragments), Rows(store=self.fragments)
            self.publication = replace(publication, vevents=kept[0], rows=kept[1])
        self.recorder = ReadRecorder(self.publication)
        self.app = create_app(lambda: self.recorder.recorded, theme=theme)
        self.app.config["PROPAGATE_EXCEPTIONS"] = True  # a build fails, and needs no page for it
        self._client = self.app.test_client()

    def paths(self) -> list[str]:
        """Return all paths of the live site that have a file."""
        current = self.publication
        return [
            *site_paths.pictures(current),  # first, because a PDF takes longest
            *site_paths.paths(current),
            *assets(self.app).paths(),
        ]

    @cached_property
    def base(self) -> str:
        """The hash of what all files depend on."""
        return incremental.base(self.publication, software(), self._theme)

    def file(self, path: str) -> tuple[SiteFile, frozenset[str]]:
        """Return the file for a path, as the live server answers it, and its reads."""
        with self.recorder.recording() as reads:
            answer = self._client.get(path)
        if answer.status_code != 200 or answer.last_modified is None:
            raise BuildError(f"{path} is a path of the site, but the answer is {answer.status}")
        headers = {
            name: value for name, value in answer.headers if name in headers_file.STABLE_HEADERS
        }
        file = SiteFile(file_name(path), answer.get_data(), answer.last_modified, headers)
        return file, frozenset(reads)

    def extras(self, answers: Mapping[str, Mapping[str, str]]) -> Iterator[SiteFile]:
        """Yield what only hosts of files need: the front door, pages that lead on, pages of errors,
        and the headers for all, of which `answers` has those of the live site by path."""
        modified = self.publication.edition.published
        headers = dict(answers)
        for path, page in static_host_pages.pages(self.app, self.publication).items():
            kind = "text/plain" if path.endswith(".txt") else "text/html"
            headers[path] = responses.COMMON | {
                "Content-Type": f"{kind}; charset=utf-8",
                "Content-Security-Policy": responses.policy(self.publication.origins),
            }
            yield SiteFile(file_name(path), page, modified, headers[path])
        for path, page in static_host_pages.moved(self.app, self.publication):
            framed = path.startswith(addresses.EMBED)
            headers[path] = responses.COMMON | {
                "Content-Type": "text/html; charset=utf-8",
                "Content-Security-Policy": responses.FRAMED
                if framed
                else responses.policy(self.publication.origins),
            }
            yield SiteFile(file_name(path), page, modified, headers[path])
        plain = {"Content-Type": "text/plain; charset=utf-8"}
        secure = self.publication.site.startswith("https:")
        yield SiteFile(
            "_headers", headers_file.headers_file(headers, secure=secure), modified, plain
        )
