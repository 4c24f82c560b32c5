"""The manifest of a build: what it wrote and what that depends on, kept with the files."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from itinerary.export.file_names import is_inside
from itinerary.export.incremental import Dependencies

Headers = Mapping[str, str]

MANIFEST = ".itinerary-build"
"""The name of the manifest. It is a hidden file, which most web servers and hosts do not publish,
and it holds nothing that the files do not."""


class WrittenFile(NamedTuple):
    """A file that a build wrote: SHA-256 of its bytes (in a bucket also of its headers), size in
    bytes, time of modification in seconds since 1970."""

    digest: str
    size: int
    modified: int

    @classmethod
    def of(cls, digest: object, size: object, modified: object) -> WrittenFile:
        """Return a file with these values. Raises TypeError if they have other types."""
        if not (isinstance(digest, str) and isinstance(size, int) and isinstance(modified, int)):
            raise TypeError("a file has a hash, a size and a time")
        return cls(digest, size, modified)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The record of a build: files by name, headers by path, and the dependencies of the paths.

    `gone` has the files of earlier builds that are still in a bucket, with the time at which they
    left the site (seconds since 1970).
    """

    files: Mapping[str, WrittenFile] = field(default_factory=dict)
    headers: Mapping[str, Headers] = field(default_factory=dict)
    dependencies: Dependencies = field(default_factory=Dependencies)
    gone: Mapping[str, int] = field(default_factory=dict)

    def dump(self) -> bytes:
        """Return the manifest as bytes, equal for equal builds."""
        reads = sorted(self.dependencies.hashes)
        number = {read: n for n, read in enumerate(reads)}
        kinds = sorted({_frozen(headers) for headers in self.headers.values()})
        kind = {headers: n for n, headers in enumerate(kinds)}
        manifest = {  # the keys of 0.2.0, so that its sites can be replaced
            "base": self.dependencies.base,
            "files": {name: self.files[name] for name in sorted(self.files)},
            "gone": dict(sorted(self.gone.items())),
            "questions": [(read, self.dependencies.hashes[read]) for read in reads],
            "kinds": kinds,
            "paths": {
                path: (
                    kind[_frozen(self.headers[path])],
                    sorted(number[read] for read in self.dependencies.reads[path]),
                )
                for path in sorted(self.dependencies.reads)
            },
        }
        return gzip.compress(json.dumps(manifest).encode(), 1, mtime=0)

    @classmethod
    def load(cls, data: bytes) -> Manifest:
        """Return what `dump` wrote. Raises ValueError."""
        try:
            manifest = json.loads(_unpacked(data))
            if not all(map(is_inside, (*manifest["files"], *manifest["gone"]))):
                raise ValueError("a name leads out of the site")
            if not all(isinstance(since, int) for since in manifest["gone"].values()):
                raise ValueError("a time is not a number")
            reads = [read for read, _ in manifest["questions"]]
            kinds = [dict(kind) for kind in manifest["kinds"]]
            paths = manifest["paths"]
            return cls(
                {name: WrittenFile.of(*values) for name, values in manifest["files"].items()},
                {path: kinds[kind] for path, (kind, _) in paths.items()},
                Dependencies(
                    manifest["base"],
                    {
                        path: tuple(reads[n] for n in numbers)
                        for path, (_, numbers) in paths.items()
                    },
                    dict(manifest["questions"]),
                ),
                manifest["gone"],
            )
        except (
            *(OSError, EOFError, zlib.error, LookupError, TypeError, AttributeError),
            RecursionError,
        ) as error:
            raise ValueError("not the manifest of a build") from error


MOST_BYTES = 2**29
"""Bytes of an unpacked manifest at most. A file takes some 300, so this is enough for millions."""


def _unpacked(data: bytes) -> bytes:
    """Return the unpacked bytes. Raises ValueError if they are too many or incomplete."""
    unpacker = zlib.decompressobj(wbits=31)  # gzip's
    manifest = unpacker.decompress(data, MOST_BYTES)
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("the manifest is incomplete")
    return manifest


def _frozen(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(headers.items()))
