"""Writes a PDF from finished objects: streams first, all else in one compressed stream, then the table of both."""

from __future__ import annotations

import zlib
from codecs import BOM_UTF16_BE
from typing import Final

from valuereport.render.plates.fonts import Cut

_HEADER: Final = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_LEVEL: Final = 6


class Writer:
    """The objects of one file; those of the fonts come first, and are the same in every file of a run."""

    def __init__(self, cut: Cut) -> None:
        self._out = [_HEADER]
        self._at = len(_HEADER)
        self._places: list[tuple[int, int]] = []  # of each object: where a stream stands, or -1
        self._inner: list[tuple[int, bytes]] = []
        for entries, data in cut.objects:
            if data is None:
                self.add(entries)
            else:
                self.stream(entries, data)

    def reserve(self) -> int:
        """Return the number of an object that is put later."""
        self._places.append((-1, 0))
        return len(self._places)

    def put(self, number: int, data: bytes) -> None:
        """Write a reserved object."""
        self._inner.append((number, data))

    def add(self, data: bytes) -> int:
        """Write an object and return its number."""
        number = self.reserve()
        self._inner.append((number, data))
        return number

    def stream(self, entries: bytes, data: bytes) -> int:
        """Write a stream that is as it is to be, and return its number."""
        number = self.reserve()
        self._places[-1] = (self._at, 0)
        self._write(b"%d 0 obj\n<<%b/Length %d>>stream\n%b\nendstream\nendobj\n" % (number, entries, len(data), data))
        return number

    def packed(self, entries: bytes, data: bytes) -> int:
        """Write a stream compressed, and return its number."""
        return self.stream(entries + b"/Filter/FlateDecode", zlib.compress(data, _LEVEL))

    def finished(self, root: int, info: int) -> bytes:
        """Return the file."""
        offsets, at = [], 0
        for _, data in self._inner:
            offsets.append(at)
            at += len(data) + 1
        head = b" ".join(b"%d %d" % (number, offset) for (number, _), offset in zip(self._inner, offsets, strict=True))
        body = head + b"\n" + b"\n".join(data for _, data in self._inner)
        kept = self.packed(b"/Type/ObjStm/N %d/First %d" % (len(self._inner), len(head) + 1), body)
        for place, (number, _) in enumerate(self._inner):
            self._places[number - 1] = (-1, place)
        start, size = self._at, len(self._places) + 2
        rows = [b"\0\0\0\0\0\xff\xff"]
        for offset, place in self._places:
            rows.append(
                b"\2" + kept.to_bytes(4, "big") + place.to_bytes(2, "big")
                if offset < 0
                else b"\1" + offset.to_bytes(4, "big") + b"\0\0"
            )
        rows.append(b"\1" + start.to_bytes(4, "big") + b"\0\0")
        self.packed(
            b"/Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R" % (size, root, info),
            b"".join(rows),
        )
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)
        return b"".join(self._out)

    def _write(self, data: bytes) -> None:
        self._out.append(data)
        self._at += len(data)


def text(written: str) -> bytes:
    """Return a text string of a PDF."""
    try:
        plain = written.encode("ascii")
    except UnicodeEncodeError:
        return b"<" + (BOM_UTF16_BE + written.encode("utf-16-be")).hex().encode() + b">"
    return (
        b"(" + plain.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)").replace(b"\r", b"\\r") + b")"
    )
