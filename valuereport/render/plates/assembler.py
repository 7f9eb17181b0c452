"""Plates and values -> a finished PDF: texts set in their boxes, parts put together, tags hung under one document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from valuereport.render.look import Look
from valuereport.render.pictures import drawing_of, operators
from valuereport.render.plates.file import Writer, text
from valuereport.render.plates.line_breaker import LineBreaker, SlotStyle, slot_style_of
from valuereport.render.plates.outline import write_outline
from valuereport.render.plates.page_template import Added, Content, PageTemplate, Shift, SlotLine, page_template_of
from valuereport.render.plates.parameterised import PersonalValues, with_attributes
from valuereport.render.plates.plate import NotAPlate, PictureGap, Plate, Rectangle, Tag
from valuereport.render.plates.read_back import POINTS
from valuereport.render.plates.shaper import UNITS, Shaped, Shaper
from valuereport.render.plates.subset_fonts import SubsetFonts
from valuereport.render.sheet import ROOM

_MILLIMETRE: Final = 96 / 25.4  # CSS pixels
_TEMPLATES: Final = 1024  # that are remembered
FilledPart = tuple["LoadedPlate", PersonalValues]


class LoadedPlate:
    """A plate that is to be filled again and again: how its slots are set."""

    def __init__(self, plate: Plate, fonts: SubsetFonts, language: str) -> None:
        self.plate = plate
        self.styles: tuple[SlotStyle, ...] = tuple(slot_style_of(box, language) for box in plate.boxes)
        self.resources = {face: name.encode() for name, face, _ in plate.fonts}
        self.whole = all(glyphs.issubset(fonts.texts.get(face, {})) for _, face, glyphs in plate.fonts)


@dataclass(slots=True)
class _Assembly:
    """What comes together while a document is filled, for each of its pages or sides."""

    streams: list[list[bytes]]
    marks: list[int]  # how many so far
    parents: list[list[bytes]]  # the elements of the marks
    annotations: list[list[bytes]]
    tops: list[list[bytes]]
    linked: list[int] = field(default_factory=list)  # the element of each link


@dataclass(slots=True)
class _Part:
    """A part whose objects have their numbers; what it has to say is written when all have."""

    loaded: LoadedPlate
    values: PersonalValues
    moved: float  # points that it stands further down than in its plate
    template: PageTemplate
    slots: Sequence[Sequence[Shaped]]
    first: int  # of its objects
    arguments: list[int | bytes]
    added_to: list[int] = field(default_factory=list)  # the elements of the table that it continues
    rows: list[bytes] = field(default_factory=list)  # of its table, in other parts
    after: list[bytes] = field(default_factory=list)  # next to its table, likewise


class Assembler:
    """Fills plates in a run's fonts. Keeps page templates, which many members share, and no member's file."""

    def __init__(self, shaper: Shaper, fonts: SubsetFonts, look: Look) -> None:
        self._line_breaker, self._fonts, self._look = LineBreaker(shaper, fonts), fonts, look
        self._beginning = Writer(fonts.objects)
        self._template = lru_cache(maxsize=_TEMPLATES)(self._new_template)

    def loaded(self, plate: Plate, language: str) -> LoadedPlate:
        """Return a plate to be filled again and again."""
        return LoadedPlate(plate, self._fonts, language)

    def assembled(self, frame: FilledPart, parts: Sequence[FilledPart]) -> bytes:
        """Return a document: `frame` is its page without the `parts`. Raises NotAPlate.

        That is where it is not certain how a value is set.
        """
        plate, values = frame[0].plate, frame[1]
        if not plate.bare or plate.tags:
            raise NotAPlate("something is drawn on the page that is no part of it")
        if any(part.plate.sizes != plate.sizes for part, _ in parts):
            raise NotAPlate("a part has other pages than the document")
        if not all(part.whole for part, _ in parts):
            raise NotAPlate("the run's fonts lack a letter of the page")
        writer = self._beginning.copy()
        count = len(plate.pages)
        pages = range(first := writer.reserve(count), first + count)
        sides = range(first := writer.reserve(len(plate.sides)), first + len(plate.sides))
        document, root = writer.reserve(), writer.reserve()
        assembly = _Assembly(
            [[] for _ in pages], [0] * count, [[] for _ in pages], [[] for _ in pages], [[] for _ in sides]
        )
        moved = _moved([(part.plate, held.gap) for part, held in parts])
        placed = [(part, held, down) for (part, held), down in zip(parts, moved, strict=True)]
        # What is outside the tags is in the margin, which is drawn after the page.
        written = [
            self._reserved(writer, assembly, part, held, (pages, sides), down)
            for part, held, down in sorted(placed, key=lambda each: not each[0].plate.tags)
        ]
        _hang(written)
        for each in written:
            self._write(writer, assembly, each)
        for side, at, tops in zip(plate.sides, sides, assembly.tops, strict=True):
            writer.put(at, _side(side, document, pages, b"".join(tops), values))
        writer.put(document, b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (root, _references(sides)))
        _write_tree(writer, assembly, root, document)
        resources = self._resources(writer, [part for part, _ in parts])
        parent = writer.reserve()
        for at, page in enumerate(pages):
            content = writer.packed(b"", b"".join(assembly.streams[at]))
            annotations = b"".join(assembly.annotations[at])
            writer.put(
                page,
                b"<</Type/Page/Parent %d 0 R%b/Contents %d 0 R/Resources %d 0 R/StructParents %d/Tabs/S%b>>"
                % (*(parent, plate.sizes[at], content, resources, at), annotations and b"/Annots[%b]" % annotations),
            )
        writer.put(parent, b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, _references(pages)))
        outlines = write_outline(writer, pages, [(part.plate, held, down) for part, held, down in placed])
        metadata = writer.stream(b"/Type/Metadata/Subtype/XML", _xml_with_attributes(values, plate.metadata))
        catalog = writer.add(
            b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/Metadata %d 0 R%b%b>>"
            % (parent, root, metadata, plate.catalog, outlines)
        )
        info = writer.add(
            b"<<%b>>"
            % b"".join(name.encode() + b" " + text(with_attributes(each, values)) for name, each in plate.info)
        )
        return writer.finished(catalog, info)

    def _new_template(self, part: LoadedPlate, lines: tuple[int, ...], pages: range, sides: range) -> PageTemplate:
        return page_template_of(part.plate, lines, pages, sides)

    def _reserved(
        self,
        writer: Writer,
        assembly: _Assembly,
        part: LoadedPlate,
        values: PersonalValues,
        numbers: tuple[range, range],
        moved: float,
    ) -> _Part:
        """Set a part's values and number what it has; `moved`: points that it stands further down than in its plate."""
        slots = [
            self._line_breaker.lines(value, style) if value else ()
            for value, style in zip(values.slots, part.styles, strict=True)
        ]
        template = self._template(part, tuple(map(len, slots)), *numbers)
        first = writer.reserve(template.objects)
        arguments: list[int | bytes] = [*range(first, first + template.objects)]
        for at, marks in enumerate(template.marks):
            arguments += range(assembly.marks[at], assembly.marks[at] + marks)
            assembly.marks[at] += marks
        parents = len(assembly.streams) + len(assembly.linked)  # the keys of the links in the tree of parents
        arguments += range(parents, parents + template.links)
        assembly.linked += [first + at for at in template.linked]
        return _Part(part, values, moved, template, slots, first, arguments)

    def _write(self, writer: Writer, assembly: _Assembly, part: _Part) -> None:
        """Draw a part and write its elements."""
        template, arguments = part.template, part.arguments
        arguments += [self._drawn(each, part) for each in template.texts]
        arguments += part.added_to
        for at, drawing, parents, links in template.pages:
            assembly.streams[at].append(drawing.filled(arguments))
            assembly.parents[at].append(parents.filled(arguments))
            assembly.annotations[at].append(links.filled(arguments))
        for side, tops in template.tops:
            assembly.tops[side].append(tops.filled(arguments))
        writer.rows(range(part.first, part.first + template.objects), template.elements.filled(arguments)[:-1])

    def _drawn(self, content: Content, part: _Part) -> bytes:
        moved = part.moved
        if isinstance(content, SlotLine):
            return _shown(content, part.slots[content.slot][content.number], part.loaded.resources)
        if isinstance(content, PictureGap):
            return operators(drawing_of(part.values.pictures[content.picture], self._look))
        if isinstance(content, Shift):
            return b"1 0 0 1 0 %.6f cm\n" % -moved if moved else b""
        if isinstance(content, Rectangle):
            return b"[%.6f %.6f %.6f %.6f]" % (
                *(content.left, content.bottom - moved, content.right, content.top - moved),
            )
        if isinstance(content, Added):
            return b"".join(part.rows if content.rows else part.after)
        return text(with_attributes(content, part.values))

    def _resources(self, writer: Writer, parts: Sequence[LoadedPlate]) -> int:
        states: dict[str, bytes] = {}
        images: dict[str, int] = {}
        fonts: dict[str, int] = {}
        for part in parts:
            states |= part.plate.states
            fonts |= {name: self._fonts.resources[name] for name, _, _ in part.plate.fonts}
            for name, objects in part.plate.images:
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


def _moved(plates: Sequence[tuple[Plate, float]]) -> list[float]:
    """Return how far down each part stands, in points: below those before it in its flow. Raises NotAPlate.

    `plates`: each with its gap in millimetres.
    """
    found: list[float] = []
    used: dict[str, float] = {}
    for plate, gap in plates:
        flow = max(plate.flows, key=lambda each: each.height, default=None)
        if flow is None or not flow.height:
            found.append(0.0)
            continue
        top = used.get(flow.name, 0.0) + gap * _MILLIMETRE
        used[flow.name] = top + flow.height
        found.append((top - flow.start) * POINTS)
        if used[flow.name] > flow.room + ROOM:
            raise NotAPlate("what follows one another has no room on its side")
    return found


def _hang(parts: Sequence[_Part]) -> None:
    """Add the elements of continuations to the tables before them. Raises NotAPlate."""
    table: _Part | None = None
    for part in parts:
        if part.template.table:
            table = part
        if part.loaded.plate.continuation:
            if table is None:
                raise NotAPlate("rows stand below no table")
            part.added_to = [table.first + at for at in table.template.table]
            table.rows.append(part.template.rows.filled(part.arguments))
            table.after.append(part.template.after.filled(part.arguments))


def _shown(line: SlotLine, shaped: Shaped, fonts: dict[str, bytes]) -> bytes:
    box, width = line.box, shaped.width / UNITS
    x = box.x - (width if box.align == "end" else width / 2 if box.align == "middle" else 0)
    return b"BT\n1 0 0 -1 %.6f %.6f Tm\n%b %.6f Tf\n%b TJ\nET\n" % (
        *(x, box.baselines[line.number], fonts[box.font], box.size, shaped.shown),
    )


def _side(side: Tag, document: int, pages: Sequence[int], kids: bytes, values: PersonalValues) -> bytes:
    """Return the element of one side of the document."""
    rest = b"".join(
        name.encode() + b" " + (text(with_attributes(value, values)) if isinstance(value, str) else value)
        for name, value in side.rest
        if not isinstance(value, Rectangle)
    )
    return b"<</Type/StructElem/S%b/P %d 0 R/Pg %d 0 R%b/K[%b]>>" % (
        *(side.kind.encode(), document, pages[side.page], rest, kids),
    )


def _write_tree(writer: Writer, assembly: _Assembly, root: int, document: int) -> None:
    """Write the tree of elements' root, and which element each mark and each link belongs to."""
    rows = [b"%d[%b]" % (at, b"".join(parents)) for at, parents in enumerate(assembly.parents)]
    rows += [b"%d %d 0 R" % (len(assembly.parents) + at, element) for at, element in enumerate(assembly.linked)]
    tree = writer.add(b"<</Nums[%b]>>" % b" ".join(rows))
    writer.put(root, b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R>>" % (document, tree))


def _xml_with_attributes(values: PersonalValues, parameterised: bytes) -> bytes:
    escaped = PersonalValues((), tuple(map(escape, values.attributes)), ())
    return with_attributes(parameterised.decode(), escaped).encode()


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)
