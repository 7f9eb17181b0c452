"""A plate with so many lines in each of its slots: drawing and tags as bytes, with places for numbers and texts.

What a document knows of a part stands in one list: the numbers of its objects, of its marks on each page, of its links,
and then its texts. A page template says which of the list goes into
each place, so that filling is one formatting of bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from typing import Any

from valuereport.render.plates.file import text
from valuereport.render.plates.parameterised import ATTRIBUTE
from valuereport.render.plates.plate import (
    Box,
    Continuation,
    Gap,
    Kid,
    Mark,
    NotAPlate,
    PictureGap,
    Plate,
    Rectangle,
)


@dataclass(frozen=True, slots=True)
class ByteTemplate:
    """Bytes with places; `pick` takes what goes there out of the arguments. Without places there is nothing to take."""

    pattern: bytes
    pick: Callable[[Sequence[Any]], Any] | None

    def filled(self, arguments: Sequence[Any]) -> bytes:
        """Return the bytes with the arguments in their places."""
        return self.pattern % self.pick(arguments) if self.pick else self.pattern


@dataclass(frozen=True, slots=True)
class SlotLine:
    """A line of a slot, where it is drawn."""

    slot: int
    number: int  # of the line in the slot
    box: Box


@dataclass(frozen=True, slots=True)
class Shift:
    """How far down a part is moved, by what stands before it in its flow."""


@dataclass(frozen=True, slots=True)
class Added:
    """Where elements of the plates that follow are added: the rows of an open table, or what stands after it."""

    rows: bool


Content = SlotLine | PictureGap | Shift | Rectangle | Added | str
"""A line, a picture, a place, elements of others, or a text with marks of the part's own texts in it."""
BODY, REGION = -1, -2
"""The elements that a continuation is added to: places in a part's arguments from their end; COLUMNS stand before."""


@dataclass(frozen=True, slots=True)
class PageTemplate:
    """What a part is in any document in which its slots have as many lines."""

    objects: int
    marks: tuple[int, ...]  # on each page
    links: int
    texts: tuple[Content, ...]
    elements: ByteTemplate  # the objects, a line each
    pages: tuple[tuple[int, ByteTemplate, ByteTemplate, ByteTemplate], ...]
    """What is on a page, of those where something is: the drawing, the element of each mark, the annotations."""
    linked: tuple[int, ...]  # the element of each link, counted from the first object
    tops: tuple[tuple[int, ByteTemplate], ...]  # of a side: the elements directly in it
    table: tuple[int, ...]  # what others add to: the elements of columns, the last one first, region and body
    rows: ByteTemplate  # the elements that it adds to the table of the part before
    after: ByteTemplate  # and next to it


class _TemplateWriter:
    """Bytes with places, while they are written."""

    def __init__(self) -> None:
        self._bytes: list[bytes] = []
        self._at: list[int] = []

    def put(self, data: bytes) -> None:
        self._bytes.append(data.replace(b"%", b"%%"))

    def number(self, at: int) -> None:
        """Leave a place for a number."""
        self._bytes.append(b"%d")
        self._at.append(at)

    def reference(self, at: int | None) -> None:
        """Leave a place for the reference to an object."""
        if at is None:
            self._bytes.append(b"null ")
        else:
            self.number(at)
            self._bytes.append(b" 0 R ")

    def text(self, at: int) -> None:
        """Leave a place for a text."""
        self._bytes.append(b"%b")
        self._at.append(at)

    def template(self) -> ByteTemplate:
        pattern = b"".join(self._bytes)
        return (
            ByteTemplate(pattern, itemgetter(*self._at))
            if self._at
            else ByteTemplate(pattern.replace(b"%%", b"%"), None)
        )


class _Counted:
    """What a plate has with so many lines in each slot, and where each stands in the list of arguments."""

    def __init__(self, plate: Plate, lines: Sequence[int]) -> None:
        self.marks = [0] * len(plate.pages)
        self.marked: dict[int, tuple[int, range]] = {}  # of each mark: its page, and its lines counted on the page
        for page, pieces in enumerate(plate.pages):
            for piece in pieces:
                if isinstance(piece, Gap) and piece.mark < 0:
                    if lines[piece.slot] != 1:
                        raise NotAPlate("a value has no room in its slot")
                elif isinstance(piece, Mark | Gap):
                    mark, count = (piece.number, 1) if isinstance(piece, Mark) else (piece.mark, lines[piece.slot])
                    self.marked[mark] = page, range(self.marks[page], self.marks[page] + count)
                    self.marks[page] += count
        self.elements: list[int | None] = []  # of each tag; none for a slot in which nothing stands
        tags = 0
        for tag in plate.tags:
            empty = tag.kind == "/Span" and tag.kids and not any(map(self._holds, tag.kids))
            self.elements.append(None if empty else tags)
            tags += not empty
        further = sum(len(lines) - 1 for _, lines in self.marked.values() if lines)
        self.further, self.links = tags, tags + further
        self.objects = self.links + len(plate.links)
        *starts, self.parents = accumulate(self.marks, initial=self.objects)
        self.page_marks = starts
        self.texts = self.parents + len(plate.links)

    def _holds(self, kid: Kid) -> bool:
        if kid.kind == "link":
            return True
        return self.elements[kid.number] is not None if kid.kind == "tag" else bool(self.marked[kid.number][1])


def page_template_of(plate: Plate, lines: Sequence[int], pages: Sequence[int], sides: Sequence[int]) -> PageTemplate:
    """Return the page template of a plate; `lines`: of each slot, `pages` and `sides`: their objects in the document.

    Raises NotAPlate.
    """
    counted = _Counted(plate, lines)
    texts: list[Content] = []
    drawings = tuple(_drawing(plate, page, lines, counted, texts) for page in range(len(plate.pages)))
    tree = _Tree(plate, counted, pages, sides, texts)
    continuation = plate.continuation or Continuation((), ())
    opened = (*reversed(plate.table.columns), plate.table.region, plate.table.body) if plate.table else ()
    return PageTemplate(
        objects=counted.objects,
        marks=tuple(counted.marks),
        links=len(plate.links),
        texts=tuple(texts),
        elements=tree.elements,
        pages=tuple(
            (page, drawing, _references(tree.parents[page]), _references(tree.annotations(page)))
            for page, drawing in enumerate(drawings)
            if plate.pages[page]
        ),
        linked=tuple(tree.linked[at] for at in range(len(plate.links))),
        tops=tuple((side, _references(tree.kids(tops))) for side, tops in enumerate(plate.tops) if tops),
        table=tuple(at for tag in opened if (at := counted.elements[tag]) is not None),
        rows=_references(tree.kids(continuation.rows)),
        after=_references(tree.kids(continuation.after)),
    )


def _references(objects: Iterable[int | None]) -> ByteTemplate:
    writer = _TemplateWriter()
    for at in objects:
        writer.reference(at)
    return writer.template()


def _drawing(plate: Plate, page: int, lines: Sequence[int], counted: _Counted, texts: list[Content]) -> ByteTemplate:
    """Return what is drawn on a page; the texts in it are added to `texts`."""
    writer = _TemplateWriter()
    if not plate.pages[page]:
        return writer.template()

    def add(content: Content) -> None:
        writer.text(counted.texts + len(texts))
        texts.append(content)

    writer.put(b"q\n")
    if any(flow.height for flow in plate.flows):
        add(Shift())
    for piece in plate.pages[page]:
        if isinstance(piece, bytes):
            writer.put(piece)
        elif isinstance(piece, Mark):
            writer.number(counted.page_marks[page] + counted.marked[piece.number][1].start)
        elif isinstance(piece, PictureGap):
            add(piece)
        elif piece.mark < 0:
            add(SlotLine(piece.slot, 0, plate.boxes[piece.slot]))
        else:
            for number, mark in enumerate(counted.marked[piece.mark][1]):
                writer.put(piece.kind.encode() + b" <</MCID ")
                writer.number(counted.page_marks[page] + mark)
                writer.put(b">> BDC\n")
                add(SlotLine(piece.slot, number, plate.boxes[piece.slot]))
                writer.put(b"EMC\n")
    writer.put(b"Q\n")
    return writer.template()


class _Tree:
    """The elements of a part, a line each, and what leads to them."""

    def __init__(
        self, plate: Plate, counted: _Counted, pages: Sequence[int], sides: Sequence[int], texts: list[Content]
    ) -> None:
        self._plate, self._counted, self._pages, self._texts = plate, counted, pages, texts
        self.parents: list[list[int | None]] = [[None] * marks for marks in counted.marks]
        self.linked: dict[int, int] = {}
        self._writer = _TemplateWriter()
        self._lines: list[tuple[int, int, int]] = []  # further lines of slots: the tag, the page and the mark
        self._beside: dict[int, list[int]] = {}  # the elements of a tag's further lines, which stand next to it
        self._parent_of: dict[int, int] = {}
        self._side_of = {top: side for side, tops in zip(sides, plate.tops, strict=True) for top in tops}
        continuation = plate.continuation or Continuation((), ())
        self._added_to = dict.fromkeys(continuation.rows, BODY) | dict.fromkeys(continuation.after, REGION)
        for index, tag in enumerate(plate.tags):
            self._parent_of |= {kid.number: index for kid in tag.kids if kid.kind == "tag"}
        for index, element in enumerate(counted.elements):
            if element is not None:
                self._element(index, element)
        for index, page, mark in self._lines:
            self._opened(index, b"/Span", page)
            self._writer.put(b"/K[")
            self._mark(page, mark)
            self._writer.put(b"]>>\n")
        for at, link in enumerate(plate.links):
            self._writer.put(b"<<" + link.entries + b"/Rect")
            self._content(link.box)
            if link.address:
                self._writer.put(b"/A<</Type/Action/S/URI/URI")
                self._content(link.address)
                self._writer.put(b">>/Contents")
                self._content(link.address)
            self._writer.put(b"/StructParent ")
            self._writer.number(counted.parents + at)
            self._writer.put(b">>\n")
        self.elements = self._writer.template()

    def annotations(self, page: int) -> Iterable[int]:
        """Yield the objects of a page's links."""
        return (self._counted.links + at for at, link in enumerate(self._plate.links) if link.page == page)

    def kids(self, tags: Iterable[int]) -> Iterable[int]:
        """Yield the elements of some tags, each followed by those of its further lines."""
        for tag in tags:
            element = self._counted.elements[tag]
            if element is not None:
                yield element
                yield from self._beside.get(tag, ())

    def _opened(self, index: int, kind: bytes, page: int) -> None:
        self._writer.put(b"<</Type/StructElem/S" + kind + b"/P ")
        if index in self._side_of:
            self._writer.put(b"%d" % self._side_of[index])
        elif index in self._added_to:
            self._writer.number(self._added_to[index])
        else:
            parent = self._counted.elements[self._parent_of[index]]
            if parent is None:
                raise NotAPlate("a tag is in one that is left out")
            self._writer.number(parent)
        self._writer.put(b" 0 R/Pg %d 0 R" % self._pages[page])

    def _element(self, index: int, element: int) -> None:
        tag = self._plate.tags[index]
        self._opened(index, tag.kind.encode(), tag.page)
        for name, value in tag.rest:
            self._writer.put(name.encode() + b" ")
            self._entry(name, value, element)
        self._writer.put(b"/K[")
        for kid in tag.kids:
            if kid.kind == "tag":
                for each in self.kids([kid.number]):
                    self._writer.reference(each)
            elif kid.kind == "link":
                self.linked[kid.number] = element
                self._writer.put(b"<</Type/OBJR/Obj ")
                self._writer.number(self._counted.links + kid.number)
                self._writer.put(b" 0 R/Pg %d 0 R>>" % self._pages[self._plate.links[kid.number].page])
            else:
                self._text(index, element, kid.number)
        if self._plate.table and index in (self._plate.table.body, self._plate.table.region):
            self._content(Added(rows=index == self._plate.table.body))
        self._writer.put(b"]>>\n")

    def _content(self, content: Content) -> None:
        self._writer.text(self._counted.texts + len(self._texts))
        self._texts.append(content)

    def _entry(self, name: str, value: str | bytes | Rectangle, element: int) -> None:
        if name == "/ID":
            self._writer.put(b"(")
            self._writer.number(element)
            self._writer.put(b")")
        elif isinstance(value, Rectangle):
            self._content(value)
        elif isinstance(value, str):
            if ATTRIBUTE in value:
                self._content(value)
            else:
                self._writer.put(text(value))
        else:
            # Pieces between zeros are the numbers of the tags that are named there.
            for at, piece in enumerate(value.split(b"\0")):
                named = self._named(int(piece)) if at % 2 else None
                if named is None:
                    self._writer.put(piece)
                else:
                    self._writer.put(b"(")
                    self._writer.number(named)
                    self._writer.put(b")")

    def _named(self, tag: int) -> int | None:
        """Return the place of a heading's element; that of a column of the table before counts from the end."""
        return tag if tag < 0 else self._counted.elements[tag]

    def _text(self, index: int, element: int, number: int) -> None:
        """Put a mark into the element that is being written; further lines of a slot get elements of their own."""
        page, lines = self._counted.marked[number]
        if page != self._plate.tags[index].page:
            raise NotAPlate("a tag holds text of another page than its own")
        for count, mark in enumerate(lines):
            if not count:
                self._mark(page, mark)
                self.parents[page][mark] = element
            else:
                further = self._counted.further + len(self._lines)
                self._lines.append((index, page, mark))
                self._beside.setdefault(index, []).append(further)
                self.parents[page][mark] = further

    def _mark(self, page: int, mark: int) -> None:
        self._writer.number(self._counted.page_marks[page] + mark)
        self._writer.put(b" ")
