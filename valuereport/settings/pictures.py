"""The logo and the signature: an SVG or PNG, checked before anything draws it."""

from __future__ import annotations

import base64
import binascii
import errno
import hashlib
import io
import re
import struct
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from valuereport.errors import SettingsError
from valuereport.files import read_regular
from valuereport.settings.svg import read_svg

_MOST_BYTES: Final = 1_000_000
_NOT_LARGER: Final = f"no more than {_MOST_BYTES:,} bytes"
_MOST_PIXELS: Final = 4_000_000  # a logo 80 mm wide at 600 dots an inch has under 4 million
_STEEPEST: Final = 20
_MEDIA_TYPES: Final = {".svg": "image/svg+xml", ".png": "image/png"}
_PLAIN_SVG: Final = (
    "a plain SVG with a viewBox: shapes, paths, text and styles; no DOCTYPE, script, foreignObject, event, animation "
    "or link to anything outside the file"
)
_EMBEDDED: Final = re.compile(r"data:image/(png|jpeg|gif|webp);base64,(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class BrandPicture:
    """A checked picture. `ratio` is width / height, `digest` the SHA-256 of `data`."""

    data: bytes
    media_type: str
    ratio: float
    digest: str

    @property
    def address(self) -> str:
        """Return the picture as a data: address."""
        return f"data:{self.media_type};base64,{base64.b64encode(self.data).decode('ascii')}"


def read_picture(path: Path, proposed: bytes | None = None) -> BrandPicture:
    """Read and check a logo or a signature. Raises SettingsError, whose file is the picture's.

    `proposed`: what the file would hold.
    """
    media_type = _MEDIA_TYPES.get(path.suffix.lower())
    if media_type is None:
        raise _refused(path, f"a file named *{path.suffix}", "an SVG or PNG, named *.svg or *.png")
    data = _bytes(path) if proposed is None else proposed
    if len(data) > _MOST_BYTES:
        raise _refused(path, f"{len(data):,} bytes", _NOT_LARGER)
    try:
        ratio = _png(data) if media_type == "image/png" else _svg(data)
    except ValueError as error:
        raise _refused(path, str(error), "a PNG" if media_type == "image/png" else _PLAIN_SVG) from None
    if not 1 / _STEEPEST <= ratio <= _STEEPEST:
        allowed = f"a picture no more than {_STEEPEST} times as wide as high, or as high as wide"
        raise _refused(path, f"width to height {ratio:.3g} to 1", allowed)
    return BrandPicture(data, media_type, ratio, hashlib.sha256(data).hexdigest())


def _refused(path: Path, found: str, allowed: str) -> SettingsError:
    return SettingsError(str(path), "the picture", found, allowed)


def _bytes(path: Path) -> bytes:
    try:
        return read_regular(path, _MOST_BYTES)
    except OSError as error:
        allowed = _NOT_LARGER if error.errno == errno.EFBIG else "a file that can be read"
        raise _refused(path, error.strerror or "an error", allowed) from None


def _svg(data: bytes) -> float:
    svg = read_svg(data)
    for address in svg.embedded:
        found = _EMBEDDED.fullmatch(address)
        if not found:
            raise ValueError(f"{address[:40]!r}, a picture inside it that is no PNG, JPEG, GIF or WebP in base64")
        try:
            inner = base64.b64decode("".join(found[2].split()), validate=True)
        except binascii.Error:
            raise ValueError("a picture inside it that is no base64") from None
        _raster(inner, (found[1].upper(),))
    return svg.ratio


def _png(data: bytes) -> float:
    # The size is at a fixed position, and is compared with the limit before anything is unpacked.
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) > 24:
        _check_pixels(*struct.unpack(">II", data[16:24]))
    return _raster(data, ("PNG",))


def _raster(data: bytes, formats: tuple[str, ...]) -> float:
    """Return width / height of a picture made of pixels. Raises ValueError."""
    from PIL import Image  # most logos are SVGs, and Pillow is slow to import

    try:
        with warnings.catch_warnings(action="error"):
            with Image.open(io.BytesIO(data), formats=formats) as image:
                width, height = image.size
                _check_pixels(width, height)
                image.verify()  # checksums of every part, which find a truncated file
            with Image.open(io.BytesIO(data), formats=formats) as image:
                image.load()
    except ValueError:
        raise
    except Exception as error:  # Pillow's readers raise many kinds of error for a broken file
        raise ValueError(f"no {formats[0]} that can be read ({type(error).__name__})") from None
    return width / height


def _check_pixels(width: int, height: int) -> None:
    if not 0 < width * height <= _MOST_PIXELS:
        raise ValueError(f"{width:,} x {height:,} pixels; there may be {_MOST_PIXELS:,} in all")
