"""Static faces: a variable font costs a multiple at every statement, so each weight is worked out once and kept."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import fontTools
import uharfbuzz
from fontTools.ttLib import TTFont

from valuereport.errors import TemplateError
from valuereport.files import digest, read_regular, write_atomically
from valuereport.render.fonts.cache_folder import cache_folder
from valuereport.render.fonts.sources import BOLD

_RECIPE = 2  # to be counted up when the steps below change: a kept file of the older recipe is not used any more
_COPYRIGHT, _VERSION, _LICENCE, _LICENCE_ADDRESS = 0, 5, 13, 14  # the names of a font that we keep


def is_variable(file: Path) -> bool:
    """Return whether a font file has axes."""
    return bool(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file))).has_var_data)


def static(
    file: Path,
    family: str,
    weight: int,
    keep: Callable[[str], bool] | None = None,
    change: Callable[[Any], None] | None = None,
) -> Path:
    """Return a kept static copy, which is found under `family` and `weight`, whatever the file calls itself.

    `keep`: which characters are wanted; `change`: what is done to the font of fontTools. Raises TemplateError.
    """
    try:
        data = read_regular(file)
    except OSError as error:
        raise TemplateError(f"{file}: {error.strerror}") from None
    recipe = f"{_RECIPE} {fontTools.version} {uharfbuzz.__version__} {family} {weight} {bool(keep)} {bool(change)}"
    made = cache_folder() / "fonts" / digest(f"{digest(data)} {recipe}".encode())[:16]
    made /= f"{family.replace(' ', '')}-{weight}.ttf"
    if not made.is_file():
        try:
            write_atomically(made, _named(_instance(data, file, weight, keep), family, weight, change))
        except OSError as error:
            raise TemplateError(f"{made}: {error.strerror}") from None
    return made


def _instance(data: bytes, file: Path, weight: int, keep: Callable[[str], bool] | None) -> bytes:
    """Return the font at one place of its axes: of the weight asked for, else as it is by default."""
    face = uharfbuzz.Face(data)
    if not face.has_var_data and keep is None:
        return data
    wanted = uharfbuzz.SubsetInput()
    wanted.keep_everything()
    # Hinting serves screens, and a PDF's outlines must be of the older kind where the font has the newer.
    wanted.flags = uharfbuzz.SubsetFlags(
        wanted.flags | uharfbuzz.SubsetFlags.NO_HINTING | uharfbuzz.SubsetFlags.DOWNGRADE_CFF2
    )
    if keep is not None:
        wanted.glyph_set.clear()
        wanted.unicode_set.clear()
        wanted.unicode_set.update(point for point in face.unicodes if keep(chr(point)))
    for axis in face.axis_infos:
        if axis.tag == "wght":
            if not axis.min_value <= weight <= axis.max_value:
                raise TemplateError(
                    f"{file}: its weights go from {axis.min_value:g} to {axis.max_value:g}; {weight} is needed"
                )
            wanted.pin_axis_location(face, axis.tag, weight)
        else:
            wanted.pin_axis_to_default(face, axis.tag)
    return bytes(wanted.subset(face).blob.data)


def _named(data: bytes, family: str, weight: int, change: Callable[[Any], None] | None) -> bytes:
    """Return the font under a family and a weight that fontconfig finds it by; the same bytes for the same font."""
    font: Any = TTFont(BytesIO(data), lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    bold = weight >= BOLD
    style = "Bold" if bold else "Regular"
    names = font["name"]
    kept = (_COPYRIGHT, _VERSION, _LICENCE, _LICENCE_ADDRESS)
    names.names = [name for name in names.names if name.nameID in kept and name.platformID == 3]
    plain = "".join(letter for letter in family if letter.isascii() and letter.isalnum())
    for number, text in (
        (1, family),
        (2, style),
        (3, f"{plain}-{weight}"),
        (4, f"{family} {style}"),
        (6, f"{plain}-{style}"),
    ):
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x40)
    font["head"].macStyle = int(bold)
    for table in ("STAT", "DSIG"):  # they would speak of axes that are gone, and sign what has changed
        if table in font:
            del font[table]
    if change:
        change(font)
    written = BytesIO()
    font.save(written, reorderTables=False)
    return written.getvalue()
