"""Letters as they are drawn in a picture."""

from __future__ import annotations

import pytest

from valuereport.render.letters import Stroke, letters_of


def moved(strokes: tuple[Stroke, ...], by: float) -> list[list[float]]:
    return [[each + by * (at % 2 == 0) for point in stroke for at, each in enumerate(point)] for stroke in strokes]


def test_a_number_beside_arabic_letters_keeps_the_order_of_its_digits() -> None:
    outline = letters_of("ar-EG", None).outline
    number, word, both = outline("500"), outline("مليون"), outline("500 مليون")
    assert both.width > number.width + word.width
    begins = both.width - number.width
    for found, shall in zip(moved(both.strokes[-len(number.strokes) :], 0), moved(number.strokes, begins), strict=True):
        assert found == pytest.approx(shall, abs=1e-6)
    assert moved(both.strokes[: len(word.strokes)], 0) == moved(word.strokes, 0)
