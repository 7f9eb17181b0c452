"""The driver tree as lines below one another: what each drives is above it, with a line between them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import accumulate
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


class TreeDrawing:
    """A tree whose lines have their places; it is drawn whole, or some lines of it."""

    def __init__(self, tree: DriverTree, letters: TextOutlines) -> None:
        self._tree, self._columns = tree, _columns(tree, letters)
        room = self._columns.symbol - 24 - _PAD
        self._labels = [letters.lines(node.label, _SIZE, room - _start(node)) for node in tree.nodes]
        heights = [_LEADING * len(label) + 12 for label in self._labels]
        self.tops = list(accumulate((height + _GAP for height in heights[:-1]), initial=2.0 * _SIZE))
        self._boxes = [(top, height) for top, height in zip(self.tops, heights, strict=True)]
        self.height = self._boxes[-1][0] + heights[-1] + _GAP

    def draw(self, canvas: Canvas, inks: Inks, lines: range, *, links: bool) -> None:
        """Draw some lines, and the wires that pass beside them."""
        if not lines.start:
            _headings(self._tree, canvas, self._columns)
        above: list[int] = []  # by depth: the last line of it
        for place, node in enumerate(self._tree.nodes):
            del above[node.depth :]
            if above:
                _wire(canvas, self._tree.nodes[above[-1]], node, self._middle(above[-1]), self._middle(place))
            above.append(place)
        for place in lines:
            node = self._tree.nodes[place]
            with canvas.link(f"#{node.anchor}", node.spoken) if links else nullcontext():
                _node(canvas, node, self._labels[place], self._boxes[place], self._columns, inks)

    def _middle(self, place: int) -> float:
        top, height = self._boxes[place]
        return top + height / 2


def _start(node: TreeNode) -> float:
    return node.depth * _INDENT


def _columns(tree: DriverTree, letters: TextOutlines) -> _Columns:
    def widest(heading: str, texts: Sequence[str], *, bold: bool = False) -> float:
        return max(letters.width(heading, _SMALL), *(letters.width(text, _SIZE, bold=bold) for text in texts))

    now, change = tree.headings
    bar = WIDTH - _BAR / 2 - 2
    change_end = bar - _BAR / 2 - 14
    figure_end = change_end - widest(change, [node.change for node in tree.nodes]) - 16
    symbol = figure_end - widest(now, [node.figure for node in tree.nodes], bold=True) - 12
    return _Columns(symbol, figure_end, change_end, bar)


def _headings(tree: DriverTree, canvas: Canvas, columns: _Columns) -> None:
    now, change = tree.headings
    canvas.text(columns.figure, _SIZE, now, _SMALL, QUIET, "end")
    canvas.text(columns.change, _SIZE, change, _SMALL, QUIET, "end")


def _wire(canvas: Canvas, above: TreeNode, node: TreeNode, start: float, middle: float) -> None:
    """Draw the wire from what a line drives; boxes that come later hide what they stand on."""
    x = _start(above) + _INDENT / 2
    canvas.line(x, start + 10, x, middle, _WIRE, 1.2, dashed=not node.adds_up)
    canvas.line(x, middle, _start(node), middle, _WIRE, 1.2, dashed=not node.adds_up)


def _node(
    canvas: Canvas, node: TreeNode, label: Sequence[str], box: tuple[float, float], columns: _Columns, inks: Inks
) -> None:
    start, (y, height) = _start(node), box
    middle = y + height / 2
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
