"""valuereport alerts snooze."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from valuereport.actions.alerts.kept import SnoozeRequest, snooze
from valuereport.cli.options import config_option, output_option
from valuereport.cli.say import say
from valuereport.cli.workspace import workspace_of
from valuereport.errors import ExitCode


@click.command("snooze")
@click.argument("alert", metavar="ID")
@config_option
@output_option
@click.option(
    "--until",
    required=True,
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day on which it is open again if it is still crossed, such as 2026-05-04.",
)
@click.option("--by", "operator", required=True, metavar="NAME", help="Who leaves it alone until then.")
@click.option("--note", default="", help="Why.")
def command(alert: str, config: Path | None, output: Path | None, until: datetime, operator: str, note: str) -> int:
    """Leave an alert alone until a day."""
    if not operator.strip():
        raise click.UsageError("--by must say who leaves it alone")
    today = date.today()  # noqa: DTZ011 - the day on the clerk's wall
    request = SnoozeRequest(alert, until.date(), today, operator.strip(), note.strip())
    before, one = snooze(workspace_of(config, output), request)
    was = f" (before: until {before.snoozed_until} by {before.operator})" if before.state == "snoozed" else ""
    say(f"{one.id}: snoozed until {one.snoozed_until}{was}: {one.rule}, {one.about} {one.subject}")
    return ExitCode.DONE
