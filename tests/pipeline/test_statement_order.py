"""A run whose statements put first what its own surveys say: from exports to paper, run.json and stories."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.commands import manifest, run
from tests.workspaces import edited, pdf_text, worked_example
from valuereport.actions.stories import StoriesRequest, stories_of
from valuereport.batch import read_run
from valuereport.model.statement_order import BY_VALUE, Place
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.settings import load_settings

FEELS = {
    "attractive": ("like", "neutral"),
    "performance": ("like", "dislike"),
    "basic": ("expect", "dislike"),
    "reverse": ("dislike", "like"),
}
SURVEYS = """
[[feature]]
id = "learning"
label = { en = "Learning" }
activities = ["cpd-webinar"]

[[feature]]
id = "leads"
label = { en = "Leads" }
activities = ["referral"]
stage = "STAGE"

[[survey]]
id = "benefits"
label = { en = "What members expect" }
anonymous = true
"""
QUESTION = """
[[question]]
id = "{feature}-{asks}"
survey = "benefits"
asks = "{asks}"
feature = "{feature}"
"""
SOURCE = """
[[source]]
name = "wave-{wave}"
table = "responses"
format = "csv"
file = "wave-{wave}.csv"
[source.columns]
survey = {{ value = "benefits" }}
wave = {{ value = "{wave}" }}
respondent = "Respondent"
date = "Date"
"""


def workspace(folder: Path, order: str = "kano", stage: str = "live") -> Path:
    """Return the settings of the worked example with two features, without a wave."""
    questions = [
        QUESTION.format(feature=feature, asks=asks)
        for feature in ("learning", "leads")
        for asks in ("functional", "dysfunctional")
    ]
    path = worked_example(folder, surveys_toml=SURVEYS.replace("STAGE", stage) + "".join(questions))
    return edited(path, "[period]", f'[statement]\norder = "{order}"\n\n[period]')


def wave(path: Path, year: int, *, members: int = 60, **classes: str) -> None:
    """Add a wave in which all members feel the same."""
    heads = [f"{feature}-{asks}" for feature in classes for asks in ("functional", "dysfunctional")]
    feels = [answer for kano in classes.values() for answer in FEELS[kano]]
    rows = [["Respondent", "Date", *heads], *([str(n), f"{year}-03-02", *feels] for n in range(members))]
    (path.parent / f"wave-{year}.csv").write_text("\n".join(map(",".join, rows)), encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8") + SOURCE.format(wave=year), encoding="utf-8")


def batch(path: Path, name: str = "r", *more: str) -> Any:
    return run("batch", "--config", path, "--workers", "1", "--run", name, *more)


def recorded(folder: Path) -> Any:
    return json.loads((folder / "run.json").read_text(encoding="utf-8")).get("order")


def classes(path: Path) -> dict[str, tuple[str, str]]:
    order = load_and_calculate(load_settings(path)).order
    return {activity: (one.kano, one.wave) for activity, one in order.classes.items()}


def test_a_run_by_kano_prints_and_records_what_its_surveys_say(tmp_path: Path) -> None:
    path = workspace(tmp_path)
    wave(path, 2026, learning="performance", leads="basic")
    done = batch(path)
    assert done.returncode == 0, done.stdout
    folder = tmp_path / "output" / "r"
    said = {"survey": "benefits", "wave": "2026"}
    assert recorded(folder) == {
        "by": "kano",
        "classes": {
            "cpd-webinar": {"kano": "performance", "feature": "learning", **said},
            "referral": {"kano": "basic", "feature": "leads", **said},
        },
        "not_on_offer": {},
    }
    (row,) = manifest(folder)
    text = pdf_text(folder / row["file"])
    assert "Highlights of your year" in text
    highlights = text.partition("Highlights of your year")[2].partition("Renew")[0]
    assert "£600.00" not in highlights  # a referral: basic
    assert read_run(folder).order.place("referral") == Place.BASIC

    edited(path, 'order = "kano"', 'order = "value"')
    assert "these have changed: order." in batch(path, "r", "--resume").stderr
    assert batch(path, "by-value").returncode == 0
    folder = tmp_path / "output" / "by-value"
    assert recorded(folder) is None
    assert read_run(folder).order == BY_VALUE
    (other,) = manifest(folder)
    figures = ("fee", "low", "central", "high", "benefit_cost_ratio")
    assert [other[name] for name in figures] == [row[name] for name in figures]
    text = pdf_text(folder / other["file"])
    assert "£600.00" in text.partition("What was worth most")[2].partition("Renew")[0]


def test_a_class_changes_with_a_newer_wave_that_asked_enough(tmp_path: Path) -> None:
    path = workspace(tmp_path)
    wave(path, 2024, learning="attractive", leads="reverse")
    assert classes(path) == {"cpd-webinar": ("attractive", "2024"), "referral": ("reverse", "2024")}
    wave(path, 2025, learning="basic")
    assert classes(path) == {"cpd-webinar": ("basic", "2025"), "referral": ("reverse", "2024")}
    wave(path, 2026, members=30, learning="performance", leads="performance")
    assert classes(path) == {"cpd-webinar": ("basic", "2025"), "referral": ("reverse", "2024")}


@pytest.mark.parametrize("stage", ["proposed", "pilot", "stopped"])
def test_what_is_not_live_is_recorded_and_not_put_first(tmp_path: Path, stage: str) -> None:
    path = workspace(tmp_path, stage=stage)
    wave(path, 2026, leads="attractive")
    order = load_and_calculate(load_settings(path)).order
    assert order.record()["not_on_offer"] == {"referral": {"feature": "leads", "stage": stage}}
    assert (order.place("referral"), order.offers("referral")) == (Place.NEUTRAL, False)


def test_without_a_class_the_order_is_by_value_and_that_is_said(tmp_path: Path) -> None:
    path = workspace(tmp_path)
    wave(path, 2026, members=30, learning="performance")
    valued = load_and_calculate(load_settings(path))
    assert valued.order.classes == {}
    assert [one.reason for one in valued.problems if one.stage == "insights"] == [
        "no wave of members names the class of a feature that lists an activity: there is nothing to order by"
    ]


def test_stories_follow_the_order_of_their_run(tmp_path: Path) -> None:
    path = workspace(tmp_path)
    wave(path, 2026, learning="performance")
    batch(path)
    folder = tmp_path / "output" / "r"
    edited(path, 'order = "kano"', 'order = "value"')  # the settings of today say nothing about it
    told, _, _ = stories_of(load_settings(path), folder, (), StoriesRequest("r"), date(2027, 1, 1), lambda one: {one})
    assert told.order == read_run(folder).order != BY_VALUE
