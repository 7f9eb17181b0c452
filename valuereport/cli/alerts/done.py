"""valuereport alerts done."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.alerts.kept import DoneRequest, done
from valuereport.cli.options import config_option, output_option
from valuereport.cli.say import say
from valuereport.cli.workspace import workspace_of
from valuereport.errors import ExitCode


@click.command("done")
@click.argument("alert", metavar="ID")
@config_option
@output_option
@click.option("--by", "operator", required=True, metavar="NAME", help="Who has dealt with it.")
@click.option("--note", required=True, help="What was done, or why nothing has to be.")
def command(alert: str, config: Path | None, output: Path | None, operator: str, note: str) -> int:
    """Say that an alert was dealt with: it is not raised again before it was seen not crossed, and is crossed again."""
    if not operator.strip() or not note.strip():
        raise click.UsageError("--by and --note must say who has dealt with it, and how")
    one = done(workspace_of(config, output), DoneRequest(alert, operator.strip(), note.strip()))
    say(f"{one.id}: done: {one.rule}, {one.about} {one.subject}")
    return ExitCode.DONE
