"""Quantities in minutes, in seconds or as h:mm are read as hours, or they are problems."""

from __future__ import annotations

import math
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loaders.exports import load_csv
from valuereport.errors import SettingsError
from valuereport.loaders.cells import as_cells
from valuereport.loaders.hours import Unit, parse_hours

COLUMNS = """
[source.columns]
member = "Member"
activity = {{ value = "cpd-webinar" }}
date = {{ value = "2026-02-01" }}
{name} = {{ column = "Length", unit = "{unit}" }}
"""


def hours(value: object, unit: Unit) -> float | str:
    """Parse one cell among others: the hours, or why they are none."""
    found, faults = parse_hours(as_cells(["", value]), ".", unit)
    assert math.isnan(found[0])
    return faults[1] if faults else float(found[1])


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        ("90", "minutes", 1.5),
        ("1.5", "hours", 1.5),
        ("5,400", "seconds", 1.5),
        (90, "minutes", 1.5),
        ("1:30", "h:mm", 1.5),
        ("01:30:00", "h:mm", 1.5),
        ("0:00:36", "h:mm", 0.01),
        ("100:30", "h:mm", 100.5),
        ("1 h 30", "h:mm", 1.5),
        ("1h30m", "h:mm", 1.5),
        ("1 hr 30 min", "h:mm", 1.5),
        ("2 hours, 15 minutes", "h:mm", 2.25),
        ("90 min", "h:mm", 1.5),
        ("36 sec", "h:mm", 0.01),
        ("2h", "h:mm", 2.0),
        (time(1, 30), "h:mm", 1.5),
        (timedelta(hours=30, minutes=15), "h:mm", 30.25),
    ],
)
def test_lengths_of_time(value: object, unit: Unit, expected: float) -> None:
    assert hours(value, unit) == pytest.approx(expected)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "90",
            "1.5",
            "1:60",
            "1:30:60",
            "1:5",
            "-1:30",
            "1:30 PM",
            "h",
            "min",
            "1 h 30 h",
            "1:30 h",
            "5 min 1 h",
            "5 30",
        ),
        *("9" * 20 + " h", 1.5, True, timedelta(hours=-1), datetime(2026, 1, 1, 1, 30)),  # noqa: DTZ001 - of a workbook
    ],
)
def test_whatever_is_no_length_of_time_is_a_problem(value: object) -> None:
    assert "duration" in str(hours(value, "h:mm"))


@pytest.mark.parametrize("unit", ["hours", "minutes", "seconds"])
def test_a_length_in_another_notation_is_a_problem(unit: Unit) -> None:
    assert "not a number" in str(hours("1:30", unit))
    assert hours("-5", unit) == "a negative number"


@given(st.integers(0, 10**7))
def test_every_unit_gives_the_same_hours(seconds: int) -> None:
    clock = f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    words = f"{seconds // 3600} h {seconds // 60 % 60} min {seconds % 60} s"
    expected = pytest.approx(seconds / 3600, abs=1e-9)
    assert hours(str(seconds), "seconds") == expected
    assert hours(repr(seconds / 60), "minutes") == expected
    assert hours(timedelta(seconds=seconds), "h:mm") == expected
    assert hours(clock, "h:mm") == expected
    assert hours(words, "h:mm") == expected


def test_a_mapping_names_the_unit(tmp_path: Path) -> None:
    content = "Member,Length\nW1,90\nW1,\nW1,1:30\n"
    loaded = load_csv(tmp_path, content, "", COLUMNS.format(name="quantity", unit="minutes"))
    assert loaded.frames["engagements"]["quantity"].tolist()[0] == 1.5
    assert [one.row for one in loaded.problems] == [4]


def test_a_unit_that_is_none_names_its_key(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"source\.it\.columns\.quantity\.unit: found 'days'.*'minutes'"):
        load_csv(tmp_path, "Member,Length\n", "", COLUMNS.format(name="quantity", unit="days"))


def test_a_unit_of_another_column_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"unit in columns\.quantity alone \(not in columns\.amount\)"):
        load_csv(tmp_path, "Member,Length\n", "", COLUMNS.format(name="amount", unit="minutes"))
