"""Draws the chart of value by benefit with matplotlib: bars, whiskers and an axis, as an SVG in a data: address.

The names and amounts beside the bars are real text, set by the page. The axis is drawn with the page's font as
outlines, because the figure's alternative text stands for all of it.
"""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform

from valuereport.model.statement import Chart

_POINTS = 72 / 25.4  # a millimetre
_WIDTH = 66 * _POINTS
_ROW = 6.5 * _POINTS  # the height of a row in statement.css
_AXIS = 5 * _POINTS
_SIDE = 4 * _POINTS  # room for half a label at both ends of the axis
_BAR = 3.2 * _POINTS
_INK, _FILL, _GRID, _GREY = "#1a242c", "#5a9aa5", "#d5dde0", "#56636c"
_STYLE: dict[Any, Any] = {"svg.hashsalt": "valuereport", "svg.fonttype": "path", "path.simplify": False}


def draw(chart: Chart, font: Path) -> str:
    """Return the chart as a data: address; the same chart gives the same bytes in any process."""
    height = len(chart.bars) * _ROW + _AXIS
    highest = chart.ticks[-1].value
    scale = (_WIDTH - 2 * _SIDE) / highest
    figure = Figure(figsize=(_WIDTH / 72, height / 72), dpi=72, frameon=False)
    canvas = FigureCanvasSVG(figure)
    for tick in chart.ticks:
        x = _SIDE + tick.value * scale
        _add(figure, Line2D([x, x], [_AXIS, height], color=_GRID if tick.value else _INK, linewidth=0.5, zorder=1))
        _add(
            figure,
            Text(x, _AXIS - 9, tick.label, color=_GREY, ha="center", fontproperties=FontProperties(fname=font, size=7)),
        )
    for place, bar in enumerate(chart.bars):
        middle = height - (place + 0.5) * _ROW
        left, right = _SIDE + bar.low * scale, _SIDE + bar.high * scale
        _add(
            figure,
            Rectangle((_SIDE, middle - _BAR / 2), bar.central * scale, _BAR, facecolor=_FILL, linewidth=0, zorder=2),
        )
        if bar.range_text:
            _add(figure, Line2D([left, right], [middle, middle], color=_INK, linewidth=0.9, zorder=3))
            for end in (left, right):
                _add(figure, Line2D([end, end], [middle - 2.4, middle + 2.4], color=_INK, linewidth=0.9, zorder=3))
    out = io.BytesIO()
    with mpl.rc_context(_STYLE):
        canvas.print_svg(out, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def _add(figure: Figure, artist: Artist) -> None:
    artist.set_transform(IdentityTransform())
    figure.add_artist(artist)
