"""`explain --json`: the worked example, and what it says of assumptions, fees and subtotals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.calculator.every_formula import MEMBERS, every_formula
from tests.calculator.organisations import valuation
from tests.commands import manifest, run, said
from tests.workspaces import worked_example
from valuereport.answers.explanation import explanation_data


def explained(path: Path, member: str = "W1") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(path, "explain", member, "--json"))
    return found


def test_the_worked_example_to_the_penny(tmp_path: Path) -> None:
    found = explained(worked_example(tmp_path))
    assert {name: found[name] for name in ("fee", "low", "central", "high", "low_without_policy")} == {
        "fee": 325.0,
        **dict.fromkeys(("low", "central", "high"), 1147.25),
        "low_without_policy": 1129.2,
    }
    ratios = {"benefit_cost_ratio": 3.53, "roi": 2.53, "ratio_without_policy": 3.47}
    assert {name: found[name] for name in ratios} == ratios
    assert (found["edition"], found["fee_basis"]) == ("standard", "paid")
    assert (found["period_start"], found["period_end"]) == ("2026-01-01", "2027-01-01")
    lines = {(one["activity"], one["variant"]): (one["gross"], one["central"]) for one in found["lines"]}
    assert lines == {
        ("template-download", "assumed"): (360.0, 259.2),
        ("cpd-webinar", "assumed"): (200.0, 150.0),
        ("referral", "assumed"): (240.0, 120.0),
        ("referral", "recorded"): (1200.0, 600.0),
        ("late-payment", "worth"): (45.12, 18.05),
    }
    assert found["recorded"] == dict.fromkeys(("low", "central", "high"), 0.0)
    assert found["estimated"] == dict.fromkeys(("low", "central", "high"), 1147.25)
    assert found["swings"] == []


def test_the_manifest_says_the_same(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    done = run("batch", "--config", path, "--run", "r", "--workers", "1")
    assert done.returncode == 0, done.stderr
    (row,) = manifest(tmp_path / "output" / "r")
    expected = {
        "currency": "GBP",
        "fee": "325.00",
        **dict.fromkeys(("low", "central", "high"), "1147.25"),
        "benefit_cost_ratio": "3.53",
        "low_without_policy": "1129.20",
        "ratio_without_policy": "3.47",
        "fee_basis": "paid",
        "period_start": "2026-01-01",
        "period_end": "2027-01-01",
    }
    assert {name: row[name] for name in expected} == expected
    assert list(row)[-6:] == [*list(expected)[-5:], "engagements"]  # new columns come at the end
    assert json.loads((tmp_path / "output" / "r" / "run.json").read_text(encoding="utf-8"))["value_model"] == 2


@pytest.mark.parametrize("policy", ["included", "apart"])
def test_what_is_shown_is_the_valuation(tmp_path: Path, policy: str) -> None:
    valued = every_formula(tmp_path, 8, policy=policy, correlation=0.5)
    for row, member in enumerate(MEMBERS):
        found = valuation(valued, row)
        data: Any = explanation_data(found, valued.settings.workspace.period)
        assert data["currency"] == member.get("currency", "GBP")
        for name, value in (("recorded", found.recorded), ("estimated", found.estimated)):
            assert list(data[name].values()) == pytest.approx(list(value), abs=0.00501)
        assert data["low"] == pytest.approx(found.total.low, abs=0.00501)
        assert data["low_without_policy"] == pytest.approx(found.without_policy.low, abs=0.00501)
        assert len(data["swings"]) == 4
        for one, swing in zip(data["swings"], found.swings, strict=True):
            assert one["assumption"] == swing.assumption
            ends = one["total_at_low"], one["total_at_high"]
            assert ends == pytest.approx((swing.at_low, swing.at_high), abs=0.00501)
        for line in data["lines"]:
            for factor in line["factors"]:
                if factor["assumption"]:
                    known = valued.settings.judgement.assumptions[factor["assumption"]]
                    assert factor["mean"] == pytest.approx((known.low + 4 * known.central + known.high) / 6)
                else:
                    assert factor["low"] == factor["mean"] == factor["central"] == factor["high"]
