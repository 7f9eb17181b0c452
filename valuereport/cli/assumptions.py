"""valuereport assumptions."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.assumptions import AssumptionsRequest, assumptions
from valuereport.answers.assumptions import assumptions_data
from valuereport.cli.following import watched
from valuereport.cli.options import PlaceType, config_option, json_option, output_option, xlsx_option
from valuereport.cli.say import say, say_json
from valuereport.cli.workspace import workspace_of
from valuereport.console.assumptions import assumptions_text
from valuereport.errors import ExitCode


@click.command("assumptions")
@config_option
@output_option
@click.option("--run", "run_name", default="", metavar="NAME", help="A finished run; else the exports as they are now.")
@click.option("--previous", type=PlaceType(), help="Last year's run: what changed since then is said.")
@xlsx_option
@json_option
def command(
    config: Path | None, output: Path | None, run_name: str, previous: Path | None, xlsx: Path | None, as_json: bool
) -> int:
    """List every assumption in use, with its source, who signed it, and how far it moves the organisation's total."""
    request = AssumptionsRequest(run_name, previous, xlsx)
    with watched() as events:
        report = assumptions(workspace_of(config, output), request, events)
    if as_json:
        say_json(assumptions_data(report))
    else:
        say(assumptions_text(report))
    return ExitCode.DONE
