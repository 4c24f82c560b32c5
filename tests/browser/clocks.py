"""A clock that stands still until a test moves it on, in the page and in the server's answers."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import format_datetime

from playwright.sync_api import Error, Page, Request, Route

from tests.support.serving import eventually

STEP = 10.0
"""The seconds by which the clock moves on at a time."""

MOST = 360
"""Steps for which a test waits."""


class Clock:
    """The clock of a page. Answers to its script have a Date by the same clock, `ahead` of it by so
    many seconds, because a screen believes the server where the two differ.

    `statuses` are those of the answers, and `away` is whether there are none. `edit` makes other
    pages of those that the script asks for.
    """

    def __init__(self, page: Page, moment: str, pattern: str = "**/screen/**") -> None:
        """Stop the clock of `page` at a moment (ISO 8601 with a zone), before it is opened."""
        self.page = page
        self.now = datetime.fromisoformat(moment).timestamp()
        self.ahead = 0.0
        self.statuses: list[int] = []
        self.away = False
        self.edit: Callable[[str], str] | None = None
        self._asked: set[Request] = set()
        page.on("request", self._ask)
        page.on("requestfinished", self._end)
        page.on("requestfailed", self._end)
        page.clock.install(time=self.now - 3600)  # it runs until it is stopped
        page.clock.pause_at(self.now)
        page.route(pattern, self._answer)

    def _ask(self, request: Request) -> None:
        if request.resource_type == "fetch":
            self._asked.add(request)

    def _end(self, request: Request) -> None:
        self._asked.discard(request)

    def _answer(self, route: Route) -> None:
        if self.away:
            route.abort("internetdisconnected")
            return
        with suppress(Error):  # the page was closed meanwhile
            got = route.fetch(max_redirects=0)
            self.statuses.append(got.status)
            date = datetime.fromtimestamp(self.now + self.ahead, UTC)
            headers = got.headers | {"date": format_datetime(date, usegmt=True)}
            if self.edit and route.request.resource_type == "fetch":
                route.fulfill(response=got, headers=headers, body=self.edit(got.text()))
            else:
                route.fulfill(response=got, headers=headers)

    def on(self, seconds: float) -> None:
        """Move the clock on. What is due by then is done: once, if that is more than an hour."""
        if seconds > 3600:
            self.now += seconds
            self.page.clock.fast_forward(round(seconds * 1000))
            return
        while seconds > 0:  # in small steps, so that answers have the time of their questions
            step = min(seconds, STEP)
            seconds -= step
            self.now += step
            self.page.clock.run_for(round(step * 1000))
            eventually(self._is_answered)  # the limit of an answer's time is one of this clock

    def _is_answered(self) -> bool:
        with suppress(Error):  # the page is being left
            self.page.evaluate("() => true")  # which brings news of requests
        return not self._asked

    def until(self, condition: Callable[[], bool]) -> None:
        """Move the clock on until `condition` holds."""
        for _ in range(MOST):
            if condition():
                return
            self.on(STEP)
        raise AssertionError("it did not happen within an hour")
