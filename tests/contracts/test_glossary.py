"""The glossary of translations in docs/ is what the catalogues say."""

from __future__ import annotations

from itinerary.render.words import translation_file
from tools import glossary


def test_glossary_is_current() -> None:
    assert glossary.PAGE.read_text("utf-8") == glossary.page(), "run: make docs"


def test_terms_of_the_glossary_are_messages_of_the_product() -> None:
    assert set(glossary.TERMS) <= set(translation_file.messages())
