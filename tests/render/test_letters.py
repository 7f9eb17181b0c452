"""Letters as they are drawn in a picture."""

from __future__ import annotations

from valuereport.render.letters import Stroke, letters_of


def shape(strokes: tuple[Stroke, ...]) -> list[list[float]]:
    """Return paths as they are wherever they stand on their line."""
    left = min(point[0] for point in strokes[0])
    return [
        [round(each - left * (at % 2 == 0), 6) for point in stroke for at, each in enumerate(point)]
        for stroke in strokes
    ]


def test_a_number_beside_arabic_letters_keeps_the_order_of_its_digits() -> None:
    both = letters_of("ar-EG", None).outline("500 مليون").strokes
    last, before = both[-2:], both[-4:-2]  # a nought has two paths
    assert shape(last) == shape(before)
    assert last[0][0][0] > before[0][0][0] > both[-5][0][0] > both[0][0][0]
