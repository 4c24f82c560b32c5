"""Keys and values that authors know from other formats, and what they are called in this one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

KEYS = {
    "publisher": "organiser organizer organisers organizers owner editor",
    "when": "date dates day time times datetime start starts begin begins from end ends finish stop"
    " start-time end-time start-date end-date begin-time begin-date starts-at ends-at dtstart dtend"
    " duration",
    "title": "name label heading headline subject event called caption",
    "name": "title label called full-name firstname lastname",
    "who": "name author publisher speaker by",
    "place": "location venue room hall stage city where at address geo",
    "in": "inside within venue city building area region parent part-of",
    "address": "street location addr postal-address where",
    "coordinates": "geo position latlng latlon lat lon lng latitude longitude gps coords",
    "parties": "party speaker speakers artist artists performer performers presenter presenters"
    " host hosts guest guests participant participants attendee attendees"
    " person persons people who with cast band bands lineup line-up",
    "organiser": "organizer organizers organisers organised-by organized-by promoter",
    "tags": "tag keyword keywords hashtag hashtags labels",
    "columns": "map mapping column fields",
    "day-first": "month-first date-order",
    "tracks": "track stream streams strand strands",
    "categories": "category tag tags track tracks type types topic topics genre genres kind section"
    " theme keyword keywords",
    "kind": "type category",
    "link": "url website web www homepage home-page site href uri links",
    "feature": "features type kind offers",
    "online": "virtual remote zoom meeting webinar join video-call videocall hybrid",
    "spoken": "language languages lang in-language spoken-language spoken-languages",
    "doors": "door doors-open opening entry admission",
    "registration": "register rsvp signup sign-up booking book tickets ticket enrolment",
    "price": "cost costs prices fee fees charge admission-fee",
    "capacity": "seats places-available maximum-attendees max-attendees limit",
    "level": "difficulty audience experience",
    "age": "ages minimum-age min-age age-limit",
    "accessibility": "accessible wheelchair barrier-free",
    "recording": "video vod replay recorded",
    "result": "results outcome score minutes-of-meeting",
    "affiliation": "company employer institution institute university",
    "access": "how instructions",
    "by": "until deadline closes",
    "press": "media journalists reporters press-office",
    "call": "call-time press-call arrival arrive",
    "entrance": "gate door entry",
    "accreditation": "accreditations credentials accredit badge badges",
    "live": "livestream live-stream stream webcast broadcast",
    "deadlines": "deadline due closing-dates",
    "about": "events event for regarding",
    "words": "wording terms names",
    "links": "link url website web www homepage home-page site href uri",
    "url": "link href uri src file path address",
    "site": "url website web www homepage home-page link base-url domain",
    "contact": "email e-mail mail",
    "logo": "logotype brand emblem icon image",
    "header": "header-image hero banner cover masthead image",
    "image": "photo picture pic img logo poster thumbnail banner portrait avatar header images",
    "alt": "caption description title text",
    "credit": "author photographer copyright by",
    "colour": "colors colours background-color",
    "zone": "timezone time-zone tz tzid",
    "zones": "timezones time-zones",
    "languages": "lang langs language locale locales",
    "days": "date dates when start end from to start-date end-date period",
    "day-starts": "day-start starts day-begins day-boundary day-change new-day",
    "text": "description desc body content words fact",
    "description": "desc body text content abstract details detail bio biography about note notes"
    " info markdown",
    "summary": "subtitle tagline teaser lead intro short abstract",
    "status": "state cancelled canceled cancel postponed tentative confirmed",
    "sources": "source cite citation citations reference references ref refs",
    "repeat": "recurrence recurring repeats repeated rrule every frequency",
    "every": "freq frequency interval rhythm each",
    "until": "end ends to stop last",
    "dates": "rdate rdates also additional extra",
    "ahead": "horizon",
    "times": "count number repetitions occurrences repeat",
    "except": "exdate exdates exceptions exception excluding without skip not-on",
    "after": "follows following depends depends-on previous",
    "reason": "why because cause",
    "id": "key slug identifier guid",
    "length": "duration minutes",
    "role": "as function position job",
    "party": "id name who person speaker",
    "licence": "license copyright rights terms",
    "published": "since publication first-published",
    "events": "event program programme schedule sessions talks items agenda",
    "places": "place venue venues location locations room rooms city cities",
    "accept": "ignore ignored silence disable noqa",
    "warning": "name code rule",
    "was": "formerly old-id renamed previous-id",
}
"""The words for each key. If a word can mean several keys, the first one that is allowed in its
place is suggested."""

VALUES = {
    "cancelled": "canceled cancel called-off dropped deleted",
    "tentative": "provisional expected planned unconfirmed draft maybe",
    "postponed": "delayed rescheduled deferred moved",
    "confirmed": "definite fixed scheduled",
    "organisation": "company group band team body institution ensemble society",
    "break": "pause coffee lunch intermission interval recess",
    "accredited": "accreditation badge credentials",
    "photo-opportunity": "photo photocall photo-call photo-op camera-spray",
    "host-broadcaster": "host tv",
    "slides": "slide presentation deck",
    "stream": "live livestream live-stream",
    "tickets": "ticket booking",
    "document": "paper pdf handout",
    "video": "camera conference video-call videocall",
    "audio": "sound voice",
    "chat": "text messages messaging",
    "phone": "telephone call dial-in",
    "screen": "screen-share screenshare presentation",
    "moderator": "host moderators",
    "person": "human individual artist speaker performer musician",
    "remove": "delete drop",
    "icalendar": "ics ical",
    "table": "csv tsv",
    "spreadsheet": "xlsx xls ods excel",
    "schedule-xml": "frab pentabarf xml",
    "schedule-json": "json",
    "json-ld": "jsonld html schema.org page",
}
"""The words for values."""


def ours(word: str, known: Collection[str]) -> str:
    """Return a hint with the one of the `known` keys that other formats call `word`, or nothing."""
    key = next((key for key in _meant(word, KEYS) if key in known), "")
    return f"write {key}: …" if key else ""


def value_of_ours(word: str, choices: Collection[str]) -> str:
    """Return a hint with the one of the `choices` of a key that other formats call `word`, or
    nothing."""
    value = next((value for value in _meant(word, VALUES) if value in choices), "")
    return f"write {value}" if value else ""


def _meant(word: str, table: Mapping[str, str]) -> Iterator[str]:
    bare = _bare(word)
    return (own for own, words in table.items() if bare in map(_bare, words.split()))


def _bare(word: str) -> str:
    """Return a word in the form for comparisons: `startTime`, `start_time` and `start-time` are
    equal."""
    return word.casefold().replace("_", "").replace("-", "").replace(" ", "")
