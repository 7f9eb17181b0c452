# ruff: noqa: DTZ001 - dates are local wall time throughout
"""Parquet and JSON lines: rows of named values."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from tests.loaders.exports import history, load_it, only_problem, tally
from valuereport.errors import SourceError
from valuereport.model.tables import KEY_SEPARATOR

COLUMNS = """
[source.columns]
member = { column = ["id", "emails"], separator = ";" }
activity = "kind"
date = "at"
amount = "worth"
"""


def test_parquet(tmp_path: Path) -> None:
    table = pa.table(
        {
            "id": pa.array([1, 2, None], pa.int64()),
            "emails": pa.array([["a@x.example", "b@x.example"], [], None], pa.list_(pa.string())),
            "Kind": pa.array(["deal", "deal", "deal"]).dictionary_encode(),
            "at": pa.array([datetime(2026, 3, 4, 9, 30, 5, 7), None, datetime(2026, 3, 4)], pa.timestamp("ns")),
            "worth": pa.array([Decimal("1250.50"), Decimal("1.00"), Decimal("-1.00")], pa.decimal128(8, 2)),
        }
    )
    pa.parquet.write_table(table, tmp_path / "it.parquet")
    loaded = load_it(tmp_path, 'format = "parquet"\nfile = "it.parquet"', COLUMNS)
    frame = history(loaded)
    assert frame["member"].tolist() == [KEY_SEPARATOR.join(("1", "a@x.example", "b@x.example"))]
    assert frame["date"].tolist() == [datetime(2026, 3, 4, 9, 30, 5)]
    assert frame["amount"].tolist() == [1250.5]
    assert frame["row"].tolist() == [1]
    assert {(p.row, p.column) for p in loaded.problems} == {(2, "at"), (3, "id, emails"), (3, "worth")}
    assert tally(loaded).rejected == 2


def test_parquet_with_a_zone_keeps_the_local_time(tmp_path: Path) -> None:
    zone = timezone(timedelta(hours=2))
    moments = pa.array([datetime(2026, 3, 4, 23, 30, tzinfo=zone)], pa.timestamp("us", "+02:00"))
    table = pa.table({"id": ["M1"], "emails": [""], "kind": ["deal"], "at": moments, "worth": [1.0]})
    pa.parquet.write_table(table, tmp_path / "it.parquet")
    frame = history(load_it(tmp_path, 'format = "parquet"\nfile = "it.parquet"', COLUMNS))
    assert frame["date"].tolist() == [datetime(2026, 3, 4, 23, 30)]


def test_a_missing_column_of_parquet_lists_those_that_exist(tmp_path: Path) -> None:
    pa.parquet.write_table(pa.table({"ids": ["M1"], "kind": ["x"]}), tmp_path / "it.parquet")
    with pytest.raises(
        SourceError, match='no columns "id", "emails", "at", "worth"; the columns are: ids, kind; "id" may be'
    ):
        load_it(tmp_path, 'format = "parquet"\nfile = "it.parquet"', COLUMNS)


def test_a_file_that_is_no_parquet(tmp_path: Path) -> None:
    (tmp_path / "it.parquet").write_bytes(b"id,kind\n")
    with pytest.raises(SourceError, match=r"source it: it\.parquet: is not Parquet that can be read"):
        load_it(tmp_path, 'format = "parquet"\nfile = "it.parquet"', COLUMNS)


JSON_COLUMNS = """
[source.columns]
member = ["id", "properties.email"]
activity = { value = "referral" }
date = "createdAt"
amount = "properties.amount"
title = "properties.tags"
"""
GOOD = (
    '{"id": 7, "properties": {"email": "a@x.example", "amount": "3000.00", "tags": ["a", "b"]}, '
    '"createdAt": "2026-03-04T09:14:22.123Z"}'
)


def test_json_lines(tmp_path: Path) -> None:
    lines = (
        GOOD,
        "",
        '{"id": 8, "createdAt": "2026-03-05", "properties": {}, "else": null}',
        '{"id": 9, "createdAt":',
        "[1, 2]",
        '{"id": 10, "createdAt": "2026-03-05", "properties": {"amount": NaN}}',
        '{"id": 11, "createdAt": "2026-03-05", "properties": {"amount": -1}}',
        '{"id": "\\ud800", "createdAt": "2026-03-05"}',
    )
    (tmp_path / "it.jsonl").write_text("\n".join(lines), encoding="utf-8")
    loaded = load_it(tmp_path, 'format = "jsonl"\nfile = "it.jsonl"', JSON_COLUMNS)
    frame = history(loaded)
    assert frame["member"].tolist() == [KEY_SEPARATOR.join(("7", "a@x.example")), "8", "?"]
    assert frame["amount"].tolist()[0] == 3000.0
    assert frame["title"].tolist() == ["a;b", "", ""]
    assert frame["row"].tolist() == [1, 3, 8]
    assert [p.row for p in loaded.problems] == [4, 5, 6, 7]
    assert all("not a JSON object" in p.reason for p in loaded.problems[:3])
    found = tally(loaded)
    assert (found.read, found.rejected) == (7, 4)


def test_json_lines_with_a_missing_column(tmp_path: Path) -> None:
    (tmp_path / "it.jsonl").write_text('{"id": 1, "properties": {"mail": "x"}}\n{"createdAt": "2026-03-04"}\n')
    with pytest.raises(SourceError, match=r"the columns are: id, properties\.mail, createdAt"):
        load_it(tmp_path, 'format = "jsonl"\nfile = "it.jsonl"', JSON_COLUMNS)


def test_a_file_without_json(tmp_path: Path) -> None:
    (tmp_path / "it.jsonl").write_text("id,kind\n1,2\n")
    with pytest.raises(SourceError, match="no line of it is a JSON object"):
        load_it(tmp_path, 'format = "jsonl"\nfile = "it.jsonl"', JSON_COLUMNS)


def test_deep_nesting_is_a_bad_line(tmp_path: Path) -> None:
    deep = '{"a":' * 5000 + "1" + "}" * 5000
    (tmp_path / "it.jsonl").write_text(f"{GOOD}\n{deep}\n")
    assert only_problem(load_it(tmp_path, 'format = "jsonl"\nfile = "it.jsonl"', JSON_COLUMNS)).row == 2


def test_tables_above_and_side_by_side_are_for_sheets(tmp_path: Path) -> None:
    (tmp_path / "it.jsonl").write_text(GOOD)
    columns = JSON_COLUMNS.replace('"properties.tags"', '{ above = "Topic" }')
    with pytest.raises(SourceError, match="above, unpivot and pairs are for csv and excel"):
        load_it(tmp_path, 'format = "jsonl"\nfile = "it.jsonl"', columns)
