"""Pictures beside the file: found, checked, and made into what pages show.

What readers get is made here, on the author's machine, and nothing else leaves it: turned upright,
in sRGB, in the widths that pages need, without the metadata, which tells where a photo was taken.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from itinerary.errors import ItineraryError
from itinerary.model.itinerary import Picture
from itinerary.model.spelling import did_you_mean

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_BYTES = 20 * 2**20
"""Bytes of an original: more than a camera's JPEG has."""

MOST_PIXELS = 50_000_000
"""Pixels of an original: as many as phones take at their best. A file of a few bytes can claim any
number, and decoding takes four bytes of memory for each."""

QUALITY = 85
_TYPES = {"JPEG": "jpeg", "PNG": "png", "WEBP": "webp"}
_SAVE = "save it as JPEG, PNG or WebP"


class PictureError(ItineraryError):
    """A picture cannot be used."""


Stamp = tuple[int, ...]
"""File metadata that differs between two states of a file."""


def stamp(path: Path) -> Stamp:
    """Return the stamp of the file at a path. Links are followed."""
    try:
        state = path.stat()
    except OSError as error:
        return (error.errno or 0,)
    except ValueError:  # no path can be so
        return ()
    # Times alone are not enough: a file may be replaced by an older one.
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns


class Album:
    """The pictures in the folder of a programme's file and in the folders in it.

    `named` has the paths that were asked for so far, also of missing files, and the stamp of each
    before it was read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self.named: dict[Path, Stamp] = {}
        self._files: dict[str, Path] = {}

    @classmethod
    def beside(cls, file: Path) -> Album:
        """Return the album of the folder of `file`, links resolved."""
        return cls(Path(os.path.realpath(file)).parent)  # `resolve` raises for a link to itself

    def picture(self, name: str) -> Picture:
        """Return the picture at the path `name` from the folder, with `/`. Raises PictureError if
        it is not a picture, or not in the folder."""
        path = self.folder / name
        try:
            path = self.folder / _as_there(self.folder, name)
            self.name(path)
            real = path.resolve(strict=True)
            if not real.is_relative_to(self.folder):
                raise PictureError(
                    f"“{name}” leads out of the folder of this file",
                    "put a copy of the picture into the folder",
                )
            if not real.is_file():
                raise PictureError(f"“{name}” is no file", "write the path of a picture")
            self.name(real)
            state = real.stat()
            picture = _examined(real, state.st_mtime_ns, state.st_size, state.st_ino)
        except FileNotFoundError:
            raise PictureError(f"there is no file “{name}” here", _near(path)) from None
        except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
            reason = (getattr(error, "strerror", "") or str(error)).lower()
            raise PictureError(f"“{name}” cannot be read: {reason}", "let it be read") from None
        except PictureError as error:
            shown = error.message.replace("this picture", f"“{name}”", 1)
            raise PictureError(shown, error.hint) from None
        finally:
            self.name(path)
        self._files[picture.digest] = real
        return picture

    def name(self, path: Path) -> None:
        """Note a file, or a folder, that decides on what is published, before it is read."""
        if path not in self.named:
            self.named[path] = stamp(path)

    def renditions(self, picture: Picture) -> Mapping[int, bytes]:
        """Return the renditions of one of these pictures by width in pixels. Raises PictureError if
        its file has changed."""
        path = self._files[picture.digest]
        try:
            data = path.read_bytes()
        except OSError as error:
            raise PictureError(
                f"{path.name} cannot be read: {(error.strerror or '').lower()}", "try again"
            ) from None
        if _digest(data) != picture.digest:
            raise PictureError(f"{path.name} was changed while it was read", "try again")
        try:
            return _renditions(data, picture)
        except Exception as error:  # noqa: BLE001  as in `examined`
            raise PictureError(
                f"{path.name} cannot be made smaller: {error}", "save it again"
            ) from None


def _as_there(folder: Path, name: str) -> PurePosixPath:
    """Return a path with the names as they are on the disk: macOS writes “é” as two characters."""
    found = PurePosixPath()
    for part in PurePosixPath(name).parts:
        if not (folder / found / part).exists():
            part = next((known for known in _names(folder / found) if _same(known, part)), part)
        found /= part
    return found


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    except OSError:
        return []


def _near(path: Path) -> str:
    """Return a hint for a missing file."""
    while not path.parent.is_dir():
        path = path.parent
    otherwise = "write its path from the folder of this file, such as posters/gala.jpg"
    return did_you_mean(path.name, _names(path.parent), otherwise)


# --- checking ------------------------------------------------------------------------------------


@lru_cache(1024)  # the programme is read at every edit; its pictures only if they changed
def _examined(path: Path, _changed: int, size: int, _inode: int) -> Picture:
    if size == 0:
        raise PictureError("this picture is empty: the file has 0 bytes", "save it again")
    if size > MOST_BYTES:
        raise PictureError(
            f"this picture has {size / 2**20:.0f} MB, more than {MOST_BYTES // 2**20}",
            "save it smaller; pages show no more than 1600 pixels across",
        )
    return examined(path.read_bytes())


def examined(data: bytes) -> Picture:
    """Return what pages have to know of a picture. Raises PictureError, whose message calls it
    “this picture”."""
    kind = _kind(data)
    image = _opened(data, kind)
    width, height = image.size
    try:
        if kind == "JPEG":
            image.draft(None, (400, 400))  # decoded small; the whole file is still read
        with _to_the_end():
            image.load()
            on_its_side = _orientation(image) >= 5
    except Exception:  # noqa: BLE001  Pillow's decoders raise what they like
        raise PictureError(
            "this picture is damaged: it ends too early or cannot be decoded", "save it again"
        ) from None
    seen = (height, width) if on_its_side else (width, height)
    return Picture(_digest(data), *seen, "webp" if _transparent(image) else "jpeg")


def _orientation(image: Image) -> int:
    """Return the orientation of a photo (EXIF 2.3 §4.6.4 A), 1 if it has none."""
    try:
        value = image.getexif().get(0x0112)
    except Exception:  # noqa: BLE001  what a camera noted may be anything
        return 1
    return value if isinstance(value, int) and 2 <= value <= 8 else 1


@contextmanager
def _to_the_end() -> Iterator[None]:
    """Let Pillow refuse truncated files. WeasyPrint lets it accept them in the whole process."""
    from PIL import ImageFile

    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:32]


def _kind(data: bytes) -> str:
    """Return Pillow's name of the format, by the bytes and not by the name of the file."""
    start = data[:512].lstrip().lower()
    match data:
        case _ if data.startswith(b"\xff\xd8\xff"):
            return "JPEG"
        case _ if data.startswith(b"\x89PNG\r\n\x1a\n"):
            return "PNG"
        case _ if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
            return "WEBP"
        case _ if start.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"\xef\xbb\xbf<")):
            raise PictureError(
                "this picture is SVG, which can hold scripts and addresses elsewhere",
                "save it as PNG, twice as large as it is shown",
            )
        case _ if data.startswith((b"GIF87a", b"GIF89a")):
            raise PictureError("this picture is a GIF", _SAVE)
        case _ if data[4:8] == b"ftyp":
            brand = "AVIF" if data[8:12] in (b"avif", b"avis") else "HEIC or a film"
            raise PictureError(f"this picture is {brand}, which not every reader can see", _SAVE)
    raise PictureError("this picture is no JPEG, PNG or WebP", _SAVE)


def _opened(data: bytes, kind: str) -> Image:
    """Open an image. Only its head is read."""
    from PIL import Image

    _within_bounds(*_webp_size(data) if kind == "WEBP" else (1, 1))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(BytesIO(data), formats=[kind])
    except Image.DecompressionBombError:
        raise _too_many() from None
    except Exception:  # noqa: BLE001  as above
        raise PictureError("this picture is damaged: its head cannot be read", _SAVE) from None
    _within_bounds(*image.size)
    if getattr(image, "n_frames", 1) > 1:
        raise PictureError("this picture moves; pages show pictures that stand", "save one of it")
    return image


def _webp_size(data: bytes) -> tuple[int, int]:
    """Return the size in the head of a WebP (RFC 9649 §2.5–2.7). Its decoder takes the memory for
    it on opening, before Pillow can check the size."""
    match data[12:16]:
        case b"VP8X":
            return 1 + int.from_bytes(data[24:27], "little"), 1 + int.from_bytes(
                data[27:30], "little"
            )
        case b"VP8L":
            bits = int.from_bytes(data[21:25], "little")
            return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return tuple(int.from_bytes(data[at : at + 2], "little") & 0x3FFF for at in (26, 28))  # type: ignore[return-value]


def _within_bounds(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many(f"{width} × {height}")
    if not width or not height:
        raise PictureError("this picture has no pixels", "save it again")


def _too_many(size: str = "too many") -> PictureError:
    return PictureError(
        f"this picture has {size} pixels, more than {MOST_PIXELS // 10**6} million",
        "save it smaller; pages show no more than 1600 across",
    )


def _transparent(image: Image) -> bool:
    if not image.has_transparency_data:
        return False
    lowest, _ = image.convert("RGBA").getchannel("A").getextrema()
    return bool(lowest != 255)


# --- making --------------------------------------------------------------------------------------


def _renditions(data: bytes, picture: Picture) -> dict[int, bytes]:
    from PIL import Image

    kind = _kind(data)
    image = _opened(data, kind)
    if kind == "JPEG":  # decode at a half or a quarter of the size if that is enough
        most = picture.widths[-1]
        needed = most, picture.height_at(most)
        image.draft(None, needed if image.width == picture.width else needed[::-1])
    image.load()
    upright = (
        *("FLIP_LEFT_RIGHT", "ROTATE_180", "FLIP_TOP_BOTTOM"),
        *("TRANSPOSE", "ROTATE_270", "TRANSVERSE", "ROTATE_90"),
    )
    if turned := _orientation(image) - 1:
        image = image.transpose(Image.Transpose[upright[turned - 1]])
    image = _in_srgb(image, "RGBA" if picture.type == "webp" else "RGB")
    made = {}
    for width in picture.renditions:
        size = width, picture.height_at(width)
        smaller = image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        smaller.info.clear()  # else Pillow would write the original's comments and profile
        file = BytesIO()
        if picture.type == "webp":
            smaller.save(file, "WEBP", quality=QUALITY)
        else:
            smaller.save(file, "JPEG", quality=QUALITY, optimize=True, progressive=True)
        made[width] = file.getvalue()
    return made


def _in_srgb(image: Image, mode: str) -> Image:
    """Return an image in sRGB, which browsers assume where there is no profile."""
    from PIL import ImageCms

    if image.mode.startswith("I"):  # 16 bits of grey, which Pillow would cut off at 255
        image = image.convert("I").point(lambda level: level / 257).convert("L")
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK", "L"):
        try:
            found = ImageCms.ImageCmsProfile(BytesIO(profile))
            out = "RGBA" if image.mode == "RGBA" else "RGB"
            turned = ImageCms.profileToProfile(
                image, found, ImageCms.createProfile("sRGB"), outputMode=out
            )
            image = turned or image
        except (ImageCms.PyCMSError, OSError):  # ignore a broken profile
            pass
    return image.convert(mode)
