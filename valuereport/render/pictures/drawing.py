"""A drawing: paths in a few inks, as an SVG or as the operators of a PDF."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from valuereport.render.letters import Outline, Stroke

POINTS: Final = 72 / 25.4
"""A millimetre."""
INK, GRID, QUIET = "#1a242c", "#d5dde0", "#56636c"
_STYLE: dict[Any, Any] = {"svg.hashsalt": "valuereport", "path.simplify": False}
_ADDRESS: Final = "data:image/svg+xml;base64,"
# A hundredth of a point is not seen, and more digits are a third of a statement's bytes.
_MOVE_TO, _LINE_TO, _CURVE_TO = "%.2f %.2f m", "%.2f %.2f l", "%.2f %.2f %.2f %.2f %.2f %.2f c"
_RECTANGLE, _SQUARES = "%.2f %.2f %.2f %.2f re", "%d %d %d 1 re"
_THOUSAND: Final = 1000  # parts of a text's size
_ROUND: Final = 0.5523  # of a radius: where the control points of a quarter of a circle are
MARK: Final = 4321.125
"""Where a stand-in has its mark: far outside of what is seen."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text as it is drawn: its outline, where it starts, its baseline and its size."""

    outline: Outline
    x: float
    baseline: float
    size: float


@dataclass(frozen=True, slots=True)
class Layer:
    """Paths and texts in one ink: lines of a width, or filled shapes where there is none. Points from the top left.

    `rectangles`: left, top, width and height. `squares`: left, top and number of those that stand side by side, in
    a grid of `grid` points.
    """

    strokes: tuple[Stroke, ...]
    colour: str
    width: float = 0.0
    texts: tuple[Text, ...] = ()
    rectangles: tuple[tuple[float, float, float, float], ...] = ()
    squares: tuple[tuple[int, int, int], ...] = ()
    grid: float = 1.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture and its size in points; a layer for each ink, as few elements are read and drawn much faster."""

    width: float
    height: float
    layers: tuple[Layer, ...]


def disc(x: float, y: float, radius: float) -> Stroke:
    """Return the path of a circle."""
    near = radius * _ROUND
    return (
        (x + radius, y),
        (x + radius, y + near, x + near, y + radius, x, y + radius),
        (x - near, y + radius, x - radius, y + near, x - radius, y),
        (x - radius, y - near, x - near, y - radius, x, y - radius),
        (x + near, y - radius, x + radius, y - near, x + radius, y),
    )


def written(outline: Outline, x: float, baseline: float, size: float, share: float = 0.5) -> Text:
    """Return a text in its place; `share`: how much of it stands before `x`: 0 begins, 0.5 is centred, 1 ends there."""
    return Text(outline, x - outline.width * size * share, baseline, size)


def _strokes_of(text: Text) -> list[Stroke]:
    """Return a text's paths."""
    return [
        tuple(
            tuple(
                (text.baseline if place % 2 else text.x) + each * text.size / _THOUSAND
                for place, each in enumerate(point)
            )
            for point in stroke
        )
        for stroke in text.outline.strokes
    ]


def svg(drawing: Drawing) -> str:
    """Return a drawing as a data: address; the same drawing gives the same bytes in any process."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.transforms import Affine2D

    figure = Figure(figsize=(drawing.width / 72, drawing.height / 72), dpi=72, frameon=False)
    for order, layer in enumerate(drawing.layers):
        artist = _patch(layer)
        artist.set_transform(Affine2D().scale(1, -1).translate(0, drawing.height))
        artist.set_zorder(order)
        figure.add_artist(artist)
    out = io.BytesIO()
    with mpl.rc_context(_STYLE):
        FigureCanvasSVG(figure).print_svg(out, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _ADDRESS + base64.b64encode(out.getvalue()).decode("ascii")


def stand_in(width: float, height: float, number: int) -> str:
    """Return a picture of a size in points in which nothing but a mark is drawn."""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.6f}pt" height="{height:.6f}pt" '
        f'viewBox="0 0 {width:.6f} {height:.6f}">'
        f'<path d="M{number} {MARK}L{number} 0" fill="none" stroke="#000"/></svg>'
    )
    return _ADDRESS + base64.b64encode(svg.encode()).decode("ascii")


def operators(drawing: Drawing) -> bytes:
    """Return a drawing as a PDF draws it, in points from the top left."""
    lines = []
    for layer in drawing.layers:
        ink = " ".join(f"{int(layer.colour[at : at + 2], 16) / 255:.6g}" for at in (1, 3, 5))
        lines.append(f"q {ink} RG {layer.width:g} w" if layer.width else f"q {ink} rg")
        for stroke in layer.strokes:
            lines.append(_MOVE_TO % stroke[0])
            lines += [(_LINE_TO if len(each) == 2 else _CURVE_TO) % each for each in stroke[1:]]
        # A text's path is written once for all its places: it is moved and enlarged where it stands.
        for text in layer.texts:
            scale = f"{text.size / _THOUSAND:.6g}"
            lines.append(f"q {scale} 0 0 {scale} {text.x:.2f} {text.baseline:.2f} cm\n{text.outline.path}\nQ")
        lines += [_RECTANGLE % each for each in layer.rectangles]
        if layer.squares:
            lines.append(f"{layer.grid:.6g} 0 0 {layer.grid:.6g} 0 0 cm")
            lines += [_SQUARES % each for each in layer.squares]
        lines.append("S Q" if layer.width else "f Q" if layer.strokes or layer.rectangles or layer.squares else "Q")
    return "\n".join(lines).encode("ascii") + b"\n"


def _strokes(layer: Layer) -> Iterator[Stroke]:
    """Yield all of a layer as paths."""
    yield from layer.strokes
    grid = layer.grid
    squares = ((left * grid, top * grid, count * grid, grid) for left, top, count in layer.squares)
    for left, top, width, height in (*layer.rectangles, *squares):
        yield (left, top), (left + width, top), (left + width, top + height), (left, top + height)
    for text in layer.texts:
        yield from _strokes_of(text)


def _patch(layer: Layer) -> Any:  # noqa: ANN401 - matplotlib's own class
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outlines

    points: list[tuple[float, float]] = []
    codes: list[Any] = []
    for first, *others in _strokes(layer):
        points.append((first[0], first[1]))
        codes.append(Outlines.MOVETO)
        for each in others:
            points += zip(each[::2], each[1::2], strict=True)
            codes += [Outlines.LINETO] if len(each) == 2 else [Outlines.CURVE4] * 3
    path = Outlines(points, codes)
    if layer.width:
        return PathPatch(path, facecolor="none", edgecolor=layer.colour, linewidth=layer.width, capstyle="butt")
    return PathPatch(path, facecolor=layer.colour, linewidth=0, capstyle="butt")
