"""A page laid out by WeasyPrint, and read back: its instructions, its texts, where its boxes are."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import pikepdf

from valuereport.render.plates.plate import NotAPlate
from valuereport.render.sheet import overflows
from valuereport.render.typesetter import Typesetter

POINTS: Final = 0.75  # a CSS pixel
EQUAL: Final = 1e-4  # places in CSS pixels, after floating-point arithmetic
_PLAIN_RESOURCES: Final = frozenset({"/Font", "/ExtGState", "/XObject", "/ColorSpace", "/Pattern", "/Shading"})

Rectangle = tuple[float, float, float, float]
Instruction = tuple[list[Any], str]


@dataclass(slots=True)
class TextBlock:
    """A text of one font: where its first letter stands, from the top left of the page in CSS pixels."""

    first: int  # of its instructions, BT
    last: int  # ET
    font: str
    size: float
    x: float
    y: float
    glyphs: tuple[int, ...]
    opening: int  # the instruction that began the marked content that it is in, -1 outside


@dataclass(slots=True)
class LaidOutPage:
    """One page; `rectangles`: of the elements with an id, from the top left in CSS pixels."""

    instructions: list[Instruction]
    blocks: list[TextBlock]
    height: float
    rectangles: Mapping[str, Rectangle]
    bookmarks: Sequence[Any]


@dataclass(slots=True)
class LaidOutDocument:
    """A document, read back."""

    pdf: pikepdf.Pdf
    pages: list[LaidOutPage]
    fonts: dict[str, str] = field(default_factory=dict)  # the face of each resource


def lay_out_and_read(
    typesetter: Typesetter, html: str, languages: Sequence[str], *, roomy: bool = False
) -> LaidOutDocument:
    """Return a page laid out and read back; `roomy`: what is in the slots may take more room than there is."""
    document = typesetter.lay_out(html, mirrored=False)
    if not roomy and overflows(document.pages):
        raise NotAPlate("a region runs over")
    rectangles = [(dict(page.anchors), list(page.bookmarks)) for page in document.pages]
    pdf = pikepdf.open(io.BytesIO(typesetter.write(document, languages, compressed=False)))
    read = LaidOutDocument(pdf, [])
    for page, found in zip(pdf.pages, rectangles, strict=True):
        painted = any(len(page.Resources.get(name, {})) for name in ("/Pattern", "/Shading"))
        if painted or not _PLAIN_RESOURCES.issuperset(page.Resources.keys()):
            raise NotAPlate("the page is drawn with patterns or shadings")
        read.fonts |= {str(name): str(font.BaseFont) for name, font in page.Resources.get("/Font", {}).items()}
        instructions = [(list(each.operands), str(each.operator)) for each in pikepdf.parse_content_stream(page)]
        height = float(page.MediaBox[3])
        blocks = list(_blocks(instructions, height))
        read.pages.append(LaidOutPage(instructions, blocks, height, *found))
    return read


def _blocks(instructions: Sequence[Instruction], height: float) -> Iterator[TextBlock]:
    """Yield the texts that are one line of one font, upright and in the page's own measure."""
    matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
    stack: list[tuple[float, ...]] = []
    openings: list[int] = []
    start, position, shown = -1, (0.0, 0.0), 0
    used: list[str] = []
    font, size, plain = "", 0.0, True
    glyphs: tuple[int, ...] = ()
    for at, (operands, operator) in enumerate(instructions):
        if operator == "q":
            stack.append(matrix)
        elif operator == "Q":
            matrix = stack.pop()
        elif operator == "cm":
            matrix = _times([float(each) for each in operands], matrix)
        elif operator in ("BDC", "BMC"):
            openings.append(at)
        elif operator == "EMC":
            openings.pop()
        elif operator == "BT":
            start, shown, used, plain, glyphs = at, 0, [], True, ()
        elif operator == "Tm":
            upright = [float(each) for each in operands[:4]] == [1, 0, 0, -1]
            position = float(operands[4]), float(operands[5])
            # The page's own measure is CSS pixels from the top left.
            differences = zip(matrix, (POINTS, 0, 0, -POINTS, 0, height), strict=True)
            plain = plain and upright and all(abs(one - other) < EQUAL for one, other in differences)
        elif operator == "Tf":
            font, size = str(operands[0]), float(operands[1])
            used.append(font)
        elif operator == "TJ":
            shown += 1
            glyphs = tuple(glyphs_of(operands[0]))
        elif operator in ("Tj", "Ts", "Tr", "Tc", "Tw", "Tz", "'", '"'):
            plain = False
        elif operator == "ET" and plain and shown == len(used) == 1:
            yield TextBlock(start, at, font, size, *position, glyphs, openings[-1] if openings else -1)


def _times(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def glyphs_of(array: Any) -> Iterator[int]:  # noqa: ANN401 - pikepdf's own class
    """Yield the glyphs of a text that is shown."""
    for part in array:
        if isinstance(part, pikepdf.String):
            data = bytes(part)
            yield from (data[at] << 8 | data[at + 1] for at in range(0, len(data), 2))


def unparsed(instructions: Sequence[Instruction]) -> bytes:
    """Return instructions as a page's stream has them."""
    if not instructions:
        return b""
    found = [pikepdf.ContentStreamInstruction(operands, pikepdf.Operator(name)) for operands, name in instructions]
    return pikepdf.unparse_content_stream(found) + b"\n"
