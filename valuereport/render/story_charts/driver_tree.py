"""The driver tree as lines below one another: what each drives is above it, with a line between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from valuereport.model.story_page import DriverTree, TreeNode
from valuereport.render.story_charts.canvas import INK, QUIET, Canvas
from valuereport.render.story_charts.drawings import Inks
from valuereport.render.story_charts.text_outlines import TextOutlines

WIDTH: Final = 760  # pixels
_SIZE: Final = 14.0
_SMALL: Final = 12.5  # 8 pt on paper, where the drawing is 174 mm wide
_LEADING: Final = 18.0
_INDENT: Final = 22.0
_PAD: Final = 10.0
_GAP: Final = 5.0  # between lines
_BAR: Final = 90.0
_GROUND: Final = "#f1f5f6"
_WIRE: Final = "#56636c"


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where the columns end, from the start side."""

    symbol: float
    figure: float
    change: float
    bar: float  # its middle


def drawn_tree(tree: DriverTree, canvas: Canvas, inks: Inks, *, links: bool) -> tuple[float, list[float]]:
    """Draw the tree; return its height, and the places between its lines where it may be cut."""
    columns = _columns(tree, canvas.letters)
    _headings(tree, canvas, columns)
    y = 2.0 * _SIZE
    cuts, middles = [], []
    open_at: list[int] = []  # by depth: the last line of it
    for place, node in enumerate(tree.nodes):
        label = canvas.letters.lines(node.label, _SIZE, columns.symbol - 24 - _start(node) - _PAD)
        height = _LEADING * len(label) + 12
        middles.append(y + height / 2)
        del open_at[node.depth :]
        if open_at:
            _wire(canvas, tree.nodes[open_at[-1]], node, middles[open_at[-1]], y + height / 2)
        open_at.append(place)
        if links:
            with canvas.link(f"#{node.anchor}", node.spoken):
                _node(canvas, node, label, y, height, columns, inks)
        else:
            _node(canvas, node, label, y, height, columns, inks)
        y += height + _GAP
        cuts.append(y - _GAP / 2)
    return y, cuts


def _start(node: TreeNode) -> float:
    return node.depth * _INDENT


def _columns(tree: DriverTree, letters: TextOutlines) -> _Columns:
    def widest(heading: str, texts: Sequence[str], *, bold: bool = False) -> float:
        return max(letters.width(heading, _SMALL), *(letters.width(text, _SIZE, bold=bold) for text in texts))

    now, change, _ = tree.headings
    bar = WIDTH - _BAR / 2 - 2
    change_end = bar - _BAR / 2 - 14
    figure_end = change_end - widest(change, [node.change for node in tree.nodes]) - 16
    symbol = figure_end - widest(now, [node.figure for node in tree.nodes], bold=True) - 12
    return _Columns(symbol, figure_end, change_end, bar)


def _headings(tree: DriverTree, canvas: Canvas, columns: _Columns) -> None:
    now, change, part = tree.headings
    canvas.text(columns.figure, _SIZE, now, _SMALL, QUIET, "end")
    canvas.text(columns.change, _SIZE, change, _SMALL, QUIET, "end")
    canvas.text(columns.bar, _SIZE, part, _SMALL, QUIET, "middle")


def _wire(canvas: Canvas, above: TreeNode, node: TreeNode, start: float, middle: float) -> None:
    """Draw the line from what a line drives; it is hidden behind the boxes that come later."""
    x = _start(above) + _INDENT / 2
    canvas.line(x, start + 10, x, middle, _WIRE, 1.2, dashed=not node.adds_up)
    canvas.line(x, middle, _start(node), middle, _WIRE, 1.2, dashed=not node.adds_up)


def _node(
    canvas: Canvas, node: TreeNode, label: Sequence[str], y: float, height: float, columns: _Columns, inks: Inks
) -> None:
    start, middle = _start(node), y + height / 2
    canvas.box(start, y, WIDTH - start, height, _GROUND)
    canvas.box(start, y, 3, height, inks.colour)
    for place, line in enumerate(label):
        baseline = middle + 0.35 * _SIZE + (place - (len(label) - 1) / 2) * _LEADING
        canvas.text(start + _PAD, baseline, line, _SIZE, INK, bold=node.depth == 0)
    baseline = middle + 0.35 * _SIZE
    canvas.text(columns.symbol, baseline, node.symbol, _SIZE, INK, "end", bold=True)
    canvas.text(columns.figure, baseline, node.figure, _SIZE, INK, "end", bold=True)
    canvas.text(columns.change, baseline, node.change, _SIZE, INK, "end")
    if node.part is not None:
        long = abs(node.part) / 100 * _BAR / 2
        canvas.box(columns.bar - (long if node.part < 0 else 0), middle - 5, long, 10, inks.accent)
        canvas.line(columns.bar, y + 3, columns.bar, y + height - 3, QUIET, 1)
