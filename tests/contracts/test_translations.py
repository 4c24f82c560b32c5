"""All messages of the product are translated, and compiled catalogues match their sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po
from flask.testing import FlaskClient

from itinerary.ledger import Edition
from itinerary.render.words.language import TRANSLATIONS, Language
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import PROGRAMMES, ROOT, SITE

TRANSLATED = sorted(file.name for file in TRANSLATIONS.iterdir() if file.is_dir())
NOTES = (ROOT / "tools" / "translators_notes.py").read_text("utf-8")


def catalog(tag: str) -> Catalog:
    with (TRANSLATIONS / tag / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=tag)


@cache
def messages() -> set[str | tuple[str, ...]]:
    keywords: dict[str, tuple[int, ...] | None] = {
        "_": None,
        "gettext": None,
        "say": None,
        "ngettext": (1, 2),
    }
    found = extract_from_dir(
        ROOT,
        method_map=[("itinerary/**.py", "python"), ("templates/**.html", "jinja2")],
        keywords=keywords,
        directory_filter=lambda path: not Path(path).name.startswith((".", "node_modules")),
    )
    return {message for _, _, message, _, _ in found}


def forms_of_one_number(tag: str) -> set[int]:
    """Return the forms of the plural that stand for one number alone: in Arabic of 0, 1, 2."""
    form_of = Language.of(tag.replace("_", "-")).catalog.plural  # type: ignore[attr-defined]
    counted = Counter(map(form_of, range(300)))
    return {form for form, numbers in counted.items() if numbers == 1}


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_message_is_translated(tag: str) -> None:
    known = {message.id: message for message in catalog(tag) if message.id}
    exact = forms_of_one_number(tag)
    said = messages()
    assert len(said) > 50
    assert said == set(known), "run: make translations"
    for id, message in known.items():
        string = message.string
        strings = [str(s) for s in (string if isinstance(string, tuple | list) else (string,))]
        assert all(strings), f"not translated: {id}"
        assert not message.fuzzy
        for form, one in enumerate(strings):
            wanted = set(re.findall(r"%\(\w+\)[sd]", str(id)))
            if form in exact and "%(num)d" not in one:  # one event, two events: a word says it
                wanted -= {"%(num)d"}
            assert set(re.findall(r"%\(\w+\)[sd]", one)) == wanted, id


CATEGORIES = ("zero", "one", "two", "few", "many", "other")


@pytest.mark.parametrize("tag", TRANSLATED)
def test_plural_forms_are_those_of_cldr_in_its_order(tag: str) -> None:
    # Babel's own rule for Arabic has the last two the other way round. Of 0 and 1 CLDR and
    # gettext think differently in some languages.
    plural, known = Language.of(tag.replace("_", "-")).catalog, Locale.parse(tag)
    forms: dict[str, set[int]] = {}
    for n in range(2, 300):
        forms.setdefault(known.plural_form(n), set()).add(plural.plural(n))  # type: ignore[attr-defined]
    of_each = [forms[category] for category in CATEGORIES if category in forms]
    assert all(len(one) == 1 for one in of_each)
    assert of_each == sorted(of_each, key=min)


def test_template_of_own_words_has_every_message() -> None:
    with (TRANSLATIONS / "messages.pot").open("rb") as file:
        listed = {message.id for message in read_po(file) if message.id}
    assert listed == messages(), "run: make translations"


def test_every_message_of_one_word_has_a_note_for_translators() -> None:
    noted = set(re.findall(r"^    _\(\"(.+)\"\)$", NOTES, re.M))
    assert noted <= messages(), "these are not messages any more"
    alone = {id for id in messages() if isinstance(id, str) and " " not in id.strip()}
    assert alone <= noted, "write what they mean into tools/translators_notes.py"


@pytest.mark.parametrize("tag", TRANSLATED)
def test_compiled_catalogue_matches_source(tag: str) -> None:
    compiled = (TRANSLATIONS / tag / "LC_MESSAGES" / "messages.mo").read_bytes()
    fresh = BytesIO()
    write_mo(fresh, catalog(tag))

    def strings(data: bytes) -> dict[object, object]:
        return {str(m.id): m.string for m in read_mo(BytesIO(data)) if m.id}

    assert strings(compiled) == strings(fresh.getvalue()), "run: make translations"


@pytest.mark.parametrize(
    ("tag", "full", "near", "months", "years"),
    [
        (
            "en",
            "Thursday, 16 May 2024",
            "16–17 May 2024",
            "30 November – 1 December 2024",
            "31 December 2024 – 1 January 2025",
        ),
        (
            "zh",
            "2024年5月16日星期四",
            "2024年5月16日至17日",
            "2024年11月30日至12月1日",
            "2024年12月31日至2025年1月1日",
        ),
        (
            "ru",
            "четверг, 16 мая 2024 г.",
            "16–17 мая 2024 г.",
            "30 ноября – 1 декабря 2024 г.",
            "31 декабря 2024 г. – 1 января 2025 г.",
        ),
    ],
)
def test_days_are_written_as_cldr_writes_them(
    tag: str, full: str, near: str, months: str, years: str
) -> None:
    speech = Language.of(tag)

    def plain(words: str) -> str:
        return re.sub(r"\s", " ", words)

    assert plain(speech.day(date(2024, 5, 16))) == full
    assert plain(speech.days(date(2024, 5, 16), date(2024, 5, 17))) == near
    assert plain(speech.days(date(2024, 11, 30), date(2024, 12, 1))) == months
    assert plain(speech.days(date(2024, 12, 31), date(2025, 1, 1))) == years


@pytest.mark.parametrize(
    ("tag", "hour", "ninety", "day"),
    [
        ("en", "1 hour", "90 minutes", "1440 minutes"),
        ("zh", "1小时", "90分钟", "1440分钟"),
        ("ru", "1 час", "90 минут", "1440 минут"),
    ],
)
def test_lengths_are_exact(tag: str, hour: str, ninety: str, day: str) -> None:
    speech = Language.of(tag)
    for length, words in ((60, hour), (90, ninety), (1440, day)):
        said = speech.length(timedelta(minutes=length)).replace("\xa0", " ").replace(",", "")
        assert re.sub(r"(?<=\d)\s(?=\d{3})", "", said) == words


@pytest.mark.parametrize(
    ("when", "english"), [("2024", "2024"), ("2024-05", "May 2024"), ("2024-05-14", "14 May 2024")]
)
def test_a_source_s_date_is_as_exact_as_it_was_given(when: str, english: str) -> None:
    assert Language.of("en").said_on(when) == english


def test_language_without_catalogue_is_english_with_own_dates() -> None:
    basque = Language.of("eu")
    assert basque.say("Where") == "Where"
    assert basque.days(date(2024, 5, 16), date(2024, 5, 17)) == "2024(e)'ko maiatza 16–17"
    assert Language.of("zh-Hans").say("Where") == "地点"


@pytest.mark.parametrize("tag", TRANSLATED)
def test_sentences_in_a_row_have_one_full_stop_each(tag: str) -> None:
    language = Language.of(tag.replace("_", "-"))
    stop = language.say(". ").strip()
    said = language.sentences(
        [
            language.say("Everything is in one city: %(place)s.", place="ABC"),
            language.say("No city was announced yet."),
            "ABC",
        ]
    )
    assert said.endswith(f"ABC{stop}")
    assert said.count(stop) == 3, said


# --- no message bypasses the catalogues ----------------------------------------------------------

# Comments, regular expressions, and strings of a script, in the order in which they are read.
LITERAL = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r"|(?<=[(=,:!&|?{};])[ ]?/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/"
    r"|\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`",
    re.DOTALL,
)
# Names of the browser's API, and `utc gmt`, which is searched for and never shown.
NAMES = re.compile(r"\w+Error|Escape|Enter|Tab|Home|End|Delete|Backspace|(?:Arrow|Page)\w+|utc gmt")


def said_by(script: str) -> list[str]:
    """Return the strings in a script that are meant for people: those with two words in a row, an
    initial capital, or letters that are not ASCII."""
    found = [next(filter(None, match.groups()), "") for match in LITERAL.finditer(script)]
    words = [re.sub(r"\$\{[^{}]*\}|<[^<>]*(?:>|$)", "", literal).strip() for literal in found]
    return [
        one
        for one in words
        if re.search(r"[A-Za-z]{2,} [A-Za-z]{2,}|^[A-Z][a-z]|[^\W\d_a-zA-Z]{2}", one)
        and not NAMES.fullmatch(one)
        and not one.startswith((".", "#", "["))  # selectors
    ]


def test_scripts_contain_no_text_for_people() -> None:
    scripts = sorted((ROOT / "itinerary" / "static").rglob("*.js"))
    assert scripts
    assert {file.name: said for file in scripts if (said := said_by(file.read_text("utf-8")))} == {}


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("x.textContent = 'Copied';", ["Copied"]),
        ("say(`${count} events are shown`); // Not this", ["events are shown"]),
        ("const a = b.replace(/'/g, ''); c = \"not today\";", ["not today"]),
        ("p.innerHTML = '<p class=\"x\">Saved two hours ago</p>'", ["Saved two hours ago"]),
        ("x = 'сегодня'", ["сегодня"]),
        ("if (event.key === 'Escape') close('.act button', `${a}:${b}`, 'en-GB')", []),
    ],
)
def test_text_for_people_in_script_is_found(script: str, said: list[str]) -> None:
    assert said_by(script) == said


SHOWN = {"alt", "aria-label", "aria-description", "placeholder", "title"}
UNSAID = ("script", "style", "code", "pre", "kbd", "samp", "textarea")


class Words(HTMLParser):
    """The text of a page in its own language: its text nodes, and attributes that are shown, read
    out or passed to scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []
        self.texts: list[str] = []  # what is said, without attributes, titles and drawings
        self.tag = re.search(r'<html lang="([^"]+)', html)
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        language = given.get("lang")
        foreign = bool(language and self.tag and language != self.tag[1]) or tag in UNSAID
        if not (foreign or self.foreign()):
            self.said += [value for name, value in given.items() if name in SHOWN]
            # Attributes pass scripts their messages, and lists of ids, which have no capitals.
            self.said += [
                value
                for name, value in given.items()
                if name.startswith("data-") and value.lower() != value
            ]
            about = given.get("name", given.get("property", ""))
            if tag == "meta" and about.endswith(("title", "description", "alt", "name")):
                self.said.append(given["content"])
        if f"</{tag}>" in self.rawdata:
            self.open.append((tag, foreign))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.foreign():
            self.said.append(data)
            if not any(tag in ("title", "svg", "option") for tag, _ in self.open):
                self.texts.append(data)

    def foreign(self) -> bool:
        return any(foreign for _, foreign in self.open)


PROGRAMS = {"curl", "khal", "vdirsyncer"}
# A run of words in Latin letters; parts of addresses do not count as words.
LATIN = re.compile(r"(?<![\w./@:#?&=-])[A-Za-z'’]+(?:[ -][A-Za-z'’]+)*(?![\w/@:=-]|[.?][\w])")


# What bypasses the catalogues is found in any language by tests/contracts/test_pseudo_locale.py.
LATIN_LETTERS = {"fr", "es"}


def english(words: str) -> Iterator[str]:
    """Yield the runs of Latin letters with at least one word that is not a name."""
    for run in LATIN.findall(words):
        if re.search(r"\b[a-z]{3,}\b", run):
            yield run


@cache
def known_in(tag: str, programme: str) -> str:
    """Return all text that may be in Latin letters: translations, and the programme's own words."""
    strings = [message.string for message in catalog(tag) if message.id]
    said = [s for one in strings for s in (one if isinstance(one, tuple | list) else [one])]
    return "\n".join([*map(str, said), PROGRAMMES[programme].read_text("utf-8")])


def test_pages_in_other_languages_have_no_words_in_english(
    client_of: Callable[[str], FlaskClient], editions: dict[str, Edition]
) -> None:
    found = {}
    for programme in ("visit", "tour"):
        client = client_of(programme)
        for path in site_paths.pages(Publication(editions[programme], SITE)):
            tag = path.split("/")[1]
            if tag in TRANSLATED and tag not in LATIN_LETTERS:
                said = "\n".join(Words(client.get(path).text).said)
                known = known_in(tag, programme)
                found[path] = {w for w in english(said) if w not in known} - PROGRAMS
    assert len(found) > 20
    assert {path: words for path, words in found.items() if words} == {}


def test_english_words_in_page_are_found() -> None:
    page = Words(
        '<html lang="zh"><p data-note="Saved just now">你好 <b>Read more</b> Outlook'
        '<i lang="en">not this</i><input placeholder="Search the events"></p>'
        "<code>nor this</code> https://or.example/this or"
    )
    found = [run for said in page.said for run in english(said)]
    assert found == ["Saved just now", "Read more", "Search the events"]
