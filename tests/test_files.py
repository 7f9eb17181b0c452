"""Tables: what is written is read back, and no cell is a formula."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from valuereport.files import cell_as_given, csv_table

CELLS = st.text("'=+-@\t\rM1 ,\"é", max_size=6)


@given(CELLS)
def test_a_cell_comes_back_as_it_was_given_and_is_no_formula(cell: str) -> None:
    (row,) = csv.DictReader(io.StringIO(csv_table(("id",), [{"id": cell}]).decode("utf-8-sig"), newline=""))
    assert cell_as_given(row["id"]) == cell
    assert row["id"].lstrip("+-").isdecimal() or not row["id"].startswith(("=", "+", "-", "@", "\t", "\r"))


@given(CELLS, CELLS)
def test_two_cells_are_never_written_alike(one: str, other: str) -> None:
    if one != other:
        assert csv_table(("id",), [{"id": one}]) != csv_table(("id",), [{"id": other}])
