"""Draws the year: a month beside the other, a dot for each use, and above some the number."""

from __future__ import annotations

from typing import Final

from valuereport.model.statement import Year
from valuereport.render.letters import SMALLEST, Letters
from valuereport.render.pictures.drawing import GRID, INK, POINTS, QUIET, Drawing, Layer, disc, written

_WIDTH: Final = 170 * POINTS
_HEIGHT: Final = 9.2 * POINTS
_LINE: Final = 4.6 * POINTS  # of the months, from the top
_RADIUS: Final = 0.8 * POINTS
_STEP: Final = 2.2 * POINTS  # from dot to dot
_DOTS: Final = 5  # more are a number


def year_size() -> tuple[float, float]:
    """Return the size of the picture in points."""
    return _WIDTH, _HEIGHT


def draw_year(year: Year, letters: Letters, colour: str, *, mirrored: bool) -> Drawing:
    """Return the drawing of a year; `mirrored`: it begins on the right, as a right-to-left page reads."""
    cell = _WIDTH / len(year.months)
    dots, names, numbers = [], [], []
    for place, month in enumerate(year.months):
        middle = (place + 0.5) * cell
        middle = _WIDTH - middle if mirrored else middle
        names.append(written(letters.outline(month.label), middle, _HEIGHT - 2.2, SMALLEST))
        if month.uses > _DOTS:
            number = letters.outline(month.number)
            width = number.width * 10
            dots.append(disc(middle - width / 2 - _RADIUS, _LINE - 5.2, _RADIUS))
            numbers.append(written(number, middle + _RADIUS, _LINE - 2.0, 10))
        else:
            start = middle - (month.uses - 1) * _STEP / 2
            dots += [disc(start + at * _STEP, _LINE - 5.2, _RADIUS) for at in range(month.uses)]
    line = ((0.0, _LINE), (_WIDTH, _LINE))
    return Drawing(
        *year_size(),
        (
            Layer((line,), GRID, 0.6),
            Layer(tuple(dots), colour),
            *([Layer((), INK, texts=tuple(numbers))] if numbers else []),
            Layer((), QUIET, texts=tuple(names)),
        ),
    )
