"""The root of the errors that people see."""

from __future__ import annotations

import pickle

import pytest

from itinerary.errors import ItineraryError, NotationError
from itinerary.ledger import ReusedIdError
from itinerary.render.documents.pdf import UnsettableError
from itinerary.source import Problem, SourceError
from itinerary.website.slow_documents import BusyError
from tests.support.package import FILES, module

ERRORS = [
    NotationError("“x” is not a date", "write for example 2024-05-16"),
    ReusedIdError("gala"),
    SourceError([Problem("a.yaml", 1, 2, "title", "this text is empty", "write some words")]),
    UnsettableError("안"),
    BusyError(),
]


def test_error_reads_as_its_message_and_its_hint() -> None:
    assert str(ItineraryError("it is broken", "mend it")) == "it is broken; mend it"
    assert str(ItineraryError("it is broken")) == "it is broken"


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_error_arrives_whole_in_another_process(error: ItineraryError) -> None:
    arrived = pickle.loads(pickle.dumps(error))
    assert type(arrived) is type(error)
    assert str(arrived) == str(error)
    assert vars(arrived) == vars(error)


def test_every_error_class_has_the_root() -> None:
    """By name: a class in another room may need a library that is not installed. What HTTP is
    answered with has the root of werkzeug."""
    bases = {
        each.name: set(each.bases)
        for file in FILES
        for each in module(file).classes
        if any(name.endswith(("Error", "Exception")) for name in (each.name, *each.bases))
    }
    assert bases.pop("ItineraryError") == {"Exception"}
    rooted = {"ItineraryError", "HTTPException"}
    while more := {name for name, of in bases.items() if of & rooted} - rooted:
        rooted |= more
    assert not set(bases) - rooted
