"""Where the season stands, and the one thing to do next: asked of the files and the ledger, and no export is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

from valuereport.actions.alerts.kept import kept
from valuereport.actions.feedback.proposals import proposals_in
from valuereport.actions.next_step import next_step
from valuereport.actions.rights import needs
from valuereport.actions.standing.deliveries import delivered_of, sends_email
from valuereport.actions.standing.exports import exports_of, files_read, input_files
from valuereport.actions.standing.problems import known_problems
from valuereport.actions.standing.runs import RunOfPeriod, chosen, runs_of_period, season_run, with_approval
from valuereport.actions.standing.times import newest
from valuereport.actions.workspace import Workspace, ledger_if_there
from valuereport.model.history import History
from valuereport.model.season import Delivered, Season, SeasonAlerts, SeasonRun
from valuereport.settings import Settings

_PREVIEW: Final = "preview"
_INSIGHTS: Final = "insights/insights.json"


@needs("viewer")
def season(workspace: Workspace, today: date, history: History | None = None) -> Season:
    """Return where the season stands. Raises LedgerError, SettingsError.

    `history`: the exports, where they are loaded anyway; without it nobody knows how many replies wait.
    """
    settings, output = workspace.settings, workspace.output
    period = settings.workspace.period
    runs = runs_of_period(output, period)
    this = chosen(runs)
    run, delivered = _run(workspace, this)
    found = Season(
        today=today,
        start=period.start,
        end=period.end,
        is_sample=workspace.is_sample,
        uses_email=sends_email(settings),
        exports=exports_of(settings),
        files_read=len(files_read(settings)),
        problems=known_problems(output, this.folder if this else None, input_files(settings)),
        previewed=newest(_previews(output)),
        run=run,
        runs=tuple(one.folder.name for one in runs),
        delivered=delivered,
        alerts=_alerts(workspace, today),
        replies=None if history is None else _replies(history, settings),
        has_insights=this is not None and (this.folder / _INSIGHTS).exists(),
    )
    found = replace(found, next_step=next_step(found))
    return found if workspace.person.may("member-services") else without_members(found)


def without_members(found: Season) -> Season:
    """Return the same for whoever may see no member: what problems say, and their rows, may name one."""
    problems = replace(found.problems, kinds=()) if found.problems else None
    return replace(found, problems=problems)


def _run(workspace: Workspace, this: RunOfPeriod | None) -> tuple[SeasonRun | None, Delivered]:
    """Return how far the run of the period is, and what became of its statements. Raises LedgerError."""
    if this is None:
        return None, Delivered(())
    found, finished = season_run(this, workspace.settings)
    if finished is None:
        return found, Delivered(())
    with ledger_if_there(workspace) as ledger:
        made = this.begun.astimezone().date()  # corrections are signed by the day of the place
        delivered = delivered_of(finished, made, ledger, workspace.settings)
        return with_approval(found, finished, ledger), delivered


def _alerts(workspace: Workspace, today: date) -> SeasonAlerts:
    found, withheld = kept(workspace, today)
    return SeasonAlerts(sum(one.state == "open" for one in found), sum(one.is_due(today) for one in found), withheld)


def _replies(history: History, settings: Settings) -> int:
    return sum(one.state == "open" for one in proposals_in(history, settings))


def _previews(output: Path) -> Sequence[Path]:
    try:
        return list((output / _PREVIEW).iterdir())
    except OSError:
        return ()
