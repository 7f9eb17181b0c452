"""The histories that a run keeps: the same when read again, damaged ones are refused, nobody stays who is forgotten."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.insights.histories import histories_of, responses_of
from tests.runs import Told, finished_run
from valuereport.batch import forget_in_run, read_histories, write_histories
from valuereport.errors import RunError
from valuereport.model.histories import ACQUISITION, ITEMS, Histories, UnknownWord

FOUND = replace(
    histories_of(
        [{"member_id": "A", "joined": "2020-01-01"}, {"member_id": "B", "name": "Ünal"}, {"member_id": "C"}],
        [("A", "2025-01-01", "2025-12-31"), ("C", "2026-01-01", "")],
        [("A", "cpd-webinar", "2026-02-01"), ("C", "template-download", "2026-03-01", 2.5)],
    ),
    unknown_words=(UnknownWord("area", "Archive", 3),),
)
FRAMES = ("members", "memberships", "engagements", "responses", "acquisition", "items")
ASKED = replace(FOUND, responses=responses_of([(0, 0, "5"), (-1, 1, "4"), (2, 2, "3"), (0, 3, "2"), (1, 4, "1")]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    run = finished_run(tmp_path / "2026", [Told("A"), Told("B")])
    write_histories(run, FOUND)
    return run


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in (folder / "histories").iterdir()}


def equal(one: Histories, other: Histories) -> None:
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_dtype=True)
    assert replace(one, **dict.fromkeys(FRAMES, None)) == replace(other, **dict.fromkeys(FRAMES, None))  # type: ignore[arg-type]


def test_what_is_read_is_what_was_written_and_it_is_private(folder: Path) -> None:
    equal(read_histories(folder), FOUND)
    before = contents(folder)
    write_histories(folder, read_histories(folder))
    assert contents(folder) == before
    assert all(file.stat().st_mode & 0o077 == 0 for file in (folder / "histories").iterdir())


@pytest.mark.parametrize("spoilt", ["members.parquet", "engagements.parquet", "SHA256SUMS"])
def test_files_that_the_run_did_not_write_are_refused(folder: Path, spoilt: str) -> None:
    file = folder / "histories" / spoilt
    file.write_bytes(file.read_bytes()[:-9] + b"something")
    with pytest.raises(RunError, match="is damaged"):
        read_histories(folder)
    file.unlink()
    with pytest.raises(RunError, match="does not hold the histories"):
        read_histories(folder)


def test_who_is_forgotten_is_in_no_frame_and_the_others_keep_theirs(folder: Path) -> None:
    lists = folder / "insights" / "lists"
    lists.mkdir(parents=True)
    (lists / "health.csv").write_text("member_id,name,score\r\nA,Ann,12\r\nC,Cy,30\r\n")
    done = forget_in_run(folder, "A")
    assert done is not None
    assert {file.name for file in done.erased} >= {"histories", "insights"}
    found = read_histories(folder)
    assert found.members["member_id"].tolist() == ["B", "C"]
    assert found.memberships[["member", "file"]].to_numpy().tolist() == [[1, "log.csv"]]
    assert found.engagements[["member", "quantity"]].to_numpy().tolist() == [[1, 2.5]]
    assert found.memberships.dtypes.tolist() == FOUND.memberships.dtypes.tolist()
    assert not lists.exists()


def test_responses_are_kept_where_there_are_any_and_forgotten_with_their_member(folder: Path) -> None:
    assert "responses.parquet" not in contents(folder)  # and a run of an earlier version has none
    write_histories(folder, ASKED)
    equal(read_histories(folder), ASKED)
    forget_in_run(folder, "A")
    found = read_histories(folder).responses
    columns = ["member", "respondent", "value"]
    assert found[columns].to_numpy().tolist() == [[-1, 1, "4"], [1, 2, "3"], [0, 4, "1"]]
    assert found.dtypes.tolist() == ASKED.responses.dtypes.tolist()
    forget_in_run(folder, "C")
    assert read_histories(folder).responses["value"].tolist() == ["4", "1"]
    write_histories(folder, FOUND)
    assert "responses.parquet" not in contents(folder)


def test_who_brought_others_is_forgotten_in_their_rows_and_frames_that_are_empty_are_no_files(tmp_path: Path) -> None:
    folder = finished_run(tmp_path / "2026", [Told("A"), Told("B")])
    members = [{"member_id": "A"}, {"member_id": "B", "referred_by": "A"}, {"member_id": "C", "referred_by": "B"}]
    items = pd.DataFrame(
        {"item": [0, 0], "member": [0, 1], "activity": [0, 0], "date": pd.Timestamp("2026-02-01"), "contributed": True}
    ).astype(dict(ITEMS))
    spent = {
        "channel": "Fair",
        "starts": "2026-01-01",
        "ends": "2027-01-01",
        "spend": 9.0,
        "hours": 0.0,
        "rewards": 0.0,
    }
    acquisition = pd.DataFrame([{**spent, "file": "acquisition.csv", "row": 2}]).astype(dict(ACQUISITION))
    write_histories(folder, replace(histories_of(members), items=items, acquisition=acquisition))
    assert (folder / "histories" / "items.parquet").exists()
    assert not (folder / "histories" / "responses.parquet").exists()
    forget_in_run(folder, "A")
    found = read_histories(folder)
    assert found.members["referred_by"].tolist() == ["", "B"]
    assert found.items["member"].tolist() == [0]
    pd.testing.assert_frame_equal(found.acquisition, acquisition)
