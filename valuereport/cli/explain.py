"""valuereport explain."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.explain import explain
from valuereport.answers.explanation import explanation_data
from valuereport.cli.options import config_option, json_option, xlsx_option
from valuereport.cli.say import say, say_json
from valuereport.cli.workspace import workspace_of
from valuereport.console.explain import explain_text
from valuereport.errors import ExitCode


@click.command("explain")
@click.argument("member")
@config_option
@xlsx_option
@json_option
def command(member: str, config: Path | None, xlsx: Path | None, as_json: bool) -> int:
    """Show every figure of one member: dated evidence x assumption x discounts = value."""
    found = explain(workspace_of(config), member, xlsx, low_error=not as_json)
    if as_json:
        say_json(explanation_data(found.valuation, found.period, found.corrections))
    else:
        say(explain_text(found.member, found.valuation, found.period, found.low_error, found.corrections))
    return ExitCode.DONE
