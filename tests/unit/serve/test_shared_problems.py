"""The problems that the publisher has and the workers show."""

from __future__ import annotations

from itinerary.serve.shared_problems import SIZE, ProblemBoard
from itinerary.source import Problem


def problem(message: str) -> Problem:
    return Problem("events.yaml", 3, 5, "events[0].when", message, "write a day")


def test_board_is_empty_at_first() -> None:
    assert ProblemBoard().read() == ()


def test_board_has_the_problems_that_were_written_last() -> None:
    board = ProblemBoard()
    for problems in ([problem("a"), problem("é")], [problem("b")], []):
        board.write(problems)
        assert board.read() == tuple(problems)


def test_board_leaves_out_problems_that_do_not_fit() -> None:
    board = ProblemBoard()
    problems = [problem("x" * 1000 + str(n)) for n in range(200)]
    board.write(problems)
    assert 0 < len(board.read()) < SIZE // 1000
    assert board.read() == tuple(problems[: len(board.read())])


def test_board_in_the_middle_of_writing_reads_as_before() -> None:
    board = ProblemBoard()
    board.write([problem("before")])
    assert board.read() == (problem("before"),)
    board._memory[4:8] = b"\0\0\0\0"  # as if the writer was killed before the end
    assert board.read() == (problem("before"),)
