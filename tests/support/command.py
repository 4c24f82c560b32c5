"""The command `itinerary`, called in this process."""

from __future__ import annotations

from click.testing import CliRunner, Result

from itinerary.cli import main


def run(*words: object, answer: str | None = None) -> Result:
    """Call the command with these arguments; `answer` is the input of the user. An exception that
    would end in a traceback is raised."""
    result = CliRunner().invoke(main, [str(word) for word in words], input=answer)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert "Traceback" not in result.output
    return result
