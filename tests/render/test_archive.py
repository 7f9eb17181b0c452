"""Statements for an archive: PDF/A-3a, tagged like the others, with the statement's figures attached."""

from __future__ import annotations

import io
import json
import re
from pathlib import Path

import pikepdf
import pytest

from tests.checkers import checked
from tests.sheets import MEMBER, Desk, of_the_sample
from tests.tags import outline
from tests.valuations import ranged_example
from tests.workspaces import edited, worked_example
from valuereport.answers.explanation import explanation_data
from valuereport.calculator import Explainer
from valuereport.pipeline.batch import run_batch
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.pipeline.plan import Scope
from valuereport.settings import load_settings

pytestmark = pytest.mark.filterwarnings(
    # WeasyPrint reads its colour profile without closing the file.
    "ignore:.*sRGB2014:pytest.PytestUnraisableExceptionWarning"
)
FIGURES = b'{"central": 1138.92}'


def archived() -> bytes:
    desk = Desk(archive="pdf/a-3a")
    return desk.renderer.render(desk.compose(MEMBER, of_the_sample(ranged_example())), FIGURES).pdf


def test_it_says_that_it_is_one_and_is_tagged_like_the_others(tmp_path: Path) -> None:
    made = archived()
    with pikepdf.open(io.BytesIO(made)) as pdf:
        meta = pdf.Root.Metadata.read_bytes().decode()
        assert re.search(r"pdfaid:part(>|=\")3\b", meta)
        assert re.search(r"pdfaid:conformance(>|=\")A\b", meta)
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
    usual = Desk().render(MEMBER, of_the_sample(ranged_example())).pdf
    assert outline(made) == outline(usual)
    (tmp_path / "archived.pdf").write_bytes(made)
    # WeasyPrint claims one standard a file. All that PDF/UA asks for is there, but the claim.
    claims = {(rule, message) for _, rule, message in checked([tmp_path / "archived.pdf"])}
    assert {message for _, message in claims if "pdfuaid" not in message} == set(), claims


def test_only_what_is_archived_carries_the_figures() -> None:
    with pikepdf.open(io.BytesIO(archived())) as pdf:
        (found,) = pdf.attachments.values()
        assert found.obj.AFRelationship == "/Data"
        assert found.get_file().read_bytes() == FIGURES
        assert {str(each.UF) for each in pdf.Root.AF} == {"figures.json"}
    desk = Desk()
    usual = desk.renderer.render(desk.compose(MEMBER, of_the_sample(ranged_example())), FIGURES).pdf
    with pikepdf.open(io.BytesIO(usual)) as pdf:
        assert not pdf.attachments


def test_the_same_statement_is_archived_in_the_same_bytes() -> None:
    assert archived() == archived()


def test_the_figures_are_those_that_explain_tells(tmp_path: Path) -> None:
    settings = load_settings(edited(worked_example(tmp_path), "[period]", '[sheet]\narchive = "pdf/a-3a"\n\n[period]'))
    valued = load_and_calculate(settings)
    outcome = run_batch(valued, tmp_path / "run", Scope(), resume=False, workers=1)
    ((planned, result),) = outcome.results
    assert result.status == "rendered"
    with pikepdf.open(tmp_path / "run" / planned.file) as pdf:
        carried = json.loads(pdf.attachments["figures.json"].get_file().read_bytes())
    told = explanation_data(Explainer(valued.valuations).valuation(0), settings.workspace.period)
    assert carried == json.loads(json.dumps(told))
    assert (carried["central"], carried["benefit_cost_ratio"]) == (1147.25, 3.53)
