"""The command `translate`: it writes the file of a programme's own words, and loses nothing."""

from __future__ import annotations

import gettext
import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from click.testing import CliRunner

from itinerary.cli import main
from itinerary.render.words.language import Language
from tests.support.file_edits import edit


def translate(folder: Path, language: str) -> str:
    result = CliRunner().invoke(main, ["translate", language, str(folder / "events.yaml")])
    return f"{result.exit_code} {result.output}"


def test_a_new_file_has_all_messages_empty_with_the_rule_of_plurals(tmp_path: Path) -> None:
    assert translate(tmp_path, "eu").startswith("0 ")
    body = (tmp_path / "translations" / "eu.po").read_bytes()
    catalog = read_po(BytesIO(body))
    assert len(catalog) > 300
    assert catalog.num_plurals == 2
    assert not any(any(m.string or "") for m in catalog if m.id)
    translate(tmp_path, "eu")
    assert (tmp_path / "translations" / "eu.po").read_bytes() == body
    assert [file.name for file in (tmp_path / "translations").iterdir()] == ["eu.po"]


def test_words_of_the_nearest_language_are_filled_in(tmp_path: Path) -> None:
    translate(tmp_path, "ru-KZ")
    catalog = read_po(BytesIO((tmp_path / "translations" / "ru-KZ.po").read_bytes()))
    assert catalog.num_plurals == 3
    assert all(m.string and all(m.string) for m in catalog if m.id)


@pytest.mark.parametrize("tag", ["ar", "he"])
def test_a_file_has_the_rule_of_plurals_by_which_its_words_were_counted(
    tmp_path: Path, tag: str
) -> None:
    translate(tmp_path, tag)  # Babel's rules are others in these languages
    catalog = read_po(BytesIO((tmp_path / "translations" / f"{tag}.po").read_bytes()))
    event = catalog.get("%(num)d event")
    counts = (1, 2, 5, 11, 21, 100)
    form = gettext.c2py(catalog.plural_expr)
    assert event
    assert isinstance(event.string, tuple)
    said = [event.string[form(n)].replace("%(num)d", str(n)) for n in counts]
    speech = Language.of(tag)
    assert said == [speech.counted("%(num)d event", "%(num)d events", n) for n in counts]


def test_an_update_keeps_words_comments_and_what_is_no_longer_said(tmp_path: Path) -> None:
    translate(tmp_path, "eu")
    file = tmp_path / "translations" / "eu.po"
    before = file.read_text("utf-8").replace(
        'msgid "Where"\nmsgstr ""', '# Galdera\nmsgid "Where"\nmsgstr "Non"'
    )
    before = before.replace('"Language: eu\\n"', '"Language: eu\\n"\n"Last-Translator: Ane\\n"')
    file.write_text(before + '\nmsgid "Long ago"\nmsgstr "Aspaldi"\n', "utf-8")
    translate(tmp_path, "eu")
    after = file.read_text("utf-8")
    assert "Last-Translator: Ane" in after
    assert re.search(r'# Galdera\n(#\. .*\n)*msgid "Where"\nmsgstr "Non"', after)
    assert '#~ msgid "Long ago"\n#~ msgstr "Aspaldi"' in after
    translate(tmp_path, "eu")
    assert file.read_text("utf-8") == after


def test_words_that_are_said_again_come_back(tmp_path: Path) -> None:
    file = tmp_path / "translations" / "eu.po"
    translate(tmp_path, "eu")
    kept = '\n#~ msgid "Where"\n#~ msgstr "Non"\n'
    said = file.read_text("utf-8").replace('msgid "Where"\nmsgstr ""\n', "")
    file.write_text(said + kept, "utf-8")
    translate(tmp_path, "eu")
    after = file.read_text("utf-8")
    assert '\nmsgid "Where"\nmsgstr "Non"\n' in after
    assert "#~" not in after


@pytest.mark.parametrize("language", ["eu_ES", "tlh", "../eu", ""])
def test_an_unknown_language_is_refused(tmp_path: Path, language: str) -> None:
    assert "is not a language; write a code such as" in translate(tmp_path, language)
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_gettext_file_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "translations").mkdir()
    file = tmp_path / "translations" / "eu.po"
    file.write_text('msgid "Where\n', "utf-8")
    assert "1 " in translate(tmp_path, "eu")
    assert file.read_text("utf-8") == 'msgid "Where\n'


def test_the_file_of_a_theme_has_the_words_of_its_templates_and_none_that_calendars_say(
    tmp_path: Path,
) -> None:
    theme = tmp_path / "mine"
    (theme / "pages").mkdir(parents=True)
    (theme / "pages" / "about.html").write_text('{{ _("Our sponsors") }}{{ _("Where") }}', "utf-8")
    command = ["translate", "ru", str(tmp_path / "events.yaml"), "--theme", str(theme)]
    run = CliRunner().invoke(main, command)
    assert run.exit_code == 0, run.output
    file = theme / "translations" / "ru.po"
    catalog = read_po(BytesIO(file.read_bytes()))
    sponsors, confirmed = catalog.get("Our sponsors"), catalog.get("Got it")
    assert sponsors
    assert sponsors.string == ""
    assert confirmed
    assert confirmed.string == Language.of("ru").say("Got it")
    assert catalog.get("%(title)s (time TBA)") is None
    edit(file, 'sponsors"\nmsgstr ""', 'sponsors"\nmsgstr "С"')
    CliRunner().invoke(main, command)
    assert 'msgid "Our sponsors"\nmsgstr "С"' in file.read_text("utf-8")
    (theme / "base.html").write_bytes(b"\xff")
    refused = CliRunner().invoke(main, command)
    assert "base.html is not in UTF-8; save it as UTF-8" in refused.output
