"""The product's words in another language than the page: as elements with `lang`."""

from __future__ import annotations

import gettext
from urllib.parse import quote

import pytest

from itinerary.render.words import word_marks
from itinerary.render.words.language import Language
from itinerary.render.words.word_marks import MarkedWords

WORDS = MarkedWords(gettext.NullTranslations())
WHERE = WORDS.gettext("Where")
WITH = WORDS.gettext("With: %(who)s")


def html(page: str, *, leftwards: bool = False) -> str:
    tag = "ur" if leftwards else "eu"
    return word_marks.html(page, words="en", tag=tag, leftwards=leftwards)


@pytest.mark.parametrize(
    ("page", "marked"),
    [
        (f'<p class="a">{WHERE}</p>', '<p class="a" lang="en">Where</p>'),
        (f'<p data-a="1 > 0">{WHERE}</p>', '<p data-a="1 > 0" lang="en">Where</p>'),
        (f"<p>{WHERE}: Bilbo</p>", '<p><span lang="en">Where</span>: Bilbo</p>'),
        (f'<p lang="fr">{WHERE}</p>', '<p lang="fr"><span lang="en">Where</span></p>'),
        (
            f"<p>{WITH % {'who': '<b>Ane</b>'}}</p>",
            '<p><span lang="en">With: <span lang="eu"><b>Ane</b></span></span></p>',
        ),
        (f"<p>{WITH % {'who': WHERE}}</p>", '<p lang="en">With: Where</p>'),
        (f"<p>{WITH % {'who': '12'}}</p>", '<p lang="en">With: 12</p>'),
        (f'<a title="{WHERE}">x</a>', '<a title="Where">x</a>'),
        (f"<title>{WHERE} · Jaia</title>", "<title>Where · Jaia</title>"),
        (f"<svg><text>{WHERE} x</text></svg>", "<svg><text>Where x</text></svg>"),
        (f'<a href="/?q={quote(WHERE)}">x</a>', '<a href="/?q=Where">x</a>'),
        (f"<option>{WHERE}</option>", '<option lang="en">Where</option>'),
    ],
)
def test_words_in_another_language_say_which(page: str, marked: str) -> None:
    assert html(page) == marked


def test_in_a_page_from_right_to_left_english_words_run_from_left_to_right() -> None:
    said = html(f"<p>{WITH % {'who': 'آنا'}}</p>", leftwards=True)
    value = '<span lang="ur" dir="rtl">آنا</span>'
    assert said == f'<p><span lang="en" dir="ltr">With: {value}</span></p>'


def test_punctuation_is_not_marked() -> None:
    assert WORDS.gettext(". ") == ". "
    assert WORDS.gettext("%(words)s (%(more)s)") == "%(words)s (%(more)s)"


def test_only_languages_without_words_are_marked_and_files_never() -> None:
    for tag in ("en-US", "zh-SG", "ru"):
        assert Language.of(tag).marked is Language.of(tag)
    basque = Language.of("eu")
    assert basque.words == "en"
    assert basque.say("Where") == "Where"
    assert basque.marked.say("Where") == WHERE
    assert word_marks.without(f"{WHERE} \\ufdd0") == "Where "


def test_sentences_in_another_language_have_one_full_stop() -> None:
    said = Language.of("eu").marked.sentences([WHERE, WORDS.gettext("Here it is.")])
    assert word_marks.without(said) == "Where. Here it is."
