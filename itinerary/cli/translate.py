"""The command `translate`."""

from __future__ import annotations

from pathlib import Path

import click

from itinerary import terminal
from itinerary.cli.common import FILE, CommandError, examples, reason
from itinerary.render.words import translation_file
from itinerary.source import TRANSLATIONS


@click.command(epilog=examples("  itinerary translate eu\n  itinerary translate fr-CA my.yaml"))
@click.argument("language")
@FILE
def translate(language: str, file: Path) -> None:
    """Write or update the file of FILE's own words in LANGUAGE for buttons, headings and notes.

    It is translations/LANGUAGE.po beside FILE, for an editor of gettext files, and has the words of
    the nearest language that the product speaks. A file that is there keeps its words and comments,
    and gets the messages that are new.
    """
    target = file.parent / TRANSLATIONS / f"{language}.po"
    before = None
    body = translation_file.updated(language)
    try:
        if target.exists():
            before = target.read_text("utf-8-sig")
            body = translation_file.updated(language, before)
        target.parent.mkdir(exist_ok=True)
        # Whole or not at all, beside the old one until then, which is hours of work.
        new = target.with_suffix(".po.new")
        new.write_bytes(body)
        new.replace(target)
    except UnicodeDecodeError:
        raise CommandError(f"{target} is not in UTF-8", "save it as UTF-8") from None
    except translation_file.TranslationFileError as error:
        raise CommandError(f"{target}: {error.message}", error.hint) from None
    except OSError as error:
        raise CommandError(f"{target} cannot be written: {reason(error)}") from None
    done = "is ready" if before is None else "has all messages"
    terminal.echo(f"{target} {done}. Translate what is empty, then: itinerary check {file}")
