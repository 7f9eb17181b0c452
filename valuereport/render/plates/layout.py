"""A marked page -> a plate: WeasyPrint lays it out with stand-ins, and what does not depend on them is kept.

It is laid out twice: with short stand-ins, and with longer ones in blocks that are as wide as the boxes and have all
their lines. Where a stand-in is, we learn from the box's place (WeasyPrint tells it of every id); how its text is
aligned, from where the short and the longer begin; how much has room, from the block. Whatever else differs between the
two is no slot's business: then the page is not a plate. Where boxes grow with further lines, the page is laid out once
more without these.
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pikepdf

from valuereport.render.chart import MARK
from valuereport.render.plates.letters import UNITS, Letters
from valuereport.render.plates.marked import END, SLOT
from valuereport.render.plates.objects import entries, written
from valuereport.render.plates.plate import (
    Align,
    Bookmark,
    Box,
    Drawing,
    Gap,
    Kid,
    Link,
    Mark,
    NotAPlate,
    Piece,
    Plate,
    Tag,
)
from valuereport.render.sheet import overflows
from valuereport.render.typesetter import Typesetter

_POINTS: Final = 0.75  # a CSS pixel
_NEAR: Final = 0.05  # CSS pixels
_EQUAL: Final = 1e-4
_ID: Final = re.compile(r'id="(slot-(\d+)-(\d)-(cut|whole))"')
_LONGER: Final = re.compile(r"T(\d\d)\.(?:\s*T\1\.)*")
_MARKING: Final = frozenset({"BDC", "BMC", "EMC"})
_FEATURES: Final = ((), ("tnum",), ("tnum", "lnum"))
_MOST: Final = 100  # slots of a plate: a stand-in has two digits
_PAINTS: Final = frozenset({"f", "f*", "F", "S", "s", "B", "B*", "b", "b*", "TJ", "Tj", "Do", "sh", "BI", "BDC"})
_OWN_OF_CATALOG: Final = frozenset({"/Type", "/Pages", "/StructTreeRoot", "/Outlines", "/Names", "/Metadata"})
_OWN_KEYS: Final = frozenset({"/S", "/K", "/P", "/Pg", "/Type"})
_PLAIN_RESOURCES: Final = frozenset({"/Font", "/ExtGState", "/XObject", "/ColorSpace", "/Pattern", "/Shading"})

Rectangle = tuple[float, float, float, float]
Instruction = tuple[list[Any], str]


@dataclass(frozen=True, slots=True)
class _Slot:
    name: str  # its id
    number: int
    lines: int
    cut: bool


@dataclass(slots=True)
class _Block:
    """A text of one font: where its first letter stands, from the top left of the page in CSS pixels."""

    first: int  # of its instructions, BT
    last: int  # ET
    font: str
    size: float
    x: float
    y: float
    glyphs: tuple[int, ...]
    mark: int  # of the marked content that it is in, -1 outside
    opening: int  # the instruction that began it


@dataclass(slots=True)
class _Page:
    instructions: list[Instruction]
    blocks: list[_Block]
    height: float
    rectangles: Mapping[str, Rectangle]
    bookmarks: Sequence[Any]


@dataclass(slots=True)
class _Read:
    """One of the three, read back."""

    pdf: pikepdf.Pdf
    pages: list[_Page]
    fonts: dict[str, str] = field(default_factory=dict)  # the face of each resource


def make_plate(html: str, typesetter: Typesetter, letters: Letters, languages: Sequence[str]) -> Plate:
    """Return a marked page as a plate. Raises NotAPlate with the reason."""
    slots = [_Slot(found[1], int(found[2]), int(found[3]), found[4] == "cut") for found in _ID.finditer(html)]
    if len(slots) > _MOST or _LONGER.search(html):
        raise NotAPlate("the page has more slots, or other texts, than can be told apart")
    short = _read(typesetter, _filled(html, slots, _short), languages)
    if not slots:
        return _plate(short, short, (), {})
    longer = _read(typesetter, _filled(html, slots, _in_a_block), languages, roomy=True)
    grown = [slot for slot in slots if _height(longer, slot) - _height(short, slot) > _NEAR]
    if grown:
        slots = [replace(slot, lines=1) if slot in grown else slot for slot in slots]
        longer = _read(typesetter, _filled(html, slots, _in_a_block), languages, roomy=True)
    boxes = []
    for slot in slots:
        found = [_box(letters, languages, (short, longer), at, slot) for at in _pages_of(short, slot)]
        if any(box != found[0] for box in found):
            raise NotAPlate("a slot stands elsewhere on another page")
        boxes.append(found[0])
    if _beside(short, slots) != _beside(longer, slots):
        raise NotAPlate("something beside the slots moves with what is in them")
    return _plate(short, longer, boxes, _gaps(short, slots))


def _short(slot: _Slot) -> str:
    return f"{slot.number:02d}"


def _long(slot: _Slot) -> str:
    return f"T{slot.number:02d}."


def _in_a_block(slot: _Slot) -> str:
    """Return a block that is as wide as the slot's content, and has as many lines."""
    lines = "<br>".join([_long(slot)] * slot.lines)
    return f'<b id="room-{slot.number}" style="display: block; font-weight: inherit">{lines}</b>'


def _filled(html: str, slots: Sequence[_Slot], stand_in: Callable[[_Slot], str]) -> str:
    """Return the page with a stand-in in each slot, which says the slot's number."""
    stand_ins = map(stand_in, slots)
    return re.sub(SLOT, lambda _: next(stand_ins), html)


def _read(typesetter: Typesetter, html: str, languages: Sequence[str], *, roomy: bool = False) -> _Read:
    """Return a page laid out and read back; `roomy`: what is in the slots may take more room than there is."""
    document = typesetter.lay_out(html, mirrored=False)
    if not roomy and overflows(document.pages):
        raise NotAPlate("a region runs over")
    rectangles = [(dict(page.anchors), list(page.bookmarks)) for page in document.pages]
    pdf = pikepdf.open(io.BytesIO(typesetter.write(document, languages, compressed=False)))
    read = _Read(pdf, [])
    for page, found in zip(pdf.pages, rectangles, strict=True):
        painted = any(len(page.Resources.get(name, {})) for name in ("/Pattern", "/Shading"))
        if painted or not _PLAIN_RESOURCES.issuperset(page.Resources.keys()):
            raise NotAPlate("the page is drawn with patterns or shadings")
        read.fonts |= {str(name): str(font.BaseFont) for name, font in page.Resources.get("/Font", {}).items()}
        instructions = [(list(each.operands), str(each.operator)) for each in pikepdf.parse_content_stream(page)]
        height = float(page.MediaBox[3])
        blocks = list(_blocks(instructions, height))
        read.pages.append(_Page(instructions, blocks, height, *found))
    return read


def _blocks(instructions: Sequence[Instruction], height: float) -> Iterator[_Block]:
    """Yield the texts that are one line of one font, upright and in the page's own measure."""
    matrix: tuple[float, ...] = (1, 0, 0, 1, 0, 0)
    stack: list[tuple[float, ...]] = []
    marks: list[tuple[int, int]] = []
    start, place, shown = -1, (0.0, 0.0), 0
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
            number = (
                operands[1].get("/MCID") if operator == "BDC" and isinstance(operands[1], pikepdf.Dictionary) else None
            )
            marks.append((-1 if number is None else int(number), at))
        elif operator == "EMC":
            marks.pop()
        elif operator == "BT":
            start, shown, used, plain, glyphs = at, 0, [], True, ()
        elif operator == "Tm":
            upright = [float(each) for each in operands[:4]] == [1, 0, 0, -1]
            place = float(operands[4]), float(operands[5])
            # The page's own measure is CSS pixels from the top left.
            own = zip(matrix, (_POINTS, 0, 0, -_POINTS, 0, height), strict=True)
            plain = plain and upright and all(abs(one - other) < _EQUAL for one, other in own)
        elif operator == "Tf":
            font, size = str(operands[0]), float(operands[1])
            used.append(font)
        elif operator == "TJ":
            shown += 1
            glyphs = tuple(_glyphs(operands[0]))
        elif operator in ("Tj", "Ts", "Tr", "Tc", "Tw", "Tz", "'", '"'):
            plain = False
        elif operator == "ET" and plain and shown == len(used) == 1:
            mark, opening = marks[-1] if marks else (-1, -1)
            yield _Block(start, at, font, size, *place, glyphs, mark, opening)


def _times(one: Sequence[float], other: Sequence[float]) -> tuple[float, ...]:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _glyphs(array: Any) -> Iterator[int]:  # noqa: ANN401 - pikepdf's own class
    for part in array:
        if isinstance(part, pikepdf.String):
            data = bytes(part)
            yield from (data[at] << 8 | data[at + 1] for at in range(0, len(data), 2))


def _pages_of(read: _Read, slot: _Slot) -> list[int]:
    """Return the pages that a slot is on: one, or all where it stands in the margin."""
    pages = [number for number, page in enumerate(read.pages) if slot.name in page.rectangles]
    if not pages:
        raise NotAPlate("a slot is on no page")
    return pages


def _inside(page: _Page, name: str) -> list[_Block]:
    left, top, right, bottom = page.rectangles[name]
    return [block for block in page.blocks if left - 1 <= block.x <= right + 1 and top - 1 <= block.y <= bottom + 1]


def _texts_of(page: _Page, slot: _Slot, lines: int) -> list[_Block]:
    found = _inside(page, slot.name)
    if len(found) != lines:
        raise NotAPlate("a slot does not hold lines of text of its own, or not as many as it says")
    return found


def _gaps(read: _Read, slots: Sequence[_Slot]) -> dict[tuple[int, int], tuple[int, _Block]]:
    """Return where the texts of slots begin, by page and instruction."""
    gaps = {}
    for slot in slots:
        for at in _pages_of(read, slot):
            (block,) = _texts_of(read.pages[at], slot, 1)
            gaps[at, block.first] = slot.number, block
    return gaps


def _beside(read: _Read, slots: Sequence[_Slot]) -> list[tuple[bytes, list[tuple[int, int]]]]:
    """Return what is drawn on each page beside the slots, and after how many instructions each of these is."""
    pages = []
    for page in read.pages:
        own = [(block, slot) for slot in slots if slot.name in page.rectangles for block in _inside(page, slot.name)]
        texts = {block.first: (block.last, slot.number) for block, slot in own}
        kept: list[Instruction] = []
        order: list[tuple[int, int]] = []
        ends = -1
        for place, instruction in enumerate(page.instructions):
            if place in texts:
                ends, number = texts[place]
                if (len(kept), number) not in order:  # not a further line
                    order.append((len(kept), number))
            elif place > ends and instruction[1] not in _MARKING:
                kept.append(instruction)
        pages.append((_unparsed(kept), order))
    return pages


def _box(letters: Letters, languages: Sequence[str], reads: tuple[_Read, _Read], at: int, slot: _Slot) -> Box:
    short, longer = (read.pages[at] for read in reads)
    if any(abs(a - b) > _EQUAL for a, b in zip(short.rectangles[slot.name], longer.rectangles[slot.name], strict=True)):
        raise NotAPlate("a slot's box grows or moves with what is in it")
    (one,), others = _texts_of(short, slot, 1), _texts_of(longer, slot, slot.lines)
    other = others[0]
    if (one.font, one.size) != (other.font, other.size) or abs(one.y - other.y) > _EQUAL:
        raise NotAPlate("a slot is set differently with what is in it")
    called = reads[0].fonts[one.font]
    features, widths = _features(letters, languages[0], called, slot, (one, other))
    first, second = widths
    align: Align
    if abs(one.x - other.x) < _NEAR:
        align, x = "start", one.x
    elif abs(one.x + first - other.x - second) < _NEAR:
        align, x = "end", one.x + first
    elif abs(one.x + first / 2 - other.x - second / 2) < _NEAR:
        align, x = "middle", one.x + first / 2
    else:
        raise NotAPlate("a slot is aligned in no way that is known")
    left, _, right, _ = longer.rectangles[f"room-{slot.number}"]
    baselines = tuple(round(block.y, 6) for block in others)
    return Box(called, one.size, features, round(x, 6), align, baselines, right - left, slot.cut)


def _height(read: _Read, slot: _Slot) -> float:
    page = read.pages[_pages_of(read, slot)[0]]
    _, top, _, bottom = page.rectangles[slot.name]
    return bottom - top


def _features(
    letters: Letters, language: str, called: str, slot: _Slot, blocks: tuple[_Block, _Block]
) -> tuple[tuple[str, ...], tuple[float, float]]:
    """Return the features that give WeasyPrint's own glyphs, and both stand-ins' widths."""
    texts = (_short(slot), _long(slot))
    for features in _FEATURES:
        shapes = [letters.shape(called, blocks[0].size, text, features, language) for text in texts]
        one, other = shapes
        if (
            one
            and other
            and [[glyph for glyph, _ in each.glyphs] for each in (one, other)]
            == [list(block.glyphs) for block in blocks]
        ):
            return features, (one.width / UNITS, other.width / UNITS)
    raise NotAPlate("the letters of a slot cannot be set as WeasyPrint sets them")


def _unparsed(instructions: Sequence[Instruction]) -> bytes:
    if not instructions:
        return b""
    found = [pikepdf.ContentStreamInstruction(operands, pikepdf.Operator(name)) for operands, name in instructions]
    return pikepdf.unparse_content_stream(found) + b"\n"


def _plate(
    read: _Read,
    labels: _Read,
    boxes: Sequence[Box],
    gaps: Mapping[tuple[int, int], tuple[int, _Block]],
) -> Plate:
    pdf = read.pdf
    numbers: dict[tuple[int, int], int] = {}
    pages = tuple(tuple(_pieces(page, at, gaps, numbers)) for at, page in enumerate(read.pages))
    place_of = {page.obj.objgen: at for at, page in enumerate(pdf.pages)}
    tree = _Tree(place_of, numbers)
    document = pdf.Root.StructTreeRoot.K
    document = document[0] if isinstance(document, pikepdf.Array) else document
    sides, tops = [], []
    for side in _kids(document):
        sides.append(tree.tag(side, ()))
        tops.append(tuple(tree.add(kid) for kid in _kids(side)))
    images: dict[str, tuple[tuple[bytes, bytes], ...]] = {}
    states: dict[str, bytes] = {}
    for page in pdf.pages:
        for name, found in page.Resources.get("/XObject", {}).items():
            images[str(name)] = _image(found)
        for name, found in page.Resources.get("/ExtGState", {}).items():
            states[str(name)] = _flat(found)
    return Plate(
        pages=pages,
        sizes=tuple(_boxes_of(page) for page in pdf.pages),
        tags=tree.finished(),
        tops=tuple(tops),
        sides=tuple(sides),
        links=tuple(tree.links),
        bookmarks=tuple(_bookmarks(labels)),
        boxes=tuple(boxes),
        fonts=tuple((name, read.fonts[name], frozenset(used)) for name, used in sorted(_static(read, gaps).items())),
        states=tuple(sorted(states.items())),
        images=tuple(sorted(images.items())),
        bare=not any(operator in _PAINTS for page in read.pages for _, operator in page.instructions),
        info=tuple((str(name), str(value)) for name, value in sorted(pdf.docinfo.items())),
        metadata=pdf.Root.Metadata.read_bytes(),
        catalog=entries(
            ((str(name), value) for name, value in pdf.Root.items() if name not in _OWN_OF_CATALOG), _no_stream
        ),
    )


def _static(read: _Read, gaps: Mapping[tuple[int, int], Any]) -> dict[str, set[int]]:
    """Return the glyphs of all but the slots, by the font's resource."""
    found: dict[str, set[int]] = {name: set() for name in read.fonts}
    for at, page in enumerate(read.pages):
        inside = {
            place
            for (number, first), (_, block) in gaps.items()
            if number == at
            for place in range(first, block.last + 1)
        }
        font = ""
        for place, (operands, operator) in enumerate(page.instructions):
            if operator == "Tf":
                font = str(operands[0])
            elif operator == "TJ" and place not in inside:
                found[font].update(_glyphs(operands[0]))
    return found


def _pieces(
    page: _Page, at: int, gaps: Mapping[tuple[int, int], tuple[int, _Block]], numbers: dict[tuple[int, int], int]
) -> Iterator[Piece]:
    """Yield a page's drawing in pieces; number its marks in the order of the drawing."""
    openings = {block.opening: (slot, block) for (number, _), (slot, block) in gaps.items() if number == at}
    kept: list[Instruction] = []
    place = 0
    while place < len(page.instructions):
        operands, operator = page.instructions[place]
        if operator == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]:
            mark = numbers.setdefault((at, int(operands[1]["/MCID"])), len(numbers))
            if place in openings:
                slot, block = openings[place]
                if str(operands[0]) != "/Span" or page.instructions[block.last + 1][1] != "EMC":
                    raise NotAPlate("a slot is not alone in its mark")
                # What sets the colour stays, even where no text is drawn: the next text may rely on it.
                yield _unparsed([*kept, *page.instructions[place + 1 : block.first]])
                yield Gap(slot, mark)
                kept, place = [], block.last + 1
            else:
                yield _unparsed(kept) + f"{operands[0]} <</MCID ".encode()
                yield Mark(mark)
                yield b">> BDC\n"
                kept = []
        elif (at, place) in gaps:
            slot, block = gaps[at, place]
            yield _unparsed(kept)
            yield Gap(slot, -1)
            kept, place = [], block.last
        elif operator == "m" and abs(float(operands[1]) - MARK) < 1e-3:
            while kept and kept[-1][1] == "m":
                kept.pop()
            yield _unparsed(kept)
            yield Drawing(int(operands[0]))
            kept = []
            while page.instructions[place][1] != "S":
                place += 1
        else:
            kept.append((_tight(operands) if operator == "TJ" else operands, operator))
        place += 1
    yield _unparsed(kept)


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


class _Tree:
    """Collects the tags and links of a plate."""

    def __init__(self, place_of: Mapping[tuple[int, int], int], numbers: Mapping[tuple[int, int], int]) -> None:
        self.tags: list[Tag] = []
        self.links: list[Link] = []
        self._named: dict[str, int] = {}
        self._place_of, self._numbers = place_of, numbers

    def finished(self) -> tuple[Tag, ...]:
        """Return the tags; where one names headings, by their numbers."""
        return tuple(
            replace(tag, rest=tuple((name, self._by_number(value)) for name, value in tag.rest)) for tag in self.tags
        )

    def _by_number(self, value: str | bytes) -> str | bytes:
        if isinstance(value, str) or b"\0" not in value:
            return value
        return re.sub(rb"\0([^\0]+)\0", lambda found: b"\0%d\0" % self._named[found[1].decode()], value)

    def add(self, element: Any) -> int:  # noqa: ANN401 - pikepdf's own class
        """Return the number of an element, which comes after all that it holds."""
        page = self._page(element)
        kids: list[Kid] = []
        own = element.get("/K", pikepdf.Array([]))
        for kid in own if isinstance(own, pikepdf.Array) else [own]:
            if not isinstance(kid, pikepdf.Dictionary):
                kids.append(Kid("mark", self._numbers[page, int(kid)]))
            elif kid.get("/Type") == "/OBJR":
                kids.append(Kid("link", self._link(kid.Obj, page)))
            elif kid.get("/Type") == "/MCR":
                kids.append(Kid("mark", self._numbers[self._place_of[kid.Pg.objgen], int(kid.MCID)]))
            else:
                kids.append(Kid("tag", self.add(kid)))
        self.tags.append(self.tag(element, tuple(kids)))
        return len(self.tags) - 1

    def tag(self, element: Any, kids: tuple[Kid, ...]) -> Tag:  # noqa: ANN401
        rest: list[tuple[str, str | bytes]] = []
        for name, value in sorted(element.items()):
            if name in _OWN_KEYS:
                continue
            if name == "/ID":
                self._named[str(value)] = len(self.tags)  # it is the next to be added
                rest.append((str(name), b""))  # named anew on every page
            elif name == "/A" and "/Headers" in value:
                headings = b"".join(b"\0%b\0" % str(each).encode() for each in value.Headers)
                kept = ((str(key), each) for key, each in value.items() if key != "/Headers")
                rest.append((str(name), b"<<" + entries(kept, _no_stream) + b"/Headers[" + headings + b"]>>"))
            else:
                rest.append((str(name), str(value) if isinstance(value, pikepdf.String) else _flat(value)))
        return Tag(str(element.S), self._page(element), tuple(rest), kids)

    def _page(self, element: Any) -> int:  # noqa: ANN401
        return self._place_of[element.Pg.objgen] if "/Pg" in element else 0

    def _link(self, annotation: Any, page: int) -> int:  # noqa: ANN401
        kept = ((str(name), value) for name, value in annotation.items() if name not in ("/StructParent", "/P"))
        self.links.append(Link(page, entries(kept, _no_stream)))
        return len(self.links) - 1


def _kids(element: Any) -> list[Any]:  # noqa: ANN401
    kids = element.get("/K", pikepdf.Array([]))
    return [kid for kid in (kids if isinstance(kids, pikepdf.Array) else [kids]) if isinstance(kid, pikepdf.Dictionary)]


def _flat(value: Any) -> bytes:  # noqa: ANN401
    return written(value, _no_stream)


def _no_stream(stream: Any) -> bytes:  # noqa: ANN401
    raise NotAPlate("the page refers to a stream that is no picture")


def _image(found: Any) -> tuple[tuple[bytes, bytes], ...]:  # noqa: ANN401
    """Return a picture as its objects, the picture itself first, its mask second."""
    if found.get("/Subtype") != "/Image":
        raise NotAPlate("the page is drawn with forms")
    kept = {str(name): value for name, value in found.items() if name not in ("/Length", "/SMask")}
    data = found.read_raw_bytes()
    if "/Filter" not in kept:
        kept["/Filter"], data = pikepdf.Name.FlateDecode, zlib.compress(data)
    own = entries(kept.items(), _no_stream), data
    return (own, *(_image(found.SMask) if "/SMask" in found else ()))


def _boxes_of(page: Any) -> bytes:  # noqa: ANN401
    return b"".join(
        f"{name} ".encode() + _flat(page.obj[name])
        for name in ("/MediaBox", "/BleedBox", "/TrimBox")
        if name in page.obj
    )


def _bookmarks(read: _Read) -> Iterator[Bookmark]:
    for at, page in enumerate(read.pages):
        for level, label, (x, y), _ in page.bookmarks:
            text = _LONGER.sub(lambda found: f"{SLOT}{int(found[1])}{END}", label)
            yield Bookmark(level, text, at, _POINTS * x, page.height - _POINTS * y)
