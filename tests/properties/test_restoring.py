"""Any feed restores a ledger, or is refused."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given

from itinerary.export.file_names import file_name, is_inside
from itinerary.export.site_files import Site
from itinerary.ledger import LedgerError, ReusedIdError
from itinerary.ledger.audit import audit
from itinerary.ledger.restore import restored
from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import HIGHEST_SEQUENCE, SLUG
from itinerary.model.zones import YEARS
from itinerary.website.publication import Publication
from tests.conftest import NOW, SITE
from tests.support.examples import examples
from tests.unit.ledger.test_restore import COPY, EDITS, ITINERARY, found


@examples(30)
@given(edits=EDITS)
def test_any_feed_is_refused_or_restores_a_ledger_that_can_be_published_to(
    edits: list[tuple[str, int, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    head, *vevents = COPY.split("BEGIN:VEVENT\r\n")
    for name, of, value in edits:
        line = (name + value).replace("\\", r"\\")
        vevents[of] = re.sub(f"(?m)^{name}[:;][^\r]*", line, vevents[of])
    try:
        feed = found("BEGIN:VEVENT\r\n".join([head, *vevents]).encode())
    except LedgerError:
        return
    edition = restored(ITINERARY, feed.published)
    ledger = Ledger(tmp_path_factory.mktemp("ledger") / "x.sqlite")
    ledger.restore(edition)
    assert audit(ledger, ITINERARY.id) == []
    ids = set()
    for record in edition.records.values():
        event, revision = record.event, record.revision
        assert re.fullmatch(SLUG, event.id)
        ids.add(event.id)
        assert revision.number <= HIGHEST_SEQUENCE
        assert revision.modified <= NOW + timedelta(days=1)
        assert event.when is None or event.when.first.year in YEARS
    assert len(ids) == len(edition.records)
    try:
        next = ledger.publish(ITINERARY, NOW, allow_cancellations=True)
    except ReusedIdError:
        return
    finally:
        ledger.close()
    assert next.published <= NOW + timedelta(days=1, seconds=1)
    for name in Site(Publication(next, SITE)).paths():
        assert is_inside(file_name(name))
