"""valuereport feedback list."""

from __future__ import annotations

from pathlib import Path

import click

from valuereport.actions.feedback.proposals import proposals
from valuereport.cli.options import config_option
from valuereport.cli.say import say
from valuereport.cli.workspace import workspace_of
from valuereport.console.feedback import proposals_text
from valuereport.errors import ExitCode


@click.command("list")
@config_option
@click.option("--all", "everything", is_flag=True, help="Those that are accepted or declined, too.")
def command(config: Path | None, everything: bool) -> int:
    """List the corrections that replies to statements propose, the oldest first: nothing is changed by them."""
    found = proposals(workspace_of(config))
    say(proposals_text([one for one in found if everything or one.state == "open"], found))
    return ExitCode.DONE
