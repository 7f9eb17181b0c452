"""Draws the chart of value by benefit with matplotlib: bars, whiskers and lines, as an SVG in a data: address.

Names, amounts and the axis's labels are real text, set by the page around the drawing: letters inside an SVG would
cost more than all the rest of it.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.transforms import Affine2D, IdentityTransform, Transform

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


def draw(chart: Chart, fill: str, mirrored: bool = False) -> str:
    """Return the chart as a data: address; the same chart gives the same bytes in any process.

    `mirrored`: bars grow from the right, as a right-to-left page reads.
    """
    height = len(chart.bars) * _ROW
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
    # One path for each kind of ink: an SVG of few elements is read and drawn much faster.
    layers = [
        _layer([((x, 0), (x, height)) for x in marks[1:]], edgecolor=_GRID, linewidth=0.5),
        _layer(bars, facecolor=fill, linewidth=0),
        _layer([((_SIDE, 0), (_SIDE, height))], edgecolor=_INK, linewidth=0.5),
        *([_layer(whiskers, edgecolor=_INK, linewidth=0.9)] if whiskers else []),
    ]
    figure = Figure(figsize=(_WIDTH / 72, height / 72), dpi=72, frameon=False)
    for order, layer in enumerate(layers):
        _add(figure, layer, order, Affine2D().scale(-1, 1).translate(_WIDTH, 0) if mirrored else IdentityTransform())
    out = io.BytesIO()
    with mpl.rc_context(_STYLE):
        FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return "data:image/svg+xml;base64," + base64.b64encode(out.getvalue()).decode("ascii")


def _layer(strokes: Sequence[_Stroke], *, facecolor: str = "none", **style: Any) -> PathPatch:  # noqa: ANN401
    """Return open or, where it is filled, closed strokes as one patch."""
    outlines = [Outline(stroke, closed=False) for stroke in strokes]
    return PathPatch(Outline.make_compound_path(*outlines), facecolor=facecolor, capstyle="butt", **style)


def _add(figure: Figure, artist: Artist, order: int, transform: Transform) -> None:
    artist.set_transform(transform)
    artist.set_zorder(order)
    figure.add_artist(artist)
