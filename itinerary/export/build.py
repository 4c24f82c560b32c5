"""The build: in several processes it renders the files that, says `incremental`, may differ."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import takewhile
from operator import attrgetter
from threading import Event
from typing import Protocol

from itinerary.child_process import end_with_parent
from itinerary.export import headers_file
from itinerary.export.file_names import file_name
from itinerary.export.incremental import Dependencies
from itinerary.export.manifest import Manifest, WrittenFile
from itinerary.export.site_files import Site, SiteFile

WORTH_A_PROCESS = 30
"""Files for which it is worth starting another process."""


@dataclass(frozen=True, slots=True)
class BuildReport:
    """The result of a build: the names of new or changed files, and of removed ones."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: int


class Target(Protocol):
    """The destination of a build: a folder or a bucket."""

    before: Manifest

    def has(self, name: str) -> bool:
        """Tell whether a file of the last build is there as it was."""

    def keep(self, name: str) -> dict[str, WrittenFile]:
        """Take over a file of the last build, with its siblings; return them by name."""

    def put(self, file: SiteFile) -> dict[str, WrittenFile]:
        """Write a file, with its siblings; return them by name."""

    def prepare(self, kept: Iterable[str]) -> None:
        """Do for these files, which are taken over, what can be done before `finish`; it is called
        in a thread, while others are made."""

    def finish(self, now: Manifest) -> BuildReport:
        """Put the new site, which is this, into the place of the old one."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A path that was gone through: what was written, its headers, the reads that rendered it."""

    path: str
    files: dict[str, WrittenFile]
    headers: Mapping[str, str]
    reads: tuple[str, ...]


Progress = Callable[[Iterable[Exported], int], Iterable[Exported]]
"""Passes on what is made, of which there will be so much, and shows how far one has come."""


def build(
    site: Site,
    target: Target,
    progress: Progress = lambda made, _: made,
    *,
    processes: int = 1,
    forking: Callable[[], object] = lambda: None,
) -> BuildReport:
    """Write a site to a target, in so many processes at most.

    `forking` is called before others are started, to close what they must not share.
    """
    before, base = target.before, site.base()
    known = before.dependencies.unchanged(site.recorder, base)
    paths = site.paths()
    names = {path: file_name(path) for path in paths}  # before anything is written
    same = [path for path in paths if path in known and target.has(names[path])]
    done = set(same)
    todo = [path for path in paths if path not in done]
    made = [
        Exported(
            path, target.keep(names[path]), before.headers[path], before.dependencies.reads[path]
        )
        for path in same
    ]
    forking()
    kept = [name for one in made for name in one.files]
    with _working(site, target, min(processes, len(todo) // WORTH_A_PROCESS)) as work:
        making = work(todo)  # forks, which it should not with threads
        with _preparing(target, kept if todo else ()) as meanwhile:
            made += progress(meanwhile(making), len(todo))
    made.sort(key=attrgetter("path"))
    headers = {one.path: one.headers for one in made}
    files = {name: listed for one in made for name, listed in one.files.items()}
    for file in site.extras(headers):
        files |= target.put(file)
    reads = {one.path: one.reads for one in made}
    hashes = {read: site.recorder.hash(read) for some in reads.values() for read in some}
    return target.finish(Manifest(files, headers, Dependencies(base, reads, hashes)))


def report(before: Mapping[str, WrittenFile], now: Mapping[str, WrittenFile]) -> BuildReport:
    """Return what became of the files."""
    written = tuple(name for name, listed in now.items() if before.get(name) != listed)
    removed = tuple(name for name in before if name not in now)
    return BuildReport(written, removed, len(now) - len(written))


@contextmanager
def _preparing(
    target: Target, kept: Iterable[str]
) -> Iterator[Callable[[Iterable[Exported]], Iterator[Exported]]]:
    """Prepare a target in a thread during the block; yield what passes on what is made, and tells
    at once if that fails. If the block fails, the thread ends."""
    failed = Event()
    with ThreadPoolExecutor(1) as pool:
        preparing = pool.submit(target.prepare, takewhile(lambda _: not failed.is_set(), kept))

        def meanwhile(making: Iterable[Exported]) -> Iterator[Exported]:
            for one in making:
                if preparing.done():
                    preparing.result()
                yield one

        try:
            yield meanwhile
        except BaseException:
            failed.set()
            raise
        preparing.result()


# --- processes -----------------------------------------------------------------------------------

_work: tuple[Site, Target] | None = None
"""The site and target of a forked process."""


@contextmanager
def _working(
    site: Site, target: Target, processes: int
) -> Iterator[Callable[[Sequence[str]], Iterator[Exported]]]:
    """Yield what makes the files for paths, in any order."""
    global _work
    if processes < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield lambda paths: (_make(site, target, path) for path in paths)
        return
    _work = site, target  # forked processes have it without copying or pickling
    pool = ProcessPoolExecutor(processes, multiprocessing.get_context("fork"), _begin)

    def work(paths: Sequence[str]) -> Iterator[Exported]:
        size = min(
            8, 1 + len(paths) // processes // 50
        )  # small chunks, so that workers finish together
        parts = [paths[at : at + size] for at in range(0, len(paths), size)]
        making = [pool.submit(_make_forked, part) for part in parts]
        return (one for done in as_completed(making) for one in done.result())

    try:
        yield work
    finally:
        pool.shutdown(cancel_futures=True)
        _work = None


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that started us
    end_with_parent()


def _make_forked(paths: Sequence[str]) -> list[Exported]:
    assert _work
    return [_make(*_work, path) for path in paths]


def _make(site: Site, target: Target, path: str) -> Exported:
    file, reads = site.file(path)
    headers = {
        name: value for name, value in file.headers.items() if name in headers_file.RULE_HEADERS
    }
    return Exported(path, target.put(file), headers, tuple(sorted(reads)))
