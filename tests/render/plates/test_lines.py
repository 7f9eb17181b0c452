"""A value stands in its slot as WeasyPrint would set it: the same lines, the same cuts, at the same places."""

from __future__ import annotations

from functools import cache
from html import escape
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.render.plates.equality import differences
from tests.sheets import SHIPPED, Desk
from valuereport.render.look import look_of
from valuereport.render.plates import NotAPlate, Plate
from valuereport.render.plates.assembler import Assembler
from valuereport.render.plates.layout import make_plate
from valuereport.render.plates.parameterised import SLOT, PersonalValues
from valuereport.render.plates.shaper import Shaper
from valuereport.render.plates.subset_fonts import SubsetFonts, subset_fonts
from valuereport.render.typesetter import Typesetter

PAGE = """<!DOCTYPE html><html lang="en"><title>t</title><body><main class="side ltr"><div class="region counted">
<p class="slot line"{0} style="width: 60mm">{1}</p>
<p class="slot two"{2} style="width: 45mm; height: 8mm">{3}</p>
<p class="slot figure"{4} style="width: 60mm; text-align: right">{5}</p>
<p class="slot wrap"{6} style="width: 60mm">{7}</p>
</div></main></body></html>"""
FRAME = '<!DOCTYPE html><html lang="en"><title>t</title><body><main class="side ltr"></main></body></html>'
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZäöüéèßçñłżœ0123456789 .,'’-–()/&:;€£%…\u00a0"
WORDS = st.sampled_from(
    [
        "after",
        "staff",
        "Werftstraße",
        "Portes",
        "coupe-feu",
        "e.g.",
        "(1\xa0×)",
        "–",
        "L’humidité",
        "12,400",
        "Mentoring-Gespräche",
        "différé",
        "AVATAR",
        "fire-door",
        "Öffentlichkeitsarbeit",
        "VAT/GST",
        "a",
        "I",
        "£1,047.98",
        "12/09/2026",
        "co-operative",
        "ffi",
        "office",
        "x",
        "Donaudampfschifffahrtsgesellschaftskapitän",
    ]
)


@cache
def tools() -> tuple[Typesetter, Shaper, SubsetFonts, Plate, Plate]:
    look = look_of(Desk().settings)
    typesetter, letters = Typesetter([SHIPPED], look), Shaper(look.family)
    boxes = [
        f' id="slot-{number}-{lines}-{cut}"'
        for number, (lines, cut) in enumerate(((1, "cut"), (2, "cut"), (1, "whole"), (3, "cut")))
    ]
    marked = PAGE.format(*(each for box in boxes for each in (box, SLOT)))
    cut = subset_fonts([*LETTERS, "×", "Ö"], typesetter, letters)
    return (
        typesetter,
        letters,
        cut,
        make_plate(marked, typesetter, letters, ["en"]),
        make_plate(FRAME, typesetter, letters, ["en"]),
    )


def fill(shaper: Shaper, cut: SubsetFonts, frame: Plate, plate: Plate, values: tuple[str, ...]) -> bytes:
    filler = Assembler(shaper, cut, "#000000")
    return filler.assembled(
        (filler.loaded(frame, "en"), PersonalValues((), (), ())),
        [(filler.loaded(plate, "en"), PersonalValues(values, (), ()))],
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    line=st.lists(WORDS, min_size=1, max_size=14),
    two=st.lists(WORDS, min_size=1, max_size=18),
    figure=WORDS,
    grows=st.lists(WORDS, min_size=1, max_size=4),
)
def test_whatever_is_filled_is_as_weasyprint_sets_it(
    line: list[str], two: list[str], figure: str, grows: list[str], tmp_path: Path
) -> None:
    typesetter, letters, cut, plate, frame = tools()
    values = (" ".join(line), " ".join(two), figure, " ".join(grows))
    try:
        filled = fill(letters, cut, frame, plate, values)
    except NotAPlate:
        assume(False)
    html = PAGE.format(*(each for value in values for each in ("", escape(value))))
    direct = typesetter.write(typesetter.lay_out(html, mirrored=False), ["en"])
    assert differences(direct, filled, tmp_path) == []


@pytest.mark.parametrize(
    "value",
    [
        "two  spaces",
        " before",
        "after ",
        "שלום",
        "日本",
        "a\u0301",
        "line\nbreak",
        "soft\u00adhyphen",
        "W" * 80,
        "🙂",
        "\t",
    ],
)
def test_what_is_in_doubt_is_not_filled(value: str) -> None:
    _, letters, cut, plate, frame = tools()
    with pytest.raises(NotAPlate):
        fill(letters, cut, frame, plate, ("a", "b", value, "c"))


@pytest.mark.parametrize("value", ["Donaudampfschifffahrtsgesellschaft " * 2, "after " * 20, "x" * 90])
def test_a_box_that_would_grow_is_not_filled(value: str) -> None:
    _, letters, cut, plate, frame = tools()
    with pytest.raises(NotAPlate, match="no room"):
        fill(letters, cut, frame, plate, ("a", "b", "c", value.strip()))
