"""valuereport ledger allow."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.ledger.suppressions import AllowRequest, allow, allow_scoring
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
@click.option("--scoring", is_flag=True, help="ADDRESS is a member's id, who no longer objects to being scored.")
def command(address: str, config: Path | None, output: Path | None, operator: str, note: str, scoring: bool) -> int:
    """Let a suppressed ADDRESS get email again, in somebody's name."""
    if not operator.strip() or not note.strip():
        raise click.UsageError("--by and --note must say who allows it, and why")
    request = AllowRequest(address, operator, note)
    if scoring:
        allow_scoring(workspace_of(config, output), request)
        say(f"{address}: may be scored again, unless the exports still say no_scoring")
        return ExitCode.DONE
    for one in allow(workspace_of(config, output), request):
        say(f"{one.address}: allowed again; was suppressed: {one.reason} on {one.at:%Y-%m-%d} by {one.operator}")
    return ExitCode.DONE
