"""Commands name the files that a theme leaves out."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from itinerary.cli import main
from itinerary.website import theme as themes
from tests.conftest import SITE
from tests.support.serving import serving
from tests.support.small_programme import SMALL
from tests.unit.website.test_assets import odd_theme as odd_theme


def test_build_and_serve_name_the_files_that_a_theme_leaves_out(
    odd_theme: Path, tmp_path: Path
) -> None:
    links, odd, hidden = themes.read(odd_theme).left_out
    for name in (".base.html", ".git", "static/.env", "static/.git", "static/deep/.hidden"):
        assert f"“{name}”" in hidden
    assert "1 more" in hidden
    for name in ("error.html", "static/out.css", "static/up.css", "static/folder"):
        assert f"“{name}”" in links
    assert "“static/pipe.css”" in odd
    file = tmp_path / "events.yaml"
    file.write_text(SMALL, "utf-8")
    run = CliRunner().invoke(
        main,
        [
            *("build", str(file), "--to", str(tmp_path / "public"), "--site", SITE),
            *("--theme", str(odd_theme)),
        ],
    )
    assert run.exit_code == 0, run.output
    for sentence in themes.read(odd_theme).left_out:
        assert sentence in run.stderr
    built = [path for path in (tmp_path / "public").rglob("*") if path.is_file()]
    assert [path.name for path in built if path.name in ("mine.css", "same.css")]
    assert not [path for path in built if b"SECRET" in path.read_bytes()]
    with serving(file, "--theme", str(odd_theme)) as server:
        for sentence in themes.read(odd_theme).left_out:
            assert server.said().count(sentence) == 1
