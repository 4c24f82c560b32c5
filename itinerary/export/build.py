"""The build: in several processes it renders the files that, says `incremental`, may differ."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from itinerary.child_process import end_with_parent
from itinerary.export import headers_file
from itinerary.export.build_manifest import BuildReport, Manifest, WrittenFile
from itinerary.export.file_names import file_name
from itinerary.export.kept_fragments import Fragment, Place
from itinerary.export.site_files import Site, SiteFile
from itinerary.value import Value, field

WORTH_A_PROCESS = 30
"""Files for which it is worth starting another process."""


class Target(Protocol):
    """The destination of a build: a folder or a bucket."""

    before: Manifest
    fragments: Path | None

    def has(self, name: str) -> bool:
        """Tell whether a file of the last build, with its siblings, is there as it was."""

    def prepare(self) -> None:
        """Wait until files can be written; called before the first is, and before processes are
        started."""

    def put(self, file: SiteFile) -> dict[str, WrittenFile]:
        """Write a file, with its siblings; return its entry by name."""

    def finish(self, now: Manifest) -> BuildReport:
        """Put the new site, which is this, into the place of the old one."""


class Exported(Value):
    """A path whose file was made: what was written, its headers, the reads that rendered it, and
    the fragments that were rendered for it."""

    path: str
    files: dict[str, WrittenFile]
    headers: Mapping[str, str]
    reads: tuple[str, ...]
    fragments: Mapping[Place, Fragment] = field(default_factory=dict)


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
    before, base = target.before, site.base
    known = before.dependencies.unchanged(site.recorder.hash, base)
    names = {path: file_name(path) for path in site.paths()}  # before anything is written
    kept = [path for path, name in names.items() if path in known and target.has(name)]
    same = {*kept}
    todo = [path for path in names if path not in same]
    files = {names[path]: before.files[names[path]] for path in kept}
    headers = {path: before.headers[path] for path in kept}
    reads: dict[str, tuple[str, ...]] = {}
    target.prepare()
    forking()
    if site.fragments:
        site.fragments.close()
    with _working(site, target, min(processes, len(todo) // WORTH_A_PROCESS)) as work:
        for one in progress(work(todo), len(todo)):
            files |= one.files
            headers[one.path] = one.headers
            reads[one.path] = one.reads
            if site.fragments:
                site.fragments.add(one.fragments)
    headers = dict(sorted(headers.items()))
    for file in site.extras(headers):
        files |= target.put(file)
    if site.fragments:
        site.fragments.save()
    dependencies = before.dependencies.followed_by(base, kept, reads, site.recorder.hash)
    return target.finish(Manifest(files, headers, dependencies))


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
    fragments = site.fragments.taken() if site.fragments else {}
    return Exported(path, target.put(file), headers, tuple(sorted(reads)), fragments)
