"""Reads a sheet of a workbook in a separate process with a limit of memory and of time.

The library that reads workbooks takes memory for every cell up to the last one, and its process ends where there is
none. The end of that process is an error of this workbook only.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from valuereport.errors import SourceError

_ROOT = str(Path(__file__).parents[2])


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much a workbook may hold and take: bytes when unpacked, rows, cells (rows x columns), bytes of memory."""

    unpacked: int
    rows: int
    cells: int
    memory: int


def read_sheet(content: bytes, sheet: str, bounds: Bounds) -> list[list[object]]:
    """Return the rows of a sheet (the first one where `sheet` is empty), all of one length. Raises SourceError."""
    return cast("list[list[object]]", _asked(content, {"sheet": sheet}, bounds))


def sheet_names(content: bytes, bounds: Bounds) -> tuple[str, ...]:
    """Return the names of a workbook's sheets. Raises SourceError."""
    return tuple(cast("list[str]", _asked(content, {"names": True}, bounds)))


def _asked(content: bytes, question: Mapping[str, object], bounds: Bounds) -> object:
    """Return the answer of the process that reads workbooks. Raises SourceError."""
    header = json.dumps({**question, **asdict(bounds)}).encode() + b"\n"
    command = [sys.executable, "-P", "-m", "valuereport.workbooks.child"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VALUEREPORT_")}  # secrets
    environment["PYTHONPATH"] = os.pathsep.join(filter(None, [_ROOT, os.environ.get("PYTHONPATH", "")]))
    try:
        ended = subprocess.run(  # noqa: S603 - our own module
            command, input=header + content, capture_output=True, check=False, env=environment
        )
    except OSError as error:
        raise SourceError(f"the process that reads workbooks cannot be started: {error.strerror}") from None
    if ended.returncode:
        raise SourceError(_reason_for_death(ended.returncode, ended.stderr, bounds))
    answer = pickle.loads(ended.stdout)  # noqa: S301 - of our own process
    if isinstance(answer, str):
        raise SourceError(answer)
    return answer


def _reason_for_death(code: int, stderr: bytes, bounds: Bounds) -> str:
    out_of_memory = code == -signal.SIGKILL or any(word in stderr for word in (b"memory allocation", b"MemoryError"))
    if out_of_memory:
        return (
            f"the workbook needs more memory than the {bounds.memory:,} bytes of limits.workbook_memory: "
            "save its sheet as a new workbook, or as CSV"
        )
    if code == -signal.SIGXCPU:
        return "the workbook takes too long to read: save its sheet as a new workbook, or as CSV"
    how = f"signal {-code}" if code < 0 else f"exit code {code}"
    return f"the reader of workbooks died of this workbook ({how}): save its sheet as a new workbook, or as CSV"
