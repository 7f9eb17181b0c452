"""Draws the chart of value by benefit: bars with their ranges, and an axis."""

from __future__ import annotations

from typing import Final

from valuereport.model.statement import Chart
from valuereport.render.letters import SMALLEST, Letters
from valuereport.render.pictures.drawing import GRID, INK, POINTS, QUIET, Drawing, Layer, written

ROW: Final = 8.0 * POINTS
"""The height of a row of the table that the bars stand in (statement.css: .chart)."""
_WIDTH: Final = 64 * POINTS
_SIDE: Final = 6 * POINTS  # left free at both ends for the halves of the axis's labels
_AXIS: Final = 4.4 * POINTS
_BAR: Final = 3.4 * POINTS
_MIDDLE: Final = 3.1 * POINTS  # of a bar, from the top of its row
_CAP: Final = 2.4  # half the height of a whisker's end
_GAP: Final = 4.0  # between two labels


def chart_size(chart: Chart) -> tuple[float, float]:
    """Return the size of a chart in points."""
    return _WIDTH, len(chart.bars) * ROW + _AXIS


def draw_chart(chart: Chart, letters: Letters, colour: str, *, mirrored: bool) -> Drawing:
    """Return the drawing of a chart; `mirrored`: bars grow from the right, as a right-to-left page reads."""
    height = len(chart.bars) * ROW
    scale = (_WIDTH - 2 * _SIDE) / chart.ticks[-1].value

    def x(value: float) -> float:
        at = _SIDE + value * scale
        return _WIDTH - at if mirrored else at

    bars, whiskers = [], []
    for place, bar in enumerate(chart.bars):
        middle = place * ROW + _MIDDLE
        if bar.central:
            left, right = sorted((x(0), x(bar.central)))
            bars.append((left, middle - _BAR / 2, right - left, _BAR))
        if bar.range_text:
            whiskers.append(((x(bar.low), middle), (x(bar.high), middle)))
            whiskers += [((x(at), middle - _CAP), (x(at), middle + _CAP)) for at in (bar.low, bar.high)]
    baseline = height + _AXIS - 3.2
    labels, end = [], -1e9
    for tick in chart.ticks:
        label = letters.outline(tick.label)
        half, along = label.width * SMALLEST / 2, tick.value * scale
        if along - half > end + _GAP:
            labels.append(written(label, x(tick.value), baseline, SMALLEST))
            end = along + half
    zero = letters.outline(chart.ticks[0].label).width * SMALLEST / 2 + 2
    unit = letters.outline(chart.unit)
    start = x(0) + (zero if mirrored else -zero)
    labels.append(written(unit, start, baseline, SMALLEST, 0.0 if mirrored else 1.0))
    return Drawing(
        *chart_size(chart),
        (
            Layer(tuple(((x(tick.value), 0), (x(tick.value), height)) for tick in chart.ticks[1:]), GRID, 0.5),
            Layer((), colour, rectangles=tuple(bars)),
            Layer((((x(0), 0), (x(0), height)),), INK, 0.5),
            *([Layer(tuple(whiskers), INK, 0.9)] if whiskers else []),
            Layer((), QUIET, texts=tuple(labels)),
        ),
    )
