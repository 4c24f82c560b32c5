"""A table of the results of foreign parsers: `python -m tests.support.parser_table`."""

from __future__ import annotations

from tests.conftest import PROGRAMMES
from tests.support.feeds import feeds_of_programme
from tests.support.foreign import PARSERS, expected


def main() -> None:
    """Print the table."""
    print("| programme | parser | feeds read | events compared | disagreements |")
    print("|---|---|---|---|---|")
    for programme in PROGRAMMES:
        feeds = feeds_of_programme(programme)
        for name, parser in PARSERS.items():
            events = wrong = 0
            for feed, seen in zip(feeds, parser(feeds), strict=True):
                events += len(seen)
                wrong += len(set(seen) ^ set(expected(feed)))
            print(f"| {programme} | {name} | {len(feeds)} | {events} | {wrong} |")


if __name__ == "__main__":
    main()
