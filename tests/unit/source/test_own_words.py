"""A programme's own words: read from gettext files beside its file, with every mistake named."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from itinerary.ledger import revise
from itinerary.model.itinerary import Itinerary
from itinerary.model.selection import Selection
from itinerary.render.calendars.feed import render_feed
from itinerary.render.words.language import Language
from itinerary.source import Album, Reading, SourceError, read_file
from itinerary.website.app import create_app
from itinerary.website.publication import Publication

NOW = datetime(2026, 5, 1, tzinfo=UTC)
FAIR = """
id: jaia
title: Jaia
languages: [eu]
zone: Europe/Madrid
sources: {board: {who: Batzordea}}
events: [{id: dantza, title: Dantza, when: 2026-05-16, sources: board}]
"""
HEADER = 'msgid ""\nmsgstr "Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
WHERE = 'msgid "Where"\nmsgstr "Non"\n'


def written(folder: Path, words: str, name: str = "eu.po") -> Path:
    file = folder / "events.yaml"
    file.write_text(FAIR, "utf-8")
    (folder / "translations").mkdir(exist_ok=True)
    (folder / "translations" / name).write_text(HEADER + words, "utf-8")
    return file


def reading(folder: Path, words: str, name: str = "eu.po") -> Reading:
    return read_file(written(folder, words, name), now=NOW)


def programme(folder: Path, words: str) -> Itinerary:
    return reading(folder, words).itinerary


def test_own_words_are_said_and_english_is_said_for_the_rest(tmp_path: Path) -> None:
    count = 'msgid "%(num)d event"\nmsgid_plural "%(num)d events"\nmsgstr[0] "ekitaldi bat"\n'
    itinerary = programme(tmp_path, f'{WHERE}\n{count}msgstr[1] "%(num)d ekitaldi"\n')
    speech = Language.of("eu", itinerary.own_words)
    assert speech.say("Where") == "Non"
    assert speech.say("When") == "When"
    said = [speech.ngettext("%(num)d event", "%(num)d events", n) for n in (1, 2)]
    assert said == ["ekitaldi bat", "2 ekitaldi"]
    assert Language.of("eu").say("Where") == "Where"


def test_own_words_are_on_pages_and_only_the_others_are_marked(tmp_path: Path) -> None:
    edition = revise(None, programme(tmp_path, WHERE), NOW)
    page = create_app(lambda: Publication(edition, "https://x.example/")).test_client()
    shown = page.get("/eu/events/dantza/").text
    assert '<dt lang="en">When</dt>' in shown
    assert "Dantza" in shown
    assert "\ufdd0" not in shown


def test_own_words_go_before_those_of_the_product(tmp_path: Path) -> None:
    file = written(tmp_path, WHERE, "fr.po")
    file.write_text(FAIR.replace("[eu]", "[ru]"), "utf-8")
    (tmp_path / "translations" / "ru.po").write_text(HEADER + WHERE, "utf-8")
    own = read_file(file, now=NOW).itinerary.own_words
    assert Language.of("ru", own).say("Where") == "Non"
    assert Language.of("ru", own).say("When") == Language.of("ru").say("When") != "When"


def test_an_edit_of_words_in_calendars_reaches_subscribers_and_of_others_only_pages(
    tmp_path: Path,
) -> None:
    none = revise(None, programme(tmp_path, ""), NOW)
    assert none.itinerary.own_words == ()
    buttons = revise(none, programme(tmp_path, 'msgid "Got it"\nmsgstr "Ados"\n'), NOW)
    assert buttons.number == 2
    assert buttons.records == none.records
    tba = 'msgid "%(title)s (time TBA)"\nmsgstr "%(title)s (ordua zehazteke)"\n'
    dated = revise(buttons, programme(tmp_path, tba), NOW)
    (record,) = dated.records.values()
    assert record.revision.number == 1
    feed = render_feed(dated, Selection(), "eu", site="https://x.example/").body.decode()
    assert "ordua zehazteke" in feed
    assert "SEQUENCE:1" in feed


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            'msgid "With: %(who)s"\nmsgstr "Nork: %(nor)s"\n',
            "eu.po:4:1: error: there is no %(nor)s in this message; it has %(who)s",
        ),
        (
            'msgid "With: %(who)s"\nmsgstr "Nork"\n',
            "eu.po:4:1: error: %(who)s is missing; keep it: what it stands for is put there",
        ),
        (
            'msgid "With: %(who)s"\nmsgstr "%(who)s 5%"\n',
            "eu.po:4:1: error: “%” alone has another meaning here; write %%",
        ),
        (
            'msgid "Where"\nmsgstr "<b>Non</b>"\n',
            "eu.po:4:1: error: a message must not have '<'; leave it out",
        ),
        (
            'msgid "%(num)d event"\nmsgid_plural "%(num)d events"\nmsgstr[0] "bat"\n',
            "eu.po:4:1: error: “%(num)d event” lacks forms of the plural; write 2",
        ),
        (
            'msgid "Where\nmsgstr "Non"\n',
            'eu.po:4:1: error: this is no line of a gettext file: msgid "Where;',
        ),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, words: str, said: str) -> None:
    with pytest.raises(SourceError) as caught:
        reading(tmp_path, words)
    assert said in str(caught.value)


@pytest.mark.parametrize("rule", ["nplurals=2; plural=n", "nplurals=1; plural=1/n", "nplurals=x"])
def test_a_wrong_rule_of_plurals_is_an_error(tmp_path: Path, rule: str) -> None:
    file = written(tmp_path, "")
    header = HEADER.replace("nplurals=2; plural=(n != 1)", rule)
    (tmp_path / "translations" / "eu.po").write_text(header + WHERE, "utf-8")
    with pytest.raises(SourceError, match=r"eu\.po:1:1: error: its header"):
        read_file(file, now=NOW)


def test_bytes_that_are_not_utf_8_are_an_error_at_their_line(tmp_path: Path) -> None:
    file = written(tmp_path, "")
    bad = (HEADER + WHERE).encode().replace(b"Non", b"N\xf3n")
    (tmp_path / "translations" / "eu.po").write_bytes(bad)
    with pytest.raises(SourceError, match=r"eu\.po:5:1: error: this is not in UTF-8"):
        read_file(file, now=NOW)


def test_words_that_are_not_used_are_warnings(tmp_path: Path) -> None:
    found = reading(tmp_path, 'msgid "Nowhere"\nmsgstr "Inon"\n').warnings
    assert [(w.line, w.message, w.name) for w in found] == [
        (4, "the product does not say “Nowhere”", "own-words")
    ]
    for name, hint in (("EU.po", "call it eu.po"), ("fr.po", "add fr to languages")):
        folder = tmp_path / name
        folder.mkdir()
        (warning,) = reading(folder, WHERE, name).warnings
        assert warning.hint.startswith(hint)


def test_every_file_of_words_is_watched_also_one_to_come(tmp_path: Path) -> None:
    file = written(tmp_path, WHERE)
    album = Album.beside(file)
    read_file(file, now=NOW, album=album)
    folder = tmp_path.resolve() / "translations"
    assert {folder, folder / "eu.po"} <= album.named.keys()
    (folder / "eu.po").unlink()
    folder.rmdir()
    later = Album.beside(file)
    read_file(file, now=NOW, album=later)
    assert folder in later.named
