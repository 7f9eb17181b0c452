"""The review sheet of a finished run, and a person's yes: nothing is delivered before that."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from valuereport.actions.at_work import one_writer
from valuereport.actions.delivery.release import unchanged
from valuereport.actions.delivery.run_record import check_ledger
from valuereport.actions.delivery.sample_content import sample_content_of
from valuereport.actions.delivery.weak_secrets import weak_secrets_of
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder, run_with_manifest
from valuereport.actions.workspace import Workspace, ledger_of
from valuereport.batch import UNKNOWN, read_corrections, read_makers, read_problems, read_run
from valuereport.deliver.review import members_to_show, write_review
from valuereport.deliver.review import review as review_of
from valuereport.errors import ASK, DeliveryError, Problem, Remedy
from valuereport.model.delivery import Approval
from valuereport.model.person import alike
from valuereport.model.review import Review
from valuereport.model.run import FinishedRun
from valuereport.pipeline.assumption_report import reviewed_assumptions
from valuereport.pipeline.design import faces_of, template_folders
from valuereport.render.look import look_of
from valuereport.settings import Settings

_PICTURES: Final = "review pictures"


@dataclass(frozen=True, slots=True)
class ReviewRequest:
    """Which run is looked over, and which earlier one it is compared with.

    `previous`: where not given, the one that the statements were compared with, if it is at hand.
    """

    run: str
    previous: Path | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a review sheet says of a run: the figures, its problems, and files that the run does not know."""

    run: FinishedRun
    review: Review
    problems: tuple[Problem, ...]
    added: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A run that was looked over: the figures, the page, and files that the run does not know."""

    run: FinishedRun
    review: Review
    page: Path
    added: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ApproveRequest:
    """The run as it was looked over, who approves it, and whether it may hold something of the sample.

    `operator`: the workspace's person where not given.
    """

    reviewed: Reviewed | Figures
    operator: str = ""
    although_sample: bool = False


@needs("operator")
def review(workspace: Workspace, request: ReviewRequest) -> Reviewed:
    """Write a run's review sheet. Raises RunError, SourceError, and DeliveryError where a file is not the run's own."""
    settings, found = workspace.settings, review_figures(workspace, request)
    pictures = _pictures(settings, found.run, found.review)
    page = write_review(found.review, found.run.folder, pictures, settings, template_folders(settings))
    return Reviewed(found.run, found.review, page, found.added)


@needs("operator")
def review_pictures(workspace: Workspace, request: ReviewRequest) -> Sequence[bytes]:
    """Return the contact sheet of a review as pictures (PNG); none where there is no statement. Raises as `review`.

    A process that lives long keeps them as long as neither the run nor the settings have changed.
    """

    def drawn() -> Sequence[bytes]:
        found = review_figures(workspace, request)
        return _pictures(settings, found.run, found.review)

    settings, run = workspace.settings, read_run(run_folder(workspace, request.run))
    if workspace.kept is None:
        return drawn()
    return workspace.kept.get(_PICTURES, (settings, run.folder, run.digest, request.previous), drawn)


@needs("operator")
def review_figures(workspace: Workspace, request: ReviewRequest) -> Figures:
    """Return what a run's review sheet says, and write nothing. Raises what `review` raises."""
    settings = workspace.settings
    run = read_run(run_folder(workspace, request.run))
    added = unchanged(run)
    before = request.previous or _compared_with(run)
    left = [str(each) for each in sample_content_of(settings, run)]
    weak = weak_secrets_of(run.rows, settings)
    earlier = read_run(before) if before else None
    assumptions = reviewed_assumptions(run, earlier)
    problems = read_problems(run)
    found = review_of(run, earlier, problems, weak, left, assumptions, read_corrections(run))
    return Figures(run, found, problems, added)


@needs("viewer")
def approval_of(workspace: Workspace, run: FinishedRun) -> Approval | None:
    """Return the approval that a run has as it is now. Raises LedgerError."""
    with ledger_of(workspace) as ledger:
        return ledger.approval(run.digest)


@needs("approver")
def check_approvable(workspace: Workspace, request: ApproveRequest) -> None:
    """Raise LedgerError where the ledger is not the run's own, DeliveryError where something is the sample's.

    DeliveryError, too, where the settings want another person than who made the run, and it is not another.
    A run that is approved already may be approved again: nothing changes by that.
    """
    run, left = request.reviewed.run, request.reviewed.review.still_sample
    with ledger_of(workspace, request.operator) as ledger:
        check_ledger(run.folder.parent, run.periods, ledger)
        if ledger.approval(run.digest):
            return
    _check_another(workspace, request)
    if left and not request.although_sample:
        raise DeliveryError(
            f"The run {run.name} is not approved, for these still are the sample's: {'; '.join(left)}. "
            "Put your own there and make the run again; or, where all of that is meant, approve it",
            Remedy(although_sample=True),
        )


@needs("approver")
@one_writer("approve")
def approve(workspace: Workspace, request: ApproveRequest) -> Approval:
    """Approve what was looked over, to the byte. Raises what `check_approvable` raises."""
    check_approvable(workspace, request)
    run, left = request.reviewed.run, request.reviewed.review.still_sample
    with ledger_of(workspace, request.operator) as ledger:
        if approval := ledger.approval(run.digest):
            return approval
        found = request.reviewed.review.assumptions
        notes = [f"although of the sample: {'; '.join(left)}"] if left else []
        notes += [f"assumptions {found.digest}"] if found else []
        return ledger.approve(run.name, run.digest, "; ".join(notes))


def _check_another(workspace: Workspace, request: ApproveRequest) -> None:
    """Raise DeliveryError where who approves has made the run, in whichever name, or where nobody knows who has."""
    if not workspace.settings.workspace.approval.by_another:
        return
    run = request.reviewed.run
    makers = read_makers(run.folder)
    why = "by_another in [approval] of the settings wants another person than who made it"
    if UNKNOWN in makers:
        raise DeliveryError(
            f"The run {run.name} is not approved: {why}, and it is not on record who made it. Make a new run",
            Remedy("batch", run=ASK),
        )
    approving = {alike(workspace.person.name), alike(request.operator or workspace.person.name)}
    if same := [one for one in makers if alike(one) in approving]:
        raise DeliveryError(f"The run {run.name} is not approved: {why}, and {same[0]} has made it")


def _pictures(settings: Settings, run: FinishedRun, found: Review) -> Sequence[bytes]:
    from valuereport.preview import Shown, contact_sheet

    rows = {row.member_id: row for row in run.rows}
    shown = [
        Shown(name, rows[name].locale, rows[name].edition, reasons, (run.folder / rows[name].file).read_bytes(), "", ())
        for name, reasons in members_to_show(found, run.rows)
    ]
    if not shown:
        return ()
    return contact_sheet(f"{run.name} · {run.start} to {run.end}", shown, faces_of(look_of(settings))).pngs


def _compared_with(run: FinishedRun) -> Path | None:
    """Return the run beside this one that its statements were compared with."""
    wanted = json.loads((run.folder / "run.json").read_text(encoding="utf-8")).get("previous")
    return run_with_manifest(run.folder.parent, wanted)
