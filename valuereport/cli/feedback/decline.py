"""valuereport feedback decline."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from valuereport.actions.feedback.proposals import DeclineRequest, decline
from valuereport.cli.options import by_option, config_option
from valuereport.cli.say import say
from valuereport.cli.workspace import workspace_of
from valuereport.console.feedback import proposal_text
from valuereport.errors import ExitCode


@click.command("decline")
@click.argument("id")
@config_option
@click.option("--note", default="", metavar="TEXT", help="Why nothing is corrected.")
@by_option
def command(id: str, config: Path | None, note: str, operator: str) -> int:  # noqa: A002 - as the argument is called
    """Decline a correction that a reply proposes (ID: as `valuereport feedback list` has it)."""
    today = date.today()  # noqa: DTZ011 - the day on the clerk's wall
    one, file = decline(workspace_of(config), DeclineRequest(id, note, operator), today)
    say(f"{'declined':10} {proposal_text(one)}")
    say(f"{'written':10} {file}")
    return ExitCode.DONE
