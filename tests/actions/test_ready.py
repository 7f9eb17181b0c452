"""Between a statement's making and a person's yes time passes: who opts out meanwhile is not written to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.actions.test_correct import FEES, HISTORY, MEMBERS
from tests.workspaces import edited, worked_example
from valuereport.actions.kept import Kept
from valuereport.actions.statement import StatementEmail, StatementRequest, make_ready, release_and_email
from valuereport.actions.workspace import open_workspace

EMAIL = '[email]\nunsubscribe_page = "https://guild.example/stop?who={token}"\n\n[period]'


@pytest.mark.parametrize("kept", [None, Kept()])
def test_who_opts_out_meanwhile_is_not_written_to(tmp_path: Path, kept: Kept | None) -> None:
    members = MEMBERS.replace("Country\n", "Country,Stop\n").replace(",GB\n", ",GB,no\n")
    fees = f"{FEES}W2,100,GBP,2026-01-05,F2\n"
    path = worked_example(tmp_path / "w", members_csv=members, history_csv=HISTORY, fees_csv=fees)
    edited(edited(path, "[period]", EMAIL), 'country = "Country"', 'country = "Country"\nno_email = "Stop"')
    workspace = replace(open_workspace(path), kept=kept)
    by = StatementEmail(hand_over_to=tmp_path / "mail")
    first, second = (make_ready(workspace, StatementRequest(one), by) for one in ("W1", "W2"))
    edited(path.parent / "members.csv", "LS1 1AA,GB,no", "LS1 1AA,GB,yes")
    done = release_and_email(workspace, first, by)
    assert [(one.state, one.reason) for one in done.deliveries] == [("skipped", "opted out of email")]
    assert [one.state for one in release_and_email(workspace, second, by).deliveries] == ["sent"]
