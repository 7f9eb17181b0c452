"""Every row of any messy file is accounted for, and both ways of reading text give the same."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.loaders.exports import HISTORY_HEADINGS, settings_for
from valuereport.loaders import grid, load, text, text_blocks
from valuereport.loaders.cells import TEXT
from valuereport.loaders.footers import RowWords
from valuereport.loaders.raw import Raw
from valuereport.loaders.records import UNCLOSED, Records
from valuereport.settings import Settings

CELLS = st.one_of(
    st.sampled_from(("W1", "", " ", "2026-03-04", "31/02/2026", "TBD", "-1", "1.5", '"', '""', "a\nb", "é")),
    st.sampled_from(("Total", " TOTAL:", "Total 4", "Total (4 rows)", "Totals", "End", "end: 5", "Ende", "End of it")),
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
    assert found.read == len(frame) + found.filtered + found.footers + found.rejected
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
    assert (quick.filtered, quick.footers, quick.rejected) == (slow.filtered, slow.footers, slow.rejected)
    assert quick.words_met == slow.words_met
    assert sorted(quick.problems, key=lambda p: p.row or 0) == sorted(slow.problems, key=lambda p: p.row or 0)


TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(
        st.lists(st.text(alphabet='ab,;\t"\n\r é', max_size=6), min_size=width, max_size=width), min_size=1, max_size=8
    )
)


@given(
    rows=TABLES,
    delimiter=st.sampled_from(",;\t"),
    end=st.sampled_from(("\n", "\r\n", "\r")),
    sparing=st.booleans(),
    known=st.booleans(),
)
def test_any_table_is_read_as_it_was_written(
    rows: list[list[str]], delimiter: str, end: str, sparing: bool, known: bool
) -> None:
    quoting = csv.QUOTE_MINIMAL if sparing and end == "\r\n" else csv.QUOTE_ALL  # the writer only quotes its own ends
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    found = list(Records(buffer.getvalue().encode(), delimiter).read(width=len(rows[0]) if known else 0))
    assert [list(record.cells) for record in found] == rows
    assert [record.row for record in found] == list(range(1, len(rows) + 1))
    assert not any(record.fault for record in found)


PLAIN = st.text(alphabet="abé ;", min_size=1, max_size=6)


@given(
    rows=st.lists(st.lists(PLAIN, min_size=3, max_size=3), min_size=1, max_size=12),
    quoted=st.lists(st.text(alphabet='ab,"\n é', min_size=1, max_size=8).filter(lambda cell: cell[0] in "abé")),
    at=st.integers(0, 11),
    column=st.integers(0, 2),
)
def test_an_unclosed_mark_in_any_line_costs_that_line(
    rows: list[list[str]], quoted: list[str], at: int, column: int
) -> None:
    """The other rows are kept, some with a quoted cell of several lines; no cell begins with a delimiter."""
    at %= len(rows)
    for row, cell in zip(rows[at + 1 :], quoted, strict=False):
        row[1] = cell
    lines = [written([row]) for row in rows]
    cells = list(rows[at])
    cells[column] = f'"{cells[column]}'
    lines[at] = ",".join(cells) + "\n"
    found = list(Records("".join(lines).encode(), ",").read(width=3))
    assert [record.row for record in found if record.fault] == [at + 1]
    assert [list(record.cells) for record in found if not record.fault] == rows[:at] + rows[at + 1 :]


def test_a_file_of_nothing_but_unclosed_marks_is_read_in_one_go() -> None:
    """Each of these lines could go on to the end of the file: that must not be tried anew for each of them."""
    data = b"x,y,z\n" + b'a",b,"c\n' * 20_000
    reader = Records(data, ",")
    steps = 0
    whole = reader.strict

    def counted(position: int, stop: int) -> tuple[list[str] | None, int]:
        nonlocal steps
        steps += stop - position
        return whole(position, stop)

    reader.strict = counted  # type: ignore[method-assign]
    found = list(reader.read(width=3))
    assert [record.fault for record in found] == ["", *[UNCLOSED] * 20_000]
    assert steps < 3 * len(data)


@given(st.binary(max_size=200), st.integers(1, 50))
def test_blocks_are_whole_lines_and_leave_nothing_out(data: bytes, size: int) -> None:
    cuts: Iterator[tuple[int, int]] = text_blocks.cut(data, 0, len(data), size)
    parts = [data[start:stop] for start, stop in cuts]
    assert b"".join(parts) == data
    assert all(part.endswith(b"\n") for part in parts[:-1])


@given(
    rows=st.lists(
        st.tuples(*[st.text(alphabet="tToOlL aä\u0308İKſß:(4)\x1f\ufeff\u00a0", max_size=7)] * 2), max_size=20
    ),
    words=st.lists(st.sampled_from(("Total", "to", "l:", "ÄO", "kiss", "a t", " ", "")), min_size=1),
)
def test_rows_without_data_are_found_in_a_table_as_one_by_one(rows: list[tuple[str, str]], words: list[str]) -> None:
    known = RowWords(words, (0, 1))
    table = pa.table({str(at): pa.array([row[at] for row in rows], TEXT) for at in range(2)})
    assert known.met_in(table) == {at: met for at, row in enumerate(rows) if (met := known.met(row))}


def test_a_row_of_spaces_is_blank() -> None:
    assert grid.blank(["", " ", "\u00a0", None])
    assert not grid.blank(["", 0])
