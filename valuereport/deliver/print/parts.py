"""One print file: statements come in one by one, and what they have in common is kept once."""

from __future__ import annotations

import io
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Name

from valuereport.deliver.print.blocks import Block, Blocks, Recurrence
from valuereport.deliver.print.drawings import OPAQUE, Glyphs, Looks, Names, Page, UnfamiliarError, short, take_apart
from valuereport.deliver.print.fonts import Faces, Joined, NotJoinableError
from valuereport.deliver.print.geometry import Box, overlap
from valuereport.deliver.print.images import in_two_colours
from valuereport.deliver.print.imposition import SIDES, Place
from valuereport.deliver.print.marks import BARS_BOX, FIGURE_BOX, bars, bars_form, figure_forms, marked, zones
from valuereport.deliver.print.singles import content, fingerprint, subset, without_idle_resources
from valuereport.deliver.print.waiting import Waiting
from valuereport.deliver.print.writer import Writer, written

_ALPHAS = ("/ca", "/CA")
_OTHERS = ("/ColorSpace", "/Pattern", "/Shading")
_BOXES = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
_DESCRIBED = (
    *("/Type", "/Flags", "/FontBBox", "/ItalicAngle", "/Ascent", "/Descent", "/CapHeight", "/StemV", "/StemH"),
)
_LARGE = 100_000  # further than any page goes


class _Kept(NamedTuple):
    """A page until the file is written: taken apart, or (`whole`) as it was with the number of its resources."""

    height: float
    boxes: int
    page: Page | None
    whole: bytes
    resources: int


class Part:
    """A print file in the making. Its pages wait in a temporary file in `folder`, so that memory does not grow much."""

    def __init__(self, folder: Path, *, marks: bool) -> None:
        self._marks = marks
        self._pdf = pikepdf.new()
        self._waiting: Waiting[tuple[Place, list[_Kept]]] = Waiting(folder)
        self._faces = Faces()
        self._fonts: dict[str, Any] = {}
        self._objects: dict[str, Any] = {}
        self._states: dict[str, Any] = {}
        self._shared: dict[str, dict[str, Any]] = {kind: {} for kind in _OTHERS}
        self._names: dict[str, bytes] = {}  # of an object by its fingerprint
        self._boxes: list[dict[str, Any]] = []
        self._whole: list[Any] = []  # resources of pages that are kept as they were
        self._recurrence = Recurrence()
        self._state(OPAQUE.split()[0].decode(), {"ca": 1, "CA": 1})

    def close(self) -> None:
        """Remove the temporary file."""
        self._waiting.close()

    def add(self, single: pikepdf.Pdf, place: Place) -> bool:
        """Add a member's pages; say whether the statement leaves the marks their room."""
        clear = True
        kept = []
        known: dict[tuple[int, int], Glyphs] = {}
        for number, page in enumerate(single.pages):
            each = self._taken(single, page, known)
            kept.append(each)
            if each.page:
                self._recurrence.add(each.page)
                if self._marks and number % SIDES == 0:
                    clear &= _clear(each.page, each.height)
        self._waiting.append((place, kept))
        return clear

    def _taken(self, single: pikepdf.Pdf, page: pikepdf.Page, known: dict[tuple[int, int], Glyphs]) -> _Kept:
        boxes = {name: page.obj[name] for name in _BOXES if name in page.obj}
        plain = {name: _copied(value) for name, value in boxes.items()}
        if plain not in self._boxes:
            self._boxes.append(plain)
        box = self._boxes.index(plain)
        height = float(page.mediabox[3])
        operations = content(page)
        resources = page.obj.get("/Resources", Dictionary())
        try:
            if [float(each) for each in page.mediabox[:2]] != [0, 0]:
                raise UnfamiliarError("the page does not begin at the origin")
            return _Kept(height, box, take_apart(operations, self._named(single, resources, known)), b"", 0)
        except (UnfamiliarError, NotJoinableError):
            self._whole.append(self._pdf.copy_foreign(single.make_indirect(resources)))
            return _Kept(height, box, None, operations, len(self._whole) - 1)

    def _named(self, single: pikepdf.Pdf, resources: Any, known: dict[tuple[int, int], Glyphs]) -> Names:  # noqa: ANN401 - a pikepdf object
        fonts: dict[bytes, Glyphs] = {}
        for name, font in resources.get("/Font", {}).items():
            found = known.get(font.objgen)
            if found is None:
                number = self._faces.place(subset(font))
                joined = self._faces.joined[number]
                if len(self._fonts) < len(self._faces.joined):
                    self._fonts[f"/F{number}"] = _descriptor(font)
                found = Glyphs(b"/F%d" % number, joined.measure)
                if font.is_indirect:
                    known[font.objgen] = found
            fonts[name.encode()] = found
        objects: dict[bytes, tuple[bytes, bool]] = {}
        for name, found_object in resources.get("/XObject", {}).items():
            image = str(found_object.get("/Subtype")) == "/Image" and not found_object.get("/ImageMask", False)
            objects[name.encode()] = (self._object(found_object, image), image)
        alphas: dict[bytes, Looks] = {}
        for name, state in resources.get("/ExtGState", {}).items():
            if all(key in (*_ALPHAS, "/Type") for key in state.keys()):  # noqa: SIM118 - not a dict
                alphas[name.encode()] = tuple(
                    (key[1:].encode(), self._alpha(key, float(state[key]))) for key in _ALPHAS if key in state
                )
        others = (self._others(single, resources, kind) for kind in _OTHERS)
        return Names(fonts, objects, alphas, *others)

    def _others(self, single: pikepdf.Pdf, resources: Any, kind: str) -> dict[bytes, bytes]:  # noqa: ANN401 - a pikepdf object
        """Return the new names of a page's colour spaces, patterns or shadings."""
        found: dict[bytes, bytes] = {}
        for name, other in resources.get(kind, {}).items():
            without_idle_resources(other)
            mark = fingerprint(other)
            if mark not in self._names:
                self._names[mark] = f"/{kind[1]}{len(self._names)}".encode()
                indirect = other if other.is_indirect else single.make_indirect(other)
                self._shared[kind][self._names[mark].decode()] = self._pdf.copy_foreign(indirect)
            found[name.encode()] = self._names[mark]
        return found

    def _alpha(self, key: str, value: float) -> bytes:
        if value == 1:
            return OPAQUE
        name = f"/{key[1:]}{int(value * 1000)}"
        self._state(name, {key[1:]: Decimal(f"{value:.3f}")})
        return name.encode() + b" gs"

    def _state(self, name: str, entries: dict[str, Any]) -> None:
        self._states.setdefault(name, Dictionary(**entries))

    def _object(self, found: Any, image: bool) -> bytes:  # noqa: ANN401 - a pikepdf object
        without_idle_resources(found)
        mark = fingerprint(found)
        if mark not in self._names:
            name = f"/I{len(self._names)}"
            self._names[mark] = name.encode()
            smaller = self._in_two_colours(found) if image else None
            self._objects[name] = self._pdf.copy_foreign(found) if smaller is None else smaller
        return self._names[mark]

    def _in_two_colours(self, found: Any) -> Any | None:  # noqa: ANN401 - a pikepdf object
        if str(found.get("/ColorSpace")) != "/DeviceRGB" or found.get("/BitsPerComponent") != 8:
            return None
        if any(key in found for key in ("/SMask", "/Mask", "/Decode")) or str(found.get("/Filter")) != "/FlateDecode":
            return None
        width, height = int(found.Width), int(found.Height)
        pixels = in_two_colours(found.read_bytes(), width, height)
        if pixels is None:
            return None
        made = self._stream(pixels.pixels)
        made.Type, made.Subtype, made.Width, made.Height = Name.XObject, Name.Image, width, height
        made.BitsPerComponent = 1
        made.ColorSpace = Array([Name.Indexed, Name.DeviceRGB, 1, pikepdf.String(pixels.colours)])
        if found.get("/Interpolate"):
            made.Interpolate = True
        return made

    def _stream(self, data: bytes) -> Any:  # noqa: ANN401 - a pikepdf object
        return pikepdf.Stream(self._pdf, zlib.compress(data, 9), Filter=Name.FlateDecode)

    def finished(self) -> bytes:
        """Return the file."""
        pdf = self._pdf
        resources = pdf.make_indirect(Dictionary())
        blocks = Blocks(self._recurrence)
        figures = {figure: b"/Figure%d" % number for number, figure in enumerate(figure_forms())}
        patterns: dict[tuple[bool, ...], bytes] = {}
        for place, kept in self._waiting:
            for number, each in enumerate(kept):
                marks = b""
                if self._marks and number % SIDES == 0:
                    sheet = number // SIDES + 1
                    pattern = bars(place, sheet)
                    name = patterns.setdefault(pattern, b"/Bars%d" % len(patterns))
                    marks = marked(place, sheet, each.height, figures, name)
                self._page(each, _painted(each, blocks, marks), resources)
            for _ in range(place.blanks):
                self._page(kept[-1], b"", resources)
        everywhere = pdf.make_indirect(_box((-_LARGE, -_LARGE, _LARGE, _LARGE)))
        for block in blocks.used:
            self._form(f"/X{block.number}", written(block.drawings), resources, everywhere)
        if self._marks:
            for figure, operations in figure_forms().items():
                self._form(figures[figure].decode(), operations, None, _box(FIGURE_BOX))
            for pattern, name in patterns.items():
                self._form(name.decode(), bars_form(pattern), None, _box(BARS_BOX))
        for number, joined in enumerate(self._faces.joined):
            self._fonts[f"/F{number}"] = self._font(joined, self._fonts[f"/F{number}"])
        marks_alone = {name: self._objects[name] for name in self._objects if name.startswith(("/Figure", "/Bars"))}
        for own in self._whole:
            own.XObject = Dictionary({**own.get("/XObject", {}), **marks_alone})
        resources.Font = Dictionary(self._fonts)
        resources.XObject = Dictionary(self._objects)
        resources.ExtGState = Dictionary(self._states)
        for kind, entries in self._shared.items():
            if entries:
                resources[kind] = Dictionary(entries)
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return out.getvalue()

    def _page(self, each: _Kept, operations: bytes, resources: Any) -> None:  # noqa: ANN401 - a pikepdf object
        page = Dictionary(Type=Name.Page, **{name[1:]: value for name, value in self._boxes[each.boxes].items()})
        if operations:
            page.Resources = resources if each.page else self._whole[each.resources]
            page.Contents = self._stream(operations)
        self._pdf.pages.append(pikepdf.Page(self._pdf.make_indirect(page)))

    def _form(self, name: str, operations: bytes, resources: Any | None, box: Any) -> None:  # noqa: ANN401
        form = self._stream(operations)
        form.Subtype = Name.Form
        form.BBox = box
        if resources is not None:
            form.Resources = resources
        self._objects[name] = form

    def _font(self, joined: Joined, descriptor: Any) -> Any:  # noqa: ANN401 - pikepdf objects
        program = joined.program()
        file = self._stream(program)
        file.Length1 = len(program)
        descriptor.FontFile2 = file
        base = Name("/" + joined.first.name)
        descriptor.FontName = base
        widths: list[Any] = []
        for first, run in joined.widths_by_run():
            widths += [first, Array([int(width) if width % 1 == 0 else Decimal(f"{width:.3f}") for width in run])]
        face = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=base,
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            CIDToGIDMap=Name.Identity,
            W=Array(widths),
            FontDescriptor=self._pdf.make_indirect(descriptor),
        )
        return self._pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.Type0,
                BaseFont=base,
                Encoding=Name("/Identity-H"),
                DescendantFonts=Array([self._pdf.make_indirect(face)]),
                ToUnicode=self._stream(joined.to_unicode()),
            )
        )


def _copied(value: Any) -> Any:  # noqa: ANN401 - a pikepdf object
    return Array(list(value)) if isinstance(value, pikepdf.Array) else value


def _box(edges: Box) -> Any:  # noqa: ANN401 - a pikepdf object
    return Array([Decimal(short(edge).decode()) for edge in edges])


def _descriptor(font: Any) -> Any:  # noqa: ANN401 - a pikepdf object
    """Return a font's measures and style, without its program."""
    entries = font.DescendantFonts[0].FontDescriptor
    return Dictionary({name: _copied(entries[name]) for name in _DESCRIBED if name in entries})


def _clear(page: Page, height: float) -> bool:
    """Say whether nothing of a page stands where the marks will."""
    boxes = [drawing.box for drawing in page.drawings if drawing.box]
    return not any(overlap(box, zone) for box in boxes for zone in zones(height))


def _painted(kept: _Kept, blocks: Blocks, marks: bytes) -> bytes:
    """Return the operations of a side."""
    if kept.page is None:
        return b"\n".join([b"q", kept.whole, b"Q", marks])
    writer = Writer()
    for item in blocks.arranged(kept.page):
        if isinstance(item, Block):
            writer.use(b"/X%d" % item.number)
        else:
            writer.draw(item)
    base = [step.operations for step in kept.page.base]
    return b"\n".join([b"q", *base, writer.operations(), b"Q", marks])
