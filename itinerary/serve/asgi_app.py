"""The site as an ASGI application: any ASGI server can serve it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from itinerary.render import addresses
from itinerary.serve.cache.representation import WireResponse
from itinerary.serve.cache.response_cache import ResponseCache
from itinerary.serve.cache.site_request import SiteRequest
from itinerary.website.api.mcp import LONGEST
from itinerary.website.responses import BARE

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope

THREADS = 4
"""Threads that render; more would only share one interpreter lock."""

QUESTION_THREADS = 2
"""Threads that answer questions of assistants, so that many of these do not hold up pages."""

LONGEST_WAIT = 10.0
"""Seconds in which the body of a question has to arrive."""

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
        self._question_threads = ThreadPoolExecutor(QUESTION_THREADS, "question")
        self._slow_threads = ThreadPoolExecutor(SLOW_THREADS, "slow-document")

    async def __call__(
        self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        """Answer a request."""
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
        answer = None
        if request.is_question:  # any other body is ignored
            threads = self._question_threads
            try:
                async with asyncio.timeout(LONGEST_WAIT):
                    body = await _body(receive)
            except TimeoutError:
                closing = [*BARE.items(), ("Content-Length", "0"), ("Connection", "close")]
                answer = WireResponse(408, closing, b"")
            else:
                if body is None:
                    return
                request = request.asking(body, datetime.now(UTC))
        if answer is None:
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(threads, self.cache.answer, request)
        headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})


async def _body(receive: ASGIReceiveCallable) -> bytes | None:
    """Return the body of a question, or more of it than a question may have; None if the client is
    gone."""
    body = b""
    while len(body) <= LONGEST:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body
