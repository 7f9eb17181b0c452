"""Times each stage apart, for a sample of any size, beside pandas reading the same files and WeasyPrint as documented.

    python benchmarks/pipeline.py --members 240 --rounds 3 --statements 20
    python benchmarks/pipeline.py --members 10000 --rounds 3 --statements 20

Rounds are interleaved, so that a machine whose speed drifts slows all sides alike; medians and ratios are printed. Two
workspaces hold the same organisation: "all CSV", in which every export is CSV, so that `pandas.read_csv` (with no other
argument than encoding and delimiter) reads the very bytes that we read; and "mixed", the sample as it is, with a
workbook and JSON lines that read_csv cannot read (`read_excel` and `read_json` on a line of their own). The baseline of
rendering is WeasyPrint as its documentation shows, `HTML(string=...).write_pdf(stylesheets=[...])`, with the same HTML,
chart, fonts (`@font-face`) and tags.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pandas as pd
from all_csv import write_all_csv
from documented import documented, documented_style

from valuereport.calculator import Explainer, calculate
from valuereport.combine import Roster, combine
from valuereport.compose import compose
from valuereport.loaders import load
from valuereport.model.statement import Document
from valuereport.pipeline.design import template_folders, translations
from valuereport.render.look import look_of
from valuereport.render.renderer import Renderer
from valuereport.sample import write_sample
from valuereport.settings import Settings, load_settings

Result = TypeVar("Result")
STAGES = ("load", "combine", "calculate")


def read_csvs(settings: Settings) -> None:
    """Read every CSV of the workspace with pandas alone."""
    seen = set()
    for source in settings.workspace.source:
        for file in sorted(settings.folder.glob(source.file)) if source.format == "csv" else ():
            if file in seen:
                continue
            seen.add(file)
            head = file.read_bytes()[:4]
            encoding = "utf-16" if head[:2] == b"\xff\xfe" else "cp1252" if source.delimiter == ";" else "utf-8-sig"
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # reports with several tables are ragged to pandas
                pd.read_csv(file, sep=source.delimiter, encoding=encoding, on_bad_lines="skip")


def read_others(settings: Settings) -> None:
    """Read every other file of the workspace with pandas alone."""
    others = {source.file: source.format for source in settings.workspace.source if source.format != "csv"}
    for name, kind in others.items():
        if kind == "excel":
            pd.read_excel(settings.folder / name, engine="calamine")
        elif kind == "jsonl":
            pd.read_json(settings.folder / name, lines=True)


class Clock:
    """Collects the seconds of each stage over the rounds."""

    def __init__(self) -> None:
        self.seconds: dict[str, list[float]] = {}
        self.peak_kilobytes = 0

    def time(self, stage: str, work: Callable[[], Result]) -> Result:
        began = time.perf_counter()
        result = work()
        self.seconds.setdefault(stage, []).append(time.perf_counter() - began)
        return result

    def median(self, *stages: str) -> float:
        return sum(statistics.median(self.seconds[stage]) for stage in stages)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--members", type=int, default=240)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--statements", type=int, default=20, help="statements to render in each round; 0 renders none")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    clock = Clock()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        counts = clock.time("sample", lambda: write_sample(folder / "mixed", chosen.members, 2026))
        mixed = load_settings(folder / "mixed" / "valuereport.toml")
        all_csv = write_all_csv(mixed, folder / "all-csv")
        for _ in range(chosen.rounds):
            measure(all_csv, clock, "all CSV")
            measure(mixed, clock, "mixed")
        clock.peak_kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # before anything is rendered
        if chosen.statements:
            measure_statements(mixed, clock, chosen.rounds, chosen.statements)
    report(clock, counts.members, counts.engagements, chosen.statements, as_json=chosen.json)


def measure(settings: Settings, clock: Clock, files: str) -> None:
    """Run the stages before rendering once, beside pandas."""
    clock.time(f"{files}: pandas read_csv", lambda: read_csvs(settings))
    if files == "mixed":
        clock.time("mixed: pandas other files", lambda: read_others(settings))
    loaded = clock.time(f"{files}: load", lambda: load(settings))
    history = clock.time(f"{files}: combine", lambda: combine(loaded, settings))
    clock.time(f"{files}: calculate", lambda: calculate(history, settings))


def measure_statements(settings: Settings, clock: Clock, rounds: int, statements: int) -> None:
    """Make some statements, each beside WeasyPrint as documented."""
    history = combine(load(settings), settings)
    roster = Roster(history)
    explainer = Explainer(calculate(history, settings))
    renderer = Renderer(template_folders(settings), partial(translations, settings), look_of(settings))
    css = documented_style(settings)

    def as_documented(document: Document) -> bytes:
        return documented(renderer.html(document), css)

    usable = [row for row in range(len(history.members)) if not history.members["obstacle"].iloc[row]]
    step = max(1, len(usable) // statements)
    for row in usable[::step][:statements] * rounds:
        valuation = clock.time("explain", partial(explainer.valuation, row))
        member = roster[row]
        document, _ = clock.time("compose", partial(compose, member, valuation, settings))
        clock.time("render", partial(renderer.render, document))
        clock.time("weasyprint as documented", partial(as_documented, document))


def report(clock: Clock, members: int, engagements: int, statements: int, *, as_json: bool) -> None:
    """Print the medians and the ratios that the project promises."""
    figures = {stage: statistics.median(seconds) for stage, seconds in clock.seconds.items()}
    ours = {files: clock.median(*(f"{files}: {stage}" for stage in STAGES)) for files in ("all CSV", "mixed")}
    figures["all CSV: load+combine+calculate / read_csv of the same files"] = (
        ours["all CSV"] / figures["all CSV: pandas read_csv"]
    )
    figures["mixed: load+combine+calculate / read_csv of its CSV files alone"] = (
        ours["mixed"] / figures["mixed: pandas read_csv"]
    )
    figures["mixed: load+combine+calculate / pandas on all its files"] = ours["mixed"] / clock.median(
        "mixed: pandas read_csv", "mixed: pandas other files"
    )
    if statements:
        figures["render / weasyprint as documented"] = figures["render"] / figures["weasyprint as documented"]
    figures["peak GB before rendering"] = clock.peak_kilobytes / 1e6
    if as_json:
        print(json.dumps({"members": members, "engagements": engagements, **figures}, indent=2))
        return
    print(f"{members:,} members, {engagements:,} engagements, {statements} statements a round; medians")
    for name, figure in figures.items():
        unit = "" if "/" in name or "GB" in name else " s"
        print(f"  {name:68} {figure:10.4f}{unit}")


if __name__ == "__main__":
    main()
