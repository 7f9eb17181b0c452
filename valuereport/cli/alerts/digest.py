"""valuereport alerts digest."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from valuereport.actions.alerts.digest import Digest, DigestRequest, digest
from valuereport.cli.options import config_option, output_option
from valuereport.cli.say import say
from valuereport.cli.workspace import workspace_of
from valuereport.console.alerts import WITHHELD
from valuereport.errors import ExitCode


@click.command("digest")
@config_option
@output_option
@click.option("--send", is_flag=True, help="Send it; without it, it is only shown.")
def command(config: Path | None, output: Path | None, send: bool) -> int:
    """Tell each owner by mail how many alerts of which rule are open, and how many are due; no mail names a member."""
    today = date.today()  # noqa: DTZ011 - the day on the clerk's wall
    found = digest(workspace_of(config, output), DigestRequest(today, send))
    _say_digest(found, send)
    return ExitCode.PROBLEMS if any(one.missed for one in found.owners) else ExitCode.DONE


def _say_digest(found: Digest, send: bool) -> None:
    for one in found.owners:
        what = f"no mail: {one.reason}" if one.reason else "sent" if send else "to be sent with --send"
        say(f"{one.owner}  {one.open:,} open, {one.due:,} due  {what}")
        for each in one.rules:
            say(f"    {each.rule} ({each.what}): {each.open:,} open, {each.due:,} due")
    if not found.owners:
        say("no alert is open")
    if found.withheld:
        say(f"{found.withheld:,} {WITHHELD}")
