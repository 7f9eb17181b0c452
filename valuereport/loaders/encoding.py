"""Bytes of a text file -> clean UTF-8: no byte-order mark, no NUL, and a problem for every guess."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from valuereport.errors import Problem, SettingsError, SourceError
from valuereport.loaders.raw import note

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_BINARIES = (
    (b"PK\x03\x04", 'it looks like a workbook or a zip archive; a workbook needs format = "excel"'),
    (b"\xd0\xcf\x11\xe0", 'it looks like an old workbook; that needs format = "excel"'),
    (b"PAR1", 'it looks like Parquet; that needs format = "parquet"'),
    (b"%PDF", "it looks like a PDF"),
    (b"\x1f\x8b", "it looks compressed; unpack it first"),
    (b"SQLite format 3", 'it looks like an SQLite database; that needs format = "sql"'),
)
_SAMPLE = 1 << 16
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\v\f\r\x1c\x1d\x1e\x1f")


@dataclass(frozen=True, slots=True)
class Text:
    """A text file as valid UTF-8 without byte-order mark and NUL."""

    data: bytes
    problems: tuple[Problem, ...]


def decode(data: bytes, declared: str, *, source: str, file: str, settings_file: str) -> Text:
    """Return the text of a file in its declared encoding, else by byte-order mark, UTF-8, cp1252.

    Raises SettingsError (no such encoding) and SourceError (not a text file).
    """
    where = f"source {source}: {file}"
    for magic, meaning in _BINARIES:
        if data.startswith(magic):
            raise SourceError(f"{where}: is not a text file: {meaning}")
    if declared:
        try:
            b"a".decode(declared, "ignore")  # unlike codecs.lookup, this also refuses codecs that are no text encodings
        except LookupError:
            allowed = "an encoding such as utf-8, cp1252 or utf-16-le"
            raise SettingsError(settings_file, f"source.{source}.encoding", declared, allowed) from None
    encoding = declared
    for mark, name in _MARKS:
        if data.startswith(mark) and (not declared or _same_encoding(declared, name)):
            data, encoding = data[len(mark) :], name
            break
    problems: list[Problem] = []
    if encoding and not _same_encoding(encoding, "utf-8"):
        text = _recode(data, encoding, file, problems)
    else:
        text = _utf8(data, encoding, file, problems)
    if b"\0" in text:
        text = _without_nul(text, where, file, problems)
    sample = text[:_SAMPLE]
    if len(sample) - len(sample.translate(None, _CONTROLS)) > len(sample) // 20:
        raise SourceError(f"{where}: is not a text file: it is full of control characters")
    if not text or text.isspace():
        raise SourceError(f"{where}: the file is empty")
    return Text(text, tuple(problems))


def _same_encoding(declared: str, name: str) -> bool:
    family = codecs.lookup(declared).name.removesuffix("-sig")
    return family in (name, name.removesuffix("-le").removesuffix("-be"))


def _recode(data: bytes, encoding: str, file: str, problems: list[Problem]) -> bytes:
    text = data.decode(encoding, "replace")
    if "\ufffd" in text:
        row = text.count("\n", 0, text.index("\ufffd")) + 1
        problems.append(note(file, f"characters that {encoding} does not have", "replaced by \ufffd", row))
    return text.encode("utf-8", "replace")


def _utf8(data: bytes, declared: str, file: str, problems: list[Problem]) -> bytes:
    if data.isascii():
        return data
    return data if is_utf8(data) else _line_by_line(data, declared, file, problems)


def is_utf8(data: bytes) -> bool:
    """Return whether `data` is UTF-8. Arrow checks it without making a text, which is slow for a large file."""
    offsets = pa.py_buffer(np.array([0, len(data)], np.int64))
    try:
        pa.Array.from_buffers(pa.large_binary(), 1, [None, offsets, pa.py_buffer(data)]).cast(pa.large_string())
    except pa.ArrowInvalid:
        return False
    return True


def _line_by_line(data: bytes, declared: str, file: str, problems: list[Problem]) -> bytes:
    """Return UTF-8 where some or all lines are cp1252 (or, where UTF-8 was declared, broken)."""
    lines = data.split(b"\n")
    broken: dict[int, bytes] = {}
    valid = 0
    for number, line in enumerate(lines, 1):
        if not line.isascii():
            if is_utf8(line):
                valid += 1
            else:
                broken[number] = line
    if valid and not declared:
        reason = f"mixed encodings: {valid} lines are UTF-8 and {len(broken)} are not"
        problems.append(note(file, reason, "the others were read as cp1252", min(broken)))
    for number, line in broken.items():
        text = line.decode("utf-8" if declared else "cp1252", "replace")
        if "\ufffd" in text:
            reason = f"a byte that {declared or 'cp1252'} does not have"
            problems.append(note(file, reason, "replaced by \ufffd", number))
        lines[number - 1] = text.encode()
    return b"\n".join(lines)


def _without_nul(data: bytes, where: str, file: str, problems: list[Problem]) -> bytes:
    count = data.count(b"\0")
    if count > len(data) // 20:
        hint = 'if it is UTF-16 without a byte-order mark, set encoding = "utf-16-le"'
        raise SourceError(f"{where}: is not a text file: every {len(data) // count}th byte is NUL; {hint}")
    row = data.count(b"\n", 0, data.index(b"\0")) + 1
    problems.append(note(file, f"NUL bytes in the file: {count}, the first in this row", "left out", row))
    return data.replace(b"\0", b"")
