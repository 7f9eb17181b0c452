"""A ledger takes over what a run recorded of its deliveries, where the ledger that knew them is lost."""

from __future__ import annotations

from dataclasses import dataclass, replace

from valuereport.actions.at_work import one_writer
from valuereport.actions.delivery.run_record import HANDED
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import Workspace, ledger_of
from valuereport.batch import read_delivered, read_run, rewrite_delivered
from valuereport.deliver.ledger import Ledger
from valuereport.errors import RunError
from valuereport.model.delivery import Delivery
from valuereport.model.run import FinishedRun


@dataclass(frozen=True, slots=True)
class AdoptRequest:
    """Which run's record is taken over, in whose name, and what became of the ledger before."""

    run: str
    operator: str
    note: str


@needs("operator")
@one_writer("ledger adopt")
def adopt(workspace: Workspace, request: AdoptRequest) -> tuple[Delivery, ...]:
    """Return the deliveries that the ledger had not known. Raises LedgerError, RunError.

    What may have been handed over becomes uncertain: a person finds out, and nothing goes out twice before.
    """
    run = read_run(run_folder(workspace, request.run))
    with ledger_of(workspace, request.operator) as ledger:
        return _adopted(run, ledger, request.note)


def _adopted(run: FinishedRun, ledger: Ledger, note: str) -> tuple[Delivery, ...]:
    remembered = read_delivered(run.folder)
    if not remembered:
        raise RunError(f"the run {run.name} remembers no deliveries: there is nothing to take over")
    rows = {row.member_id: row for row in run.rows}
    handed = [
        replace(one, file=row.file, sha256=row.sha256) if (row := rows.get(one.member_id)) else one
        for one in remembered
        if one.state in HANDED or (one.channel, one.state) == ("print", "planned")
    ]
    taken = ledger.adopt(run.name, handed, note)
    identity = ledger.identity()
    rewrite_delivered(run.folder, [replace(one, ledger=identity) for one in remembered])
    return taken
