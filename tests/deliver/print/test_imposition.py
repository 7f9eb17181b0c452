"""Each statement begins on its own sheet, and no file divides one."""

from __future__ import annotations

from itertools import groupby, pairwise

from hypothesis import given
from hypothesis import strategies as st

from valuereport.deliver.print.imposition import Place, next_place

PAGES = st.lists(st.integers(1, 9), min_size=1, max_size=60)


def imposed(pages: list[int], sheets: int) -> list[Place]:
    places: list[Place] = []
    for count in pages:
        places.append(next_place(places[-1] if places else None, count, sheets))
    return places


@given(PAGES, st.integers(0, 12))
def test_every_statement_begins_on_an_odd_page_right_after_the_one_before(pages: list[int], sheets: int) -> None:
    places = imposed(pages, sheets)
    assert [place.pages for place in places] == pages
    assert [place.sequence for place in places] == list(range(1, len(pages) + 1))
    for place in places:
        assert place.first_page % 2 == 1
        assert place.first_page == 2 * place.first_sheet - 1
        assert place.pages + place.blanks == 2 * place.sheets
        assert place.blanks in (0, 1)
    for one, other in pairwise(places):
        if one.part == other.part:
            assert other.first_sheet == one.first_sheet + one.sheets
        else:
            assert (other.part, other.first_sheet) == (one.part + 1, 1)


@given(PAGES, st.integers(1, 12))
def test_a_part_has_no_more_sheets_than_asked_unless_one_statement_has(pages: list[int], sheets: int) -> None:
    for _, part in groupby(imposed(pages, sheets), key=lambda place: place.part):
        places = list(part)
        assert sum(place.sheets for place in places) <= sheets or len(places) == 1


@given(PAGES)
def test_without_a_limit_there_is_one_part(pages: list[int]) -> None:
    assert {place.part for place in imposed(pages, 0)} == {1}
