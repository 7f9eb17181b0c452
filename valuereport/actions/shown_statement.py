"""One member's statement to look at: as it would be now, or as a run has it. Nothing is written."""

from __future__ import annotations

import io
from dataclasses import dataclass

from valuereport.actions.calculated import calculated, made_of
from valuereport.actions.delivery.release import chosen_rows, statement_of
from valuereport.actions.member_ids import ids_in_run, resolve_member
from valuereport.actions.rights import needs
from valuereport.actions.run_names import run_folder
from valuereport.actions.statement import job_of
from valuereport.actions.workspace import Workspace, ledger_if_there
from valuereport.batch import read_run
from valuereport.errors import Problem, RequestError, RunError, ValuereportError
from valuereport.files import safe_name, stamps_of
from valuereport.pipeline.calculated import CalculatedMembers
from valuereport.pipeline.design import check_design, design_files
from valuereport.pipeline.plan import Scope, locales_of, plan
from valuereport.pipeline.worker import StatementWorker
from valuereport.unexpected import brief, details, verbose, write_details


@dataclass(frozen=True, slots=True)
class ShownStatement:
    """A statement's PDF, what the file is called, how many pages it has, and what a person should look at."""

    pdf: bytes
    name: str
    pages: int
    problems: tuple[Problem, ...] = ()


@needs("member-services")
def statement_now(workspace: Workspace, member: str) -> ShownStatement:
    """Lay out a member's statement from the exports as they are now. Raises RunError, SourceError, TemplateError.

    What was laid out last is kept as long as nothing changes: its pages are asked for one by one.
    """
    valued = calculated(workspace)
    wanted = resolve_member(workspace, valued.history, member)
    design = stamps_of(design_files(workspace.settings))
    return made_of(workspace, valued, "statement", lambda: _laid_out(workspace, valued, wanted), wanted, design)


def _laid_out(workspace: Workspace, valued: CalculatedMembers, member_id: str) -> ShownStatement:
    (planned, *_), problems = plan(valued, Scope((member_id,)))
    if planned.action == "skip" and valued.roster.obstacles[planned.row]:
        raise RunError(f"member {member_id} has no statement: {planned.reason}")
    check_design(valued.settings, locales_of([planned]))
    name = f"{safe_name(member_id)}.pdf"
    worker = StatementWorker(valued.settings, valued.order, keep_error_text=verbose())
    try:
        rendered, told = worker.laid_out(job_of(valued, planned, workspace.output / name))
    except ValuereportError:
        raise
    except Exception as error:
        log = write_details(f"{member_id}\n{details(error)}")
        more = f"; the details are in {log}" if log else ""
        raise RunError(f"member {member_id}: the statement could not be made: {brief(error)}{more}") from None
    return ShownStatement(rendered.pdf, name, rendered.pages, (*problems, *told))


@needs("member-services")
def statement_in_run(workspace: Workspace, member: str, run: str) -> ShownStatement:
    """Return a member's statement as a run has it. Raises DeliveryError where the file was changed, RunError."""
    found = read_run(run_folder(workspace, run))
    with ledger_if_there(workspace) as ledger:
        history = calculated(workspace).history
        ids = ids_in_run(found, ledger, workspace.settings, (member,), history)
    row = chosen_rows(found, ids)[0]
    if row.status != "rendered":
        raise RunError(f"the run {run} has no statement of member {member}: {row.problem}")
    return ShownStatement(statement_of(found, row), f"{found.name}-{safe_name(row.member_id)}.pdf", row.pages)


def page_picture(shown: ShownStatement, page: int, width: int) -> bytes:
    """Return a page, the first is 1, as a PNG of so many pixels in width. Raises RequestError."""
    from valuereport.preview import pictures  # it brings libraries that no other action needs

    if not 1 <= page <= shown.pages:
        raise RequestError("page", page, f"1 to {shown.pages}")
    stream = io.BytesIO()
    pictures(shown.pdf, width, page)[page - 1].save(stream, "PNG")
    return stream.getvalue()
