"""The weight of a first visit."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PHONE, Site
from tests.browser.weight import weigh


@pytest.mark.parametrize("tag", ["en", "fr", "ar"])
def test_a_first_visit_of_the_agenda_weighs_less_than_60_kb(
    page: Page, site: Site, tag: str
) -> None:
    page.set_viewport_size(PHONE)
    weight = weigh(page, site("visit") + f"/{tag}/")
    assert len(weight) > 5
    assert sum(weight.values()) < 60_000, weight
