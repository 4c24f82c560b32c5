"""Names of files in the folder of a site."""

from __future__ import annotations

import pytest

from itinerary.export.errors import BuildError
from itinerary.export.file_names import file_name, is_inside


@pytest.mark.parametrize(
    "path",
    [
        *("/../x", "/en/events/../index.html", "/en/events/../", "/en/events/..", "//etc/passwd"),
        *("/en/./", "/en//", "/a\\..\\b", "/C:/x", "/en/\0", "/en/a\nb", f"/{'x' * 300}", ""),
    ],
)
def test_file_name_of_a_path_outside_the_folder_is_refused(path: str) -> None:
    with pytest.raises(BuildError, match="outside the site"):
        file_name(path)


@pytest.mark.parametrize(
    "name", ["en/index.html", "_headers", "哈尔滨/a.ics", ".well-known/x", "a..b"]
)
def test_file_name_below_the_folder_is_accepted(name: str) -> None:
    assert is_inside(name)
