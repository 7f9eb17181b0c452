"""The sample's statements: figures agree everywhere, each fits one sheet, checkers of accessibility find no error."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.checkers import checked
from tests.commands import SAMPLE, manifest
from tests.workspaces import pdf_text
from valuereport.answers.explanation import explanation_data
from valuereport.calculator import Explainer
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.pipeline.member_lookup import find_member
from valuereport.settings import load_settings
from valuereport.wording import wording_for


@dataclass(frozen=True)
class Run:
    folder: Path
    rows: list[dict[str, str]]

    def files(self) -> list[Path]:
        return [self.folder / row["file"] for row in self.rows if row["status"] == "rendered"]


@pytest.fixture(scope="module")
def sample(sample_run: Path) -> Run:
    return Run(sample_run, manifest(sample_run))


def test_everybody_is_accounted_for(sample: Run) -> None:
    assert len(sample.rows) == 240
    assert {row["status"] for row in sample.rows} == {"rendered", "skipped"}
    assert all(row["problem"] for row in sample.rows if row["status"] == "skipped")
    assert len(sample.files()) > 225
    assert {row["edition"] for row in sample.rows} == {"standard", "first-year", "below-fee", "light-use"}
    assert {row["locale"] for row in sample.rows} == {"en-GB", "de-DE", "fr-FR"}
    assert {row["currency"] for row in sample.rows} == {"GBP", "EUR"}


def test_manifest_explanation_and_pdf_say_the_same(sample: Run) -> None:
    settings = load_settings(SAMPLE)
    valued = load_and_calculate(settings)
    explainer = Explainer(valued.valuations)
    for row in sample.rows:
        if row["status"] != "rendered":
            continue
        valuation = explainer.valuation(find_member(valued.history, row["member_id"]))
        explained = explanation_data(valuation, settings.workspace.period)
        for name in ("fee", "low", "central", "high"):
            assert float(row[name]) == explained[name], (row["member_id"], name)
        ratio = explained["benefit_cost_ratio"]
        assert row["benefit_cost_ratio"] == ("" if ratio is None else f"{ratio:.2f}"), row["member_id"]
        words = wording_for(row["locale"])
        text = pdf_text(sample.folder / row["file"])
        if row["edition"] == "light-use":
            assert " ".join(words.money(explained["high"], row["currency"]).split()) not in text, row["member_id"]
        elif explained["central"]:
            for name in ("low", "central", "high"):
                shown = " ".join(words.money(explained[name], row["currency"]).split())
                assert shown in text, (row["member_id"], name, shown)
        if explained["fee"]:
            assert " ".join(words.round_money(explained["fee"], row["currency"]).split()) in text, row["member_id"]


def test_every_statement_fits_one_sheet(sample: Run) -> None:
    assert {row["pages"] for row in sample.rows if row["status"] == "rendered"} == {"2"}


def test_checkers_of_accessibility_find_nothing(sample: Run) -> None:
    assert checked(sample.files()[::12]) == []  # every edition, language and paper is in test_matrix
