"""The answers of the tools as plain text for people, in a language of the programme."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from itinerary.ledger import Edition
from itinerary.ledger.diff import Change
from itinerary.model.itinerary import Event
from itinerary.render import addresses
from itinerary.render.exchange.programme_text import details
from itinerary.render.words import changes, markdown, wording
from itinerary.render.words.language import Language


class AnswerText:
    """Words of answers from an edition, whose site is at `site`."""

    def __init__(self, edition: Edition, site: str, language: Language) -> None:
        self._edition, self._site, self._language = edition, site, language

    def answer(self, lines: Iterable[str], page: str, more: int = 0) -> str:
        """Return an answer: its lines, how many `more` were left out, and below them the edition
        and the page that it is from."""
        edition, language = self._edition, self._language
        stamp = edition.published.astimezone(edition.itinerary.zone.info)
        words = language.say(
            "Edition %(number)s, %(day)s", number=edition.number, day=language.day(stamp.date())
        )
        title = edition.itinerary.title.to(language.tag)
        left = language.ngettext("and %(num)d more", "and %(num)d more", more) if more else None
        return "\n".join((*lines, *(("", left) if left else ()), "", title, words, page))

    def events(self, events: Sequence[Event], unannounced: dict[str, tuple[str, ...]]) -> list[str]:
        """Return the lines of events, or one that says that there are none."""
        if not events:
            return [self._language.say("Nothing in the programme matches.")]
        return [line for event in events for line in self._event(event, unannounced)]

    def whole(self, event: Event, unannounced: dict[str, tuple[str, ...]]) -> Iterator[str]:
        """Yield the lines of one event, with its whole description."""
        yield from self._event(event, unannounced)
        description = event.description.to(self._language.tag) if event.description else ""
        words = markdown.plain(description)
        if event.summary or "\n" in words.strip():  # else it is among the lines above
            yield from ("", words)

    def _event(self, event: Event, unannounced: dict[str, tuple[str, ...]]) -> Iterator[str]:
        language = self._language
        yield f"{event.title.to(language.tag)} [{event.id}]"
        yield f"  {wording.when_words(event, language)}"
        if self._edition.record(event).removed:
            yield f"  {language.say('No longer in the programme.')}"
        for line in details(event, language):
            yield f"  {line}"
        if missing := unannounced.get(event.id):
            label = language.say("Not yet announced")
            yield f"  {self.labelled(label, language.series(missing))}"
        if self._edition.find(event.id) is event:
            yield f"  {self._absolute(addresses.event_page(language.tag, event.id))}"

    def labelled(self, label: str, words: str) -> str:
        """Return words behind their label: Now: 16 May 2024, 10:00."""
        return self._language.say("%(label)s: %(words)s", label=label, words=words)

    def changes(self, changed: Sequence[Change]) -> Iterator[str]:
        """Yield the lines of changes."""
        language = self._language
        if not changed:
            yield language.say("Nothing changed yet.")
        for change in changed:
            yield f"{wording.title_words(change.after, language)} [{change.after.id}]"
            for sentence in changes.sentences(change, language):
                yield f"  {sentence}"
            for source in change.after.sources:
                words = wording.source_words(source, language)
                yield f"  {language.say('Source: %(source)s', source=words)}"
            if page := changes.page_of(change, self._edition):
                yield f"  {self._absolute(addresses.event_page(language.tag, page))}"

    def _absolute(self, path: str) -> str:
        return addresses.absolute(self._site, path)
