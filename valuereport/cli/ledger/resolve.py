"""valuereport ledger resolve."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.ledger.deliveries import ResolveRequest, resolve
from valuereport.cli.options import by_option, config_option, output_option
from valuereport.cli.say import say
from valuereport.cli.workspace import workspace_of
from valuereport.errors import ExitCode
from valuereport.model.delivery import STATES, State


@click.command("resolve")
@click.argument("delivery")
@config_option
@output_option
@click.option("--as", "state", required=True, type=click.Choice(["sent", "failed", "bounced"]), help="What it is.")
@click.option("--note", required=True, help="How you found out.")
@by_option
def command(delivery: str, config: Path | None, output: Path | None, state: State, note: str, operator: str) -> int:
    """Say what became of an uncertain DELIVERY; one that failed is sent again by the next email command."""
    one = resolve(workspace_of(config, output), ResolveRequest(delivery, state, note, operator))
    say(f"{one.member_id}: {one.state}: {STATES[one.state]}")
    return ExitCode.DONE
