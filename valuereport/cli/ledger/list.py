"""valuereport ledger list."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from valuereport.actions.ledger.deliveries import DeliveriesRequest, deliveries
from valuereport.cli.options import config_option, json_option, output_option
from valuereport.cli.say import say, say_json
from valuereport.cli.workspace import workspace_of
from valuereport.console.deliveries import deliveries_text, delivery_lines
from valuereport.errors import ExitCode
from valuereport.model.delivery import STATES, Channel, State


@click.command("list")
@config_option
@output_option
@click.option("--run", "run_name", default="", help="Only this run's.")
@click.option("--member", default="", help="Only this member's: an id, a former one, or an address.")
@click.option("--channel", type=click.Choice(["email", "print"]), help="Only this channel's.")
@click.option("--state", "states", multiple=True, type=click.Choice(list(STATES)), help="Only these; may be repeated.")
@json_option
def command(
    config: Path | None,
    output: Path | None,
    run_name: str,
    member: str,
    channel: Channel | None,
    states: tuple[State, ...],
    as_json: bool,
) -> int:
    """List deliveries, a line each, and their counts."""
    found = deliveries(workspace_of(config, output), DeliveriesRequest(run_name, member, channel, states))
    if as_json:
        say_json([asdict(one) for one in found])
        return ExitCode.DONE
    for line in delivery_lines(found):
        say(line)
    say(deliveries_text(found))
    return ExitCode.DONE
