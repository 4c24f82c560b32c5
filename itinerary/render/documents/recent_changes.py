"""The newest changes of a programme as JSON, from which a page tells its reader what is new."""

from __future__ import annotations

from collections.abc import Sequence

from itinerary.ledger import Edition, LogEntry
from itinerary.render import addresses
from itinerary.render.compact_json import compact
from itinerary.render.words import changes, word_marks
from itinerary.render.words.language import Language

MOST_RECENT = 100
"""The most changes that the document has, of whole editions, unless one alone has more."""


def recent_changes(edition: Edition, log: Sequence[LogEntry], language: Language) -> bytes:
    """Render the changes in `log`, newest first, in a language.

    `edition` is the number of the edition. `changes` has each change with the edition that made it,
    the UID and the title of the event, its change in one sentence, and the path of its page from
    the folder of the agenda, if it has a page; its `language` if it is not said in the one asked
    for. `since` is the edition after which no change is missing.
    """
    found: list[dict[str, object]] = []
    since = edition.number
    for entry in log:
        # The first edition has nothing before it.
        told = entry.changes if entry.number > 1 else ()
        if found and len(found) + len(told) > MOST_RECENT:
            break
        found += (
            {
                "edition": entry.number,
                "uid": change.after.uid,
                "title": change.after.title.to(language.tag),
                **_words(changes.sentences(change, language)[0], language),
                "page": _page(changes.page_of(change, edition), language),
            }
            for change in told[:MOST_RECENT]
        )
        since = entry.number - 1
    document = {"edition": edition.number, "since": since, "changes": found}
    return compact(document).encode() + b"\n"


def _words(sentence: str, language: Language) -> dict[str, str]:
    words = {"words": word_marks.without(sentence)}
    spoken = word_marks.language_of(sentence, language.words, language.tag)
    return words if spoken == language.tag else words | {"language": spoken}


def _page(id: str | None, language: Language) -> str | None:
    if id is None:
        return None
    return addresses.event_page(language.tag, id).removeprefix(addresses.home(language.tag))
