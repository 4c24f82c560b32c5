"""Type of all scripts: shaped, in the order of its directions, in the forms of its language."""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest
from bidi import get_display
from hypothesis import example, given
from hypothesis import strategies as st

from itinerary.ledger import Edition, revise
from itinerary.render.documents.pdf import render_pdf
from itinerary.render.drawings import fonts
from itinerary.render.drawings.bidi_runs import resolved_levels, visual_runs
from itinerary.render.drawings.canvas import Rectangle, TextLine
from itinerary.render.drawings.share_image import HEIGHT, WIDTH, share_image_shapes
from itinerary.render.drawings.typesetting import Typeface
from itinerary.render.words.language import Language
from itinerary.source import read
from tests.conftest import NOW, SITE
from tests.support.examples import examples
from tests.support.poppler import poppler
from tests.support.scripts import LANGUAGES, fair


@cache
def edition_of(tag: str) -> Edition:
    """Return the fair in a language."""
    return revise(None, read(fair(tag).encode(), file="fair.yaml", now=NOW).itinerary, NOW)


def visible(words: str) -> str:
    return "".join(char for char in words if unicodedata.category(char) != "Cf")


MIXED = (
    "abאבجد12٣٤ .,:+-$%()[]\u0301\u2066\u2067\u2068\u2069\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
)


@given(st.text(MIXED, max_size=16), st.booleans())
@example("\u202b1\u202c:2", False)
@example("و2026 (C++)!", True)
@example("ו־2026 \u2068Duo (Graz)\u2069", True)
def test_a_line_of_both_directions_is_in_the_order_of_unicode_s_algorithm(
    words: str, leftwards: bool
) -> None:
    words += "x"  # at the end of a line, spaces are invisible; python-bidi leaves them behind marks
    runs = visual_runs(words, leftwards=leftwards)
    shown = "".join(run.words[::-1] if run.leftwards else run.words for run in runs)
    assert visible(shown) == visible(get_display(words, base_dir="R" if leftwards else "L"))


@examples(20)
@given(st.text(MIXED, max_size=8), st.text(MIXED, max_size=8), st.booleans())
@example("\u2068א ", "b\u2069", False)
def test_no_isolate_goes_beyond_a_paragraph(one: str, other: str, leftwards: bool) -> None:
    both = resolved_levels(f"{one}\u2029{other}", leftwards=leftwards)
    alone = [resolved_levels(part, leftwards=leftwards) for part in (one, other)]
    assert both == [*alone[0], int(leftwards), *alone[1]]


def test_arabic_letters_are_joined_and_run_from_right_to_left() -> None:
    for face in fonts.FACES:
        type_ = Typeface(face, "ar")
        word = "قلم"
        (first, middle, last) = type_.glyphs(word)[::-1]
        alone = [type_.glyphs(letter)[0] for letter in word]
        assert (first.id, middle.id) != (alone[0].id, alone[1].id)
        assert first.id != alone[0].id
        assert last.id != alone[2].id


def test_marks_stand_on_their_letters_and_syllables_take_their_own_order() -> None:
    hindi = Typeface("Serif", "hi")
    # The vowel of “हि” is drawn before its consonant; a conjunct is one glyph for three letters.
    assert hindi.glyphs("हि")[1].id == hindi.glyphs("ह")[0].id
    assert len(hindi.glyphs("क्ष")) < 3
    thai = Typeface("Sans", "th")
    assert [glyph.advance for glyph in thai.glyphs("ที่")][1:] == [0, 0]


def test_han_characters_have_the_forms_of_the_language() -> None:
    drawn = {
        tag: fonts.families("Serif", Language.of(tag))[0]
        for tag in ("ja", "ko", "zh", "zh-Hant", "zh-TW", "zh-CN")
    }
    assert drawn == {
        "ja": "Noto Serif JP",
        "ko": "Noto Serif KR",
        "zh": "Noto Serif SC",
        "zh-CN": "Noto Serif SC",
        "zh-Hant": "Noto Serif TC",
        "zh-TW": "Noto Serif TC",
    }
    for tag, family in drawn.items():
        assert {glyph.family for glyph in Typeface("Serif", tag).glyphs("直2026骨")} == {family}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_share_image_of_any_script_has_every_letter_and_keeps_within_its_edges(tag: str) -> None:
    edition = edition_of(tag)
    for event in (None, *edition.itinerary.events):
        shapes = share_image_shapes(edition, event, tag, site=SITE)
        for line in (shape for shape in shapes if isinstance(shape, TextLine)):
            assert all(glyph.id for glyph in line.typeface.glyphs(line.words, line.weight)), line
            width = line.typeface.width(line.words, line.size, line.weight)
            assert 40 < line.x <= line.x + width < WIDTH - 40, line


def test_share_image_of_a_language_from_right_to_left_is_mirrored() -> None:
    def edge(tag: str) -> Rectangle:
        first = share_image_shapes(edition_of(tag), None, tag, site=SITE)[0]
        assert isinstance(first, Rectangle)
        assert first.height == HEIGHT
        return first

    assert edge("de").x == 0
    assert edge("he").x + edge("he").width == WIDTH
    title = next(
        shape
        for shape in share_image_shapes(edition_of("he"), None, "he", site=SITE)
        if isinstance(shape, TextLine) and shape.size > 40
    )
    right = title.x + title.typeface.width(title.words, title.size, title.weight)
    assert right == pytest.approx(WIDTH - 88)


@pytest.mark.parametrize(
    ("tag", "words"),
    [
        ("ar", "حفل الافتتاح"),
        ("ar", "ثلاثة أيام من القراءة"),
        ("he", "טקס הפתיחה"),
        ("ja", "図書館の未来"),
        ("zh-Hant", "圖書館的未來"),
        ("ko", "젊은 독자들의 만남"),
        ("th", "หนังสือนานาชาติ"),
    ],
)
def test_words_are_copied_from_a_pdf_in_the_order_in_which_they_are_read(
    tag: str, words: str
) -> None:
    html = f'<html lang="{tag}" dir="{"rtl" if Language.of(tag).leftwards else "ltr"}"><h1>{words}'
    style = "h1 { font: 600 20pt var(--serif) }"
    data = render_pdf(html, style, tag=tag)
    # Poppler sees gaps beside marks without width.
    copied = visible(poppler("pdftotext", "-", "-", data=data).decode())
    assert "".join(words.split()) in "".join(copied.split())
    listed = poppler("pdffonts", "-", data=data).decode()
    assert listed.count(" yes yes yes ") == 1, "one font, the language's own"
