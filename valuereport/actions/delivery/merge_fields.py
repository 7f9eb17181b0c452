"""What of an approved run other systems are given, and of whom, as the exports have the members at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from valuereport.actions.delivery.opt_outs import fewer_opt_outs
from valuereport.actions.delivery.pulled_lists import why_not_fresh
from valuereport.actions.delivery.recipients import Recipients
from valuereport.actions.delivery.release import released
from valuereport.actions.delivery.years import newer
from valuereport.deliver.export import MergeFields, export_rows
from valuereport.deliver.ledger import Ledger
from valuereport.errors import Problem
from valuereport.model.delivery import Approval
from valuereport.model.history import History
from valuereport.model.member import Member
from valuereport.model.run import FinishedRun
from valuereport.settings import Settings


@dataclass(frozen=True, slots=True)
class MergedRun:
    """The fields of each member with a statement. `old`: why a member's statement in this run is an old one."""

    run: FinishedRun
    approval: Approval
    members: Mapping[str, Member]
    history: History
    rows: tuple[MergeFields, ...]
    old: Mapping[str, str]
    problems: tuple[Problem, ...]


def merged_run(settings: Settings, folder: Path, ledger: Ledger, *, done: str, record: bool = True) -> MergedRun:
    """Return an approved run's fields. Raises DeliveryError, LedgerError, RunError.

    `done`: what is done where it is in doubt who has opted out; `record`: the ledger learns former ids.
    """
    run, approval = released(folder, ledger)
    recipients = Recipients(settings, ledger)
    if record:
        recipients.record_aliases(ledger)
    members = recipients.all()
    tokens = {one.member_id: one.id for one in ledger.deliveries(run=run.name, channel="email")}
    rows, problems = export_rows(run, members, settings, unwanted=recipients.unwanted(), tokens=tokens)
    lists = tuple(problem for one in recipients.stop_lists for problem in one.problems)
    fewer = fewer_opt_outs(ledger, recipients.opt_outs(run.name))
    doubts = (one for one in (fewer, why_not_fresh(settings)) if one)
    warnings = (Problem("deliver", "warning", one, done) for one in doubts)
    return MergedRun(
        run, approval, members, recipients.history, rows, newer(ledger, run), (*lists, *warnings, *problems)
    )
