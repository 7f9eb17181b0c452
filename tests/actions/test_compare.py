"""statement --compare: what a run says of a member beside what would be said now, and which correction did it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import manifest, refused, said
from tests.workspaces import worked_example

BY = ("--why", "rang us", "--by", "Ann")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = worked_example(tmp_path_factory.mktemp("compare"))
    said(path, "batch", "--run", "first", "--workers", "1")
    return path


def compared(path: Path, *arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(path, "statement", "W1", "--compare", "--json", *arguments))
    return found


def test_before_and_after_a_correction(made: Path) -> None:
    assert compared(made)["lines"] == []
    assert "no line has changed" in said(made, "statement", "W1", "--compare")
    (row,) = manifest(made.parent / "output/first")
    assert float(row["central"]) == compared(made)["before"]["central"] == compared(made)["after"]["central"]
    missing = ("--engagement", "cpd-webinar", "--date", "2026-05-04", "--quantity", "2", "--title", "Damp")
    said(made, "correct", "W1", *missing, *BY)
    said(made, "correct", "W1", "--field", "fee", "--value", "300", *BY)
    found = compared(made, "--run", "first")
    before, after = found["before"], found["after"]
    assert (found["run"], before["fee"], after["fee"]) == ("first", 325.0, 300.0)
    (line,) = found["lines"]
    assert (line["benefit"], line["line"]) == ("cpd", "cpd-webinar")
    growth = line["after"] - line["before"]
    assert growth > 0
    assert after["central"] - before["central"] == pytest.approx(growth)
    assert after["benefit_cost_ratio"] == pytest.approx(after["low"] / 300, abs=0.01)
    assert [one["what"] for one in found["corrections"]] == ["engagement", "field"]
    text = said(made, "statement", "W1", "--compare")
    assert ["fee", "325.00", "300.00", "-25.00"] in [line.split() for line in text.splitlines()]
    assert "corrections.csv row 2; Ann, " in text
    said(made, "batch", "--run", "second", "--workers", "1")
    newest = compared(made)
    assert (newest["run"], newest["lines"], newest["corrections"]) == ("second", [], [])


def test_what_cannot_be_compared(made: Path) -> None:
    assert "--run: found 'r'; allowed: with --compare" in refused(made, "statement", "W1", "--run", "r")
    assert "is no run" in refused(made, "statement", "W1", "--compare", "--run", "nothing")
    assert "one of the two" in refused(made, "statement", "W1", "--compare", "--email")


def test_no_run_has_the_member(tmp_path: Path) -> None:
    assert "no finished run in " in refused(worked_example(tmp_path), "statement", "W1", "--compare")


def test_a_member_without_a_statement_now(made: Path) -> None:
    said(made, "correct", "W1", "--field", "joined", "--value", "2026-12-31", *BY)
    found = compared(made, "--run", "first")
    assert found["after"]["central"] is None
    assert "joined on the period's last day" in found["after"]["problem"]
    assert "no statement now: joined" in said(made, "statement", "W1", "--compare")
