"""The dependencies of a build: which reads rendered each path, and what they were answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from itinerary.value import Value, field

Hash = Callable[[str], str]
"""Returns the hash of the answer to a read (`incremental.ReadRecorder.hash`)."""


class Dependencies(Value):
    """The reads that rendered each path, and a hash of the answer to each read.

    `base` is the hash of what all paths depend on. A read is JSON: its name and its key. `reads`
    has, by path, the places of its reads in `hashes`.
    """

    base: str = ""
    reads: Mapping[str, Sequence[int]] = field(default_factory=dict)
    hashes: Mapping[str, str] = field(default_factory=dict)

    def unchanged(self, hash: Hash, base: str) -> set[str]:
        """Return the paths whose files are the same where reads have the hashes of now."""
        if base != self.base:
            return set()
        answers = enumerate(self.hashes.items())
        changed = {n for n, (read, known) in answers if hash(read) != known}
        return {path for path, reads in self.reads.items() if changed.isdisjoint(reads)}

    def followed_by(
        self,
        base: str,
        kept: Iterable[str],
        made: Mapping[str, Iterable[str]],
        hash: Hash,
    ) -> Dependencies:
        """Return the dependencies of the next build, which keeps the files of some paths, and made
        those of others from the reads in `made`."""
        known = list(self.hashes)
        reads = {path: self.reads[path] for path in kept}
        used = {known[n] for n in set().union(*reads.values())}
        every = sorted(used.union(*made.values()))
        place = {read: n for n, read in enumerate(every)}
        if every != known:
            moved = [place.get(read, -1) for read in known]
            reads = {path: [moved[n] for n in places] for path, places in reads.items()}
        reads |= {path: sorted(place[read] for read in some) for path, some in made.items()}
        return Dependencies(base, reads, {read: hash(read) for read in every})
