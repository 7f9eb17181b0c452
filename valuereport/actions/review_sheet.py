"""A run as a person looks it over before approving it: figures, whom to look at, problems by kind, and who may approve.

The same as the review sheet that `review` writes beside the run; nothing is written here.
"""

from __future__ import annotations

from dataclasses import dataclass

from valuereport.actions.approve import ApproveRequest, Figures, ReviewRequest, check_approvable, review_figures
from valuereport.actions.batch import GoOn, going_on
from valuereport.actions.plan_summary import counted
from valuereport.actions.rights import needs
from valuereport.actions.standing.times import written
from valuereport.actions.workspace import Workspace, ledger_if_there
from valuereport.batch import UNKNOWN, read_makers
from valuereport.deliver.review import Section, members_to_show, sections
from valuereport.errors import DeliveryError
from valuereport.model.delivery import Approval
from valuereport.model.problem_kind import ProblemKind
from valuereport.model.review import Count
from valuereport.problem_kinds import kinds
from valuereport.wording import wording_for


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """A member whose statement is on the contact sheet, and why."""

    member_id: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A run that is looked over.

    `sections`: its figures as headed tables, in English, money as the organisation writes it. `is_written`: the sheet
    lies beside the run, and is not older than it. `approved_before`: an approval that is void, for the run has changed.
    `editions`: how many members get each. `makers`: who made the statements, as far as that is on record.
    """

    figures: Figures
    sections: tuple[Section, ...]
    to_look_at: tuple[ToLookAt, ...]
    kinds: tuple[ProblemKind, ...]
    editions: tuple[Count, ...]
    approval: Approval | None
    approved_before: Approval | None
    makers: tuple[str, ...]
    is_written: bool


@needs("operator")
def review_sheet(workspace: Workspace, request: ReviewRequest) -> ReviewSheet:
    """Return a run as its review sheet has it. Raises what `review` raises, LedgerError."""
    settings, found = workspace.settings, review_figures(workspace, request)
    run = found.run
    with ledger_if_there(workspace) as ledger:
        approval = ledger.approval(run.digest) if ledger else None
        before = ledger.approvals(run.name) if ledger and not approval else ()
    words = wording_for(settings.workspace.organisation.locale, settings.catalogues)
    sheet, made = written(run.folder / "review.html"), written(run.folder / "manifest.csv")
    return ReviewSheet(
        found,
        sections(found.review, words),
        tuple(ToLookAt(*one) for one in members_to_show(found.review, run.rows)),
        kinds(found.problems),
        counted(row.edition for row in run.rows if row.status == "rendered"),
        approval,
        before[-1] if before else None,
        tuple(name for name in read_makers(run.folder) if name != UNKNOWN),
        bool(sheet and made and sheet >= made),
    )


@needs("approver")
def why_not_approved(workspace: Workspace, request: ApproveRequest) -> str:
    """Return why the workspace's person may not approve a run as it is, or nothing. Raises LedgerError."""
    try:
        check_approvable(workspace, request)
    except DeliveryError as error:
        return str(error)
    return ""


@needs("operator")
def mending(workspace: Workspace, run: str) -> GoOn | None:
    """Return what makes statements of a run again that are not what it wrote; None where only a new run helps.

    Raises RunError, SettingsError, SourceError.
    """
    found = going_on(workspace, run)
    return None if found.changed else found
