"""The site as an app: icons, the manifest, and the service worker for reading offline."""

from __future__ import annotations

import json
from collections.abc import Iterator

from flask import Blueprint, Response, request

from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.documents.web_app_manifest import web_manifest
from itinerary.render.drawings import icon
from itinerary.website.assets import assets
from itinerary.website.request_context import publication
from itinerary.website.request_language import page_language
from itinerary.website.responses import answer, render_page

blueprint = Blueprint("pwa", __name__)


@blueprint.get(Address.ICON)
def icon_svg() -> Response:
    """The icon in the programme's colour."""
    return _icon("icon.svg", "image/svg+xml")


@blueprint.get(Address.ICON_192)
@blueprint.get(Address.ICON_512)
@blueprint.get(Address.ICON_MASKABLE)
@blueprint.get(Address.APPLE_TOUCH_ICON)
def icon_png() -> Response:
    """The icon in pixels, for launchers."""
    return _icon(request.path.removeprefix("/"), "image/png")


@blueprint.get(Address.FAVICON)
def favicon() -> Response:
    """The icon for browsers that request it without having read a page."""
    current = publication()
    png = icon.recolour(assets().files["icon-32.png"], current.itinerary.colour.hex)
    return answer(icon.ico_file(png), "image/x-icon", current.stamp)


@blueprint.get(Address.MANIFEST)
def app_manifest(language: str) -> Response:
    """The manifest that makes the site an app."""
    current = publication()
    body = web_manifest(current.itinerary, page_language(language).tag)
    return answer(body, "application/manifest+json", current.stamp)


@blueprint.get(Address.OFFLINE)
def page(language: str) -> Response:
    """The page that stands for one that was not saved, when there is no network."""
    return render_page("pages/offline.html", page_language(language))


@blueprint.get(Address.WORKER)
def worker() -> Response:
    """The service worker: constants of this site, then `static/js/sw.js`. Caches revalidate it each
    time, so that browsers learn of a new one."""
    current = publication()
    languages = current.itinerary.languages
    offline = {tag: _relative(addresses.offline_page(tag)) for tag in languages}
    site = {
        "version": assets().digest,
        "files": [*map(_relative, _needed()), *offline.values()],
        "offline": offline,
    }
    code = f"const site = {json.dumps(site)};\n".encode() + assets().files["sw.js"]
    modified = current.stamp
    return answer(code, "text/javascript; charset=utf-8", modified, public=False)


def _needed() -> Iterator[str]:
    """Yield the paths of the files that saved pages need."""
    yield addresses.STYLESHEET
    yield addresses.ICON
    for name in assets().files:
        if name.endswith((".css", ".js")) and name != "sw.js":
            yield assets().path(name)


def _relative(path: str) -> str:
    """Return a path relative to the folder of the worker, which is the root of the site."""
    return path.removeprefix("/")


def _icon(name: str, kind: str) -> Response:
    current = publication()
    body = icon.recolour(assets().files[name], current.itinerary.colour.hex)
    return answer(body, kind, current.stamp)
