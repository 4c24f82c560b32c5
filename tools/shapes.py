"""`python -m tools.shapes FOLDER`: write ten programmes in the shapes of real ones.

Then look at one of them: `itinerary serve FOLDER/developers.yaml`.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.support.shapes import SHAPES


def main() -> None:
    """Write all shapes."""
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tools.shapes FOLDER")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, shape in SHAPES.items():
        file = folder / f"{name}.yaml"
        file.write_text(shape(), "utf-8")
        print(file)


if __name__ == "__main__":
    main()
