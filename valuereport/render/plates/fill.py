"""Plates and values -> a finished PDF: texts set in their boxes, parts put together, tags hung under one document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

from valuereport.model.statement import Chart
from valuereport.render.chart import operators
from valuereport.render.plates.file import Writer, text
from valuereport.render.plates.fonts import Cut
from valuereport.render.plates.letters import Letters, Shaped
from valuereport.render.plates.lines import Lines
from valuereport.render.plates.marked import END, OWN, SLOT, Values
from valuereport.render.plates.plate import Bookmark, Box, Drawing, Gap, Mark, NotAPlate, Plate, Tag

_OWN: Final = re.compile(f"{OWN}(\\d+){END}")
_SLOT: Final = re.compile(f"{SLOT}(\\d+){END}")
_HEADING: Final = re.compile(rb"\0(\d+)\0")

Filled = tuple[Plate, Values]


@dataclass(slots=True)
class _Sheet:
    """What comes together while a document is filled."""

    streams: list[list[bytes]]  # of each page
    marks: list[int]  # of each page: how many so far
    parents: list[dict[int, int]]  # of each page: the tag of each mark
    annotations: list[list[int]]
    links: list[int] = field(default_factory=list)  # the tag of each link


class Filler:
    """Fills plates in a run's fonts."""

    def __init__(self, letters: Letters, cut: Cut, accent: str) -> None:
        self._lines, self._cut, self._accent = Lines(letters, cut), cut, accent

    def filled(self, frame: Filled, parts: Sequence[Filled], languages: Sequence[str]) -> bytes:
        """Return a document: `frame` is its page without the `parts`. Raises NotAPlate where a value is in doubt."""
        plate, values = frame
        if not plate.bare or plate.tags:
            raise NotAPlate("something is drawn on the page that is no part of it")
        if any(len(part.pages) != len(plate.pages) or part.sizes != plate.sizes for part, _ in parts):
            raise NotAPlate("a part has other pages than the document")
        writer = Writer(self._cut)
        pages = [writer.reserve() for _ in plate.pages]
        document, root = writer.reserve(), writer.reserve()
        sides = [writer.reserve() for _ in plate.sides]
        below: list[list[int]] = [[] for _ in sides]
        number = len(pages)
        sheet = _Sheet([[] for _ in pages], [0] * number, [{} for _ in pages], [[] for _ in pages])
        # What is outside the tags is in the margin, which is drawn after the page.
        for part, own in sorted(parts, key=lambda each: not each[0].tags):
            tops = self._part(writer, sheet, part, own, languages, pages, sides)
            for held, found in zip(below, tops, strict=True):
                held += found
        for side, at, kids in zip(plate.sides, sides, below, strict=True):
            writer.put(at, _element(side, document, pages, kids, values, (), at))
        writer.put(document, b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (root, _references(sides)))
        self._tree(writer, sheet, root, document)
        resources = self._resources(writer, [part for part, _ in parts])
        parent = writer.reserve()
        for at, page in enumerate(pages):
            content = writer.packed(b"", b"".join(sheet.streams[at]))
            annotations = b"/Annots[%b]" % _references(sheet.annotations[at]) if sheet.annotations[at] else b""
            writer.put(
                page,
                b"<</Type/Page/Parent %d 0 R%b/Contents %d 0 R/Resources %d 0 R/StructParents %d/Tabs/S%b>>"
                % (parent, plate.sizes[at], content, resources, at, annotations),
            )
        writer.put(parent, b"<</Type/Pages/Count %d/Kids[%b]>>" % (number, _references(pages)))
        outlines = _outlines(writer, pages, list(_bookmarks(parts)))
        metadata = writer.stream(b"/Type/Metadata/Subtype/XML", _said_in_xml(values, plate.metadata))
        catalog = writer.add(
            b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/Metadata %d 0 R%b%b>>"
            % (parent, root, metadata, plate.catalog, outlines)
        )
        info = writer.add(
            b"<<%b>>" % b"".join(name.encode() + b" " + text(_said(values, each)) for name, each in plate.info)
        )
        return writer.finished(catalog, info)

    def _part(
        self,
        writer: Writer,
        sheet: _Sheet,
        plate: Plate,
        values: Values,
        languages: Sequence[str],
        pages: Sequence[int],
        sides: Sequence[int],
    ) -> list[list[int]]:
        """Draw a part and write its tags; return the tags directly in each side."""
        marks: dict[int, int] = {}
        further: dict[int, list[int]] = {}
        for at, pieces in enumerate(plate.pages):
            stream = sheet.streams[at]
            stream.append(b"q\n")
            for piece in pieces:
                if isinstance(piece, bytes):
                    stream.append(piece)
                elif isinstance(piece, Mark):
                    marks[piece.number] = sheet.marks[at]
                    stream.append(b"%d" % sheet.marks[at])
                    sheet.marks[at] += 1
                elif isinstance(piece, Gap):
                    box = plate.boxes[piece.slot]
                    lines = self._lines.of(values.slots[piece.slot], box, languages[0])
                    if piece.mark < 0:
                        if len(lines) != 1:
                            raise NotAPlate("a value has no room in its slot")
                        stream.append(_shown(plate, box, lines[0], box.baselines[0]))
                        continue
                    further[piece.mark] = list(range(sheet.marks[at], sheet.marks[at] + len(lines)))
                    sheet.marks[at] += len(lines)
                    for number, line, baseline in zip(further[piece.mark], lines, box.baselines, strict=False):
                        stream.append(b"/Span <</MCID %d>> BDC\n" % number)
                        stream.append(_shown(plate, box, line, baseline))
                        stream.append(b"EMC\n")
                else:
                    stream.append(self._drawn(values, piece))
            stream.append(b"Q\n")
        return self._tags(writer, sheet, plate, values, (marks, further), (pages, sides))

    def _tags(
        self,
        writer: Writer,
        sheet: _Sheet,
        plate: Plate,
        values: Values,
        marked: tuple[dict[int, int], dict[int, list[int]]],
        numbers: tuple[Sequence[int], Sequence[int]],
    ) -> list[list[int]]:
        marks, further = marked
        pages, sides = numbers
        own = [writer.reserve() for _ in plate.tags]
        parent_of: dict[int, int] = {}
        for place, tag in enumerate(plate.tags):
            for kid in tag.kids:
                if kid.kind == "tag":
                    parent_of[kid.number] = own[place]
        for side, tops in zip(sides, plate.tops, strict=True):
            parent_of |= dict.fromkeys(tops, side)
        beside: dict[int, list[int]] = {}  # the further lines of a slot's tag, which stand next to it
        empty: set[int] = set()  # tags of slots in which nothing stands
        for place, tag in enumerate(plate.tags):
            kids: list[bytes] = []
            for kid in tag.kids:
                if kid.kind == "tag":
                    if kid.number not in empty:
                        kids.append(b"%d 0 R" % own[kid.number])
                        kids += [b"%d 0 R" % each for each in beside.get(kid.number, ())]
                elif kid.kind == "link":
                    kids.append(self._link(writer, sheet, plate, kid.number, own[place], pages))
                elif kid.number in marks:
                    sheet.parents[tag.page][marks[kid.number]] = own[place]
                    kids.append(b"%d" % marks[kid.number])
                else:
                    for count, mark in enumerate(further[kid.number]):
                        if not count:
                            sheet.parents[tag.page][mark] = own[place]
                            kids.append(b"%d" % mark)
                            continue
                        line = writer.add(
                            b"<</Type/StructElem/S/Span/P %d 0 R/Pg %d 0 R/K[%d]>>"
                            % (parent_of[place], pages[tag.page], mark)
                        )
                        sheet.parents[tag.page][mark] = line
                        beside.setdefault(place, []).append(line)
            if tag.kind == "/Span" and tag.kids and not kids:
                empty.add(place)
                writer.put(own[place], b"null")
                continue
            writer.put(own[place], _element(tag, parent_of[place], pages, kids, values, own, own[place]))
        return [[each for top in tops for each in (own[top], *beside.get(top, ()))] for tops in plate.tops]

    def _link(self, writer: Writer, sheet: _Sheet, plate: Plate, number: int, tag: int, pages: Sequence[int]) -> bytes:
        link = plate.links[number]
        place = len(sheet.streams) + len(sheet.links)
        annotation = writer.add(b"<<%b/StructParent %d>>" % (link.entries, place))
        sheet.links.append(tag)
        sheet.annotations[link.page].append(annotation)
        return b"<</Type/OBJR/Obj %d 0 R/Pg %d 0 R>>" % (annotation, pages[link.page])

    def _tree(self, writer: Writer, sheet: _Sheet, root: int, document: int) -> None:
        rows = []
        for at, parents in enumerate(sheet.parents):
            row = b" ".join(
                b"%d 0 R" % parents[mark] if mark in parents else b"null" for mark in range(sheet.marks[at])
            )
            rows.append(b"%d[%b]" % (at, row))
        rows += [b"%d %d 0 R" % (len(sheet.parents) + at, tag) for at, tag in enumerate(sheet.links)]
        tree = writer.add(b"<</Nums[%b]>>" % b" ".join(rows))
        writer.put(root, b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R>>" % (document, tree))

    def _resources(self, writer: Writer, plates: Sequence[Plate]) -> int:
        states: dict[str, bytes] = {}
        images: dict[str, int] = {}
        fonts: dict[str, int] = {}
        for plate in plates:
            states |= dict(plate.states)
            for name, face, glyphs in plate.fonts:
                if not glyphs.issubset(self._cut.texts.get(face, {})):
                    raise NotAPlate("the run's fonts lack a letter of the page")
                fonts[name] = self._cut.resources[name]
            for name, objects in plate.images:
                if name not in images:
                    masks = [writer.stream(entries, data) for entries, data in objects[1:]]
                    entries, data = objects[0]
                    images[name] = writer.stream(entries + (b"/SMask %d 0 R" % masks[0] if masks else b""), data)
        return writer.add(
            b"<</Font<<%b>>/ExtGState<<%b>>/XObject<<%b>>>>"
            % (
                b"".join(b"%b %d 0 R" % (name.encode(), number) for name, number in sorted(fonts.items())),
                b"".join(b"%b %b" % (name.encode(), state) for name, state in sorted(states.items())),
                b"".join(b"%b %d 0 R" % (name.encode(), number) for name, number in sorted(images.items())),
            )
        )

    def _drawn(self, values: Values, piece: Drawing) -> bytes:
        chart: Chart
        chart, mirrored = values.charts[piece.chart]
        return operators(chart, self._accent, mirrored)


def _shown(plate: Plate, box: Box, line: Shaped, baseline: float) -> bytes:
    x = box.x - (line.width if box.align == "end" else line.width / 2 if box.align == "middle" else 0)
    name = next(name for name, face, _ in plate.fonts if face == box.font)
    return b"BT\n1 0 0 -1 %.6f %.6f Tm\n%b %.6f Tf\n%b TJ\nET\n" % (x, baseline, name.encode(), box.size, line.shown)


def _said(values: Values, marked: str) -> str:
    """Return a text with the part's own texts in it."""
    return _OWN.sub(lambda found: values.owns[int(found[1])], marked)


def _said_in_xml(values: Values, marked: bytes) -> bytes:
    return _OWN.sub(lambda found: escape(values.owns[int(found[1])]), marked.decode()).encode()


def _element(
    tag: Tag,
    parent: int,
    pages: Sequence[int],
    kids: Sequence[bytes | int],
    values: Values,
    numbers: Sequence[int],
    own: int,
) -> bytes:
    """Return a tag; `numbers`: the objects of all tags of the plate, `own`: this one's."""
    rest = b""
    for name, value in tag.rest:
        if name == "/ID":
            said = b"(%d)" % own
        elif isinstance(value, str):
            said = text(_said(values, value))
        else:
            said = _HEADING.sub(lambda found: b"(%d)" % numbers[int(found[1])], value) if b"\0" in value else value
        rest += name.encode() + b" " + said
    held = b" ".join(kid if isinstance(kid, bytes) else b"%d 0 R" % kid for kid in kids)
    return b"<</Type/StructElem/S%b/P %d 0 R/Pg %d 0 R%b/K[%b]>>" % (
        *(tag.kind.encode(), parent, pages[tag.page], rest, held),
    )


def _references(numbers: Sequence[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)


def _bookmarks(parts: Sequence[Filled]) -> Iterator[Bookmark]:
    """Yield the bookmarks in reading order, with the values in them."""
    pages = range(max((len(plate.pages) for plate, _ in parts), default=0))
    for page in pages:
        for plate, values in parts:
            for mark in plate.bookmarks:
                if mark.page == page:
                    label = _SLOT.sub(lambda found, own=values: own.slots[int(found[1])], mark.text)  # type: ignore[misc]
                    yield Bookmark(mark.level, label, page, mark.x, mark.y)


def _outlines(writer: Writer, pages: Sequence[int], marks: Sequence[Bookmark]) -> bytes:
    """Write the outline and return the catalog's entry."""
    if not marks:
        return b""
    root = writer.reserve()
    numbers = [writer.reserve() for _ in marks]
    parents, kids = list[int](), {root: list[int]()}
    open_levels: list[tuple[int, int]] = []  # levels and numbers
    for mark, number in zip(marks, numbers, strict=True):
        while open_levels and open_levels[-1][0] >= mark.level:
            open_levels.pop()
        parent = open_levels[-1][1] if open_levels else root
        parents.append(parent)
        kids.setdefault(parent, []).append(number)
        kids.setdefault(number, [])
        open_levels.append((mark.level, number))

    def count(number: int) -> int:
        return len(kids[number]) + sum(count(kid) for kid in kids[number])

    for mark, number, parent in zip(marks, numbers, parents, strict=True):
        siblings = kids[parent]
        at = siblings.index(number)
        near = b"/Prev %d 0 R" % siblings[at - 1] if at else b""
        near += b"/Next %d 0 R" % siblings[at + 1] if at + 1 < len(siblings) else b""
        if kids[number]:
            near += b"/First %d 0 R/Last %d 0 R" % (kids[number][0], kids[number][-1])
        writer.put(
            number,
            b"<</Title %b/Parent %d 0 R/Count %d/Dest[%d 0 R/XYZ %.6f %.6f 0]%b>>"
            % (text(mark.text), parent, count(number), pages[mark.page], mark.x, mark.y, near),
        )
    writer.put(root, b"<</Count %d/First %d 0 R/Last %d 0 R>>" % (count(root), kids[root][0], kids[root][-1]))
    return b"/Outlines %d 0 R" % root
