"""The picture that a shared link to a page shows (Open Graph)."""

from __future__ import annotations

from itinerary.model.itinerary import Event, Image
from itinerary.render import addresses
from itinerary.render.drawings import share_image
from itinerary.render.drawings.share_image import has_share_image
from itinerary.render.words import wording
from itinerary.render.words.language import Language
from itinerary.value import Value
from itinerary.website.request_context import publication


class LinkPreview(Value):
    """The picture that a shared link to a page shows: its absolute address, and `words` for those
    who do not see it. The media type and the size in pixels are known of the site's own pictures.
    """

    address: str
    words: str
    type: str = ""
    size: tuple[int, int] | None = None


def of_event(event: Event, language: Language) -> LinkPreview | None:
    """Return the drawn picture of an event, else the author's, else that of the programme."""
    tag = language.tag
    if has_share_image(publication().itinerary, event, tag):
        return _drawn(
            addresses.event_share_image(tag, event.id), wording.share_image_alt(event, language)
        )
    return of_image(event.image, language) if event.image else of_programme(language)


def of_image(image: Image, language: Language) -> LinkPreview:
    """Return an author's picture."""
    address, words = addresses.image(image, publication().site), image.alt.to(language.tag)
    own = image.picture
    if own is None:
        return LinkPreview(address, words)
    width = own.widths[-1]
    return LinkPreview(address, words, f"image/{own.type}", (width, own.height_at(width)))


def of_programme(language: Language) -> LinkPreview | None:
    """Return the drawn picture of the programme; where its fonts lack letters of the title, the
    picture above the agenda, else None."""
    current, tag = publication(), language.tag
    header = current.itinerary.header
    if not current.has_share_image(tag):
        return of_image(header, language) if header else None
    return _drawn(addresses.share_image(tag), current.itinerary.title.to(tag))


def _drawn(path: str, words: str) -> LinkPreview:
    address = addresses.absolute(publication().site, path)
    return LinkPreview(address, words, "image/png", (share_image.WIDTH, share_image.HEIGHT))
