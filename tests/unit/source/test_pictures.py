"""Pictures beside the file: from the author's folder into the ledger and onto pages."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Literal
from unicodedata import normalize

import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageCms

from itinerary.export import build as exporting
from itinerary.export.build_manifest import BuildReport
from itinerary.export.folder import Folder
from itinerary.export.site_files import Site
from itinerary.ledger import Edition, changes
from itinerary.ledger.audit import audit
from itinerary.ledger.store import Ledger
from itinerary.model.itinerary import FACE_WIDTH, WIDTHS, Picture
from itinerary.render import addresses
from itinerary.render.documents import jsonld
from itinerary.render.drawings.share_image import logo_box
from itinerary.serve.ledger_follower import LedgerFollower
from itinerary.serve.publisher import FilePublisher
from itinerary.source import Album, PictureError, SourceError, read_file
from itinerary.source.pictures import MOST_BYTES, examined
from itinerary.value import replace
from itinerary.website import site_paths
from tests.conftest import NOW, SITE
from tests.support.cached_app import cached_app, switch
from tests.support.file_edits import edit
from tests.support.html_pages import Page
from tests.support.poppler import poppler
from tests.unit.render.drawings.test_share_image import shared

PROGRAMME = """
id: fair
title: Fair
languages: [en]
zone: Europe/Berlin
sources: {board: {who: Board}}
places:
  town: {name: Town}
  hall: {name: Hall, in: town, image: {file: hall.png, alt: A hall}}
parties:
  ann: {name: Ann, image: {file: people/ann.webp, alt: Ann smiles, credit: Bob}}
events:
  - id: gala
    title: Gala
    when: 2027-05-16 22:00 to 23:30
    place: hall
    parties: [ann]
    image: {file: posters/gala.jpg, alt: The poster}
    sources: board
  - id: day
    title: Day
    when: 2027-05-17 10:00
    sources: board
"""


def drawn(size: tuple[int, int], mode: str = "RGB", form: str = "JPEG", **options: object) -> bytes:
    """Return a picture whose left half is red and whose right half is blue."""
    image = Image.new(mode, size, (0, 0, 255, 255)[: len(mode)])
    image.paste((255, 0, 0, 255)[: len(mode)], (0, 0, size[0] // 2, size[1]))
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a folder with a programme and its pictures."""
    home = tmp_path / "fair"
    (home / "posters").mkdir(parents=True)
    (home / "people").mkdir()
    (home / "events.yaml").write_text(PROGRAMME, "utf-8")
    (home / "posters" / "gala.jpg").write_bytes(drawn((2400, 1200)))
    (home / "hall.png").write_bytes(drawn((600, 300), form="PNG"))
    see_through = Image.new("RGBA", (300, 300), (0, 200, 0, 0))
    see_through.save(home / "people" / "ann.webp", lossless=True)
    return home


@pytest.fixture
def ledger(tmp_path: Path, open_ledger: Callable[[str | Path], Ledger]) -> Ledger:
    """Give an empty ledger."""
    return open_ledger(tmp_path / "ledger.sqlite")


def published(folder: Path, ledger: Ledger) -> Edition:
    """Publish the programme in a folder, as `serve` does."""
    publisher = FilePublisher(folder / "events.yaml", ledger)
    edition = publisher.open()
    assert publisher.problems == ()
    return edition


def followed(ledger: Ledger) -> tuple[LedgerFollower, FlaskClient]:
    """Serve what is in a ledger, as a machine does that has no file."""
    follower = LedgerFollower.of(ledger, ledger.programmes()[0], site=SITE)
    return follower, cached_app(follower.current).test_client()


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


# --- from the file to readers --------------------------------------------------------------------


def test_picture_reaches_pages_of_events_places_and_people_through_the_ledger_alone(
    folder: Path, ledger: Ledger
) -> None:
    published(folder, ledger)
    for file in folder.rglob("*.*"):
        file.unlink()
    follower, client = followed(ledger)
    sizes = {"events/gala": (1600, 800), "places/hall": (600, 300), "parties/ann": (300, 300)}
    for page, size in sizes.items():
        path = f"/en/{page}/"
        html = client.get(path).text
        (image,) = [
            i
            for i in Page(html).all("img")
            if "pictures/" in (i["src"] or "") and i.get("class") != "face"
        ]
        assert (image["width"], image["height"]) == tuple(map(str, size))
        assert (image["loading"], image["decoding"]) == ("lazy", "async")
        assert image["alt"] in ("The poster", "A hall", "Ann smiles")
        for entry in (image["srcset"] or "").split(", "):
            address, width = entry.split()
            target = f"/pictures/{address.rpartition('/')[2]}"
            got = client.get(target)
            assert got.status_code == 200
            assert got.headers["Content-Type"] == f"image/{opened(got.data).format or ''}".lower()
            assert got.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            seen = opened(got.data)
            assert f"{seen.width}w" == width
            assert abs(seen.width / seen.height - size[0] / size[1]) < 0.02
            assert target in site_paths.files(follower.current)
    assert [w for w in WIDTHS if w < 1600] == [400, 800]
    html = client.get("/en/events/day/").text
    assert "pictures/" not in html


def test_picture_is_an_address_for_search_engines_and_shared_links(
    folder: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = published(folder, ledger)
    gala, _ = edition.itinerary.events
    assert gala.image
    address = addresses.image(gala.image, SITE)
    assert address.startswith(f"{SITE}pictures/")
    node = jsonld.event_node(edition, gala, "en", site=SITE)
    assert node["image"] == [address]
    assert node["attendee"][0]["image"][0].endswith(".webp")
    assert node["location"]["image"][0].startswith(f"{SITE}pictures/")
    monkeypatch.setattr("itinerary.render.drawings.share_image.available", lambda: False)
    _, client = followed(ledger)
    said = shared(client.get("/en/events/gala/").text)
    assert said["og:image"] == address
    assert said["og:image:type"] == "image/jpeg"
    assert (said["og:image:width"], said["og:image:height"]) == ("1600", "800")
    assert shared(client.get("/en/places/hall/").text)["og:image:alt"] == "A hall"


def test_picture_is_in_the_pdf(folder: Path, ledger: Ledger) -> None:
    published(folder, ledger)
    _, client = followed(ledger)
    listed = poppler("pdfimages", "-list", "-", data=client.get("/en/programme.pdf").data)
    assert [row.split()[3:5] for row in listed.decode().splitlines()[2:]] == [["400", "200"]]


def test_withdrawn_picture_is_gone_and_one_that_is_named_stays(
    folder: Path, ledger: Ledger
) -> None:
    first = published(folder, ledger)
    follower, client = followed(ledger)
    by_type = {p.type: addresses.picture(p, p.widths[0]) for p in first.pictures.values()}
    edit(folder / "events.yaml", "    image: {file: posters/gala.jpg, alt: The poster}\n", "")
    published(folder, ledger)
    publication = follower.poll()
    assert publication
    switch(client, publication)
    gala = addresses.picture(first.itinerary.by_id["gala"].image.picture, 400)  # type: ignore
    assert client.get(gala).status_code == 404
    assert client.get(by_type["webp"]).status_code == 200
    assert client.get(by_type["webp"].replace("-300", "-299")).status_code == 404
    assert client.get(by_type["webp"].replace(".webp", ".png")).status_code == 404


def test_changed_picture_revises_its_event_but_not_events_at_its_place(
    folder: Path, ledger: Ledger
) -> None:
    first = published(folder, ledger)
    assert published(folder, ledger).number == 1
    (folder / "posters" / "gala.jpg").write_bytes(drawn((800, 800)))
    second = published(folder, ledger)
    assert [change.fields for change in changes(first, second)] == [("image",)]
    _, client = followed(ledger)
    assert "The picture was replaced." in client.get("/en/changes/").text
    (folder / "hall.png").write_bytes(drawn((700, 300), form="PNG"))
    third = published(folder, ledger)
    assert third.number == 3
    assert changes(second, third) == ()
    _, client = followed(ledger)
    assert 'width="700"' in client.get("/en/places/hall/").text


def test_edition_from_the_ledger_is_the_one_that_was_published(
    folder: Path, ledger: Ledger, open_ledger: Callable[[str | Path], Ledger]
) -> None:
    edition = published(folder, ledger)
    again = open_ledger(ledger.name)
    assert again.edition("fair", 1).itinerary == edition.itinerary
    assert audit(again, "fair") == []


def test_ledger_check_misses_a_picture_that_is_lost_and_publishing_restores_it(
    folder: Path, ledger: Ledger
) -> None:
    edition = published(folder, ledger)
    digest = next(iter(edition.pictures))
    with ledger.database.writing() as connection:
        connection.run("DELETE FROM picture WHERE digest = :digest", digest=digest)
    assert audit(ledger, "fair") == [f"edition 1: the picture {digest} is missing"]
    assert published(folder, ledger).number == 1
    assert audit(ledger, "fair") == []


def test_ledger_of_before_there_were_pictures_is_migrated(
    tmp_path: Path, folder: Path, open_ledger: Callable[[str | Path], Ledger]
) -> None:
    old = open_ledger(tmp_path / "old.sqlite")
    old.database.ensure_tables()
    with old.database.writing() as connection:
        connection.run("DROP TABLE picture")
        connection.run("UPDATE ledger_version SET version = 3")
    old.close()
    assert published(folder, open_ledger(tmp_path / "old.sqlite")).number == 1


@pytest.mark.whole
def test_build_has_the_pictures_and_makes_them_once(
    folder: Path, ledger: Ledger, tmp_path: Path
) -> None:
    published(folder, ledger)
    target = tmp_path / "public"

    def build() -> BuildReport:
        follower, _ = followed(ledger)
        return exporting.build(Site(follower.current), Folder(target))

    made = {name for name in build().written if name.startswith("pictures/")}
    assert len(made) == 7  # 400, 800 and 1600; 400 and 600; 300, and 132 beside a name
    assert build().written == ()
    (folder / "posters" / "gala.jpg").write_bytes(drawn((900, 900)))
    published(folder, ledger)
    report = build()
    assert len([name for name in report.written if name.startswith("pictures/")]) == 2
    assert "en/events/gala/index.html" in report.written
    assert "en/events/day/index.html" not in report.written


# --- renditions ----------------------------------------------------------------------------------


def renditions(data: bytes, tmp_path: Path) -> tuple[Picture, dict[int, bytes]]:
    (tmp_path / "x").write_bytes(data)
    album = Album(tmp_path)
    picture = album.picture("x")
    return picture, dict(album.renditions(picture))


def test_renditions_have_no_camera_metadata(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    data = drawn((1000, 500), exif=exif, comment=b"Secret place", dpi=(300, 300))
    assert b"Secret" in data
    for made in renditions(data, tmp_path)[1].values():
        assert b"Secret" not in made
        assert b"Exif" not in made
        assert not opened(made).getexif()
        assert "icc_profile" not in opened(made).info


@pytest.mark.parametrize("orientation", range(1, 9))
def test_photo_is_turned_upright(orientation: int, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture, made = renditions(drawn((1000, 500), exif=exif), tmp_path)
    assert (picture.width, picture.height) == ((500, 1000) if orientation > 4 else (1000, 500))
    image = opened(made[picture.widths[-1]]).convert("RGB")
    width, height = image.size
    middles = {
        1: (0.1, 0.5),
        2: (0.9, 0.5),
        3: (0.9, 0.5),
        4: (0.1, 0.5),
        5: (0.5, 0.1),
        6: (0.5, 0.1),
        7: (0.5, 0.9),
        8: (0.5, 0.9),
    }
    x, y = middles[orientation]
    red, _, blue = image.getpixel((int(width * x), int(height * y)))  # type: ignore[misc]
    assert red > 200 > 60 > blue


def test_renditions_convert_colours_by_profile(tmp_path: Path) -> None:
    swapped = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    with_profile = drawn((64, 64), icc_profile=swapped)
    plain = renditions(drawn((64, 64)), tmp_path)[1][64]
    assert opened(renditions(with_profile, tmp_path)[1][64]).mode == "RGB"
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    same = renditions(drawn((64, 64), icc_profile=srgb), tmp_path)[1][64]
    assert opened(same).getpixel((5, 5)) == pytest.approx(opened(plain).getpixel((5, 5)), abs=3)
    broken = renditions(drawn((64, 64), icc_profile=b"nonsense"), tmp_path)[1][64]
    assert opened(broken).getpixel((5, 5)) == opened(plain).getpixel((5, 5))


def test_broken_camera_metadata_is_ignored(tmp_path: Path) -> None:
    for note in (
        b"Exif\0\0nonsense",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0",
    ):
        picture, made = renditions(drawn((50, 20), exif=note), tmp_path)
        assert (picture.width, picture.height) == opened(made[50]).size == (50, 20)


@pytest.mark.parametrize(
    ("mode", "form", "type_"),
    [
        ("L", "PNG", "jpeg"),
        ("L", "JPEG", "jpeg"),
        ("RGB", "PNG", "jpeg"),
        ("RGB", "WEBP", "jpeg"),
        ("RGBA", "PNG", "jpeg"),
        ("CMYK", "JPEG", "jpeg"),
    ],
)
def test_every_form_becomes_one_that_every_browser_shows(
    mode: str, form: str, type_: str, tmp_path: Path
) -> None:
    picture, made = renditions(drawn((120, 60), mode, form), tmp_path)
    assert picture.type == type_
    assert list(made) == [120]
    assert opened(made[120]).size == (120, 60)


def test_sixteen_bits_of_grey_stay_grey(tmp_path: Path) -> None:
    file = BytesIO()
    Image.new("I;16", (40, 40), 32896).save(file, "PNG")
    _, made = renditions(file.getvalue(), tmp_path)
    assert opened(made[40]).convert("L").getpixel((20, 20)) == pytest.approx(128, abs=2)


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (1, (1,)),
        (400, (400,)),
        (500, (500,)),
        (600, (400, 600)),
        (1200, (400, 800, 1200)),
        (1600, (400, 800, 1600)),
        (9000, (400, 800, 1600)),
    ],
)
def test_pictures_are_not_enlarged(width: int, widths: tuple[int, ...]) -> None:
    picture = Picture("d", width, 10, "jpeg")
    assert picture.widths == widths
    small = (FACE_WIDTH,) if widths[0] > 200 else ()
    assert picture.renditions == (*small, *widths)
    assert picture.height_at(widths[0]) >= 1


# --- hostile files -------------------------------------------------------------------------------


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def bomb(width: int, height: int) -> bytes:
    """Return the head of a PNG that claims a size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 1000)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", pixels), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def webp_bomb() -> bytes:
    size = (16383).to_bytes(3, "little")
    body = b"WEBPVP8X" + (10).to_bytes(4, "little") + b"\x10\0\0\0" + size + size
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def moving(form: str) -> bytes:
    frames = [Image.new("RGB", (8, 8), (n * 60, 0, 0)) for n in range(3)]
    file = BytesIO()
    frames[0].save(file, form, save_all=True, append_images=frames[1:])
    return file.getvalue()


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "is empty: the file has 0 bytes"),
    "text": (lambda: b"hello", "is no JPEG, PNG or WebP"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "is SVG, which can hold scripts"),
    "svg with a head": (lambda: b'<?xml version="1.0"?><svg/>', "is SVG"),
    "gif": (lambda: drawn((8, 8), form="GIF"), "is a GIF"),
    "avif": (lambda: b"\0\0\0\x1cftypavif" + b"\0" * 50, "is AVIF"),
    "heic": (lambda: b"\0\0\0\x1cftypheic" + b"\0" * 50, "is HEIC or a film"),
    "bomb": (lambda: bomb(60_000, 60_000), "pixels, more than 50 million"),
    "smaller bomb": (lambda: bomb(8_000, 8_000), "has 8000 × 8000 pixels, more than 50 million"),
    "webp bomb": (webp_bomb, "has 16384 × 16384 pixels"),
    "no pixels": (lambda: bomb(0, 5), "damaged"),
    "truncated jpeg": (lambda: drawn((400, 400))[:-900], "is damaged"),
    "truncated png": (lambda: drawn((400, 400), form="PNG")[:-200], "is damaged"),
    "truncated webp": (lambda: drawn((400, 400), form="WEBP")[:60], "is damaged"),
    "only a head": (lambda: b"\xff\xd8\xff\xe0", "is damaged"),
    "moving png": (lambda: moving("PNG"), "moves"),
    "moving webp": (lambda: moving("WEBP"), "moves"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_unusable_picture_is_refused_with_its_place(
    name: str, folder: Path, ledger: Ledger
) -> None:
    make, reason = HOSTILE[name]
    (folder / "posters" / "gala.jpg").write_bytes(make())
    with pytest.raises(SourceError) as caught:
        read_file(folder / "events.yaml", now=NOW)
    (problem,) = caught.value.problems
    assert problem.path == "events[0].image.file"
    assert problem.line == 18
    assert "“posters/gala.jpg”" in problem.message
    assert reason in problem.message
    assert problem.hint


def test_picture_of_too_many_bytes_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "x.jpg").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(PictureError, match=r"“x.jpg” has 20 MB, more than 20"):
        Album(tmp_path).picture("x.jpg")


def test_links_out_of_the_folder_are_refused(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.jpg").write_bytes(drawn((9, 9)))
    (folder / "a.jpg").symlink_to(tmp_path / "secret.jpg")
    (folder / "out").symlink_to(tmp_path)
    (folder / "fine.jpg").symlink_to("posters/gala.jpg")
    (folder / "loop.jpg").symlink_to("loop.jpg")
    album = Album(folder)
    for name in ("a.jpg", "out/secret.jpg"):
        with pytest.raises(PictureError, match="leads out of the folder"):
            album.picture(name)
    for name in ("loop.jpg", "posters", "posters/gala.jpg/x"):
        with pytest.raises(PictureError):
            album.picture(name)
    assert album.picture("fine.jpg") == album.picture("posters/gala.jpg")


@pytest.mark.parametrize(
    "name", ["Ärzte & Café (2).jpg", "会谈 照片.jpg", "a b.jpg", "100%.jpg", "#1?.jpg"]
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_name_may_have_spaces_and_any_letters(
    name: str, form: Literal["NFC", "NFD"], tmp_path: Path
) -> None:
    (tmp_path / normalize(form, name)).write_bytes(drawn((9, 9)))
    assert Album(tmp_path).picture(normalize("NFC", name)).width == 9


def test_name_that_is_nearly_right_is_named(folder: Path) -> None:
    for wrong, right in (("posters/gala.png", "gala.jpg"), ("poster/gala.jpg", "posters")):
        with pytest.raises(PictureError) as caught:
            Album(folder).picture(wrong)
        assert caught.value.hint == f"did you mean {right}?"


def test_picture_that_changes_while_it_is_published_is_refused(
    folder: Path, ledger: Ledger
) -> None:
    album = Album(folder)
    reading = read_file(folder / "events.yaml", now=NOW, album=album)
    (folder / "posters" / "gala.jpg").write_bytes(drawn((10, 10)))
    with pytest.raises(PictureError, match="was changed while it was read"):
        ledger.publish(reading.itinerary, NOW, renditions=album.renditions)
    assert ledger.number("fair") == 0


def test_same_bytes_are_the_same_picture_whatever_the_file_is_called() -> None:
    assert examined(drawn((9, 9))) == examined(drawn((9, 9)))
    assert examined(drawn((9, 9))) != examined(drawn((9, 8)))


# --- without alternative text --------------------------------------------------------------------


def test_short_form_takes_the_title_for_words_and_warns(folder: Path) -> None:
    file = folder / "events.yaml"
    edit(file, "{file: posters/gala.jpg, alt: The poster}", "posters/gala.jpg")
    reading = read_file(file, now=NOW)
    (warning,) = reading.warnings
    assert warning.path == "events[0].image"
    assert "has no words for those who do not see it" in warning.message
    assert warning.hint == "write {file: posters/gala.jpg, alt: what it shows}"
    image = reading.itinerary.by_id["gala"].image
    assert image
    assert image.alt.to("en") == "Gala"
    assert image.picture


# --- elsewhere -----------------------------------------------------------------------------------


def test_pages_may_load_from_the_hosts_that_they_name_and_from_no_other(
    folder: Path, ledger: Ledger
) -> None:
    published(folder, ledger)
    follower, client = followed(ledger)
    for path in ("/en/", "/en/events/gala/", "/en/nothing/"):
        assert "img-src 'self' data:;" in client.get(path).headers["Content-Security-Policy"]
    assert "loads nothing from third parties" in client.get("/en/about/").text
    edit(folder / "events.yaml", "file: hall.png", "url: 'https://img.example:8443/x.png'")
    published(folder, ledger)
    publication = follower.poll()
    assert publication
    switch(client, publication)
    for path in ("/en/", "/en/places/hall/", "/en/nothing/"):
        policy = client.get(path).headers["Content-Security-Policy"]
        assert "img-src 'self' data: https://img.example:8443;" in policy
    framed = client.get("/embed/en/").headers["Content-Security-Policy"]
    assert "img-src 'self' data:;" in framed
    about = client.get("/en/about/").text
    assert "load pictures from img.example:8443, which learns" in about
    assert "nothing from third parties" not in about
    page = client.get("/en/places/hall/").text
    assert "Loaded from img.example:8443" in page
    (image,) = [i for i in Page(page).all("img") if (i["src"] or "").startswith("https://img")]
    assert image["referrerpolicy"] == "no-referrer"


def test_older_edition_with_an_http_picture_shows_none(folder: Path, ledger: Ledger) -> None:
    edition = published(folder, ledger)
    gala, day = edition.itinerary.events
    assert gala.image
    old = replace(gala, image=replace(gala.image, url="http://img.example/x.png", picture=None))
    ledger.publish(
        replace(edition.itinerary, events=(old, day)), edition.published + timedelta(hours=1)
    )
    _, client = followed(ledger)
    got = client.get("/en/events/gala/")
    assert "<figure" not in got.text
    assert "img.example" not in got.headers["Content-Security-Policy"]


# --- while it is served --------------------------------------------------------------------------


# --- the face of a programme ---------------------------------------------------------------------

FACE = PROGRAMME.replace(
    "languages:",
    "logo: logo.png\nheader: {file: wide.jpg, alt: The harbour, credit: Eve}\nlanguages:",
)


@pytest.fixture
def face(folder: Path) -> Path:
    """Give a folder with a programme that has a logo and a picture above its agenda."""
    (folder / "events.yaml").write_text(FACE, "utf-8")
    (folder / "logo.png").write_bytes(drawn((480, 160), "RGBA", "PNG"))
    (folder / "wide.jpg").write_bytes(drawn((1800, 600)))
    return folder


def test_logo_stands_on_every_page_and_header_on_the_agenda(face: Path, ledger: Ledger) -> None:
    edition = published(face, ledger)
    follower, client = followed(ledger)
    shown = {
        path: {i.get("class"): i for i in Page(client.get(path).text).all("img")}
        for path in ("/en/", "/en/index/", "/en/events/gala/")
    }
    for images in shown.values():
        assert (images["logo"]["width"], images["logo"]["height"]) == ("480", "160")
        assert images["logo"]["alt"] == ""  # the title is beside it
        target = f"/pictures/{(images['logo']['src'] or '').rpartition('/')[2]}"
        assert client.get(target).status_code == 200
    agenda = Page(client.get("/en/").text)
    (header,) = [i for i in agenda.all("img") if i["alt"] == "The harbour"]
    assert (header["width"], header["height"], header.get("loading")) == ("1600", "533", None)
    assert "Eve</figcaption>" in client.get("/en/").text
    own = edition.itinerary.header.picture  # type: ignore[union-attr]
    assert addresses.picture(own, 1600) in site_paths.files(follower.current)  # type: ignore[arg-type]


def test_portraits_stand_beside_names_in_the_index_and_at_events(
    face: Path, ledger: Ledger
) -> None:
    published(face, ledger)
    _, client = followed(ledger)
    for path in ("/en/index/", "/en/events/gala/"):
        (portrait,) = [
            i for i in Page(client.get(path).text).all("img") if i.get("class") == "face"
        ]
        assert (portrait["alt"], portrait["loading"]) == ("", "lazy")
        assert portrait["width"] == str(FACE_WIDTH)
        got = client.get(f"/pictures/{str(portrait['src']).rpartition('/')[2]}")
        assert opened(got.data).width == FACE_WIDTH


def test_portrait_of_a_ledger_without_small_ones_is_its_next_larger_rendition(
    face: Path, ledger: Ledger
) -> None:
    edition = published(face, ledger)
    own = next(p.image.picture for p in edition.itinerary.portraits if p.field == "parties")
    assert own
    with ledger.database.writing() as connection:
        connection.run(f"DELETE FROM picture WHERE width = {FACE_WIDTH}")
    follower, _ = followed(ledger)
    body = follower.current.picture(own.digest, own.face)
    assert body == follower.current.picture(own.digest, own.widths[0])


def test_logo_elsewhere_is_an_error_that_says_what_to_write(face: Path) -> None:
    file = face / "events.yaml"
    file.write_text(FACE.replace("logo.png", "https://img.example/logo.png"), "utf-8")
    with pytest.raises(SourceError, match="put a copy beside this file"):
        read_file(file, now=NOW)


def test_face_of_a_programme_revises_no_event(face: Path, ledger: Ledger) -> None:
    (face / "events.yaml").write_text(PROGRAMME, "utf-8")
    before = published(face, ledger)
    (face / "events.yaml").write_text(FACE, "utf-8")
    after = published(face, ledger)
    assert after.number == before.number + 1
    assert {r.revision.number for r in after.records.values()} == {0}


def test_share_image_has_the_logo(face: Path, ledger: Ledger) -> None:
    published(face, ledger)
    follower, client = followed(ledger)
    box = logo_box(follower.current.itinerary, "en")
    assert box is not None
    left, top, width, height = box
    assert (width, height) == (156, 52)  # in the proportions of the file
    image = opened(client.get("/en/programme.png").data).convert("RGB")
    red, _, blue = image.getpixel((left + 5, top + height // 2))  # type: ignore[misc]
    assert red > 200 > blue
