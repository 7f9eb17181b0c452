"""Who may be named or quoted in the stories of a run, where and until when; and which rows allow nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from valuereport.actions.rights import needs
from valuereport.actions.runs_to_publish import chosen_folder
from valuereport.actions.workspace import Workspace, ledger_if_there
from valuereport.batch import read_contributions
from valuereport.errors import Problem
from valuereport.model.story import Consent
from valuereport.stories.consents import SCOPES, IdsOf, read_consents


@dataclass(frozen=True, slots=True)
class Consents:
    """The consents in force on a day, each with the places where it may be used now, and why other rows allow nothing.

    `file`: where they stand, named by the settings.
    """

    file: Path
    in_force: tuple[Consent, ...]
    problems: tuple[Problem, ...]


@needs("operator")
def consents(workspace: Workspace, run: str, today: date) -> Consents:
    """Return the consents of a run's members. Raises LedgerError, RequestError, RunError."""
    file = workspace.settings.folder / workspace.settings.workspace.stories.consents
    members = read_contributions(chosen_folder(workspace, run)).members["member_id"].tolist()
    with ledger_if_there(workspace) as ledger:
        ids_of: IdsOf = ledger.ids_of if ledger else lambda member_id: (member_id,)
        read = {scope: read_consents(file, members, today, scope, ids_of) for scope in SCOPES}
    found: dict[tuple[str, str], Consent] = {}
    for scope, (usable, _) in read.items():
        for one in usable:
            key = one.member_id, one.quote
            found[key] = replace(one, scope=found[key].scope | {scope} if key in found else frozenset({scope}))
    everywhere = [problems for _, problems in read.values()]
    problems = tuple(one for one in everywhere[0] if all(one in others for others in everywhere[1:]))
    return Consents(file, tuple(found.values()), problems)
