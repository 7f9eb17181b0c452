"""valuereport alerts list."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

import click

from valuereport.actions.alerts.kept import AlertsRequest, alerts
from valuereport.cli.options import config_option, json_option, output_option
from valuereport.cli.say import say, say_json
from valuereport.cli.workspace import workspace_of
from valuereport.console.alerts import alert_counts, alert_lines
from valuereport.errors import ExitCode
from valuereport.model.alert import ALERT_STATES, AlertState


@click.command("list")
@config_option
@output_option
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(list(ALERT_STATES)),
    help="Only these; may be repeated. Without it all that are not done.",
)
@click.option("--owner", default="", metavar="OWNER", help="Only this owner's, as the settings name it.")
@json_option
def command(config: Path | None, output: Path | None, states: tuple[AlertState, ...], owner: str, as_json: bool) -> int:
    """List alerts, a line each, those that are due first, and their counts."""
    today = date.today()  # noqa: DTZ011 - the day on the clerk's wall
    found = alerts(workspace_of(config, output), AlertsRequest(today, states, owner))
    if as_json:
        rules = found.unknown_rules
        say_json([{**asdict(one), "in_settings": one.rule not in rules} for one in found.alerts])
        return ExitCode.DONE
    for line in alert_lines(found.alerts, found.unknown_rules, today):
        say(line)
    say(alert_counts(found.counts, found.due, found.withheld))
    return ExitCode.DONE
