"""The bytes of a page on the wire."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page


def weigh(page: Page, path: str) -> dict[str, int]:
    """Go to `path`; return the bytes on the wire, headers included, by path: of the page and of all
    its requests until it is idle."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    paths: dict[str, str] = {}
    weight: dict[str, int] = {}

    def asked(event: dict[str, Any]) -> None:
        paths[event["requestId"]] = urlsplit(event["request"]["url"]).path

    def done(event: dict[str, Any]) -> None:
        known = paths[event["requestId"]]
        weight[known] = weight.get(known, 0) + int(event["encodedDataLength"])

    wire.on("Network.requestWillBeSent", asked)
    wire.on("Network.loadingFinished", done)
    page.goto(path, wait_until="networkidle")
    wire.detach()
    return weight
