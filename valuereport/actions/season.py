"""Where the season stands, and the one thing to do next: asked of the files and the ledger, and no export is read."""

from __future__ import annotations

from datetime import date

from valuereport.actions.workspace import Workspace
from valuereport.model.history import History
from valuereport.model.season import Season


def season(workspace: Workspace, today: date, history: History | None = None) -> Season:
    """Return where the season stands. Raises LedgerError.

    `history`: the exports, where they are loaded anyway; without it nobody knows how many replies wait.
    """
    raise NotImplementedError
