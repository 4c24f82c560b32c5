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
@click.option(
    "--theme",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of a theme, which gets the file: the words of its templates and of our pages.",
)
def translate(language: str, file: Path, theme: Path | None) -> None:
    """Write or update the file of FILE's own words in LANGUAGE for buttons, headings and notes.

    It is translations/LANGUAGE.po beside FILE, for an editor of gettext files, and has the words of
    the nearest language that the product speaks. A file that is there keeps its words and comments,
    and gets the messages that are new.
    """
    target = (theme or file.parent) / TRANSLATIONS / f"{language}.po"
    templates = _templates(theme) if theme else None
    before = None
    body = translation_file.updated(language, theme=templates)
    try:
        if target.exists():
            before = target.read_text("utf-8-sig")
            body = translation_file.updated(language, before, theme=templates)
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
    then = f"itinerary serve {file} --theme {theme}" if theme else f"itinerary check {file}"
    terminal.echo(f"{target} {done}. Translate what is empty, then: {then}")


def _templates(theme: Path) -> list[Path]:
    """Return the templates of a theme."""
    from itinerary.website import theme as themes

    return [path for name, path in themes.read(theme).files.items() if name.endswith(".html")]
