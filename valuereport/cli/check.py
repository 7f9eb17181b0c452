"""valuereport check."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.check import check
from valuereport.answers.check import check_data
from valuereport.cli.options import config_option, json_option, output_option
from valuereport.cli.say import code_of, say, say_json
from valuereport.cli.workspace import workspace_of
from valuereport.console.check import check_text, corrections_text, waves_text


@click.command("check")
@config_option
@output_option
@json_option
def command(config: Path | None, output: Path | None, as_json: bool) -> int:
    """Load and combine the exports and report every problem; renders nothing."""
    checked = check(workspace_of(config, output))
    if as_json:
        say_json(check_data(checked.tallies, checked.problems, checked.corrected, checked.waves))
    else:
        say(check_text(checked.tallies, checked.problems))
        if checked.waves:
            say(f"\n{waves_text(checked.waves)}")
        for number, one in enumerate(checked.stop_lists):
            say(one.summary if number else f"\n{one.summary}")
        if checked.corrections:
            say(f"\n{corrections_text(checked.corrections, checked.corrected, checked.problems)}")
        say(f"\neach with file, row and column: {checked.file}")
    return code_of(checked.problems)
