"""The context for resolving places and events: the file's head, problems and pictures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from itinerary.errors import NotationError
from itinerary.model import itinerary as model
from itinerary.model import zones
from itinerary.model.text import Text
from itinerary.source import schema, text_fields
from itinerary.source.pictures import Album, PictureError
from itinerary.source.problems import KeyPath, Name
from itinerary.source.reporter import Reporter
from itinerary.source.validation import Pieces
from itinerary.value import Value


class Context(Value):
    """The values that the rest of a file is resolved with.

    `languages` are in fallback order, `zone` is the programme's own, and `zone_names` has what
    people call time zones, by IANA id. Without an `album` there are no files of pictures. `today`
    is the date in the zone at which the file is read, and `last_day` the last day that the
    programme may have.
    """

    reporter: Reporter
    pieces: Pieces
    album: Album | None
    languages: tuple[str, ...]
    zone: model.TimeZone
    zone_names: Mapping[str, Text]
    today: date
    last_day: date | None

    @classmethod
    def of(cls, head: schema.HeadIn, pieces: Pieces, album: Album | None, now: datetime) -> Context:
        """Return the context that the head of a file gives at `now` (aware). Report zones that do
        not exist."""
        languages, names = tuple(head.languages), {}
        for name, words in head.zones.items():
            try:
                names[zones.zone(name).key] = Text.of(words.written, languages)
            except NotationError as error:
                pieces.reporter.key_problem(("zones", name), error.message, error.hint)
        zone = model.TimeZone(head.zone, names.get(head.zone.key))
        return cls(
            pieces.reporter,
            pieces,
            album,
            languages,
            zone,
            names,
            today=zone.local(now).date(),
            last_day=head.days[1] if head.days else None,
        )

    def text(self, words: text_fields.Words) -> Text:
        """Return an author's words as a Text."""
        return Text.of(words.written, self.languages)

    def optional_text(self, words: text_fields.Words | None) -> Text | None:
        """Return an author's words as a Text, None if there are none."""
        return None if words is None else self.text(words)

    def links(self, written: Iterable[schema.LinkIn]) -> tuple[model.Link, ...]:
        """Return links as they are in the model."""
        return tuple(
            model.Link(self.optional_text(link.title), link.url, link.kind) for link in written
        )

    def licence(self, written: schema.LicenceIn | None) -> model.Licence | None:
        """Return terms of use, None if there are none."""
        return model.Licence(self.text(written.name), written.link) if written else None

    def time_zone(self, info: ZoneInfo) -> model.TimeZone:
        """Return a time zone with its name in words, if it has one."""
        return model.TimeZone(info, self.zone_names.get(info.key))

    def image(
        self, written: schema.ImageIn, path: KeyPath, title: Text, *, named: bool = False
    ) -> model.Image | None:
        """Return a picture, None if its file cannot be used. Where it has no words of its own, the
        `title` of what it shows stands in. A picture that is `named` has its title beside it and
        needs no other words."""
        if written.alt is None and not named:
            key = "file" if written.file else "url"
            self.reporter.warn(
                path,
                Name.PICTURE_WORDS,
                "this picture has no words for those who do not see it; the title stands in",
                f"write {{{key}: {written.file or written.url}, alt: what it shows}}",
            )
        alt = self.text(written.alt) if written.alt else title
        credit = self.optional_text(written.credit)
        if written.file is None:
            return model.Image(written.url, alt, credit)
        try:
            return model.Image(None, alt, credit, self._picture(written.file))
        except PictureError as error:
            at = (*path, "file") if written.alt else path
            self.reporter.problem(at, error.message, error.hint)
            return None

    def _picture(self, file: str) -> model.Picture:
        if self.album is None:
            raise PictureError(
                "there is no folder in which to look for this picture", "read the file itself"
            )
        return self.album.picture(file)

    def portraits(
        self,
        field: str,
        written: Mapping[str, schema.PlaceIn]
        | Mapping[str, schema.PartyIn]
        | Mapping[str, schema.SeriesIn],
    ) -> Iterator[model.Portrait]:
        """Yield the pictures of places, parties or series; `field` says of which."""
        for id, piece in written.items():
            if piece.image:
                name = piece.title if isinstance(piece, schema.SeriesIn) else piece.name
                image = self.image(piece.image, (field, id, "image"), self.text(name))
                if image:
                    yield model.Portrait(field, id, image)
