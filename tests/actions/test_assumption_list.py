"""All assumptions: those that need a look first; what each moves where it is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.workspaces import edited, worked_example
from valuereport.actions.assumptions import AssumptionsRequest, assumption_list, assumptions
from valuereport.actions.kept import Kept
from valuereport.actions.workspace import open_workspace


def test_the_list_is_there_at_once_and_says_what_each_moves_when_that_is_known(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    workspace = replace(open_workspace(path), kept=Kept())
    at_once = assumption_list(workspace, wait=False)
    assert at_once.report is None
    assert {one.id for one in at_once.listed} == set(workspace.settings.judgement.assumptions)
    found = assumption_list(workspace)
    assert found.report == assumptions(workspace, AssumptionsRequest())
    assert assumption_list(workspace, wait=False) == found
    uses = {one.id: one.use.members for one in found.listed if one.use}
    assert uses == {one.id: one.members for one in found.report.assumptions}
    assert 0 < max(uses.values()) <= found.report.members
    edited(tmp_path / "members.csv", "\n", "\n")
    assert assumption_list(workspace, wait=False).report is None  # the exports are other ones now


def test_what_needs_a_look_comes_first(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    names = sorted(open_workspace(path).settings.judgement.assumptions)
    text = (tmp_path / "assumptions.toml").read_text(encoding="utf-8")
    for name in names[1:]:
        text = text.replace(f"[assumption.{name}]", f'[assumption.{name}]\nsigned_by = "Ann"')
    (tmp_path / "assumptions.toml").write_text(text, encoding="utf-8")
    listed = assumption_list(open_workspace(path)).listed
    assert (listed[0].id, listed[0].concerns) == (names[0], ("signed by nobody",))
    assert not any(one.concerns for one in listed[1:])
    swings = [one.use.swing if one.use else 0 for one in listed[1:]]
    assert swings == sorted(swings, reverse=True)
