"""The process that reads one workbook: header and file on stdin; on stdout the pickled rows, or the reason for none.

It imports little, so that it starts within a twentieth of a second.
"""

from __future__ import annotations

import json
import pickle
import resource
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from io import BytesIO
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from valuereport.errors import SourceError
from valuereport.workbooks.extents import TooLargeError, check
from valuereport.workbooks.faulty_cells import faulty_cells, with_faulty

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the stream of a protected workbook; calamine does not know it
_SECONDS = 600  # of the processor


def main() -> None:
    """Read one workbook under the limits of the header, and answer."""
    header = json.loads(sys.stdin.buffer.readline())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent: a batch finishes its running tasks
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _limit(resource.RLIMIT_CPU, _SECONDS)
    _limit(resource.RLIMIT_AS, header["memory"])
    content = b""
    try:
        content = sys.stdin.buffer.read()
        answer: object = _names(content) if header.get("names") else _rows(content, header)
    except MemoryError:
        raise
    except BaseException as error:
        answer = _reason(error, content)
    pickler = pickle.Pickler(sys.stdout.buffer, pickle.HIGHEST_PROTOCOL)
    pickler.fast = True  # no cell is there twice, so no memo is needed
    pickler.dump(answer)


def _limit(kind: int, wanted: int) -> None:
    _, hard = resource.getrlimit(kind)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    with suppress(OSError, ValueError):  # not every system has every limit
        resource.setrlimit(kind, (most, hard))


def _names(content: bytes) -> list[str]:
    """Return the names of the sheets. Raises what calamine raises."""
    return list(CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names)


def _rows(content: bytes, header: Mapping[str, Any]) -> list[list[object]]:
    """Return the rows up to the last that holds anything. Raises TooLargeError, ValueError, what calamine raises."""
    wanted = header["sheet"]
    far = check(content, wanted, header)
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    names = book.sheet_names
    if not names:
        raise ValueError("the workbook has no sheets")
    if wanted and wanted not in names:
        raise ValueError(f'no sheet "{wanted}"; the sheets are: {", ".join(names)}')
    sheet = book.get_sheet_by_name(wanted or names[0])
    TooLargeError.guard(sheet.name, sheet.total_height, sheet.total_width, header, far)
    found: list[list[object]] = sheet.to_python(skip_empty_area=False)  # type: ignore[assignment] # of known kinds
    rows = with_faulty(found, faulty_cells(content, sheet.name))
    while rows and all(map(_blank, rows[-1])):
        rows.pop()
    if not rows:
        raise ValueError(f'the sheet "{sheet.name}" is empty')
    used = width = len(rows[0])
    while used and all(_blank(row[used - 1]) for row in rows):
        used -= 1
    return rows if used == width else [row[:used] for row in rows]


def _blank(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _reason(error: BaseException, content: bytes) -> str:
    if isinstance(error, PasswordError) or _ENCRYPTED in content:
        return "the workbook is protected by a password"
    if isinstance(error, (TooLargeError, SourceError, ValueError)) and not isinstance(error, CalamineError):
        return str(error)
    return f"is not a workbook that can be read (XLSX, XLS or ODS): {' '.join(str(error).split())}"


if __name__ == "__main__":
    main()
