"""How wide a text is and in how many lines it stands: known before it is set, and never too little."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from markupsafe import escape

from tests.render.test_fonts import SANS
from tests.sheets import SHIPPED, Desk
from tests.wording.test_catalogues import LANGUAGES, catalogue, forms, key, on_paper
from valuereport.render.fonts import custom_face
from valuereport.render.letters import SMALLEST, Letters, Stroke, letters_of
from valuereport.render.look import look_of
from valuereport.render.plates.shaper import UNITS, Shaper
from valuereport.render.typesetter import Typesetter

PIXEL = 25.4 / 96  # millimetres
SIZES = (16.0, 14.0, 12.0, 10.0, 9.0, SMALLEST)
ENGLISH = letters_of("en-GB", None)
SHAPER = Shaper(None)
FIGURES = st.text("0123456789.,’'%£€$¥₹+−–-\u00a0\u202f", min_size=1, max_size=24)
CURRENCIES = st.sampled_from(["", "£", "€", "CHF\u00a0", "US$", "\u00a0zł", "\u00a0kr", "R$\u00a0", "CA$", "GBP\u00a0"])


def set_width(text: str, points: float, *, bold: bool, features: tuple[str, ...] = (), language: str = "en") -> float:
    """Return how wide HarfBuzz sets a text, in millimetres, in Pango's units; 0 where it is in doubt."""
    shaped = SHAPER.shape(SHAPER.faces()[bold], points * 96 / 72, text, features, language)
    return shaped.width / UNITS * PIXEL if shaped else 0.0


@given(FIGURES, CURRENCIES, st.booleans(), st.sampled_from((30.0, *SIZES)), st.booleans())
def test_no_figure_is_wider_than_it_is_said_to_be(
    figure: str, currency: str, before: bool, size: float, bold: bool
) -> None:
    """With figures of one width, as they are set, and without."""
    text = f"{currency}{figure}" if before else f"{figure}{currency}"
    width = ENGLISH.width(text, size, bold=bold)
    for features in (("tnum",), ()):
        found = set_width(text, size, bold=bold, features=features)
        assume(found)
        assert found <= width
        assert found >= 0.85 * width or not features  # nor is much more room asked for than it takes


def test_a_wide_family_of_the_organisations_own_is_measured_and_not_ours() -> None:
    own = custom_face("House Wide", SANS / "SourceSansPro-Regular.otf", SANS / "SourceSansPro-Black.otf")
    letters, shaper = letters_of("en-GB", own), Shaper(own)
    for money in ("£505,092,455.82", "1,147.25 €", "CHF\u00a0898.98"):
        shaped = shaper.shape(shaper.faces()[1], 16.0, money, ("tnum",), "en")
        assert shaped
        width = letters.width(money, 12.0, bold=True)
        assert shaped.width / UNITS * PIXEL <= width
        assert width > ENGLISH.width(money, 12.0, bold=True)


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each not in ("ar", "ja", "zh")])
def test_no_text_of_ours_is_wider_than_it_is_said_to_be(language: str) -> None:
    """A pair such as "ry" may be set wider than its letters are, but no text has only such pairs."""
    letters = letters_of(language, None)
    for text in messages(language):
        for bold in (False, True):
            found = set_width(text, 10.0, bold=bold, language=language)
            assert found <= letters.width(text, 10.0, bold=bold) + 0.02, text


def messages(language: str) -> Iterator[str]:
    printed = (message for message in catalogue(language) if message.id and key(message) in on_paper())
    yield from (text.strip() for message in printed for text in forms(message.string) if text.strip())


def test_a_letter_that_no_font_has_takes_room() -> None:
    assert ENGLISH.width("\U0001f984", 10.0) > 3.0
    assert ENGLISH.width("", 10.0) == 0.0


@given(st.lists(FIGURES, min_size=1, max_size=3), st.floats(1.0, 70.0), st.booleans())
def test_the_size_is_the_largest_at_which_each_text_has_room(texts: list[str], room: float, bold: bool) -> None:
    size = ENGLISH.size(texts, room, SIZES, bold=bold)
    fits = [each for each in SIZES if all(ENGLISH.width(text, each, bold=bold) <= room for text in texts)]
    assert size == (fits[0] if fits else None)


def test_there_is_a_size_where_there_is_nothing_to_set() -> None:
    assert ENGLISH.size((), 10.0, SIZES) == ENGLISH.size(("",), 10.0, SIZES) == SIZES[0]


@pytest.mark.parametrize(
    ("money", "size"), [("£417", 30), ("£123,456,789", 30), ("£505,092,455.82", 26), ("£" + "9" * 60, None)]
)
def test_nine_figures_have_room_and_sixty_have_none(money: str, size: float | None) -> None:
    """In the headline's 66 mm."""
    found = ENGLISH.size((money,), 66.0, (30, 26, 22, 19, 16, 14, 12, 10, 8), bold=True)
    assert found == size


@given(st.text("abc deé-\u00a0", max_size=80), st.floats(5.0, 60.0))
def test_in_less_room_a_text_has_at_least_as_many_lines(text: str, room: float) -> None:
    lines = ENGLISH.lines(text, 9.0, room)
    assert lines <= ENGLISH.lines(text, 9.0, room / 2)
    assert lines >= ENGLISH.width(text.strip(), 9.0) / 1.02 // room


def test_a_word_without_room_is_parted() -> None:
    assert ENGLISH.lines("W" * 40, 10.0, 20.0) >= 6
    assert ENGLISH.lines("Two words", 10.0, 170.0) == 1


ROOMS = ((8.0, 54.0), (9.0, 34.0), (8.5, 82.5), (10.0, 170.0))
"""Of sources, of four things side by side, of the method's columns, of the thanks: points and millimetres."""


@cache
def typesetter() -> Typesetter:
    return Typesetter([SHIPPED], look_of(Desk().settings))


@pytest.mark.parametrize(("language", "more"), [("de", 1.1), ("pl", 1.1), ("ar", 1.1), ("ja", 1.1), ("zh", 1.1)])
def test_no_text_needs_more_lines_than_it_is_said_to(language: str, more: float) -> None:
    """Our longest messages, laid out by WeasyPrint; nor are many more said."""
    letters = letters_of(language, None)
    texts = sorted(set(messages(language)), key=len)[-60::4]
    cases = [(text, *room) for text in texts for room in ROOMS]
    found = lines_laid_out(cases, language)
    said = [letters.lines(*case) for case in cases]
    assert [(case, lines, real) for case, lines, real in zip(cases, said, found, strict=True) if real > lines] == []
    assert sum(said) <= more * sum(found)


def lines_laid_out(cases: list[tuple[str, float, float]], language: str) -> list[int]:
    """Return in how many lines WeasyPrint sets each text, of a size in a room."""
    page = "".join(
        f'<p id="{place}" class="whole" style="width: {room}mm; font-size: {size}pt; line-height: 5mm; '
        f'break-inside: avoid">{escape(text)}</p>'
        for place, (text, size, room) in enumerate(cases)
    )
    way = "rtl" if language == "ar" else "ltr"
    laid_out = typesetter().lay_out(f'<html lang="{language}" dir="{way}">{page}', mirrored=way == "rtl")
    found = {name: bottom - top for each in laid_out.pages for name, (_, top, _, bottom) in each.anchors.items()}
    return [round(found[str(place)] * PIXEL / 5 - 0.02) for place in range(len(cases))]


def test_letters_of_a_locale_are_made_once() -> None:
    assert letters_of("en-GB", None) is ENGLISH
    assert isinstance(ENGLISH, Letters)


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
