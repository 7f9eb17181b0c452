"""The members of a comparison, and an engine's process that makes their statements."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from engines import OFFERS, Asked, Batch, Ready, Seen

from valuereport.calculator import Explainer
from valuereport.model.run import Job
from valuereport.pipeline.calculation import load_and_calculate, member_of
from valuereport.pipeline.plan import Scope, plan
from valuereport.sample import write_sample
from valuereport.settings import Settings, load_settings

_SEED = 2026


class EngineFailedError(Exception):
    """An engine's process has ended before its time."""


@dataclass(frozen=True, slots=True)
class Members:
    """A run's statements; those that are timed, spread evenly over it; and some others to warm up with."""

    settings: Settings
    run: tuple[Job, ...]
    measured: tuple[Job, ...]
    before: tuple[Job, ...]


def members_of(folder: Path, size: int, count: int, before: int) -> Members:
    """Make an organisation of a size, and choose `count` of its members."""
    write_sample(folder, size, _SEED)
    settings = load_settings(folder / "valuereport.toml")
    valued = load_and_calculate(settings)
    explainer = Explainer(valued.valuations)
    planned = [one for one in plan(valued, Scope())[0] if one.action == "render"]
    # Files lie side by side, named by the member, so that they are found and counted easily.
    run = tuple(
        Job(replace(one, file=f"{one.member_id}.pdf"), member_of(valued, one), explainer.valuation(one.row), "")
        for one in planned
    )
    chosen = run[:: max(1, len(run) // (count + before))][: count + before]
    step = max(1, len(chosen) // before)
    warm = chosen[::step][:before]
    return Members(settings, run, tuple(job for job in chosen if job not in warm), warm)


class Running:
    """An engine at work in a process of its own."""

    def __init__(self, name: str, members: Members, folder: Path) -> None:
        """Start it and wait until it is warm."""
        self.name, self.folder = name, folder
        self._warm = members.before
        folder.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "engines", name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        run = members.run if OFFERS[name].needs_run else ()
        self.ready: Ready = self._ask(Asked(members.settings, folder, run, members.measured, members.before))
        self.make(members.before)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.communicate()  # it ends where its messages do

    def make(self, jobs: Sequence[Job]) -> Batch:
        """Have some statements made."""
        batch: Batch = self._ask(("make", jobs))
        return batch

    def end(self) -> Seen:
        """Have the first statements made once more, with an eye on the memory, and end."""
        seen: Seen = self._ask(("end", self._warm))
        return seen

    def _ask(self, message: object) -> Any:  # noqa: ANN401
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RuntimeError("an engine is talked to by pipes")
        try:
            pickle.dump(message, stdin)
            stdin.flush()
            return pickle.load(stdout)  # noqa: S301 - from the process that was started here
        except (EOFError, BrokenPipeError):
            raise EngineFailedError(f"{self.name} has failed; what it said stands above") from None
