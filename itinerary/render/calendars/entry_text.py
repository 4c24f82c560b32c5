"""The title and the description of an event's entry in a calendar."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence

from itinerary.model.itinerary import DeadlineKind, Event, Status
from itinerary.model.when import Timed
from itinerary.render.calendars.client_text import cut, without_breaks, without_tags
from itinerary.render.words import fact_wording, markdown, wording
from itinerary.render.words.language import Language

SUMMARY_LENGTH = 255
"""Characters of the longest title that Proton takes; it refuses an event with a longer one."""

VISIBLE_LENGTH = 120
"""Characters of a title that a calendar shows where it has room: words that stand after the title
have to be within them."""

DESCRIPTION_LENGTH = 3000
_TIME_LENGTH = 500
_AUTHOR_LENGTH = 700
"""Characters of a description at most; of what it says about the time; and those that the author's
words have at least, if details take the rest."""


def summary(event: Event, language: Language, *, short: bool = False) -> str:
    """Return the title of an event's entry with what is not known of its time, and whether it is
    off, in words.

    The title is cut only for the words after it: those before it are visible anyway. It has at
    most SUMMARY_LENGTH characters, and VISIBLE_LENGTH if words follow the title. A `short` title
    has no words after it.
    """
    before, after = wording.around_title(event, language)
    after = "" if short else after
    title = " ".join(without_breaks(wording.title_words(event, language)).split())
    apart = bool(before or after) and language.isolated(title) != title
    around = len(before.strip()) + len(after.strip()) + 2
    room = (VISIBLE_LENGTH if after else SUMMARY_LENGTH) - around
    title = cut(title, room - 2 * apart)
    return f"{before}{language.isolated(title) if apart else title}{after}"


def _always(_text: str) -> bool:
    return True


def description(
    event: Event, language: Language, page: str, fits: Callable[[str], bool] = _always
) -> str:
    """Return the text of an event's entry: what is known of its time, the author's words, details,
    and last the address of its `page` (Google and several phones do not show URL).

    While `fits` is false of it, whole lines are left out: first the author's, which the page has in
    full, then details, the last one first. The first line and the page always stay.
    """
    time, author, details = _parts(event, language, page)

    def with_lines(count: int) -> str:
        kept = author[: max(count - len(time) - len(details), 0)]
        if len(kept) < len(author):
            while kept and not kept[-1]:
                kept = kept[:-1]
            kept = [*kept, "…"]
        foot = [*details[: max(count - len(time), 0)], page]
        return "\n\n".join("\n".join(part) for part in (time[:count], kept, foot) if part)

    total = len(time) + len(author) + len(details)
    if fits(whole := with_lines(total)):
        return whole
    too_many = bisect_left(range(1, total), True, key=lambda count: not fits(with_lines(count)))
    return with_lines(max(1, too_many))


def _parts(event: Event, language: Language, page: str) -> tuple[list[str], list[str], list[str]]:
    """Return the lines about the time, the author's and the details', cut so that they and the
    address of the page stay within DESCRIPTION_LENGTH."""
    time, author, details = (
        without_tags(without_breaks("\n".join(filter(None, lines))))
        for lines in (
            _time_lines(event, language),
            _author_lines(event, language),
            _detail_lines(event, language),
        )
    )
    details = cut(details, DESCRIPTION_LENGTH - _AUTHOR_LENGTH - len(page))
    time = cut(time, _TIME_LENGTH)
    author = cut(author, DESCRIPTION_LENGTH - len(time) - len(details) - len(page) - 5)
    return _lines(time), _lines(author), _lines(details)


def _lines(text: str) -> list[str]:
    return text.split("\n") if text else []


def _time_lines(event: Event, language: Language) -> Sequence[str]:
    say = language.say
    if event.former:
        lines = [wording.open_again_words(event, language)]
        if event.status is Status.POSTPONED:
            lines.append(wording.status_words(event, language))
        return lines
    lines = [wording.when_words(event, language)]
    if after := wording.after_words(event, language):
        lines[0] = say("%(words)s (%(more)s)", words=lines[0], more=after)
    if isinstance(event.when, Timed) and event.when.end is None and not event.deadline:
        length = language.length(event.usual_length)
        if "end" in event.without:
            lines.append(say("There is no set end; shown as %(length)s.", length=length))
        else:
            lines.append(say("The end was not announced; shown as %(length)s.", length=length))
    if event.is_break and event.withdrawn and event.status is Status.CANCELLED:
        lines.append(say("It is a break now, and not in calendars."))
    elif event.status is not Status.CONFIRMED:
        lines.append(wording.status_words(event, language))
    return lines


def _author_lines(event: Event, language: Language) -> Sequence[str]:
    say, tag = language.say, language.tag
    result = event.result and markdown.plain(event.result.to(tag))
    return [
        say("Result: %(result)s", result=result) if result else "",
        event.summary.to(tag) if event.summary else "",
        markdown.plain(event.description.to(tag)) if event.description else "",
    ]


def _detail_lines(event: Event, language: Language) -> Sequence[str]:
    say, tag = language.say, language.tag
    lines = []
    if event.parties:
        who = language.series(wording.party_words(p, language) for p in event.parties)
        lines.append(say("With: %(who)s", who=who))
    houses = dict.fromkeys(place.addressed() for place in event.places)
    addresses = [at.address.to(tag) for at in houses if at and at.address]
    lines += [say("Address: %(address)s", address=address) for address in addresses]
    lines += [fact.line(language) for fact in fact_wording.facts(event, language)]
    lines += [fact.line(language) for fact in fact_wording.press_facts(event, language)]
    if event.deadline and event.deadline.kind is DeadlineKind.OTHER and event.deadline.about:
        named = (about.title.to(tag) for about in event.deadline.about)
        titles = language.series(say("“%(title)s”", title=title) for title in named)
        lines.append(say("About: %(titles)s", titles=titles))
    lines += [
        say("%(label)s: %(url)s", label=wording.link_words(link, language), url=link.url)
        for link in event.links
    ]
    lines += [
        say("Source: %(source)s", source=wording.source_words(source, language))
        for source in event.sources
    ]
    return lines
