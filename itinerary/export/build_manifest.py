"""The manifest of a build: what it wrote and what that depends on, kept with the files."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import msgspec

from itinerary.export.dependencies import Dependencies
from itinerary.export.file_names import is_inside
from itinerary.value import Value, field

Headers = Mapping[str, str]

MANIFEST = ".itinerary-build"
"""The name of the manifest. It is a hidden file, which most web servers and hosts do not publish,
and it holds nothing that the files do not."""

SUFFIXES = (".br", ".gz")
"""The suffixes of compressed siblings."""


class WrittenFile(NamedTuple):
    """A file that a build wrote: SHA-256 of its bytes (in a bucket also of its headers), size in
    bytes, time of modification in seconds since 1970, and the sizes of its compressed siblings,
    which have the same time; 0 where there is none."""

    digest: str
    size: int
    modified: int
    brotli: int = 0
    gzip: int = 0

    def sizes(self, name: str) -> Iterator[tuple[str, int]]:
        """Yield the names and sizes of the file and of its siblings; its own name is `name`."""
        yield name, self.size
        for suffix, size in zip(SUFFIXES, self[3:], strict=True):
            if size:
                yield f"{name}{suffix}", size


class Manifest(Value):
    """The record of a build: files by name, headers by path, and the dependencies of the paths.

    `gone` has the files of earlier builds that are still in a bucket, with the time at which they
    left the site (seconds since 1970).
    """

    files: Mapping[str, WrittenFile] = field(default_factory=dict)
    headers: Mapping[str, Headers] = field(default_factory=dict)
    dependencies: Dependencies = field(default_factory=Dependencies)
    gone: Mapping[str, int] = field(default_factory=dict)

    def names(self) -> Iterator[str]:
        """Yield the names of all files, also of the compressed siblings."""
        return all_names(self.files.items())

    def dump(self) -> bytes:
        """Return the manifest as bytes, equal for equal builds."""
        distinct = {id(headers): headers for headers in self.headers.values()}
        frozen = {id: _frozen(headers) for id, headers in distinct.items()}
        kinds = sorted({*frozen.values()})
        number = {headers: n for n, headers in enumerate(kinds)}
        kind = {of: number[headers] for of, headers in frozen.items()}
        reads, hashes = self.dependencies.reads, self.dependencies.hashes
        manifest = {  # the keys of 0.2.0, so that its sites can be replaced
            "base": self.dependencies.base,
            "files": {name: self.files[name] for name in sorted(self.files)},
            "gone": dict(sorted(self.gone.items())),
            "questions": [*hashes.items()],
            "kinds": kinds,
            "paths": {
                path: (kind[id(self.headers[path])], numbers)
                for path, numbers in sorted(reads.items())
            },
        }
        return msgspec.json.encode(manifest)

    @classmethod
    def load(cls, data: bytes) -> Manifest:
        """Return what `dump` wrote. Raises ValueError."""
        try:
            manifest = msgspec.json.decode(_unpacked(data))
            files, gone, paths = manifest["files"], manifest["gone"], manifest["paths"]
            if not all(map(is_inside, (*files, *gone))):
                raise ValueError("a name leads out of the site")
            kinds = [dict(kind) for kind in manifest["kinds"]]
            hashes = dict(manifest["questions"])
            numbers = {path: reads for path, (_, reads) in paths.items()}
            _expect(str, (read for pair in hashes.items() for read in pair))
            _expect(int, (number for reads in numbers.values() for number in reads))
            _expect(int, gone.values())
            if any(not 0 <= n < len(hashes) for n in {n for of in numbers.values() for n in of}):
                raise ValueError("a path has a read that is not there")
            return cls(
                _written(files),
                {path: kinds[kind] for path, (kind, _) in paths.items()},
                Dependencies(manifest["base"], numbers, hashes),
                gone,
            )
        except (
            *(OSError, EOFError, zlib.error, LookupError, TypeError, AttributeError),
            *(RecursionError, msgspec.DecodeError),
        ) as error:
            raise ValueError("not the manifest of a build") from error


class BuildReport(Value):
    """The result of a build: the names of new or changed files, and of removed ones."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: int


def report(before: Mapping[str, WrittenFile], now: Mapping[str, WrittenFile]) -> BuildReport:
    """Return what became of the files."""
    written = [(name, entry) for name, entry in now.items() if before.get(name) != entry]
    gone = [(name, entry) for name, entry in before.items() if now.get(name) != entry]
    fresh = tuple(all_names(written))
    same = sum(1 for _ in all_names(now.items())) - len(fresh)
    return BuildReport(fresh, tuple({*all_names(gone)} - {*fresh}), same)


def all_names(files: Iterable[tuple[str, WrittenFile]]) -> Iterator[str]:
    """Yield the names of files and of their compressed siblings."""
    return (each for name, entry in files for each, _ in entry.sizes(name))


def _written(files: Mapping[str, list[Any]]) -> dict[str, WrittenFile]:
    """Return the files of a manifest. Raises TypeError if a value has another type."""
    found = {name: WrittenFile(*values) for name, values in files.items()}
    _expect(str, (entry.digest for entry in found.values()))
    _expect(int, (number for entry in found.values() for number in entry[1:]))
    for name in [name for name in found if name.endswith(SUFFIXES)]:
        if whole := found.get(name[:-3]):  # until 0.2.0 a sibling had an entry of its own
            size = found.pop(name).size
            packed = (size, whole.gzip) if name.endswith(".br") else (whole.brotli, size)
            found[name[:-3]] = WrittenFile(*whole[:3], *packed)
    return found


def _expect(kind: type, values: Iterable[object]) -> None:
    """Raise TypeError unless all values have a type."""
    if not {*map(type, values)} <= {kind}:
        raise TypeError(f"a value is no {kind.__name__}")


MOST_BYTES = 2**29
"""Bytes of an unpacked manifest at most. A path takes some 300, so this is enough for millions."""


def _unpacked(data: bytes) -> bytes:
    """Return the bytes of a manifest, which 0.2.0 and buckets have packed. Raises ValueError if
    they are too many or incomplete."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    unpacker = zlib.decompressobj(wbits=31)  # gzip's
    manifest = unpacker.decompress(data, MOST_BYTES)
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("the manifest is incomplete")
    return manifest


def _frozen(headers: Headers) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(headers.items()))
