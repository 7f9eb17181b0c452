"""A plate with so many lines in each of its slots: drawing and tags as bytes, with places for numbers and texts.

What a document knows of a part stands in one list: the numbers of its objects, of its marks on each page, of its links,
and then its texts. A form says which of the list goes into each place, so that filling is one formatting of bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import itemgetter
from typing import Any

from valuereport.render.plates.file import text
from valuereport.render.plates.marked import OWN
from valuereport.render.plates.plate import Box, Drawing, Gap, Kid, Mark, NotAPlate, Plate


@dataclass(frozen=True, slots=True)
class Places:
    """Bytes with places; `pick` takes what goes there out of what is known. Without places there is nothing to take."""

    form: bytes
    pick: Callable[[Sequence[Any]], Any] | None

    def filled(self, known: Sequence[Any]) -> bytes:
        """Return the bytes with what is known in their places."""
        return self.form % self.pick(known) if self.pick else self.form


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a slot, where it is drawn."""

    slot: int
    number: int  # of the line in the slot
    box: Box


Text = Line | Drawing | str
"""A line, a chart, or a text with marks of the part's own texts in it."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a part is in any document in which its slots have as many lines."""

    objects: int
    marks: tuple[int, ...]  # on each page
    links: int
    texts: tuple[Text, ...]
    drawings: tuple[Places, ...]  # of each page
    elements: Places  # the objects, a line each
    parents: tuple[Places, ...]  # of each page: the element of each mark
    annotations: tuple[Places, ...]  # of each page
    linked: tuple[int, ...]  # the element of each link, counted from the first object
    tops: tuple[Places, ...]  # of each side: the elements directly in it


class _Draft:
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

    def places(self) -> Places:
        form = b"".join(self._bytes)
        return Places(form, itemgetter(*self._at)) if self._at else Places(form.replace(b"%%", b"%"), None)


class _Counted:
    """What a plate has with so many lines in each slot, and where each stands in the list of what is known."""

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


def form_of(plate: Plate, lines: Sequence[int], pages: Sequence[int], sides: Sequence[int]) -> Form:
    """Return the form of a plate; `lines`: of each slot, `pages` and `sides`: their objects in the document.

    Raises NotAPlate.
    """
    counted = _Counted(plate, lines)
    texts: list[Text] = []
    drawings = tuple(_drawing(plate, page, lines, counted, texts) for page in range(len(plate.pages)))
    tree = _Tree(plate, counted, pages, sides, texts)
    return Form(
        objects=counted.objects,
        marks=tuple(counted.marks),
        links=len(plate.links),
        texts=tuple(texts),
        drawings=drawings,
        elements=tree.elements,
        parents=tuple(_references(row) for row in tree.parents),
        annotations=tuple(
            _references(counted.links + at for at, link in enumerate(plate.links) if link.page == page)
            for page in range(len(plate.pages))
        ),
        linked=tuple(tree.linked[at] for at in range(len(plate.links))),
        tops=tuple(_references(tree.kids(tops)) for tops in plate.tops),
    )


def _references(objects: Iterable[int | None]) -> Places:
    draft = _Draft()
    for at in objects:
        draft.reference(at)
    return draft.places()


def _drawing(plate: Plate, page: int, lines: Sequence[int], counted: _Counted, texts: list[Text]) -> Places:
    """Return what is drawn on a page; the texts in it are added to `texts`."""
    draft = _Draft()

    def add(said: Text) -> None:
        draft.text(counted.texts + len(texts))
        texts.append(said)

    draft.put(b"q\n")
    for piece in plate.pages[page]:
        if isinstance(piece, bytes):
            draft.put(piece)
        elif isinstance(piece, Mark):
            draft.number(counted.page_marks[page] + counted.marked[piece.number][1].start)
        elif isinstance(piece, Drawing):
            add(piece)
        elif piece.mark < 0:
            add(Line(piece.slot, 0, plate.boxes[piece.slot]))
        else:
            for number, mark in enumerate(counted.marked[piece.mark][1]):
                draft.put(b"/Span <</MCID ")
                draft.number(counted.page_marks[page] + mark)
                draft.put(b">> BDC\n")
                add(Line(piece.slot, number, plate.boxes[piece.slot]))
                draft.put(b"EMC\n")
    draft.put(b"Q\n")
    return draft.places()


class _Tree:
    """The elements of a part, a line each, and what leads to them."""

    def __init__(
        self, plate: Plate, counted: _Counted, pages: Sequence[int], sides: Sequence[int], texts: list[Text]
    ) -> None:
        self._plate, self._counted, self._pages, self._texts = plate, counted, pages, texts
        self.parents: list[list[int | None]] = [[None] * marks for marks in counted.marks]
        self.linked: dict[int, int] = {}
        self._draft = _Draft()
        self._lines: list[tuple[int, int, int]] = []  # further lines of slots: the tag, the page and the mark
        self._beside: dict[int, list[int]] = {}  # the elements of a tag's further lines, which stand next to it
        self._parent_of: dict[int, int] = {}
        self._side_of = {top: side for side, tops in zip(sides, plate.tops, strict=True) for top in tops}
        for place, tag in enumerate(plate.tags):
            self._parent_of |= {kid.number: place for kid in tag.kids if kid.kind == "tag"}
        for place, own in enumerate(counted.elements):
            if own is not None:
                self._element(place, own)
        for place, page, mark in self._lines:
            self._opened(place, b"/Span", page)
            self._draft.put(b"/K[")
            self._mark(page, mark)
            self._draft.put(b"]>>\n")
        for at, link in enumerate(plate.links):
            self._draft.put(b"<<" + link.entries + b"/StructParent ")
            self._draft.number(counted.parents + at)
            self._draft.put(b">>\n")
        self.elements = self._draft.places()

    def kids(self, tags: Iterable[int]) -> Iterable[int]:
        """Yield the elements of some tags, each followed by those of its further lines."""
        for tag in tags:
            own = self._counted.elements[tag]
            if own is not None:
                yield own
                yield from self._beside.get(tag, ())

    def _opened(self, place: int, kind: bytes, page: int) -> None:
        self._draft.put(b"<</Type/StructElem/S" + kind + b"/P ")
        if place in self._side_of:
            self._draft.put(b"%d" % self._side_of[place])
        else:
            parent = self._counted.elements[self._parent_of[place]]
            if parent is None:
                raise NotAPlate("a tag is in one that is left out")
            self._draft.number(parent)
        self._draft.put(b" 0 R/Pg %d 0 R" % self._pages[page])

    def _element(self, place: int, own: int) -> None:
        tag = self._plate.tags[place]
        self._opened(place, tag.kind.encode(), tag.page)
        for name, value in tag.rest:
            self._draft.put(name.encode() + b" ")
            self._entry(name, value, own)
        self._draft.put(b"/K[")
        for kid in tag.kids:
            if kid.kind == "tag":
                for each in self.kids([kid.number]):
                    self._draft.reference(each)
            elif kid.kind == "link":
                self.linked[kid.number] = own
                self._draft.put(b"<</Type/OBJR/Obj ")
                self._draft.number(self._counted.links + kid.number)
                self._draft.put(b" 0 R/Pg %d 0 R>>" % self._pages[self._plate.links[kid.number].page])
            else:
                self._text(place, own, kid.number)
        self._draft.put(b"]>>\n")

    def _entry(self, name: str, value: str | bytes, own: int) -> None:
        if name == "/ID":
            self._draft.put(b"(")
            self._draft.number(own)
            self._draft.put(b")")
        elif isinstance(value, str):
            if OWN in value:
                self._draft.text(self._counted.texts + len(self._texts))
                self._texts.append(value)
            else:
                self._draft.put(text(value))
        else:
            # Pieces between zeros are the numbers of the tags that are named there.
            for at, piece in enumerate(value.split(b"\0")):
                named = self._counted.elements[int(piece)] if at % 2 else None
                if named is None:
                    self._draft.put(piece)
                else:
                    self._draft.put(b"(")
                    self._draft.number(named)
                    self._draft.put(b")")

    def _text(self, place: int, own: int, number: int) -> None:
        """Put a mark into the element that is being written; further lines of a slot get elements of their own."""
        page, lines = self._counted.marked[number]
        if page != self._plate.tags[place].page:
            raise NotAPlate("a tag holds text of another page than its own")
        for count, mark in enumerate(lines):
            if not count:
                self._mark(page, mark)
                self.parents[page][mark] = own
            else:
                further = self._counted.further + len(self._lines)
                self._lines.append((place, page, mark))
                self._beside.setdefault(place, []).append(further)
                self.parents[page][mark] = further

    def _mark(self, page: int, mark: int) -> None:
        self._draft.number(self._counted.page_marks[page] + mark)
        self._draft.put(b" ")
