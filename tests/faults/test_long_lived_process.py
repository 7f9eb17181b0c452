"""A process that stays, such as a server: memory does not grow, and what belongs to all of the process stays."""

from __future__ import annotations

import gc
import locale
import logging
import os
import signal
import subprocess
import sys
import threading
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final

import pytest

from tests.workspaces import worked_example
from valuereport.actions.batch import BatchRequest, batch
from valuereport.actions.explain import explain
from valuereport.actions.preview import PreviewRequest, preview
from valuereport.actions.statement import StatementRequest, statement
from valuereport.actions.workspace import open_workspace

_ROOT: Final = Path(__file__).parents[2]
_SAMPLE: Final = _ROOT / "sample_data" / "valuereport.toml"
_MOST_GROWTH: Final = 1.05


def memory_after(workspace: Path, folder: Path, counts: tuple[int, ...]) -> dict[int, int]:
    """Return the resident memory of a process in kilobytes, after so many statements, previews and explanations."""
    arguments = (str(workspace), str(folder), ",".join(map(str, counts)))
    command = [sys.executable, "-m", "tests.faults.long_lived", *arguments]
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True, check=True)
    return {int(count): int(size) for count, size in map(str.split, done.stdout.splitlines())}


def state_of_the_process() -> dict[str, Any]:
    """Return what a library of ours may not change for everybody else."""
    umask = os.umask(0o077)
    os.umask(umask)
    return {
        "collector": (gc.isenabled(), gc.get_threshold()),
        "signals": {number: signal.getsignal(number) for number in signal.valid_signals()},
        "loggers": {
            name: (logger.level, logger.propagate, logger.disabled, tuple(logger.handlers), tuple(logger.filters))
            for name in ("", "weasyprint", "fontTools", "fontTools.subset", "matplotlib", "PIL")
            for logger in [logging.getLogger(name)]
        },
        "last resort": logging.lastResort,
        "environment": dict(os.environ),
        "umask": umask,
        "warnings": list(warnings.filters),
        "locale": locale.setlocale(locale.LC_ALL),
        "folder": Path.cwd(),
        "hooks": (sys.excepthook, threading.excepthook, sys.unraisablehook),
    }


def test_memory_does_not_grow(tmp_path: Path) -> None:
    sizes = memory_after(worked_example(tmp_path / "workspace"), tmp_path, (4, 10))
    assert sizes[10] <= sizes[4] * _MOST_GROWTH, sizes


def test_memory_does_not_grow_in_two_hundred_statements(whole: None, tmp_path: Path) -> None:
    sizes = memory_after(_SAMPLE, tmp_path, (20, 50, 100, 200))
    assert sizes[200] <= sizes[20] * _MOST_GROWTH, sizes


def test_what_belongs_to_the_whole_process_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FONTCONFIG_FILE", raising=False)
    path = worked_example(tmp_path / "workspace")

    def work(number: int) -> dict[str, Any]:
        make_everything(path, tmp_path / str(number))
        return state_of_the_process()

    work(0)  # libraries change some of it when they are imported
    before, frozen = state_of_the_process(), gc.get_freeze_count()
    assert work(1) == before
    with ThreadPoolExecutor(1) as pool:
        elsewhere = pool.submit(work, 2).result()
    assert elsewhere == before
    assert gc.get_freeze_count() <= frozen


def test_a_batch_leaves_the_process_as_it_was(tmp_path: Path) -> None:
    workspace = open_workspace(worked_example(tmp_path))
    batch(workspace, BatchRequest("first", workers=1))
    before, frozen = state_of_the_process(), gc.get_freeze_count()
    batch(workspace, BatchRequest("second", workers=1))
    batch(workspace, BatchRequest("third", workers=2))
    assert state_of_the_process() == before
    assert gc.get_freeze_count() <= frozen  # fewer: what an earlier test froze may die meanwhile


def test_threads_may_make_statements_at_the_same_time(tmp_path: Path) -> None:
    path = worked_example(tmp_path / "workspace")
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(lambda number: make_everything(path, tmp_path / str(number)), range(3)))
    assert made[0] == made[1] == made[2]
    assert gc.isenabled()


def make_everything(workspace: Path, folder: Path) -> dict[str, bytes]:
    """Explain, make and preview, and return the PDFs."""
    opened = open_workspace(workspace, folder)
    explain(opened, "W1")
    statement(opened, StatementRequest("W1"))
    preview(opened, PreviewRequest(("W1",)))
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*.pdf"))}
