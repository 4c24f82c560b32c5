"""PDF and share images have the same bytes on every machine."""

from __future__ import annotations

import os
import subprocess
import sys

from tests.conftest import ROOT


def test_share_image_bytes_do_not_depend_on_the_machine() -> None:
    code = (
        "import hashlib; from tests.conftest import edition_of;"
        "from itinerary.render.drawings.canvas import paint;"
        "from itinerary.render.drawings.share_image import SIZE, share_image_shapes;"
        "e = edition_of('visit');"
        "s = share_image_shapes(e, e.itinerary.by_id['gala'], 'zh', site='https://a.example/');"
        "print(hashlib.sha256(paint(s, SIZE)).hexdigest())"
    )
    settings = (
        {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LANG": "C"},
        {"PYTHONHASHSEED": "2", "LANG": "ru_RU.UTF-8", "FONTCONFIG_FILE": "/nonexistent"},
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, **env},
            check=True,
            capture_output=True,
        ).stdout
        for env in settings
    }
    assert len(seen) == 1
