"""valuereport approve."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.approve import (
    ApproveRequest,
    ReviewRequest,
    approval_of,
    approve,
    check_approvable,
    review,
)
from valuereport.cli.options import PlaceType, config_option, output_option, yes_option
from valuereport.cli.remedies import with_remedies
from valuereport.cli.say import say
from valuereport.cli.workspace import workspace_of
from valuereport.console.review import review_text
from valuereport.errors import ASK, ExitCode, Remedy


@click.command("approve")
@click.argument("run_name", metavar="RUN")
@config_option
@output_option
@click.option("--by", "operator", default="", metavar="NAME", help="Approve the run in this name.")
@click.option("--previous", type=PlaceType(), help="Last year's run, to compare with.")
@yes_option
@click.option("--although-sample", is_flag=True, help="Although something in it still is the sample organisation's.")
def command(
    run_name: str,
    config: Path | None,
    output: Path | None,
    operator: str,
    previous: Path | None,
    yes: bool,
    although_sample: bool,
) -> int:
    """Write RUN's review sheet and, with --by, approve it: nothing is delivered before that."""
    workspace = workspace_of(config, output)
    reviewed = review(workspace, ReviewRequest(run_name, previous))
    say(review_text(reviewed.review))
    for problem in reviewed.added:
        say(f"warning: {problem.file}: {problem.reason} -> {problem.action}", err=True)
    say(f"\nreview sheet  {reviewed.page}")
    request = ApproveRequest(reviewed, operator, although_sample)
    if operator:
        check_approvable(workspace, request)
    approval = approval_of(workspace, reviewed.run)
    if operator and not approval:
        if not yes:
            made = sum(row.status == "rendered" for row in reviewed.run.rows)
            click.confirm(f"Approve {made:,} statements for delivery, as {operator}?", abort=True, err=True)
        approval = approve(workspace, request)
    if approval is None:
        remedy = Remedy("approve", run=run_name, by=ASK)
        say(with_remedies("The run is a draft. When you have looked at it", remedy))
    else:
        say(f"approved by {approval.operator} on {approval.at:%Y-%m-%d %H:%M} UTC")
    return ExitCode.DONE
