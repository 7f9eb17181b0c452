"""The contact sheet: thumbnails of statements in rows of two, front and back side by side, a caption under each.

One statement alone has the whole width.
"""

from __future__ import annotations

import io
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageDraw

from valuereport.preview.captions import Faces, Type
from valuereport.preview.pictures import page_count, pictures
from valuereport.preview.shown import Shown

# Pixels, where nothing else is said.
_WIDTH: Final = 1840
_PAGE: Final = round(_WIDTH * 2**0.5)  # an A4 page of the PDF
_DENSITY: Final = _WIDTH / 8.27  # dots an inch of the PDF, whose pages are 210 mm wide
_TALLEST: Final = 8000  # of a PNG: beyond that, viewers scale a picture down or refuse it
_MARGIN: Final = 50
_GAP: Final = 40
_BETWEEN: Final = 6  # a statement's pages, which share the whole width of its block
_COLUMNS: Final = 2
_PAGES_A_COLUMN: Final = 2
_MOST_PROBLEMS: Final = 3
_CORNER: Final = 56
_GROUND, _INK, _QUIET, _ALARM, _EDGE = "#e8ecee", "#1a242c", "#47545c", "#b3261e", "#b9c4c9"


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """The finished files: pictures from top to bottom, and the same as a PDF in A4 pages."""

    pngs: tuple[bytes, ...]
    pdf: bytes


def contact_sheet(title: str, statements: Sequence[Shown], faces: Faces) -> ContactSheet:
    """Return the contact sheet of at least one statement. The same statements and fonts give the same bytes."""
    least = _COLUMNS if len(statements) == 1 else 1
    strips = list(_strips([_block(each, faces, least) for each in statements]))
    heading = _heading(title, Type(faces.bold, 30))
    tall = [_stacked(heading, part, None) for part in _parts(heading, strips, _TALLEST)]
    pages = [_stacked(heading, part, _PAGE) for part in _parts(heading, strips, _PAGE)]
    return ContactSheet(tuple(_png(picture) for picture in tall), _pdf(pages, title))


@dataclass(frozen=True, slots=True)
class _Thumbnails:
    picture: Image.Image
    columns: int


def _block(shown: Shown, faces: Faces, least: int) -> _Thumbnails:
    """Draw the thumbnails of a statement and its caption, in at least so many columns."""
    most = _COLUMNS * _PAGES_A_COLUMN
    number = page_count(shown.pdf) if shown.pdf else 0
    pages = min(most, number)
    columns = max(least, -(-pages // _PAGES_A_COLUMN))
    width = _width(columns)
    beside = max(pages, _PAGES_A_COLUMN) if least > 1 else columns * _PAGES_A_COLUMN
    drawn = pictures(shown.pdf, (width + _BETWEEN) // beside - _BETWEEN, most) if pages else ()
    height = max((each.height for each in drawn), default=120)
    heading = f"{shown.member_id} · {shown.locale} · {shown.edition}" + (
        f" · {number} pages" if number > len(drawn) else ""
    )
    told = [f"! {problem}" for problem in shown.told[:_MOST_PROBLEMS]]
    if len(shown.told) > _MOST_PROBLEMS:
        told.append(f"! and {len(shown.told) - _MOST_PROBLEMS} more")
    bold, regular = Type(faces.bold, 27), Type(faces.regular, 25)  # 25: 8 pt on an A4 page
    lines = [(bold, _INK, line) for line in bold.wrapped(heading, width, 3)]
    lines += [(regular, _QUIET, line) for line in regular.wrapped("; ".join(shown.reasons), width, 6)]
    lines += [(regular, _ALARM, line) for problem in told for line in regular.wrapped(problem, width, 2)]
    picture = Image.new("RGB", (width, height + 10 + sum(kind.line for kind, _, _ in lines)), _GROUND)
    canvas = ImageDraw.Draw(picture)
    left = 0
    for each in drawn:
        picture.paste(each, (left, 0))
        canvas.rectangle((left, 0, left + each.width - 1, each.height - 1), outline=_EDGE)
        left += each.width + _BETWEEN
    if not drawn:
        canvas.rectangle((0, 0, width - 1, height - 1), outline=_ALARM, width=3)
    if shown.problems:
        right = drawn[0].width if drawn else width
        canvas.polygon(((right - _CORNER, 0), (right - 1, 0), (right - 1, _CORNER)), fill=_ALARM)
    top = float(height + 10)
    for kind, colour, line in lines:
        kind.draw(canvas, 0, top, line, colour)
        top += kind.line
    return _Thumbnails(picture, columns)


def _width(columns: int) -> int:
    one = (_WIDTH - 2 * _MARGIN - (_COLUMNS - 1) * _GAP) // _COLUMNS
    return columns * one + (columns - 1) * _GAP


def _strips(blocks: Iterable[_Thumbnails]) -> Iterator[Image.Image]:
    """Yield rows of blocks, each as wide as the sheet."""
    row: list[_Thumbnails] = []
    for block in blocks:
        if sum(each.columns for each in row) + block.columns > _COLUMNS:
            yield _strip(row)
            row = []
        row.append(block)
    if row:
        yield _strip(row)


def _strip(row: Sequence[_Thumbnails]) -> Image.Image:
    strip = Image.new("RGB", (_WIDTH, max(each.picture.height for each in row) + _GAP), _GROUND)
    left = _MARGIN
    for block in row:
        strip.paste(block.picture, (left, 0))
        left += block.picture.width + _GAP
    return strip


def _heading(title: str, kind: Type) -> Image.Image:
    """Draw what stands above the first row of each picture: a long title has several lines."""
    lines = kind.wrapped(title, _WIDTH - 2 * _MARGIN, 4)
    picture = Image.new("RGB", (_WIDTH, 70 + kind.line * len(lines)), _GROUND)
    for number, line in enumerate(lines):
        kind.draw(ImageDraw.Draw(picture), _MARGIN, 38 + number * kind.line, line, _INK)
    return picture


def _parts(heading: Image.Image, strips: Sequence[Image.Image], most: int) -> list[list[Image.Image]]:
    """Return the rows in parts that with the heading are no taller than `most`."""
    parts: list[list[Image.Image]] = [[]]
    height = heading.height
    for strip in strips:
        if parts[-1] and height + strip.height > most:
            parts.append([])
            height = heading.height
        parts[-1].append(strip)
        height += strip.height
    return parts


def _stacked(heading: Image.Image, strips: Sequence[Image.Image], height: int | None) -> Image.Image:
    picture = Image.new("RGB", (_WIDTH, height or sum(each.height for each in (heading, *strips))), _GROUND)
    top = 0
    for strip in (heading, *strips):
        picture.paste(strip, (0, top))
        top += strip.height
    return picture


def _png(picture: Image.Image) -> bytes:
    written = io.BytesIO()
    picture.save(written, "PNG", dpi=(_DENSITY, _DENSITY))
    return written.getvalue()


def _pdf(pages: Sequence[Image.Image], title: str) -> bytes:
    written = io.BytesIO()
    never = time.gmtime(0)  # no clock in a file: the same bytes for the same statements
    pages[0].save(
        written,
        "PDF",
        save_all=True,
        append_images=pages[1:],
        resolution=_DENSITY,
        quality=92,
        title=title,
        creationDate=never,
        modDate=never,
    )
    return written.getvalue()
