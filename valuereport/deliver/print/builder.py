"""One print file in the making: statements come in one by one, and what they have in common is kept once."""

from __future__ import annotations

import io
from typing import Any, Final

import deflate
import pikepdf
from pikepdf import Array, Dictionary, Name

from valuereport.deliver.print.groups import RESOURCES, ResourceNames, SharedGroups, UnsafeContentError, parse_groups
from valuereport.deliver.print.imposition import SIDES, Place
from valuereport.deliver.print.marks import bars, bars_form, figure_forms, marked
from valuereport.deliver.print.objects import SharedObjects
from valuereport.deliver.print.singles import Single

_BOXES: Final = ("/MediaBox", "/CropBox", "/Rotate", "/UserUnit")
_EVERYWHERE: Final = (-100_000, -100_000, 100_000, 100_000)  # further than any page goes
_LEVEL: Final = 6  # of libdeflate: 9 is a hundredth smaller and takes twice the time

_Known = dict[tuple[int, int], bytes]


class PrintFileBuilder:
    """A print file. All that its pages and forms name stands in one dictionary of resources."""

    def __init__(self, *, marks: bool) -> None:
        self._pdf = pikepdf.new()
        self._objects = SharedObjects(self._pdf)
        self._groups = SharedGroups(self._add_form)
        self._resources = self._pdf.make_indirect(Dictionary())
        self._named: dict[str, dict[str, Any]] = {kind: {} for kind in RESOURCES}
        self._everywhere = self._pdf.make_indirect(Array(_EVERYWHERE))
        self._figures = {figure: self._add_form(drawn) for figure, drawn in figure_forms().items()} if marks else {}
        self._bars: dict[tuple[bool, ...], bytes] = {}

    def add(self, single: Single, place: Place) -> None:
        """Add a member's pages, and a blank one where the last sheet has only one side."""
        known: _Known = {}
        pages = list(single.pdf.pages)
        for number, page in enumerate(pages):
            operations = b"q\n" + self._painted(page, single.operations[number], known) + b"\nQ"
            if self._figures and number % SIDES == 0:
                operations += b"\n" + self._marks(place, number // SIDES + 1, float(page.mediabox[3]))
            self._add_page(page, operations)
        for _ in range(place.blanks):
            self._add_page(pages[-1], b"")

    def finished(self) -> bytes:
        """Return the file."""
        for kind, entries in self._named.items():
            if entries:
                self._resources[kind] = Dictionary(entries)
        out = io.BytesIO()
        self._pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return out.getvalue()

    def _painted(self, page: pikepdf.Page, operations: bytes, known: _Known) -> bytes:
        resources = page.obj.get("/Resources", Dictionary())
        try:
            return self._groups.operations(parse_groups(operations, self._names(resources, known)))
        except UnsafeContentError:  # the whole page becomes a form, with resources of its own
            return self._add_form(operations, self._copy(resources)) + b" Do"

    def _names(self, resources: Any, known: _Known) -> ResourceNames:  # noqa: ANN401 - a pikepdf object
        """Return the names of a page's resources; `known`: those of the same statement's objects."""
        names: dict[tuple[str, bytes], bytes] = {}
        for kind in RESOURCES:
            for name, found in resources.get(kind, {}).items():
                of_object = found.objgen
                new = known.get(of_object)
                if new is None:
                    number, kept = self._objects.add(found)
                    new = b"/%s%d" % (kind[1].encode(), number)
                    self._named[kind][new.decode()] = kept
                    if found.is_indirect:
                        known[of_object] = new
                names[kind, name.encode()] = new
        return names

    def _copy(self, resources: Any) -> Any:  # noqa: ANN401 - pikepdf objects
        return Dictionary(
            {
                kind: Dictionary({name: self._objects.add(found)[1] for name, found in entries.items()})
                for kind, entries in resources.items()
                if isinstance(entries, Dictionary)
            }
        )

    def _marks(self, place: Place, sheet: int, height: float) -> bytes:
        pattern = bars(place, sheet)
        if pattern not in self._bars:
            self._bars[pattern] = self._add_form(bars_form(pattern))
        return marked(place, sheet, height, self._figures, self._bars[pattern])

    def _add_form(self, operations: bytes, resources: Any = None) -> bytes:  # noqa: ANN401 - a pikepdf object
        """Add a form and return its name; `resources`: None where it uses those of all."""
        forms = self._named["/XObject"]
        name = f"/Form{len(forms)}"
        forms[name] = self._stream(operations)
        forms[name].Subtype = Name.Form
        forms[name].BBox = self._everywhere
        forms[name].Resources = self._resources if resources is None else resources
        return name.encode()

    def _add_page(self, page: pikepdf.Page, operations: bytes) -> None:
        """Add a page of the same size as another one."""
        new = Dictionary(Type=Name.Page)
        for name in _BOXES:
            if name in page.obj:
                new[name] = self._objects.add(page.obj[name])[1]
        if operations:
            new.Resources = self._resources
            new.Contents = self._stream(operations)
        self._pdf.pages.append(pikepdf.Page(self._pdf.make_indirect(new)))

    def _stream(self, operations: bytes) -> Any:  # noqa: ANN401 - a pikepdf object
        packed = bytes(deflate.zlib_compress(operations, _LEVEL))
        return pikepdf.Stream(self._pdf, packed, Filter=Name.FlateDecode)
