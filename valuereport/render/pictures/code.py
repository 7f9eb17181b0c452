"""Draws a QR code."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import segno

from valuereport.model.statement import Code
from valuereport.render.pictures.drawing import POINTS, Drawing, Layer

_MASK: Final = 3
_DARK: Final = re.compile(rb"[^\0]+")
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
    squares = [
        (run.start(), place, run.end() - run.start()) for place, row in enumerate(rows) for run in _DARK.finditer(row)
    ]
    return Drawing(*code_size(), (Layer((), colour, squares=tuple(squares), grid=_SIZE / len(rows)),))
