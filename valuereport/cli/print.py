"""valuereport print."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.print import PrintRequest, hand_over, print_run
from valuereport.cli.following import watched
from valuereport.cli.options import (
    by_option,
    config_option,
    member_option,
    output_option,
    reissue_option,
    run_option,
)
from valuereport.cli.remedies import with_remedies
from valuereport.cli.say import code_of, say, say_problems
from valuereport.cli.workspace import workspace_of
from valuereport.console.deliveries import print_text
from valuereport.errors import ExitCode, Remedy


@click.command("print")
@config_option
@output_option
@run_option
@member_option
@click.option("--handed-over", is_flag=True, help="The mail house has the print file: count its letters as sent.")
@reissue_option
@by_option
def command(
    config: Path | None,
    output: Path | None,
    run_name: str,
    members: tuple[str, ...],
    handed_over: bool,
    reissue: str,
    operator: str,
) -> int:
    """Write the mail house's print file of an approved run; again and again, until it is handed over."""
    workspace, request = workspace_of(config, output), PrintRequest(run_name, members, reissue, operator)
    if handed_over:
        handed = hand_over(workspace, request)
        say(f"{len(handed.sent):,} letters are with the mail house")
        for one in handed.to_stop:
            say(f"in the file, and not counted: {one.member_id}: {one.reason}: stop this letter", err=True)
        return ExitCode.PROBLEMS if handed.to_stop else ExitCode.DONE
    with watched("the letter in hand") as events:
        printed = print_run(workspace, request, events)
    made = printed.made
    files = [(one.file, one.members, one.sheets, one.pages) for one in made.files] if made else []
    say(print_text(files, made.table if made else None, printed.deliveries))
    problems = made.problems if made else ()
    say_problems(problems)
    if made:
        say(with_remedies("When the mail house has it", Remedy("print", run=run_name, handed_over=True)))
    return code_of(problems)
