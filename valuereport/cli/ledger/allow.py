"""valuereport ledger allow."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.ledger.suppressions import AllowRequest, allow
from valuereport.cli.options import config_option, output_option
from valuereport.cli.say import say
from valuereport.cli.workspace import workspace_of
from valuereport.errors import ExitCode


@click.command("allow")
@click.argument("address")
@config_option
@output_option
@click.option("--by", "operator", required=True, metavar="NAME", help="Who allows it.")
@click.option("--note", required=True, help="Why the address may be written to again.")
def command(address: str, config: Path | None, output: Path | None, operator: str, note: str) -> int:
    """Let a suppressed ADDRESS get email again, in somebody's name."""
    if not operator.strip() or not note.strip():
        raise click.UsageError("--by and --note must say who allows it, and why")
    for one in allow(workspace_of(config, output), AllowRequest(address, operator, note)):
        say(f"{one.address}: allowed again; was suppressed: {one.reason} on {one.at:%Y-%m-%d} by {one.operator}")
    return ExitCode.DONE
