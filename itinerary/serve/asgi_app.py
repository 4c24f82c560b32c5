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
from itinerary.website.request_context import LONGEST_MESSAGE
from itinerary.website.responses import BARE

if TYPE_CHECKING:
    from uvicorn._types import ASGIReceiveCallable, ASGISendCallable, Scope

THREADS = 4
"""Threads that render; more would only share one interpreter lock."""

QUESTION_THREADS = 2
"""Threads that answer questions of assistants, so that many of these do not hold up pages."""

SELECTION_THREADS = 4
"""Threads that read living selections: a database that is slow or away does not hold up pages."""

WRITING_THREADS = 2
"""Threads that write them: while the ledger is published to, a write waits, and polls do not."""

LONGEST_WAIT = 10.0
"""Seconds in which the body of a message has to arrive."""

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
        self._selection_threads = ThreadPoolExecutor(SELECTION_THREADS, "selection")
        self._writing_threads = ThreadPoolExecutor(WRITING_THREADS, "writing")
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
            (scope.get("client") or ("",))[0],
        )
        answer = None
        if request.is_message:  # any other body is ignored
            try:
                async with asyncio.timeout(LONGEST_WAIT):
                    body = b"" if request.says_too_much else await _body(receive)
            except TimeoutError:
                closing = [*BARE.items(), ("Content-Length", "0"), ("Connection", "close")]
                answer = WireResponse(408, closing, b"")
            else:
                if body is None:
                    return
                request = request.saying(body, datetime.now(UTC))
        if answer is None:
            threads, loop = self._threads_for(request), asyncio.get_running_loop()
            answer = await loop.run_in_executor(threads, self.cache.answer, request)
        headers = [(n.encode("latin-1"), v.encode("latin-1")) for n, v in answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    def _threads_for(self, request: SiteRequest) -> ThreadPoolExecutor:
        living = addresses.is_living(request.path)
        if request.is_message:
            return self._writing_threads if living else self._question_threads
        if living:
            return self._selection_threads
        return self._slow_threads if addresses.slow(request.path) else self._threads


async def _body(receive: ASGIReceiveCallable) -> bytes | None:
    """Return the body of a message, or more of it than a message may have; None if the client is
    gone."""
    body = b""
    while len(body) <= LONGEST_MESSAGE:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if not message.get("more_body"):
            break
    return body
