"""Makes statements, previews and explanations in one process, and prints its memory: a page of a program that stays.

    python -m tests.faults.long_lived WORKSPACE FOLDER 20,50,100,200

Prints a line for each of these numbers: the number, and the resident memory in kilobytes.
"""

from __future__ import annotations

import ctypes
import gc
import re
import sys
from contextlib import suppress
from pathlib import Path

from valuereport.pipeline import Asked, Scope, explain, one_statement, plan, preview, value
from valuereport.settings import load_settings


def main(workspace: Path, folder: Path, counts: tuple[int, ...]) -> None:
    """Do everything for one member after another, and print the memory after so many of them."""
    settings = load_settings(workspace)
    for number in range(1, counts[-1] + 1):
        valued = value(settings)
        rendered = [one for one in plan(valued, Scope())[0] if one.action == "render"]
        planned = rendered[number % len(rendered)]
        explain(valued, planned.row)
        one_statement(valued, planned, folder / "statement.pdf")
        preview(valued, folder / "preview", Asked((planned.member_id,)))
        if number in counts:
            print(number, _resident(), flush=True)  # noqa: T201 - what this is for


def _resident() -> int:
    """Return the resident memory in kilobytes, without what is only not given back yet."""
    gc.collect()
    with suppress(AttributeError, OSError):  # of glibc alone
        ctypes.CDLL(None).malloc_trim(0)
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found
    return int(found[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), tuple(map(int, sys.argv[3].split(","))))
