"""Plates and values -> a finished PDF: texts set in their boxes, parts put together, tags hung under one document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import escape

from valuereport.render.chart import operators
from valuereport.render.plates.file import Writer, text
from valuereport.render.plates.fonts import Cut
from valuereport.render.plates.form import Form, Line, Text, form_of
from valuereport.render.plates.letters import UNITS, Letters, Shaped
from valuereport.render.plates.lines import Lines, Setting, setting_of
from valuereport.render.plates.marked import Values, with_owns
from valuereport.render.plates.outline import write_outline
from valuereport.render.plates.plate import Drawing, NotAPlate, Plate, Tag

_FORMS: Final = 1024  # that are remembered
Filled = tuple["Ready", Values]


class Ready:
    """A plate in the hands of a press: how its slots are set."""

    def __init__(self, plate: Plate, cut: Cut, language: str) -> None:
        self.plate = plate
        self.settings: tuple[Setting, ...] = tuple(setting_of(box, language) for box in plate.boxes)
        self.fonts = {face: name.encode() for name, face, _ in plate.fonts}
        self.whole = all(glyphs.issubset(cut.texts.get(face, {})) for _, face, glyphs in plate.fonts)


@dataclass(slots=True)
class _Sheet:
    """What comes together while a document is filled, for each of its pages or sides."""

    streams: list[list[bytes]]
    marks: list[int]  # how many so far
    parents: list[list[bytes]]  # the elements of the marks
    annotations: list[list[bytes]]
    tops: list[list[bytes]]
    linked: list[int] = field(default_factory=list)  # the element of each link


class Filler:
    """Fills plates in a run's fonts. Keeps forms, which are the same for many members, and no member's file."""

    def __init__(self, letters: Letters, cut: Cut, accent: str) -> None:
        self._lines, self._cut, self._accent = Lines(letters, cut), cut, accent
        self._beginning = Writer(cut.objects)
        self._form = lru_cache(maxsize=_FORMS)(self._new_form)

    def ready(self, plate: Plate, language: str) -> Ready:
        """Return a plate to be filled again and again."""
        return Ready(plate, self._cut, language)

    def filled(self, frame: Filled, parts: Sequence[Filled]) -> bytes:
        """Return a document: `frame` is its page without the `parts`. Raises NotAPlate where a value is in doubt."""
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
        sheet = _Sheet([[] for _ in pages], [0] * count, [[] for _ in pages], [[] for _ in pages], [[] for _ in sides])
        # What is outside the tags is in the margin, which is drawn after the page.
        for part, own in sorted(parts, key=lambda each: not each[0].plate.tags):
            self._part(writer, sheet, part, own, (pages, sides))
        for side, at, tops in zip(plate.sides, sides, sheet.tops, strict=True):
            writer.put(at, _side(side, document, pages, b"".join(tops), values))
        writer.put(document, b"<</Type/StructElem/S/Document/P %d 0 R/K[%b]>>" % (root, _references(sides)))
        _write_tree(writer, sheet, root, document)
        resources = self._resources(writer, [part for part, _ in parts])
        parent = writer.reserve()
        for at, page in enumerate(pages):
            content = writer.packed(b"", b"".join(sheet.streams[at]))
            annotations = b"".join(sheet.annotations[at])
            writer.put(
                page,
                b"<</Type/Page/Parent %d 0 R%b/Contents %d 0 R/Resources %d 0 R/StructParents %d/Tabs/S%b>>"
                % (*(parent, plate.sizes[at], content, resources, at), annotations and b"/Annots[%b]" % annotations),
            )
        writer.put(parent, b"<</Type/Pages/Count %d/Kids[%b]>>" % (count, _references(pages)))
        outlines = write_outline(writer, pages, [(part.plate, own) for part, own in parts])
        metadata = writer.stream(b"/Type/Metadata/Subtype/XML", _said_in_xml(values, plate.metadata))
        catalog = writer.add(
            b"<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/Metadata %d 0 R%b%b>>"
            % (parent, root, metadata, plate.catalog, outlines)
        )
        info = writer.add(
            b"<<%b>>" % b"".join(name.encode() + b" " + text(with_owns(each, values)) for name, each in plate.info)
        )
        return writer.finished(catalog, info)

    def _new_form(self, part: Ready, lines: tuple[int, ...], pages: range, sides: range) -> Form:
        return form_of(part.plate, lines, pages, sides)

    def _part(self, writer: Writer, sheet: _Sheet, part: Ready, values: Values, numbers: tuple[range, range]) -> None:
        """Draw a part and write its elements."""
        slots = [
            self._lines.of(value, setting) if value else ()
            for value, setting in zip(values.slots, part.settings, strict=True)
        ]
        form = self._form(part, tuple(map(len, slots)), *numbers)
        first = writer.reserve(form.objects)
        own = range(first, first + form.objects)
        known: list[int | bytes] = [*own]
        for before, marks in zip(sheet.marks, form.marks, strict=True):
            known += range(before, before + marks)
        parents = len(sheet.streams) + len(sheet.linked)  # the keys of the links in the tree of parents
        known += range(parents, parents + form.links)
        known += [self._drawn(each, part, slots, values) for each in form.texts]
        for at in range(len(sheet.streams)):
            sheet.streams[at].append(form.drawings[at].filled(known))
            sheet.marks[at] += form.marks[at]
            sheet.parents[at].append(form.parents[at].filled(known))
            sheet.annotations[at].append(form.annotations[at].filled(known))
        for held, tops in zip(sheet.tops, form.tops, strict=True):
            held.append(tops.filled(known))
        sheet.linked += [first + at for at in form.linked]
        writer.rows(own, form.elements.filled(known)[:-1])

    def _drawn(self, said: Text, part: Ready, slots: Sequence[Sequence[Shaped]], values: Values) -> bytes:
        if isinstance(said, Line):
            return _shown(said, slots[said.slot][said.number], part.fonts)
        if isinstance(said, Drawing):
            chart, mirrored = values.charts[said.chart]
            return operators(chart, self._accent, mirrored)
        return text(with_owns(said, values))

    def _resources(self, writer: Writer, parts: Sequence[Ready]) -> int:
        states: dict[str, bytes] = {}
        images: dict[str, int] = {}
        fonts: dict[str, int] = {}
        for part in parts:
            states |= part.plate.states
            fonts |= {name: self._cut.resources[name] for name, _, _ in part.plate.fonts}
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


def _shown(line: Line, shaped: Shaped, fonts: dict[str, bytes]) -> bytes:
    box, width = line.box, shaped.width / UNITS
    x = box.x - (width if box.align == "end" else width / 2 if box.align == "middle" else 0)
    return b"BT\n1 0 0 -1 %.6f %.6f Tm\n%b %.6f Tf\n%b TJ\nET\n" % (
        *(x, box.baselines[line.number], fonts[box.font], box.size, shaped.shown),
    )


def _side(side: Tag, document: int, pages: Sequence[int], kids: bytes, values: Values) -> bytes:
    """Return the element of one side of the document."""
    rest = b"".join(
        name.encode() + b" " + (text(with_owns(value, values)) if isinstance(value, str) else value)
        for name, value in side.rest
    )
    return b"<</Type/StructElem/S%b/P %d 0 R/Pg %d 0 R%b/K[%b]>>" % (
        *(side.kind.encode(), document, pages[side.page], rest, kids),
    )


def _write_tree(writer: Writer, sheet: _Sheet, root: int, document: int) -> None:
    """Write the tree of elements' root, and which element each mark and each link belongs to."""
    rows = [b"%d[%b]" % (at, b"".join(parents)) for at, parents in enumerate(sheet.parents)]
    rows += [b"%d %d 0 R" % (len(sheet.parents) + at, element) for at, element in enumerate(sheet.linked)]
    tree = writer.add(b"<</Nums[%b]>>" % b" ".join(rows))
    writer.put(root, b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R>>" % (document, tree))


def _said_in_xml(values: Values, marked: bytes) -> bytes:
    escaped = Values((), tuple(map(escape, values.owns)), ())
    return with_owns(marked.decode(), escaped).encode()


def _references(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d 0 R" % number for number in numbers)
