"""Draws the chart of value by benefit with matplotlib: bars, whiskers and lines, as an SVG in a data: address.

Names, amounts and the axis's labels are real text, set by the page around the drawing: letters inside an SVG would
cost more than all the rest of it.
"""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D, IdentityTransform

from valuereport.model.statement import Chart
from valuereport.render.sheet import CHART_MARGIN, CHART_ROW, CHART_SCALE

_POINTS = 72 / 25.4  # a millimetre
_WIDTH = (CHART_SCALE + 2 * CHART_MARGIN) * _POINTS
_ROW = CHART_ROW * _POINTS
_SIDE = CHART_MARGIN * _POINTS
_BAR = 3.2 * _POINTS
_CAP = 2.4  # half the height of a whisker's end
_INK, _GRID = "#1a242c", "#d5dde0"
_STYLE: dict[Any, Any] = {"svg.hashsalt": "valuereport", "path.simplify": False}
_Stroke = tuple[tuple[float, float], ...]
_ADDRESS = "data:image/svg+xml;base64,"
MARK: Final = 4321.125
"""Where a stand-in has its mark: far outside of what is seen."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Strokes in one ink: lines of a width, or filled shapes where there is none. Points, from the bottom left."""

    strokes: tuple[_Stroke, ...]
    colour: str
    width: float = 0.0


def draw(chart: Chart, fill: str, mirrored: bool = False) -> str:
    """Return the chart as a data: address; the same chart gives the same bytes in any process.

    `mirrored`: bars grow from the right, as a right-to-left page reads.
    """
    height = _height(len(chart.bars))
    figure = Figure(figsize=(_WIDTH / 72, height / 72), dpi=72, frameon=False)
    for order, layer in enumerate(layers(chart, fill)):
        artist = _layer(layer)
        artist.set_transform(Affine2D().scale(-1, 1).translate(_WIDTH, 0) if mirrored else IdentityTransform())
        artist.set_zorder(order)
        figure.add_artist(artist)
    out = io.BytesIO()
    with mpl.rc_context(_STYLE):
        FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _ADDRESS + base64.b64encode(out.getvalue()).decode("ascii")


def layers(chart: Chart, fill: str) -> list[Layer]:
    """Return what is drawn: one path for each kind of ink, as an SVG of few elements is read and drawn much faster."""
    height = _height(len(chart.bars))
    scale = (_WIDTH - 2 * _SIDE) / chart.ticks[-1].value
    bars: list[_Stroke] = []
    whiskers: list[_Stroke] = []
    for place, bar in enumerate(chart.bars):
        middle = height - (place + 0.5) * _ROW
        top, bottom, end = middle + _BAR / 2, middle - _BAR / 2, _SIDE + bar.central * scale
        bars.append(((_SIDE, bottom), (end, bottom), (end, top), (_SIDE, top)))
        if bar.range_text:
            left, right = _SIDE + bar.low * scale, _SIDE + bar.high * scale
            whiskers.append(((left, middle), (right, middle)))
            whiskers += [((x, middle - _CAP), (x, middle + _CAP)) for x in (left, right)]
    marks = [_SIDE + tick.value * scale for tick in chart.ticks]
    return [
        Layer(tuple(((x, 0), (x, height)) for x in marks[1:]), _GRID, 0.5),
        Layer(tuple(bars), fill),
        Layer((((_SIDE, 0), (_SIDE, height)),), _INK, 0.5),
        *([Layer(tuple(whiskers), _INK, 0.9)] if whiskers else []),
    ]


def stand_in(bars: int, number: int) -> str:
    """Return a drawing as large as a chart of so many bars, in which nothing but a mark is drawn."""
    height = f"{_height(bars):.6f}"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH:.6f}pt" height="{height}pt" '
        f'viewBox="0 0 {_WIDTH:.6f} {height}"><path d="M{number} {MARK}L{number} 0" fill="none" stroke="#000"/></svg>'
    )
    return _ADDRESS + base64.b64encode(svg.encode()).decode("ascii")


def operators(chart: Chart, fill: str, mirrored: bool) -> bytes:
    """Return the chart as a PDF draws it, in points from the top left."""
    height = _height(len(chart.bars))
    lines = []
    for layer in layers(chart, fill):
        ink = " ".join(f"{int(layer.colour[at : at + 2], 16) / 255:.6g}" for at in (1, 3, 5))
        lines.append(f"q {ink} RG {layer.width:g} w" if layer.width else f"q {ink} rg")
        for stroke in layer.strokes:
            points = [f"{_WIDTH - x if mirrored else x:.6g} {height - y:.6g}" for x, y in stroke]
            lines.append(f"{points[0]} m " + " ".join(f"{point} l" for point in points[1:]))
        lines.append("S Q" if layer.width else "f Q")
    return "\n".join(lines).encode("ascii") + b"\n"


def _height(bars: int) -> float:
    return bars * _ROW


def _layer(layer: Layer) -> PathPatch:
    """Return open or, where it is filled, closed strokes as one patch."""
    outlines = [Outline(stroke, closed=False) for stroke in layer.strokes]
    path = Outline.make_compound_path(*outlines)
    if layer.width:
        return PathPatch(path, facecolor="none", edgecolor=layer.colour, linewidth=layer.width, capstyle="butt")
    return PathPatch(path, facecolor=layer.colour, linewidth=0, capstyle="butt")
