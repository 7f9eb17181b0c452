"""Rounds over the engines, and what is read from the files that they made."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pikepdf
from engines import Batch, Seen
from running import EngineFailedError, Members, Running

Figures = dict[str, Any]


def measure(names: Sequence[str], members: Members, folder: Path, checked: int) -> dict[str, Figures]:
    """Return the figures of each engine, in the order of the names."""
    figures: dict[str, Figures] = {}
    with ExitStack() as stack:
        engines = [engine for name in names if (engine := _started(name, members, folder / name, stack))]
        hands: dict[str, list[Batch]] = {engine.name: [] for engine in engines}
        together = len(members.before)
        for start in range(0, len(members.measured) if engines else 0, together):
            jobs, first = members.measured[start : start + together], start // together % len(engines)
            for engine in (*engines[first:], *engines[:first]):
                hands[engine.name].append(engine.make(jobs))
        for engine in engines:
            figures[engine.name] = _costs(engine, hands[engine.name], engine.end())
    files = [job.planned.file for job in members.measured]
    for name in figures:
        made = [folder / name / file for file in files]
        figures[name] |= _read(made) | _checked(made[:: max(1, len(made) // checked)][:checked])
    return figures


def _started(name: str, members: Members, folder: Path, stack: ExitStack) -> Running | None:
    """Return an engine at work; None, and a line for people, where it cannot be started."""
    try:
        return stack.enter_context(Running(name, members, folder))
    except EngineFailedError as error:
        print(f"{error}; it is left out", file=sys.stderr)
        return None


def _costs(engine: Running, hands: Sequence[Batch], seen: Seen) -> Figures:
    statements = sum(hand.statements for hand in hands)
    return {
        "wall_ms": _milliseconds(statistics.median(hand.wall / hand.statements for hand in hands)),
        "cpu_ms": _milliseconds(statistics.median(hand.cpu / hand.statements for hand in hands)),
        "mean_wall_ms": _milliseconds(sum(hand.wall for hand in hands) / statements),
        "mean_cpu_ms": _milliseconds(sum(hand.cpu for hand in hands) / statements),
        "once_wall_ms": _milliseconds(engine.ready.wall),
        "once_cpu_ms": _milliseconds(engine.ready.cpu),
        "rss_mb": round(seen.megabytes, 1),
        "version": engine.ready.version,
        **seen.more,
    }


def _milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 2)


def _read(files: Sequence[Path]) -> Figures:
    """Return size, pages, and whether every file is a tagged PDF."""
    tagged, pages = [], []
    for file in files:
        with pikepdf.open(file) as pdf:
            marked = pdf.Root.get("/MarkInfo", pikepdf.Dictionary()).get("/Marked", False)
            tagged.append("/StructTreeRoot" in pdf.Root and bool(marked))
            pages.append(len(pdf.pages))
    return {
        "bytes": int(statistics.median(file.stat().st_size for file in files)),
        "pages": statistics.median(pages),
        "tagged": all(tagged),
    }


def _checked(files: Sequence[Path]) -> Figures:
    """Return how many errors and warnings a statement outloud finds; nothing where it is not installed."""
    program = Path(sys.executable).with_name("outloud")
    if not files or not program.exists():
        return {}
    report = files[0].with_name("outloud.json")
    subprocess.run([program, "--quiet", "--json", report, *files], capture_output=True, check=False)
    counts = [one["counts"] for one in json.loads(report.read_text(encoding="utf-8"))["results"]]
    return {
        f"outloud_{kind}s": round(sum(count[kind] for count in counts) / len(counts), 1)
        for kind in ("error", "warning")
    }
