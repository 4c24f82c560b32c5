"""What the last build wrote, kept beside it."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from itinerary.export.dependencies import Dependencies
from itinerary.export.file_names import is_inside

Headers = Mapping[str, str]

MANIFEST = ".itinerary-build"
"""What a build has written, kept with the files themselves so that it comes and goes with them. Web
servers and hosts leave out hidden files, and it tells nothing that the files do not."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that a build has written: hash of its bytes, size, time of its change in seconds."""

    digest: str
    size: int
    modified: int

    @classmethod
    def of(cls, digest: object, size: object, modified: object) -> WrittenFile:
        """Return what `values` had. Raises TypeError if it is something else."""
        if not (isinstance(digest, str) and isinstance(size, int) and isinstance(modified, int)):
            raise TypeError("a file is listed by hash, size and time")
        return cls(digest, size, modified)

    @property
    def values(self) -> tuple[str, int, int]:
        """All of it (`dataclasses.astuple` takes ten times as long)."""
        return self.digest, self.size, self.modified


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a build has written, and what it knew: files by name, headers by path, the dependencies.
    `gone` are files of earlier builds that are still there, and since when they are no part of the
    site (seconds)."""

    files: Mapping[str, WrittenFile] = field(default_factory=dict)
    headers: Mapping[str, Headers] = field(default_factory=dict)
    dependencies: Dependencies = field(default_factory=Dependencies)
    gone: Mapping[str, int] = field(default_factory=dict)

    def dump(self) -> bytes:
        """Return it as bytes, which are the same for the same build."""
        reads = sorted(self.dependencies.hashes)
        number = {read: n for n, read in enumerate(reads)}
        kinds = sorted({_frozen(told) for told in self.headers.values()})
        kind = {told: n for n, told in enumerate(kinds)}
        listing = {  # the keys are those of 0.2.0, whose sites are replaced
            "base": self.dependencies.base,
            "files": {name: self.files[name].values for name in sorted(self.files)},
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
        return gzip.compress(json.dumps(listing).encode(), 1, mtime=0)

    @classmethod
    def load(cls, data: bytes) -> Manifest:
        """Return what `dump` wrote. Raises ValueError."""
        try:
            listing = json.loads(_unpacked(data))
            if not all(map(is_inside, (*listing["files"], *listing["gone"]))):
                raise ValueError("a listing has only files of the site")
            if not all(isinstance(since, int) for since in listing["gone"].values()):
                raise ValueError("a listing tells since when files are gone")
            reads = [read for read, _ in listing["questions"]]
            kinds = [dict(kind) for kind in listing["kinds"]]
            paths = listing["paths"]
            return cls(
                {name: WrittenFile.of(*values) for name, values in listing["files"].items()},
                {path: kinds[kind] for path, (kind, _) in paths.items()},
                Dependencies(
                    listing["base"],
                    {
                        path: tuple(reads[n] for n in numbers)
                        for path, (_, numbers) in paths.items()
                    },
                    dict(listing["questions"]),
                ),
                listing["gone"],
            )
        except (
            *(OSError, EOFError, zlib.error, LookupError, TypeError, AttributeError),
            RecursionError,
        ) as error:
            raise ValueError("this is no listing of a build") from error


MOST_BYTES = 2**29
"""Bytes of a listing: some 300 of each file, which is more than any disk has of ours."""


def _unpacked(data: bytes) -> bytes:
    """Return what was compressed. Raises ValueError if that is too much to be a listing."""
    unpacker = zlib.decompressobj(wbits=31)  # gzip's
    listing = unpacker.decompress(data, MOST_BYTES)
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("this is not a listing as a whole")
    return listing


def _frozen(told: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(told.items()))
