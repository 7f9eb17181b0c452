"""Files: what never begins, never ends or is too large is not read; tables are read back, and no cell is a formula."""

from __future__ import annotations

import csv
import io
import os
import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from valuereport.files import cell_as_given, csv_table, read_regular


def test_an_ordinary_file_is_read_whole(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(bytes(3_000_000))
    assert read_regular(file) == bytes(3_000_000)
    (tmp_path / "link").symlink_to(file)
    assert read_regular(tmp_path / "link", 3_000_000) == bytes(3_000_000)
    file.write_bytes(b"")
    assert read_regular(file) == b""


def test_one_byte_too_many(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(bytes(1001))
    with pytest.raises(OSError, match="1,001 bytes, and there may be 1,000"):
        read_regular(tmp_path / "file", 1000)


def test_a_sparse_file_is_not_read_at_all(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as stream:
        stream.truncate(10**12)
    with pytest.raises(OSError, match="1,000,000,000,000 bytes"):
        read_regular(tmp_path / "file")


def test_what_is_no_ordinary_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("/dev/zero"), Path("/dev/null")):
        with pytest.raises(OSError, match="a pipe, a socket or a device, not an ordinary file"):
            read_regular(path)
    with pytest.raises(OSError, match="a folder, not a file"):
        read_regular(tmp_path)
    with pytest.raises(FileNotFoundError):
        read_regular(tmp_path / "none")


CELLS = st.text("'=+-@\t\rM1 ,\"é", max_size=6)


@example("\r1")
@example("-12.50")
@example("-1_0")
@example("+nan")
@given(CELLS)
def test_a_cell_comes_back_as_it_was_given_and_is_no_formula(cell: str) -> None:
    (row,) = csv.DictReader(io.StringIO(csv_table(("id",), [{"id": cell}]).decode("utf-8-sig"), newline=""))
    assert cell_as_given(row["id"]) == cell
    assert re.fullmatch(r"[+-][0-9]+(\.[0-9]+)?", row["id"]) or not row["id"].startswith(
        ("=", "+", "-", "@", "\t", "\r")
    )


@given(CELLS, CELLS)
def test_two_cells_are_never_written_alike(one: str, other: str) -> None:
    if one != other:
        assert csv_table(("id",), [{"id": one}]) != csv_table(("id",), [{"id": other}])
