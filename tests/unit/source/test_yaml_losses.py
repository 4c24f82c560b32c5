"""Parts of texts that YAML silently removes are a warning, unless authors intend it."""

from __future__ import annotations

import re

import pytest

from itinerary.source import Name, SourceError, read
from tests.conftest import NOW, ROOT
from tests.support.small_programme import SMALL, changed, errors, itinerary, problems

SAID = {
    Name.CUT_BY_COMMENT: "are a comment for YAML and are not published",
    Name.UNUSED_ANCHOR: "is an anchor for YAML, is used nowhere, and is not published",
    Name.FOLDED_LINES: "YAML",
    Name.ESCAPE: "in double quotes is",
}


def losses(words: str) -> list[tuple[int, int, str, str]]:
    """Return line, column, path and name of each warning."""
    found = problems(words)
    assert all(problem.name and problem.hint for problem in found), found
    for problem in found:
        assert SAID[Name(problem.name)] in problem.message
    return [(p.line, p.column, p.path, p.name) for p in found]


# --- comments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "place"),
    [
        ("title: One", "title: Release party #7 with cake", (19, 26, "events[0].title")),
        ("title: One", "title: One # or two", (19, 16, "events[0].title")),
        ("title: One", "title: One  #permanent", (19, 17, "events[0].title")),
        ("title: One", "title: One\t#7", (19, 16, "events[0].title")),
        ("title: One", "title:\n      One and\n      two #3", (21, 11, "events[0].title")),
        ("title: One", "title: {en: One #1\n    }", (19, 21, "events[0].title.en")),
        ("title: One", "title:\n      en: One #1", (20, 15, "events[0].title.en")),
        ("title: One", "title: 会谈 #7", (19, 15, "events[0].title")),
        ("title: One", 'title: "One"#7', (19, 17, "events[0].title")),
        ("title: Small", "title: Small #1", (2, 14, "title")),
        ("title: Small", "title: Small\npublisher: Press #1", (3, 18, "publisher")),
        ("id: small", "id: small\nlicence: {name: Free #1\n  }", (2, 22, "licence.name")),
        ("  hall: {", "  room:\n    name: Room #3\n  hall: {", (9, 16, "places.room.name")),
        ("[ada]", "[{party: ada, role: Host #1\n    }]", (22, 39, "events[0].parties[0].role")),
        ("title: Small", "title: Small\ncolour: #b22222", (3, 9, "colour")),
        ("title: One", "title: One\n    summary: #1 of all", (20, 14, "events[0].summary")),
    ],
)  # fmt: skip
def test_text_cut_by_a_comment_is_a_warning_with_line_and_column(
    before: str, after: str, place: tuple[int, int, str]
) -> None:
    assert losses(changed(before, after)) == [(*place, "cut-by-comment")]


def test_warning_quotes_loss_and_gives_replacement() -> None:
    (problem,) = problems(changed("title: One", "title: Release party #7 with cake"))
    assert problem.message.startswith("the words from “#7 with cake” on ")
    assert "in quotes" in problem.hint
    assert problem.events == ("one",)
    quoted = changed("title: One", 'title: "Release party #7 with cake"')
    assert itinerary(quoted).events[0].title.to("en") == "Release party #7 with cake"
    (long,) = problems(changed("title: One", f"title: One #{'x' * 100}"))
    assert len(long.message) < 120


@pytest.mark.parametrize(
    ("before", "after"),
    [
        # two spaces before and one after
        ("title: One", "title: One  # the first"),
        ("title: One", "title: One      # the first"),
        ("title: One", "title: One  #"),
        ("title: One", "title: One  ## the first"),
        ("title: One", "title: {en: One}      # in English only"),
        # in quotes, in blocks, and without a space before it
        ("title: One", "title: 'One' #1"),
        ("title: One", 'title: "One #7" # permanent'),
        ("title: One", "title: C#"),
        ("title: One", "title: One#7"),
        ("title: One", "title: One\n    description: |\n      Room #3\n      # Heading"),
        ("title: One", "title: One\n    description: | # Markdown\n      a"),
        ("title: One", "title: One\n    summary: >-\n      Room #3"),
        # values that are not texts
        ("id: two", "id: two #permanent"),
        ("place: hall", "place: hall #3"),
        ("zone: Europe/Berlin", "zone: Europe/Berlin # here"),
        ("2026-05-16 10:00 to 11:00", "2026-05-16 10:00 to 11:00 #TBC"),
        ("[ada]", "[ada] #7"),
        ("[ada]", "\n      - ada #1"),
        ("title: One", "title: One\n    status: tentative # expected"),
        ("title: One", "title: One\n    summary: # later"),
        ("title: One", "title: One\n    place: #3"),
        ("title: One", "# title\n    title: One\n    # 7"),
    ],
)  # fmt: skip
def test_intended_comment_is_no_warning(before: str, after: str) -> None:
    words = changed(before, after)
    words = words.replace(
        "place: #3\n    when: 2026-05-16 10:00 to 11:00\n    place: hall", "place: #3"
    )
    assert losses(words) == []


def documented() -> list[str]:
    """Return the pieces of YAML in our documents that show texts."""
    found: list[str] = []
    for file in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))):
        found += re.findall(r"```yaml\n(.*?)```", file.read_text("utf-8"), re.DOTALL)
    return found


def test_our_documents_have_no_losses() -> None:
    pieces = documented()
    assert pieces
    for piece in pieces:
        try:
            found = list(read(piece.encode(), file="f.yaml", now=NOW).warnings)
        except SourceError as error:
            found = list(error.problems)
        assert not {problem.name for problem in found} & set(SAID), piece


# --- folding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (">\n      Bring:\n      - water\n      - a hat", 22, 7),
        (">-\n      1. Walk\n      2. Rest", 22, 7),
        ("Bring\n      - water\n      - a hat", 21, 7),
        ("'Bring\n      - water\n      - a hat'", 21, 7),
        ('"Bring\n      * water\n      * a hat"', 21, 7),
        (">\n      | a | b |\n      |---|---|\n      | 1 | 2 |", 22, 7),
        (">\n      # Heading\n      Text", 22, 7),
        (">\n      One paragraph.\n\n      Another.", 23, 7),
        ("One paragraph.\n\n      Another.", 22, 7),
        ('"One paragraph.\n\n      Another."', 22, 7),
    ],
)
def test_folded_list_or_table_is_a_warning(text: str, line: int, column: int) -> None:
    words = changed("title: One", f"title: One\n    description: {text}")
    assert losses(words) == [(line, column, "events[0].description", "folded-lines")]


@pytest.mark.parametrize(
    "text",
    [
        ">\n      We meet\n      - as always -\n      at eight.",
        ">\n      One line\n      and another.",
        ">\n      One paragraph.\n\n\n      Another.",
        ">\n      Bring:\n\n        - water\n        - a hat",
        "|\n      Bring:\n      - water\n      - a hat\n\n      And cake.",
        "One line\n      and another.",
        "One paragraph.\n\n\n      Another.",
        '"- water\\n- a hat"',
    ],
)
def test_intended_folding_is_no_warning(text: str) -> None:
    assert losses(changed("title: One", f"title: One\n    description: {text}")) == []


# --- anchors, tags, escapes ----------------------------------------------------------------------


def test_unused_anchor_is_a_warning() -> None:
    words = changed("title: One", "title: &Friends and family")
    assert losses(words) == [(19, 12, "events[0].title", "unused-anchor")]
    assert losses(changed("title: Two", "title: *Friends", words)) == []
    assert losses(changed("title: One", "title: Bed & Breakfast *and* more")) == []
    assert losses(changed("place: hall", "place: &where hall")) == []


@pytest.mark.parametrize("mark", ["!", "!Big", "!!str"])
def test_tag_is_an_error(mark: str) -> None:
    (problem,) = errors(changed("title: One", f"title: {mark} news"))
    assert (problem.line, problem.column) == (19, 12)
    assert "begins with “!” in quotes" in problem.hint


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('"C:\\temp"', True),
        ('"snake\\_case"', True),
        ('"a\n      C:\\temp"', True),
        ('"C:\\\\temp"', False),
        ('"One\\nTwo"', False),
        ("'C:\\temp'", False),
        ("C:\\temp", False),
        ("|\n      C:\\temp", False),
    ],
)
def test_accidental_escape_is_a_warning(text: str, found: bool) -> None:
    words = changed("title: One", f"title: One\n    description: {text}")
    assert [name for *_, name in losses(words)] == ["escape"] * found


# --- commas, colons, spaces ----------------------------------------------------------------------

SENTENCES = [
    ("title: One", "title: {en: Bread, butter and jam}",
     "19:24 events[0].title.butter and jam: “butter and jam” stands between brackets without a*"
     " put a text with a comma or a bracket in quotes*"),
    ("title: Small", "title: {Small}",
     "2:9 title.Small: “Small” stands between brackets without a value; put a text with*"),
    ("title: One", "title: {en:Hello}",
     "19:13 events[0].title.en:Hello: “en:Hello” stands*; write a space*colon: en: Hello"),
    ("title: Small", "<<: {title: Small}\ntitle: Small",
     "2:1 <<: merge keys (“<<”) are not understood here; write the keys out*"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "said"), SENTENCES)
def test_words_that_yaml_takes_for_keys_are_an_error(before: str, after: str, said: str) -> None:
    found = [
        str(p).removeprefix("f.yaml:").replace(": error: ", " ")
        for p in errors(changed(before, after))
    ]
    pattern = ".*".join(map(re.escape, said.split("*")))
    assert [words for words in found if re.fullmatch(pattern, words)], found


def test_comma_in_a_title_between_brackets_never_empties_a_key() -> None:
    row = "  - {id: three, title: Time, place, sources: press}\n"
    (problem,) = errors(SMALL + row)
    assert (problem.line, problem.column) == (29, 30)
    assert "comma" in problem.hint


@pytest.mark.parametrize(
    ("row", "hint"),
    [
        ('title: "Release" party', "put the text in quotes as a whole"),
        ("title: 'It's on'", "put the text in quotes as a whole"),
        ("title: [Draft] Opening", "begins with a bracket"),
        ("title: {Draft} Opening", "begins with a bracket"),
        ("title: - a", "begins with “- ” or “? ”"),
        ("title: ? really", "begins with “- ” or “? ”"),
        ("title: | words", "begin the text in the next line"),
        ("title: > words", "begin the text in the next line"),
        ("title: Talk: the sequel", "contains “: ” in quotes"),
        ("title: @home", "in quotes"),
        ("title: `home`", "in quotes"),
        ("title: %50 off", "in quotes"),
        ("title: & more", "“&” or “*” in quotes"),
        ("title: *more", "“*” in quotes"),
        ("title: ], x", "bracket or a comma in quotes"),
        ("links: [{title: Talk: the sequel, url: x}]", "contains “: ” in quotes"),
        ("links: [{title: One [1], url: x}]", "contains “[” in quotes"),
        ("links: [{title: One {1}, url: x}]", "contains “{” in quotes"),
        ("links: [{title: Talk #7, url: x}]", "“#7, url: x}]” in line 20 is a comment for YAML"),
        ("links: [{title: Talk #7,\n      url: x}]", "“#7,” in line 20 is a comment for YAML"),
        ("summary: one #2 and\n      three", "“#2 and” in line 20 is a comment for YAML"),
        ("summary:\u00a0one", "in line 20, write an ordinary space instead of U+00A0"),
        ("summary：one", "in line 20, write a colon and a space instead of “：”"),
        ("summary:one", "write a colon and a space after the key"),
        ("\tsummary: one", "indent with spaces"),
        ('summary: "C:\\Users"', "use single quotes"),
    ],
)  # fmt: skip
def test_syntax_error_has_the_hint_that_fixes_it(row: str, hint: str) -> None:
    (problem,) = problems(changed("    title: One", f"    title: One\n    {row}"))
    assert "this is not YAML" in problem.message or "no anchor" in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (f"{SMALL}...\nmore: x\n", "remove the line “...”"),
        (f"{SMALL}...\n---\nid: x\n", "without “---” and “...”"),
        (f"%FOO bar\n---\n{SMALL}", "remove the line that begins with “%”"),
    ],
)
def test_directive_or_document_end_is_named(words: str, hint: str) -> None:
    (problem,) = problems(words)
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("    place: hall", "    place: ha\u200bll", "there is no place “ha<U+200B>ll”"),
        ("    place: hall", "    \u00a0place: hall", "there is no key “<U+00A0>place” here"),
        ("id: two", "id: tw\u00ado", "“tw<U+00AD>o” is not an id"),
        ("title: One", "title: One\n    status: confirmed\u200b", "“confirmed<U+200B>” is"),
    ],
)  # fmt: skip
def test_invisible_characters_are_shown(before: str, after: str, shown: str) -> None:
    found = [problem.message for problem in errors(changed(before, after))]
    assert any(shown in message for message in found), found


def test_losses_are_reported_once_in_order() -> None:
    words = (
        "id: traps\ntitle: Meetup #42 and more\nlanguages: [en]\nzone: Europe/Berlin\n"
        "sources: {board: {who: Board}}\nplaces:\n  room3:\n    name: Room #3\nevents:\n"
        "  - id: a\n    title: Release party #7 with cake\n"
        "    summary: Bring your own #hashtag; all welcome.\n"
        "    when: 2026-05-16 10:00 to 11:00\n    place: room3\n    sources: board\n"
    )
    assert [(path, name) for *_, path, name in losses(words)] == [
        ("title", "cut-by-comment"), ("places.room3.name", "cut-by-comment"),
        ("events[0].title", "cut-by-comment"), ("events[0].summary", "cut-by-comment"),
    ]  # fmt: skip
