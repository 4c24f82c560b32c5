"""Markdown: what authors mean by it, on pages and in calendars."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from textwrap import dedent
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from linkify_it import LinkifyIt
from markdown_it.rules_inline.linkify import linkify as theirs

from itinerary.ledger import Edition, revise
from itinerary.model.selection import Selection
from itinerary.model.text import Text, clean, uncommented
from itinerary.render.calendars.client_text import without_tags
from itinerary.render.calendars.feed import render_event_file, render_feed
from itinerary.render.words import wording
from itinerary.render.words.language import Language
from itinerary.render.words.markdown import _PROSE, _parsed, _rendered, html, linked, plain
from itinerary.render.words.markdown_parser import _address
from itinerary.render.words.markdown_parser import markdown as parser_of_markdown
from itinerary.render.words.markdown_parser import words as parser_of_words
from itinerary.source import read
from itinerary.source.problems import SourceError
from itinerary.value import replace
from itinerary.website.publication import Publication
from tests.conftest import NOW, PROGRAMMES, SITE, edition_of
from tests.support.cached_app import cached_app
from tests.support.contract import Checked, keeps_texts_short_plain_and_linked


def links(body: str) -> list[tuple[str, str]]:
    """Return the links of a page's HTML: words and address."""
    found = re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', body)
    return [(words.replace("&amp;", "&"), href.replace("&amp;", "&")) for href, words in found]


# --- addresses -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (
            "Join here: https://meet.example/room/abc?pwd=1&x=2",
            [("https://meet.example/room/abc?pwd=1&x=2",) * 2],
        ),
        ("See www.stream.example.", [("www.stream.example", "http://www.stream.example")]),
        ("Mail help@hack.example!", [("help@hack.example", "mailto:help@hack.example")]),
        ("E-Mail:a.b+c@hack.berlin", [("a.b+c@hack.berlin", "mailto:a.b+c@hack.berlin")]),
        ("邮箱：help@hack.example，谢谢", [("help@hack.example", "mailto:help@hack.example")]),
        ("见https://a.example/x。请看", [("https://a.example/x",) * 2]),
        ("<https://a.example/x>", [("https://a.example/x",) * 2]),
        ("(https://a.example/x_(y)_z)", [("https://a.example/x_(y)_z",) * 2]),
        ("**https://a.example/x_y_z/**", [("https://a.example/x_y_z/",) * 2]),
        ("https://a.example/a%20b", [("https://a.example/a%20b",) * 2]),
        ("[words](https://a.example/)", [("words", "https://a.example/")]),
        ("`https://a.example/`", []),
        ("README.md, node.js, example.org, 10:00, a@b, //x.example", []),
        ("ftp://a.example/ javascript:alert(1) data:text/html,x", []),
        ("[x](javascript:alert(1)) [y](data:text/html,x)", []),
    ],
)
def test_only_addresses_become_links(words: str, found: list[tuple[str, str]]) -> None:
    assert links(html(words)) == found


def test_an_address_is_the_same_in_plain_text_so_that_it_can_be_copied() -> None:
    words = (
        "https://a.example/a_b_c/%20?x=*1*&y=2 www.a.example <https://b.example/%20> a@b.example"
    )
    assert plain(words) == words.replace("<", "").replace(">", "")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("[words](https://a.example/)", "words (https://a.example/)"),
        ("[https://a.example/](https://a.example/)", "https://a.example/"),
        ("[write us](mailto:a@b.example)", "write us (a@b.example)"),
        ("[a@b.example](mailto:a@b.example)", "a@b.example"),
        ("[](https://a.example/)", "(https://a.example/)"),
        ("[*a* `b`](https://a.example/)", "a b (https://a.example/)"),
        ("[a][1]\n\n[1]: https://a.example/", "a (https://a.example/)"),
    ],
)
def test_a_link_has_its_address_behind_its_words_in_plain_text(words: str, text: str) -> None:
    assert plain(words) == text


def test_only_addresses_in_plain_text_become_links() -> None:
    body = linked("*Not* <b>Markdown</b> &amp; https://a.example/x, a@b.example, www.b.example")
    assert body.startswith("*Not* &lt;b&gt;Markdown&lt;/b&gt; &amp;amp; <a ")
    assert [href for _, href in links(body)] == [
        "https://a.example/x",
        "mailto:a@b.example",
        "http://www.b.example",
    ]


# --- lines, tables, lists ------------------------------------------------------------------------


def test_a_line_break_that_was_typed_stays_one() -> None:
    words = "19:00 Doors\n20:00 Band A\n21:00 Band B"
    assert plain(words) == words
    assert html(words).replace("\n", "") == "<p>19:00 Doors<br>20:00 Band A<br>21:00 Band B</p>"


WORDS = ("a", "gala", "state visit", "pneumonia", "to be", "https", "e g", "x y", "www")


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1)))
def test_lines_and_paragraphs_of_words_are_the_same_in_plain_text(said: list[list[str]]) -> None:
    words = "\n\n".join("\n".join(lines) for lines in said)
    assert plain(words) == words
    assert html(words).count("<br>") == sum(len(lines) - 1 for lines in said)


@given(
    st.from_regex(_PROSE, fullmatch=True)
    | st.text(st.sampled_from("aZé雪 .-+=#>|!\"()'0\u00a0\u2028\u3000\n\x7f"))
)
def test_a_line_of_prose_is_what_the_parser_makes_of_it(words: str) -> None:
    assert plain(words) == _parsed(words)
    assert html(words) == _rendered(words)


@pytest.mark.parametrize(
    "mark", ["<br>", "<br/>", "<br />", "<BR>", "<br>\n", "\\\n", "  \n", "\n"]
)
def test_each_way_to_break_a_line_breaks_it_once(mark: str) -> None:
    words = f"Line one{mark}Line two"
    assert plain(words) == "Line one\nLine two"
    assert html(words).replace("\n", "") == "<p>Line one<br>Line two</p>"


def test_a_row_of_a_table_is_a_line() -> None:
    words = "| Time | Band |\n|---|---|\n| 20:00 | **A** |\n| 21:00 | B<br>live |\n| | C |"
    assert plain(words) == "Time · Band\n20:00 · A\n21:00 · B live\nC"
    assert html(words).count("<tr>") == 4
    assert html(words).count("<td>") == 6


def test_blocks_keep_their_shape_in_plain_text() -> None:
    words = dedent("""\
        # Heading

        - one
          - *nested*
            goes on

            and on
        - two

        3. third
           - inner
        4. fourth

        > said
        > by _somebody_
        >
        > - twice

            code <b>

        ***

        ~~20:00~~ 21:00, ![a poster](https://b.example/p.png)""")
    assert plain(words) == dedent("""\
        Heading

        - one
          - nested
            goes on
            and on
        - two

        3. third
           - inner
        4. fourth

        > said
        > by somebody
        >
        > - twice

        code <b>

        ---

        ~~20:00~~ 21:00, a poster""")


def test_a_picture_is_its_words_on_the_page_too() -> None:
    assert html('![a "<b>"](https://b.example/p.png)') == '<p>a "&lt;b&gt;"</p>\n'


def test_entities_are_decoded_except_in_code() -> None:
    assert plain("R&amp;B&nbsp;&copy; `&amp;` &lt;b&gt;") == "R&B\u00a0© &amp; <b>"
    assert html("R&amp;B &lt;b&gt; `&amp;`") == (
        "<p>R&amp;B &lt;b&gt; <code>&amp;amp;</code></p>\n"
    )


# --- comments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("a <!-- b --> c", "a c"),
        ("a<!-- b -->c", "ac"),
        ("a\n<!-- b -->\nc", "a\nc"),
        ("a\n\n<!-- b\n\nc -->\n\nd", "a\n\nd"),
        ("<!-- a --> b <!-- c -->\nd", "b\nd"),
        ("<!-- a", ""),
        ("a <!--> b <!---> c", "a b c"),
        ("- a\n  <!-- b -->\n- c", "- a\n- c"),
        ("a <!-- `b --> c` d", "a c` d"),
        ("`<!-- a -->`", "<!-- a -->"),
        ("a \\<!-- b -->", "a <!-- b -->"),
        ("&lt;!-- a --&gt;", "<!-- a -->"),
        ("```\n<!-- a -->\n```", "<!-- a -->"),
        ("one ` tick\n\n<!-- a -->\n\nanother ` tick", "one ` tick\n\nanother ` tick"),
    ],
)
def test_comments_are_removed_and_code_is_not_a_comment(words: str, text: str) -> None:
    assert plain(words).replace("\n\n\n", "\n\n") == text


@given(st.text("abc <>-!`\n"), st.text("abc <>-!`\n"))
def test_comment_is_removed_everywhere(before: str, after: str) -> None:
    words = f"{before.replace('`', '')}<!-- SECRET -->{after}"
    for shown in (uncommented(words), plain(words), html(words)):
        assert "SECRET" not in shown


@given(st.text("ab <!-`\\\n"))
def test_words_without_a_comment_stay_as_they_are(words: str) -> None:
    if "<!--" not in words:
        assert uncommented(words) == words


PROGRAMME = """\
id: club-night
title: Club night
languages: [en]
zone: Europe/Berlin
site: https://club.example/
description: "Doors *open* at nine. <!-- SECRET --> See https://club.example/live"
background:
  - text: "Founded in 1999, write to history@club.example <!-- SECRET -->"
sources: {b: {who: Board}}
places: {bar: {name: Bar}}
parties:
  dj: {name: DJ, description: "Plays at www.dj.example <!-- SECRET -->"}
events:
  - id: night
    title: A night <!-- SECRET -->
    when: 2027-06-05 19:00 to 23:00
    place: bar
    parties: [dj]
    sources: b
    description: |
      19:00 Doors
      20:00 Band A

      | Time | Band |
      |------|------|
      | 21:00 | B |

      <!-- SECRET -->
      Line one<br>Line two
"""


@cache
def published(text: str = PROGRAMME) -> Edition:
    return revise(None, read(text.encode(), file="club.yaml", now=NOW).itinerary, NOW)


@pytest.fixture
def club() -> FlaskClient:
    publication = Publication(published(), SITE)
    return cached_app(publication).test_client()


def test_no_comment_is_published_anywhere(club: FlaskClient) -> None:
    pages = ["/en/", "/en/about/", "/en/events/night/", "/en/parties/dj/", "/en/index/"]
    files = ["/feeds/en/club-night.ics", "/en/changes.atom", "/en/manifest.webmanifest"]
    for path in (*pages, *files):
        answer = club.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        assert "SECRET" not in answer.text, path


def test_addresses_are_links_in_every_text_of_the_page(club: FlaskClient) -> None:
    about = club.get("/en/about/").text
    assert 'href="https://club.example/live"' in about
    assert 'href="mailto:history@club.example"' in about
    for path in ("/en/events/night/", "/en/parties/dj/"):
        assert 'href="http://www.dj.example"' in club.get(path).text


def test_quotes_of_description_have_its_text_without_markdown(club: FlaskClient) -> None:
    words = "Doors open at nine. See https://club.example/live"
    page = club.get("/en/about/").text
    assert f'<meta property="og:description" content="{words}">' in page
    assert json.loads(club.get("/en/manifest.webmanifest").text)["description"] == words
    edition = published()
    event = edition.itinerary.events[0]
    quoted = wording.description_words(event, Language.of("en"))
    assert "19:00 Doors 20:00 Band A Time · Band 21:00 · B Line one Line two." in quoted


def test_a_line_up_has_a_line_each_in_the_calendar() -> None:
    edition = published()
    body = render_feed(edition, Selection(), "en", site=SITE).body
    (vevent,) = Checked(body, edition, edition.itinerary.events, "", "en", NOW).vevents
    said = vevent["DESCRIPTION"].text
    assert (
        "\n\n19:00 Doors\n20:00 Band A\n\nTime · Band\n21:00 · B\n\nLine one\nLine two\n\n" in said
    )


def test_comment_in_markdown_does_not_change_an_event() -> None:
    one = published()
    other = published(PROGRAMME.replace("SECRET", "another"))
    assert [r.digest for r in one.records.values()] == [r.digest for r in other.records.values()]


@pytest.mark.parametrize(
    ("title", "message", "hint"),
    [
        ("A night <!-- see Tom", "the comment that <!-- begins is never closed", "write -->"),
        ("<!-- nothing -->", "this text is empty", "write some words"),
    ],
)
def test_a_comment_that_takes_the_rest_of_a_text_is_a_problem(
    title: str, message: str, hint: str
) -> None:
    with pytest.raises(SourceError) as refused:
        published(PROGRAMME.replace("A night <!-- SECRET -->", title))
    (problem,) = (p for p in refused.value.problems if p.line == 15)
    assert problem.message == message
    assert problem.hint.startswith(hint)


# --- what is dangerous ---------------------------------------------------------------------------


class Tags(HTMLParser):
    """Collects whatever a reader of HTML would not show as words."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(words)
        self.close()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.found.append(tag)

    def handle_comment(self, data: str) -> None:
        self.found.append(data)

    def handle_decl(self, decl: str) -> None:
        self.found.append(decl)

    def handle_pi(self, data: str) -> None:
        self.found.append(data)


HOSTILE = st.lists(
    st.sampled_from(
        [
            '<img src=x onerror=alert(1) x="<b>">',
            "<script>alert(1)</script>",
            "<<b>b>",
            "</b",
            "<a href='",
            "'>",
            '"',
            "<",
            ">",
            "<!",
            "<?x",
            "<br>",
            "&lt;b&gt;",
            "`<i>`",
            " ",
            "\n",
            "\n\n",
            "> ",
            "| a |\n|---|\n",
            "[<b>](https://a.example/)",
            "\\",
            "<3",
            "x",
        ]
    ),
    max_size=12,
).map("".join)


@given(HOSTILE)
def test_no_reader_finds_a_tag_in_a_description(words: str) -> None:
    edition = published()
    text = Text((("en", clean(words) or "x"),))
    hostile = replace(edition.itinerary.events[0], summary=text, description=text)
    said = render_event_file(edition, hostile, "en", site=SITE)
    checked = Checked(said.body, edition, [hostile], "", "en", NOW, single=True)
    keeps_texts_short_plain_and_linked(checked)
    assert Tags(checked.vevents[0]["DESCRIPTION"].text).found == []


def test_a_tag_within_the_attribute_of_a_tag_is_no_tag_either() -> None:
    words = without_tags('<img src=x onerror=alert(1) x="<b>">')
    assert words == '‹img src=x onerror=alert(1) x="‹b›"›'


BEGUN = ["https://", "http://a.", "https:///", "https://a.de", "://", "www.", "www.a.de", "a@b.de"]


@pytest.mark.parametrize("behind", ["", " ", "\u3000", "\n", "（", "*"])
@pytest.mark.parametrize("begun", BEGUN)
def test_addresses_are_looked_for_in_so_much_text_alone(
    begun: str, behind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each place in a text of 10,000 characters was looked at from each other one: in these, of
    2,000, that would be a hundred times."""
    looked = 0

    def noting(name: str) -> Callable[..., Any]:
        original = getattr(LinkifyIt, name)

        def note(self: LinkifyIt, text: str, *more: Any) -> Any:
            nonlocal looked
            looked += len(text)
            return original(self, text, *more)

        return note

    for name in ("match", "match_at_start"):
        monkeypatch.setattr(LinkifyIt, name, noting(name))
    for unit in (f"{begun}{behind}", f"{begun * (950 // len(begun))}{behind}"):
        words = (unit * (2_000 // len(unit) + 1))[:2_000]
        looked = 0
        assert plain(words)
        assert html(words)
        assert linked(words)
        assert looked <= 20 * len(words)
    rules = [
        rule
        for parser in (parser_of_markdown(), parser_of_words())
        for rule in parser.inline.ruler.getRules("")
    ]
    assert _address in rules
    assert theirs not in rules  # it looks through all that is before each address


def test_an_address_may_name_others_in_its_query() -> None:
    address = "https://a.example/?of=https://b.example/&and=www.c.example&by=me@d.example"
    assert [href for _, href in links(html(f"See {address}."))] == [address]
    assert [href for _, href in links(html(f"**{address}**"))] == [address]


@given(HOSTILE | st.text())
def test_a_page_gets_no_element_that_is_not_ours(words: str) -> None:
    for body in (html(words), linked(words)):
        allowed = {"p", "br", "a", "code", "pre", "blockquote", "ul", "ol", "li", "hr", "em"}
        allowed |= {"strong", "s", "table", "thead", "tbody", "tr", "th", "td", "h3", "h4", "h5"}
        allowed |= {"h6"}
        assert set(Tags(body).found) <= allowed
        assert not re.search(r"<[^>]*\son\w+=", body)


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_no_line_of_the_examples_breaks_in_the_middle_of_a_sentence(programme: str) -> None:
    for event in edition_of(programme).itinerary.events:
        for _, words in event.description or ():
            blocks = (b for b in plain(words).split("\n\n") if not re.match(r"-|\d+\.", b))
            assert not [block for block in blocks if "\n" in block], event.id
