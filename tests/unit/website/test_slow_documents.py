"""Documents that take long: how many are made at once."""

from __future__ import annotations

import pytest
from werkzeug.exceptions import ServiceUnavailable

from itinerary.website.slow_documents import RETRY_AFTER, one_at_a_time


def test_second_document_of_any_number_is_refused_while_one_is_made() -> None:
    with one_at_a_time():
        with pytest.raises(ServiceUnavailable) as refused, one_at_a_time():
            pytest.fail("it is not to be made")
        assert refused.value.retry_after == RETRY_AFTER
    with one_at_a_time():
        pass
