"""valuereport insights: files that say the same each time, lists for staff alone, alerts raised once."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.commands import SAMPLE, refused, run, said
from valuereport.actions.insights import InsightsOutput, InsightsRequest, insights
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.batch import read_histories

TODAY = date(2026, 11, 30)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample with one finished run of a single statement: its histories are of everybody."""
    folder = tmp_path_factory.mktemp("sample")
    shutil.copytree(SAMPLE.parent, folder, dirs_exist_ok=True)
    assert run("batch", "--config", folder / "valuereport.toml", "--limit", "1", "--run", "2026").returncode < 2
    return folder


@pytest.fixture
def workspace(sample: Path, tmp_path: Path) -> Workspace:
    folder = Path(shutil.copytree(sample, tmp_path / "sample"))
    return open_workspace(folder / "valuereport.toml")


def made(workspace: Workspace, **request: Any) -> InsightsOutput:
    return insights(workspace, InsightsRequest(today=TODAY, **request))


def contents(output: InsightsOutput) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in output.files}


def data_of(output: InsightsOutput) -> Mapping[str, Any]:
    (file,) = (one for one in output.files if one.name == "insights.json")
    found: Mapping[str, Any] = json.loads(file.read_bytes())
    return found


def test_the_same_run_gives_the_same_bytes_and_raises_an_alert_once(workspace: Workspace) -> None:
    """Rows of members stand in lists alone, and all files are private."""
    first = made(workspace)
    before = contents(first)
    assert sum(one.raised for one in first.found.alerts) > 0
    second = made(workspace)
    assert sum(one.raised for one in second.found.alerts) == 0
    changed = {name for name, content in contents(second).items() if content != before[name]}
    # How many alerts are new is the ledger's state.
    assert changed <= {"insights.json", "alerts.csv", "insights-en-GB.html", "insights-en-GB.pdf"} | {
        "page-en-GB.json",
        "files.csv",
    }
    of_members = [file.read_text(encoding="utf-8") for file in second.files if file.parent.name == "lists"]
    members = {found for text in of_members for found in re.findall(r"^([MF]\d{3,4}),", text, re.MULTILINE)}
    assert len(members) > 100
    for file in second.files:
        assert file.stat().st_mode & 0o077 == 0
        if file.parent.name != "lists" and file.suffix != ".pdf":
            words = set(re.findall(r"\b[MF]\d{3,4}\b", file.read_text(encoding="utf-8")))
            assert not words & members, file.name


def test_as_at_an_earlier_day_nothing_later_is_known_and_no_alert_is_raised(workspace: Workspace) -> None:
    data = data_of(made(workspace, as_at=date(2026, 3, 1)))
    assert data["as_at"] == "2026-03-01"
    assert data["alerts"] == []
    newest = [one["newest"] for one in data["tree"]["nodes"] if one["newest"]]
    assert max(newest) < "2026-03-01"


def test_what_cannot_be_asked_for_is_told(workspace: Workspace, tmp_path: Path) -> None:
    config = workspace.settings.path
    assert "did you mean sector" in refused(config, "insights", "--by", "sectr")
    assert "gibberish" in refused(config, "insights", "--run", "gibberish")
    assert "de-ZZ9" in refused(config, "insights", "--locale", "de-ZZ9")
    shutil.rmtree(workspace.output / "2026" / "histories")
    assert "does not hold the histories" in refused(config, "insights", "--run", "2026")
    assert "valuereport batch" in refused(config, "insights")


def test_a_person_reads_the_outcomes_and_where_everything_is(workspace: Workspace) -> None:
    done = said(workspace.settings.path, "insights", "--run", "2026")
    assert re.search(r"renewal rate: \d\d\.\d% \(\d\d\.\d% to \d\d\.\d%\); target >= 0.85", done)
    assert "for staff alone" in done


def test_who_is_forgotten_is_in_no_list_and_no_history(workspace: Workspace) -> None:
    output = made(workspace)
    (health,) = (file for file in output.files if file.name == "health.csv" and file.parent.name == "lists")
    with health.open(encoding="utf-8-sig", newline="") as stream:
        member = next(csv.DictReader(stream))["member_id"]
    assert run("forget", member, "--yes", "--config", workspace.settings.path).returncode == 0
    assert not (workspace.output / "2026" / "insights").exists()
    found = read_histories(workspace.output / "2026")
    assert member not in found.members["member_id"].tolist()
