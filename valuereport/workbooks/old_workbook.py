"""XLS, the workbooks of Excel up to 2003: which cells of a sheet show an error.

A compound file ([MS-CFB]) holds the stream `Workbook`, a sequence of records ([MS-XLS]). Only what leads to the errors
is read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import Final

SIGNATURE: Final = bytes.fromhex("d0cf11e0a1b11ae1")

_ERRORS: Final = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_BOF, _EOF, _BOUNDSHEET, _BOOLERR, _FORMULA = 0x809, 0x0A, 0x85, 0x205, 0x06
_LAST_SECTOR: Final = 0xFFFFFFFA  # what is not below it is no sector
_IN_HEADER: Final = 109  # sectors of the table of sectors that the header names


def errors(content: bytes, sheet: str) -> Mapping[tuple[int, int], str]:
    """Return the errors of a sheet by row and column, from 0. Raises ValueError where the file is damaged."""
    try:
        stream = _workbook(content)
        found: dict[tuple[int, int], str] = {}
        depth = 0
        for kind, record in _records(stream, _start_of(stream, sheet)):
            depth += (kind == _BOF) - (kind == _EOF)  # charts in a sheet begin and end within it
            if depth == 0:
                break
            if kind == _BOOLERR and record[7]:
                found[struct.unpack_from("<HH", record)] = _name(record[6])
            elif kind == _FORMULA and record[12:14] == b"\xff\xff" and record[6] == 2:
                found[struct.unpack_from("<HH", record)] = _name(record[8])
    except (struct.error, IndexError, KeyError) as error:
        raise ValueError(f"a record that ends too soon ({error})") from None
    return found


def _name(code: int) -> str:
    return _ERRORS.get(code, "#N/A")


def _start_of(stream: bytes, sheet: str) -> int:
    """Return where a sheet's records begin."""
    for kind, record in _records(stream, 0):
        if kind == _BOUNDSHEET:
            name = record[8:].decode("utf-16-le") if record[7] & 1 else record[8:].decode("latin-1")
            if name[: record[6]] == sheet:
                return int(struct.unpack_from("<I", record)[0])
    raise ValueError("no such sheet")


def _records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        yield kind, stream[position + 4 : position + 4 + length]
        position += 4 + length


def _workbook(content: bytes) -> bytes:
    """Return the stream `Workbook` of a compound file."""
    (shift, mini_shift) = struct.unpack_from("<HH", content, 30)
    directory, cutoff, mini_table = (struct.unpack_from("<I", content, at)[0] for at in (48, 56, 60))
    sectors = _Sectors(content, shift, 1 << shift)
    tables = list(struct.unpack_from(f"<{_IN_HEADER}I", content, 76))
    more = struct.unpack_from("<I", content, 68)[0]
    while more < _LAST_SECTOR and len(tables) <= len(content) >> shift:
        *named, more = sectors.numbers(more)
        tables += named
    sectors.next = [number for table in tables if table < _LAST_SECTOR for number in sectors.numbers(table)]
    entries = sectors.chain(directory)
    for at in range(0, len(entries), 128):
        length = struct.unpack_from("<H", entries, at + 64)[0]
        if entries[at : at + max(0, length - 2)].decode("utf-16-le").casefold() in ("workbook", "book"):
            start, size = struct.unpack_from("<II", entries, at + 116)
            if size >= cutoff:
                return sectors.chain(start)[:size]
            small = _Sectors(sectors.chain(struct.unpack_from("<I", entries, 116)[0]), mini_shift, 0)
            whole = sectors.chain(mini_table)
            small.next = list(struct.unpack(f"<{len(whole) // 4}I", whole))
            return small.chain(start)[:size]
    raise ValueError("no stream of the name Workbook")


class _Sectors:
    """A file as sectors of one size, and which one comes after which."""

    def __init__(self, content: bytes, shift: int, first: int) -> None:
        self._content, self._size, self._first = content, 1 << shift, first
        self.next: list[int] = []

    def sector(self, number: int) -> bytes:
        start = self._first + number * self._size
        return self._content[start : start + self._size]

    def numbers(self, number: int) -> tuple[int, ...]:
        return struct.unpack(f"<{self._size // 4}I", self.sector(number))

    def chain(self, number: int) -> bytes:
        """Return the content of the sectors from this one on."""
        found: list[bytes] = []
        while number < _LAST_SECTOR:
            if len(found) > len(self.next):
                raise ValueError("a chain of sectors without an end")
            found.append(self.sector(number))
            number = self.next[number]
        return b"".join(found)
