"""Who objected to being scored once is not forgotten: the ledger learns it with the exports, and a person ends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.combine.test_consent import FEES, HISTORY
from tests.insights.test_scoring import HEAD, row
from tests.workspaces import edited, worked_example
from valuereport.actions.delivery.recipients import Recipients
from valuereport.actions.ledger.suppressions import AllowRequest, allow_scoring
from valuereport.actions.workspace import ledger_of, open_workspace
from valuereport.errors import LedgerError


def test_a_later_export_without_it_does_not_undo_an_objection(tmp_path: Path) -> None:
    members = HEAD + row("M1", "no") + row("M2", "yes") + row("M3", "Sí?")
    path = worked_example(tmp_path, members_csv=members, history_csv=HISTORY, fees_csv=FEES)
    workspace = open_workspace(edited(path, 'country = "Country"\n', 'country = "Country"\nno_scoring = "Profile"\n'))
    everybody = ["M1", "M2", "M3"]
    with ledger_of(workspace) as ledger:
        Recipients(workspace.settings, ledger).record_aliases(ledger)
        assert ledger.objections(everybody) == {"M2"}
        (tmp_path / "members.csv").write_text(members.replace("yes", ""), encoding="utf-8")
        Recipients(workspace.settings, ledger).record_aliases(ledger)
        assert ledger.objections(everybody) == {"M2"}
    assert allow_scoring(workspace, AllowRequest("M2", "Ada", "rang on 3 May")) == 1
    with ledger_of(workspace) as ledger:
        assert ledger.objections(everybody) == frozenset()
    with pytest.raises(LedgerError, match="M2 has not objected to being scored"):
        allow_scoring(workspace, AllowRequest("M2", "Ada", "again"))
