"""A page taken apart and written back paints the same, and blocks never change the order of what touches."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from valuereport.deliver.print.blocks import Block, painted_in_order
from valuereport.deliver.print.drawings import Drawing, Glyphs, Names, UnfamiliarError, short, take_apart
from valuereport.deliver.print.geometry import Box, overlap
from valuereport.deliver.print.writer import written

NAMES = Names({b"/A": Glyphs(b"/F0", lambda glyph: (500.0, (0.0, 0.0, 500.0, 700.0) if glyph else None))}, {}, {})


@pytest.mark.parametrize(
    ("number", "as_written"),
    [
        ("12.666016", b"12.666"),
        ("0.50", b".5"),
        ("-0.25", b"-.25"),
        ("-0.0001", b"0"),
        ("100", b"100"),
        ("10.0", b"10"),
    ],
)
def test_numbers_are_short(number: str, as_written: bytes) -> None:
    assert short(number.encode()) == as_written


@given(st.floats(-20_000, 20_000))
def test_a_short_number_is_off_by_less_than_a_thousandth(number: float) -> None:
    assert abs(float(short(number)) - number) <= 0.0005 + 1e-9


def test_tags_empty_kerns_and_clips_that_cut_nothing_go() -> None:
    content = b"""q 0 0 100 100 re W n 10 10 80 80 re W n /P <</MCID 0>> BDC 1 0 0 rg
        BT 1 0 0 1 20 20 Tm /A 10 Tf [<0001>0<0002>-5<0003>0] TJ ET EMC Q"""
    page = take_apart(content, NAMES)
    assert written(page.drawings) == b"BT\n1 0 0 rg\n/F0 10 Tf\n1 0 0 1 20 20 Tm [(\0\1\0\2)-5(\0\3)]TJ\nET"


def test_a_clip_that_cuts_stays() -> None:
    page = take_apart(b"q 0 0 22 100 re W n BT 1 0 0 1 20 20 Tm /A 10 Tf <0001> Tj ET Q", NAMES)
    assert b"0 0 22 100 re W n" in written(page.drawings)
    assert page.drawings[0].box == (20, 20, 22, 27)


def test_what_paints_to_its_clip_keeps_it() -> None:
    names = NAMES._replace(objects={b"/X": (b"/I0", False)}, shadings={b"/S": b"/S0"})
    page = take_apart(b"q 5 5 9 9 re W n /X Do Q q 5 5 9 9 re W n /S sh Q", names)
    assert [drawing.place[0].operations for drawing in page.drawings] == [b"5 5 9 9 re W n"] * 2
    assert [drawing.box for drawing in page.drawings] == [(5, 5, 14, 14)] * 2


def test_a_text_in_two_fonts_goes_on_where_it_stopped() -> None:
    names = NAMES._replace(fonts={**NAMES.fonts, b"/B": Glyphs(b"/F1", lambda glyph: (500.0, None))})
    page = take_apart(b"BT 1 0 0 1 2 3 Tm /A 9 Tf <0001> Tj /B 9 Tf <0002> Tj /A 9 Tf <0003> Tj ET", names)
    assert len(page.drawings) == 1
    operations = written(page.drawings)
    assert operations.index(b"/F0") < operations.index(b"/F1") < operations.rindex(b"/F0")


@pytest.mark.parametrize("content", [b"/P sh", b"BT 3 Tr ET", b"BT /A 9 Tf (a) Tj ET", b"Q", b"/X Do", b"(", b"1 2 cm"])
def test_what_is_not_known_is_left_alone(content: bytes) -> None:
    with pytest.raises(UnfamiliarError):
        take_apart(content, NAMES)


def drawing(number: int, box: Box) -> Drawing:
    return Drawing((), (), b"%d" % number, text=False, box=box)


BOXES = st.tuples(*[st.integers(0, 12)] * 2, *[st.integers(0, 5)] * 2).map(
    lambda at: (float(at[0]), float(at[1]), float(at[0] + at[2]), float(at[1] + at[3]))
)


@given(st.lists(st.tuples(BOXES, st.integers(0, 5)), max_size=25))
def test_blocks_keep_the_order_of_what_touches(given_: list[tuple[Box, int]]) -> None:
    drawings = [drawing(number, box) for number, (box, _) in enumerate(given_)]
    groups: dict[int, list[int]] = {}
    for place, (_, group) in enumerate(given_):
        groups.setdefault(group, []).append(place)
    blocks = {
        place: Block(group, (), tuple(drawings[each] for each in places))
        for group, places in groups.items()
        if group  # group 0 is single drawings
        for place in places
    }
    painted: list[Drawing] = []
    for item in painted_in_order(drawings, blocks):
        painted += item.drawings if isinstance(item, Block) else (item,)
    assert sorted(painted) == sorted(drawings)
    place = {each: number for number, each in enumerate(painted)}
    for one, other in combinations(drawings, 2):
        if one.box and other.box and overlap(one.box, other.box):
            assert place[one] < place[other]


def test_drawings_that_touch_nothing_else_are_painted_as_one_block() -> None:
    drawings = [drawing(number, (20.0 * number, 0, 20.0 * number + 5, 5)) for number in range(4)]
    block = Block(0, (), (drawings[0], drawings[2]))
    assert painted_in_order(drawings, {0: block, 2: block}) == [block, drawings[1], drawings[3]]
