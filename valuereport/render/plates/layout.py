"""A marked page -> a plate: WeasyPrint lays it out with stand-ins, and what does not depend on them is kept.

It is laid out twice: with short stand-ins, and with longer ones in blocks that are as wide as the boxes and have all
their lines. Where a stand-in is, we learn from the box's index (WeasyPrint tells it of every id); how its text is
aligned, from where the short and the longer begin; how much has room, from the block. Whatever else differs between the
two is no slot's business: then the page is not a plate. Where boxes grow with further lines, the page is laid out once
more without these.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pikepdf

from valuereport.render.pictures import MARK
from valuereport.render.plates.boxes import (
    Slot,
    beside,
    box_of,
    filled,
    gaps_of,
    grown,
    in_a_block,
    pages_of,
    short_stand_in,
    slots_of,
    with_placeholders,
)
from valuereport.render.plates.objects import entries
from valuereport.render.plates.plate import Bookmark, Box, Gap, Mark, NotAPlate, PictureGap, Piece, Plate, Tag
from valuereport.render.plates.read_back import (
    POINTS,
    Instruction,
    LaidOutDocument,
    LaidOutPage,
    TextBlock,
    glyphs_of,
    lay_out_and_read,
    unparsed,
)
from valuereport.render.plates.shaper import Shaper
from valuereport.render.plates.tags import Tree, flat, kids_of, no_stream
from valuereport.render.sheet import flows_of
from valuereport.render.tables import CONTINUED
from valuereport.render.typesetter import Typesetter

_KINDS: Final = frozenset({"/Span", "/Link"})  # the marked content that may hold a slot
_PAINTS: Final = frozenset({"f", "f*", "F", "S", "s", "B", "B*", "b", "b*", "TJ", "Tj", "Do", "sh", "BI", "BDC"})
_PATHS: Final = frozenset({"m", "l", "c", "re"})
_NOT_KEPT_OF_CATALOG: Final = frozenset({"/Type", "/Pages", "/StructTreeRoot", "/Outlines", "/Names", "/Metadata"})


def make_plate(html: str, typesetter: Typesetter, shaper: Shaper, languages: Sequence[str]) -> Plate:
    """Return a marked page as a plate. Raises NotAPlate with the reason."""
    slots = slots_of(html)
    short = lay_out_and_read(typesetter, filled(html, slots, short_stand_in), languages)
    if not slots:
        return _plate(short, short, (), {})
    longer = lay_out_and_read(typesetter, filled(html, slots, in_a_block), languages, roomy=True)
    if growing := grown(short, longer, slots):
        # One line of such a box is known, and it would have more: what has no room in it is not cut but refused.
        slots = [replace(slot, lines=1, cut=False) if slot in growing else slot for slot in slots]
        longer = lay_out_and_read(typesetter, filled(html, slots, in_a_block), languages, roomy=True)
    boxes = [_box(shaper, languages, (short, longer), slot) for slot in slots]
    if beside(short, slots) != beside(longer, slots):
        raise NotAPlate("something beside the slots moves with what is in them")
    return _plate(short, longer, boxes, gaps_of(short, slots))


def _box(
    shaper: Shaper, languages: Sequence[str], laid_out: tuple[LaidOutDocument, LaidOutDocument], slot: Slot
) -> Box:
    first, *others = [box_of(shaper, languages, laid_out, at, slot) for at in pages_of(laid_out[0], slot)]
    if any(box != first for box in others):
        raise NotAPlate("a slot stands elsewhere on another page")
    return first


def _plate(
    read: LaidOutDocument,
    labels: LaidOutDocument,
    boxes: Sequence[Box],
    gaps: Mapping[tuple[int, int], tuple[int, TextBlock]],
) -> Plate:
    pdf = read.pdf
    numbers: dict[tuple[int, int], int] = {}
    pages = tuple(
        tuple(_pieces(page, at, gaps, numbers)) if _is_painted(page) else () for at, page in enumerate(read.pages)
    )
    page_of = {page.obj.objgen: at for at, page in enumerate(pdf.pages)}
    tree = Tree(page_of, numbers)
    document = pdf.Root.StructTreeRoot.K
    document = document[0] if isinstance(document, pikepdf.Array) else document
    continued = any(CONTINUED in page.rectangles for page in read.pages)
    sides: list[Tag] = []
    tops: list[tuple[int, ...]] = []
    continuation = None
    for side in kids_of(document):
        sides.append(tree.tag(side, ()))
        if continued and kids_of(side):
            (region,) = kids_of(side)
            continuation = tree.continuation(region)
            tops.append(())
        else:
            tops.append(tuple(tree.region(kid) for kid in kids_of(side)))
    images: dict[str, tuple[tuple[bytes, bytes], ...]] = {}
    states: dict[str, bytes] = {}
    for page in pdf.pages:
        for name, found in page.Resources.get("/XObject", {}).items():
            images[str(name)] = _image(found)
        for name, found in page.Resources.get("/ExtGState", {}).items():
            states[str(name)] = flat(found)
    return Plate(
        pages=pages,
        sizes=tuple(_boxes_of(page) for page in pdf.pages),
        tags=tree.finished(),
        tops=tuple(tops),
        sides=tuple(sides),
        links=tuple(tree.links),
        bookmarks=tuple(_bookmarks(labels)),
        boxes=tuple(boxes),
        flows=tuple(flow for page in read.pages for flow in flows_of(page.rectangles)),
        table=tree.table,
        continuation=continuation,
        fonts=tuple((name, read.fonts[name], frozenset(used)) for name, used in sorted(_static(read, gaps).items())),
        states=tuple(sorted(states.items())),
        images=tuple(sorted(images.items())),
        bare=not any(pages),
        info=tuple((str(name), str(value)) for name, value in sorted(pdf.docinfo.items())),
        metadata=pdf.Root.Metadata.read_bytes(),
        catalog=entries(
            ((str(name), value) for name, value in pdf.Root.items() if name not in _NOT_KEPT_OF_CATALOG), no_stream
        ),
    )


def _is_painted(page: LaidOutPage) -> bool:
    return any(operator in _PAINTS for _, operator in page.instructions)


def _static(read: LaidOutDocument, gaps: Mapping[tuple[int, int], Any]) -> dict[str, set[int]]:
    """Return the glyphs of all but the slots, by the font's resource."""
    found: dict[str, set[int]] = {name: set() for name in read.fonts}
    for at, page in enumerate(read.pages):
        inside = {
            index
            for (number, first), (_, block) in gaps.items()
            if number == at
            for index in range(first, block.last + 1)
        }
        font = ""
        for index, (operands, operator) in enumerate(page.instructions):
            if operator == "Tf":
                font = str(operands[0])
            elif operator == "TJ" and index not in inside:
                found[font].update(glyphs_of(operands[0]))
    return found


def _pieces(
    page: LaidOutPage,
    at: int,
    gaps: Mapping[tuple[int, int], tuple[int, TextBlock]],
    numbers: dict[tuple[int, int], int],
) -> Iterator[Piece]:
    """Yield a page's drawing in pieces; number its marks in the order of the drawing."""
    openings = {block.opening: (slot, block) for (number, _), (slot, block) in gaps.items() if number == at}
    kept: list[Instruction] = []
    index = 0
    while index < len(page.instructions):
        operands, operator = page.instructions[index]
        if operator == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
            mark = numbers.setdefault((at, int(operands[1]["/MCID"])), len(numbers))
            if index in openings:
                slot, block = openings[index]
                if str(operands[0]) not in _KINDS or page.instructions[block.last + 1][1] != "EMC":
                    raise NotAPlate("a slot is not alone in its mark")
                # What sets the colour stays, even where no text is drawn: the next text may rely on it.
                yield unparsed([*kept, *page.instructions[index + 1 : block.first]])
                yield Gap(slot, mark, str(operands[0]))
                kept, index = [], block.last + 1
            else:
                yield unparsed(kept) + f"{operands[0]} <</MCID ".encode()
                yield Mark(mark)
                yield b">> BDC\n"
                kept = []
        elif (at, index) in gaps:
            slot, block = gaps[at, index]
            yield unparsed(kept)
            yield Gap(slot, -1)
            kept, index = [], block.last
        elif operator == "m" and abs(float(operands[1]) - MARK) < 1e-3:
            while kept and kept[-1][1] == "m":
                kept.pop()
            yield unparsed(kept)
            yield PictureGap(int(operands[0]))
            kept = []
            while page.instructions[index][1] != "S":
                index += 1
        else:
            kept.append((_tight(operands) if operator == "TJ" else _rounded(operands, operator), operator))
        index += 1
    yield unparsed(kept)


def _rounded(operands: list[Any], operator: str) -> list[Any]:
    """Return the numbers of paths with as many digits as are seen.

    Others keep all of theirs: a hair's breadth may move a letter to the next place at which a viewer draws it.
    """
    if operator not in _PATHS:
        return operands
    return [Decimal(f"{each:.3f}".rstrip("0").rstrip(".")) if isinstance(each, Decimal) else each for each in operands]


def _tight(operands: list[Any]) -> list[Any]:
    """Return a text without the moves by nothing that WeasyPrint writes after every letter."""
    joined: list[Any] = []
    for part in operands[0]:
        if isinstance(part, pikepdf.String):
            if joined and isinstance(joined[-1], bytes):
                joined[-1] += bytes(part)
            else:
                joined.append(bytes(part))
        elif part:
            joined.append(part)
    return [pikepdf.Array([pikepdf.String(each) if isinstance(each, bytes) else each for each in joined])]


def _image(found: Any) -> tuple[tuple[bytes, bytes], ...]:  # noqa: ANN401
    """Return a picture as its objects, the picture itself first, its mask second."""
    if found.get("/Subtype") != "/Image":
        raise NotAPlate("the page is drawn with forms")
    kept = {str(name): value for name, value in found.items() if name not in ("/Length", "/SMask")}
    data = found.read_raw_bytes()
    if "/Filter" not in kept:
        kept["/Filter"], data = pikepdf.Name.FlateDecode, zlib.compress(data)
    picture = entries(kept.items(), no_stream), data
    return (picture, *(_image(found.SMask) if "/SMask" in found else ()))


def _boxes_of(page: Any) -> bytes:  # noqa: ANN401
    return b"".join(
        f"{name} ".encode() + flat(page.obj[name])
        for name in ("/MediaBox", "/BleedBox", "/TrimBox")
        if name in page.obj
    )


def _bookmarks(read: LaidOutDocument) -> Iterator[Bookmark]:
    for at, page in enumerate(read.pages):
        for level, label, (x, y), _ in page.bookmarks:
            text = with_placeholders(label)
            yield Bookmark(level, text, at, POINTS * x, page.height - POINTS * y)
