"""valuereport batch."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import click

from valuereport.actions.batch import BatchRequest, batch, plan_batch
from valuereport.actions.due import due_days
from valuereport.actions.workspace import Workspace
from valuereport.answers.batch import plan_data, results_data
from valuereport.cli.following import watched
from valuereport.cli.options import PlaceType, config_option, json_option, output_option
from valuereport.cli.say import code_of, say, say_json
from valuereport.cli.workspace import workspace_of
from valuereport.console.summary import plan_text, summary_text
from valuereport.errors import Remedy, StoppedError


@click.command("batch")
@config_option
@output_option
@click.option("--run", "run_name", default="", help="The run's name; the days or the year where not given.")
@click.option("--workers", type=click.IntRange(1), show_default="the cores", help="Processes on this machine.")
@click.option(
    "--dask", default="", metavar="ADDRESS", help="Workers on many machines: a Dask scheduler, tcp://host:8786."
)
@click.option("--resume", is_flag=True, help="Go on with a run that was stopped.")
@click.option(
    "--due",
    default="",
    metavar="DAYS",
    help="Only members whose renewal date is one of these days: 2027-01-01..2027-01-31, a month such as 2027-01, "
    "this-month, next-month, this-quarter, next-quarter.",
)
@click.option("--member", "members", multiple=True, help="Only this member (id or address); may be repeated.")
@click.option("--locale", default="", help="Every statement in this locale, such as de-DE.")
@click.option("--limit", type=click.IntRange(1), help="Only the first so many members.")
@click.option(
    "--previous",
    type=PlaceType(),
    metavar="RUN",
    help="The folder of last year's run: each statement says what that one said.",
)
@click.option("--dry-run", is_flag=True, help="Plan, and make nothing.")
@json_option
def command(
    config: Path | None,
    output: Path | None,
    run_name: str,
    workers: int | None,
    dask: str,
    resume: bool,
    due: str,
    members: tuple[str, ...],
    locale: str,
    limit: int | None,
    previous: Path | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Make a statement for every member."""
    if dask and workers:
        raise click.UsageError("--workers is about this machine, and --dask about others: give one of them")
    days = due_days(due, datetime.now(UTC).astimezone().date()) if due else None
    request = BatchRequest(run_name, members, locale, limit, previous, resume, workers, dask, days)
    workspace = workspace_of(config, output)
    return _plan(workspace, request, as_json) if dry_run else _make(workspace, request, as_json)


def _plan(workspace: Workspace, request: BatchRequest, as_json: bool) -> int:
    found = plan_batch(workspace, request)
    if as_json:
        say_json(plan_data(found.planned))
    else:
        say(plan_text(found.planned))
    return code_of(found.problems)


def _make(workspace: Workspace, request: BatchRequest, as_json: bool) -> int:
    began = time.monotonic()
    with watched("the statements in hand") as events:
        outcome = batch(workspace, request, events)
    if as_json:
        say_json(results_data(outcome.folder, outcome.results))
    else:
        say(summary_text(outcome.folder, outcome.results, outcome.problems, time.monotonic() - began))
    if not outcome.complete:
        raise StoppedError("stopped; go on with", Remedy("batch", resume=True, run=outcome.folder.name))
    return code_of(outcome.problems)
