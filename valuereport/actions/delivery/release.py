"""What may be delivered: an approved run whose files are those that were approved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from valuereport.actions.delivery.run_record import check_ledger
from valuereport.batch import check_files, read_run
from valuereport.deliver.ledger import Ledger
from valuereport.errors import ASK, DeliveryError, Problem, Remedy, RunError
from valuereport.files import digest
from valuereport.model.delivery import Approval
from valuereport.model.run import FinishedRun, ManifestRow

_NAMED = 5  # changed files that a message names


def unchanged(run: FinishedRun) -> tuple[Problem, ...]:
    """Return the files that the run does not know. Raises DeliveryError where one of its own is not what it wrote."""
    found = check_files(run)
    wrong = [problem for problem in found if problem.severity == "error"]
    if wrong:
        named = "; ".join(f"{_whose(problem)}{problem.reason}" for problem in wrong[:_NAMED])
        more = f"; and {len(wrong) - _NAMED:,} more" if len(wrong) > _NAMED else ""
        raise DeliveryError(
            f"Nothing is delivered from the run {run.name}: {named}{more}. An approval of it is void. "
            "Make and approve a new run; or make these again, and the approval holds again",
            Remedy("batch", run=run.name, resume=True),
        )
    return tuple(problem for problem in found if problem.severity == "warning")


def _whose(problem: Problem) -> str:
    return f"member {problem.member_id}: " if problem.member_id else ""


def released(folder: Path, ledger: Ledger) -> tuple[FinishedRun, Approval]:
    """Return a run that may be delivered.

    Raises RunError, DeliveryError for a draft or a void approval, and LedgerError for a ledger that is not its own.
    """
    run = read_run(folder)
    check_ledger(folder.parent, run.periods, ledger)
    approval = approved(run, ledger)
    unchanged(run)
    return run, approval


def approved(run: FinishedRun, ledger: Ledger) -> Approval:
    """Return the approval that a run has as it is now. Raises DeliveryError for a draft or a void approval."""
    if approval := ledger.approval(run.digest):
        return approval
    remedy = Remedy("approve", run=run.name, by=ASK)
    if before := ledger.approvals(run.name):
        last = before[-1]
        raise DeliveryError(
            f"The run {run.name} was approved by {last.operator} on {last.at:%d %B %Y}, but has changed since: "
            "the approval is void, and nothing is delivered. Look at it again and approve it",
            remedy,
        )
    raise DeliveryError(
        f"The run {run.name} is a draft: nothing is delivered before someone has looked at it. "
        "Look at the review sheet and approve it",
        remedy,
    )


def statement_of(run: FinishedRun, row: ManifestRow) -> bytes:
    """Return the bytes of a statement, surely those that were approved. Raises DeliveryError."""
    try:
        pdf = (run.folder / row.file).read_bytes()
    except OSError:
        pdf = b""
    if digest(pdf) != row.sha256:
        raise DeliveryError(
            f"The statement of member {row.member_id} in the run {run.name} is not the one that was approved, so the "
            "approval is void. Make it again",
            Remedy("batch", run=run.name, resume=True),
        )
    return pdf


def chosen_rows(run: FinishedRun, members: Sequence[str]) -> tuple[ManifestRow, ...]:
    """Return the rows with a statement: all, or of these member ids. Raises RunError for a member without one."""
    rows = {row.member_id: row for row in run.rows}
    for name in members:
        row = rows.get(name)
        if row is None:
            raise RunError(f"the run {run.name} has no member {name}")
        if row.status != "rendered":
            raise RunError(f"the run {run.name} has no statement for member {name}: {row.problem or row.status}")
    wanted = frozenset(members)
    return tuple(row for row in run.rows if row.status == "rendered" and (not wanted or row.member_id in wanted))
