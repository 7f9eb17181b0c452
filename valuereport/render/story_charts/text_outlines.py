"""Lines of text as outlines: shaped and ordered by Pango in our fonts, so that a picture needs no font to be seen.

A picture travels without its page, to places that have other fonts; and WeasyPrint sets text inside an SVG letter by
letter, which tears Arabic apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Final

import uharfbuzz
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen

from valuereport.model.statement import Direction
from valuereport.render.columns import pieces
from valuereport.render.fonts import Family, families, font_configuration, shipped_faces
from valuereport.render.fonts.sources import BOLD, REGULAR

_SIZE: Final = 100.0  # every line is shaped at this size and scaled: outlines know no hinting


@dataclass(frozen=True, slots=True)
class Glyph:
    """An outline of a face, and where it stands on its line, in hundredths of the size."""

    file: Path
    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class OutlinedLine:
    """A shaped line; `width` in hundredths of the size."""

    glyphs: tuple[Glyph, ...]
    width: float


class TextOutlines:
    """What shapes the texts of one locale."""

    def __init__(self, locale: str, direction: Direction, custom: Family | None) -> None:
        """`custom`: a workspace's family."""
        fonts = font_configuration(custom)
        from weasyprint.css.properties import INITIAL_VALUES

        faces = {(face.family, face.weight >= BOLD): face.file for face in _faces(custom)}
        style = _Style(INITIAL_VALUES)
        style.font_config = fonts
        style |= {
            "font_family": list(families(locale, custom)),
            "font_size": _SIZE,
            "lang": locale,
            "direction": direction,
        }
        # No method of this object: it would hold itself and so the fonts, which must end before what they are made of.
        self.line = lru_cache(maxsize=4096)(partial(_line, style, faces))

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return how wide a text is at a size, in the size's unit."""
        return self.line(text, bold).width * size / _SIZE

    def lines(self, text: str, size: float, room: float, *, bold: bool = False) -> list[str]:
        """Return a text in lines that have room; a word wider than that stands alone on a line."""
        found: list[str] = []
        for gap, piece in pieces(text):
            if found and self.width(found[-1] + gap + piece, size, bold=bold) <= room:
                found[-1] += gap + piece
            else:
                found.append(piece)
        return found


class _Style(dict[str, Any]):
    """WeasyPrint's computed style, as far as a layout asks for it."""

    font_config: Any

    def __hash__(self) -> int:  # type: ignore[override]
        return id(self)


def _line(usual: _Style, faces: dict[tuple[str, bool], Path], text: str, bold: bool) -> OutlinedLine:
    if not text:
        return OutlinedLine((), 0.0)
    from weasyprint.text.line_break import Layout

    style = _Style({**usual, "font_weight": BOLD if bold else REGULAR})
    style.font_config = usual.font_config
    layout: Any = Layout(style)
    layout.set_text(text)
    return _outlined(layout, faces)


def _faces(custom: Family | None) -> tuple[Any, ...]:
    return (*(custom.faces if custom else ()), *shipped_faces())


def _outlined(layout: Any, faces: dict[tuple[str, bool], Path]) -> OutlinedLine:  # noqa: ANN401 - WeasyPrint's own
    from weasyprint.text.ffi import FROM_UNITS, ffi, pango

    first, _ = layout.get_first_line()
    glyphs: list[Glyph] = []
    x = 0.0
    run = first.runs[0]
    while run != ffi.NULL:
        item = run.data
        file = _file(item.item.analysis.font, faces)
        for info in item.glyphs.glyphs[0 : item.glyphs.num_glyphs]:
            place = info.geometry
            if info.glyph != pango.PANGO_GLYPH_EMPTY and not info.glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
                glyphs.append(
                    Glyph(file, int(info.glyph), x + place.x_offset * FROM_UNITS, place.y_offset * FROM_UNITS)
                )
            x += place.width * FROM_UNITS
        run = run.next
    return OutlinedLine(tuple(glyphs), x)


def _file(font: Any, faces: dict[tuple[str, bool], Path]) -> Path:  # noqa: ANN401 - a font of Pango
    from weasyprint.text.ffi import ffi, pango

    told = ffi.gc(pango.pango_font_describe_with_absolute_size(font), pango.pango_font_description_free)
    family = ffi.string(pango.pango_font_description_get_family(told)).decode().rstrip(",")
    return faces[family, pango.pango_font_description_get_weight(told) >= BOLD]


@lru_cache(maxsize=4096)
def outline(file: Path, number: int) -> str:
    """Return a glyph's outline as an SVG path at size 1000, upside down as fonts are; empty where it is a space."""
    font = _font(file)
    pen: Any = SVGPathPen(None, ntos=lambda number: f"{round(number)}")
    font.draw_glyph_with_pen(number, pen)
    return str(pen.getCommands())


def path_of(line: OutlinedLine, left: float, baseline: float, size: float) -> str:
    """Return a whole line as one SVG path in its place; empty where it has only spaces."""
    pen: Any = SVGPathPen(None, ntos=lambda number: f"{number:.2f}".rstrip("0").rstrip("."))
    scale = size / 1000
    for glyph in line.glyphs:
        x, y = left + glyph.x * size / _SIZE, baseline + glyph.y * size / _SIZE
        placed: Any = TransformPen(pen, (scale, 0, 0, -scale, x, y))  # type: ignore[no-untyped-call]
        _font(glyph.file).draw_glyph_with_pen(glyph.number, placed)
    return str(pen.getCommands())


@lru_cache(maxsize=32)
def _font(file: Path) -> uharfbuzz.Font:
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(file)))
    font = uharfbuzz.Font(face)
    font.scale = (1000, 1000)
    return font
