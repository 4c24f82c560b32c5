"""`python -m tools.glossary`: write docs/reference/glossary.md from the catalogues.

The page says what the product calls things in each language, for those who translate it and for
programmes that bring their own words.
"""

from __future__ import annotations

from babel import Locale

from itinerary.render.words.language import TRANSLATIONS, Language
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "reference" / "glossary.md"

HEAD = """# Glossary of translations

For translators: what the product calls things in each language of its interface. The page is made
from the catalogues by `make docs`, so that it is true of what readers see.
[Your own language](../guides/languages.md#translate-the-product) says how to translate.
"""

TERMS = (
    "Programme",
    "More about this event",
    "Edition %(number)s",
    "revision %(number)s",
    "What changed",
    "Calendar",
    "Subscribe",
    "Subscription",
    "Add to calendar",
    "One-time copy",
    "To be announced",
    "time to be announced",
    "%(title)s (time TBA)",
    "Confirmed",
    "Expected",
    "Postponed",
    "Cancelled",
    "CANCELLED: %(title)s",
    "all day",
    "morning",
    "midday",
    "afternoon",
    "evening",
    "night",
    "Time zone",
    "Places",
    "People",
    "Categories",
    "Tracks",
    "Series",
    "Sources",
    "Deadlines",
    "Break",
    "Registration",
    "Accreditation",
)


def page() -> str:
    """Return the page."""
    lines = [HEAD]
    tags = sorted(file.name.replace("_", "-") for file in TRANSLATIONS.iterdir() if file.is_dir())
    for tag in tags:
        speech = Language.of(tag)
        lines += [
            f"## {Locale.parse(tag, sep='-').english_name}",
            "",
            f"| English | {tag} |",
            "|---|---|",
        ]
        lines += [f"| {shown(term)} | {shown(speech.say(term))} |" for term in TERMS]
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def shown(message: str) -> str:
    """Return a message as a cell: a placeholder as an ellipsis."""
    return message.replace("%(title)s", "…").replace("%(number)s", "…")


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
