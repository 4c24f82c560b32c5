"""Pictures of shared links: the same bytes anywhere, and nothing cut, crowded or unreadable."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from string import printable

import fontpkg
import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from itinerary.ledger import Edition
from itinerary.model.itinerary import Event, Status
from itinerary.render.drawings import fonts, share_image
from itinerary.render.drawings.canvas import TextLine
from itinerary.render.drawings.share_image import share_image_shapes, share_image_text
from itinerary.render.drawings.typesetting import Typeface, pieces
from itinerary.render.words.language import Language, with_territory
from itinerary.value import replace
from itinerary.website import site_paths
from itinerary.website.publication import Publication
from tests.conftest import SITE
from tests.support.cached_app import cached_app
from tests.support.html_pages import Page, pages_of, small

PNG = b"\x89PNG\r\n\x1a\n"


def shared(html: str) -> dict[str, str | None]:
    """Return what a page says to those who share a link to it (Open Graph, and X's own)."""
    head = re.search("<head>.*?</head>", html, re.DOTALL)
    assert head
    metas = Page(head[0]).all("meta")
    names = [meta.get("property") or meta.get("name") for meta in metas]
    return {
        name: meta["content"]
        for name, meta in zip(names, metas, strict=True)
        if name and name.startswith(("og:", "twitter:")) and name != "og:locale:alternate"
    }


@pytest.mark.parametrize("family", ["Noto Serif", "Noto Sans", "Amiri", "IBM Plex Sans Arabic"])
def test_font_file_is_the_one_that_fontpkg_finds(family: str) -> None:
    for weight in fonts.WEIGHTS:
        assert fonts.font_file(family, weight) == fontpkg.path(family, weight, nearest=True)


@pytest.mark.whole
def test_every_page_describes_its_link_preview_with_existing_picture(
    editions: dict[str, Edition], client_of: Callable[[str], FlaskClient]
) -> None:
    for programme in ("visit", "tour"):
        client = client_of(programme)
        for path in pages_of(editions[programme]):
            said = shared(client.get(path).text)
            assert said["og:url"] == SITE[:-1] + path
            assert said["og:title"]
            assert said["og:description"]
            assert said["og:image:alt"]
            assert said["twitter:card"] == "summary_large_image"
            assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
            own = "/events/" in path
            home = f"/{path.split('/')[1]}/"
            expected = f"{path[:-1]}.png" if own else f"{home}programme.png"
            assert said["og:image"] == SITE[:-1] + expected


def test_shared_event_has_title_time_and_language(visit: FlaskClient) -> None:
    page = visit.get("/zh/events/signing/").text
    said = shared(page)
    assert said["og:title"] == "签署联合声明和双边文件"
    assert said["og:description"] == (
        "预计。2024年5月16日至17日，日期待公布。预计将签署一份联合声明和多项双边文件。"
    )
    assert said["og:image:alt"] == (
        "签署联合声明和双边文件。预计。2024年5月16日至17日，日期待公布。北京，中国。"
    )
    assert said["og:locale"] == "zh_CN"
    others = [m["content"] for m in Page(page).all("meta") if "alternate" in m.get("property", "")]  # type: ignore[operator]
    assert others == ["en_GB", "ru_RU", "fr_FR", "es_ES", "ar_EG"]


def test_share_images_exist_for_programme_and_events_in_every_language(
    editions: dict[str, Edition], visit: FlaskClient
) -> None:
    edition = editions["visit"]
    made = site_paths.pictures(Publication(edition, SITE))
    paths = [path for path in made if path.endswith(".png")]
    assert len(paths) == 6 * (1 + len(edition.itinerary.events))
    for path in (path for path in paths if path[1:3] in ("en", "zh", "ar")):
        got = visit.get(path)
        assert got.headers["Content-Type"] == "image/png"
        assert got.data.startswith(PNG)
        assert struct.unpack(">II", got.data[16:24]) == (share_image.WIDTH, share_image.HEIGHT)
        assert len(got.data) < 100_000
    again = visit.get(paths[0], headers={"If-None-Match": visit.get(paths[0]).headers["ETag"]})
    assert again.status_code == 304
    assert visit.get("/en/events/nothing.png").status_code == 404


def lines_of(edition: Edition, event: Event | None, tag: str) -> list[TextLine]:
    shapes = share_image_shapes(edition, event, tag, site=SITE)
    return [shape for shape in shapes if isinstance(shape, TextLine)]


def test_share_images_have_a_glyph_for_every_character(
    editions: dict[str, Edition],
) -> None:
    for edition in editions.values():
        for tag in edition.itinerary.languages:
            catalog: dict[object, str] = getattr(Language.of(tag).catalog, "_catalog", {})
            product = "".join(map(str, catalog.values()))
            for event in (None, *edition.itinerary.events):
                drawn = lines_of(edition, event, tag)
                assert len(drawn) > 2
                for line in drawn:
                    glyphs = line.typeface.glyphs(line.words, line.weight)
                    assert all(glyph.id for glyph in glyphs), (tag, line)
                words = share_image_text(edition.itinerary, event, Language.of(tag)) + product
                shown = "".join(line.words for line in drawn) + SITE
                assert set(shown) - set("…·") <= set(words) | set(printable), (tag, event)


@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
    ).flatmap(
        lambda word: st.lists(
            st.sampled_from([word, "会谈", "与", "“老朋友”", "visit", "—", "2024年"]),
            min_size=1,
            max_size=40,
        )
    ),
    st.sampled_from(["en", "zh", "ja", "ko", "th", "ar", "hi"]),
)
def test_a_title_of_any_length_fits_its_room_and_only_the_longest_lose_words(
    words: list[str], tag: str
) -> None:
    serif, title = Typeface("Serif", tag), " ".join(words)
    size, lines = serif.fitted(title, share_image.ROOM, 222)
    assert len(lines) * size <= 222
    for line in lines:
        assert serif.width(line, size, 600) <= share_image.ROOM
    if not any(line.endswith("…") for line in lines):
        assert "".join(lines).replace(" ", "") == title.replace(" ", "")


def test_a_long_word_is_set_smaller_before_it_is_cut() -> None:
    serif, word = Typeface("Serif", "en"), "Rindfleischetikettierungsüberwachung"
    assert serif.width(word, 84, 600) > share_image.ROOM > serif.width(word, 42, 600)
    _, lines = serif.fitted(f"The {word} law", share_image.ROOM, 222)
    assert " ".join(lines) == f"The {word} law"


@pytest.mark.parametrize(
    ("tag", "title", "lines"),
    [
        (
            "en",
            "The comma, the pause, and the goat",
            ["The comma, the ", "pause, ", "and the goat"],
        ),
        ("zh", "庆祝，“老朋友”", ["庆", "祝，", "“老", "朋", "友”"]),
        ("zh", "建交75周年", ["建", "交", "75周", "年"]),
        ("ja", "図書館の未来、っと", ["図書館の", "未来、", "っと"]),
        ("ja", "5月16日の会", ["5月", "16日の", "会"]),
        ("ko", "젊은 독자들의 만남", ["젊은 ", "독자들의 ", "만남"]),
        ("th", "เทศกาลภาพยนตร์นานาชาติ", ["เทศกาล", "ภาพยนตร์", "นานาชาติ"]),
    ],
)
def test_lines_break_where_the_language_allows_it(tag: str, title: str, lines: list[str]) -> None:
    broken = list(pieces(title, Language.of(tag)))
    assert "".join(broken) == title
    joined = iter(broken)
    for line in lines:
        found = ""
        while len(found) < len(line):
            found += next(joined)
        assert found == line


def test_a_cancelled_event_s_card_says_so_and_hostile_titles_are_only_words(
    editions: dict[str, Edition],
) -> None:
    edition = editions["visit"]
    event = replace(edition.itinerary.by_id["talks"], status=Status.CANCELLED)
    assert "Cancelled" in [line.words for line in lines_of(edition, event, "en")]
    client = small('when: 2024-05-16\nsummary: {en: "<&]]>", ru: x}')
    assert client.get("/en/events/thing.png").status_code == 200


def test_share_image_without_the_extra_is_404_with_a_reason(
    monkeypatch: pytest.MonkeyPatch, editions: dict[str, Edition]
) -> None:
    monkeypatch.setattr(share_image, "available", lambda: False)
    publication = Publication(editions["visit"], SITE)
    visit = cached_app(publication).test_client()
    for path in ("/en/programme.png", "/ru/events/talks.png"):
        got = visit.get(path)
        assert got.status_code == 404
        assert got.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert "pip install itinerary[images]" in got.text
    for path in ("/en/", "/en/events/talks/"):
        said = shared(visit.get(path).text)
        assert "og:image" not in said
        assert said["twitter:card"] == "summary"
        assert "programme.png" not in visit.get(path).text
    made = site_paths.pictures(Publication(editions["visit"], SITE))
    assert not [path for path in made if path.endswith(".png")]


def test_a_language_names_the_territory_that_open_graph_wants() -> None:
    for tag, locale in (("en", "en_GB"), ("zh", "zh_CN"), ("ru", "ru_RU"), ("pt-BR", "pt_BR")):
        assert with_territory(tag) == locale
