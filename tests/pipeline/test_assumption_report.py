"""Every assumption in use: what it moves is what a recalculation gives; what to look at stands in the review."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.commands import SAMPLE, manifest, run, said
from tests.workspaces import edited, worked_example


def report(path: Path, *options: str) -> dict[str, object]:
    done = run("assumptions", "--config", path, "--json", *options)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def rows(found: dict[str, object]) -> dict[str, dict[str, object]]:
    listed = found["assumptions"]
    assert isinstance(listed, list)
    return {row["id"]: row for row in listed}


RANGED = """low = {low}
central = {central}
high = {high}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The worked example with an hourly value that is a range: its total is 1,147.2493, and 6.48 a pound of it."""
    path = worked_example(tmp_path)
    block = (path.parent / "assumptions.toml").read_text().partition("[assumption.hours-per-template]")[0]
    ranged = block.replace("value = 40\n", RANGED.format(low=30, central=40, high=50))
    edited(path.parent / "assumptions.toml", block, ranged)
    return path


def test_what_an_assumption_moves_is_what_a_recalculation_gives(path: Path) -> None:
    found = report(path)
    hour = rows(found)["hour"]
    assert found["total"] == pytest.approx(1147.2493, abs=0.006)
    assert hour["mean"] == 40
    assert hour["total_at_low"] == pytest.approx(1147.2493 - 64.80, abs=0.006)
    assert hour["total_at_high"] == pytest.approx(1147.2493 + 64.80, abs=0.006)
    assert hour["editions_changed"] == 0
    assert next(iter(rows(found))) == "hour"  # the only range moves most


def test_an_edition_changes_where_the_cautious_estimate_falls_below_the_fee(path: Path) -> None:
    edited(path.parent / "fees.csv", "325", "1120")  # at 40 an hour 1,147 covers it, at 30 an hour 1,082 does not
    assert rows(report(path))["hour"]["editions_changed"] == 1


def test_the_switching_value_is_where_the_cautious_total_meets_the_fees(path: Path) -> None:
    edited(path.parent / "fees.csv", "325", "1000")
    # 1,147.2493 - 6.48 x (40 - figure) = 1,000
    assert rows(report(path))["hour"]["switching"] == pytest.approx(40 - 147.2493 / 6.48, abs=1e-3)
    edited(path.parent / "fees.csv", "1000", "325")
    assert rows(report(path))["hour"]["switching"] is None  # without any time saved it is still above the fee


def test_unsigned_and_expired_assumptions_are_concerns_and_signed_ones_are_none(path: Path) -> None:
    signed = 'signed_by = "Ada"\nsigned_on = 2026-01-02\n'
    edited(path.parent / "assumptions.toml", "year = ", f"{signed}year = ")
    assert not any(row["concerns"] for row in rows(report(path)).values())
    block = (path.parent / "assumptions.toml").read_text()
    (path.parent / "assumptions.toml").write_text(block.replace(signed, f"{signed}valid_until = 2026-06-30\n", 1))
    concerns = {name: row["concerns"] for name, row in rows(report(path)).items() if row["concerns"]}
    assert concerns == {"hour": ["expired on 2026-06-30"]}
    assert "the assumption hour was valid until 2026-06-30" in said(path, "check")


def test_what_changed_since_the_previous_run_is_said_there_and_in_the_review(path: Path, tmp_path: Path) -> None:
    said(path, "batch", "--run", "first")
    edited(path.parent / "assumptions.toml", "high = 50", "high = 60")
    said(path, "batch", "--run", "second")
    first = path.parent / "output" / "first"
    hour = rows(report(path, "--previous", str(first)))["hour"]
    assert hour["changed"] == "high 50.0 -> 60.0"
    text = said(path, "approve", "second", "--previous", first)
    assert "hour: signed by nobody; changed since the previous run: high 50.0 -> 60.0" in text
    page = (path.parent / "output" / "second" / "review.html").read_text()
    assert "high 50.0 -&gt; 60.0" in page or "high 50.0 -> 60.0" in page


def test_a_run_says_the_same_as_the_exports_it_was_made_from(sample_run: Path) -> None:
    now = report(SAMPLE)
    then = report(SAMPLE, "--output", str(sample_run.parent), "--run", sample_run.name)
    assert rows(now).keys() == rows(then).keys()
    assert then["total"] == pytest.approx(now["total"], rel=1e-9)
    assert then["low"] == pytest.approx(now["low"], rel=1e-9)
    rendered = [row for row in manifest(sample_run) if row["status"] == "rendered"]
    assert then["members"] == len(rendered)
    for name, row in rows(then).items():
        assert row["editions_changed"] == rows(now)[name]["editions_changed"], name


def test_the_text_names_each_assumption_once_the_largest_swing_first(path: Path) -> None:
    text = run("assumptions", "--config", path).stdout
    names = re.findall(r"(?m)^([a-z-]+): ", text)
    assert names[0] == "hour"
    assert len(names) == len(set(names)) == 13
    assert "30 to 50, most likely 40, mean 40 GBP per hour" in text
    assert "! signed by nobody" in text


def test_an_approval_records_which_assumptions_were_approved(path: Path) -> None:
    said(path, "batch", "--run", "r")
    said(path, "approve", "r", "--by", "Ada", "--yes", "--although-sample")
    ledger = path.parent / "ledger.sqlite"
    assert re.search(rb"assumptions [0-9a-f]{64}", ledger.read_bytes())


def test_a_run_of_the_first_edition_is_not_looked_into(path: Path) -> None:
    said(path, "batch", "--run", "r")
    record = path.parent / "output" / "r" / "run.json"
    found = json.loads(record.read_text())
    del found["value_model"]
    record.write_text(json.dumps(found))
    done = run("assumptions", "--config", path, "--run", "r")
    assert done.returncode == 2
    assert "edition 1 of the value model" in done.stderr
