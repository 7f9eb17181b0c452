"""valuereport ledger suppressions."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from valuereport.actions.ledger.suppressions import suppressions
from valuereport.cli.options import config_option, json_option, output_option
from valuereport.cli.say import say, say_json
from valuereport.cli.workspace import workspace_of
from valuereport.console.deliveries import suppression_lines
from valuereport.errors import ExitCode


@click.command("suppressions")
@config_option
@output_option
@click.option("--all", "lifted", is_flag=True, help="Those that were lifted, too.")
@json_option
def command(config: Path | None, output: Path | None, lifted: bool, as_json: bool) -> int:
    """List the addresses that get no email, whatever the exports say."""
    found = suppressions(workspace_of(config, output), lifted=lifted)
    if as_json:
        say_json([asdict(one) for one in found])
        return ExitCode.DONE
    for line in suppression_lines(found):
        say(line)
    say(f"{sum(one.lifted_at is None for one in found):,} suppressed")
    return ExitCode.DONE
