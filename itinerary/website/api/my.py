"""The endpoints of living selections, the only part of the site that is written over HTTP.

Who has the secret of a selection may read, change and delete it; docs/mine.md has the threat
model. Pages of this site alone may write, and each device of a reader says on which version a
change is based, so that it learns of the changes of the others.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus
from math import ceil
from typing import Any, NoReturn, cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import MethodNotAllowed, RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from itinerary.ledger.chosen_events import can_be_chosen
from itinerary.ledger.living_selection import (
    FullStoreError,
    LargeSelectionError,
    LivingSelection,
    StaleVersionError,
)
from itinerary.render import addresses
from itinerary.render.addresses import Address
from itinerary.render.calendars.feed import chosen_name
from itinerary.render.drawings import qr
from itinerary.render.vendors.calendar_links import subscribe_links
from itinerary.value import Value, asdict
from itinerary.website import living_selections
from itinerary.website.api.problem import ExplainedError
from itinerary.website.living_selections import Living
from itinerary.website.request_context import HOST, LONGEST_MESSAGE, NOW, publication

blueprint = Blueprint("my", __name__)

_PORTS = {"http": "80", "https": "443"}


class Asked(Value):
    """What a message asks for: the UIDs of events, those of them that cannot be chosen, and the
    version on which a change is based (0 of a new selection)."""

    uids: frozenset[str]
    unknown: tuple[str, ...]
    version: int


@blueprint.route(Address.MY, methods=("GET", "POST"))
def make() -> BaseResponse:
    """Make a selection, and tell its secret."""
    if request.method != "POST":
        return _not_a_post()
    here = _writing(new=True)
    current = publication()
    asked = _asked(frozenset())
    with _storing():
        secret, state = here.store.make(current.itinerary.id, asked.uids, _now())
    return _json(_told(secret, state, asked.unknown) | {"secret": secret}, HTTPStatus.CREATED)


@blueprint.route(Address.MY_SELECTION, methods=("DELETE", "GET", "PUT"))
def selection(secret: str) -> Response:
    """Tell the events of a selection and its version, replace them, or delete it."""
    if request.method == "PUT":
        return _change(secret)
    if request.method == "DELETE":
        return _delete(secret)
    told = _told(secret, _found(secret))
    language = request.args.get("language")
    if language in publication().itinerary.languages:
        told |= _invitation(secret, language)
    return _json(told)


def _change(secret: str) -> Response:
    """Replace the events of a selection; 409, with the present ones, if that is based on others."""
    here = _writing()
    current = publication()
    # This worker may have an older edition than the one that stored an event.
    asked = _asked(frozenset(_found(secret).uids))
    # Feeds change with editions and with selections: the last change is later than either.
    moment = max(_now(), current.edition.published + timedelta(seconds=1))
    programme = current.itinerary.id
    try:
        with _storing():
            state = here.store.change(programme, secret, asked.uids, asked.version, moment)
    except StaleVersionError as stale:
        words = "Another device has changed the selection: merge its events with yours."
        raise ExplainedError(
            HTTPStatus.CONFLICT, words, **_told(secret, stale.present, asked.unknown)
        ) from None
    return _json(_told(secret, state or _absent(), asked.unknown))


def _delete(secret: str) -> Response:
    here = _writing()
    with _storing():
        deleted = here.store.delete(publication().itinerary.id, secret)
    if not deleted:
        _absent()
    response = Response(status=HTTPStatus.NO_CONTENT)
    del response.headers["Content-Type"]
    return response


def _not_a_post() -> BaseResponse:
    """Lead on to the site in Burmese, whose tag is `my`, or refuse."""
    if publication().edition.language_for("my"):
        return redirect(addresses.home("my"), 301)
    raise MethodNotAllowed(["POST"])


# --- who may write -------------------------------------------------------------------------------


def _writing(*, new: bool = False) -> Living:
    """Return the living selections if this message may change them; refuse it otherwise."""
    here = living_selections.living()
    if here is None:
        _refuse(HTTPStatus.NOT_FOUND, "This server keeps no selections.")
    _check_origin()
    peer = request.environ.get("REMOTE_ADDR") or ""
    seconds = here.wait(peer, request.headers.get("X-Forwarded-For", ""), new=new)
    if seconds:
        words = "Too many selections are made or changed from your network. Try again later."
        raise ExplainedError(HTTPStatus.TOO_MANY_REQUESTS, words, retry_after=max(1, ceil(seconds)))
    return here


def _check_origin() -> None:
    """Refuse a message that is not from a page of this site.

    Browsers say by Sec-Fetch-Site (Fetch Metadata) whose page sends it, which no page can forge;
    older ones say by Origin alone (RFC 6454 §7). One of the two is in every POST, PUT and DELETE of
    a browser.
    """
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    known = site is not None or origin is not None
    ours = origin is None or origin.lower() in _own_origins()
    if known and ours and site in (None, "same-origin"):
        return
    _refuse(HTTPStatus.FORBIDDEN, "Only pages of this site change selections.")


def _own_origins() -> Collection[str]:
    """Return the origins of this site: of its address, and of the host that the message names,
    because a server is often tried at another one."""
    scheme, host, *_ = urlsplit(publication().site.lower())
    named = request.environ.get(HOST, "").lower()
    return {f"{scheme}://{host.removesuffix(':' + _PORTS.get(scheme, ''))}"} | (
        {f"http://{named}", f"https://{named}"} if named else set()
    )


# --- reading -------------------------------------------------------------------------------------


def _asked(kept: frozenset[str]) -> Asked:
    """Return what the body of a message asks for; `kept` are UIDs that can be chosen at any rate.
    Refuse anything else."""
    found = _body()
    uids, version = found.get("events"), found.get("version", 0)
    if not isinstance(uids, list) or not all(isinstance(uid, str) for uid in uids):
        _refuse(HTTPStatus.BAD_REQUEST, "“events” is a list of the UIDs of events.")
    if request.method == "PUT" and (type(version) is not int or version < 1):
        _refuse(
            HTTPStatus.BAD_REQUEST, "“version” is the version on which the change is based, from 1."
        )
    edition = publication().edition
    chosen = frozenset(uid for uid in uids if uid in kept or can_be_chosen(edition, uid))
    return Asked(chosen, tuple(sorted(set(uids) - chosen)), version)


def _body() -> dict[str, Any]:
    request.max_content_length = LONGEST_MESSAGE
    if request.mimetype != "application/json":
        _refuse(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "The Content-Type has to be application/json.")
    try:
        found = json.loads(request.get_data())
    except RequestEntityTooLarge:
        _refuse(
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"A message has at most {LONGEST_MESSAGE} bytes."
        )
    except (ValueError, RecursionError):  # also UnicodeError
        _refuse(HTTPStatus.BAD_REQUEST, "The body is not JSON.")
    if not isinstance(found, dict):
        _refuse(HTTPStatus.BAD_REQUEST, "The body is a JSON object.")
    return found


def _now() -> datetime:
    return cast(datetime, request.environ[NOW])


# --- answering -----------------------------------------------------------------------------------


def _found(secret: str) -> LivingSelection:
    return living_selections.find(secret) or _absent()


@contextmanager
def _storing() -> Iterator[None]:
    """Refuse the message if a write cannot be done."""
    with living_selections.away_is_told("Selections cannot be stored just now."):
        try:
            yield
        except LargeSelectionError as error:
            _refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"{error}.")
        except FullStoreError:
            _refuse(HTTPStatus.INSUFFICIENT_STORAGE, "This server can store no more selections.")


def _told(secret: str, state: LivingSelection, unknown: Collection[str] = ()) -> dict[str, Any]:
    """Return what a client is told of a selection: its state, where its calendars are, and which of
    the events that it was sent are not in it, because the programme never had them."""
    current = publication()
    feeds = {
        tag: addresses.absolute(current.site, addresses.living_feed(tag, secret))
        for tag in current.itinerary.languages
    }
    return {
        "version": state.version,
        "events": list(state.uids),
        "unknown": list(unknown),
        "feeds": feeds,
    }


def _invitation(secret: str, language: str) -> dict[str, Any]:
    """Return what leads to a selection in a language: links that subscribe to its calendar (None
    before an event has a day), the page by which another device joins, and the QR code of that. The
    secret is in the fragment of the page, which browsers send nowhere."""
    current = publication()
    feed = addresses.absolute(current.site, addresses.living_feed(language, secret))
    page = addresses.absolute(current.site, addresses.joining_page(language, secret))
    name = chosen_name(current.edition, current.speech(language))
    links = subscribe_links(feed, name) if current.itinerary.first else None
    subscribe = links and asdict(links)
    return {"page": page, "qr": qr.data_uri(page), "subscribe": subscribe}


def _json(content: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> Response:
    response = Response(json.dumps(content).encode() + b"\n", status)
    response.content_type = "application/json"
    return response


def _absent() -> NoReturn:
    _refuse(HTTPStatus.NOT_FOUND, "There is no such selection here, or it has been deleted.")


def _refuse(status: HTTPStatus, detail: str) -> NoReturn:
    raise ExplainedError(status, detail)
