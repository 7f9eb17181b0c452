"""A workspace's own family: what is held against its font files before anything is set in them."""

from __future__ import annotations

import struct
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from fontTools.ttLib import TTFont, TTLibError

from valuereport.errors import TemplateError
from valuereport.files import read_regular
from valuereport.render.fonts.faces import Face, Family
from valuereport.render.fonts.sources import BOLD, REGULAR, SOURCES
from valuereport.render.fonts.static import static

_OUTLINES = ("glyf", "CFF ", "CFF2")
_NEEDED = ("OS/2", "cmap", "head", "hhea", "hmtx", "maxp", "name")
# What OpenType's OS/2.fsType says: the lowest bits how the font may be embedded, two more about what of it.
_USAGE, _RESTRICTED, _NO_SUBSETS, _BITMAPS_ONLY = 0x000E, 0x0002, 0x0100, 0x0200
_LIGHTEST, _HEAVIEST = 300, 550  # what may serve as a regular; a bold is heavier than that


def custom_face(name: str, regular: Path, bold: Path) -> Family:
    """Return a workspace's own family, checked and ready; one variable file may serve as both. Raises TemplateError."""
    if name in {source.family for source in SOURCES}:
        raise TemplateError(
            f"brand.family.name: {name!r} is the name of a family that comes with valuereport; choose another"
        )
    _check(regular, "family.regular", REGULAR)
    _check(bold, "family.bold", BOLD)
    return Family(
        name,
        (Face(name, REGULAR, static(regular, name, REGULAR)), Face(name, BOLD, static(bold, name, BOLD))),
    )


def _check(file: Path, key: str, weight: int) -> None:
    try:
        reason = _objection(file, weight)
    except OSError as error:
        reason = error.strerror or "cannot be read"
    except (TTLibError, struct.error, AssertionError, KeyError, ValueError, IndexError, TypeError, AttributeError):
        reason = "is damaged: a table of the font cannot be read"
    if reason:
        raise TemplateError(f"brand.{key}: {file}: {reason}")


def _objection(file: Path, weight: int) -> str:
    """Return why a file cannot be used, empty where it can."""
    content = read_regular(file)
    return _wrong_form(content[:4]) or _faults(BytesIO(content), len(content), weight)


def _wrong_form(kind: bytes) -> str:
    if kind == b"ttcf":
        return "is a collection of fonts; a file with one font is needed"
    if kind in (b"wOFF", b"wOF2"):
        return "is a web font; its TTF or OTF form is needed"
    if kind not in (b"\0\1\0\0", b"OTTO", b"true"):
        return "is no font; a TTF or OTF file is needed"
    return ""


def _faults(stream: BinaryIO, size: int, weight: int) -> str:
    font: Any = TTFont(stream, lazy=True)
    if any(table.offset + table.length > size for table in font.reader.tables.values()):
        return "is damaged: the file ends before the font does"
    absent = [table.strip() for table in _NEEDED if table not in font]
    if absent:
        return f"is damaged: the font has no table {', '.join(absent)}"
    if not any(table in font for table in _OUTLINES):
        return "has no outlines, only bitmaps"
    return _forbidden(font["OS/2"].fsType) or _wrong_cut(font, weight)


def _forbidden(usage: int) -> str:
    if usage & _USAGE == _RESTRICTED:
        return "its licence forbids embedding in a document (fsType: restricted); ask its maker for one that allows it"
    if usage & _NO_SUBSETS:
        return "its licence forbids embedding a part of it (fsType: no subsetting), as every PDF here does"
    if usage & _BITMAPS_ONLY:
        return "its licence allows embedding of bitmaps only (fsType)"
    return ""


def _wrong_cut(font: Any, weight: int) -> str:  # noqa: ANN401 - a font of fontTools, whose tables have no types
    if not font.getBestCmap():
        return "has no characters"
    if font["post"].italicAngle if "post" in font else 0:
        return "is an italic; an upright font is needed"
    if "fvar" in font:
        weights = [axis for axis in font["fvar"].axes if axis.axisTag == "wght"]
        if weights and weights[0].minValue <= weight <= weights[0].maxValue:
            return ""
        return f"is a variable font without the weight {weight}"
    found = font["OS/2"].usWeightClass
    if weight == BOLD and found <= _HEAVIEST:
        return f"is not bold: its weight is {found}, and {BOLD} or more is needed"
    if weight == REGULAR and not _LIGHTEST <= found <= _HEAVIEST:
        return f"is not a regular: its weight is {found}, and {_LIGHTEST} to {_HEAVIEST} is needed"
    return ""
