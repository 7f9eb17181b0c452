"""Writes a PDF from finished objects: streams first, all else in one compressed stream, then the table of both."""

from __future__ import annotations

import struct
from codecs import BOM_UTF16_BE
from collections.abc import Iterable
from itertools import accumulate, chain
from typing import Final

import deflate
import numpy as np

_HEADER: Final = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_LEVEL: Final = 1  # a quarter of the time of zlib's 6, and files that are a few per cent larger
_FREE: Final = b"\0\0\0\0\0\xff\xff"
_ROW: Final = struct.Struct(">BIH")
_UP: Final = 2  # the number of the predictor


class Writer:
    """The objects of one file. What it begins with, such as fonts, is the same in every file of a run."""

    def __init__(self, beginning: Iterable[tuple[bytes, bytes | None]] = ()) -> None:
        """`beginning`: objects, or a stream's entries and its data as they are to stand in the file."""
        self._out = [_HEADER]
        self._at = len(_HEADER)
        self._streams: dict[int, int] = {}  # where each stands
        self._numbers: list[Iterable[int]] = []
        self._bodies: list[bytes] = []
        self._last = 0
        for entries, data in beginning:
            if data is None:
                self.add(entries)
            else:
                self.stream(entries, data)

    def copy(self) -> Writer:
        """Return a file that begins with what is in this one."""
        other = Writer()
        other._out, other._at, other._streams = self._out.copy(), self._at, self._streams.copy()
        other._numbers, other._bodies, other._last = self._numbers.copy(), self._bodies.copy(), self._last
        return other

    def reserve(self, count: int = 1) -> int:
        """Return the first of as many numbers, of objects that are put later."""
        first = self._last + 1
        self._last += count
        return first

    def put(self, number: int, data: bytes) -> None:
        """Write a reserved object: no line break is in it."""
        self.rows(range(number, number + 1), data)

    def rows(self, numbers: range, lines: bytes) -> None:
        """Write reserved objects, a line each."""
        if numbers:
            self._numbers.append(numbers)
            self._bodies.append(lines)

    def add(self, data: bytes) -> int:
        """Write an object and return its number."""
        number = self.reserve()
        self.put(number, data)
        return number

    def stream(self, entries: bytes, data: bytes) -> int:
        """Write a stream that is as it is to be, and return its number."""
        number = self.reserve()
        self._streams[number] = self._at
        self._write(b"%d 0 obj\n<<%b/Length %d>>stream\n%b\nendstream\nendobj\n" % (number, entries, len(data), data))
        return number

    def packed(self, entries: bytes, data: bytes) -> int:
        """Write a stream compressed, and return its number."""
        return self.stream(entries + b"/Filter/FlateDecode", bytes(deflate.zlib_compress(data, _LEVEL)))

    def finished(self, root: int, info: int) -> bytes:
        """Return the file."""
        body = b"\n".join(self._bodies)
        numbers = list(chain.from_iterable(self._numbers))
        lengths = [len(line) + 1 for line in body.split(b"\n")]
        head = b" ".join([b"%d %d" % pair for pair in zip(numbers, accumulate(lengths, initial=0))])  # noqa: B905
        if len(lengths) != len(numbers):
            raise ValueError("an object of the file is no line")
        kept = self.packed(b"/Type/ObjStm/N %d/First %d" % (len(numbers), len(head) + 1), head + b"\n" + body)
        start = self._at
        rows = [_FREE] * (self._last + 1)
        for place, number in enumerate(numbers):
            rows[number] = _ROW.pack(2, kept, place)
        for number, at in self._streams.items():
            rows[number] = _ROW.pack(1, at, 0)
        rows.append(_ROW.pack(1, start, 0))
        self.packed(
            b"/Type/XRef/W[1 4 2]/DecodeParms<</Predictor 12/Columns 7>>/Size %d/Root %d 0 R/Info %d 0 R"
            % (len(rows), root, info),
            _differences(b"".join(rows)),
        )
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)
        return b"".join(self._out)

    def _write(self, data: bytes) -> None:
        self._out.append(data)
        self._at += len(data)


def _differences(rows: bytes) -> bytes:
    """Return rows as a PNG's predictor "up" has them: how each byte differs from that of the row before."""
    table = np.frombuffer(rows, np.uint8).reshape(-1, _ROW.size)
    up = np.full((len(table), _ROW.size + 1), _UP, np.uint8)
    up[:, 1:] = np.diff(table, axis=0, prepend=np.zeros((1, _ROW.size), np.uint8))
    return up.tobytes()


def text(written: str) -> bytes:
    """Return a text string of a PDF."""
    try:
        plain = written.encode("ascii")
    except UnicodeEncodeError:
        return b"<" + (BOM_UTF16_BE + written.encode("utf-16-be")).hex().encode() + b">"
    for letter, code in ((b"\\", b"\\\\"), (b"(", b"\\("), (b")", b"\\)"), (b"\r", b"\\r"), (b"\n", b"\\n")):
        plain = plain.replace(letter, code)
    return b"(" + plain + b")"
