"""Times each stage apart, for a sample of any size, beside pandas reading the same files and WeasyPrint as documented.

    python benchmarks/pipeline.py --members 240 --rounds 3 --statements 20
    python benchmarks/pipeline.py --members 10000 --rounds 3 --statements 20

Rounds are interleaved, so that a machine whose speed drifts slows all sides alike; medians and ratios are printed. The
baselines: `pandas.read_csv` of the same files with no other argument than encoding and delimiter (and, on a line of its
own, `read_excel` and `read_json` for the files that are no CSV); and WeasyPrint as its documentation shows,
`HTML(string=...).write_pdf(stylesheets=[...])`, with the same HTML, chart, fonts (`@font-face`) and tags.
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
from pathlib import Path
from typing import TypeVar

import pandas as pd
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from valuereport.calculator import Explainer, calculate
from valuereport.combine import combine, member_at
from valuereport.compose import compose
from valuereport.files import packaged
from valuereport.loaders import load
from valuereport.pipeline import template_folders, translations
from valuereport.render import Renderer
from valuereport.render.fonts import font_files
from valuereport.sample import write_sample
from valuereport.settings import Settings, load_settings

Result = TypeVar("Result")
STYLE = packaged("templates") / "statement.css"
FACES = "".join(
    f"@font-face {{ font-family: '{family}'; font-weight: {weight}; src: url('{file.as_uri()}') }}\n"
    for (family, weight), file in zip(
        [("Source Sans Pro", 400), ("Source Sans Pro", 600), ("DejaVu Sans", 400), ("DejaVu Sans", 700)],
        font_files(),
        strict=True,
    )
)


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


def documented(html: str) -> None:
    """Write a PDF as WeasyPrint's documentation shows, with the same fonts declared as it shows, and the same tags."""
    fonts = FontConfiguration()
    style = weasyprint.CSS(string=FACES + STYLE.read_text(encoding="utf-8"), font_config=fonts)
    weasyprint.HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")


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
    parser.add_argument("--statements", type=int, default=20, help="statements to render in each round")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    clock = Clock()
    with tempfile.TemporaryDirectory() as folder:
        counts = clock.time("sample", lambda: write_sample(Path(folder) / "w", chosen.members, 2026))
        settings = load_settings(Path(folder) / "w" / "valuereport.toml")
        renderer = Renderer(template_folders(settings), translations)
        for _ in range(chosen.rounds):
            measure(settings, renderer, clock, chosen.statements)
    report(clock, counts.members, counts.engagements, chosen.statements, as_json=chosen.json)


def measure(settings: Settings, renderer: Renderer, clock: Clock, statements: int) -> None:
    """Run one round of everything."""
    clock.time("pandas csv", lambda: read_csvs(settings))
    clock.time("pandas other", lambda: read_others(settings))
    loaded = clock.time("load", lambda: load(settings))
    history = clock.time("combine", lambda: combine(loaded, settings))
    valuations = clock.time("calculate", lambda: calculate(history, settings))
    clock.peak_kilobytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # before anything is rendered
    explainer = Explainer(valuations)
    usable = [row for row in range(len(history.members)) if not history.members["obstacle"].iloc[row]]
    step = max(1, len(usable) // statements)
    for row in usable[::step][:statements]:
        valuation = clock.time("explain", lambda row=row: explainer.valuation(row))
        member = member_at(history, row)
        statement, _ = clock.time("compose", lambda m=member, v=valuation: compose(m, v, settings))
        clock.time("render", lambda s=statement: renderer.render(s))
        clock.time("weasyprint as documented", lambda s=statement: documented(renderer.html(s)))


def report(clock: Clock, members: int, engagements: int, statements: int, *, as_json: bool) -> None:
    """Print the medians and the ratios that the project promises."""
    ours = clock.median("load", "combine", "calculate")
    csv, other = clock.median("pandas csv"), clock.median("pandas other")
    figures = {stage: statistics.median(seconds) for stage, seconds in clock.seconds.items()}
    figures["load+combine+calculate / pandas csv"] = ours / csv
    figures["load+combine+calculate / pandas all files"] = ours / (csv + other)
    figures["render / weasyprint as documented"] = figures["render"] / figures["weasyprint as documented"]
    figures["peak GB before rendering"] = clock.peak_kilobytes / 1e6
    if as_json:
        print(json.dumps({"members": members, "engagements": engagements, **figures}, indent=2))
        return
    print(f"{members:,} members, {engagements:,} engagements, {statements} statements a round; medians")
    for name, figure in figures.items():
        unit = "" if "/" in name or "GB" in name else " s"
        print(f"  {name:44} {figure:10.4f}{unit}")


if __name__ == "__main__":
    main()
