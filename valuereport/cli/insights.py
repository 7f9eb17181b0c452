"""valuereport insights."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from valuereport.actions.insights import InsightsRequest, insights
from valuereport.cli.following import watched
from valuereport.cli.options import config_option, locales_option, output_option
from valuereport.cli.say import code_of, say, say_problems
from valuereport.cli.workspace import workspace_of
from valuereport.console.insights import insights_text


@click.command("insights")
@config_option
@output_option
@click.option("--run", "run_name", default="", metavar="RUN", help="The run's name or folder; the newest one else.")
@click.option(
    "--as-at",
    type=click.DateTime(["%Y-%m-%d"]),
    default=None,
    help="As it was on this day, such as 2026-10-31; else the day up to which the run's exports go.",
)
@click.option(
    "--earlier",
    multiple=True,
    metavar="RUN",
    help="An earlier year's run: it knows who was a member then; may be repeated.",
)
@click.option("--by", default="", metavar="LIST", help="Divide figures by these fields too: region,sector.")
@locales_option
def command(
    config: Path | None,
    output: Path | None,
    run_name: str,
    as_at: datetime | None,
    earlier: tuple[str, ...],
    by: str,
    locales: tuple[str, ...],
) -> int:
    """Write what drives membership: a page, tables, and lists of members for staff."""
    fields = tuple(word.strip() for word in by.split(",") if word.strip())
    request = InsightsRequest(run_name, as_at.date() if as_at else None, earlier, fields, locales)
    workspace = workspace_of(config, output)
    with watched("the part in hand") as events:
        written = insights(workspace, request, events)
    say(insights_text(written.found, written.files))
    say_problems(written.problems)
    return code_of(written.problems)
