"""From an export to visits: offsets, midnights, the period's ends, the same moment written in two ways."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet
import pytest

from tests.loaders.exports import settings_for
from valuereport.combine import combine
from valuereport.loaders import load
from valuereport.model.history import History

COLUMNS = """
merge_intervals = true
[source.columns]
member = "Member"
activity = { value = "cpd-webinar" }
date = "Join"
end = "Leave"
title = { value = "Talk" }
"""


def combined(folder: Path, keys: str, columns: str = COLUMNS) -> History:
    settings = settings_for(folder, keys, columns)
    return combine(load(settings), settings)


def from_csv(folder: Path, *rows: str, columns: str = COLUMNS) -> History:
    (folder / "it.csv").write_text("\n".join(["Member,Join,Leave", *rows]) + "\n", encoding="utf-8")
    return combined(folder, 'format = "csv"\nfile = "it.csv"', columns)


def counted(history: History) -> list[tuple[str, float]]:
    """Return the local beginning and the hours of each visit."""
    found = history.engagements
    return [(str(date), round(hours, 4)) for date, hours in zip(found["date"], found["quantity"].tolist(), strict=True)]


def outcomes(history: History) -> dict[str, int]:
    tally = next(one for one in history.tallies if one.source == "it")
    names = ("counted", "duplicate", "merged", "rejected", "unmatched", "outside")
    assert tally.read == sum(getattr(tally, name) for name in names)
    return {name: getattr(tally, name) for name in names if getattr(tally, name)}


@pytest.mark.parametrize(
    ("join", "leave", "hours"),
    [
        ("2026-10-25T01:50:00+01:00", "2026-10-25T01:10:00+00:00", 0.3333),
        ("2026-03-29T00:50:00+00:00", "2026-03-29T02:10:00+01:00", 0.3333),
        ("2026-05-05T18:00:00+02:00", "2026-05-05T17:00:00Z", 1.0),
        ("2026-05-05 18:00 UTC+2", "2026-05-05 16:30 GMT", 0.5),
        ("2026-05-05 18:00", "2026-05-05 19:00", 1.0),
    ],
)
def test_durations_are_reckoned_in_utc(tmp_path: Path, join: str, leave: str, hours: float) -> None:
    history = from_csv(tmp_path, f"W1,{join},{leave}")
    assert counted(history) == [(f"{join[:10]} {join[11:16]}:00", hours)]


def test_the_day_is_as_it_is_written(tmp_path: Path) -> None:
    """On the last evening in New York it is next year in UTC: still one of the old year."""
    history = from_csv(
        tmp_path,
        "W1,2026-12-31T22:00:00-05:00,2026-12-31T23:00:00-05:00",
        "W1,2027-01-02T00:30:00+14:00,2027-01-02T01:00:00+14:00",
    )
    assert counted(history) == [("2026-12-31 22:00:00", 1.0)]
    assert outcomes(history) == {"counted": 1, "outside": 1}


def test_one_moment_in_two_notations_is_a_duplicate(tmp_path: Path) -> None:
    history = from_csv(
        tmp_path,
        "W1,2026-05-05T18:00:00+02:00,2026-05-05T19:00:00+02:00",
        "W1,2026-05-05T16:00:00Z,2026-05-05T17:00:00Z",
        columns=COLUMNS.replace("merge_intervals = true", ""),
    )
    assert counted(history) == [("2026-05-05 18:00:00", 1.0)]
    assert outcomes(history) == {"counted": 1, "duplicate": 1}


def test_a_moment_without_an_offset_is_not_the_same_as_one_in_utc(tmp_path: Path) -> None:
    history = from_csv(
        tmp_path,
        "W1,2026-05-05T16:00:00,2026-05-05T17:00:00",
        "W1,2026-05-05T16:00:00Z,2026-05-05T17:00:00Z",
        columns=COLUMNS.replace("merge_intervals = true", ""),
    )
    assert outcomes(history) == {"counted": 2}


@pytest.mark.parametrize("turned", [False, True])
def test_an_interval_with_one_offset_is_not_counted(tmp_path: Path, turned: bool) -> None:
    moments = ["2026-05-05T16:00:00Z", "2026-05-05T17:00:00"]
    history = from_csv(tmp_path, ",".join(["W1", *(moments[::-1] if turned else moments)]))
    assert counted(history) == []
    assert outcomes(history) == {"rejected": 1}
    assert [one.row for one in history.problems if "only one has a UTC offset" in one.reason] == [2]


def test_days_without_times_give_no_hours(tmp_path: Path) -> None:
    """A conference of two days is not 24 hours."""
    history = from_csv(tmp_path, "W1,2026-05-05,2026-05-06", "W1,2026-06-05 22:00,2026-06-06")
    assert counted(history) == [("2026-06-05 22:00:00", 2.0)]
    assert [one.row for one in history.problems if "no time of day" in one.reason] == [2]


def test_a_zone_in_letters_is_a_problem(tmp_path: Path) -> None:
    history = from_csv(tmp_path, "W1,2026-05-05 16:00 CET,2026-05-05 17:00 CET")
    assert outcomes(history) == {"rejected": 1}
    assert {one.column for one in history.problems if "CET is no UTC offset" in one.reason} == {"Join", "Leave"}


def test_rejoins_of_which_one_has_no_offset_are_not_added_up(tmp_path: Path) -> None:
    history = from_csv(
        tmp_path,
        "W1,2026-05-05T18:00:00+02:00,2026-05-05T19:00:00+02:00",
        "W1,2026-05-05 16:00:00,2026-05-05 17:00:00",
        "W1,2026-05-07 16:00:00,2026-05-07 17:00:00",
    )
    assert counted(history) == [("2026-05-05 18:00:00", 1.0), ("2026-05-07 16:00:00", 1.0)]
    assert outcomes(history) == {"counted": 2, "rejected": 1}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_visit_across_midnight_is_one_visit(tmp_path: Path, order: tuple[int, ...]) -> None:
    rows = [
        "W1,2026-03-10 23:00:00,2026-03-11 00:40:00",
        "W1,2026-03-11 00:05:00,2026-03-11 00:40:00",
        "W1,2026-03-11 02:00:00,2026-03-11 02:30:00",
    ]
    history = from_csv(tmp_path, *(rows[at] for at in order))
    assert counted(history) == [("2026-03-10 23:00:00", 2.1667)]
    assert outcomes(history) == {"counted": 1, "merged": 2}


def test_who_comes_back_on_the_same_day_is_at_the_same_occasion(tmp_path: Path) -> None:
    history = from_csv(tmp_path, "W1,2026-03-10 08:00,2026-03-10 09:00", "W1,2026-03-10 20:00,2026-03-10 21:00")
    assert counted(history) == [("2026-03-10 08:00:00", 2.0)]


def test_a_visit_belongs_to_the_period_in_which_it_begins(tmp_path: Path) -> None:
    """A rejoin after the midnight that begins the period has been counted in the period before, and the reverse."""
    history = from_csv(
        tmp_path,
        "W1,2025-12-31 23:00:00,2026-01-01 00:40:00",
        "W1,2026-01-01 00:05:00,2026-01-01 00:50:00",
        "W1,2026-12-31 23:00:00,2026-12-31 23:40:00",
        "W1,2027-01-01 00:10:00,2027-01-01 00:40:00",
    )
    assert counted(history) == [("2026-12-31 23:00:00", 1.1667)]
    assert outcomes(history) == {"counted": 1, "merged": 1, "outside": 2}


def test_native_moments_of_parquet_have_their_offsets(tmp_path: Path) -> None:
    summer = timezone(timedelta(hours=2))
    table = pa.table(
        {
            "Member": ["W1", "W1"],
            "Join": pa.array([datetime(2026, 5, 5, 16, tzinfo=UTC)] * 2, pa.timestamp("us", "Europe/Berlin")),
            "Leave": pa.array([datetime(2026, 5, 5, 19, tzinfo=summer)] * 2, pa.timestamp("ms", "UTC")),
        }
    )
    pa.parquet.write_table(table, tmp_path / "it.parquet")
    history = combined(tmp_path, 'format = "parquet"\nfile = "it.parquet"')
    assert counted(history) == [("2026-05-05 18:00:00", 1.0)]


def test_moments_of_json_have_their_offsets(tmp_path: Path) -> None:
    (tmp_path / "it.jsonl").write_text(
        '{"Member": "W1", "Join": "2026-10-25T01:50:00+01:00", "Leave": "2026-10-25T01:10:00Z"}\n', encoding="utf-8"
    )
    history = combined(tmp_path, 'format = "jsonl"\nfile = "it.jsonl"')
    assert counted(history) == [("2026-10-25 01:50:00", 0.3333)]


def test_a_wrong_order_of_dates_is_said_once_and_every_row_is_accounted_for(tmp_path: Path) -> None:
    (tmp_path / "it.csv").write_text(
        "Member,Join,Leave\n" + "".join(f"W1,05/{day:02d}/2026,\n" for day in range(1, 31)) + "W1,TBD,\n",
        encoding="utf-8",
    )
    columns = COLUMNS.replace('end = "Leave"\n', "").replace("merge_intervals = true", 'date_order = "dmy"')
    history = combined(tmp_path, 'format = "csv"\nfile = "it.csv"', columns)
    assert outcomes(history)["rejected"] == 19
    found = [one for one in history.problems if one.column == "Join"]
    assert [(one.row, one.value, one.severity) for one in found] == [(14, "05/13/2026", "error"), (32, "TBD", "error")]
    assert found[0].reason.startswith(
        "19 of 31 cells are no dates in the declared order dmy, and 30 are dates in the order mdy"
    )
    assert "rows 14, 15, 16, 17, 18, 19, 20, 21, 22, 23 and 8 more" in found[0].action
    assert "set date_order" in found[0].action
