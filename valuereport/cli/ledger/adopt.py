"""valuereport ledger adopt."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.ledger.adopt import AdoptRequest, adopt
from valuereport.cli.options import config_option, output_option
from valuereport.cli.say import say
from valuereport.cli.workspace import workspace_of
from valuereport.console.deliveries import deliveries_text
from valuereport.errors import ExitCode


@click.command("adopt")
@click.argument("run_name", metavar="RUN")
@config_option
@output_option
@click.option("--by", "operator", required=True, metavar="NAME", help="Who answers for it.")
@click.option("--note", required=True, help="What became of the ledger that knew of these deliveries.")
def command(run_name: str, config: Path | None, output: Path | None, operator: str, note: str) -> int:
    """Let this ledger take over what RUN remembers of its deliveries, where the ledger that knew them is lost."""
    taken = adopt(workspace_of(config, output), AdoptRequest(run_name, operator, note))
    say(deliveries_text(taken))
    uncertain = [one for one in taken if one.state == "uncertain"]
    for one in uncertain:
        say(f"uncertain: {one.member_id}: it may have been handed over: {one.id}", err=True)
    say("Approvals, forgotten members and what else the lost ledger knew are not in this one.")
    return ExitCode.PROBLEMS if uncertain else ExitCode.DONE
