"""What is known of an event beside its time, place and people, as labelled facts: doors, access,
registration, price, languages. Pages, calendars, print and the terminal say the same ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from itinerary.model.itinerary import (
    Event,
    Online,
    OnlineFeature,
    Press,
    PressAccess,
    Recording,
    Registration,
)
from itinerary.model.text import Text
from itinerary.model.when import Day, Timed
from itinerary.render.words import place_wording
from itinerary.render.words.language import Language, _
from itinerary.render.words.wording import deadline_words, short_address
from itinerary.value import Value

_SIGNED = {
    "ase": _("American Sign Language"),
    "bfi": _("British Sign Language"),
    "csl": _("Chinese Sign Language"),
    "fsl": _("French Sign Language"),
    "gsg": _("German Sign Language"),
    "ils": _("International Sign"),
    "rsl": _("Russian Sign Language"),
}

_FEATURES = {
    OnlineFeature.AUDIO: _("sound"),
    OnlineFeature.CHAT: _("chat"),
    OnlineFeature.FEED: _("news feed"),
    OnlineFeature.MODERATOR: _("for moderators"),
    OnlineFeature.PHONE: _("by telephone"),
    OnlineFeature.SCREEN: _("shared screen"),
    OnlineFeature.VIDEO: _("video"),
}


class FactPart(Value):
    """A part of a fact in words of a language: `text` where they are the author's own, `link` where
    they lead, `moment` the time that they say, `party` the id of who is named."""

    words: str
    text: Text | None = None
    link: str | None = None
    moment: datetime | None = None
    party: str | None = None


class EventFact(Value):
    """A fact of an event: the key that the file has for it, what it is about, and what is known."""

    key: str
    label: str
    parts: tuple[FactPart, ...]

    def line(self, language: Language) -> str:
        """Return the fact in one line of plain text: Registration: until 10 May 2024; At the door;
        https://tickets.example/gala."""
        parts = language.row(language.say("; "), (_plain(part) for part in self.parts))
        return language.say("%(label)s: %(words)s", label=self.label, words=parts)


def _plain(part: FactPart) -> str:
    if part.link and part.link.startswith("http"):
        return part.link if part.words == short_address(part.link) else f"{part.words} {part.link}"
    return part.words


def facts(event: Event, language: Language) -> tuple[EventFact, ...]:
    """Return what is known of an event, in the order in which people need it."""
    say = language.say
    of_party = [
        FactPart(p.name.to(language.tag), text=p.name, party=p.id) for p in event.organisers
    ]
    found = (
        ("doors", say("Doors open"), _doors(event, language)),
        ("online", say("Online"), _online(event.online, language)),
        ("registration", say("Registration"), _registration(event.registration, event, language)),
        ("price", say("Price"), _own([event.price], language)),
        ("capacity", say("Capacity"), _own([event.capacity], language)),
        ("spoken", _languages_label(event, language), _languages(event, language)),
        ("level", say("Level"), _own([event.level], language)),
        ("age", say("Age"), _own([event.age], language)),
        ("accessibility", say("Accessibility"), _own([event.accessibility], language)),
        ("organiser", say("Organiser") if len(of_party) == 1 else say("Organisers"), of_party),
        ("contact", say("Contact"), _contact(event.contact)),
        ("tags", say("Tags"), _own(event.tags, language)),
        ("recording", say("Recording"), _recording(event.recording, language)),
    )
    listed = ((key, label, tuple(parts)) for key, label, parts in found)
    return tuple(EventFact(key, label, parts) for key, label, parts in listed if parts)


def press_facts(event: Event, language: Language, said: str | None = None) -> tuple[EventFact, ...]:
    """Return what the press has to know of an event, in the order of media advisories. `said` is
    the key of a time zone that the text around it has named already."""
    press, say = event.press, language.say
    if press is None:
        return ()
    found = (
        ("press-access", say("Press access"), _access(press, language)),
        ("press-call", say("Press call"), _call(event, press, language)),
        ("press-entrance", say("Press entrance"), _entrance(press, language)),
        (
            "accreditation",
            say("Accreditation"),
            _registration(press.accreditation, event, language, said),
        ),
        ("live", say("Live for the press"), [_leading(press.live)] if press.live else []),
        ("press-contact", say("Press contact"), _press_contact(press, language)),
    )
    listed = ((key, label, tuple(parts)) for key, label, parts in found)
    return tuple(EventFact(key, label, parts) for key, label, parts in listed if parts)


_ACCESS = {
    PressAccess.OPEN: _("open to the press"),
    PressAccess.ACCREDITED: _("accredited media"),
    PressAccess.INVITED: _("invited media only"),
    PressAccess.HOST_BROADCASTER: _("host broadcaster"),
    PressAccess.POOL: _("press pool"),
    PressAccess.PHOTO: _("photo opportunity"),
    PressAccess.DOORSTEP: _("doorstep statement"),
    PressAccess.CLOSED: _("closed to the press"),
}


def _access(press: Press, language: Language) -> Iterator[FactPart]:
    if press.access:
        yield FactPart(language.series(language.say(_ACCESS[kind]) for kind in press.access))
    yield from _own([press.access_note], language)


def _call(event: Event, press: Press, language: Language) -> Iterator[FactPart]:
    moment, first = event.press_call, event.when and event.when.first
    if moment is None:
        if isinstance(press.call_at, Day):
            yield FactPart(deadline_words(press.call_at, event, language))
        elif press.call:
            yield FactPart(language.clock(press.call))
        return
    clock = language.clock(moment)
    if moment.date() != first:
        clock = language.day_comma.join((language.brief_day(moment.date()), clock))
    yield FactPart(clock, moment=moment)


def _entrance(press: Press, language: Language) -> Iterator[FactPart]:
    if press.entrance_place:
        yield FactPart(place_wording.place_words(press.entrance_place, language))
    yield from _own([press.entrance], language)


def _press_contact(press: Press, language: Language) -> Iterator[FactPart]:
    """Yield the contact, with a link where it is an address or a number and nothing else."""
    if press.contact is None:
        return
    words = press.contact.to(language.tag)
    if re.fullmatch(r"https?://\S+|[^@\s<>\"]+@[^@\s<>\"]+|\+?[0-9][0-9 ()/.-]{4,28}[0-9]", words):
        yield from _contact(words)
    else:
        yield FactPart(words, text=press.contact)


def spoken_words(tag: str, language: Language) -> str:
    """Return the name of a language that is spoken or signed: English, 英语, английский."""
    if tag in _SIGNED:
        return language.say(_SIGNED[tag])
    names = language.locale.languages
    base, _sep, rest = tag.partition("-")
    name = names.get(tag.replace("-", "_")) or names.get(base) or tag
    known = names.get(tag.replace("-", "_")) or not rest
    return name if known else language.say("%(words)s (%(more)s)", words=name, more=rest)


def _own(texts: Iterable[Text | None], language: Language) -> Iterator[FactPart]:
    """Yield the author's own words."""
    for text in texts:
        if text:
            yield FactPart(text.to(language.tag), text=text)


def _leading(url: str) -> FactPart:
    """Return a link by its address."""
    return FactPart(short_address(url), link=url)


def _doors(event: Event, language: Language) -> Iterator[FactPart]:
    opening, first = event.doors_open, event.when and event.when.first
    if opening is None:
        yield from (FactPart(language.clock(doors)) for doors in (event.doors,) if doors)
        return
    clock = language.clock(opening)
    if opening.date() != first:
        clock = language.day_comma.join((language.brief_day(opening.date()), clock))
    yield FactPart(clock, moment=opening)


def _online(online: Online | None, language: Language) -> Iterator[FactPart]:
    if online is None:
        return
    if online.url:
        yield _leading(online.url)
    if online.features:
        yield FactPart(language.series(language.say(_FEATURES[f]) for f in online.features))
    yield from _own([online.access], language)
    if online == Online():
        yield FactPart(language.say("how to attend is to be announced"))


def _registration(
    registration: Registration | None, event: Event, language: Language, said: str | None = None
) -> Iterator[FactPart]:
    if registration is None:
        return
    by = registration.by
    if isinstance(by, Day | Timed):
        words = language.say("until %(time)s", time=deadline_words(by, event, language, said))
        yield FactPart(words, moment=by.start if isinstance(by, Timed) else None)
    yield from _own([registration.note], language)
    if registration.link:
        yield _leading(registration.link)


def _languages_label(event: Event, language: Language) -> str:
    return language.say("Language") if len(event.spoken) == 1 else language.say("Languages")


def _languages(event: Event, language: Language) -> Iterator[FactPart]:
    if event.spoken:
        yield FactPart(language.series(spoken_words(tag, language) for tag in event.spoken))


def _contact(contact: str | None) -> Iterator[FactPart]:
    if contact is None:
        return
    if contact.startswith(("http://", "https://")):
        yield _leading(contact)
    elif "@" in contact:
        yield FactPart(contact, link=f"mailto:{contact}")
    else:
        number = "".join(sign for sign in contact if sign.isdigit() or sign == "+")
        yield FactPart(contact, link=f"tel:{number}")


def _recording(recording: Recording | None, language: Language) -> Iterator[FactPart]:
    if recording is None:
        return
    yield _leading(recording.url)
    licence = recording.licence
    if licence:
        yield FactPart(licence.name.to(language.tag), text=licence.name, link=licence.link)
