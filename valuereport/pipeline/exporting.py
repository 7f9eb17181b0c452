"""The merge fields of a run, for another system."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from valuereport.deliver.export import EXPORTS, Exported, export_rows, exported
from valuereport.deliver.ledger import Ledger
from valuereport.errors import Problem, RunError
from valuereport.files import write_atomically
from valuereport.pipeline.emailing import fewer_opt_outs
from valuereport.pipeline.recipients import Recipients
from valuereport.pipeline.releasing import released
from valuereport.settings import Settings


def export(settings: Settings, folder: Path, ledger: Ledger, to: str) -> tuple[Path, Exported, tuple[Problem, ...]]:
    """Write an approved run's merge fields for one system. Raises DeliveryError, LedgerError, RunError."""
    run, _ = released(folder, ledger)
    recipients = Recipients(settings, ledger)
    recipients.teach(ledger)
    newer = ledger.newer(run.name, run.period, {row.member_id: row.sha256 for row in run.rows})
    members = recipients.all()
    tokens = {one.member_id: one.id for one in ledger.deliveries(run=run.name, channel="email")}
    rows, problems = export_rows(run, members, settings, unwanted=recipients.unwanted(), tokens=tokens)
    shape = next(each for each in EXPORTS if each.name == to)
    made = exported([row for row in rows if row.member_id not in newer], shape)
    made = replace(
        made,
        withheld=(*made.withheld, *((row.member_id, newer[row.member_id]) for row in rows if row.member_id in newer)),
    )
    file = folder / f"export-{to}.csv"
    try:
        write_atomically(file, made.data)
    except OSError as error:
        raise RunError(f"{file} cannot be written: {error.strerror}") from None
    lists = tuple(problem for one in recipients.stop_lists for problem in one.problems)
    fewer = fewer_opt_outs(ledger, recipients.opt_outs(run.name))
    told = (Problem("deliver", "warning", fewer, "exported all the same: look before it is imported"),) if fewer else ()
    return file, made, (*lists, *told, *problems, *made.problems)
