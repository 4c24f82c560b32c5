"""Characters that the fonts of PDF and cards lack are not dropped, and the author is warned."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import time
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from itinerary.ledger import Edition, revise
from itinerary.render.documents import pdf
from itinerary.render.documents.glyph_coverage import missing_letters
from itinerary.render.documents.pdf import pdf_text, render_pdf
from itinerary.render.drawings import fonts, share_image
from itinerary.render.words.language import Language
from itinerary.source import RENDERED, Name, Problem, read
from itinerary.website import site_paths
from itinerary.website.files.pdf import page as leaflet_page
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page
from tests.support.poppler import poppler
from tests.unit.render.drawings.test_share_image import lines_of, shared

PROGRAMME = """
id: fair
title: {{mul: Fair}}
languages: [{languages}]
zone: Europe/Berlin
site: https://a.example/
sources: {{board: {{who: {{mul: Board}}}}}}
parties: {{guest: {{name: {{mul: {guest}}}}}}}
events:
  - id: night
    title: {{mul: {title}}}
    when: 2026-05-16 22:00 to 23:30
    parties: [guest]
    sources: board
  - id: day
    title: {{mul: Day}}
    when: 2026-05-17 10:00
    sources: board
"""


def warned(
    languages: str, title: str = "Night", guest: str = "Ann"
) -> tuple[Publication, list[Problem]]:
    """Return a programme of one place in time, and what `check` warns of."""
    text = PROGRAMME.format(languages=languages, title=title, guest=guest)
    reading = read(text.encode(), file="fair.yaml", now=NOW)
    found = missing_letters(reading.itinerary, reading.texts)
    reading = reading.plus(
        (reading.warning(path, Name.MISSING_LETTERS, words, hint) for path, words, hint in found),
        RENDERED,
    )
    edition = revise(None, reading.itinerary, NOW)
    return Publication(edition, SITE), list(reading.warnings)


def said_by_the_product(tag: str) -> str:
    catalog: dict[object, str] = getattr(Language.of(tag).catalog, "_catalog", {})
    return "".join((*map(str, catalog.values()), *map(str, catalog)))


def client_for(publication: Publication) -> FlaskClient:
    return cached_app(publication).test_client()


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ("bn", "their fonts have no Bengali letters"),
        ("ka", "their fonts have no Georgian letters"),
        ("hy", "their fonts have no Armenian letters"),
        ("am", "their fonts have no Ethiopic letters"),
    ],
)
def test_a_language_that_the_fonts_lack_has_no_pdf_and_no_cards_and_check_says_why(
    tag: str, reason: str
) -> None:
    publication, warnings = warned(f"en, {tag}")
    (warning,) = warnings
    assert (warning.line, warning.path) == (4, "languages")
    assert warning.message == (
        f"in “{tag}” there will be no PDF and no picture for shared links: {reason}"
    )
    client = client_for(publication)
    for path in ("programme.pdf", "programme.png", "events/night.png", "events/day.png"):
        assert f"/en/{path}" in site_paths.pictures(publication)
        assert f"/{tag}/{path}" not in site_paths.pictures(publication)
        got = client.get(f"/{tag}/{path}")
        assert got.status_code == 404
        assert got.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "fonts do not have all letters" in got.text
    for path in (f"/{tag}/", f"/{tag}/events/night/"):
        html = client.get(path).text
        assert "og:image" not in shared(html)
        assert not [a for a in Page(html).targets(path, "a") if a.endswith(".pdf")]


def test_foreign_name_withholds_its_documents_with_a_warning() -> None:
    publication, warnings = warned("en", title="Night with ბეში", guest="აბესი")
    said = {warning.path: warning.message for warning in warnings}
    assert said == {
        "events[0].title": "in “en” there will be no PDF and no picture for shared links with this"
        " text: their fonts have no “ბეიშ” (Georgian)",
        "parties.guest.name": "in “en” there will be no PDF and no picture for shared links with"
        " this text: their fonts have no “აბეის” (Georgian)",
    }
    made = list(site_paths.pictures(publication))
    assert made == ["/en/programme.png", "/en/events/day.png"]
    client = client_for(publication)
    assert client.get("/en/events/night.png").status_code == 404
    assert client.get("/en/programme.pdf").status_code == 404
    # The programme's own card is better than none.
    assert shared(client.get("/en/events/night/").text)["og:image"] == f"{SITE}en/programme.png"


@pytest.fixture
def small_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the extra `fonts-cjk` be missing."""
    cached = (fonts.families, fonts.has_glyph)
    installed = fonts._installed
    monkeypatch.setattr(fonts, "_installed", lambda w: w not in fonts._LARGE and installed(w))
    for function in cached:
        function.cache_clear()
    yield
    for function in cached:
        function.cache_clear()


@pytest.mark.parametrize(
    ("tag", "package"),
    [
        ("ja", "pylopdf-fonts-jp"),
        ("ko", "pylopdf-fonts-ko"),
        ("zh-TW", "pylopdf-fonts-zh-tw"),
        ("zh-Hant", "pylopdf-fonts-zh-tw"),
    ],
)
def test_a_language_is_not_set_in_the_forms_of_another_and_check_names_the_package(
    tag: str, package: str, small_fonts: None
) -> None:
    publication, (warning,) = warned(f"en, {tag}")
    assert warning.message == (
        f"in “{tag}” there will be no PDF and no picture for shared links:"
        f" their fonts for it are not installed: {package}"
    )
    assert f"pip install {package}, or itinerary[fonts-cjk] for all" in (warning.hint or "")
    made = list(site_paths.pictures(publication))
    assert "/en/programme.png" in made
    assert f"/{tag}/programme.png" not in made


def test_a_name_of_a_missing_package_s_letters_is_warned_of_with_the_package(
    small_fonts: None,
) -> None:
    _, (warning,) = warned("en", guest="이영희")
    assert "their fonts have no “영이희” (Hangul)" in warning.message
    assert (warning.hint or "").endswith("or pip install pylopdf-fonts-ko")


def test_emoji_is_left_out_with_a_warning() -> None:
    publication, (warning,) = warned("en", title="Night 🎁⚡")
    assert warning.path == "events[0].title"
    assert "leave out “⚡🎁”" in warning.message
    made = list(site_paths.pictures(publication))
    assert "/en/programme.pdf" in made
    assert "/en/events/night.png" in made
    lines = lines_of(publication.edition, publication.itinerary.by_id["night"], "en")
    assert "Night" in [line.words for line in lines]


@pytest.mark.whole
@pytest.mark.parametrize("tag", ["en", "en-US", "zh", "ru", "el", "ko"])
def test_pdf_has_text_of_page(tag: str) -> None:
    publication, warnings = warned(tag)
    assert not warnings
    client = client_for(publication)
    data = client.get(f"/{tag}/programme.pdf").data
    words = " ".join(poppler("pdftotext", "-", "-", data=data).decode().split())
    speech = Language.of(tag)
    for hours in (speech.hours(time(22), time(23, 30)), speech.clock(time(10))):
        said = " ".join(hours.split())
        assert said in words, (said, words)
        assert said in " ".join(client.get(f"/{tag}/").text.replace("<wbr>", "").split())
    if tag == "en-US":
        assert "10:00 – 11:30 PM" in words
        card_lines = lines_of(publication.edition, publication.itinerary.by_id["night"], tag)
        shown = [" ".join(line.words.split()) for line in card_lines]
        assert any("10:00 – 11:30 PM" in words for words in shown), shown


def test_pdf_text_has_the_characters_of_the_pdf(
    editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    for name, edition in editions.items():
        app = client_of(name).application
        for tag in edition.itinerary.languages:
            with app.test_request_context(f"/{tag}/programme.pdf"):
                shown = set(unescape(re.sub("<[^>]*>", "", leaflet_page(tag))))
            ours = {chr(code) for code in range(32, 127)} | set("\n·–—→“”«»‘’…≈+−")
            catalog = set(said_by_the_product(tag))
            left = (
                {c for c in shown if not c.isspace()}
                - set(pdf_text(edition.itinerary, Language.of(tag)))
                - ours
                - catalog
            )
            assert not left, (name, tag, left)


@pytest.mark.parametrize(
    "tag", ["en", "zh", "zh-Hant", "ru", "ar", "fa", "he", "hi", "ja", "ko", "pl", "tr", "uk", "vi"]
)
def test_the_fonts_have_all_that_the_product_itself_says(tag: str) -> None:
    said = said_by_the_product(tag)
    assert said or tag in ("en", "vi")
    assert fonts.lacking("".join((said, *Language.of(tag).alphabet))) == ""


@given(st.text())
def test_settable_drops_only_pictographs_and_invisible_characters(words: str) -> None:
    kept = [c for c in words if c not in fonts.lacking(words) + fonts.pictographs(words)]
    settled = fonts.settable(words)
    visible = [c for c in kept if c.isprintable() and not c.isspace()]
    assert [c for c in settled if c in set(visible)] == visible
    assert all(
        fonts.has_glyph(char) or char in "\n\r\t " or char in fonts.SHAPING for char in settled
    ) or fonts.lacking(words)


@pytest.mark.parametrize(
    ("written", "set_as"),
    [
        ("10:00\u202fPM", "10:00\u202fPM"),
        ("a\u3000b\u1680c", "a\u3000b c"),
        ("a🎁 b\n", "a b\n"),
    ],
)
def test_white_space_never_vanishes(written: str, set_as: str) -> None:
    assert fonts.settable(written) == set_as


def test_a_pdf_that_cannot_be_set_is_refused_rather_than_set_in_part() -> None:
    with pytest.raises(pdf.UnsettableError, match="ბე"):
        render_pdf("<p>Hello ბე</p>")


def test_missing_fonts_cause_no_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(share_image, "available", lambda: False)
    monkeypatch.setattr(pdf, "available", lambda: False)
    assert not warned("en, ka, bn")[1]


def test_check_tells_it_with_line_and_column(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from itinerary.cli import main

    file = tmp_path / "fair.yaml"
    file.write_text(PROGRAMME.format(languages="en, ka", title="Night", guest="Ann"), "utf-8")
    said = CliRunner().invoke(main, ["check", str(file)])
    assert said.exit_code == 0
    assert f"{file}:4:12: warning: languages: in “ka” there will be no PDF" in said.output
