"""Subsets of one face, as the single files have them, joined to one font with all their glyphs.

The subsets keep the face's own glyph numbers, so that a text needs no other codes in the joined font.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from fontTools.ttLib import TTLibError
from fontTools.ttLib.sfnt import SFNTReader, SFNTWriter

from valuereport.deliver.print.geometry import Box

_ALIKE: Final = ("cvt ", "fpgm", "prep")  # hinting, which all subsets of a face have in common
_INK: Final = struct.Struct(">2x4h")  # of an outline: its box
_BOX: Final = 36  # where `head` has the box around all glyphs
_LOCA_FORMAT: Final = 50  # where `head` says how wide the entries of `loca` are
_CHARACTER: Final = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f ]+)>")
_SECTION: Final = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_A_SECTION: Final = 100  # entries, at most (ISO 32000, 9.10.3)


class NotJoinableError(ValueError):
    """The font is not a TrueType subset that keeps its glyph numbers: it is used as it is."""


@dataclass(frozen=True, slots=True)
class Subset:
    """One file's part of a face, by glyph number; `widths` in thousandths, `texts` in UTF-16 as hexadecimal."""

    name: str  # without the subset's tag
    units: int  # to the em
    tables: Mapping[str, bytes]  # head, hhea, maxp and the hinting
    outlines: Mapping[int, bytes]
    bearings: Mapping[int, bytes]  # advance and left bearing, as in `hmtx`
    widths: Mapping[int, float]
    texts: Mapping[int, bytes]


def read_subset(name: str, program: bytes, widths: Mapping[int, float], to_unicode: bytes) -> Subset:
    """Return what a TrueType program of a file holds. Raises NotJoinableError."""
    try:
        reader = SFNTReader(io.BytesIO(program))  # type: ignore[no-untyped-call]
        tables = {tag: bytes(reader[tag]) for tag in ("head", "hhea", "maxp", *_ALIKE) if tag in reader}
        (count,) = struct.unpack_from(">H", tables["maxp"], 4)
        outlines = _outlines(tables["head"], bytes(reader["loca"]), bytes(reader["glyf"]), count)
        used = outlines.keys() | widths.keys()
        bearings = _bearings(tables["hhea"], bytes(reader["hmtx"]), used, count)
        (units,) = struct.unpack_from(">H", tables["head"], 18)
    except (KeyError, IndexError, ValueError, struct.error, TTLibError) as error:
        raise NotJoinableError(str(error)) from None
    return Subset(name, units, tables, outlines, bearings, widths, _texts(to_unicode))


def _outlines(head: bytes, loca: bytes, glyf: bytes, count: int) -> dict[int, bytes]:
    (wide,) = struct.unpack_from(">h", head, _LOCA_FORMAT)
    places = struct.unpack_from(f">{count + 1}{'L' if wide else 'H'}", loca)
    scale = 1 if wide else 2
    return {
        glyph: glyf[start * scale : end * scale] for glyph, (start, end) in enumerate(pairwise(places)) if end > start
    }


def _bearings(hhea: bytes, hmtx: bytes, glyphs: set[int], count: int) -> dict[int, bytes]:
    (full,) = struct.unpack_from(">H", hhea, 34)
    last = hmtx[4 * full - 4 : 4 * full - 2]
    found = {}
    for glyph in glyphs:
        if glyph < full:
            found[glyph] = hmtx[4 * glyph : 4 * glyph + 4]
        elif glyph < count:
            place = 4 * full + 2 * (glyph - full)
            found[glyph] = last + hmtx[place : place + 2]
    return found


def _texts(to_unicode: bytes) -> dict[int, bytes]:
    return {
        int(code, 16): text.replace(b" ", b"").lower()
        for section in _SECTION.findall(to_unicode)
        for code, text in _CHARACTER.findall(section)
    }


@dataclass(slots=True)
class Joined:
    """The union of subsets that agree with each other."""

    first: Subset
    outlines: dict[int, bytes] = field(default_factory=dict)
    bearings: dict[int, bytes] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    texts: dict[int, bytes] = field(default_factory=dict)
    maxima: list[int] = field(default_factory=list)
    _measured: dict[int, tuple[float, Box | None]] = field(default_factory=dict)

    def measure(self, glyph: int) -> tuple[float, Box | None]:
        """Return a glyph's advance and the box of its ink, in thousandths of the size."""
        if glyph not in self._measured:
            outline, box = self.outlines.get(glyph), None
            if outline:
                left, low, right, high = (each * 1000 / self.first.units for each in _INK.unpack_from(outline))
                box = (left, low, right, high)
            self._measured[glyph] = (self.widths.get(glyph, 1000.0), box)
        return self._measured[glyph]

    def takes(self, subset: Subset) -> bool:
        """Add a subset, or say no where it is another face or means another text by a glyph."""
        mine, theirs = self.first, subset
        if (mine.name, mine.units) != (theirs.name, theirs.units):
            return False
        if any(mine.tables.get(tag) != theirs.tables.get(tag) for tag in _ALIKE):
            return False
        pairs = (
            (self.outlines, subset.outlines),
            (self.widths, subset.widths),
            (self.texts, subset.texts),
        )
        for known, new in pairs:
            if any(known.get(glyph, value) != value for glyph, value in new.items()):
                return False
        for known, new in pairs:
            known.update(new)  # type: ignore[arg-type]
        self.bearings.update(subset.bearings)
        maxp = subset.tables["maxp"]
        values = list(struct.unpack(f">{(len(maxp) - 6) // 2}H", maxp[6:]))
        self.maxima = [max(pair) for pair in zip(self.maxima or values, values, strict=True)]
        return True

    def program(self) -> bytes:
        """Return the TrueType program."""
        count = max([0, *self.outlines, *self.bearings]) + 1
        glyf = bytearray()
        places = [0]
        for glyph in range(count):
            outline = self.outlines.get(glyph, b"")
            glyf += outline + b"\0" * (-len(outline) % 4)
            places.append(len(glyf))
        tables = {tag: data for tag, data in self.first.tables.items() if tag in _ALIKE}
        tables["head"] = self._head()
        tables["maxp"] = self.first.tables["maxp"][:4] + struct.pack(f">{1 + len(self.maxima)}H", count, *self.maxima)
        tables["hhea"] = self.first.tables["hhea"][:34] + struct.pack(">H", count)
        tables["hmtx"] = b"".join(self.bearings.get(glyph, b"\0\0\0\0") for glyph in range(count))
        tables["loca"] = struct.pack(f">{count + 1}L", *places)
        tables["glyf"] = bytes(glyf)
        out = io.BytesIO()
        writer = SFNTWriter(out, len(tables))  # type: ignore[no-untyped-call]
        for tag in sorted(tables):
            writer[tag] = tables[tag]
        writer.close()  # type: ignore[no-untyped-call]
        return out.getvalue()

    def _head(self) -> bytes:
        boxes = [_INK.unpack_from(outline) for outline in self.outlines.values()]
        left, low, right, high = zip(*boxes, strict=True) if boxes else ((0,),) * 4
        head = bytearray(self.first.tables["head"])
        struct.pack_into(">4h", head, _BOX, min(left), min(low), max(right), max(high))
        struct.pack_into(">h", head, _LOCA_FORMAT, 1)
        return bytes(head)

    def widths_by_run(self) -> list[tuple[int, list[float]]]:
        """Return the widths as a PDF has them: a glyph number and the widths from it on."""
        runs: list[tuple[int, list[float]]] = []
        for glyph, width in sorted(self.widths.items()):
            if runs and runs[-1][0] + len(runs[-1][1]) == glyph:
                runs[-1][1].append(width)
            else:
                runs.append((glyph, [width]))
        return runs

    def to_unicode(self) -> bytes:
        """Return the map from glyphs to text."""
        entries = [b"<%04x> <%s>" % (glyph, text) for glyph, text in sorted(self.texts.items())]
        sections = [entries[start : start + _A_SECTION] for start in range(0, len(entries), _A_SECTION)]
        return b"\n".join(
            [
                b"/CIDInit /ProcSet findresource begin",
                b"12 dict begin",
                b"begincmap",
                b"/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
                b"/CMapName /Adobe-Identity-UCS def",
                b"/CMapType 2 def",
                b"1 begincodespacerange <0000> <ffff> endcodespacerange",
                *(b"%d beginbfchar\n%s\nendbfchar" % (len(each), b"\n".join(each)) for each in sections),
                b"endcmap",
                b"CMapName currentdict /CMap defineresource pop",
                b"end",
                b"end",
            ]
        )


class Faces:
    """All fonts of a print file: subsets come in, and each learns which joined font holds it."""

    def __init__(self) -> None:
        self.joined: list[Joined] = []
        self._by_name: dict[str, list[int]] = {}

    def place(self, subset: Subset) -> int:
        """Return the number of the joined font that holds this subset from now on."""
        numbers = self._by_name.setdefault(subset.name, [])
        for number in numbers:
            if self.joined[number].takes(subset):
                return number
        self.joined.append(Joined(subset))
        self.joined[-1].takes(subset)
        numbers.append(len(self.joined) - 1)
        return numbers[-1]


def flattened(widths: Sequence[object]) -> dict[int, float]:
    """Return the width of each glyph from a PDF's array of widths. Raises NotJoinableError."""
    found: dict[int, float] = {}
    items = list(widths)
    while items:
        start = items.pop(0)
        if not isinstance(start, int) or not items:
            raise NotJoinableError("widths")
        following = items.pop(0)
        if isinstance(following, Sequence):
            found.update({start + offset: float(width) for offset, width in enumerate(following)})
        elif isinstance(following, int) and items:
            width = float(items.pop(0))  # type: ignore[arg-type]
            found.update(dict.fromkeys(range(start, following + 1), width))
        else:
            raise NotJoinableError("widths")
    return found
