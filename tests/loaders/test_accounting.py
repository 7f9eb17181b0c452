"""Every row of any messy file is accounted for, and both ways of reading text give the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.loaders.exports import HISTORY_HEADINGS, settings_for
from valuereport.loaders import grid, load, text, text_blocks
from valuereport.loaders.raw import Raw
from valuereport.loaders.records import records
from valuereport.settings import Settings

CELLS = st.one_of(
    st.sampled_from(
        ("W1", "", " ", "2026-03-04", "31/02/2026", "TBD", "-1", "1.5", '"', '""', "a\nb", "Total", "End", "é")
    ),
    st.text(alphabet='ab1, \n\r";é', max_size=6),
)
ROWS = st.lists(st.lists(CELLS, max_size=8), max_size=12)
MESS = st.text(alphabet='aW1,\n\r" -2T', max_size=120)
QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(rows: list[list[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


@pytest.fixture
def workspace(tmp_path: Path) -> Settings:
    (tmp_path / "it.csv").touch()
    keys = 'format = "csv"\nfile = "it.csv"\nfooters = ["Total"]\nuntil = ["End"]\nwhere_not = { Activity = "TBD" }'
    return settings_for(tmp_path, keys)


def check(workspace: Settings, body: str) -> None:
    (workspace.folder / "it.csv").write_bytes(f"{HISTORY_HEADINGS}\n{body}".encode())
    loaded = load(workspace)
    found = loaded.tallies[-1]
    frame = loaded.frames["engagements"]
    assert found.read == len(frame) + found.filtered + found.rejected
    errors = {problem.row for problem in loaded.problems if problem.severity == "error"}
    assert len(errors) == found.rejected, "a problem for each row that was rejected, and for no other"
    assert errors.isdisjoint(frame["row"])
    assert frame["row"].is_monotonic_increasing
    assert (frame["member"] != "").all()
    assert frame["date"].notna().all()
    assert not (frame[["quantity", "amount"]] < 0).any(axis=None)


@QUICK
@given(rows=ROWS)
def test_rows_of_a_well_formed_file(workspace: Settings, rows: list[list[str]]) -> None:
    check(workspace, written(rows))


@QUICK
@given(mess=MESS)
def test_rows_of_any_text(workspace: Settings, mess: str) -> None:
    check(workspace, mess)


@QUICK
@given(rows=ROWS, mess=MESS, smallest=st.sampled_from((1, 20, 1 << 14)))
def test_both_ways_of_reading_text_agree(workspace: Settings, rows: list[list[str]], mess: str, smallest: int) -> None:
    source = workspace.workspace.source[-1]
    (workspace.folder / "it.csv").write_bytes(f"{HISTORY_HEADINGS}\n{written(rows)}{mess}".encode())

    def raw() -> Raw:
        return next(iter(text.read(source, workspace)))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "SMALLEST_BLOCK", smallest)
        quick = raw()
        patch.setattr(text, "read_block", lambda *_: None)
        patch.setattr(text, "SMALLEST_BLOCK", 1 << 30)
        slow = raw()
    assert quick.rows.tolist() == slow.rows.tolist()
    assert {name: cells.to_pylist() for name, cells in quick.columns.items()} == {
        name: cells.to_pylist() for name, cells in slow.columns.items()
    }
    assert (quick.filtered, quick.rejected) == (slow.filtered, slow.rejected)
    assert sorted(quick.problems, key=lambda p: p.row or 0) == sorted(slow.problems, key=lambda p: p.row or 0)


@given(rows=st.lists(st.lists(st.text(alphabet='ab,"\n é', max_size=5), min_size=3, max_size=3), max_size=8))
def test_well_formed_records_are_what_was_written(rows: list[list[str]]) -> None:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    found = list(records(buffer.getvalue().encode(), ","))
    if all(cell.count(",") < 2 for row in rows for cell in row):  # such a cell may be an unclosed one: see records
        assert [list(record.cells) for record in found] == rows
        assert [record.row for record in found] == list(range(1, len(rows) + 1))


@given(st.binary(max_size=200), st.integers(1, 50))
def test_blocks_are_whole_lines_and_leave_nothing_out(data: bytes, size: int) -> None:
    cuts: Iterator[tuple[int, int]] = text_blocks.cut(data, 0, len(data), size)
    parts = [data[start:stop] for start, stop in cuts]
    assert b"".join(parts) == data
    assert all(part.endswith(b"\n") for part in parts[:-1])


def test_a_row_of_spaces_is_blank() -> None:
    assert grid.blank(["", " ", "\u00a0", None])
    assert not grid.blank(["", 0])
