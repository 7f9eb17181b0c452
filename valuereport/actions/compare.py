"""One member's statement as a run has it beside what it would say now: after a correction, or new exports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from valuereport.actions.calculated import calculated
from valuereport.actions.member_ids import all_ids, ids_in_run, resolve_member
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.workspace import Workspace, ledger_if_there
from valuereport.batch import read_corrections, read_run
from valuereport.calculator import OrganisationModel, contributions
from valuereport.errors import Remedy, RunError
from valuereport.model.comparison import LineChange, MemberComparison, StatementFigures
from valuereport.model.money import rounded
from valuereport.model.run import FinishedRun, ManifestRow
from valuereport.pipeline.assumption_report import judged_run
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.calculation import figures_of
from valuereport.pipeline.member_lookup import find_member
from valuereport.pipeline.plan import Scope, plan

_Lines = Mapping[tuple[str, str], Decimal]


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """Whose statement, and which run it is compared with; the newest one that has the member where none is given."""

    member: str  # an id, a former one, or an address
    run: str = ""


@needs("member-services")
def compare(workspace: Workspace, request: CompareRequest) -> MemberComparison:
    """Compare a member's statement in a run with what it would say now. Raises RunError, SourceError."""
    valued = calculated(workspace)
    member_id = resolve_member(workspace, valued.history, request.member)
    row = find_member(valued.history, member_id)
    with ledger_if_there(workspace) as ledger:
        if request.run:
            run = read_run(run_folder(workspace, request.run))
            ids = ids_in_run(run, ledger, workspace.settings, (member_id,), valued.history)
        else:
            run, ids = _newest(workspace, all_ids(ledger, workspace.settings, member_id, (), valued.history))
    before = next(one for one in run.rows if one.member_id in ids)
    after = _now(valued, row, member_id)
    lines, no_lines = _lines(run, before, valued, row) if before.currency == after.currency else ((), _OTHER_CURRENCY)
    known = {tuple(one.cells.items())[1:] for one in read_corrections(run)}
    since = [one for one in valued.history.corrections if one.member == member_id]
    return MemberComparison(
        member_id,
        str(valued.history.members["name"].iloc[row]),
        run.name,
        _then(before),
        after,
        lines,
        no_lines,
        tuple(one for one in since if tuple(one.cells.items())[1:] not in known),
    )


@needs("member-services")
def newest_run(workspace: Workspace, member_id: str) -> str:
    """Return the run that was finished last and has a member; empty where none has. Raises SourceError."""
    valued = calculated(workspace)
    try:
        with ledger_if_there(workspace) as ledger:
            return _newest(workspace, all_ids(ledger, workspace.settings, member_id, (), valued.history))[0].name
    except RunError:
        return ""


_OTHER_CURRENCY = "the two are in different currencies"


def _newest(workspace: Workspace, ids: Sequence[str]) -> tuple[FinishedRun, tuple[str, ...]]:
    """Return the run of this output that was finished last and has the member, and its id there. Raises RunError."""
    manifests = sorted(workspace.output.glob("*/manifest.csv"), key=_written_at, reverse=True)
    for manifest in manifests:
        try:
            run = read_run(manifest.parent)
        except RunError:
            continue  # one that is under way, or damaged: another one may do
        if mine := tuple(one.member_id for one in run.rows if one.member_id in ids):
            return run, mine
    raise RunError(f"no finished run in {workspace.output} has the member {ids[0]}; make one", Remedy("batch"))


def _written_at(file: Path) -> float:
    return float(file.stat().st_mtime)


def _then(row: ManifestRow) -> StatementFigures:
    figures = (row.fee, row.low, row.central, row.high, row.benefit_cost_ratio)
    return StatementFigures(row.edition, row.currency, *figures, row.engagements, row.problem)


def _now(valued: CalculatedMembers, row: int, member_id: str) -> StatementFigures:
    (planned, *_), _ = plan(valued, Scope((member_id,), ""))
    cells = figures_of(valued, row).cells()

    def amount(name: str) -> Decimal | None:
        return Decimal(cells[name]) if cells.get(name) else None

    return StatementFigures(
        planned.edition,
        cells["currency"],
        amount("fee"),
        amount("low"),
        amount("central"),
        amount("high"),
        amount("benefit_cost_ratio"),
        valued.roster.engagements[row],
        planned.reason if planned.action == "skip" else "",
    )


def _lines(
    run: FinishedRun, before: ManifestRow, valued: CalculatedMembers, row: int
) -> tuple[tuple[LineChange, ...], str]:
    """Return the lines that differ, the largest difference first; or why they cannot be compared."""
    try:
        then = _values(judged_run(run).model, before.member_id, before.currency)
    except RunError as error:
        return (), str(error)
    now: _Lines = {}
    if not valued.roster.obstacles[row]:
        found = contributions(valued.valuations, [row], [""], "")
        model = OrganisationModel(found, valued.settings.judgement.assumptions, valued.valuations.sampling)
        now = _values(model, str(found.members["member_id"].iloc[0]), before.currency)
    changes = [
        LineChange(*key, then.get(key), now.get(key)) for key in {**then, **now} if then.get(key) != now.get(key)
    ]
    return tuple(sorted(changes, key=lambda one: (-abs(one.difference), one.benefit, one.line))), ""


def _values(model: OrganisationModel, member_id: str, currency: str) -> _Lines:
    """Return the best estimates of a member's lines, as a statement rounds them; none where it has no figures."""
    rows = (model.contributions.members["member_id"] == member_id).to_numpy().nonzero()[0].tolist()
    return {key: rounded(value, currency) for key, value in model.line_values(rows[0]).items()} if rows else {}
