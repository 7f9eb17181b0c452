"""valuereport find."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.find import FindRequest, find
from valuereport.answers.find import find_data
from valuereport.cli.options import config_option, json_option, output_option
from valuereport.cli.say import say, say_json
from valuereport.cli.workspace import workspace_of
from valuereport.command_line import command_of
from valuereport.console.find import found_text
from valuereport.errors import ExitCode


@click.command("find")
@click.argument("text", nargs=-1, required=True)
@config_option
@output_option
@json_option
def command(text: tuple[str, ...], config: Path | None, output: Path | None, as_json: bool) -> int:
    """Find members and contacts by any part of a name, an address, a postcode or a number, with small slips.

    Shows what they were sent, and rows of the exports that belong to nobody yet and look like theirs.
    """
    said = " ".join(text)
    result = find(workspace_of(config, output), FindRequest(said))
    if as_json:
        say_json(find_data(result.found, result.unmatched, command_of))
    else:
        say(found_text(said, result.found, result.unmatched, command_of))
    return ExitCode.DONE
