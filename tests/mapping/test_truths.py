"""The truths about the folders hold: headings stand where they are said to, and what hides does hide."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import python_calamine

from tests.mapping.folders.make import FOLDERS, HERE
from valuereport.model.tables import TABLES

_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}")
_MORE_TABLES = {"opt_outs": {"email"}, "responses": {"survey", "wave", "member", "respondent", "question", "date"}}


def _rows(path: Path, truth: dict[str, Any]) -> list[list[str]]:
    if truth["sheet"]:
        sheet = python_calamine.load_workbook(str(path)).get_sheet_by_name(truth["sheet"])
        return [[str(cell) for cell in row] for row in sheet.to_python()]
    text = path.read_bytes().decode(truth["encoding"])
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=truth["delimiter"] or ","))


def _named(truth: dict[str, Any]) -> Iterator[str]:
    columns = TABLES.get(truth["table"], {}).keys() | _MORE_TABLES.get(truth["table"], set())
    accepted = [one for name in truth["accept"].keys() & columns for one in truth["accept"][name]]
    for heading in (*truth["columns"].values(), *truth["never"].values(), *accepted):
        yield from [heading] if isinstance(heading, str) else heading


@pytest.mark.parametrize("name", FOLDERS)
def test_every_heading_of_the_truth_stands_in_its_file(name: str) -> None:
    for file, truth in json.loads((HERE / name / "truth.json").read_text(encoding="utf-8"))["files"].items():
        if not truth["table"]:
            continue
        columns = TABLES.get(truth["table"], {}).keys() | _MORE_TABLES.get(truth["table"], set())
        assert {*truth["columns"], *truth["never"], *truth["optional"], *truth["matters"]} <= columns, file
        if truth["heading_row"]:
            rows = _rows(HERE / name / file, truth)
            above = {cell for row in rows[: truth["heading_row"] - 1] for cell in row}
            assert set(_named(truth)) <= {*rows[truth["heading_row"] - 1], *above}, file


def test_where_the_order_must_be_asked_no_day_shows_it() -> None:
    hidden = 0
    for name in FOLDERS:
        for file, truth in json.loads((HERE / name / "truth.json").read_text(encoding="utf-8"))["files"].items():
            if "date order" in truth.get("asks", ()):
                cells = [cell for row in _rows(HERE / name / file, truth)[truth["heading_row"] :] for cell in row]
                days = [(int(day[1]), int(day[2])) for day in map(_DAY.match, cells) if day]
                assert days
                assert max(map(max, days)) <= 12, file
                hidden += 1
    assert hidden == 3
