"""Bytes -> rows: encoding by byte-order mark, UTF-8, cp1252; the delimiter by how regular the lines are with it."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from pathlib import PurePath
from typing import Final

import pyarrow.parquet as pq

from valuereport.errors import SourceError
from valuereport.mapping.table import Cell, Delimiter, Sheet
from valuereport.workbooks.reading import Bounds, read_sheet, sheet_names

BOUNDS: Final = Bounds(unpacked=1_000_000_000, rows=1_000_000, cells=20_000_000, memory=4_000_000_000)
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DELIMITERS: Final = (",", ";", "\t", "|")
_SIGNATURES: Final = (
    (b"%PDF", "a PDF: its tables cannot be read; export the same as CSV or a workbook"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a text document"),
    (b"SQLite format 3", "a database: read it with a source of the format sql"),
)
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_EAST_ASIAN: Final = re.compile("[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff60\uffe0-\uffe6‐-‧№℡①-⑳々〆]")
_OTHERS: Final = (
    ("cp932", _EAST_ASIAN),
    ("gb18030", _EAST_ASIAN),
    ("cp1250", re.compile("[ąćęłńóśźżĄĆĘŁŃÓŚŹŻ–—„”‘’…«»€§°\u00a0]")),
    ("cp1256", re.compile("[\u0600-\u06ff\u200c-\u200f–—“”‘’…«»€\u00a0]")),
)
"""Encodings of one language each, tried in this order where a text is no UTF-8: some byte of another has no letter."""
_POLISH: Final = frozenset("ąęćłńśźż")  # small letters; Ł is the pound of cp1252
_FEW: Final = 3  # different ones of these
_SHARE: Final = 0.2  # of the letters: two bytes of French may be one Chinese letter, but not so often
_LINES: Final = 50_000  # of a text file, by which delimiters are compared
_CLEAR: Final = 0.98  # of the lines: above, no other delimiter is tried
_LEAST: Final = 0.1  # of the lines: below, a delimiter is none
_CONTROLS: Final = frozenset(range(9)) | {11, 12, *range(14, 27), *range(28, 32)}


def sheets_of(file: str, content: bytes) -> tuple[Sheet, ...]:
    """Return every sheet of a file. Raises SourceError, which says what the file is, where it has none."""
    if not content.strip():
        raise SourceError("the file is empty")
    for start, what in _SIGNATURES:
        if content.startswith(start):
            raise SourceError(what)
    if content.startswith(_WORKBOOKS):
        return _workbook(file, content)
    if content.startswith(b"PAR1"):
        return (_parquet(content),)
    text, encoding = _decoded(content)
    if PurePath(file).suffix.lower() in (".jsonl", ".ndjson"):
        return (_json_lines(text, encoding),)
    return tuple(_delimited(text, encoding))


def _workbook(file: str, content: bytes) -> tuple[Sheet, ...]:
    if PurePath(file).suffix.lower() in (".docx", ".pptx", ".zip", ".doc", ".ppt", ".odt", ".pages"):
        raise SourceError("a document, and no workbook")
    names = sheet_names(content, BOUNDS)
    found = []
    for name in names:
        try:
            rows = read_sheet(content, name, BOUNDS)
        except SourceError:
            if len(names) == 1:
                raise
            continue  # an empty sheet beside others
        others = tuple(one for one in names if one != name)
        found.append(Sheet("excel", [[_text(cell) for cell in row] for row in rows], name, others))
    if not found:
        raise SourceError("the workbook has no sheet with anything in it")
    return tuple(found)


def _parquet(content: bytes) -> Sheet:
    table = pq.read_table(io.BytesIO(content))
    columns = [[_text(cell) for cell in column.to_pylist()] for column in table.columns]
    return Sheet("parquet", [table.column_names, *map(list, zip(*columns, strict=True))])


def _json_lines(text: str, encoding: str) -> Sheet:
    records: list[dict[str, object]] = []
    for line in text.splitlines():
        if line.strip():
            try:
                one = json.loads(line)
            except ValueError:
                raise SourceError("its lines are not JSON") from None
            if not isinstance(one, dict):
                raise SourceError("its lines are no records of fields")
            records.append(one)
    names = list(dict.fromkeys(name for one in records for name in one))
    return Sheet("jsonl", [names, *([_text(one.get(name)) for name in names] for one in records)], encoding=encoding)


def _decoded(content: bytes) -> tuple[str, str]:
    """Return the text and the encoding's name. Raises SourceError where it is no text."""
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name if name != "utf-8" else "utf-8-sig", "replace"), name
    if content[1::2].count(0) > len(content) // 4:
        return content.decode("utf-16-le", "replace"), "utf-16-le"
    if sum(content[:4096].count(code) for code in _CONTROLS) > len(content[:4096]) // 50:
        raise SourceError("neither a table nor a text")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        name = next((each for each, letters in _OTHERS if _is_all(content, each, letters)), "cp1252")
        return content.decode(name, "replace"), name


def _is_all(content: bytes, encoding: str, letters: re.Pattern[str]) -> bool:
    """Return whether all that is not ASCII becomes letters of the encoding's own languages."""
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    others = [char for char in text if not char.isascii()]
    if not all(letters.match(char) for char in set(others)):
        return False
    if encoding == "cp1250":
        return len(_POLISH.intersection(others)) >= _FEW
    return len(others) >= _SHARE * sum(1 for char in text if char.isalpha())


def _delimited(text: str, encoding: str) -> Iterator[Sheet]:
    """Yield the rows by the delimiter that makes most of them alike, then by the next one, where that is possible."""
    text = text.replace("\0", "")
    head = "\n".join(text.splitlines()[:_LINES]) if text.count("\n") > _LINES else text
    compared = sorted((_delimiter(head, one) for one in _DELIMITERS), key=_regularity, reverse=True)
    best = compared[0]
    if best.cells < 2:
        yield Sheet("csv", [[line] for line in text.splitlines()], encoding=encoding, delimiters=(best,))
        return
    for one, other in (compared[:2], compared[1::-1]):
        if one is not best and best.share > _CLEAR:
            return
        if one.cells > 1 and one.share > _LEAST:
            yield Sheet("csv", _split(text, one.character), encoding=encoding, delimiters=(one, other))


def _delimiter(text: str, character: str) -> Delimiter:
    counts = Counter(len(row) for row in _split(text, character) if any(row))
    several = {cells: lines for cells, lines in counts.items() if cells > 1}
    if not several:
        return Delimiter(character, 0.0, 1)
    cells, lines = max(several.items(), key=lambda one: (one[1], one[0]))
    return Delimiter(character, lines / counts.total(), cells)


def _regularity(one: Delimiter) -> tuple[float, int]:
    return (round(one.share, 2) if one.cells > 1 else -1, one.cells)


def _split(text: str, delimiter: str) -> list[list[Cell]]:
    seen: dict[Cell, Cell] = {}  # equal cells are one text: without this a large export takes twice the memory
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return [[seen.setdefault(cell, cell) for cell in row] for row in reader]
    except csv.Error:  # a cell longer than any cell should be: a quotation mark is missing
        return [line.split(delimiter) for line in text.splitlines()]


def _text(cell: object) -> Cell:
    """Return a cell of a workbook as a text: days and moments in ISO form, whole numbers without decimals."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time.min else cell.isoformat(" ", "seconds")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell)


def is_blank(row: Sequence[Cell]) -> bool:
    """Return whether a row holds nothing but spaces."""
    return not any(cell.strip() for cell in row)
