"""The words of a theme: on pages alone, behind those of the programme."""

from __future__ import annotations

from pathlib import Path

from itinerary.ledger import revise
from itinerary.source import read_file
from itinerary.website import theme as themes
from itinerary.website.app import create_app
from itinerary.website.publication import Publication
from tests.unit.source.test_own_words import HEADER, NOW, WHERE, written

CALENDARS = 'msgid "%(title)s (time TBA)"\nmsgstr "%(title)s (ordua gero)"\n'


def words(theme: Path, text: str, name: str = "eu.po") -> Path:
    (theme / "translations").mkdir(parents=True, exist_ok=True)
    (theme / "translations" / name).write_text(HEADER + text, "utf-8")
    return theme


def test_pages_say_the_words_of_a_theme_where_the_programme_has_none(tmp_path: Path) -> None:
    file = written(tmp_path, WHERE)
    said = 'msgid "Where"\nmsgstr "Nongo"\n\nmsgid "When"\nmsgstr "Noiz"\n\n'
    theme = words(tmp_path / "mine", f'{said}msgid "Our sponsors"\nmsgstr "Babesleak"\n')
    (theme / "base.html").write_text(
        '{% extends "itinerary/base.html" %}{% block foot %}{{ _("Our sponsors") }},'
        '{{ _("Where") }}{% endblock %}'
    )
    edition = revise(None, read_file(file, now=NOW).itinerary, NOW)
    current = Publication(edition, "https://x.example/")
    page = create_app(lambda: current, theme=theme).test_client().get("/eu/events/dantza/").text
    assert "<dt>Noiz</dt>" in page
    assert "Babesleak,Non" in page
    assert "Nongo" not in page


def test_words_of_a_theme_are_those_of_nearer_languages_too(tmp_path: Path) -> None:
    theme = themes.read(words(words(tmp_path, WHERE, "pt-PT.po"), WHERE, "pt.po"))
    assert [one.language for one in theme.words_in("pt-AO")] == ["pt-AO"]
    assert theme.words_in("es") == ()


def test_a_theme_is_told_which_of_its_words_are_not_used(tmp_path: Path) -> None:
    words(tmp_path, CALENDARS + '\nmsgid "With: %(who)s"\nmsgstr "Nork"\n')
    words(tmp_path, WHERE, "basque.po")
    (tmp_path / "translations" / "fr.po").write_bytes(b"\xff")
    theme = themes.read(tmp_path)
    assert theme.words == ()
    basque, missing, calendars, french = theme.left_out
    assert "“translations/basque.po”: it is not called like a language" in basque
    assert "line 7: %(who)s is missing; keep it" in missing
    assert "calendars say “%(title)s (time TBA)” too; put this into the programme’s" in calendars
    assert "“translations/fr.po”: this is not in UTF-8" in french
