"""The site as an ASGI application: any ASGI server can serve it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from itinerary.render import addresses
from itinerary.serve.cache.response_cache import ResponseCache
from itinerary.serve.cache.site_request import SiteRequest

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope

THREADS = 4
"""Threads that render; more would only share one interpreter lock."""

SLOW_THREADS = 16
"""Threads that wait for slow documents, which are made in another process: more than that process
accepts (`slow_document_process.MOST`), so that one is left to say that too many wait."""


class AsgiSite:
    """Answers from a response cache.

    The cache is asked in a thread, because it may have to render; requests for slow documents have
    threads of their own, so that no page waits for them.
    """

    def __init__(self, cache: ResponseCache) -> None:
        self.cache = cache
        self._threads = ThreadPoolExecutor(THREADS, "render")
        self._slow_threads = ThreadPoolExecutor(SLOW_THREADS, "slow-document")

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer a request."""
        del receive  # bodies are ignored
        if scope["type"] != "http":
            raise NotImplementedError(f"the site does not speak {scope['type']}")
        request = SiteRequest.of_scope(
            scope["method"],
            scope["path"],
            scope["raw_path"],
            scope["query_string"],
            scope["headers"],
            scope["root_path"],
        )
        threads = self._slow_threads if addresses.slow(request.path) else self._threads
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(threads, self.cache.answer, request)
        headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})
