"""A page's operations as a flat list of drawings, each of which says by itself where and how it is painted.

What a printer does not need is gone: tags, clips that cut nothing off, digits below a thousandth of a unit. Because a
drawing depends on nothing that was painted before, what recurs on many pages can be found and kept once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from valuereport.deliver.print.geometry import (
    IDENTITY,
    Box,
    Matrix,
    bounds,
    contains,
    overlap,
    spread,
    then,
    union,
)

_TOKEN: Final = re.compile(
    rb"\s*(?:"
    rb"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?![\w.]))"
    rb"|(?P<name>/[^\s<>\[\](){}/%]*)"
    rb"|(?P<properties><<(?:[^<>()]|<[^<>()]*>)*>>)"
    rb"|(?P<text><[0-9A-Fa-f\s]*>)"
    rb"|(?P<array>\[(?:[^\[\]<>()]|<[0-9A-Fa-f\s]*>)*\])"
    rb"|(?P<operator>[A-Za-z]+[0-9]?\*?)"
    rb"|(?P<end>\Z))"
)
_PIECE: Final = re.compile(rb"<([0-9A-Fa-f\s]*)>|([+-]?(?:\d+\.?\d*|\.\d+))")
_TAGS: Final = frozenset({b"BDC", b"BMC", b"EMC", b"MP", b"DP"})
_COLOURS: Final = {b"rg": b"fill", b"g": b"fill", b"k": b"fill", b"RG": b"stroke", b"G": b"stroke", b"K": b"stroke"}
_SPACES: Final = {b"cs": b"fill", b"CS": b"stroke"}
_IN_SPACE: Final = {b"sc": b"fill", b"scn": b"fill", b"SC": b"stroke", b"SCN": b"stroke"}
_OWN_SPACES: Final = frozenset({b"/DeviceGray", b"/DeviceRGB", b"/DeviceCMYK", b"/Pattern"})
_EVERYWHERE: Final[Box] = (-1e9, -1e9, 1e9, 1e9)
_LINES: Final = (b"w", b"J", b"j", b"M", b"d")
_PATHS: Final = frozenset({b"m", b"l", b"c", b"v", b"y", b"h", b"re"})
_FILL: Final = (b"fill", b"ca")
_STROKE: Final = (b"stroke", b"CA", *_LINES)
_PAINTS: Final[Mapping[bytes, tuple[bytes, ...]]] = {
    **dict.fromkeys((b"f", b"f*", b"F"), _FILL),
    **dict.fromkeys((b"S", b"s"), _STROKE),
    **dict.fromkeys((b"B", b"B*", b"b", b"b*"), _FILL + _STROKE),
}
_PLACES: Final = 3  # decimals that a place on the page keeps; with two, glyphs jump in viewers that snap them to pixels


class UnfamiliarError(ValueError):
    """The page paints with an operation that is not taken apart here."""


class Step(NamedTuple):
    """A change of place: a matrix, or a clip with the rectangle on the page that it is (None: another shape)."""

    operations: bytes
    matrix: bool
    clip: Box | None = None


Place = tuple[Step, ...]
Looks = tuple[tuple[bytes, bytes], ...]


class Drawing(NamedTuple):
    """One thing painted: the places it stands in (outermost first), the looks it depends on, and the operations.

    `text`: the operations stand between BT and ET. `box`: the part of the page that may change by it, in points, or
    None where it leaves no ink.
    """

    place: Place
    looks: Looks
    operations: bytes
    text: bool
    box: Box | None

    @property
    def bound(self) -> bool:
        """Whether the drawing has a pattern, whose place depends on the page that it is painted on itself."""
        return any(look.startswith(b"/Pattern") for _, look in self.looks)


class Page(NamedTuple):
    """What a page paints; the drawings' places begin inside `base`, which holds matrices only."""

    base: Place
    drawings: tuple[Drawing, ...]


class Glyphs(NamedTuple):
    """A font as text refers to it: its new name; advance and ink of a glyph in thousandths of the size."""

    name: bytes
    measure: Callable[[int], tuple[float, Box | None]]


OPAQUE: Final = b"/Opaque gs"
AT_FIRST: Final[Mapping[bytes, bytes]] = {b"ca": OPAQUE, b"CA": OPAQUE, b"Ts": b"0 Ts"}
"""Looks that a page begins with; `OPAQUE` names a graphics state that each page has to have."""


class Names(NamedTuple):
    """What the names of a page's resources stand for."""

    fonts: Mapping[bytes, Glyphs]
    objects: Mapping[bytes, tuple[bytes, bool]]  # the new name, and whether it is an image (else a form)
    alphas: Mapping[bytes, Looks]  # "ca" and "CA" with the operation that sets it
    spaces: Mapping[bytes, bytes] = {}
    patterns: Mapping[bytes, bytes] = {}
    shadings: Mapping[bytes, bytes] = {}


def short(number: bytes | float, digits: int = _PLACES) -> bytes:
    """Return a number as short as it may be with so many decimals."""
    text = f"{float(number):.{digits}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text.startswith(("0.", "-0.")):
        text = text.replace("0.", ".", 1)
    return b"0" if text in ("-0", "") else text.encode()


def take_apart(content: bytes, names: Names) -> Page:
    """Return what a page's content paints, in order. Raises UnfamiliarError."""
    reader = _Reader(names)
    operands: list[bytes] = []
    position = 0
    while match := _TOKEN.match(content, position):
        position = match.end()
        kind = match.lastgroup
        if kind == "operator":
            try:
                reader.take(match["operator"], operands)
            except (IndexError, KeyError, ValueError) as error:
                raise UnfamiliarError(f"{match['operator']!r}: {error}") from None
            operands = []
        elif kind == "end":
            return _based(reader.drawings)
        else:
            operands.append(match[kind or 0])
    raise UnfamiliarError(content[position : position + 20].decode("latin-1"))


def _based(drawings: list[Drawing]) -> Page:
    """Return the page with the matrices that all drawings share taken out of them."""
    count = 0
    if drawings:
        for steps in zip(*(drawing.place for drawing in drawings), strict=False):
            if not steps[0].matrix or any(step != steps[0] for step in steps):
                break
            count += 1
        base = drawings[0].place[:count]
    else:
        base = ()
    return Page(base, tuple(drawing._replace(place=drawing.place[count:]) for drawing in drawings))


class _State(NamedTuple):
    place: Place
    matrix: Matrix
    clip: Box
    looks: Mapping[bytes, bytes]
    font: Glyphs | None = None
    size: float = 0.0
    rise: float = 0.0


class _Reader:
    """Follows the graphics state through a page."""

    def __init__(self, names: Names) -> None:
        self.drawings: list[Drawing] = []
        self._names = names
        looks = {b"fill": b"0 g", b"stroke": b"0 G", **AT_FIRST}
        self._now = _State((), IDENTITY, _EVERYWHERE, looks)
        self._saved: list[_State] = []
        self._path: list[bytes] = []
        self._points: list[tuple[float, float]] = []
        self._clip = b""
        self._line: bytes | None = None  # sets the matrix of the text that is begun; empty once something is shown
        self._start: Matrix = IDENTITY
        self._pen = 0.0
        self._shown: list[tuple[bytes, bytes]] = []  # the looks of the last show

    def take(self, operator: bytes, operands: list[bytes]) -> None:
        if operator in _TAGS:
            return
        if operator == b"q":
            self._saved.append(self._now)
        elif operator == b"Q":
            self._now = self._saved.pop()
        elif operator == b"cm":
            self._turn([short(operand, 6) for operand in operands])
        elif operator in _COLOURS:
            self._look(_COLOURS[operator], b" ".join([*operands, operator]))
        elif operator in _SPACES or operator in _IN_SPACE:
            self._colour(operator, operands)
        elif operator in _LINES:
            self._look(operator, b" ".join([*operands, operator]))
        elif operator == b"gs":
            for name, look in self._names.alphas[operands[0]]:
                self._look(name, look)
        elif operator in _PATHS:
            self._extend(operator, operands)
        elif operator in (b"W", b"W*"):
            self._clip = operator
        elif operator in _PAINTS:
            self._paint(operator)
        elif operator == b"n":
            self._end_path()
        elif operator == b"Do":
            self._use(operands[0])
        elif operator == b"sh":
            self._add(self._names.shadings[operands[0]] + b" sh", self._looks((b"ca",)), _EVERYWHERE)
        else:
            self._write(operator, operands)

    def _look(self, name: bytes, look: bytes) -> None:
        self._now = self._now._replace(looks={**self._now.looks, name: look})

    def _colour(self, operator: bytes, operands: list[bytes]) -> None:
        """Set a colour in a space of its own, or a pattern; the space is part of the look."""
        if operator in _SPACES:
            space = operands[0] if operands[0] in _OWN_SPACES else self._names.spaces[operands[0]]
            self._look(_SPACES[operator] + b" space", space + b" " + operator)
            return
        name = _IN_SPACE[operator]
        values = [self._names.patterns[each] if each.startswith(b"/") else each for each in operands]
        self._look(name, b" ".join([self._now.looks[name + b" space"], *values, operator]))

    def _turn(self, operands: list[bytes]) -> None:
        a, b, c, d, e, f = map(float, operands)
        if (a, b, c, d, e, f) == IDENTITY:
            return
        step = Step(b" ".join([*operands, b"cm"]), matrix=True)
        self._now = self._now._replace(
            place=(*self._now.place, step), matrix=then((a, b, c, d, e, f), self._now.matrix)
        )

    def _extend(self, operator: bytes, operands: list[bytes]) -> None:
        numbers = [float(operand) for operand in operands]
        if operator == b"re":
            x, y, width, height = numbers
            self._points += [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        else:
            self._points += zip(numbers[::2], numbers[1::2], strict=True)
        self._path.append(b" ".join([*map(short, operands), operator]))

    def _paint(self, operator: bytes) -> None:
        box = bounds(self._points, self._now.matrix)
        needed = _PAINTS[operator]
        if box and b"stroke" in needed:
            width = float(self._now.looks.get(b"w", b"1 w").split()[0])
            mitre = float(self._now.looks.get(b"M", b"10 M").split()[0])
            box = spread(box, width * max(mitre, 1.5) * max(map(abs, self._now.matrix[:4])))
        self._add(b" ".join([*self._path, operator]), self._looks(needed), box)
        self._end_path()

    def _end_path(self) -> None:
        if self._clip and (box := bounds(self._points, self._now.matrix)):
            whole = _rectangular(self._points, self._path) and not any(self._now.matrix[1:3])
            step = Step(b" ".join([*self._path, self._clip, b"n"]), matrix=False, clip=box if whole else None)
            clip = overlap(box, self._now.clip) or (*box[:2], *box[:2])
            self._now = self._now._replace(place=(*self._now.place, step), clip=clip)
        self._path, self._points, self._clip = [], [], b""

    def _use(self, name: bytes) -> None:
        new, image = self._names.objects[name]
        square = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
        box = bounds(square, self._now.matrix) if image else _EVERYWHERE
        self._add(new + b" Do", self._looks(_FILL if image else _FILL + _STROKE), box)

    def _write(self, operator: bytes, operands: list[bytes]) -> None:
        if operator == b"BT":
            self._line, self._start, self._pen = b"1 0 0 1 0 0 Tm", IDENTITY, 0.0
        elif operator == b"ET":
            self._line = None
        elif operator == b"Tf":
            font = self._names.fonts[operands[0]]
            self._now = self._now._replace(font=font, size=float(operands[1]))
            self._look(b"Tf", font.name + b" " + short(operands[1], 4) + b" Tf")
        elif operator == b"Ts":
            self._now = self._now._replace(rise=float(operands[0]))
            self._look(b"Ts", short(operands[0], 3) + b" Ts")
        elif operator == b"Tm":
            a, b, c, d, e, f = map(float, operands)
            self._start, self._pen = (a, b, c, d, e, f), 0.0
            self._line = b" ".join([*(short(each, 5) for each in (a, b, c, d)), short(e), short(f), b"Tm"])
        elif operator in (b"TJ", b"Tj") and self._line is not None:
            self._show(operands[0])
        else:
            raise ValueError("not known")

    def _show(self, operand: bytes) -> None:
        """Paint glyphs; a show that goes on from where the one before ended is one drawing with it."""
        font, size = self._now.font, self._now.size
        if font is None or self._line is None:
            raise ValueError("no font")
        operations, pieces = _glyphs(operand)
        box: Box | None = None
        pen = self._pen
        for piece in pieces:
            if isinstance(piece, float):
                pen -= piece * size / 1000
                continue
            advance, ink = font.measure(piece)
            if ink:
                left, low, right, high = (each * size / 1000 for each in ink)
                box = union(box, (pen + left, low + self._now.rise, pen + right, high + self._now.rise))
            pen += advance * size / 1000
        self._pen = pen
        if box:
            corners = [(box[0], box[1]), (box[2], box[1]), (box[2], box[3]), (box[0], box[3])]
            box = bounds(corners, then(self._start, self._now.matrix))
        looks = self._looks((*_FILL, b"Tf", b"Ts"))
        if self._line:
            self._add(self._line + b" " + operations, looks, box, text=True)
        else:
            last = self.drawings.pop()
            changed = [look for name, look in looks if (name, look) not in self._shown]
            seen = overlap(box, self._now.clip) if box else None
            self.drawings.append(
                last._replace(
                    place=self._now.place,
                    operations=b" ".join([last.operations, *changed, operations]),
                    box=union(last.box, seen) if seen else last.box,
                )
            )
        self._line, self._shown = b"", looks

    def _looks(self, needed: Iterable[bytes]) -> list[tuple[bytes, bytes]]:
        return [(name, self._now.looks[name]) for name in needed if name in self._now.looks]

    def _add(self, operations: bytes, looks: list[tuple[bytes, bytes]], box: Box | None, *, text: bool = False) -> None:
        seen = overlap(box, self._now.clip) if box else None
        place = tuple(step for step in self._now.place if not (box and step.clip and contains(step.clip, box)))
        self.drawings.append(Drawing(place, tuple(looks), operations, text, seen))


def _rectangular(points: list[tuple[float, float]], path: list[bytes]) -> bool:
    """Say whether a path is one rectangle along the axes."""
    corners = set(points)
    sides = {x for x, _ in corners}, {y for _, y in corners}
    return len(points) == len(corners) == 4 and all(len(side) == 2 for side in sides) and len(path) in (1, 4, 5)


def _glyphs(operand: bytes) -> tuple[bytes, list[int | float]]:
    """Return the operation that shows an array of glyphs, without empty kerns; and its glyphs and kerns (float)."""
    pieces: list[int | float] = []
    parts: list[bytes] = []
    run = b""
    for digits, kern in _PIECE.findall(operand):
        if kern:
            if float(kern):
                parts += [_string(run)] if run else []
                parts.append(short(kern, 1))
                pieces.append(float(kern))
                run = b""
            continue
        codes = bytes.fromhex(digits.decode())
        pieces += [high << 8 | low for high, low in zip(codes[::2], codes[1::2], strict=True)]
        run += codes
    parts += [_string(run)] if run else []
    if len(parts) == 1 and run:
        return parts[0] + b"Tj", pieces
    return b"[" + b"".join(parts) + b"]TJ", pieces


def _string(codes: bytes) -> bytes:
    escaped = codes.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)").replace(b"\r", rb"\r")
    return b"(" + escaped + b")"
