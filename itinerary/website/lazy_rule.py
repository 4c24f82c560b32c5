"""The rules of addresses, as werkzeug has them, which compile only what is asked of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from werkzeug.routing import Rule


class LazyRule(Rule):
    """A rule whose builder of addresses is compiled when it is first called.

    Werkzeug compiles two builders for each rule, which takes most of the time in which an
    application is made. Only redirects call them: links come from `itinerary.render.addresses`.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled = cache(super()._compile_builder)
        return lambda rule, **values: compiled(append_unknown)(rule, **values)
