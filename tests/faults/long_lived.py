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

from valuereport.actions.batch import BatchRequest, plan_batch
from valuereport.actions.explain import explain
from valuereport.actions.preview import PreviewRequest, preview
from valuereport.actions.statement import StatementRequest, statement
from valuereport.actions.workspace import open_workspace


def main(workspace: Path, folder: Path, counts: tuple[int, ...]) -> None:
    """Do everything for one member after another, and print the memory after so many of them."""
    opened = open_workspace(workspace, folder)
    rendered = [one.member_id for one in plan_batch(opened, BatchRequest()).planned if one.action == "render"]
    for number in range(1, counts[-1] + 1):
        member = rendered[number % len(rendered)]
        explain(opened, member)
        statement(opened, StatementRequest(member))
        preview(opened, PreviewRequest((member,)))
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
