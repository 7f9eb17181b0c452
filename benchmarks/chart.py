"""Draws a comparison's processor time as bars, from what compare.py --json prints.

python benchmarks/compare.py --members 200 --json > compare.json
python benchmarks/chart.py compare.json benchmarks/compare.svg
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

_OURS, _OTHERS, _INK, _SOFT = "#0b4a57", "#9fb4ba", "#1a242c", "#56636c"
_MINE = {"direct", "plates"}
_TITLES = {
    "cpu_ms": "Processor time for one statement: median, milliseconds",
    "mean_cpu_ms": "Processor time for one statement: mean, milliseconds",
}
_WORDS = {
    "weasyprint-documented": "WeasyPrint, as documented",
    "weasyprint-shared": "WeasyPrint, shared style and fonts",
    "typst": "Typst",
    "chromium": "Chromium",
    "wkhtmltopdf": "wkhtmltopdf",
    "direct": "valuereport, direct",
    "plates": "valuereport, plates",
}


def draw(measured: dict[str, Any], file: Path, figure_of: str = "mean_cpu_ms") -> None:
    """Write the chart of one of the figures; what the file's name ends with says of which kind it is."""
    engines: dict[str, Any] = measured["engines"]
    order = sorted(engines, key=lambda name: engines[name][figure_of], reverse=True)
    figure = Figure(figsize=(8, 0.9 + 0.48 * len(order)), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    times = [engines[name][figure_of] for name in order]
    bars = axes.barh(
        range(len(order)), times, color=[_OURS if name in _MINE else _OTHERS for name in order], height=0.62
    )
    labels = [f"{_time(engines[name][figure_of])}{'' if engines[name]['tagged'] else ', no tags'}" for name in order]
    axes.bar_label(bars, labels, padding=4, color=_INK)
    axes.set_yticks(range(len(order)), [_WORDS.get(name, name) for name in order], color=_INK)
    axes.set_xlim(0, max(times) * 1.18)
    axes.set_xticks([])
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    axes.invert_yaxis()
    axes.set_title(_TITLES[figure_of], loc="left", color=_SOFT, fontsize=11)
    with mpl.rc_context({"svg.hashsalt": "valuereport"}):
        figure.savefig(file, dpi=144, metadata={"Date": None} if file.suffix == ".svg" else None)


def _time(milliseconds: float) -> str:
    return f"{milliseconds:,.0f}" if milliseconds >= 20 else f"{milliseconds:.1f}"


def main() -> None:
    """Read, draw, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("measured", type=Path, help="what compare.py --json printed")
    parser.add_argument("chart", type=Path, help="the file to write: .svg or .png")
    parser.add_argument("--figure", choices=_TITLES, default="mean_cpu_ms")
    asked = parser.parse_args()
    draw(json.loads(asked.measured.read_text(encoding="utf-8")), asked.chart, asked.figure)


if __name__ == "__main__":
    main()
