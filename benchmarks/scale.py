"""Whole batches of growing organisations: time and memory of each stage, and what a member costs at each size.

    python benchmarks/scale.py --members 1000 10000
    python benchmarks/scale.py --members 1000 10000 100000 --results benchmarks/RESULTS.md

Each size is a process of its own that goes from the exports to the manifest, as `valuereport batch` does. Processor
time is user and system of all processes; a run of another size is compared with the smallest. The organisation is the
sample with twelve policy wins: three locales, three editions, 360 segments, 0 to some hundred engagements a member.
Linux only.
"""

from __future__ import annotations

import argparse
import csv
import json
import multiprocessing
import os
import shutil
import statistics
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engines.cost import cpu_of_all, largest_in_family, own_peak
from organisation import write_organisation
from sections import line, machine, write_section

from valuereport.pipeline.batch import run_batch
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.pipeline.plan import Scope
from valuereport.settings import load_settings

_SEED = 5
_HEADING = "## Whole batches"
_STAGES = ("load to calculate", "plan and checks", "composed", "plates", "statements", "manifest")
_SEEN_AT = (1_000, 2_500, 5_000, 10_000, 50_000, 100_000)  # statements: when the workers' memory is looked at


class Clock:
    """What each stage has cost so far."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        self.workers: dict[int, float] = {}  # the largest worker's megabytes, by the statements made so far
        self._stage, self._began = "", (0.0, 0.0)

    def begin(self, stage: str) -> None:
        """End the stage before, and begin one."""
        now = time.perf_counter(), cpu_of_all()
        if self._stage:
            self.wall[self._stage] = self.wall.get(self._stage, 0.0) + now[0] - self._began[0]
            self.cpu[self._stage] = self.cpu.get(self._stage, 0.0) + now[1] - self._began[1]
        self._stage, self._began = stage, now

    def warned(self, text: str) -> None:
        """Ignore it."""

    def stopped(self) -> bool:
        """Never stop."""
        return False

    def progress(self, stage: str, done: int, total: int) -> None:
        """Take what the batch tells of its progress."""
        if stage == "statements" and done == total:
            self.begin("manifest")
        elif stage != self._stage:
            self.begin(stage)
        if stage == "statements" and done in _SEEN_AT:
            self.workers[done] = largest_in_family()


def measure(folder: str, members: int, workers: int) -> dict[str, Any]:
    """Run a whole batch and return what it cost."""
    clock = Clock()
    clock.begin(_STAGES[0])
    valued = load_and_calculate(load_settings(Path(folder) / "valuereport.toml"))
    clock.begin(_STAGES[1])
    run = Path(folder) / "output" / "run"
    outcome = run_batch(valued, run, Scope(), resume=False, workers=workers, events=clock)
    clock.begin("")
    rows = [result for _, result in outcome.results if result.status == "rendered"]
    with (run / "manifest.csv").open(encoding="utf-8-sig", newline="") as stream:
        ways = Counter(row["way"] for row in csv.DictReader(stream) if row["status"] == "rendered")
    cpu = sum(clock.cpu.values())
    return {
        "members": members,
        "rendered": len(rows),
        "plates": len(json.loads((run / "plates.json").read_text(encoding="utf-8"))["keys"]),
        "by_plate": ways["plate"],
        "median_bytes": statistics.median(result.bytes for result in rows),
        "wall_s": sum(clock.wall.values()),
        "cpu_s": cpu,
        "cpu_ms_a_member": cpu / members * 1000,
        "stages": {stage: {"wall_s": clock.wall[stage], "cpu_s": clock.cpu[stage]} for stage in clock.cpu},
        "parent_peak_mb": own_peak(),
        "worker_mb": clock.workers,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--results", type=Path, help="file of which a section is written anew, as a table in Markdown")
    asked = parser.parse_args()
    measured = [_in_a_process(members, asked.workers) for members in sorted(asked.members)]
    if asked.results:
        write_section(asked.results, _HEADING, _as_markdown(measured))
    print(json.dumps(measured, indent=2) if asked.json else _as_markdown(measured))


def _in_a_process(members: int, workers: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as name:
        write_organisation(Path(name), members, _SEED)
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
            measured = process.submit(measure, name, members, workers).result()
        shutil.rmtree(Path(name) / "output")
    return measured


def _as_markdown(measured: list[dict[str, Any]]) -> str:
    first = measured[0]["cpu_ms_a_member"]
    rows: dict[str, list[str]] = {
        "statements": [f"{one['rendered']:,}" for one in measured],
        "plates": [f"{one['plates']:,}" for one in measured],
        "by plate": [f"{one['by_plate'] / one['rendered']:.1%}" for one in measured],
        "median file, kB": [f"{one['median_bytes'] / 1000:.1f}" for one in measured],
        "wall, s": [f"{one['wall_s']:,.0f}" for one in measured],
        "processor, s": [f"{one['cpu_s']:,.0f}" for one in measured],
        "**processor, ms a member**": [f"**{one['cpu_ms_a_member']:.2f}**" for one in measured],
        **{f"— {stage}": [_stage(one, stage) for one in measured] for stage in _STAGES},
        "times the smallest": [f"{one['cpu_ms_a_member'] / first:.2f}" for one in measured],
        "parent at its peak, MB": [f"{one['parent_peak_mb']:,.0f}" for one in measured],
        "largest worker, MB": [
            ", ".join(f"{size:.0f} at {done:,}" for done, size in one["worker_mb"].items()) for one in measured
        ],
    }
    return "\n".join(
        [
            f"`python benchmarks/scale.py`, {datetime.now(UTC):%d %B %Y}. {machine()}.",
            "",
            line(["members", *(f"{one['members']:,}" for one in measured)]),
            line(["---", *["---:"] * len(measured)]),
            *(line([name, *cells]) for name, cells in rows.items()),
        ]
    )


def _stage(one: dict[str, Any], stage: str) -> str:
    seconds = one["stages"].get(stage, {"cpu_s": 0.0})["cpu_s"]
    return f"{seconds / one['members'] * 1000:.2f}"


if __name__ == "__main__":
    main()
