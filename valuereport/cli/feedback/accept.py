"""valuereport feedback accept."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import click

from valuereport.actions.feedback.proposals import AcceptRequest, accept, write_accepted
from valuereport.cli.options import by_option, config_option, yes_option
from valuereport.cli.say import say, say_problems
from valuereport.cli.workspace import workspace_of
from valuereport.command_line import command_of
from valuereport.console.correct import proposed_text
from valuereport.console.feedback import proposal_text
from valuereport.errors import ExitCode, Remedy, RequestError


@click.command("accept")
@click.argument("id")
@config_option
@click.option("--field", default="", metavar="NAME", help="Which field is corrected: email, name, street, fee ...")
@click.option("--value", default=None, metavar="TEXT", help="... what it shall be; an empty text empties it.")
@click.option("--note", default="", metavar="TEXT", help="How it was corrected elsewhere; or why, in place of ours.")
@by_option
@yes_option
def command(
    id: str,  # noqa: A002 - as the argument is called
    config: Path | None,
    field: str,
    value: str | None,
    note: str,
    operator: str,
    yes: bool,
) -> int:
    """Accept a correction that a reply proposes (ID: as `valuereport feedback list` has it).

    With --field and --value it becomes a signed row of corrections.csv, shown before it is written. What was corrected
    in another way (in the CRM, or by `valuereport correct`) is accepted with a note.
    """
    if bool(field) != (value is not None):
        raise RequestError("field", field or "nothing", "a field with --value TEXT: what it shall be")
    cells = {"what": "field", "field": field, "value": value or ""} if field else {}
    request, today = AcceptRequest(id, cells, note, operator), date.today()  # noqa: DTZ011 - the day on the clerk's wall
    workspace = workspace_of(config)
    one, proposed = accept(workspace, request, today)
    say(f"{'reply':10} {proposal_text(one)}")
    if proposed:
        say(proposed_text(proposed))
        say_problems(proposed.problems)
        if sys.stdin.isatty() and not yes and not click.confirm("Write it?", default=True, err=True):
            say("nothing is written")
            return ExitCode.DONE
    for file in write_accepted(workspace, one, proposed, request, today):
        say(f"{'written':10} {file}")
    if proposed:
        say(f"{'next':10} {command_of(Remedy('statement', member=one.member_id, compare=True))}")
    return ExitCode.DONE
