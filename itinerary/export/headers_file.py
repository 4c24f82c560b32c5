"""The file of headers for static hosts: the headers of the live server, as far as hosts allow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

STABLE_HEADERS = (
    "Content-Type",
    "Cache-Control",
    "Content-Disposition",
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Content-Security-Policy",
    "Cross-Origin-Opener-Policy",
    "Permissions-Policy",
    "Referrer-Policy",
    "X-Content-Type-Options",
)
"""The headers of an answer that do not depend on who asks, and that no host can work out."""

MOST_ALONE = 4
"""Files of a folder below the root that get rules of their own; Cloudflare takes 100 in all."""

_ODD_TYPES = (
    *("text/calendar", "application/calendar+json"),
    *("application/atom+xml", "application/manifest+json"),
)


TWO_YEARS = "max-age=63072000"
"""Strict-Transport-Security (RFC 6797): for how long browsers come by https alone. Nothing is said
of other hosts of the same domain, which may not have it."""


def headers_file(answers: Mapping[str, Mapping[str, str]], *, secure: bool) -> bytes:
    """Return `_headers`, which Netlify and Cloudflare Pages read, for the headers of each path, on
    a site whose address is https if `secure`.

    Cloudflare joins the values of all rules that match, so no two rules for one header overlap.
    How long pages are fresh is left to the host, which knows when the site is deployed; types that
    every host knows by the file's name are left to it too, and the name of a download, which is the
    file's anyway.
    """
    rules: defaultdict[str, list[str]] = defaultdict(list)
    if secure:
        rules["/*"].append(f"  Strict-Transport-Security: {TWO_YEARS}\n")
    tree = _Folder.of(answers)
    for header, worth in _WORTH.items():
        values = {
            kind: value if (value := headers.get(header)) and worth(value) else None
            for kind, headers in tree.kinds.items()
            # The policy has an effect on documents only.
            if header != "Content-Security-Policy" or headers["Content-Type"].startswith(_DOCUMENTS)
        }
        for pattern, value in _rules(tree, values):
            rules[pattern].append(f"  {header}: {value}\n")
    return "\n".join(f"{pattern}\n{''.join(rules[pattern])}" for pattern in sorted(rules)).encode()


_DOCUMENTS = ("text/html", "image/svg+xml")

_WORTH: Mapping[str, Callable[[str], bool]] = {
    "Content-Type": lambda value: value.startswith(_ODD_TYPES),
    "Cache-Control": lambda value: "immutable" in value,
    "Access-Control-Allow-Origin": bool,
    "Access-Control-Expose-Headers": bool,
    "Content-Security-Policy": bool,
    "Cross-Origin-Opener-Policy": bool,
    "Permissions-Policy": bool,
    "Referrer-Policy": bool,
    "X-Content-Type-Options": bool,
}

RULE_HEADERS = frozenset(_WORTH)
"""The headers that `headers_file` looks at."""


class _Folder:
    """A folder of the site: its path, the kind of the headers of each file in it, the folders in it
    by their names, and all kinds at any depth, by themselves and by the endings of files."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.files: dict[str, int] = {}
        self.folders: dict[str, _Folder] = {}
        self.kinds: dict[int, Mapping[str, str]] = {}
        self.endings: defaultdict[str, set[int]] = defaultdict(set)

    @classmethod
    def of(cls, answers: Mapping[str, Mapping[str, str]]) -> _Folder:
        """Return the root of a site with these headers by path; few of them differ."""
        root = cls("/")
        number: dict[tuple[tuple[str, str], ...], int] = {}
        known: dict[int, int] = {}
        for path, headers in answers.items():
            kind = known.get(id(headers))
            if kind is None:
                frozen = tuple(sorted(headers.items()))
                kind = known[id(headers)] = number.setdefault(frozen, len(number))
            folder, ending = root, path.rpartition("/")[2].rpartition(".")[2]
            folder.kinds[kind] = headers
            for name in path.split("/")[1:-1]:
                if name not in folder.folders:
                    folder.folders[name] = cls(f"{folder.path}{name}/")
                folder = folder.folders[name]
                folder.kinds[kind] = headers
                folder.endings[ending].add(kind)
            folder.files[path] = kind
        return root


def _rules(folder: _Folder, values: Mapping[int, str | None]) -> Iterator[tuple[str, str]]:
    """Yield patterns that do not overlap, and the value for what they match: a folder whose files
    all agree is one pattern, and one whose files agree by their endings has one for each ending
    (`*` matches slashes too). `values` has the value for each kind of headers that counts."""
    different = {values[kind] for kind in folder.kinds if kind in values}
    if len(different) == 1:
        if value := different.pop():
            yield f"{folder.path}*", value
        return
    endings = {name: {values.get(kind) for kind in kinds} for name, kinds in folder.endings.items()}
    if endings and "" not in endings and all(len(found) == 1 for found in endings.values()):
        named = ((ending, found.pop()) for ending, found in endings.items())
        yield from ((f"{folder.path}*.{ending}", value) for ending, value in named if value)
        return
    given = {path: value for path, kind in folder.files.items() if (value := values.get(kind))}
    if folder.path == "/" or len(given) <= MOST_ALONE:
        yield from given.items()
    for deeper in folder.folders.values():
        yield from _rules(deeper, values)
