"""Texts: which words are shown in which language, and what never gets into them."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from babel import Locale, localedata
from hypothesis import given
from hypothesis import strategies as st

from itinerary.model import language_parents
from itinerary.model.text import ANY, FORBIDDEN, TaggedText, Text, clean, visible
from tests.support.examples import examples

LANGUAGES = ("en", "zh", "ru")

# Arbitrary text, and text with many characters that `clean` changes.
NASTY = "\x00\x07\x0b\x1b\x1f\x7f\x85\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800\udfff"
TRICKY = st.text(st.sampled_from(NASTY + "\t\r\n \u00a0\u2002aée\u0301\u0323\u212b\u1100\u1161"))
ANYTHING = st.text() | st.text(st.characters()) | TRICKY
TAGS = st.sampled_from(["en", "zh", "zh-Hant", "zh-Hant-TW", "ru", "pt-BR", "pt", ANY, "no"])
ALL_TAGS = sorted(id.replace("_", "-") for id in localedata.locale_identifiers())
SAID = st.dictionaries(TAGS, st.text(), min_size=1)


# --- which words are shown -----------------------------------------------------------------------


def test_plain_words_are_in_the_first_language() -> None:
    assert list(Text.of("Talks", LANGUAGES)) == [("en", "Talks")]
    assert Text.of("Talks", LANGUAGES).pick("ru") == TaggedText("Talks", "en")


def test_words_by_language_are_kept_in_the_order_that_the_programme_declares() -> None:
    said = {"ru": "Переговоры", "en": "Talks", "zh": "会谈"}
    assert [tag for tag, _ in Text.of(said, ("zh", "en", "ru"))] == ["zh", "en", "ru"]


def test_languages_that_the_programme_does_not_declare_come_last_by_their_tags() -> None:
    said = {"uk": "в", "de": "d", "ru": "б", "en": "a"}
    assert [tag for tag, _ in Text.of(said, ("ru", "en"))] == ["ru", "en", "de", "uk"]


def test_order_in_the_file_does_not_matter() -> None:
    one = Text.of({"en": "Talks", "zh": "会谈", "de": "Gespräche"}, LANGUAGES)
    other = Text.of({"de": "Gespräche", "zh": "会谈", "en": "Talks"}, LANGUAGES)
    assert one == other
    assert hash(one) == hash(other)


@pytest.mark.parametrize(
    ("said", "wanted", "shown"),
    [
        ({"en": "a", "zh-Hant": "b", "zh": "c", ANY: "d"}, "zh-Hant", TaggedText("b", "zh-Hant")),
        ({"en": "a", "zh": "c", ANY: "d"}, "zh-Hant", TaggedText("d", ANY)),
        ({"en": "a", "zh": "c"}, "zh-Hant-TW", TaggedText("a", "en")),
        ({"en": "a", "zh": "c"}, "zh-TW", TaggedText("a", "en")),
        ({"en": "a", "zh": "c"}, "zh-CN", TaggedText("c", "zh")),
        ({"en": "a", "zh-Hant": "b"}, "zh-TW", TaggedText("b", "zh-Hant")),
        ({"es": "a", "es-419": "b"}, "es-MX", TaggedText("b", "es-419")),
        ({"es": "a", "es-419": "b"}, "es-ES", TaggedText("a", "es")),
        ({"pt": "a", "pt-PT": "b"}, "pt-AO", TaggedText("b", "pt-PT")),
        ({"en": "a", "zh": "b", "zh-Hans": "c"}, "zh-SG", TaggedText("b", "zh")),
        ({"en": "a", "zh": "b", "zh-Hans": "c"}, "zh-Hans", TaggedText("c", "zh-Hans")),
        ({"en": "a", "uz": "b"}, "uz-AF", TaggedText("a", "en")),
        ({"zh": "c"}, "zh-Hant", TaggedText("c", "zh")),
        ({"en": "a", ANY: "d"}, "zh-Hant", TaggedText("d", ANY)),
        ({"en": "a", ANY: "d"}, "en", TaggedText("a", "en")),
        ({"ru": "b", "en": "a"}, "zh-Hant", TaggedText("a", "en")),
        ({"ru": "b", "de": "e"}, "zh", TaggedText("b", "ru")),
        ({"zh-Hant": "b", "de": "e"}, "zh", TaggedText("e", "de")),
    ],
    ids=[
        "exact tag before base language",
        "never another script",
        "never another script, of a tag with two subtags",
        "never another script, of a territory",
        "base language of a territory",
        "the parent that CLDR names",
        "the parent in a region",
        "no region that it is not in",
        "the parent of a former territory",
        "the usual script is not named",
        "exact tag before one alike",
        "never another script, which the territory implies",
        "another script where there is nothing else",
        "mul before the declared order",
        "exact tag before mul",
        "declared order last",
        "a declared language before one that is not",
        "a variety is not taken for its base language",
    ],
)
def test_words_shown_fall_back(said: dict[str, str], wanted: str, shown: TaggedText) -> None:
    text = Text.of(said, LANGUAGES)
    assert text.pick(wanted) == shown
    assert text.to(wanted) == shown.words


@examples(60)
@given(
    wanted=st.sampled_from(ALL_TAGS), near=st.sets(st.integers(0, 5), max_size=3), data=st.data()
)
def test_every_language_of_cldr_takes_words_from_its_nearest_parent_alone(
    wanted: str, near: set[int], data: st.DataObject
) -> None:
    family = [name.replace("_", "-") for name in language_parents.parents(wanted)]
    others = data.draw(st.sets(st.sampled_from(ALL_TAGS), max_size=3))
    tags = {ANY, *others, *(family[place] for place in near if place < len(family))}
    shown = Text.of({tag: tag for tag in tags}, LANGUAGES).pick(wanted).language
    if wanted in tags:
        assert shown == wanted
    elif shown == ANY:
        assert not tags & {*family}
    else:
        between = family[: family.index(language_parents.parents(shown)[0].replace("_", "-"))]
        assert not tags & {*between}
        script = language_parents.script_of
        assert script(Locale.parse(shown, sep="-")) == script(Locale.parse(wanted, sep="-"))


def test_text_without_words_in_any_language_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one language"):
        Text(())
    with pytest.raises(ValueError, match="at least one language"):
        Text.of({}, LANGUAGES)


def test_missing_lists_the_languages_without_words_of_their_own_in_the_declared_order() -> None:
    assert Text.of("Talks", LANGUAGES).missing(LANGUAGES) == ["zh", "ru"]
    assert Text.of({"zh": "会谈"}, LANGUAGES).missing(LANGUAGES) == ["en", "ru"]
    assert Text.of(dict.fromkeys(LANGUAGES, "x"), LANGUAGES).missing(LANGUAGES) == []


def test_base_language_does_not_count_as_a_translation() -> None:
    text = Text.of({"zh": "会谈"}, ("zh", "zh-Hant"))
    assert text.missing(("zh", "zh-Hant")) == ["zh-Hant"]


def test_text_for_every_language_misses_no_language() -> None:
    assert Text.of({ANY: "Lorem Ipsum"}, LANGUAGES).missing(LANGUAGES) == []


@given(said=SAID, languages=st.lists(TAGS, min_size=1, unique=True), wanted=TAGS)
def test_every_language_is_shown_words_that_were_written(
    said: dict[str, str], languages: list[str], wanted: str
) -> None:
    text = Text.of(said, languages)
    shown = text.pick(wanted)
    assert clean(said[shown.language]) == shown.words
    if wanted in said:
        assert shown.language == wanted
    assert text.missing(languages) == (
        [] if ANY in said else [tag for tag in languages if tag not in said]
    )


@given(said=SAID, languages=st.lists(TAGS, min_size=1, unique=True))
def test_text_keeps_every_entry_once_and_clean(said: dict[str, str], languages: list[str]) -> None:
    entries = list(Text.of(said, languages))
    assert dict(entries) == {tag: clean(words) for tag, words in said.items()}
    assert len(entries) == len(said)


# --- cleaning ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "cleaned"),
    [
        ("Caf\u0065\u0301", "Caf\u00e9"),
        ("\u212bngström", "\u00c5ngström"),
        ("a\tb", "a b"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("\ufeffTalks", "Talks"),
        ("  Talks \n\n", "Talks"),
        ("\x00T\x07a\x1b\x7fl\x9fk\x85s", "Talks"),
        ("a\u2028b\u2029c", "abc"),
        ("T\ud800a", "Ta"),
        ("\x07 \x07Talks\x07 \x07", "Talks"),
        ("会谈 👩\u200d🚀", "会谈 👩\u200d🚀"),
        ("Ко\u00adфе\u00a0с молоком", "Ко\u00adфе\u00a0с молоком"),
    ],
    ids=[
        "composes accents",
        "composes singletons",
        "makes tabs spaces",
        "makes every line break a line feed",
        "drops the byte order mark",
        "strips outer white space",
        "drops control characters",
        "drops Unicode line separators",
        "drops lone surrogates",
        "strips what control characters hid",
        "keeps joiners of emoji",
        "keeps soft hyphens and no-break spaces inside",
    ],
)
def test_clean(words: str, cleaned: str) -> None:
    assert clean(words) == cleaned


def test_no_character_that_is_cleaned_away_is_printable() -> None:
    """`clean` looks for them only in words that are not printable."""
    everything = map(chr, range(sys.maxunicode + 1))
    cleaned = [c for c in everything if FORBIDDEN.match(c) or c in "\r\t"]
    assert len(cleaned) > 2000, "with the surrogates"
    assert not any(map(str.isprintable, cleaned))


@given(ANYTHING)
def test_cleaning_twice_changes_nothing(words: str) -> None:
    assert clean(clean(words)) == clean(words)


@given(ANYTHING)
def test_clean_words_can_go_into_any_calendar_line(words: str) -> None:
    cleaned = clean(words)
    assert not FORBIDDEN.search(cleaned)
    assert "\t" not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    cleaned.encode("utf-8")
    # Python, and so vdirsyncer, splits lines where we do.
    assert cleaned.splitlines() == (cleaned.split("\n") if cleaned else [])


@given(ANYTHING)
def test_cleaning_loses_nothing_that_is_visible(words: str) -> None:
    def visible(text: str) -> str:
        """Return words in NFD, without white space and forbidden characters."""
        kept = FORBIDDEN.sub("", text)
        return unicodedata.normalize("NFD", "".join(unicodedata.normalize("NFD", kept).split()))

    assert visible(clean(words)) == visible(words)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126)))
def test_printable_ascii_stays_as_it_is(words: str) -> None:
    assert clean(words) == words


def test_visible_changes_only_invisible_characters() -> None:
    assert visible("会谈 – a/b") == "会谈 – a/b"
    assert visible("a\u00a0b\u200b") == "a<U+00A0>b<U+200B>"
