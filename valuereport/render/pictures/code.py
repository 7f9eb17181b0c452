"""Draws a QR code."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import segno

from valuereport.model.statement import Code
from valuereport.render.letters import Stroke
from valuereport.render.pictures.drawing import POINTS, Drawing, Layer, rectangle

_MASK: Final = 3
_SIZE: Final = 22 * POINTS  # statement.css: .scan .code


def code_size() -> tuple[float, float]:
    """Return the size of a code in points, however much is in it."""
    return _SIZE, _SIZE


@lru_cache(maxsize=16)
def draw_code(code: Code, colour: str) -> Drawing:
    """Return the QR code of an address; a quarter of it may be soiled and it still reads.

    One mask for all: to try all eight takes five times as long as the rest of a statement, and each of them reads.
    """
    rows = segno.make(code.address, error="q", micro=False, mask=_MASK).matrix
    module = _SIZE / len(rows)
    return Drawing(
        *code_size(),
        (Layer(tuple(run for place, row in enumerate(rows) for run in _runs(row, place, module)), colour),),
    )


def _runs(row: bytes | bytearray, place: int, module: float) -> list[Stroke]:
    """Return the dark runs of a row, each as one rectangle."""
    runs, start = [], -1
    for at, dark in enumerate((*row, 0)):
        if dark and start < 0:
            start = at
        elif not dark and start >= 0:
            runs.append(rectangle(start * module, place * module, at * module, (place + 1) * module))
            start = -1
    return runs
