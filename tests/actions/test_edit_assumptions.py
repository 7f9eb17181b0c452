"""One assumption is changed: what it moves is what a run would have, and a signature is for its own figures."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest

from tests.workspaces import worked_example
from valuereport.actions.edit_assumptions import (
    AssumptionRequest,
    OrganisationFigures,
    assumption_form,
    propose_assumption,
    write_assumption,
)
from valuereport.actions.workspace import Workspace, open_workspace
from valuereport.errors import RequestError, RunError
from valuereport.files import packaged
from valuereport.model.run import Planned
from valuereport.pipeline.assumption_report import judged_now
from valuereport.pipeline.calculation import load_and_calculate
from valuereport.pipeline.plan import Scope, plan
from valuereport.settings import load_settings


def figures(workspace: Workspace) -> tuple[OrganisationFigures, list[Planned]]:
    """Return the sums of the exports as they are now, from the plan of a run; and who is planned a statement."""
    valued = load_and_calculate(workspace.settings)
    planned = [one for one in plan(valued, Scope())[0] if one.action == "render"]
    model = judged_now(valued).model
    editions = Counter(one.edition for one in planned)
    return OrganisationFigures(len(planned), model.total(), model.low(), model.fees, editions), planned


def test_what_a_change_would_move_is_what_it_moves(tmp_path: Path) -> None:
    shutil.copytree(packaged("sample_data"), tmp_path / "ws")
    path = tmp_path / "ws" / "valuereport.toml"
    workspace = open_workspace(path)
    changes: dict[str, str | None] = {"low": "10", "central": "12", "high": "14"}
    one = propose_assumption(workspace, AssumptionRequest("hour-of-work", changes))
    assert (one.assumption.central, one.proposed and one.proposed.central) == (32, 12)
    before, planned = figures(workspace)
    assert one.before == before
    write_assumption(workspace, one)
    after, planned_then = figures(open_workspace(path))
    assert one.after == after
    assert after.total < before.total
    others = [was.edition != then.edition for was, then in zip(planned, planned_then, strict=True)]
    assert one.other_edition == sum(others) > 0


def test_a_signature_is_for_the_figures_that_it_was_given_for(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    workspace = open_workspace(path)
    signed: dict[str, str | None] = {"signed_by": "Ann", "signed_on": "2026-11-30"}
    write_assumption(workspace, propose_assumption(workspace, AssumptionRequest("hour", signed)))
    workspace = open_workspace(path)
    assert workspace.settings.judgement.assumptions["hour"].signed_by == "Ann"
    for changes, signer in (
        ({"url": "https://guild.example/hour", **signed}, "Ann"),  # the form sends what it showed
        ({"value": "44", **signed}, ""),
        ({"value": "44", "signed_by": "Bob", "signed_on": "2026-11-30"}, "Bob"),
        ({"value": "44", "signed_by": "Ann", "signed_on": "2026-12-01"}, "Ann"),
    ):
        one = propose_assumption(workspace, AssumptionRequest("hour", changes))
        assert one.proposed
        assert one.proposed.signed_by == signer, changes


def test_a_wrong_figure_is_told_at_its_field_and_moves_nothing(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    workspace = open_workspace(path)
    form = assumption_form(workspace, "deadweight-template")
    assert form.used_by == ("template-download",)
    assert {one.name: one.value for one in form.fields}["value"] == "0.2"
    one = propose_assumption(workspace, AssumptionRequest(form.id, {"value": "20"}, form.digest))
    assert [fault.place for fault in one.settings.faults] == [("assumption", "deadweight-template", "value")]
    assert (one.before, one.after, one.proposed) == (None, None, None)
    with pytest.raises(RequestError, match="did you mean hour"):
        assumption_form(workspace, "hours")
    (tmp_path / "assumptions.toml").write_text("# other\n", encoding="utf-8")
    with pytest.raises(RunError, match="was changed since"):
        propose_assumption(workspace, AssumptionRequest(form.id, {"value": "0.3"}, form.digest))


def test_an_exact_figure_becomes_a_range_and_a_range_an_exact_figure(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    workspace = open_workspace(path)
    changes: dict[str, str | None] = {"value": None, "low": "30", "central": "40", "high": "50"}
    write_assumption(workspace, propose_assumption(workspace, AssumptionRequest("hour", changes)))
    found = load_settings(path).judgement.assumptions["hour"]
    assert (found.low, found.central, found.high) == (30, 40, 50)
    again = open_workspace(path)
    back: dict[str, str | None] = {"value": "40", "low": None, "central": None, "high": None}
    write_assumption(again, propose_assumption(again, AssumptionRequest("hour", back)))
    assert load_settings(path).judgement.assumptions["hour"].exact
